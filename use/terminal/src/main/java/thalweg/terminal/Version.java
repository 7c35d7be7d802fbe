package thalweg.terminal;

import picocli.CommandLine.IVersionProvider;
import thalweg.algebra.machine.VectorUnit;
import thalweg.training.checkpoint.Environment;

/// What `--version` tells: everything a report of a problem should name.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Environment here = Environment.here();
    return new String[] {
      "thalweg " + here.thalweg(),
      "java " + here.java(),
      "vector " + VectorUnit.describe(),
      "threads " + Runtime.getRuntime().availableProcessors(),
      "system " + here.system()
    };
  }
}

package thalweg.terminal;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;
import thalweg.algebra.kernel.VectorUnit;

/// What `--version` tells: everything a report of a problem should name.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "thalweg " + own(),
      "java " + Runtime.version() + " (" + System.getProperty("java.vendor.version", "?") + ")",
      "vector " + VectorUnit.describe(),
      "threads " + Runtime.getRuntime().availableProcessors(),
      "system "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.version")
          + " "
          + System.getProperty("os.arch")
    };
  }

  private static String own() {
    return Optional.ofNullable(Version.class.getModule().getDescriptor())
        .flatMap(java.lang.module.ModuleDescriptor::rawVersion)
        .orElse("(not packed)");
  }
}

package thalweg.terminal;

import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import picocli.CommandLine.IVersionProvider;
import thalweg.algebra.machine.VectorUnit;

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

  /// The version stands in the module's descriptor, and the command may be started from the class
  /// path, where Java does not read it.
  private static String own() {
    try {
      Path place =
          Path.of(Version.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return ModuleFinder.of(place).findAll().stream()
          .flatMap(module -> module.descriptor().rawVersion().stream())
          .findFirst()
          .orElse("(version unknown)");
    } catch (URISyntaxException | FindException | FileSystemNotFoundException _) {
      return "(version unknown)";
    }
  }
}

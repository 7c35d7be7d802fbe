package thalweg.training.checkpoint;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import thalweg.algebra.machine.VectorUnit;

/// What a run was computed by: versions and machine. No bit of a result is to depend on it; where
/// one does, here is what to look at.
///
/// @param thalweg the version of this library
/// @param java version and vendor
/// @param system name, version and architecture
/// @param processor its name, as the system tells it
/// @param processors how many of them Java may use
/// @param vector how wide its vectors are
public record Environment(
    String thalweg, String java, String system, String processor, int processors, String vector) {
  private static final String UNKNOWN = "(unknown)";

  private static final Environment HERE = found();

  /// Returns the environment of this process.
  public static Environment here() {
    return HERE;
  }

  private static Environment found() {
    return new Environment(
        version(),
        Runtime.version() + " (" + System.getProperty("java.vendor.version", "?") + ")",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        nameOfProcessor(),
        Runtime.getRuntime().availableProcessors(),
        VectorUnit.describe());
  }

  /// The version stands in the module's descriptor, and the library may lie on the class path,
  /// where Java does not read it.
  private static String version() {
    try {
      Path place =
          Path.of(Environment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return ModuleFinder.of(place).findAll().stream()
          .flatMap(module -> module.descriptor().rawVersion().stream())
          .findFirst()
          .orElse("(version unknown)");
    } catch (URISyntaxException | FindException | FileSystemNotFoundException _) {
      return "(version unknown)";
    }
  }

  /// Java has no door to it; Linux and Windows tell it each in their way.
  private static String nameOfProcessor() {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException _) {
      String told = System.getenv("PROCESSOR_IDENTIFIER");
      return told == null ? UNKNOWN : told;
    }
  }

  /// Returns what differs from another environment, in a line each, this one's first.
  public List<String> differencesFrom(Environment other) {
    Map<String, String> mine = words();
    Map<String, String> others = other.words();
    List<String> differences = new ArrayList<>();
    mine.forEach(
        (what, word) -> {
          if (!word.equals(others.get(what))) {
            differences.add(what + ": " + word + ", not " + others.get(what));
          }
        });
    return differences;
  }

  Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("thalweg", thalweg);
    words.put("java", java);
    words.put("system", system);
    words.put("processor", processor);
    words.put("processors", String.valueOf(processors));
    words.put("vector", vector);
    return words;
  }
}

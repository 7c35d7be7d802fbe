package thalweg.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a run of the command left behind.
record Ran(int exit, String out, String err) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /// Runs the command in this process. Whether that hears Ctrl-C is a matter of who started the
  /// tests, so a note on it is left out.
  static Ran thalweg(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exit =
        Thalweg.run(
            new Output(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Screen.none(),
                Screen.none(),
                Map.of()),
            arguments);
    String said =
        err.toString(StandardCharsets.UTF_8)
            .replaceFirst("(?m)^Note: Ctrl-C is not heard[^\\n]*\\n", "");
    return new Ran(exit, out.toString(StandardCharsets.UTF_8), said);
  }

  /// Starts the command in a process of its own, on plain loops if it is not told otherwise, and
  /// with the compiler that takes least time to begin.
  static Process process(Path folder, String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-Dthalweg.vector=none",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "thalweg.terminal.Thalweg"));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line)
        .directory(folder.toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }

  /// Returns standard output, which must be one JSON document.
  JsonNode json() {
    return MAPPER.readTree(out);
  }

  /// Returns the lines of standard output, each of which must be a JSON document.
  List<JsonNode> jsonLines() {
    return out.lines().map(MAPPER::readTree).toList();
  }

  /// Returns the last line of standard output.
  JsonNode lastJson() {
    return jsonLines().getLast();
  }

  /// Writes a small table of two features and the classes a, b and c, which a small network can
  /// learn.
  static Path table(Path folder) {
    return table(folder, 150);
  }

  /// Writes so many rows of it.
  static Path table(Path folder, int rows) {
    StringBuilder text = new StringBuilder("height,width,label\n");
    for (int row = 0; row < rows; row++) {
      double angle = row * 2.399963;
      int label = row % 3;
      text.append(
          String.format(
              Locale.ROOT,
              "%.4f,%.4f,%s%n",
              Math.cos(label * 2.1) + 0.3 * Math.cos(angle),
              Math.sin(label * 2.1) + 0.3 * Math.sin(1.7 * angle),
              "abc".charAt(label)));
    }
    return write(folder.resolve("table.csv"), text.toString());
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

package thalweg.terminal;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Lines that can be pasted into a shell as they are.
final class Shell {
  /// Names the system property by which the script tells how it was called, such as `./thalweg`.
  private static final String PROPERTY = "thalweg.command";

  private Shell() {}

  /// Returns the name under which the command was started.
  static String command() {
    return quoted(System.getProperty(PROPERTY, "thalweg"));
  }

  /// Returns the line that starts the command with these arguments.
  static String line(String... arguments) {
    return command()
        + Arrays.stream(arguments).map(word -> " " + quoted(word)).collect(Collectors.joining());
  }

  /// Returns the file's name as an argument that is not taken for an option.
  static String file(java.nio.file.Path path) {
    return path.toString().startsWith("-") ? "./" + path : path.toString();
  }

  /// Returns the word as a shell takes it for one.
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+,=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}

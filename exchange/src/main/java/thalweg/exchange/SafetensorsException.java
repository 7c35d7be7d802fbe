package thalweg.exchange;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/// Thrown when a file is no well-formed safetensors file, or holds what cannot be represented here.
///
/// The message is one line: the file, what was found and what was expected.
public final class SafetensorsException extends IOException {
  @Serial private static final long serialVersionUID = 1;
  private static final int LONGEST_QUOTE = 80;

  SafetensorsException(Path file, String what) {
    super(file + ": " + what);
  }

  /// Returns `text` in quotes, shortened and on one line, since a damaged file may hold anything.
  static String quote(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST_QUOTE)
        .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
        .forEach(shown::appendCodePoint);
    return shown.append(text.length() > LONGEST_QUOTE ? "…\"" : "\"").toString();
  }
}

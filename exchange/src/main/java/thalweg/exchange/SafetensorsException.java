package thalweg.exchange;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/// Thrown when a file is no well-formed safetensors file, or holds what cannot be represented here.
///
/// The message is one line: the file, what was found and what was expected.
public final class SafetensorsException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  SafetensorsException(Path file, String what) {
    super(file + ": " + what);
  }
}

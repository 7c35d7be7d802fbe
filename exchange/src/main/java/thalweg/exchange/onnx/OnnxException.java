package thalweg.exchange.onnx;

import java.io.IOException;
import java.io.Serial;

/// Thrown when a file is no ONNX model, a damaged one, or holds what cannot be represented here.
///
/// The message is one line: the file, what was found, what was expected, and what to do.
public final class OnnxException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// @param where the file, or what else was read
  /// @param what is wrong with it
  public OnnxException(String where, String what) {
    super(where + ": " + what);
  }
}

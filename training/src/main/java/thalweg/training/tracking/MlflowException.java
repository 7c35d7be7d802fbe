package thalweg.training.tracking;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/// A call that was not answered as it should.
final class MlflowException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// The server's own word for what is wrong, such as `RESOURCE_DOES_NOT_EXIST`; may be empty.
  final String code;

  /// Whether the same call would be answered alike.
  final boolean isFinal;

  /// For how long the server asks to be left alone.
  final Duration pause;

  MlflowException(String message, String code, boolean isFinal, Duration pause) {
    super(message);
    this.code = code;
    this.isFinal = isFinal;
    this.pause = pause;
  }
}

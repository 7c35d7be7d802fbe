package thalweg.exchange;

import java.io.IOException;
import java.io.Serial;

/// Thrown when a file is no well-formed NPY or NPZ file, or holds what cannot be represented here.
///
/// The message is one line: the file, and in an archive the array, what was found at which byte,
/// what was expected, and what to do.
public final class NpyException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  NpyException(String file, String what) {
    super(file + ": " + what);
  }
}

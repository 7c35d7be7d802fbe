package thalweg.training.data;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;

/// A data file that cannot be used as it is. The message is one line: the file, what was found in
/// it, what was expected, and what to do.
public final class DataFileException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Path path;

  /// @param problem what was found, what was expected, what to do
  public DataFileException(Path path, String problem) {
    super(path + ": " + problem);
    this.path = path;
  }

  /// @param problem what was found, what was expected, what to do
  public DataFileException(Path path, String problem, Throwable cause) {
    super(path + ": " + problem, cause);
    this.path = path;
  }

  /// Returns the exception for a file that the system does not let be read.
  public static DataFileException unreadable(Path path, Throwable cause) {
    Throwable own =
        cause instanceof UncheckedIOException && cause.getCause() != null
            ? cause.getCause()
            : cause;
    if (own instanceof FileSystemLoopException loop) {
      return new DataFileException(
          path, "the link " + loop.getFile() + " leads back to a folder above it; remove it.", own);
    }
    return new DataFileException(
        path,
        "cannot be read (" + own.getMessage() + "); check that it is a readable file.",
        cause);
  }

  /// Returns the file or folder at fault.
  public Path path() {
    return path;
  }
}

package thalweg.terminal;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/// Ends a verb with a message for the user and an exit code.
final class Failure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;

  private Failure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /// Returns the failure for arguments that cannot be worked with.
  static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message, null);
  }

  /// Returns the failure for a file that could not be read.
  static Failure input(IOException cause) {
    return new Failure(ExitCode.BAD_INPUT, words(cause), cause);
  }

  /// Returns the failure for a file that could be read and does not fit.
  static Failure input(String message) {
    return new Failure(ExitCode.BAD_INPUT, message, null);
  }

  /// Returns the failure for a file that could not be written.
  static Failure output(IOException cause) {
    return output(words(cause), cause);
  }

  static Failure output(String message, @Nullable Throwable cause) {
    return new Failure(ExitCode.FAILURE, message, cause);
  }

  int exitCode() {
    return exitCode;
  }

  /// Returns why, without the name of the file.
  static String reason(IOException exception) {
    return exception instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : words(exception);
  }

  /// Returns the exception's message, with words where the platform's own is a bare path.
  static String words(IOException exception) {
    String message = String.valueOf(exception.getMessage());
    if (!(exception instanceof FileSystemException system) || system.getReason() != null) {
      return message;
    }
    return switch (system) {
      case NoSuchFileException _ -> message + ": there is no such file or folder.";
      case AccessDeniedException _ -> message + ": access is denied; check its permissions.";
      case NotDirectoryException _ -> message + ": this is no folder.";
      default -> message + ": " + exception.getClass().getSimpleName() + ".";
    };
  }
}

package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import thalweg.algebra.Quote;
import thalweg.exchange.Replacement;

/// A file that is to be written when the work is done: what can be known before.
final class NewFile {
  /// How many links lead on at most, as the system has it.
  private static final int LINKS = 40;

  private NewFile() {}

  /// @throws Failure if the folder that is to hold `path` does not exist or may not be written to,
  ///   or the system takes no such name
  static void require(String option, Path path) {
    Path target = real(path);
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw Failure.usage(
          option + ": the folder of " + path + " does not exist; make it or choose another.");
    }
    if (!Files.isWritable(folder)) {
      throw Failure.usage(
          option + ": the folder " + folder + " may not be written to; choose another.");
    }
    if (Files.isDirectory(target)) {
      return; // told by who knows what the file is to be
    }
    try { // as it is done in the end
      Replacement.open(path).close();
    } catch (IOException refused) {
      throw Failure.usage(
          option
              + ": a file "
              + Quote.of(String.valueOf(target.getFileName()))
              + " cannot be made in "
              + folder
              + " ("
              + Failure.reason(refused)
              + "); choose another name or folder.");
    }
  }

  /// @throws Failure if both names lead to one file, however they are spelt
  static void requireTwo(String option, Path path, String otherOption, Path other) {
    if (isSame(path, other)) {
      throw Failure.usage(
          option
              + " and "
              + otherOption
              + " both name "
              + path
              + (path.equals(other) ? "" : ", also spelt " + other)
              + "; give two different files.");
    }
  }

  private static boolean isSame(Path path, Path other) {
    try {
      if (Files.exists(path) && Files.exists(other)) {
        return Files.isSameFile(path, other);
      }
    } catch (IOException _) {
      // by their names, then
    }
    // Where a file does not exist yet, nothing tells whether its folder knows small letters from
    // large.
    return real(path)
        .toString()
        .toLowerCase(Locale.ROOT)
        .equals(real(other).toString().toLowerCase(Locale.ROOT));
  }

  /// Returns where a file of this name lies or would lie, all links followed.
  private static Path real(Path path) {
    Path at = path.toAbsolutePath();
    for (int i = 0; i < LINKS && Files.isSymbolicLink(at); i++) {
      try {
        at = at.resolveSibling(Files.readSymbolicLink(at));
      } catch (IOException | InvalidPathException _) {
        return at;
      }
    }
    try {
      Path folder = at.getParent();
      return folder == null ? at : folder.toRealPath().resolve(at.getFileName());
    } catch (IOException _) {
      return at;
    }
  }
}

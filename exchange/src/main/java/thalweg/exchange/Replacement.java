package thalweg.exchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Puts a new file in place of an old one in a single step that either happens or does not.
final class Replacement {
  /// What the new file is to hold.
  interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  private Replacement() {}

  static void write(Path file, Content content) throws IOException {
    // A link stays a link: the file it leads to is replaced.
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(file.toString(), null, "its folder does not exist");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new FileSystemException(
          file.toString(), null, "it is no regular file and is not replaced");
    }
    // Not Files.createTempFile, which would make the model readable by its owner alone.
    Path part = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
    syncFolder(folder);
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      // Some network file systems: the contents are on the disk already, only the name is at risk.
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Makes the new name last as well; where folders cannot be opened, as on Windows, the system
  /// does this in its own time.
  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    } catch (IOException _) {
      // The file itself is complete and in place.
    }
  }
}

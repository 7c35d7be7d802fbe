package thalweg.exchange;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A new file that takes the place of an old one in a single step that either happens or does not:
/// a reader, or the disk after a power cut, has the old file or the new one and never half of one.
///
/// The new file is made beside its place under a short hidden name, so that what keeps it from
/// being made is known before any work. A link stays a link: the file it leads to is replaced. The
/// new file has the permissions of the old one. What a process that was killed has left behind is
/// removed by the next one that writes in the folder.
///
/// ```java
/// try (Replacement replacement = Replacement.open(file)) {
///   replacement.channel().write(bytes);
///   replacement.commit();
/// }
/// ```
public final class Replacement implements AutoCloseable {
  /// How many links lead on at most, as the system has it.
  private static final int LINKS = 40;

  private static final AtomicLong COUNT = new AtomicLong();
  private static final Pattern PART = Pattern.compile("\\.thalweg-(\\d{1,18})-\\d{1,19}\\.part");
  private static final Set<PosixFilePermission> WRITING =
      EnumSet.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);
  private static final Set<PosixFilePermission> OF_GROUP =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE);

  private final Path file; // as it was named, for messages
  private final Path target;
  private final Path folder;
  private final Path part;
  private final FileChannel channel;

  private Replacement(Path file, Path target, Path folder, Path part, FileChannel channel) {
    this.file = file;
    this.target = target;
    this.folder = folder;
    this.part = part;
    this.channel = channel;
  }

  /// Makes the new file, empty and under another name.
  ///
  /// @throws IOException if there is no folder for it or it may not be written to, the name is too
  ///   long, or something stands at its place that is no regular file or may not be written to
  public static Replacement open(Path file) throws IOException {
    Path target = real(file);
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(file.toString(), null, "its folder does not exist");
    }
    boolean exists = exists(target);
    if (exists && !Files.isRegularFile(target)) {
      throw new FileSystemException(
          file.toString(), null, "it is no regular file and is not replaced");
    }
    if (exists && isReadOnly(target)) {
      throw new FileSystemException(
          file.toString(), null, "it is read-only and is not replaced; make it writable first");
    }
    removeAbandoned(folder);
    // Not Files.createTempFile, which would make a model readable by its owner alone.
    Path part =
        folder.resolve(
            ".thalweg-"
                + ProcessHandle.current().pid()
                + "-"
                + ((System.nanoTime() + COUNT.incrementAndGet()) & Long.MAX_VALUE)
                + ".part");
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Replacement replacement = new Replacement(file, target, folder, part, channel);
    try {
      lock(channel); // held while this process lives, so that none takes the file for abandoned
      if (exists) {
        takeOverPermissions(target, part);
      }
      return replacement;
    } catch (IOException | RuntimeException failed) {
      replacement.close();
      throw failed;
    }
  }

  /// Follows links, also one that leads to nothing yet.
  private static Path real(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    for (int i = 0; Files.isSymbolicLink(path); i++) {
      if (i == LINKS) {
        throw new FileSystemException(file.toString(), null, "its links lead in a circle");
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    return path;
  }

  /// Asks for the file itself: a name that is too long is an error here, not a missing file.
  private static boolean exists(Path target) throws IOException {
    try {
      Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private static boolean isReadOnly(Path target) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
    // The superuser may write to any file, but a file that nobody may write to is meant so.
    boolean byNobody =
        view != null && view.readAttributes().permissions().stream().noneMatch(WRITING::contains);
    return byNobody || !Files.isWritable(target);
  }

  private static void takeOverPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
    PosixFileAttributeView made = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (old == null || made == null) {
      return;
    }
    PosixFileAttributes attributes = old.readAttributes();
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(attributes.permissions());
    try {
      made.setGroup(attributes.group());
    } catch (IOException _) {
      permissions.removeAll(OF_GROUP); // what the old group may do is not for another one
    }
    try {
      made.setOwner(attributes.owner());
    } catch (IOException _) {
      // Only the superuser may give a file away.
    }
    made.setPermissions(permissions);
  }

  private static void lock(FileChannel channel) {
    try {
      channel.tryLock();
    } catch (IOException _) {
      // A file system without locks.
    }
  }

  /// Removes the new files of processes that are no more, here or on another machine.
  private static void removeAbandoned(Path folder) {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".thalweg-*.part")) {
      for (Path part : parts) {
        Matcher name = PART.matcher(part.getFileName().toString());
        if (name.matches()
            && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
            && isUnlocked(part)) {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException | RuntimeException _) {
      // The folder may be written to and not be read; then nothing is tidied up.
    }
  }

  private static boolean isUnlocked(Path part) {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException _) {
      return false;
    }
  }

  /// Returns where the contents of the new file are written to.
  public FileChannel channel() {
    return channel;
  }

  /// Puts the new file in the place of the old one, once it is on the disk.
  ///
  /// @throws IOException if that fails; then the old file is as it was
  public void commit() throws IOException {
    try {
      channel.force(true);
    } catch (ClosedByInterruptException interrupted) {
      throw interrupted(interrupted);
    }
    channel.close();
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      // Some network file systems: the contents are on the disk already, only the name is at risk.
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
    syncFolder(folder);
  }

  IOException interrupted(ClosedByInterruptException cause) {
    return new IOException(
        file + ": the thread that wrote it was interrupted; the file is as it was before.", cause);
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

  /// Removes the new file if it has not taken its place.
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      Files.deleteIfExists(part);
    }
  }
}

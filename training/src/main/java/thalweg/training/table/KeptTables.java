package thalweg.training.table;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The tables kept in a folder: which of them are in use, and which have to go when they have
/// become too many.
///
/// A table that this process has used is locked by it until it ends, however it ends, by a byte of
/// one file for the whole folder: locks on the tables' own files would go when any reader of them
/// is closed, and a file beside each would stay when its table has gone. When a table was used last
/// is the time of its file.
final class KeptTables {
  static final String SUFFIX = ".table";

  private static final String LOCKS = "in-use.lock";
  private static final String PART = ".part"; // of a table that is being read

  /// A part so old was left by a process that was killed.
  private static final Duration LEFT = Duration.ofDays(1);

  private static final int TRIES = 50;
  private static final long PAUSE_MILLIS = 10;

  /// Hexadecimal digits of a name that make the place of its byte: below 2 to the power of 60.
  private static final int DIGITS = 15;

  /// By folder, for as long as the process lives.
  private static final Map<Path, KeptTables> FOLDERS = new HashMap<>();

  private final Path folder;
  private final FileChannel channel;
  private final Set<String> used = new HashSet<>(); // names of tables that this process has locked

  private KeptTables(Path folder) throws IOException {
    this.folder = folder;
    channel =
        FileChannel.open(
            folder.resolve(LOCKS),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  /// Returns those of a folder that exists; null if nothing can be locked there.
  private static synchronized @Nullable KeptTables in(Path folder) {
    try {
      Path real = folder.toRealPath();
      KeptTables known = FOLDERS.get(real);
      if (known == null) {
        known = new KeptTables(real);
        FOLDERS.put(real, known);
      }
      return known;
    } catch (IOException _) {
      return null;
    }
  }

  /// Says that the table in a file is in use from now on, until this process ends. Where that
  /// cannot be said the table may go when there are too many; what is read of it already stays.
  static void use(Path table) {
    Path folder = table.getParent();
    KeptTables tables = folder == null || !Files.exists(folder) ? null : in(folder);
    if (tables != null) {
      tables.use(String.valueOf(table.getFileName()));
    }
  }

  private synchronized void use(String name) {
    try {
      Path table = folder.resolve(name);
      if (Files.exists(table)) {
        Files.setLastModifiedTime(table, FileTime.from(Instant.now()));
      }
      // Whoever has the byte for himself removes the table at this moment, and is soon done.
      for (int i = 0; !used.contains(name) && i < TRIES; i++) {
        if (channel.tryLock(place(name), 1, true) != null) {
          used.add(name);
        } else {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (IOException _) {
      // Not every file system has locks, or lets everyone set a time.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static long place(String name) {
    return Long.parseLong(name.substring(0, DIGITS), 16);
  }

  /// Removes the tables that were not used for longest, until the others take no more than `most`
  /// bytes; none that a living process uses.
  static void trim(Path folder, long most) {
    KeptTables tables = in(folder);
    if (tables != null) {
      tables.trim(most);
    }
  }

  /// A table in the folder.
  private record Kept(String name, long size, FileTime used) {}

  private synchronized void trim(long most) {
    try {
      List<Kept> all = all();
      long size = all.stream().mapToLong(Kept::size).sum();
      for (Kept table : all) {
        size -= size > most && removed(table.name) ? table.size : 0;
      }
    } catch (IOException _) {
      // Another process changes the folder now, and sees to its size.
    }
  }

  /// Returns the tables in the folder, those first that were not used for longest, and removes what
  /// was left by processes that were killed.
  private List<Kept> all() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.toList();
    }
    List<Kept> all = new ArrayList<>();
    Instant left = Instant.now().minus(LEFT);
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      FileTime time = Files.getLastModifiedTime(file);
      if (name.matches("[0-9a-f]{" + DIGITS + ",}\\" + SUFFIX)) {
        all.add(new Kept(name, Files.size(file), time));
      } else if (name.endsWith(PART) && time.toInstant().isBefore(left)) {
        Files.deleteIfExists(file);
      }
    }
    all.sort(Comparator.comparing(Kept::used).thenComparing(Kept::name));
    return all;
  }

  private boolean removed(String name) throws IOException {
    if (used.contains(name)) {
      return false;
    }
    try (FileLock alone = channel.tryLock(place(name), 1, false)) {
      return alone != null && Files.deleteIfExists(folder.resolve(name));
    }
  }
}

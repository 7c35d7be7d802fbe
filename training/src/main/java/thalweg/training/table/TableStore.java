package thalweg.training.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;
import thalweg.training.digest.Sha256;

/// Where tables are kept that the heap cannot hold: read once into a file from which their columns
/// are used, and found again as long as the files they were read from are the same.
///
/// A table takes up to a quarter of the heap, for what is made of it needs room as well. The folder
/// is what the property `thalweg.cache` says, else `thalweg` among the user's caches. It keeps as
/// many gigabytes as `thalweg.cache.gigabytes` says, else 10: when another table comes, those that
/// were not used for longest go.
///
/// @param folder where the files lie; it need not exist
/// @param most so many bytes of columns stay in the heap
/// @param kept so many bytes stay in the folder, beside what is in use
record TableStore(Path folder, long most, long kept) {
  private static final String GIGABYTES = "thalweg.cache.gigabytes";
  private static final double USUAL_GIGABYTES = 10;
  private static final int SHARE_OF_HEAP = 4;

  /// So many digits of a sum name a file.
  private static final int DIGITS = 32;

  /// What reads a table.
  interface Reader {
    Table read(ColumnRoom room) throws IOException;
  }

  private static TableStore usual() {
    String stated = System.getProperty("thalweg.cache");
    String caches = System.getenv("XDG_CACHE_HOME");
    return new TableStore(
        stated != null
            ? Path.of(stated)
            : caches != null && !caches.isEmpty()
                ? Path.of(caches, "thalweg")
                : Path.of(System.getProperty("user.home", "."), ".cache", "thalweg"),
        Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
        (long) (1e9 * gigabytes(System.getProperty(GIGABYTES))));
  }

  /// @throws IllegalArgumentException if what is stated is no number from 0 on
  static double gigabytes(@Nullable String stated) {
    if (stated == null) {
      return USUAL_GIGABYTES;
    }
    if (!NumberText.isNumber(stated) || !(Double.parseDouble(stated) >= 0)) {
      throw new IllegalArgumentException(
          "-D"
              + GIGABYTES
              + " is "
              + Quote.of(stated)
              + "; it must be how many gigabytes of tables are kept, such as 10 or 0.5.");
    }
    return Double.parseDouble(stated);
  }

  /// Returns the table that `reader` reads, or that was kept when it had read it before.
  static Table read(List<Path> files, Csv text, Reader reader) throws IOException {
    return usual().table(files, text, reader);
  }

  /// Returns the table that `reader` reads, or that was kept when it had read it before.
  ///
  /// @param text how files are read that are text
  Table table(List<Path> files, Csv text, Reader reader) throws IOException {
    String key = key(files);
    Path file = key == null ? null : folder.resolve(name(files, text));
    if (file != null) {
      KeptTables.use(file);
    }
    if (key != null && file != null && Files.exists(file)) {
      Table table = TableFile.read(file, key, text.settings());
      if (table != null) {
        return table.remarked(told(file));
      }
    }
    ColumnRoom room = ColumnRoom.upTo(most, folder);
    Table table;
    try {
      table = reader.read(room);
    } catch (IOException | RuntimeException failed) {
      IOException full = room.failure();
      if (full == null) {
        throw failed;
      }
      throw new DataFileException(
          files.getFirst(),
          "the table is larger than the heap has room for, and cannot be laid into the folder "
              + folder
              + ": "
              + full.getMessage()
              + "; free some room, state another folder by -Dthalweg.cache=FOLDER, or give Java a"
              + " larger heap by -Xmx.",
          full);
    }
    if (!room.isBeyondHeap()) {
      return table;
    }
    if (key == null || file == null) {
      return table.remarked("the table is larger than the heap has room for and lies in a file");
    }
    try {
      TableFile.write(file, key, table);
      KeptTables.use(file);
      KeptTables.trim(folder, kept);
    } catch (IOException failed) {
      return table.remarked(
          "the table is larger than the heap has room for, and is read again each time: "
              + failed.getMessage());
    }
    Table mapped = TableFile.read(file, key, text.settings());
    return (mapped == null ? table : mapped).remarked(told(file));
  }

  private static String told(Path kept) {
    return "the columns took more than a quarter of the heap and lie in "
        + kept
        + ", which is used as long as the data are the same";
  }

  /// Returns what files are, for their table to be used again; null if they can be read but once.
  private static @Nullable String key(List<Path> files) throws IOException {
    StringBuilder key = new StringBuilder();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        return null;
      }
      key.append(file.toRealPath())
          .append(' ')
          .append(Files.size(file))
          .append(' ')
          .append(Files.getLastModifiedTime(file).toInstant())
          .append('\n');
    }
    return key.toString();
  }

  /// Returns the name of the file for a table: one for the same files read in the same way.
  private static String name(List<Path> files, Csv text) throws IOException {
    StringBuilder of = new StringBuilder(text.decides());
    for (Path file : files) {
      of.append('\n').append(file.toRealPath());
    }
    return Sha256.of(of.toString()).substring(0, DIGITS) + KeptTables.SUFFIX;
  }
}

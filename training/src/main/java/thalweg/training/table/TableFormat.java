package thalweg.training.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import thalweg.training.data.DataFileException;

/// A kind of files that hold tables and are no text. [Table#read(Path)] finds those that are there
/// by [ServiceLoader]: who has another format provides this service.
public interface TableFormat {
  /// So many first bytes of a file tell its kind.
  int BEGINNING = 8;

  /// What files hold.
  ///
  /// @param columns of all files, one below the other
  /// @param firstRows the first row of each file
  /// @param remarks what a reader should know of how they were read, a line each
  record Contents(List<TableColumn> columns, List<Integer> firstRows, List<String> remarks) {
    public Contents {
      columns = List.copyOf(columns);
      firstRows = List.copyOf(firstRows);
      remarks = List.copyOf(remarks);
    }
  }

  /// Returns whether a file is of this kind.
  ///
  /// @param beginning its first bytes, up to [#BEGINNING]
  boolean fits(byte[] beginning);

  /// Reads one table from files, of which the first is of this kind.
  ///
  /// @param room where cells are kept while they are read, and by the columns
  /// @throws DataFileException if they cannot be read as one table
  Contents read(List<Path> files, ColumnRoom room) throws IOException;

  /// Returns the format of the files, or null if none that is there fits: they may be text.
  static @Nullable TableFormat of(List<Path> files) throws IOException {
    if (files.isEmpty() || !Files.isRegularFile(files.getFirst())) {
      return null; // a pipe is read once
    }
    byte[] beginning;
    try (InputStream bytes = Files.newInputStream(files.getFirst())) {
      beginning = bytes.readNBytes(BEGINNING);
    } catch (IOException failed) {
      throw DataFileException.unreadable(files.getFirst(), failed);
    }
    for (TableFormat format : ServiceLoader.load(TableFormat.class)) {
      if (format.fits(beginning)) {
        return format;
      }
    }
    return null;
  }
}

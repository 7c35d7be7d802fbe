package thalweg.parquet;

import dev.hardwood.Hardwood;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;
import thalweg.training.table.ColumnRoom;
import thalweg.training.table.TableFormat;

/// Parquet files as tables, by hardwood.
///
/// Numbers, decimals, dates, times, timestamps, truth values and text become columns; lists, maps
/// and structures are left out, and said. Null, NaN, and words such as `NA` mean that nothing is
/// known, as in text. Files may be packed by gzip, Snappy or Zstandard. Costs eight bytes a number
/// or date and four a word, beside one row group of one column.
///
/// Source: the Apache Parquet format, version 2.
public final class ParquetFormat implements TableFormat {
  private static final byte[] MARK = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private static final Set<CompressionCodec> CODECS =
      EnumSet.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.GZIP,
          CompressionCodec.SNAPPY,
          CompressionCodec.ZSTD);

  /// Hardwood says on every start what it found in the system. Kept here, as the platform forgets
  /// settings of loggers that nobody holds.
  private static final Logger HARDWOOD = Logger.getLogger("dev.hardwood");

  /// For [java.util.ServiceLoader].
  public ParquetFormat() {
    if (HARDWOOD.getLevel() == null) {
      HARDWOOD.setLevel(Level.WARNING);
    }
  }

  @Override
  public boolean fits(byte[] beginning) {
    return beginning.length >= MARK.length
        && Arrays.equals(beginning, 0, MARK.length, MARK, 0, MARK.length);
  }

  @Override
  public Contents read(List<Path> files, ColumnRoom room) throws IOException {
    Map<String, StoredColumn> columns = new LinkedHashMap<>();
    Set<String> remarks = new LinkedHashSet<>();
    List<Integer> firstRows = new ArrayList<>();
    int rows = 0;
    try (Hardwood hardwood = Hardwood.create()) {
      for (Path file : files) {
        firstRows.add(rows);
        rows = new Reading(file, files.getFirst(), columns, room, remarks, rows).read(hardwood);
      }
    }
    for (StoredColumn column : columns.values()) {
      if (!column.isText()) {
        remarks.add(
            "column " + Quote.of(column.name()) + " is left out: it holds bytes that are no text");
      }
    }
    List<StoredColumn> read = columns.values().stream().filter(StoredColumn::isText).toList();
    if (read.isEmpty()) {
      throw new DataFileException(
          files.getFirst(),
          "found no column of numbers, dates or text, expected at least one; write lists and"
              + " structures as columns of their own.");
    }
    try {
      return new Contents(
          read.stream().map(StoredColumn::column).toList(), firstRows, List.copyOf(remarks));
    } catch (IllegalArgumentException unfit) {
      throw new DataFileException(files.getFirst(), String.valueOf(unfit.getMessage()), unfit);
    }
  }

  /// One file, as it is added to the columns of those before it.
  private record Reading(
      Path file,
      Path first,
      Map<String, StoredColumn> columns,
      ColumnRoom room,
      Set<String> remarks,
      int before) {
    /// Returns how many rows there are with those of this file.
    int read(Hardwood hardwood) throws IOException {
      if (!Files.isRegularFile(file)) {
        throw new DataFileException(
            file, "found a folder or a pipe, expected a Parquet file; name a file.");
      }
      if (before > 0 && !begins()) {
        throw new DataFileException(
            file,
            "found no Parquet file, expected one, as " + first + " is; give files of one kind.");
      }
      CountedFile counted = new CountedFile(InputFile.of(file));
      try (ParquetFileReader reader = open(hardwood, counted)) {
        List<RowGroup> groups = reader.getFileMetaData().rowGroups();
        long rows = groups.stream().mapToLong(RowGroup::numRows).sum();
        if (rows != reader.getFileMetaData().numRows()) {
          throw damaged("its groups hold " + rows + " rows, its end says otherwise", null);
        }
        if (rows < 1 || before + rows > Integer.MAX_VALUE) {
          throw new DataFileException(
              file,
              "found "
                  + (before + rows)
                  + " rows, expected from 1 to "
                  + Integer.MAX_VALUE
                  + (rows < 1 ? "; give a file with rows." : "; part the table."));
        }
        int end = Math.toIntExact(before + rows);
        for (StoredColumn column : stored(reader)) {
          column.expect(end);
          counted.expect(
              chunks(groups, column).mapToLong(ColumnMetaData::totalCompressedSize).sum());
          read(reader, groups, column, end);
        }
        return end;
      } catch (RuntimeException unsound) {
        throw damaged("its end does not say what it holds", unsound);
      }
    }

    private boolean begins() throws IOException {
      try (InputStream bytes = Files.newInputStream(file)) {
        return Arrays.equals(bytes.readNBytes(MARK.length), MARK);
      }
    }

    private static Stream<ColumnMetaData> chunks(List<RowGroup> groups, StoredColumn column) {
      return groups.stream().map(group -> group.columns().get(column.index()).metaData());
    }

    private ParquetFileReader open(Hardwood hardwood, InputFile bytes) throws IOException {
      try {
        return hardwood.open(bytes);
      } catch (NoSuchFileException missing) {
        throw new DataFileException(file, "there is no such file; check the name.", missing);
      } catch (IOException | OutOfMemoryError failed) { // of a length that is none
        throw damaged("its end does not say what it holds", failed);
      }
    }

    /// Returns the columns of this file, matched with those of the files before it by name.
    private List<StoredColumn> stored(ParquetFileReader reader) throws DataFileException {
      List<StoredColumn> stored = new ArrayList<>();
      Set<String> names = new LinkedHashSet<>();
      List<StoredColumn.Found> all = StoredColumn.found(reader.getFileSchema());
      for (StoredColumn.Found found : all) {
        if (!names.add(found.name())) {
          throw new DataFileException(
              file,
              "two columns are named " + Quote.of(found.name()) + "; give each a name of its own.");
        }
        switch (found) {
          case StoredColumn.LeftOut(String name, String why) ->
              remarks.add("column " + Quote.of(name) + " is left out: " + why);
          case StoredColumn.Usable usable -> {
            StoredColumn column =
                before == 0
                    ? columns.computeIfAbsent(usable.name(), _ -> new StoredColumn(usable, room))
                    : columns.get(usable.name());
            if (column == null || !column.continuesAs(usable)) {
              throw unlike(
                  "the column " + Quote.of(usable.name()) + " of " + usable.kind().words());
            }
            stored.add(column);
          }
        }
      }
      for (StoredColumn column : columns.values()) {
        if (!stored.contains(column)) {
          throw unlike("no column " + Quote.of(column.name()) + "");
        }
      }
      return stored;
    }

    private DataFileException unlike(String found) {
      return new DataFileException(
          file,
          "found " + found + ", expected the columns of " + first + "; give files of one table.");
    }

    private void read(ParquetFileReader reader, List<RowGroup> groups, StoredColumn column, int end)
        throws DataFileException {
      String where = "column " + Quote.of(column.name());
      CompressionCodec other =
          chunks(groups, column)
              .map(ColumnMetaData::codec)
              .filter(codec -> !CODECS.contains(codec))
              .findFirst()
              .orElse(null);
      if (other != null) {
        throw new DataFileException(
            file,
            where
                + ": is packed by "
                + other
                + ", expected gzip, Snappy, Zstandard or nothing; write it with one of those.");
      }
      try (ColumnReader batches = reader.buildColumnReader(column.index()).build()) {
        while (batches.nextBatch()) {
          column.add(batches, end);
        }
      } catch (RuntimeException | LinkageError failed) {
        throw damaged(where + ": cannot be read" + from(groups, column), failed);
      }
      if (column.rows() != end) {
        throw damaged(
            where + ": found " + (column.rows() - before) + " rows, expected " + (end - before),
            null);
      }
    }

    /// Returns from where on a column is not known.
    private String from(List<RowGroup> groups, StoredColumn column) {
      long row = before;
      for (int i = 0; i < groups.size(); i++) {
        row += groups.get(i).numRows();
        if (row > column.rows()) {
          return " from row group "
              + (i + 1)
              + " of "
              + groups.size()
              + ", byte "
              + groups.get(i).columns().get(column.index()).chunkStartOffset()
              + ", on";
        }
      }
      return "";
    }

    private DataFileException damaged(String what, @Nullable Throwable failed) {
      Throwable reason = failed;
      while (reason != null && reason.getCause() != null) {
        reason = reason.getCause();
      }
      return new DataFileException(
          file,
          "the file is damaged or cut: "
              + what
              + (reason == null
                  ? ""
                  : " (" + String.valueOf(reason.getMessage()).lines().findFirst().orElse("") + ")")
              + "; fetch it again.",
          failed == null ? new IOException(what) : failed);
    }
  }
}

package thalweg.training.picture;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.DataFileException;

/// A table that names a picture on each line, and what it shows.
///
/// @param separator between the fields
/// @param picture the column of the pictures' names, relative to the table's folder
/// @param header the names of the columns; empty if the first line names a picture
record PictureList(char separator, int picture, List<String> header) {
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');
  private static final int LOOKED_AT = 1 << 16;
  private static final Set<String> LABELS = Set.of("label", "class", "target");

  /// Returns how the table is written, or null if it names no picture that is there.
  static @Nullable PictureList of(Path table) throws IOException {
    if (!Files.isRegularFile(table)) {
      return null; // a pipe can be read only once
    }
    String start;
    try (InputStream in = Files.newInputStream(table)) {
      byte[] bytes = in.readNBytes(LOOKED_AT);
      start = new String(bytes, StandardCharsets.UTF_8);
      if (bytes.length == LOOKED_AT) {
        start = start.substring(0, Math.max(start.lastIndexOf('\n'), 0)); // half a line may follow
      }
    }
    for (char separator : SEPARATORS) {
      List<List<String>> records = new ArrayList<>();
      try (CsvReader<CsvRecord> reader = reader(new StringReader(start), separator)) {
        reader.forEach(record -> records.add(record.getFields()));
      } catch (CsvParseException | UncheckedIOException _) {
        continue; // no table with this separator
      }
      for (List<String> record : records) {
        for (int column = 0; column < record.size(); column++) {
          if (isThere(table, record.get(column))) {
            List<String> first = records.getFirst();
            boolean isHeader = column >= first.size() || !Format.isNamed(first.get(column).strip());
            return new PictureList(separator, column, isHeader ? first : List.of());
          }
        }
      }
    }
    return null;
  }

  private static boolean isThere(Path table, String field) {
    try {
      return Format.isNamed(field.strip())
          && Files.isRegularFile(table.resolveSibling(field.strip()));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private static CsvReader<CsvRecord> reader(Reader text, char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .detectBomHeader(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // told by line
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .ofCsvRecord(text);
  }

  /// Reads the table: for each line a picture and its label, which is empty where none stands.
  ///
  /// @param label the stated name of the labels' column, or null
  /// @param mayLackLabels whether the table may be without that column
  List<Pictures.Item> read(
      Path table, @Nullable String label, boolean mayLackLabels, String targetSetting)
      throws IOException {
    List<Pictures.Item> items = new ArrayList<>();
    int labels = labelColumn(table, label, mayLackLabels, targetSetting);
    boolean isHeader = !header.isEmpty();
    try (Reader text = Files.newBufferedReader(table, StandardCharsets.UTF_8);
        CsvReader<CsvRecord> reader = reader(text, separator)) {
      for (CsvRecord record : reader) {
        if (isHeader) {
          isHeader = false;
          continue;
        }
        if (record.getFieldCount() <= Math.max(picture, labels)) {
          throw new DataFileException(
              table,
              "line "
                  + record.getStartingLineNumber()
                  + ": found "
                  + record.getFieldCount()
                  + " fields, expected at least "
                  + (Math.max(picture, labels) + 1)
                  + "; mend or remove the line.");
        }
        String name = record.getField(picture).strip();
        String shown = labels < 0 ? "" : record.getField(labels).strip();
        if (shown.isEmpty() && !mayLackLabels) {
          throw new DataFileException(
              table,
              "line "
                  + record.getStartingLineNumber()
                  + ": "
                  + Quote.of(name)
                  + " has no label, expected one; fill it, or remove the line.");
        }
        try {
          items.add(new Pictures.Item(table.resolveSibling(name), name, "", shown));
        } catch (InvalidPathException unfit) {
          throw new DataFileException(
              table,
              "line "
                  + record.getStartingLineNumber()
                  + ": "
                  + Quote.of(name)
                  + " is no file's name; mend it.",
              unfit);
        }
      }
      return items;
    } catch (CsvParseException | UncheckedIOException damaged) {
      throw damaged.getCause() instanceof CharacterCodingException notText
          ? notUtf8(table, notText)
          : new DataFileException(
              table, "cannot be read as a table (" + damaged.getMessage() + "); mend it.", damaged);
    } catch (CharacterCodingException notText) {
      throw notUtf8(table, notText);
    }
  }

  private static DataFileException notUtf8(Path table, CharacterCodingException cause) {
    return new DataFileException(
        table, "is not in UTF-8, as a list of pictures must be; save it so.", cause);
  }

  private int labelColumn(
      Path table, @Nullable String label, boolean mayLackLabels, String targetSetting)
      throws DataFileException {
    List<String> names = header.stream().map(String::strip).toList();
    if (label != null) {
      int named = names.indexOf(label);
      if (named >= 0 || mayLackLabels) {
        return named;
      }
      throw new DataFileException(
          table,
          "there is no column "
              + Quote.of(label)
              + ", only "
              + String.join(", ", names.stream().map(Quote::of).toList())
              + "; name one of these.");
    }
    int usual =
        IntStream.range(0, names.size())
            .filter(i -> LABELS.contains(names.get(i).toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElse(-1);
    if (usual >= 0) {
      return usual;
    }
    int columns = names.isEmpty() ? 2 : names.size();
    if (columns == 2) {
      return 1 - picture;
    }
    if (mayLackLabels) {
      return -1;
    }
    throw new DataFileException(
        table,
        "found the columns "
            + String.join(", ", names.stream().map(Quote::of).toList())
            + ", none of which is named label, class or target; say which holds the label "
            + targetSetting
            + ".");
  }
}

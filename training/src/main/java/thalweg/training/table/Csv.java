package thalweg.training.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.training.data.Column;
import thalweg.training.data.DataFileException;

/// Tables as text, a row a line. An instance says how they are written; it is immutable.
///
/// What is not stated is taken from the table: whether the first line is a header, what separates
/// the fields (comma, semicolon, tab or bar), whether a comma stands before a fraction, UTF-8 or
/// UTF-16 by its mark. Packed by gzip or not is seen by the first bytes. [Table#remarks()] tells
/// what was decided.
public final class Csv {
  /// Whether the first line names the columns.
  public enum Header {
    /// Look at the first lines.
    DETECT,
    PRESENT,
    ABSENT
  }

  /// What is stated of a table; null is to be found out.
  ///
  /// @param names that tell a header: the columns that are asked for
  /// @param words columns whose cells are words even where they look like numbers
  /// @param settings what messages call a setting, by the name of its method
  record Stated(
      Header header,
      @Nullable Character separator,
      @Nullable Character decimal,
      @Nullable Charset charset,
      Set<String> names,
      Set<String> words,
      UnaryOperator<String> settings) {
    Stated {
      names = Set.copyOf(names);
      words = Set.copyOf(words);
    }

    boolean areNames(List<String> cells) {
      List<String> told = cells.stream().filter(cell -> !cell.isEmpty()).toList();
      return told.stream()
              .anyMatch(cell -> names.contains(cell) && !NumberText.isNumberInEither(cell))
          || (!told.isEmpty()
              && names.containsAll(told)
              && told.stream().distinct().count() == told.size());
    }

    /// Returns what is to be done where a setting is what is wrong.
    String with(String setting) {
      return "with " + settings.apply(setting);
    }

    Stated write(
        Header header,
        @Nullable Character separator,
        @Nullable Character decimal,
        @Nullable Charset charset) {
      return new Stated(header, separator, decimal, charset, names, words, settings);
    }
  }

  /// More columns than this are a damaged file rather than a table.
  private static final int MOST_FIELDS = 1 << 20;

  private final Stated stated;

  private Csv(Stated stated) {
    this.stated = stated;
  }

  /// Returns the usual way to read: everything found out.
  public static Csv defaults() {
    return new Csv(new Stated(Header.DETECT, null, null, null, Set.of(), Set.of(), Csv::called));
  }

  private static String called(String setting) {
    return switch (setting) {
      case "header", "separator", "decimal", "charset" -> "Csv." + setting;
      default -> Table.called(setting);
    };
  }

  /// Returns the same with the header stated.
  public Csv header(Header header) {
    return new Csv(stated.write(header, stated.separator, stated.decimal, stated.charset));
  }

  /// Returns the same with fields separated by this character.
  public Csv separator(char separator) {
    return new Csv(stated.write(stated.header, separator, stated.decimal, stated.charset));
  }

  /// Returns the same with fractions written behind this character, a point or a comma.
  ///
  /// @throws IllegalArgumentException if it is another
  public Csv decimal(char decimal) {
    if (decimal != '.' && decimal != ',') {
      throw new IllegalArgumentException(
          "csv: the decimal mark is "
              + Quote.of(String.valueOf(decimal))
              + "; it must be a point or a comma.");
    }
    return new Csv(stated.write(stated.header, stated.separator, decimal, stated.charset));
  }

  /// Returns the same with the text in this encoding, unless the file begins with the mark of
  /// another.
  public Csv charset(Charset charset) {
    return new Csv(stated.write(stated.header, stated.separator, stated.decimal, charset));
  }

  /// Returns the same for a table that should have columns of these names: a first line that holds
  /// one is a header.
  public Csv expecting(Set<String> names) {
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            stated.charset,
            names,
            stated.words,
            stated.settings));
  }

  /// Returns the same for a table that a model is to be used on: a first line that holds the names
  /// of its columns is a header, whatever they look like.
  ///
  /// @param kinds what the columns of the data trained on are
  public Csv expecting(List<Column.Kind> kinds) {
    Set<String> names = new HashSet<>(stated.names);
    for (Column.Kind kind : kinds) {
      kind.fields().all().stream()
          .map(field -> field.origin().column())
          .filter(name -> !name.isBlank())
          .forEach(names::add);
    }
    return expecting(names);
  }

  /// Returns whether cells are names of columns that are expected: one a word that is such a name,
  /// or each another of the names, whatever they look like.
  public boolean areNames(List<String> cells) {
    return stated.areNames(cells);
  }

  /// Returns the same with the cells of these columns taken as words, as they are written, also
  /// where they look like numbers: names, or numbers from 1 on where no column is so called.
  public Csv words(Set<String> columns) {
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            stated.charset,
            stated.names,
            columns,
            stated.settings));
  }

  /// Returns the same with messages and remarks that call its settings, and those of the table, by
  /// what their reader knows them as.
  ///
  /// @param name given `separator`, `decimal`, `header`, `charset`, `target`, `type` and other
  ///   names of methods, returns the setting's name; as long as none is stated, such as
  ///   `Csv.separator`
  public Csv settingsCalled(UnaryOperator<String> name) {
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            stated.charset,
            stated.names,
            stated.words,
            name));
  }

  /// Returns what messages call a setting, by the name of its method.
  UnaryOperator<String> settings() {
    return stated.settings;
  }

  /// Returns what is stated of header, separator, decimal mark and encoding, as words by which
  /// [#of(Map)] makes the same again; nothing for what is to be found out.
  public Map<String, String> stated() {
    Map<String, String> words = new LinkedHashMap<>();
    if (stated.header != Header.DETECT) {
      words.put("header", stated.header.name());
    }
    if (stated.separator != null) {
      words.put("separator", stated.separator.toString());
    }
    if (stated.decimal != null) {
      words.put("decimal", stated.decimal.toString());
    }
    if (stated.charset != null) {
      words.put("encoding", stated.charset.name());
    }
    return words;
  }

  /// Returns all by which it is decided how a text is read, in words.
  String decides() {
    return stated() + "," + new TreeSet<>(stated.names) + "," + new TreeSet<>(stated.words);
  }

  /// Returns the way to read that [#stated()] has told, as a model keeps it. Other words are left
  /// to others.
  ///
  /// @throws IllegalArgumentException if a word is told as it never is
  public static Csv of(Map<String, String> words) {
    Csv csv = defaults();
    for (Map.Entry<String, String> word : words.entrySet()) {
      String value = word.getValue();
      try {
        csv =
            switch (word.getKey()) {
              case "header" -> csv.header(Header.valueOf(value));
              case "separator" -> csv.separator(only(value));
              case "decimal" -> csv.decimal(only(value));
              case "encoding" -> csv.charset(Charset.forName(value));
              default -> csv;
            };
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(
            "csv: "
                + Quote.of(word.getKey())
                + " is "
                + Quote.of(value)
                + ", which cannot be stated of a table.",
            unknown);
      }
    }
    return csv;
  }

  private static char only(String value) {
    if (value.length() != 1 || "\"\r\n\0".contains(value)) {
      throw new IllegalArgumentException(value);
    }
    return value.charAt(0);
  }

  /// Reads the table at `path`.
  ///
  /// @throws DataFileException if there is no such file, or a row does not fit; it names line and
  ///   column, both counted from 1
  public Table read(Path path) throws IOException {
    return read(List.of(path));
  }

  /// Reads one table from several files, rows of the second behind those of the first. Each has a
  /// header or none has; columns may stand in another order.
  ///
  /// @throws DataFileException as for one, or if columns of a file are missing in another
  public Table read(List<Path> paths) throws IOException {
    return TableStore.read(paths, this, room -> read(paths, room));
  }

  Table read(List<Path> paths, ColumnRoom room) throws IOException {
    return readAll(paths.stream().map(TextSource::of).toList(), room);
  }

  /// Reads a table from a stream, to its end, and leaves it open.
  ///
  /// @param name of the table, for messages
  /// @throws DataFileException as for a file
  public Table read(String name, InputStream stream) throws IOException {
    return readAll(List.of(TextSource.of(name, stream)), ColumnRoom.inHeap());
  }

  /// Reads some rows of a longer text, as they come: its first line, if that is a header, and rows
  /// from further down.
  ///
  /// @param skipped how many lines of the longer text are left out before the rows, for messages
  /// @throws DataFileException as for a file
  public Table read(String name, InputStream stream, long skipped) throws IOException {
    return readAll(List.of(TextSource.of(name, stream, skipped)), ColumnRoom.inHeap());
  }

  private Table readAll(List<TextSource> sources, ColumnRoom room) throws IOException {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("csv: there are no files; name at least one.");
    }
    CsvReading first = pass(sources, Set.of(), room);
    // A column of very many numbers in which a word turned up: its first cells are no longer known.
    Set<Integer> lost = first.lost();
    CsvReading whole = lost.isEmpty() ? first : pass(sources, lost, room);
    return whole.table();
  }

  private CsvReading pass(List<TextSource> sources, Set<Integer> again, ColumnRoom room)
      throws IOException {
    CsvReading reading = new CsvReading(stated, again, room);
    for (TextSource source : sources) {
      read(source, reading);
    }
    return reading;
  }

  private void read(TextSource source, CsvReading reading) throws IOException {
    Path path = source.path();
    if (Files.isDirectory(path)) {
      throw new DataFileException(
          path,
          path.toString().isEmpty()
              ? "the name is empty; name a file."
              : "this is a folder; name a file in it.");
    }
    long line = 0;
    try (TextFile file = TextFile.open(source, stated)) {
      BufferedReader text = file.reader();
      char separator = stated.separator == null ? Separator.guess(text) : stated.separator;
      reading.begin(source, separator, file.remarks());
      try (CsvReader<CsvRecord> records =
          CsvReader.builder()
              .fieldSeparator(separator)
              .skipEmptyLines(false) // CsvReading counts them, and fields, and says more
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .trimWhitespacesAroundQuotes(true)
              .build(CsvRecordHandler.builder().maxFields(MOST_FIELDS).build(), text)) {
        for (CsvRecord record : records) {
          line = record.getStartingLineNumber();
          line += line == 1 && stated.header != Header.ABSENT ? 0 : source.skipped();
          reading.add(line, record.getFields());
        }
      }
      reading.end();
    } catch (NoSuchFileException missing) {
      throw new DataFileException(path, "there is no such file; check the name.", missing);
    } catch (CsvParseException malformed) {
      throw new DataFileException(path, unparsed(line, malformed), malformed);
    } catch (UncheckedIOException wrapped) {
      throw unreadable(source, line, wrapped.getCause() == null ? wrapped : wrapped.getCause());
    } catch (DataFileException told) {
      throw told;
    } catch (IOException failed) {
      throw unreadable(source, line, failed);
    }
  }

  private static String unparsed(long lastLine, CsvParseException malformed) {
    Throwable reason = malformed.getCause() == null ? malformed : malformed.getCause();
    String words = String.valueOf(reason.getMessage());
    return "after line "
        + lastLine
        + (words.contains("fields")
            ? " found more than " + MOST_FIELDS + " columns, expected fewer; cut the table."
            : " found fields that cannot be told apart ("
                + words
                + "), expected a quoted field to end in a quote before the next separator; correct"
                + " the quotes.");
  }

  private DataFileException unreadable(TextSource source, long lastLine, Throwable reason) {
    if (reason instanceof ZipException || reason instanceof EOFException) {
      return new DataFileException(
          source.path(),
          (lastLine > 0 ? "after line " + lastLine + " the" : "the")
              + " packed file is damaged or cut ("
              + reason.getMessage()
              + "), expected gzip; fetch it again.",
          reason);
    }
    if (!(reason instanceof CharacterCodingException)) {
      return DataFileException.unreadable(source.path(), reason);
    }
    Charset charset = stated.charset == null ? StandardCharsets.UTF_8 : stated.charset;
    long line = TextFile.lineOfFault(source, charset);
    return new DataFileException(
        source.path(),
        (line > 0 ? "line " + line : "after line " + lastLine)
            + ": found bytes that are not "
            + charset
            + "; save the file in UTF-8, or state its encoding, such as windows-1252, "
            + stated.with("charset")
            + ".",
        reason);
  }
}

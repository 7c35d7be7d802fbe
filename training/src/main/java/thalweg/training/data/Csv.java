package thalweg.training.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tables as text, a row a line, one column holding the label and all others numbers.
///
/// The label may be a whole number or a word; classes are the distinct labels, numbers in numerical
/// order, words in the order of their characters. Features are taken as they are, in double
/// precision. An instance says how to read; it is immutable.
///
/// By default the label is in the column named `label`, else in the last, and the first line is a
/// header if a field in it reads `label` or none of its features is a number.
public final class Csv {
  /// Whether the first line names the columns.
  public enum Header {
    /// Look at the first line.
    DETECT,
    PRESENT,
    ABSENT
  }

  /// Which column holds the label.
  sealed interface LabelColumn {
    record Usual() implements LabelColumn {}

    record Named(String name) implements LabelColumn {}

    record At(int column) implements LabelColumn {}
  }

  private final Header header;
  private final char separator;
  private final LabelColumn label;
  private final @Nullable List<String> classNames;

  private Csv(Header header, char separator, LabelColumn label, @Nullable List<String> classNames) {
    this.header = header;
    this.separator = separator;
    this.label = label;
    this.classNames = classNames;
  }

  /// Returns the usual way to read: fields separated by commas, header detected, label in the
  /// column of that name or the last.
  public static Csv defaults() {
    return new Csv(Header.DETECT, ',', new LabelColumn.Usual(), null);
  }

  /// Returns the same with the header stated.
  public Csv header(Header header) {
    return new Csv(header, separator, label, classNames);
  }

  /// Returns the same with fields separated by another character, such as `;` or a tab.
  public Csv separator(char separator) {
    return new Csv(header, separator, label, classNames);
  }

  /// Returns the same with the label in the column of this name.
  public Csv label(String column) {
    return new Csv(header, separator, new LabelColumn.Named(column), classNames);
  }

  /// Returns the same with the label in this column, counted from 0; −1 is the last.
  public Csv label(int column) {
    return new Csv(header, separator, new LabelColumn.At(column), classNames);
  }

  /// Returns the same with the classes given, in the order of their labels, instead of taken from
  /// the file: for a test file that must agree with the file trained on.
  public Csv classNames(List<String> classNames) {
    return new Csv(header, separator, label, List.copyOf(classNames));
  }

  /// Reads `path`, in UTF-8. Lines that are empty are passed over.
  ///
  /// @throws DataFileException if there is no such file, or a row does not fit; it names line and
  ///   column, both counted from 1
  public Dataset read(Path path) throws IOException {
    CsvRows rows = new CsvRows(path, header, label, classNames);
    long line = 0;
    try (Reader text = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        CsvReader<CsvRecord> records =
            CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(
                    FieldMismatchStrategy.IGNORE) // CsvRows counts them and says more
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(text)) {
      for (CsvRecord record : records) {
        line = record.getStartingLineNumber();
        rows.add(line, record.getFields());
      }
    } catch (NoSuchFileException missing) {
      throw new DataFileException(path, "there is no such file; check the name.", missing);
    } catch (CsvParseException malformed) {
      throw new DataFileException(path, unparsed(line, malformed), malformed);
    } catch (UncheckedIOException wrapped) {
      throw unreadable(path, line, wrapped.getCause() == null ? wrapped : wrapped.getCause());
    } catch (DataFileException told) {
      throw told;
    } catch (IOException failed) {
      throw unreadable(path, line, failed);
    }
    return rows.dataset();
  }

  private static String unparsed(long lastLine, CsvParseException malformed) {
    Throwable reason = malformed.getCause() == null ? malformed : malformed.getCause();
    return "after line "
        + lastLine
        + " found fields that cannot be told apart ("
        + reason.getMessage()
        + "), expected a quoted field to end in a quote before the next separator; correct the"
        + " quotes.";
  }

  private static DataFileException unreadable(Path path, long lastLine, Throwable reason) {
    return new DataFileException(
        path,
        reason instanceof CharacterCodingException
            ? "after line "
                + lastLine
                + " found bytes that are not UTF-8, expected text in UTF-8; save it so."
            : "cannot be read (" + reason.getMessage() + "); check that it is a readable file.",
        reason);
  }
}

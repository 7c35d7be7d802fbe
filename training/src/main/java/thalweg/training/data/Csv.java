package thalweg.training.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;

/// Tables as text, a row a line, one column holding what is to be learnt and all others numbers.
///
/// What is to be learnt are classes, where the column has words or at most 20 different whole
/// numbers: the distinct labels, numbers in numerical order, words in the order of their
/// characters. Other numbers are a quantity, but for whole ones that count classes from 0 or 1 on,
/// each of 20 rows or more. Features are taken as they are, in double precision. An instance says
/// how to read; it is immutable.
///
/// What is not stated is taken from the table: whether the first line is a header, what separates
/// the fields (comma, semicolon, tab or bar), whether a comma stands before a fraction, UTF-8 or
/// UTF-16 by its mark. The label is in the column named `label`, `class` or `target`, else in the
/// only column of words, else in the last. [Dataset#remarks()] tells what was decided.
public final class Csv {
  /// Whether the first line names the columns.
  public enum Header {
    /// Look at the first lines.
    DETECT,
    PRESENT,
    ABSENT
  }

  /// What the target's column holds.
  public enum Target {
    /// Look at all rows: words and few whole numbers are classes, other numbers a quantity.
    FOUND_OUT,
    CLASSES,
    QUANTITY
  }

  /// Which column holds the label.
  sealed interface LabelColumn {
    record Usual() implements LabelColumn {}

    record Named(String name) implements LabelColumn {}

    record At(int column) implements LabelColumn {}

    /// As stated when a model was trained: a table to predict may be without it.
    record Kept(LabelColumn column) implements LabelColumn {}
  }

  /// What is stated of a table; null is to be found out.
  ///
  /// @param classNames the classes, or null for those in the table
  /// @param fields of the model that the table is read for, or null if it is to be learnt from
  /// @param settings what messages call a setting, by the name of its method
  record Stated(
      Header header,
      @Nullable Character separator,
      @Nullable Character decimal,
      @Nullable Charset charset,
      LabelColumn label,
      @Nullable List<String> classNames,
      @Nullable Fields fields,
      Target target,
      UnaryOperator<String> settings) {
    /// Returns what is to be done where a setting is what is wrong.
    String with(String setting) {
      return "with " + settings.apply(setting);
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
    return new Csv(
        new Stated(
            Header.DETECT,
            null,
            null,
            null,
            new LabelColumn.Usual(),
            null,
            null,
            Target.FOUND_OUT,
            setting -> "Csv." + setting));
  }

  /// Returns the same with the header stated.
  public Csv header(Header header) {
    return new Csv(
        new Stated(
            header,
            stated.separator,
            stated.decimal,
            stated.charset,
            stated.label,
            stated.classNames,
            stated.fields,
            stated.target,
            stated.settings));
  }

  /// Returns the same with fields separated by this character.
  public Csv separator(char separator) {
    return new Csv(
        new Stated(
            stated.header,
            separator,
            stated.decimal,
            stated.charset,
            stated.label,
            stated.classNames,
            stated.fields,
            stated.target,
            stated.settings));
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
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            decimal,
            stated.charset,
            stated.label,
            stated.classNames,
            stated.fields,
            stated.target,
            stated.settings));
  }

  /// Returns the same with the text in this encoding, unless the file begins with the mark of
  /// another.
  public Csv charset(Charset charset) {
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            charset,
            stated.label,
            stated.classNames,
            stated.fields,
            stated.target,
            stated.settings));
  }

  /// Returns the same with the label in the column of this name or, where it is a whole number and
  /// no column is so called, in the column of this number, counted from 1.
  public Csv label(String column) {
    return labelled(new LabelColumn.Named(column));
  }

  /// Returns the same with the label in this column, counted from 0; −1 is the last.
  public Csv label(int column) {
    return labelled(new LabelColumn.At(column));
  }

  private Csv labelled(LabelColumn label) {
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            stated.charset,
            label,
            stated.classNames,
            stated.fields,
            stated.target,
            stated.settings));
  }

  /// Returns the same with the classes given, in the order of their labels, instead of taken from
  /// the file: for a test file that must agree with the file trained on.
  public Csv classNames(List<String> classNames) {
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            stated.charset,
            stated.label,
            List.copyOf(classNames),
            stated.fields,
            stated.target,
            stated.settings));
  }

  /// Returns the same with what the target means stated: classes, or a quantity.
  public Csv target(Target target) {
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            stated.charset,
            stated.label,
            stated.classNames,
            stated.fields,
            target,
            stated.settings));
  }

  /// Returns the same with messages and remarks that call its settings by what their reader knows
  /// them as.
  ///
  /// @param name given `separator`, `decimal`, `header`, `charset`, `label` or `target`, returns
  ///   the setting's name; as long as none is stated, the method, such as `Csv.separator`
  public Csv settingsCalled(UnaryOperator<String> name) {
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            stated.charset,
            stated.label,
            stated.classNames,
            stated.fields,
            stated.target,
            name));
  }

  /// Returns the same for a table that a model is to predict: its fields are looked for by their
  /// names; there need be no label, and a label that the model does not know is told in a remark
  /// and left [Dataset#UNLABELLED], or NaN.
  ///
  /// @param fields what the model was trained on
  /// @param target what it has learnt
  public Csv forModel(Fields fields, Column.Kind target) {
    boolean isOfClasses = !target.classNames().isEmpty();
    return new Csv(
        new Stated(
            stated.header,
            stated.separator,
            stated.decimal,
            stated.charset,
            stated.label,
            isOfClasses ? target.classNames() : null,
            fields,
            isOfClasses ? Target.CLASSES : Target.QUANTITY,
            stated.settings));
  }

  /// Returns what is stated of header, separator, decimal mark, encoding and label, as words by
  /// which [#of(Map)] makes the same again; nothing for what is to be found out.
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
    LabelColumn label =
        stated.label instanceof LabelColumn.Kept(LabelColumn column) ? column : stated.label;
    if (stated.target != Target.FOUND_OUT) {
      words.put("target", stated.target.name());
    }
    switch (label) {
      case LabelColumn.Named(String name) -> words.put("label", name);
      case LabelColumn.At(int column) -> words.put("labelAt", String.valueOf(column));
      default -> {}
    }
    return words;
  }

  /// Returns the way to read that [#stated()] has told, as a model keeps it. A table to predict is
  /// then read without a label where it has no such column.
  ///
  /// @throws IllegalArgumentException if a word is none that it tells
  public static Csv of(Map<String, String> words) {
    Csv csv = defaults();
    for (Map.Entry<String, String> word : words.entrySet()) {
      try {
        csv = csv.with(word.getKey(), word.getValue());
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(
            "csv: "
                + Quote.of(word.getKey())
                + " is "
                + Quote.of(word.getValue())
                + ", which cannot be stated of a table.",
            unknown);
      }
    }
    return csv;
  }

  private Csv with(String word, String value) {
    return switch (word) {
      case "header" -> header(Header.valueOf(value));
      case "separator" -> separator(only(value));
      case "decimal" -> decimal(only(value));
      case "encoding" -> charset(Charset.forName(value));
      case "target" -> target(Target.valueOf(value));
      case "label" -> labelled(new LabelColumn.Kept(new LabelColumn.Named(value)));
      case "labelAt" -> labelled(new LabelColumn.Kept(new LabelColumn.At(Integer.parseInt(value))));
      default -> throw new IllegalArgumentException(word);
    };
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
  public Dataset read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new DataFileException(
          path,
          path.toString().isEmpty()
              ? "the name is empty; name a file."
              : "this is a folder; name a file in it.");
    }
    long line = 0;
    try (TextFile file = TextFile.open(path, stated)) {
      List<String> remarks = new ArrayList<>(file.remarks());
      BufferedReader text = file.reader();
      char separator = separator(text, remarks);
      CsvRows rows = new CsvRows(path, stated, separator, remarks);
      try (CsvReader<CsvRecord> records =
          CsvReader.builder()
              .fieldSeparator(separator)
              .skipEmptyLines(false) // CsvRows counts them, and fields, and says more
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .trimWhitespacesAroundQuotes(true)
              .build(CsvRecordHandler.builder().maxFields(MOST_FIELDS).build(), text)) {
        for (CsvRecord record : records) {
          line = record.getStartingLineNumber();
          rows.add(line, record.getFields());
        }
      }
      return rows.dataset();
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
  }

  private char separator(BufferedReader text, List<String> remarks) throws IOException {
    if (stated.separator != null) {
      return stated.separator;
    }
    char separator = Separator.guess(text);
    if (separator != ',') {
      remarks.add(
          "fields are separated by "
              + switch (separator) {
                case ';' -> "semicolons";
                case '\t' -> "tabs";
                default -> "bars";
              });
    }
    return separator;
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

  private DataFileException unreadable(Path path, long lastLine, Throwable reason) {
    if (!(reason instanceof CharacterCodingException)) {
      return DataFileException.unreadable(path, reason);
    }
    Charset charset = stated.charset == null ? StandardCharsets.UTF_8 : stated.charset;
    long line = TextFile.lineOfFault(path, charset);
    return new DataFileException(
        path,
        (line > 0 ? "line " + line : "after line " + lastLine)
            + ": found bytes that are not "
            + charset
            + "; save the file in UTF-8, or state its encoding, such as windows-1252, "
            + stated.with("charset")
            + ".",
        reason);
  }
}

package thalweg.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;

/// The rows of one table as they are read: checks each field and collects numbers.
final class CsvRows {
  /// How many rows are looked at before it is decided what the columns are.
  private static final int LOOKED_AT = 100;

  private final Path path;
  private final Csv.Stated stated;
  private final char separator;
  private final List<String> remarks;

  private final List<CsvLayout.Row> first = new ArrayList<>();
  private @Nullable CsvLayout layout; // null until enough rows have been seen
  private long emptyLines;
  private long comments;
  private double[] numbers = new double[1024];
  private int length;
  private @Nullable Character decimal; // as stated, or of the fractions met so far
  private final CsvTarget target;

  CsvRows(Path path, Csv.Stated stated, char separator, List<String> remarks) {
    this.path = path;
    this.stated = stated;
    this.separator = separator;
    this.decimal = stated.decimal();
    this.remarks = remarks;
    target = new CsvTarget(path, stated, remarks);
  }

  /// Takes the next record, whether header or row.
  void add(long line, List<String> fields) throws DataFileException {
    if (fields.size() == 1 && fields.getFirst().isBlank()) {
      emptyLines++;
    } else if (isComment(fields)) {
      comments++;
    } else if (layout != null) {
      row(layout, line, fields);
    } else {
      first.add(new CsvLayout.Row(line, fields.stream().map(String::strip).toList()));
      if (first.size() > LOOKED_AT) {
        decide();
      }
    }
  }

  /// Returns whether a line is a remark of its writer rather than a row of the table.
  private boolean isComment(List<String> fields) {
    String start = fields.getFirst();
    if (!start.startsWith("#")) {
      return false;
    }
    int width =
        layout != null ? layout.width() : first.isEmpty() ? 0 : first.getFirst().fields().size();
    return width == 0 ? fields.size() == 1 || start.startsWith("# ") : fields.size() != width;
  }

  private CsvLayout decide() throws DataFileException {
    CsvLayout decided = CsvLayout.of(path, stated, first);
    layout = decided;
    remarks.addAll(decided.remarks());
    for (CsvLayout.Row row : first.subList(decided.names().isEmpty() ? 0 : 1, first.size())) {
      row(decided, row.line(), row.fields());
    }
    first.clear();
    return decided;
  }

  private void row(CsvLayout layout, long line, List<String> fields) throws DataFileException {
    int width = layout.width();
    if (fields.size() != width) {
      throw new DataFileException(
          path,
          "line "
              + line
              + ": found "
              + fields.size()
              + (fields.size() == 1 ? " field" : " fields")
              + ", expected "
              + width
              + " as in the first line; correct the line.");
    }
    if (length > Integer.MAX_VALUE - 8 - width) {
      throw new DataFileException(
          path, "line " + line + ": found more than 2³¹ numbers, expected fewer; cut the file.");
    }
    if (numbers.length < length + width) {
      numbers =
          Arrays.copyOf(
              numbers, (int) Math.min(Integer.MAX_VALUE - 8, 2L * numbers.length + width));
    }
    if (layout.index() && !NumberText.isWhole(fields.getFirst().strip())) {
      throw wrong(layout, line, 0, fields.getFirst().strip(), "a row's number");
    }
    if (layout.ragged() && !fields.getLast().isBlank()) {
      throw wrong(
          layout, line, width - 1, fields.getLast().strip(), "nothing, as the column has no name");
    }
    for (int column : layout.features()) {
      numbers[length++] = number(layout, line, column, fields.get(column).strip());
    }
    target.add(
        layout.place(layout.labelAt()),
        line,
        layout.labelAt() < 0 ? "" : fields.get(layout.labelAt()).strip());
  }

  private double number(CsvLayout layout, long line, int column, String field)
      throws DataFileException {
    double number = Double.NaN;
    if (NumberText.isNumber(field)) {
      number = Double.parseDouble(field);
      agree(layout, line, column, field, field.indexOf('.') < 0 ? decimal : Character.valueOf('.'));
    } else if (isCommaDecimal() && NumberText.isNumber(field, ',')) {
      number = Double.parseDouble(field.replace(',', '.'));
      agree(layout, line, column, field, ',');
    }
    if (!Double.isFinite(number)) {
      throw field.indexOf(',') >= 0 && NumberText.isNumber(field, ',') && !isCommaDecimal()
          ? wrong(
              layout,
              line,
              column,
              field,
              "a finite number",
              "if a comma stands before its fraction, state it " + stated.with("decimal"))
          : wrong(layout, line, column, field, "a finite number");
    }
    if (Math.abs(number) > Float.MAX_VALUE) {
      throw new DataFileException(
          path,
          "line "
              + line
              + ", "
              + layout.place(column)
              + ": found "
              + Quote.of(field)
              + ", expected a number that float can hold, up to 3.4e38; give the column another"
              + " unit.");
    }
    return number;
  }

  /// Returns whether a comma may stand before a fraction: where it separates fields only if stated.
  private boolean isCommaDecimal() {
    return separator != ',' || stated.decimal() != null;
  }

  /// Checks that fractions are written in one way throughout: 1.234 beside 1,5 may be a thousand.
  private void agree(
      CsvLayout layout, long line, int column, String field, @Nullable Character found)
      throws DataFileException {
    if (found == null || found.equals(decimal)) {
      return;
    }
    if (decimal != null) {
      throw wrong(
          layout, line, column, field, "a number with '" + decimal + "' before its fraction");
    }
    decimal = found;
    if (found == ',') {
      remarks.add("a comma stands before a fraction");
    }
  }

  private DataFileException wrong(
      CsvLayout layout, long line, int column, String field, String expected) {
    return wrong(layout, line, column, field, expected, "correct it, or leave the row out");
  }

  private DataFileException wrong(
      CsvLayout layout, long line, int column, String field, String expected, String cure) {
    return new DataFileException(
        path,
        "line "
            + line
            + ", "
            + layout.place(column)
            + ": found "
            + (field.isEmpty() ? "nothing" : Quote.of(field))
            + ", expected "
            + expected
            + "; "
            + cure
            + ".");
  }

  /// Returns all rows taken so far.
  Dataset dataset() throws DataFileException {
    if (layout == null && first.isEmpty()) {
      throw new DataFileException(path, "found no rows, expected at least 1.");
    }
    CsvLayout decided = layout == null ? decide() : layout;
    if (target.rows() == 0) {
      throw new DataFileException(path, "found no rows below the header, expected at least 1.");
    }
    List<String> names =
        decided.features().stream()
            .map(column -> decided.names().isEmpty() ? "" : decided.names().get(column))
            .toList();
    Column features =
        Column.of(
            Dataset.FEATURES,
            Shape.of(names.size()),
            Values.of(names.size(), Arrays.copyOf(numbers, length)));
    boolean isTitled = decided.labelAt() >= 0 && !decided.names().isEmpty();
    Column learnt =
        target.column(
            decided.place(decided.labelAt()),
            isTitled ? decided.names().get(decided.labelAt()) : "");
    tellWhatWasPassedOver();
    return Dataset.of(
        path.getFileName().toString(),
        List.of(features.with(Fields.named(names)), learnt),
        remarks);
  }

  private void tellWhatWasPassedOver() {
    if (emptyLines > 0) {
      remarks.add("passed over " + counted(emptyLines, "empty line"));
    }
    if (comments > 0) {
      remarks.add("passed over " + counted(comments, "line") + " beginning with #");
    }
  }

  static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}

package thalweg.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.algebra.Shape;

/// The rows of one table as they are read: checks each field and collects numbers and labels.
final class CsvRows {
  /// How many rows are looked at before it is decided what the columns are.
  private static final int LOOKED_AT = 100;

  /// A label column of more distinct values than this, most of them met once or twice, holds a
  /// quantity or a name for each row, not classes.
  private static final int MANY_CLASSES = 20;

  private final Path path;
  private final Csv.Stated stated;
  private final char separator;
  private final List<String> remarks;

  private final List<CsvLayout.Row> first = new ArrayList<>();
  private @Nullable CsvLayout layout; // null until enough rows have been seen
  private long emptyLines;
  private long comments;
  private double[] features = new double[1024];
  private int length;
  private @Nullable Character decimal; // as stated, or of the fractions met so far
  private final List<String> labels = new ArrayList<>();
  private final Map<String, String> distinct = new HashMap<>(); // keeps one copy of each label
  private final Map<String, Integer> strangers = new LinkedHashMap<>(); // unknown labels, counted

  CsvRows(Path path, Csv.Stated stated, char separator, List<String> remarks) {
    this.path = path;
    this.stated = stated;
    this.separator = separator;
    this.decimal = stated.decimal();
    this.remarks = remarks;
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
    if (features.length < length + width) {
      features =
          Arrays.copyOf(
              features, (int) Math.min(Integer.MAX_VALUE - 8, 2L * features.length + width));
    }
    if (layout.index() && !NumberText.isWhole(fields.getFirst().strip())) {
      throw wrong(layout, line, 0, fields.getFirst().strip(), "a row's number");
    }
    if (layout.ragged() && !fields.getLast().isBlank()) {
      throw wrong(
          layout, line, width - 1, fields.getLast().strip(), "nothing, as the column has no name");
    }
    for (int column : layout.features()) {
      features[length++] = number(layout, line, column, fields.get(column).strip());
    }
    labels.add(
        layout.labelAt() < 0 ? "" : label(layout, line, fields.get(layout.labelAt()).strip()));
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

  private String label(CsvLayout layout, long line, String field) throws DataFileException {
    List<String> known = stated.classNames();
    if (stated.columns() != null) {
      if (!field.isEmpty() && known != null && !known.contains(field)) {
        strangers.merge(field, 1, Integer::sum);
        return "";
      }
      return field;
    }
    if (field.isEmpty()) {
      throw wrong(layout, line, layout.labelAt(), field, "a label");
    }
    if (known != null && !known.contains(field)) {
      throw new DataFileException(
          path,
          "line "
              + line
              + ", "
              + layout.place(layout.labelAt())
              + ": found label "
              + Quote.of(field)
              + ", expected one of ["
              + Columns.shown(known.stream().map(Quote::shown).toList())
              + "].");
    }
    if (NumberText.isNumber(field) && !NumberText.isWhole(field)) {
      throw new DataFileException(
          path,
          "line "
              + line
              + ", "
              + layout.place(layout.labelAt())
              + ": found "
              + Quote.of(field)
              + ", expected a whole number or a word as label; choose the label's column "
              + stated.with("label")
              + ".");
    }
    return distinct.computeIfAbsent(field, same -> same);
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
    if (labels.isEmpty()) {
      throw new DataFileException(path, "found no rows below the header, expected at least 1.");
    }
    List<String> classes = stated.classNames();
    if (classes == null) {
      judgeLabels(decided);
      classes = sorted(distinct.keySet());
    }
    tellWhatWasPassedOver();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      places.put(classes.get(i), i);
    }
    int[] indices =
        labels.stream().mapToInt(label -> places.getOrDefault(label, Dataset.UNLABELLED)).toArray();
    List<String> names =
        decided.features().stream()
            .map(column -> decided.names().isEmpty() ? "" : decided.names().get(column))
            .toList();
    return new Dataset(
        path.getFileName().toString(),
        Shape.of(names.size()),
        new Features.Doubles(Arrays.copyOf(features, length)),
        indices,
        classes,
        Columns.named(names),
        remarks);
  }

  /// Refuses a label column from which classes cannot be learnt, and tells what is doubtful in one.
  private void judgeLabels(CsvLayout layout) throws DataFileException {
    String column = layout.place(layout.labelAt());
    int rows = labels.size();
    int classes = distinct.size();
    if (classes == 1) {
      throw new DataFileException(
          path,
          column
              + ": found the label "
              + Quote.of(labels.getFirst())
              + " in all "
              + rows
              + " rows, expected at least 2 classes; choose the label's column "
              + stated.with("label")
              + ".");
    }
    if (classes > MANY_CLASSES && classes > rows / 2) {
      throw new DataFileException(
          path,
          column
              + ": found "
              + classes
              + " different labels in "
              + rows
              + " rows, expected classes that many rows share; a quantity cannot be learnt here,"
              + " choose the label's column "
              + stated.with("label")
              + ".");
    }
    boolean whole = distinct.keySet().stream().allMatch(NumberText::isWhole);
    if (whole && classes > MANY_CLASSES) {
      remarks.add(
          column
              + " holds "
              + classes
              + " different numbers: they are taken for classes; if it is a quantity, this is the"
              + " wrong model");
    }
    Map<String, String> alike = new HashMap<>();
    for (String label : distinct.keySet()) {
      String same =
          NumberText.isWhole(label)
              ? String.valueOf(Double.parseDouble(label) + 0.0)
              : label.toLowerCase(Locale.ROOT);
      String other = alike.putIfAbsent(same, label);
      if (other != null) {
        remarks.add(
            "the labels "
                + Quote.of(other)
                + " and "
                + Quote.of(label)
                + " are taken for different classes");
      }
    }
  }

  private void tellWhatWasPassedOver() {
    if (emptyLines > 0) {
      remarks.add("passed over " + counted(emptyLines, "empty line"));
    }
    if (comments > 0) {
      remarks.add("passed over " + counted(comments, "line") + " beginning with #");
    }
    if (!strangers.isEmpty()) {
      int rows = strangers.values().stream().mapToInt(Integer::intValue).sum();
      remarks.add(
          counted(rows, "row")
              + (rows == 1 ? " has" : " have")
              + " a label that the model does not know: "
              + Columns.shown(strangers.keySet().stream().map(Quote::of).toList()));
    }
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static List<String> sorted(Set<String> labels) {
    boolean whole = labels.stream().allMatch(NumberText::isWhole);
    return labels.stream()
        .sorted(
            whole
                ? Comparator.comparingDouble((String label) -> Double.parseDouble(label))
                    .thenComparing(Comparator.naturalOrder())
                : Comparator.naturalOrder())
        .toList();
  }
}

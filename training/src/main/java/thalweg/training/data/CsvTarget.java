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

/// What a table gives to be learnt, as it is read: classes or a quantity, which is decided when all
/// rows are known.
final class CsvTarget {
  /// Whole numbers of more distinct values than this are a quantity, unless they count classes.
  private static final int MANY_CLASSES = 20;

  private final Path path;
  private final Csv.Stated stated;
  private final List<String> remarks;
  private final List<String> labels = new ArrayList<>();
  private final Map<String, String> distinct = new HashMap<>(); // keeps one copy of each label
  private final Map<String, Integer> strangers = new LinkedHashMap<>(); // unknown labels, counted
  private long[] lines = new long[64];

  CsvTarget(Path path, Csv.Stated stated, List<String> remarks) {
    this.path = path;
    this.stated = stated;
    this.remarks = remarks;
  }

  int rows() {
    return labels.size();
  }

  /// Takes the next row's field; nothing where there is no such column.
  ///
  /// @param place the column in words
  void add(String place, long line, String field) throws DataFileException {
    if (lines.length == labels.size()) {
      lines = Arrays.copyOf(lines, 2 * lines.length);
    }
    lines[labels.size()] = line;
    List<String> known = stated.classNames();
    if (stated.fields() != null) {
      boolean isKnown = known == null ? isNumber(field) : known.contains(field);
      if (!field.isEmpty() && !isKnown) {
        strangers.merge(field, 1, Integer::sum);
      }
      labels.add(isKnown ? field : "");
      return;
    }
    if (field.isEmpty()) {
      throw wrong(place, line, field, "a label", "correct it, or leave the row out");
    }
    if (known != null && !known.contains(field)) {
      throw wrong(
          place,
          line,
          "label " + Quote.of(field),
          "one of [" + Fields.shown(known.stream().map(Quote::shown).toList()) + "]",
          "");
    }
    labels.add(distinct.computeIfAbsent(field, same -> same));
  }

  private DataFileException wrong(
      String place, long line, String found, String expected, String advice) {
    return new DataFileException(
        path,
        "line "
            + line
            + ", "
            + place
            + ": found "
            + (found.isEmpty() ? "nothing" : found)
            + ", expected "
            + expected
            + (advice.isEmpty() ? "" : "; " + advice)
            + ".");
  }

  /// Returns the column of all rows.
  ///
  /// @param place the column in words
  /// @param title its name in the table; empty if it has none
  Column column(String place, String title) throws DataFileException {
    List<String> classes = stated.classNames();
    if (classes == null && isQuantity(place)) {
      return quantity(place, title);
    }
    if (classes == null) {
      judgeClasses(place);
      classes = sorted(distinct.keySet());
    }
    tellStrangers();
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      places.put(classes.get(i), i);
    }
    int[] indices =
        labels.stream().mapToInt(label -> places.getOrDefault(label, Dataset.UNLABELLED)).toArray();
    return Column.classes(Dataset.TARGET, indices, classes);
  }

  private boolean isQuantity(String place) throws DataFileException {
    Csv.Target target = stated.target();
    if (target == Csv.Target.QUANTITY) {
      return true;
    }
    boolean numbers = distinct.keySet().stream().allMatch(CsvTarget::isNumber);
    boolean whole = distinct.keySet().stream().allMatch(NumberText::isWhole);
    if (target == Csv.Target.FOUND_OUT && numbers && distinct.size() > 1) {
      boolean quantity = !whole || (distinct.size() > MANY_CLASSES && !countClasses());
      if (quantity) {
        remarks.add(
            place
                + " holds quantities, so numbers are learnt; if they are classes, say so "
                + stated.with("target"));
      }
      if (!quantity && distinct.size() > MANY_CLASSES) {
        remarks.add(
            place
                + " holds "
                + distinct.size()
                + " different numbers: they are taken for classes; if they are quantities, say so "
                + stated.with("target"));
      }
      return quantity;
    }
    for (int row = 0; row < labels.size(); row++) {
      String label = labels.get(row);
      if (NumberText.isNumber(label) && !NumberText.isWhole(label)) {
        throw wrong(
            place,
            lines[row],
            Quote.of(label),
            "a whole number or a word as label",
            "choose the label's column " + stated.with("label"));
      }
    }
    return false;
  }

  /// Returns whether the labels are the whole numbers from 0 or 1 on, each of many rows.
  private boolean countClasses() {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (String label : distinct.keySet()) {
      least = Math.min(least, Double.parseDouble(label));
      most = Math.max(most, Double.parseDouble(label));
    }
    return (least == 0 || least == 1)
        && most - least + 1 == distinct.size()
        && labels.size() >= MANY_CLASSES * distinct.size();
  }

  private Column quantity(String place, String title) throws DataFileException {
    double[] numbers = new double[labels.size()];
    Character mark = stated.decimal();
    for (int row = 0; row < numbers.length; row++) {
      String label = labels.get(row);
      if (label.isEmpty()) {
        numbers[row] = Double.NaN;
        continue;
      }
      Character used = mark(label, mark);
      numbers[row] = isNumber(label) ? Double.parseDouble(label.replace(',', '.')) : Double.NaN;
      boolean agrees = mark == null || mark.equals(used);
      if (!agrees || !(Math.abs(numbers[row]) <= Float.MAX_VALUE)) {
        throw wrong(
            place,
            lines[row],
            Quote.of(label),
            agrees
                ? "a number that float can hold, up to 3.4e38"
                : "a number with '" + mark + "' before its fraction",
            "correct it, or leave the row out");
      }
      mark = used;
    }
    if (stated.fields() == null && Arrays.stream(numbers).distinct().count() == 1) {
      throw wrong(
          place,
          lines[0],
          Quote.of(labels.getFirst()) + " here and in all " + numbers.length + " rows",
          "a quantity that differs from row to row",
          "choose the label's column " + stated.with("label"));
    }
    tellStrangers();
    return Column.quantity(Dataset.TARGET, title, numbers);
  }

  /// Returns what stands before the fraction of a number, `usual` where it has none.
  private static @Nullable Character mark(String number, @Nullable Character usual) {
    if (number.indexOf('.') >= 0) {
      return '.';
    }
    return number.indexOf(',') >= 0 ? Character.valueOf(',') : usual;
  }

  private static boolean isNumber(String text) {
    return NumberText.isNumber(text) || NumberText.isNumber(text, ',');
  }

  /// Refuses a label column from which classes cannot be learnt, and tells what is doubtful in one.
  private void judgeClasses(String place) throws DataFileException {
    int rows = labels.size();
    int classes = distinct.size();
    if (classes == 1) {
      throw new DataFileException(
          path,
          place
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
          place
              + ": found "
              + classes
              + " different labels in "
              + rows
              + " rows, expected classes that many rows share; choose the label's column "
              + stated.with("label")
              + ".");
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

  private void tellStrangers() {
    if (!strangers.isEmpty()) {
      int rows = strangers.values().stream().mapToInt(Integer::intValue).sum();
      remarks.add(
          CsvRows.counted(rows, "row")
              + (rows == 1 ? " has" : " have")
              + " a label that the model does not know: "
              + Fields.shown(strangers.keySet().stream().map(Quote::of).toList()));
    }
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

package thalweg.training.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// What makes measures look better than they will be: rows that are learnt from and judged by, and
/// columns that say the target.
final class Suspicions {
  /// In fewer rows a column may tell the target by chance.
  private static final int SOME_ROWS = 50;

  /// A correlation nearer to 1 than this is no finding but a copy.
  private static final double COPIED = 1e-6;

  private Suspicions() {}

  /// Returns a line for each thing that is suspicious, to be told before training.
  ///
  /// @param train rows to learn from
  /// @param test rows to be judged by
  static List<String> of(Schema schema, int[] train, int[] test) {
    List<String> told = new ArrayList<>();
    long[] learnt = Arrays.stream(train).mapToLong(row -> mark(schema, row)).sorted().toArray();
    long shared =
        Arrays.stream(test)
            .filter(row -> Arrays.binarySearch(learnt, mark(schema, row)) >= 0)
            .count();
    if (shared > 0) {
      told.add(
          String.format(
              Locale.ROOT,
              "%s to be judged by %s also among those to learn from, cell by cell: %s",
              CsvReading.counted(shared, "row"),
              shared == 1 ? "is" : "are",
              "what is measured on them flatters"));
    }
    for (Schema.Decision feature : schema.features()) {
      if (train.length >= SOME_ROWS && saysTarget(schema, feature, train)) {
        told.add(
            schema.table().place(feature.place())
                + " alone says the label of every row to learn from; if it is made from the label,"
                + " leave it out "
                + schema.table().with("ignore"));
      }
    }
    return told;
  }

  /// Returns a number that equal rows share, and others hardly ever.
  private static long mark(Schema schema, int row) {
    long mark = cell(schema.table().columns().get(schema.target().place()), row);
    for (Schema.Decision feature : schema.features()) {
      mark = mark * 0x9E3779B97F4A7C15L + cell(schema.table().columns().get(feature.place()), row);
      mark ^= mark >>> 29;
    }
    return mark;
  }

  private static long cell(TableColumn cells, int row) {
    return cells.isNumeric()
        ? Double.doubleToLongBits(cells.number(row))
        : cells.isMissing(row)
            ? 0
            : cells.isOfMoments()
                ? Double.doubleToLongBits(cells.second(row))
                : 31L * cells.text(row).hashCode() + 1;
  }

  private static boolean saysTarget(Schema schema, Schema.Decision feature, int[] rows) {
    TableColumn cells = schema.table().columns().get(feature.place());
    TableColumn target = schema.table().columns().get(schema.target().place());
    if (Arrays.stream(rows).anyMatch(cells::isMissing)) {
      return false;
    }
    if (!schema.isOfClasses()) {
      return feature.type() == ColumnType.NUMBER && isCopied(cells, target, rows);
    }
    return feature.type() == ColumnType.NUMBER
        ? areApart(cells, target, rows)
        : haveOne(cells, target, rows);
  }

  /// Returns whether the rows of each class have numbers of their own, between two bounds.
  private static boolean areApart(TableColumn cells, TableColumn target, int[] rows) {
    int[] sorted =
        Arrays.stream(rows)
            .boxed()
            .sorted((a, b) -> Double.compare(cells.number(a), cells.number(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    Map<String, Double> last = new HashMap<>();
    for (int i = 0; i < sorted.length; i++) {
      String label = target.text(sorted[i]);
      boolean begins = i == 0 || !label.equals(target.text(sorted[i - 1]));
      boolean isTied = i > 0 && cells.number(sorted[i]) == cells.number(sorted[i - 1]);
      if (begins && (isTied || last.containsKey(label))) {
        return false;
      }
      last.put(label, cells.number(sorted[i]));
    }
    return last.size() > 1;
  }

  /// Returns whether all rows with one word have one label, and words are shared by some rows.
  private static boolean haveOne(TableColumn cells, TableColumn target, int[] rows) {
    Map<String, String> labels = new HashMap<>();
    for (int row : rows) {
      String known = labels.putIfAbsent(cells.text(row), target.text(row));
      if (known != null && !known.equals(target.text(row))) {
        return false;
      }
    }
    return labels.size() > 1 && labels.size() <= rows.length / 5;
  }

  private static boolean isCopied(TableColumn cells, TableColumn target, int[] rows) {
    double[] x = Arrays.stream(rows).mapToDouble(cells::number).toArray();
    double[] y = Arrays.stream(rows).mapToDouble(target::number).toArray();
    double meanX = Arrays.stream(x).average().orElse(0);
    double meanY = Arrays.stream(y).average().orElse(0);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    return IntStream.range(0, x.length).anyMatch(i -> x[i] != x[0])
        && xy * xy >= (1 - COPIED) * (1 - COPIED) * xx * yy;
  }
}

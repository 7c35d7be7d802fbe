package thalweg.training.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;

/// How many rows of each class were named what, each row counting its weight. Immutable.
public final class ConfusionMatrix {
  /// Of more classes than this the matrix is no table any more.
  private static final int MOST = 40;

  private static final int SHOWN = 20;

  private final List<String> names;
  private final double[][] counts; // right class, named class

  ConfusionMatrix(List<String> names, int[] labels, int[] named, double[] weights) {
    this.names = List.copyOf(names);
    counts = new double[names.size()][names.size()];
    for (int row = 0; row < labels.length; row++) {
      counts[labels[row]][named[row]] += weights[row];
    }
  }

  /// Returns the names of the classes.
  public List<String> names() {
    return names;
  }

  /// Returns how many rows of the class `right` were named `named`, both by their index.
  public double at(int right, int named) {
    return counts[right][named];
  }

  /// Returns all counts as a new array, by the right class and then by the class named.
  public double[][] toArray() {
    return IntStream.range(0, counts.length)
        .mapToObj(i -> counts[i].clone())
        .toArray(double[][]::new);
  }

  /// Returns the counts of one class against all others.
  public Counts of(int label) {
    double named = 0;
    double rows = 0;
    double all = 0;
    for (int i = 0; i < counts.length; i++) {
      named += counts[i][label];
      rows += counts[label][i];
      for (double count : counts[i]) {
        all += count;
      }
    }
    double both = counts[label][label];
    return new Counts(both, named - both, rows - both, all - named - rows + both);
  }

  /// Returns the counts of every class against all others, in order.
  public List<Counts> each() {
    return IntStream.range(0, counts.length).mapToObj(this::of).toList();
  }

  /// Returns the share of rows that were named rightly.
  public double accuracy() {
    double right = 0;
    double all = 0;
    for (int i = 0; i < counts.length; i++) {
      right += counts[i][i];
      for (double count : counts[i]) {
        all += count;
      }
    }
    return right / all;
  }

  /// Returns the mean recall of the classes of which there are rows: what the accuracy would be if
  /// there were as many of each.
  public double balancedAccuracy() {
    return Averages.macro(each()).recall();
  }

  /// One class taken for another.
  ///
  /// @param rows how often
  public record Confused(String right, String named, double rows) {}

  /// Returns which classes were taken for which others, the commonest first.
  public List<Confused> confused() {
    List<Confused> confused = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        if (i != j && counts[i][j] > 0) {
          confused.add(new Confused(names.get(i), names.get(j), counts[i][j]));
        }
      }
    }
    confused.sort(Comparator.comparingDouble(Confused::rows).reversed());
    return confused;
  }

  /// Returns the matrix as text: a line for each right class, under each class named a column.
  /// Where it is wider than `columns` letters the columns are numbered and, if that is not enough,
  /// parted into blocks; of more than 40 classes what is confused most is listed.
  public List<String> lines(int columns) {
    if (names.size() > MOST) {
      List<Confused> confused = confused();
      TextTable table = new TextTable("class", "taken for", "rows");
      confused.stream()
          .limit(SHOWN)
          .forEach(
              each ->
                  table.row(
                      Quote.shown(each.right),
                      Quote.shown(each.named),
                      TextTable.count(each.rows)));
      List<String> lines = new ArrayList<>(table.lines());
      if (confused.size() > SHOWN) {
        lines.add(String.format(Locale.ROOT, "… and %,d more pairs", confused.size() - SHOWN));
      }
      return lines;
    }
    List<String> lines = matrix(0, names.size(), false).lines();
    if (TextTable.fits(lines, columns)) {
      return lines;
    }
    List<String> all = new ArrayList<>();
    for (int from = 0; from < names.size(); ) {
      int end = names.size();
      List<String> block = matrix(from, end, true).lines();
      while (!TextTable.fits(block, columns) && end > from + 1) {
        end--;
        block = matrix(from, end, true).lines();
      }
      if (!all.isEmpty()) {
        all.add("");
      }
      all.addAll(block);
      from = end;
    }
    return all;
  }

  private TextTable matrix(int from, int end, boolean areNumbered) {
    List<String> headings = new ArrayList<>(List.of("class"));
    for (int i = from; i < end; i++) {
      headings.add(areNumbered ? String.valueOf(i + 1) : Quote.shown(names.get(i)));
    }
    TextTable table = new TextTable(headings.toArray(String[]::new));
    for (int i = 0; i < names.size(); i++) {
      List<String> cells = new ArrayList<>();
      cells.add((areNumbered ? (i + 1) + " " : "") + Quote.shown(names.get(i)));
      for (int j = from; j < end; j++) {
        cells.add(counts[i][j] == 0 ? "·" : TextTable.count(counts[i][j]));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  /// Returns the lines in 80 columns.
  @Override
  public String toString() {
    return String.join("\n", lines(TextTable.USUAL));
  }
}

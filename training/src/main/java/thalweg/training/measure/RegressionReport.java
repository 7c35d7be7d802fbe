package thalweg.training.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;
import thalweg.training.objective.Score;

/// How near predicted quantities are to the right ones, in the units of the data. Immutable; each
/// row counts its weight.
public final class RegressionReport implements Evaluation {
  private final int[] rowsOfData;
  private final double[] right; // row by row
  private final double[] predicted;
  private final List<QuantityMeasures> quantities;

  /// What one quantity comes to.
  ///
  /// @param r2 the share of its variance that is explained, 1 at best, 0 for always saying the
  ///   mean; NaN where it is the same in all rows
  /// @param mae the mean absolute error
  /// @param rmse the root of the mean squared error
  /// @param median the median of the absolute errors, each row counting alike
  /// @param bias the mean of what was predicted less what is right
  /// @param largest the largest absolute error
  public record QuantityMeasures(
      String name,
      double r2,
      double mae,
      double rmse,
      double median,
      double bias,
      double largest) {}

  /// A row that was predicted badly.
  ///
  /// @param row its index in the data, from 0
  /// @param quantity which quantity of it
  public record LargeError(int row, String quantity, double right, double predicted) {
    /// Returns what was predicted less what is right.
    public double error() {
      return predicted - right;
    }
  }

  RegressionReport(
      List<String> names, int[] rowsOfData, double[] right, double[] predicted, double[] weights) {
    this.rowsOfData = rowsOfData;
    this.right = right;
    this.predicted = predicted;
    List<QuantityMeasures> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      all.add(
          measured(
              names.get(i),
              every(right, i, names.size()),
              every(predicted, i, names.size()),
              weights));
    }
    quantities = List.copyOf(all);
  }

  private static double[] every(double[] of, int quantity, int width) {
    double[] values = new double[of.length / width];
    Arrays.setAll(values, row -> of[row * width + quantity]);
    return values;
  }

  /// Returns what these predictions come to.
  ///
  /// @param right one for each row, finite
  /// @param predicted one for each row
  /// @param weights how much each row counts; none for all alike
  /// @throws IllegalArgumentException if there is no row, or the lengths differ
  public static RegressionReport of(
      String name, double[] right, double[] predicted, double... weights) {
    int rows = right.length;
    if (rows == 0 || predicted.length != rows || (weights.length != rows && weights.length != 0)) {
      throw new IllegalArgumentException(
          "report: "
              + rows
              + " right numbers, "
              + predicted.length
              + " predicted ones and "
              + weights.length
              + " weights are given; there must be equally many, at least 1, or no weights.");
    }
    double[] each = weights.clone();
    if (each.length == 0) {
      each = new double[rows];
      Arrays.fill(each, 1);
    }
    return new RegressionReport(
        List.of(name), IntStream.range(0, rows).toArray(), right.clone(), predicted.clone(), each);
  }

  static List<String> names(int count) {
    return count == 1
        ? List.of("target")
        : IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private static QuantityMeasures measured(
      String name, double[] right, double[] predicted, double[] weights) {
    double weight = 0;
    double mean = 0; // updated row by row, so that a large offset costs no digits
    for (int row = 0; row < right.length; row++) {
      weight += weights[row];
      mean += weights[row] == 0 ? 0 : (right[row] - mean) * (weights[row] / weight);
    }
    double variance = 0;
    double squares = 0;
    double absolute = 0;
    double sum = 0;
    double largest = 0;
    double[] sizes = new double[right.length];
    for (int row = 0; row < right.length; row++) {
      double w = weights[row];
      double error = predicted[row] - right[row];
      variance += w * (right[row] - mean) * (right[row] - mean);
      squares += w * error * error;
      absolute += w * Math.abs(error);
      sum += w * error;
      sizes[row] = Math.abs(error);
      largest = Math.max(largest, sizes[row]);
    }
    boolean isConstant = Arrays.stream(right).allMatch(value -> value == right[0]);
    return new QuantityMeasures(
        name,
        isConstant ? Double.NaN : 1 - squares / variance,
        absolute / weight,
        Math.sqrt(squares / weight),
        median(sizes),
        sum / weight,
        largest);
  }

  private static double median(double[] sizes) {
    Arrays.sort(sizes);
    int half = sizes.length / 2;
    return sizes.length % 2 == 1 ? sizes[half] : (sizes[half - 1] + sizes[half]) / 2;
  }

  @Override
  public int rows() {
    return rowsOfData.length;
  }

  /// Returns what each quantity comes to, in order.
  public List<QuantityMeasures> quantities() {
    return quantities;
  }

  /// Returns the mean of the quantities' R²; NaN where one has none.
  public double r2() {
    return quantities.stream().mapToDouble(QuantityMeasures::r2).average().orElse(Double.NaN);
  }

  /// Returns the mean of the quantities' mean absolute errors.
  public double mae() {
    return quantities.stream().mapToDouble(QuantityMeasures::mae).average().orElse(Double.NaN);
  }

  /// Returns the mean of the quantities' roots of the mean squared error.
  public double rmse() {
    return quantities.stream().mapToDouble(QuantityMeasures::rmse).average().orElse(Double.NaN);
  }

  /// Returns the right numbers of a quantity, a row each, as a new array.
  public double[] right(int quantity) {
    return every(right, quantity, quantities.size());
  }

  /// Returns the predicted numbers of a quantity, a row each, as a new array.
  public double[] predicted(int quantity) {
    return every(predicted, quantity, quantities.size());
  }

  /// Returns the `most` largest errors, the largest first; of several quantities each measured by
  /// its own root mean squared error.
  public List<LargeError> worst(int most) {
    int width = quantities.size();
    // The smallest of those held goes first; of equals the later one.
    PriorityQueue<Integer> held =
        new PriorityQueue<>(
            Comparator.comparingDouble(this::relative).thenComparing(Comparator.reverseOrder()));
    for (int at = 0; at < right.length && most > 0; at++) {
      if (predicted[at] != right[at]) {
        held.add(at);
        if (held.size() > most) {
          held.remove();
        }
      }
    }
    return held.stream()
        .sorted(Comparator.comparingDouble(this::relative).reversed().thenComparing(at -> at))
        .map(
            at ->
                new LargeError(
                    rowsOfData[at / width],
                    quantities.get(at % width).name,
                    right[at],
                    predicted[at]))
        .toList();
  }

  private double relative(int at) {
    double error = Math.abs(predicted[at] - right[at]);
    return quantities.size() == 1 ? error : error / quantities.get(at % quantities.size()).rmse;
  }

  @Override
  public List<Score.Measured> measured() {
    return List.of(
        new Score.Measured("r2", r2()),
        new Score.Measured("mae", mae()),
        new Score.Measured("rmse", rmse()));
  }

  @Override
  public List<String> lines(int columns) {
    List<String> lines = new ArrayList<>();
    for (QuantityMeasures each : quantities) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(
          new TextTable(Quote.shown(each.name), "")
              .row("rows", TextTable.count(rows()))
              .row("R²", TextTable.quantity(each.r2))
              .row("MAE", TextTable.quantity(each.mae))
              .row("RMSE", TextTable.quantity(each.rmse))
              .row("median error", TextTable.quantity(each.median))
              .row("mean error", TextTable.quantity(each.bias))
              .row("largest error", TextTable.quantity(each.largest))
              .lines());
    }
    return lines;
  }

  /// Returns the lines in 80 columns.
  @Override
  public String toString() {
    return String.join("\n", lines(TextTable.USUAL));
  }
}

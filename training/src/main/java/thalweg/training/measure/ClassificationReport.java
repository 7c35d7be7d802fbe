package thalweg.training.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import thalweg.algebra.Quote;
import thalweg.training.objective.Score;

/// How well rows are told to be of which class. Immutable; each row counts its weight.
///
/// What cannot be known is NaN: the recall of a class without rows, the precision of a class that
/// is never named, and all that needs probabilities where the model gives none.
public final class ClassificationReport implements Evaluation {
  /// Smaller probabilities count as this in the logarithm, the least number above 0, so that one
  /// row adds at most 744 to the sum.
  private static final double LEAST = Double.MIN_VALUE;

  private static final int[] TOPS = {2, 3, 5};
  private static final int ONE_LINE = 8; // more classes than this have no letter to spare

  private final int[] rowsOfData;
  private final int[] labels;
  private final int[] named;
  private final double[][] probabilities; // rows without length where not known
  private final double[] weights;
  private final double weight;
  private final ConfusionMatrix confusion;
  private final List<ClassMeasures> classes;

  /// What one class comes to against all others.
  ///
  /// @param counts from which precision, recall and F1 follow
  /// @param auroc the probability that a row of the class is held more likely to be of it than one
  ///   of another class
  public record ClassMeasures(String name, Counts counts, double auroc) {}

  /// A row that was named wrongly.
  ///
  /// @param row its index in the data, from 0
  /// @param label what it is
  /// @param predicted what it was named
  /// @param probability how likely the model held what it named
  /// @param ofLabel how likely it held what the row is
  public record Mistake(
      int row, String label, String predicted, double probability, double ofLabel) {}

  ClassificationReport(
      List<String> names,
      int[] rowsOfData,
      int[] labels,
      int[] named,
      double[][] probabilities,
      double[] weights) {
    this.rowsOfData = rowsOfData;
    this.labels = labels;
    this.named = named;
    this.probabilities = probabilities;
    this.weights = weights;
    weight = Arrays.stream(weights).sum();
    confusion = new ConfusionMatrix(names, labels, named, weights);
    List<ClassMeasures> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      all.add(new ClassMeasures(names.get(i), confusion.of(i), auroc(i)));
    }
    classes = List.copyOf(all);
  }

  /// Returns what these probabilities come to: each row is named after the class held most likely,
  /// the first of equals.
  ///
  /// @param labels for each row the index of its class
  /// @param probabilities for each row one of each class
  /// @param weights how much each row counts; none for all alike
  /// @throws IllegalArgumentException if there is no row, the lengths differ, or a label has no
  ///   class
  public static ClassificationReport of(
      List<String> names, int[] labels, double[][] probabilities, double... weights) {
    int rows = labels.length;
    if (rows == 0
        || probabilities.length != rows
        || (weights.length != rows && weights.length != 0)) {
      throw new IllegalArgumentException(
          "report: "
              + rows
              + " labels, "
              + probabilities.length
              + " rows of probabilities and "
              + weights.length
              + " weights are given; there must be equally many, at least 1, or no weights.");
    }
    int[] named = new int[rows];
    for (int row = 0; row < rows; row++) {
      if (labels[row] < 0 || labels[row] >= names.size()) {
        throw new IllegalArgumentException(
            "report: the label of row "
                + row
                + " is "
                + labels[row]
                + "; with "
                + names.size()
                + " classes it must be from 0 to "
                + (names.size() - 1)
                + ".");
      }
      if (probabilities[row].length != names.size()) {
        throw new IllegalArgumentException(
            "report: row "
                + row
                + " has "
                + probabilities[row].length
                + " probabilities; there must be one of each of the "
                + names.size()
                + " classes.");
      }
      for (int i = 1; i < names.size(); i++) {
        named[row] = probabilities[row][i] > probabilities[row][named[row]] ? i : named[row];
      }
    }
    double[] each = weights.clone();
    if (each.length == 0) {
      each = new double[rows];
      Arrays.fill(each, 1);
    }
    return new ClassificationReport(
        names,
        IntStream.range(0, rows).toArray(),
        labels.clone(),
        named,
        Arrays.stream(probabilities).map(double[]::clone).toArray(double[][]::new),
        each);
  }

  static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private double auroc(int label) {
    if (!hasProbabilities()) {
      return Double.NaN;
    }
    boolean[] has = new boolean[labels.length];
    for (int row = 0; row < has.length; row++) {
      has[row] = labels[row] == label;
    }
    return Ranking.auroc(
        Arrays.stream(probabilities).mapToDouble(row -> row[label]).toArray(), has, weights);
  }

  /// Returns whether the model says how likely each class is.
  public boolean hasProbabilities() {
    return probabilities[0].length > 0;
  }

  @Override
  public int rows() {
    return labels.length;
  }

  /// Returns how often each class was named what.
  public ConfusionMatrix confusion() {
    return confusion;
  }

  /// Returns what each class comes to, in order.
  public List<ClassMeasures> classes() {
    return classes;
  }

  /// Returns the share of rows that were named rightly.
  public double accuracy() {
    return confusion.accuracy();
  }

  /// Returns the mean recall of the classes of which there are rows.
  public double balancedAccuracy() {
    return confusion.balancedAccuracy();
  }

  /// Returns the mean over the classes of which there are rows, each counting alike.
  public Averages macro() {
    return Averages.macro(confusion.each());
  }

  /// Returns the mean over the classes, each counting as many times as it has rows.
  public Averages weighted() {
    return Averages.weighted(confusion.each());
  }

  /// Returns precision, recall and F1 of all rows together, which all are the accuracy.
  public Averages micro() {
    return Averages.micro(confusion.each());
  }

  /// Returns the mean over the classes of the area under the receiver operating characteristic,
  /// each against all others; NaN where no class has it.
  public double auroc() {
    return auroc(classes);
  }

  /// Returns the mean of those that have one.
  static double auroc(List<ClassMeasures> classes) {
    return classes.stream()
        .mapToDouble(ClassMeasures::auroc)
        .filter(area -> !Double.isNaN(area))
        .average()
        .orElse(Double.NaN);
  }

  /// Returns the share of rows whose class is among the `k` held most likely, of equals the first.
  ///
  /// @throws IllegalArgumentException if k is below 1
  public double top(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("top: k is " + k + "; it must be at least 1.");
    }
    if (!hasProbabilities()) {
      return Double.NaN;
    }
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum += rank(row) <= k ? weights[row] : 0;
    }
    return sum / weight;
  }

  private int rank(int row) {
    double[] each = probabilities[row];
    int label = labels[row];
    int rank = 1;
    for (int i = 0; i < each.length; i++) {
      boolean isBefore = i < label ? !(each[i] < each[label]) : !(each[i] <= each[label]);
      rank += i != label && isBefore ? 1 : 0; // NaN comes last
    }
    return rank;
  }

  /// Returns the mean over rows of −log of the probability of the right class, 0 at best.
  public double logLoss() {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum -= weights[row] * StrictMath.log(Math.max(ofLabel(row), LEAST));
    }
    return sum / weight;
  }

  private double ofLabel(int row) {
    return hasProbabilities() ? probabilities[row][labels[row]] : Double.NaN;
  }

  /// Returns exp of the log loss: among how many equally likely classes the model is as unsure, 1
  /// at best.
  public double perplexity() {
    return StrictMath.exp(logLoss());
  }

  /// Returns the mean over rows of the squared distance of the probabilities from 1 for the right
  /// class and 0 for the others, 0 at best; of two classes, as is usual, half of it. Source: Brier
  /// 1950, Verification of forecasts expressed in terms of probability.
  public double brier() {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      double distance = hasProbabilities() ? 0 : Double.NaN;
      for (int i = 0; i < probabilities[row].length; i++) {
        double off = probabilities[row][i] - (i == labels[row] ? 1 : 0);
        distance += off * off;
      }
      sum += weights[row] * distance;
    }
    return sum / weight / (classes.size() == 2 ? 2 : 1);
  }

  /// Returns whether the model is as often right as it says; its error is NaN where it says
  /// nothing.
  public Calibration calibration() {
    double[] confidence = new double[labels.length];
    boolean[] right = new boolean[labels.length];
    for (int row = 0; row < labels.length; row++) {
      confidence[row] = hasProbabilities() ? probabilities[row][named[row]] : Double.NaN;
      right[row] = named[row] == labels[row];
    }
    return Calibration.of(confidence, right, weights);
  }

  /// Returns the class of which there are fewest rows, of those of which there are any.
  public ClassMeasures rarest() {
    return classes.stream()
        .filter(each -> each.counts().rows() > 0)
        .min(Comparator.comparingDouble(each -> each.counts().rows()))
        .orElseThrow(() -> new IllegalStateException("report: all weights are 0."));
  }

  /// Returns the `most` worst mistakes: rows named wrongly, those first whose right class was held
  /// least likely.
  public List<Mistake> worst(int most) {
    List<String> names = confusion.names();
    return IntStream.range(0, labels.length)
        .filter(row -> named[row] != labels[row])
        .boxed()
        .sorted(Comparator.comparingDouble(this::ofLabel))
        .limit(most)
        .map(
            row ->
                new Mistake(
                    rowsOfData[row],
                    names.get(labels[row]),
                    names.get(named[row]),
                    hasProbabilities() ? probabilities[row][named[row]] : Double.NaN,
                    ofLabel(row)))
        .toList();
  }

  @Override
  public List<Score.Measured> measured() {
    return List.of(
        new Score.Measured("accuracy", accuracy()),
        new Score.Measured("balancedAccuracy", balancedAccuracy()),
        new Score.Measured("macroF1", macro().f1()),
        new Score.Measured("auroc", auroc()),
        new Score.Measured("logLoss", logLoss()));
  }

  @Override
  public List<String> lines(int columns) {
    List<String> lines = new ArrayList<>();
    TextTable all = new TextTable("", "");
    all.row("rows", TextTable.count(rows()));
    all.row("accuracy", TextTable.percent(accuracy()));
    all.row("balanced accuracy", TextTable.percent(balancedAccuracy()));
    if (hasProbabilities()) {
      for (int k : TOPS) {
        if (k < classes.size()) {
          all.row("top-" + k + " accuracy", TextTable.percent(top(k)));
        }
      }
      all.row("AUROC", TextTable.share(auroc()));
      all.row("log loss", TextTable.quantity(logLoss()));
      all.row("perplexity", TextTable.quantity(perplexity()));
      all.row("Brier score", TextTable.quantity(brier()));
      all.row("calibration error", TextTable.quantity(calibration().expectedError()));
    }
    lines.addAll(all.lines());
    lines.add("");
    lines.addAll(table(columns));
    classes.stream()
        .filter(each -> each.counts().rows() == 0)
        .limit(ONE_LINE)
        .forEach(
            each ->
                lines.add(
                    "no row is of the class "
                        + Quote.of(each.name)
                        + ": the averages are without it"));
    lines.add("");
    lines.add("confusion: a line for each class, under the class it was named");
    lines.addAll(confusion.lines(columns));
    return lines;
  }

  private List<String> table(int columns) {
    boolean isWide =
        classes.stream().allMatch(each -> Quote.shown(each.name).length() + 43 <= columns);
    TextTable table =
        new TextTable("class", "rows", isWide ? "precision" : "prec.", "recall", "F1", "AUROC");
    for (ClassMeasures each : classes) {
      row(
          table,
          Quote.shown(each.name),
          each.counts.rows(),
          new Averages(each.counts.precision(), each.counts.recall(), each.counts.f1()),
          each.auroc);
    }
    row(table, "macro", weight, macro(), auroc());
    row(table, "weighted", weight, weighted(), Double.NaN);
    row(table, "micro", weight, micro(), Double.NaN);
    return table.lines();
  }

  private static void row(TextTable table, String name, double rows, Averages of, double auroc) {
    table.row(
        name,
        TextTable.count(rows),
        TextTable.share(of.precision()),
        TextTable.share(of.recall()),
        TextTable.share(of.f1()),
        TextTable.share(auroc));
  }

  /// Returns the lines in 80 columns.
  @Override
  public String toString() {
    return String.join("\n", lines(TextTable.USUAL));
  }
}

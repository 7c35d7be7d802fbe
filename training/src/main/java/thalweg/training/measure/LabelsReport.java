package thalweg.training.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import thalweg.algebra.Quote;
import thalweg.training.objective.Score;

/// How well rows are told to have which of several labels, a label being said where its probability
/// is above one half; each row counts its weight.
///
/// @param rows how many were looked at
/// @param labels what each label comes to, in order
/// @param accuracy the share of single labels that are right
/// @param exact the share of rows all of whose labels are right
/// @param logLoss the mean over rows and labels of −log of the probability of what is right
public record LabelsReport(
    int rows,
    List<ClassificationReport.ClassMeasures> labels,
    double accuracy,
    double exact,
    double logLoss)
    implements Evaluation {
  public LabelsReport {
    labels = List.copyOf(labels);
  }

  /// Returns what these probabilities come to.
  ///
  /// @param has for each row which labels it has
  /// @param probabilities for each row one of each label
  /// @param weights how much each row counts
  static LabelsReport of(
      List<String> names, boolean[][] has, double[][] probabilities, double[] weights) {
    double all = Arrays.stream(weights).sum();
    double exact = 0;
    double loss = 0;
    double accuracy = 0;
    for (int row = 0; row < has.length; row++) {
      boolean isExact = true;
      for (int i = 0; i < names.size(); i++) {
        double p = probabilities[row][i];
        isExact &= p > 0.5 == has[row][i];
        loss -= weights[row] * StrictMath.log(Math.max(has[row][i] ? p : 1 - p, Double.MIN_VALUE));
      }
      exact += isExact ? weights[row] : 0;
    }
    List<ClassificationReport.ClassMeasures> labels = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      double[] cells = new double[4]; // by whether it is said, then by whether it has it
      double[] scores = new double[has.length];
      boolean[] having = new boolean[has.length];
      for (int row = 0; row < has.length; row++) {
        scores[row] = probabilities[row][i];
        having[row] = has[row][i];
        cells[(scores[row] > 0.5 ? 2 : 0) + (having[row] ? 1 : 0)] += weights[row];
      }
      Counts counts = new Counts(cells[3], cells[2], cells[1], cells[0]);
      accuracy += counts.accuracy() / names.size();
      labels.add(
          new ClassificationReport.ClassMeasures(
              names.get(i), counts, Ranking.auroc(scores, having, weights)));
    }
    return new LabelsReport(has.length, labels, accuracy, exact / all, loss / (all * names.size()));
  }

  private List<Counts> counts() {
    return labels.stream().map(ClassificationReport.ClassMeasures::counts).toList();
  }

  /// Returns the mean over the labels that some row has, each counting alike.
  public Averages macro() {
    return Averages.macro(counts());
  }

  /// Returns the mean over the labels, each counting as many times as rows have it.
  public Averages weighted() {
    return Averages.weighted(counts());
  }

  /// Returns precision, recall and F1 of all labels of all rows together.
  public Averages micro() {
    return Averages.micro(counts());
  }

  @Override
  public List<Score.Measured> measured() {
    return List.of(
        new Score.Measured("accuracy", accuracy),
        new Score.Measured("exact", exact),
        new Score.Measured("macroF1", macro().f1()),
        new Score.Measured("auroc", ClassificationReport.auroc(labels)),
        new Score.Measured("logLoss", logLoss));
  }

  @Override
  public List<String> lines(int columns) {
    List<String> lines =
        new ArrayList<>(
            new TextTable("", "")
                .row("rows", TextTable.count(rows))
                .row("accuracy of single labels", TextTable.percent(accuracy))
                .row("all labels right", TextTable.percent(exact))
                .row("log loss", TextTable.quantity(logLoss))
                .lines());
    TextTable table = new TextTable("label", "rows", "precision", "recall", "F1", "AUROC");
    for (ClassificationReport.ClassMeasures each : labels) {
      Counts counts = each.counts();
      table.row(
          Quote.shown(each.name()),
          TextTable.count(counts.rows()),
          TextTable.share(counts.precision()),
          TextTable.share(counts.recall()),
          TextTable.share(counts.f1()),
          TextTable.share(each.auroc()));
    }
    row(table, "macro", macro());
    row(table, "weighted", weighted());
    row(table, "micro", micro());
    lines.add("");
    lines.addAll(table.lines());
    return lines;
  }

  private static void row(TextTable table, String name, Averages of) {
    table.row(
        name,
        "",
        TextTable.share(of.precision()),
        TextTable.share(of.recall()),
        TextTable.share(of.f1()),
        "");
  }

  /// Returns the lines in 80 columns.
  @Override
  public String toString() {
    return String.join("\n", lines(TextTable.USUAL));
  }
}

package thalweg.training.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// Precision, recall and F1 of several classes or labels in one number each.
///
/// Classes of which there is no row have no say. A class of which there are rows and which is never
/// said counts with a precision of 0.
public record Averages(double precision, double recall, double f1) {
  /// Returns the mean over classes, each counting alike.
  static Averages macro(List<Counts> classes) {
    return mean(classes, each -> 1);
  }

  /// Returns the mean over classes, each counting as many times as it has rows.
  static Averages weighted(List<Counts> classes) {
    return mean(classes, Counts::rows);
  }

  /// Returns those of all counts together. Of one class for each row all three are the accuracy.
  static Averages micro(List<Counts> classes) {
    Counts all = classes.stream().reduce(new Counts(0, 0, 0, 0), Counts::plus);
    return new Averages(all.precision(), all.recall(), all.f1());
  }

  private static Averages mean(List<Counts> classes, ToDoubleFunction<Counts> weight) {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    double sum = 0;
    for (Counts each : classes) {
      if (each.rows() > 0) {
        double w = weight.applyAsDouble(each);
        precision += w * (each.truePositive() > 0 ? each.precision() : 0);
        recall += w * each.recall();
        f1 += w * each.f1();
        sum += w;
      }
    }
    return new Averages(precision / sum, recall / sum, f1 / sum);
  }
}

package thalweg.training.measure;

/// How often a class or label was said and was right, each row counting its weight.
///
/// @param truePositive rows that have it and are said to
/// @param falsePositive rows that do not have it and are said to
/// @param falseNegative rows that have it and are not said to
/// @param trueNegative rows that do not have it and are not said to
public record Counts(
    double truePositive, double falsePositive, double falseNegative, double trueNegative) {
  /// Returns how many rows have it.
  public double rows() {
    return truePositive + falseNegative;
  }

  /// Returns the share of rows that have it among those said to; NaN where none is said to.
  public double precision() {
    return truePositive / (truePositive + falsePositive);
  }

  /// Returns the share of rows said to have it among those that do; NaN where none does.
  public double recall() {
    return truePositive / rows();
  }

  /// Returns the harmonic mean of precision and recall, 2·TP / (2·TP + FP + FN); NaN where no row
  /// has it or is said to.
  public double f1() {
    return 2 * truePositive / (2 * truePositive + falsePositive + falseNegative);
  }

  /// Returns the share of rows of which what is said is right.
  public double accuracy() {
    return (truePositive + trueNegative)
        / (truePositive + falsePositive + falseNegative + trueNegative);
  }

  Counts plus(Counts other) {
    return new Counts(
        truePositive + other.truePositive,
        falsePositive + other.falsePositive,
        falseNegative + other.falseNegative,
        trueNegative + other.trueNegative);
  }
}

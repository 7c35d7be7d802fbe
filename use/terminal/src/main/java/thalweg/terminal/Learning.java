package thalweg.terminal;

import java.util.List;
import java.util.Locale;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.data.Dataset;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// What a training has come to on its own rows, beside what can be had without learning.
///
/// @param measure the objective's first, such as the share of rows that are named rightly
/// @param loss the mean loss
/// @param blindMeasure the measure of one answer for all rows; NaN where that is not known
/// @param blindLoss the loss of the best answer that is the same for all rows; NaN where that is
///   not known
/// @param startLoss the loss of the first values; NaN where the measure is so good that it says
///   nothing
record Learning(
    double measure, double loss, double blindMeasure, double blindLoss, double startLoss) {
  /// A loss within this of another is hardly another.
  private static final double HARDLY = 0.01;

  /// Looks at the end of a training.
  ///
  /// @param untrained the model with its first values; costs an evaluation of all rows where few of
  ///   them are right
  static Learning of(EpochDone last, Dataset train, Model untrained) {
    Objective objective = untrained.objective();
    Score score = last.train();
    double measure = score.measures().isEmpty() ? Double.NaN : score.measures().getFirst().value();
    Dataset seen = train.scaled();
    double blind = objective.blindMeasure(seen);
    boolean isGood = measure >= halfway(blind);
    return new Learning(
        measure,
        score.loss(),
        blind,
        objective.blindLoss(seen),
        isGood ? Double.NaN : untrained.score(train).loss());
  }

  private static double halfway(double blind) {
    return (1 + blind) / 2;
  }

  /// Returns whether nothing was learnt: the network is no better than one answer for every row, or
  /// the loss is not below its start. That many rows are right although the loss rose, as of a
  /// network that is too sure of itself, is learning.
  boolean isNothing() {
    boolean blind = !(measure > blindMeasure) && loss >= blindLoss * (1 - 2 * HARDLY);
    boolean notBelow = loss >= startLoss * (1 - HARDLY) && !(measure >= halfway(blindMeasure));
    return blind || notBelow;
  }

  /// Returns whether the loss is where it began.
  boolean hardlyMoved() {
    return Math.abs(loss - startLoss) <= HARDLY * startLoss;
  }

  /// Returns whether the loss fell in every epoch.
  boolean fell(List<EpochDone> history) {
    double before = startLoss;
    for (EpochDone epoch : history) {
      if (!(epoch.loss() < before)) {
        return false;
      }
      before = epoch.loss();
    }
    return true;
  }

  /// Returns whether the loss has come down to that of one answer for all rows.
  boolean isLevel() {
    return loss <= blindLoss * (1 + HARDLY);
  }

  /// Returns what was seen, in one clause.
  String words() {
    String moved = String.format(Locale.ROOT, "the loss went from %.4f to %.4f", startLoss, loss);
    return !Double.isNaN(blindMeasure)
        ? moved
            + ", and %s of the training rows are right where naming the commonest class gets %s"
                .formatted(Numbers.percent(measure), Numbers.percent(blindMeasure))
        : Double.isNaN(blindLoss)
            ? moved
            : moved
                + String.format(
                    Locale.ROOT, ", where one answer for all rows comes to %.4f", blindLoss);
  }
}

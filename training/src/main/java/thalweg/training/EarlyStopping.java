package thalweg.training;

import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// When a run ends before its last epoch: once the validation data have shown nothing better for
/// some epochs. The model is then that of the best epoch, whether the run ended early or not.
///
/// Source: Prechelt 1998, "Early stopping – but when?", whose third criterion this is.
///
/// @param measure what epochs are compared by on the validation data: `loss`, or a measure of the
///   objective
/// @param patience so many epochs without a better one end the run, at least 1
/// @param leastGain an epoch is better if it gains more than this, at least 0
public record EarlyStopping(String measure, int patience, double leastGain) {
  private static final String LOSS = "loss";

  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException(
          "early stopping: the patience is " + patience + "; it must be at least 1 epoch.");
    }
    if (!(leastGain >= 0 && leastGain < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "early stopping: the least gain is " + leastGain + "; it must be finite and at least 0.");
    }
  }

  /// Returns the usual: the validation loss has not fallen for so many epochs.
  public static EarlyStopping after(int patience) {
    return new EarlyStopping(LOSS, patience, 0);
  }

  /// Does nothing if the objective has what epochs are compared by.
  ///
  /// @throws IllegalArgumentException if not; it names what there is
  void requireKnown(Objective objective) {
    if (!measure.equals(LOSS)
        && objective.measures().stream().noneMatch(known -> known.name().equals(measure))) {
      throw new IllegalArgumentException(
          "early stopping: there is no measure "
              + measure
              + ", only loss"
              + String.join(
                  "", objective.measures().stream().map(known -> ", " + known.name()).toList())
              + ".");
    }
  }

  /// Returns whether a score on the validation data is better than that of the best epoch so far.
  boolean isBetter(Objective objective, Score now, Score best) {
    return gain(objective, now) > gain(objective, best) + leastGain;
  }

  /// Returns what is better the larger it is; NaN where the score says nothing.
  double gain(Objective objective, Score score) {
    if (measure.equals(LOSS)) {
      return -score.loss();
    }
    boolean isGain =
        objective.measures().stream()
            .filter(known -> known.name().equals(measure))
            .allMatch(Measure::isGain);
    return isGain ? score.of(measure) : -score.of(measure);
  }
}

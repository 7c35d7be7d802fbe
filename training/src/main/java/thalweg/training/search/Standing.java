package thalweg.training.search;

/// Where a trial stands: how good its model is on the rows to choose by, after so many epochs.
///
/// @param rung the last rung it has reached, from 1
/// @param epochs how many it was given
/// @param best the epoch whose weights are best
/// @param loss the validation loss with them; infinite if it diverged
/// @param learnt whether it answers its own rows better than one answer for all of them would
public record Standing(Trial trial, int rung, int epochs, int best, double loss, boolean learnt)
    implements Comparable<Standing> {
  /// Orders the better first: what has learnt, then the lower loss, then the lower number.
  @Override
  public int compareTo(Standing other) {
    int byLearning = Boolean.compare(other.learnt, learnt);
    int byLoss = byLearning != 0 ? byLearning : Double.compare(loss, other.loss);
    return byLoss != 0 ? byLoss : Integer.compare(trial.number(), other.trial.number());
  }

  /// Returns whether it broke off at a loss that is not finite.
  public boolean isDiverged() {
    return loss == Double.POSITIVE_INFINITY;
  }
}

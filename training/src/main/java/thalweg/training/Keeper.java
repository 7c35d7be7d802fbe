package thalweg.training;

/// Keeps what a run has come to while it goes on, such as in files. Called on the run's thread; no
/// bit of the result depends on it.
public interface Keeper {
  /// Returns whether to keep the run now. Asked before the first step and after every step.
  ///
  /// @param step steps done in the epoch at hand; 0 where an epoch has just ended or the run begins
  boolean isDue(int step);

  /// Keeps what the run would return if it stopped here. Its arrays are the run's own and change
  /// when this returns.
  void keep(TrainingResult stopped, TrainingSettings settings);
}

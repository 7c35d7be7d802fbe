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

  /// Is told that the run goes on from here with other settings; nothing is to be kept yet.
  ///
  /// @param state where it stands, in its own arrays
  default void changed(TrainingState state, TrainingSettings settings) {}

  /// Returns a keeper that has this one keep the run, and then the other, each when it is due.
  default Keeper and(Keeper other) {
    Keeper first = this;
    return new Keeper() {
      private boolean isFirstDue;
      private boolean isOtherDue;

      @Override
      public boolean isDue(int step) {
        isFirstDue = first.isDue(step);
        isOtherDue = other.isDue(step);
        return isFirstDue || isOtherDue;
      }

      @Override
      public void keep(TrainingResult stopped, TrainingSettings settings) {
        if (isFirstDue) {
          first.keep(stopped, settings);
        }
        if (isOtherDue) {
          other.keep(stopped, settings);
        }
      }

      @Override
      public void changed(TrainingState state, TrainingSettings settings) {
        first.changed(state, settings);
        other.changed(state, settings);
      }
    };
  }
}

package thalweg.training;

import java.util.List;
import java.util.OptionalInt;
import thalweg.training.model.Model;

/// What a training run comes to.
///
/// @param model the trained network: of the best epoch on the validation data where early stopping
///   keeps it, else of the last step
/// @param history one entry for each finished epoch, those before a resume included
/// @param outcome why it ended
/// @param state where it stands, for going on
public record TrainingResult(
    Model model,
    List<TrainingEvent.EpochDone> history,
    TrainingOutcome outcome,
    TrainingState state) {
  /// Returns the epoch whose weights the model has; empty if it has those of the last step.
  public OptionalInt restoredEpoch() {
    return state.best() == null ? OptionalInt.empty() : OptionalInt.of(state.best().epoch());
  }

  /// Returns what was measured of the model: at the end of its epoch, or of the last one done.
  ///
  /// @throws java.util.NoSuchElementException if no epoch is done
  public TrainingEvent.EpochDone judged() {
    return state.best() == null ? history.getLast() : history.get(state.best().epoch() - 1);
  }
}

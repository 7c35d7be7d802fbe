package thalweg.training;

/// Why a training run ended.
public sealed interface TrainingOutcome {
  /// All epochs are done.
  record Completed(int epochs) implements TrainingOutcome {}

  /// The validation data have shown nothing better for as many epochs as [EarlyStopping] waits.
  ///
  /// @param epochs done
  /// @param best the epoch whose weights the model has
  record StoppedEarly(int epochs, int best) implements TrainingOutcome {}

  /// It was asked to stop and did so after a whole step; going on later gives the same weights as
  /// never having stopped.
  record Stopped(int epoch, int step) implements TrainingOutcome {}

  /// A NaN or an infinity appeared. The weights kept are the last with which the loss was finite.
  ///
  /// @param where the first parameter that is not finite, such as `dense1.weight`; else the first
  ///   layer that gives such numbers, such as `dense2`; `loss` where only the loss was
  /// @param cause what probably led to it, and what to do: features that are too large, a loss that
  ///   is not finite where the network's outputs are, or the rate
  record NonFinite(int epoch, int step, String where, String cause) implements TrainingOutcome {}
}

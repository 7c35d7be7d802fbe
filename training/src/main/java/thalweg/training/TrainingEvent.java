package thalweg.training;

/// What a training run reports while it goes on.
public sealed interface TrainingEvent {
  /// The run begins, or goes on after a resume.
  record Started(
      long parameters, int trainRows, int testRows, int stepsPerEpoch, int firstEpoch, int epochs)
      implements TrainingEvent {}

  /// Something about data, network or settings is doubtful, though not wrong for certain; sent
  /// after the start.
  ///
  /// @param what one line: what is doubtful and what to do
  record Warned(String what) implements TrainingEvent {}

  /// Some steps are done; sent a few times a second at most.
  record Progress(int epoch, int step, int stepsPerEpoch, double loss, double samplesPerSecond)
      implements TrainingEvent {}

  /// An epoch is done and both data sets have been evaluated.
  ///
  /// @param loss mean loss over the training data with the weights at the epoch's end
  /// @param trainSeconds for gathering, gradients and updates, evaluation not counted
  record EpochDone(
      int epoch,
      int steps,
      double loss,
      double trainAccuracy,
      double testLoss,
      double testAccuracy,
      double trainSeconds,
      double evaluationSeconds,
      double microsecondsPerStep,
      double samplesPerSecond)
      implements TrainingEvent {}

  /// The run is over.
  record Finished(TrainingResult result) implements TrainingEvent {}
}

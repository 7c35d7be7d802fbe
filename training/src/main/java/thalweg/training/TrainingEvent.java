package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;
import thalweg.training.objective.Score.Measured;

/// What a training run reports while it goes on.
public sealed interface TrainingEvent {
  /// The run begins, or goes on after a resume.
  ///
  /// @param validationRows 0 if there are none
  /// @param testRows 0 if there are none
  record Started(
      long parameters,
      int trainRows,
      int validationRows,
      int testRows,
      int stepsPerEpoch,
      int firstEpoch,
      int epochs)
      implements TrainingEvent {}

  /// Something about data, network or settings is doubtful, though not wrong for certain; sent
  /// after the start.
  ///
  /// @param trouble of which kind it is
  /// @param what one line: what is doubtful and what to do
  record Warned(Trouble trouble, String what) implements TrainingEvent {}

  /// What can be wrong with a training.
  enum Trouble {
    /// Told by the data, the network and the settings, before the first step.
    BEGINNING,
    /// Most units of a layer give 0 for every row.
    DEAD_UNITS,
    /// The gradient of one layer is next to nothing beside that of another.
    VANISHING,
    /// The gradient of a layer is many times as large as its weights.
    EXPLODING,
    /// Rows that are not learnt from are answered worse and worse.
    OVERFITTING
  }

  /// A step is done.
  ///
  /// @param step of its epoch, from 1
  /// @param loss the mean over the rows of the step's batch, at the weights before it
  record StepDone(int epoch, int step, double loss) implements TrainingEvent {}

  /// The run goes on at another rate than before, which somebody has asked for.
  ///
  /// @param step steps done in the epoch, all at the rates before
  record RateChanged(int epoch, int step, double rate) implements TrainingEvent {}

  /// Some steps are done; sent a few times a second at most.
  record Progress(int epoch, int step, int stepsPerEpoch, double loss, double samplesPerSecond)
      implements TrainingEvent {}

  /// An epoch is done and all parts of the data have been judged.
  ///
  /// @param train on the training data with the weights at the epoch's end
  /// @param validation null if there is no such part
  /// @param test null if there is no such part
  /// @param trainSeconds for gathering, gradients and updates, evaluation not counted
  record EpochDone(
      int epoch,
      int steps,
      Score train,
      @Nullable Score validation,
      @Nullable Score test,
      double trainSeconds,
      double evaluationSeconds,
      double microsecondsPerStep,
      double samplesPerSecond)
      implements TrainingEvent {
    /// Returns the mean loss over the training data.
    public double loss() {
      return train.loss();
    }

    /// Returns everything that was measured, in a fixed order: `loss`, `trainAccuracy`,
    /// `validationLoss`, `validationAccuracy`, `testLoss`, `testAccuracy` of a classification.
    public List<Measured> measured() {
      List<Measured> all = new ArrayList<>();
      all.add(new Measured("loss", train.loss()));
      addAll(all, "train", train);
      if (validation != null) {
        all.add(new Measured("validationLoss", validation.loss()));
        addAll(all, "validation", validation);
      }
      if (test != null) {
        all.add(new Measured("testLoss", test.loss()));
        addAll(all, "test", test);
      }
      return all;
    }

    private static void addAll(List<Measured> all, String part, Score score) {
      for (Measured measured : score.measures()) {
        all.add(new Measured(Measure.on(part, measured.name()), measured.value()));
      }
    }

    /// Returns what was measured by this name, such as `testAccuracy`.
    ///
    /// @throws IllegalArgumentException if nothing was; it names what there is
    public double of(String name) {
      return new Score(loss(), measured()).of(name);
    }

    /// Returns the score that epochs are compared by: of the validation data, else the test data,
    /// else the training data.
    Score judging() {
      return validation != null ? validation : test != null ? test : train;
    }
  }

  /// Returns the best of these epochs by the objective's first measure, or by the loss if it has
  /// none: on the validation data, else the test data, else the training data. Of equals the first.
  ///
  /// @throws java.util.NoSuchElementException if there are none
  static EpochDone best(Objective objective, List<EpochDone> history) {
    EpochDone best = history.getFirst();
    for (EpochDone done : history) {
      best = gain(objective, done) > gain(objective, best) ? done : best;
    }
    return best;
  }

  private static double gain(Objective objective, EpochDone done) {
    if (objective.measures().isEmpty()) {
      return -done.judging().loss();
    }
    Measure first = objective.measures().getFirst();
    double value = done.judging().of(first.name());
    return first.isGain() ? value : -value;
  }

  /// The run is over.
  record Finished(TrainingResult result) implements TrainingEvent {}
}

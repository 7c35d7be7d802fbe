package thalweg.training.tracking;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.objective.Score;

/// A run as MLflow follows it: a listener of a training, whose epochs are its steps, or told by
/// hand. Begun by [Mlflow#run]; nothing here waits or fails.
public final class MlflowRun implements Consumer<TrainingEvent> {
  /// How a run has ended.
  public enum Status {
    /// It came to its end.
    FINISHED,
    /// It broke, as where a loss is not finite.
    FAILED,
    /// It was stopped.
    KILLED
  }

  private final Mlflow mlflow;
  private final String name;
  private final @Nullable MlflowRun parent;
  private final UUID key = UUID.randomUUID();
  private boolean isEnded;
  private boolean isAsked; // the sending thread's own, as the number until it is there
  private volatile @Nullable String id;

  MlflowRun(Mlflow mlflow, String name, @Nullable MlflowRun parent) {
    this.mlflow = mlflow;
    this.name = name;
    this.parent = parent;
  }

  /// Begins a run that MLflow shows as a part of this one.
  public MlflowRun nested(String name, Map<String, ?> parameters) {
    return mlflow.begin(name, this, parameters);
  }

  /// Tells what is known of the run, such as where its model lies; a later value takes the place of
  /// an earlier.
  public MlflowRun tag(Map<String, String> tags) {
    mlflow.put(new Report.Tagged(this, Map.copyOf(tags)));
    return this;
  }

  /// Tells what was measured, by name, after so many steps, or epochs. NaN and infinity are told
  /// too.
  public void measured(int step, Map<String, Double> values) {
    List<Score.Measured> all = new ArrayList<>();
    values.forEach((name, value) -> all.add(new Score.Measured(name, value)));
    measured(step, all);
  }

  void measured(int step, List<Score.Measured> values) {
    mlflow.put(new Report.Measured(this, System.currentTimeMillis(), step, List.copyOf(values)));
  }

  /// Ends the run; a second end says nothing.
  public void end(Status status) {
    if (!isEnded) {
      isEnded = true;
      mlflow.put(new Report.Ended(this, System.currentTimeMillis(), status));
    }
  }

  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.EpochDone done -> {
        List<Score.Measured> all = new ArrayList<>(done.measured());
        all.add(new Score.Measured("samplesPerSecond", done.samplesPerSecond()));
        measured(done.epoch(), all);
      }
      case TrainingEvent.RateChanged changed ->
          measured(changed.epoch(), List.of(new Score.Measured("rate", changed.rate())));
      case TrainingEvent.Warned warned ->
          tag(Map.of("warning." + warned.trouble().name().toLowerCase(Locale.ROOT), warned.what()));
      case TrainingEvent.Finished finished -> finished(finished.result());
      case TrainingEvent.Started _, TrainingEvent.StepDone _, TrainingEvent.Progress _ -> {}
    }
  }

  private void finished(TrainingResult result) {
    Map<String, String> tags = new HashMap<>();
    tags.put("weightsSha256", result.model().weightsSha256());
    Status status =
        switch (result.outcome()) {
          case TrainingOutcome.Completed _, TrainingOutcome.StoppedEarly _ -> Status.FINISHED;
          case TrainingOutcome.Stopped _ -> Status.KILLED;
          case TrainingOutcome.NonFinite broken -> {
            tags.put("cause", broken.cause());
            yield Status.FAILED;
          }
        };
    result.restoredEpoch().ifPresent(epoch -> tags.put("restoredEpoch", String.valueOf(epoch)));
    tag(tags);
    end(status);
  }

  String name() {
    return name;
  }

  @Nullable MlflowRun parent() {
    return parent;
  }

  /// Returns what the run is found by where nobody knows whether it was made.
  UUID key() {
    return key;
  }

  /// Returns whether the server has been asked to make it.
  boolean isAsked() {
    return isAsked;
  }

  void asked() {
    isAsked = true;
  }

  /// Returns its number at the server; nothing before that has answered.
  Optional<String> find() {
    return Optional.ofNullable(id);
  }

  void found(String id) {
    this.id = id;
  }

  /// Returns its number, which must be known.
  String id() {
    return find().orElseThrow();
  }
}

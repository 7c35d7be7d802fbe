package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// Turns the events of a training run into lines, JSON and a bar.
final class TrainingReport implements Consumer<TrainingEvent> {
  private static final int BAR = 20;

  /// Before this, the first steps are slower than all others and would foretell hours.
  private static final double WARM_UP_SECONDS = 1.5;

  /// Between two lines on how far it is, where there is no bar.
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final Output output;
  private final Objective objective;
  private final Json started;
  private final boolean tellsSteps;
  private final long between;
  private final StepLosses steps = new StepLosses();
  private final List<TrainingEvent.Warned> troubles = new ArrayList<>();
  private final long start = System.nanoTime();
  private long told = start;
  private int epochs;
  private int stepsPerEpoch;
  private long stepsAtStart = -1;
  private double trainSeconds;
  private double trainedRows;

  /// @param started fields of the event `started` beyond those of the event itself
  /// @param tellsSteps whether JSON has a line for each step
  TrainingReport(Output output, Objective objective, Json started, boolean tellsSteps) {
    this(output, objective, started, tellsSteps, PLAIN_NANOS);
  }

  /// @param between two lines on how far it is, in nanoseconds
  TrainingReport(
      Output output, Objective objective, Json started, boolean tellsSteps, long between) {
    this.between = between;
    this.output = output;
    this.objective = objective;
    this.started = started;
    this.tellsSteps = tellsSteps;
  }

  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started begun -> {
        epochs = begun.epochs();
        stepsPerEpoch = begun.stepsPerEpoch();
        output.json(
            started
                .put("parameters", begun.parameters())
                .put("trainRows", begun.trainRows())
                .put("testRows", begun.testRows())
                .put("validationRows", begun.validationRows())
                .put("stepsPerEpoch", begun.stepsPerEpoch())
                .put("firstEpoch", begun.firstEpoch())
                .put("epochs", begun.epochs()));
      }
      case TrainingEvent.Warned warned -> {
        troubles.add(warned);
        output.warning(warned.trouble().name(), warned.what());
      }
      case TrainingEvent.StepDone done -> {
        steps.add(done, stepsPerEpoch);
        if (tellsSteps) {
          output.json(json(done));
        }
      }
      case TrainingEvent.RateChanged changed -> {
        output.json(
            Json.object()
                .put("event", "rateChanged")
                .put("epoch", changed.epoch())
                .put("step", changed.step())
                .put("rate", changed.rate()));
        output.note(
            "Going on at rate %s, after step %d of epoch %d."
                .formatted(changed.rate(), changed.step(), changed.epoch()));
      }
      case TrainingEvent.Progress progress -> show(progress);
      case EpochDone done -> {
        trainSeconds += done.trainSeconds();
        trainedRows += done.trainSeconds() * done.samplesPerSecond();
        output.json(json(done));
        output.detail(line(objective, done, epochs, output.lineColumns()));
      }
      case TrainingEvent.Finished _ -> {
        if (trainSeconds > 0) {
          output.detail(speed(trainedRows / trainSeconds, (System.nanoTime() - start) / 1e9));
        }
      }
    }
  }

  /// Returns what was told to be wrong.
  List<TrainingEvent.Warned> troubles() {
    return List.copyOf(troubles);
  }

  /// Returns the losses of the steps of this run, without those before a resume.
  StepLosses steps() {
    return steps;
  }

  private static Json json(TrainingEvent.StepDone done) {
    return Json.object()
        .put("event", "step")
        .put("epoch", done.epoch())
        .put("step", done.step())
        .put("loss", done.loss());
  }

  static Json json(EpochDone done) {
    Json json =
        Json.object().put("event", "epoch").put("epoch", done.epoch()).put("steps", done.steps());
    done.measured().forEach(measured -> json.put(measured.name(), measured.value()));
    return json.put("trainSeconds", done.trainSeconds())
        .put("evaluationSeconds", done.evaluationSeconds())
        .put("microsecondsPerStep", done.microsecondsPerStep())
        .put("samplesPerSecond", done.samplesPerSecond());
  }

  /// Returns what is to be known of an epoch, in a line of so many columns if it can be.
  static String line(Objective objective, EpochDone done, int epochs, int columns) {
    int digits = String.valueOf(epochs).length();
    String accuracy =
        String.format(
                Locale.ROOT,
                "epoch %" + digits + "d/%d  loss %.4f",
                done.epoch(),
                epochs,
                done.loss())
            + part(objective, "train", done.train())
            + part(objective, "validation", done.validation())
            + part(objective, "test", done.test());
    String seconds = String.format(Locale.ROOT, "  %.2f s", done.trainSeconds());
    String step = String.format(Locale.ROOT, "  %,.0f µs/step", done.microsecondsPerStep());
    return Screen.fitting(
        Math.max(columns, accuracy.length()),
        accuracy + seconds + step,
        accuracy + seconds,
        accuracy);
  }

  /// Returns what is to be known of a part of the data: the first measure, else the loss.
  private static String part(Objective objective, String part, @Nullable Score score) {
    return score == null ? "" : "  " + part + " " + shown(objective, score);
  }

  /// Returns a score's first measure, an accuracy without its name, else the loss.
  static String shown(Objective objective, Score score) {
    if (objective.measures().isEmpty()) {
      return String.format(Locale.ROOT, "loss %.4f", score.loss());
    }
    Measure first = objective.measures().getFirst();
    String value = first.shown(score.of(first.name()));
    return first.name().equals("accuracy") ? value : first.name() + " " + value;
  }

  /// Returns how fast rows were learnt from, and how long all took, judging and saving with it.
  static String speed(double rowsASecond, double seconds) {
    return String.format(
        Locale.ROOT, "speed    %,.0f rows a second, %s in all", rowsASecond, time(seconds));
  }

  private void show(TrainingEvent.Progress progress) {
    long now = System.nanoTime();
    long steps = (progress.epoch() - 1L) * progress.stepsPerEpoch() + progress.step();
    if (stepsAtStart < 0) {
      stepsAtStart = steps - 1;
    }
    long left = (long) epochs * progress.stepsPerEpoch() - steps;
    double seconds = (now - start) / 1e9;
    double secondsLeft = seconds / (steps - stepsAtStart) * left;
    double done = (double) progress.step() / progress.stepsPerEpoch();
    String epoch = "epoch %d/%d".formatted(progress.epoch(), epochs);
    String share = "  %3.0f %%".formatted(100 * done);
    String loss = "  loss %.4f".formatted(progress.loss());
    String rows = "  %,.0f rows/s".formatted(progress.samplesPerSecond());
    String rest = seconds < WARM_UP_SECONDS ? "" : "  " + time(secondsLeft) + " left";
    String[] longestFirst = {
      epoch + "  " + bar(done, BAR) + share + loss + rows + rest,
      epoch + "  " + bar(done, BAR) + share + loss + rest,
      epoch + "  " + bar(done, BAR / 2) + share + loss + rest,
      epoch + share + loss + rest,
      epoch + share + loss,
      epoch + share
    };
    if (output.showsBar()) {
      output.bar(longestFirst);
    } else if (now - told > between) {
      told = now;
      output.json(
          Json.object()
              .put("event", "progress")
              .put("epoch", progress.epoch())
              .put("step", progress.step())
              .put("stepsPerEpoch", progress.stepsPerEpoch())
              .put("loss", progress.loss())
              .put("samplesPerSecond", progress.samplesPerSecond())
              .put("secondsLeft", secondsLeft));
      output.note(Screen.fitting(output.columns(), longestFirst));
    }
  }

  private static String bar(double share, int width) {
    int filled = (int) (share * width);
    return "[" + "#".repeat(filled) + "-".repeat(width - filled) + "]";
  }

  static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? "%d min %02d s".formatted(whole / 60, whole % 60)
            : "%d h %02d min".formatted(whole / 3600, whole / 60 % 60);
  }
}

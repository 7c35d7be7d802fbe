package thalweg.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.descent.direction.RuleParser;
import thalweg.descent.direction.UpdateRule;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.data.Dataset;
import thalweg.training.measure.ClassificationReport;
import thalweg.training.measure.Evaluation;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// What a training came to, in JSON and in words.
///
/// @param learning beside what can be had without learning; null where that is plain
/// @param troubles what was told of the run while it went on
/// @param saved where the model lies, empty if it does not
/// @param drawn whether there is a picture
/// @param typed the line that was typed, in words
/// @param tableWords what was said of a table, in words
/// @param rowWords how many rows were asked for, in words
record TrainingEnd(
    TrainingPlan plan,
    TrainingResult result,
    @Nullable Learning learning,
    List<TrainingEvent.Warned> troubles,
    String saved,
    boolean drawn,
    List<String> typed,
    List<String> tableWords,
    List<String> rowWords) {
  /// Returns the event `finished`.
  Json json() {
    List<EpochDone> history = result.history();
    Json json = Json.object().put("event", "finished").put("epochs", history.size());
    switch (result.outcome()) {
      case TrainingOutcome.Completed _ -> json.put("outcome", "COMPLETED");
      case TrainingOutcome.StoppedEarly _ -> json.put("outcome", "STOPPED_EARLY");
      case TrainingOutcome.Stopped stopped ->
          json.put("outcome", "STOPPED").put("epoch", stopped.epoch()).put("step", stopped.step());
      case TrainingOutcome.NonFinite broken ->
          json.put("outcome", "NON_FINITE")
              .put("epoch", broken.epoch())
              .put("step", broken.step())
              .put("where", broken.where())
              .put("cause", broken.cause());
    }
    for (Measure measure : plan.objective().measures()) {
      String name = Measure.on("test", measure.name());
      if (history.isEmpty()) {
        json.putNull(name);
      } else {
        json.put(name, result.judged().of(name));
      }
    }
    if (!history.isEmpty()) {
      EpochDone best = TrainingEvent.best(plan.objective(), history);
      String first =
          plan.objective().measures().isEmpty()
              ? "testLoss"
              : Measure.on("test", plan.objective().measures().getFirst().name());
      json.put("best" + Character.toUpperCase(first.charAt(0)) + first.substring(1), best.of(first))
          .put("bestEpoch", best.epoch());
    }
    result.restoredEpoch().ifPresent(epoch -> json.put("restoredEpoch", epoch));
    if (learning != null) {
      json.put("learnt", !learning.isNothing());
    }
    ClassificationReport unequal = unequal();
    if (unequal != null) {
      json.put("testBalancedAccuracy", unequal.balancedAccuracy())
          .put("rarestClass", unequal.rarest().name())
          .put("rarestRecall", unequal.rarest().counts().recall());
    }
    json.put("weightsSha256", result.model().weightsSha256());
    if (saved.isEmpty()) {
      json.putNull("saved");
    } else {
      json.put("saved", saved);
    }
    return drawn ? json.put("picture", plan.picture().path().toString()) : json.putNull("picture");
  }

  /// Returns how the test rows are named where the accuracy alone would mislead: some class has
  /// twice as many of them as another. Null elsewhere.
  private @Nullable ClassificationReport unequal() {
    Dataset test = plan.split().test();
    if (test == null || test.classes() == 0 || result.history().isEmpty()) {
      return null;
    }
    int[] counts = Arrays.stream(test.counts()).filter(count -> count > 0).sorted().toArray();
    boolean isUnequal = counts.length > 1 && counts[counts.length - 1] >= 2 * counts[0];
    return isUnequal && Evaluation.of(result.model(), test) instanceof ClassificationReport report
        ? report
        : null;
  }

  /// Tells it to people, and what to do next.
  void tell(Output output) {
    List<EpochDone> history = result.history();
    if (!history.isEmpty()) {
      EpochDone best = TrainingEvent.best(plan.objective(), history);
      String judged =
          "test %s after epoch %d"
              .formatted(measures(plan.objective(), result.judged()), result.judged().epoch());
      output.result(
          plan.split().validation() != null
              ? judged // chosen by other rows: what was best on these is nobody's
              : "%s, best %s after epoch %d"
                  .formatted(
                      judged,
                      TrainingReport.shown(plan.objective(), Objects.requireNonNull(best.test())),
                      best.epoch()));
    }
    ClassificationReport unequal = unequal();
    if (unequal != null) {
      ClassificationReport.ClassMeasures rarest = unequal.rarest();
      output.result(
          "balanced accuracy %s; recall of %s, the rarest class: %s of %s"
              .formatted(
                  Numbers.percent(unequal.balancedAccuracy()),
                  Quote.shown(rarest.name()),
                  Numbers.percent(rarest.counts().recall()),
                  "%,d rows".formatted(Math.round(rarest.counts().rows()))));
    }
    if (result.restoredEpoch().isPresent()) {
      output.result(
          result.judged().epoch() == history.size()
              ? "kept     the last epoch, the best on validation rows"
              : "restored " + restored(result.judged()));
    }
    String chance = chance();
    if (chance != null) {
      output.note("Note: " + chance);
    }
    output.result("weights  sha256 " + result.model().weightsSha256());
    if (!saved.isEmpty()) {
      output.result("model    " + saved);
    }
    if (drawn) {
      output.result("picture  " + plan.picture().path());
    }
    String model = Shell.file(saved.isEmpty() ? plan.model().path() : Path.of(saved));
    switch (result.outcome()) {
      case TrainingOutcome.Completed _, TrainingOutcome.StoppedEarly _
          when learning != null && learning.isNothing() ->
          output.error(
              "thalweg train: it has learnt nothing: "
                  + learning.words()
                  + "; "
                  + advice(learning, history));
      case TrainingOutcome.Completed done ->
          tellNext(output, model, "--epochs", String.valueOf(done.epochs() + 10));
      case TrainingOutcome.StoppedEarly early ->
          tellNext(output, model, "--patience", String.valueOf(early.epochs() - early.best() + 10));
      case TrainingOutcome.Stopped stopped -> {
        output.note(
            "Stopped after step "
                + stopped.step()
                + " of epoch "
                + stopped.epoch()
                + (saved.isEmpty() ? "; nothing was saved." : ". Go on with:"));
        if (!saved.isEmpty()) {
          output.note("  " + resume(model));
        }
      }
      case TrainingOutcome.NonFinite broken ->
          output.error(
              "thalweg train: the numbers became NaN or infinite at step "
                  + broken.step()
                  + " of epoch "
                  + broken.epoch()
                  + ", seen in "
                  + broken.where()
                  + "; "
                  + broken.cause()
                  + " "
                  + (!saved.isEmpty()
                      ? "The last good weights are saved."
                      : Files.exists(plan.model().path())
                          ? plan.model().path() + " holds an earlier model and is left as it was."
                          : "Nothing is saved."));
    }
  }

  /// @param more what lets the training go on
  private void tellNext(Output output, String model, String... more) {
    if (!saved.isEmpty()) {
      output.detail("Try next:");
      output.detail("  " + predict(model, plan.dataName()));
      if (rowWords.isEmpty() && !LearningData.areDigits(plan.dataName())) {
        output.detail("  " + evaluate(model, plan.dataName()));
      }
      if (trouble(TrainingEvent.Trouble.OVERFITTING) == null) { // which is to be ended earlier
        output.detail("  " + resume(model, more));
      }
      output.detail("  " + Shell.line("check", model));
    }
  }

  /// Returns that rows which were not learnt from are answered no better than by one answer for all
  /// of them; null where they are, or nothing was learnt at all, which is told by itself.
  private @Nullable String chance() {
    Dataset test = plan.split().test();
    Score score = result.history().isEmpty() ? null : result.judged().test();
    if (test == null || score == null || learning == null || learning.isNothing()) {
      return null;
    }
    Dataset seen = test.scaled();
    double blind = plan.objective().blindMeasure(seen);
    boolean byMeasure = !Double.isNaN(blind) && !score.measures().isEmpty();
    boolean isNoBetter =
        byMeasure
            ? score.measures().getFirst().value() <= blind
            : score.loss() >= plan.objective().blindLoss(seen);
    return isNoBetter
        ? "the %,d test rows, which were not learnt from, are answered no better than by %s;"
                .formatted(
                    test.rows(), byMeasure ? "naming the commonest class" : "one number for all")
            + " the columns may say little of the target, or more rows are needed."
        : null;
  }

  /// Returns which epoch's weights the model has, and why those.
  private String restored(EpochDone best) {
    int later = result.history().size() - best.epoch();
    String loss =
        String.format(
            Locale.ROOT,
            "epoch %d, the best on validation rows (loss %.4f)",
            best.epoch(),
            Objects.requireNonNull(best.validation()).loss());
    String epochs = later == 1 ? " epoch later" : " epochs later";
    return result.outcome() instanceof TrainingOutcome.StoppedEarly
        ? loss + "; stopped " + later + epochs
        : loss + "; ended " + later + epochs;
  }

  /// Returns all measures on the test rows, each with its name.
  private static String measures(Objective objective, EpochDone done) {
    Score test = Objects.requireNonNull(done.test());
    return objective.measures().isEmpty()
        ? String.format(Locale.ROOT, "loss %.4f", test.loss())
        : objective.measures().stream()
            .map(measure -> measure.name() + " " + measure.shown(test.of(measure.name())))
            .collect(Collectors.joining(", "));
  }

  /// Returns what was told of a trouble; null if nothing was.
  private @Nullable String trouble(TrainingEvent.Trouble kind) {
    return troubles.stream()
        .filter(told -> told.trouble() == kind)
        .map(TrainingEvent.Warned::what)
        .findFirst()
        .orElse(null);
  }

  /// Returns what to try where nothing was learnt: against the trouble that was met on the way, or
  /// else by what the loss did: the rule's own rate if another one was given, or else one ten times
  /// as large or small.
  private String advice(Learning learning, List<EpochDone> history) {
    UpdateRule given = plan.settings().rule();
    double own = RuleParser.parse(given.toString().replaceFirst("[( ].*", "")).rate();
    double used = given.rate();
    String larger = String.valueOf(used < own ? own : used * 10);
    String smaller = String.valueOf(used > own ? own : used / 10);
    for (TrainingEvent.Warned met : troubles) {
      String what = met.what().substring(0, met.what().length() - 1); // without the point
      switch (met.trouble()) {
        case DEAD_UNITS, EXPLODING -> {
          return what + ": " + again("--rate", smaller);
        }
        case VANISHING, OVERFITTING -> {
          return what + ".";
        }
        case BEGINNING -> {}
      }
    }
    if (learning.hardlyMoved()) {
      return "the steps are too small or too few; try a larger rate: " + again("--rate", larger);
    }
    if (!learning.fell(history)) {
      return "the rate is probably too large, or the columns say nothing of the target; try a"
          + " smaller rate: "
          + again("--rate", smaller);
    }
    if (!learning.isLevel() || used < own) {
      return "the loss fell in every epoch, too slowly; try a larger rate, or more epochs: "
          + again("--rate", larger);
    }
    return used > own
        ? "the columns say little of the target, or the rate is too large; try a smaller rate: "
            + again("--rate", smaller)
        : "the columns say little of the target; give others, or try more epochs: "
            + again("--epochs", String.valueOf(5L * plan.settings().epochs()));
  }

  /// Returns the line that was typed with another value for one option.
  private String again(String option, String value) {
    List<String> words = new ArrayList<>(typed);
    int at = words.indexOf(option);
    if (at >= 0) {
      words.set(at + 1, value);
    } else {
      words.removeIf(word -> word.startsWith(option + "="));
      words.add(option);
      words.add(value);
    }
    return Shell.line(words.toArray(String[]::new));
  }

  private String predict(String model, String dataName) {
    List<String> words = new ArrayList<>(List.of("predict", model, "--data", dataName));
    words.addAll(tableWords);
    words.addAll(List.of("--limit", "10"));
    return Shell.line(words.toArray(String[]::new));
  }

  private String evaluate(String model, String dataName) {
    List<String> words = new ArrayList<>(List.of("evaluate", model, "--data", dataName));
    words.addAll(tableWords);
    words.addAll(List.of("--part", "test"));
    return Shell.line(words.toArray(String[]::new));
  }

  private String resume(String model, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--resume", model));
    words.addAll(tableWords);
    words.addAll(rowWords);
    words.addAll(List.of(more));
    return Shell.line(words.toArray(String[]::new));
  }
}

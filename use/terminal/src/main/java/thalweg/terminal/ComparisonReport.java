package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingOutcome;
import thalweg.training.TrainingResult;
import thalweg.training.objective.Score;
import thalweg.training.search.Comparison;

/// Tells how trainings that differ in one setting go on, and what they come to, in a table and a
/// picture.
final class ComparisonReport {
  private final Output output;
  private final ComparedSetting compared;
  private final List<TrainingPlan> plans;
  private final List<Comparison.Candidate> candidates;
  private final Set<String> told = new HashSet<>();
  private @Nullable TrainingReport report;

  /// @param plans one for each value
  ComparisonReport(Output output, ComparedSetting compared, List<TrainingPlan> plans) {
    this.output = output;
    this.compared = compared;
    this.plans = plans;
    candidates =
        IntStream.range(0, plans.size())
            .mapToObj(
                i ->
                    new Comparison.Candidate(
                        compared.values().get(i),
                        plans.get(i).objective(),
                        plans.get(i).settings()))
            .toList();
  }

  List<Comparison.Candidate> candidates() {
    return candidates;
  }

  /// Tells what all trainings have in common.
  void begin() {
    TrainingPlan first = plans.getFirst();
    first.tellData(output);
    output.detail(
        "compared %s of %s, with seed %d"
            .formatted(
                compared.name(), String.join(", ", compared.values()), first.settings().seed()));
  }

  void accept(Comparison.Candidate candidate, TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started started -> {
        TrainingPlan plan = plans.get(candidates.indexOf(candidate));
        report =
            new TrainingReport(output, plan.objective(), named(plan.started(), candidate), false);
        report.accept(started);
      }
      case EpochDone done -> output.json(named(TrainingReport.json(done), candidate));
      case TrainingEvent.Finished finished -> tell(candidate, finished.result());
      case TrainingEvent.Warned warned -> {
        if (told.add(warned.what())) { // the data are the same in all
          pass(event);
        }
      }
      case TrainingEvent.StepDone _, TrainingEvent.RateChanged _ -> {}
      case TrainingEvent.Progress _ -> pass(event);
    }
  }

  private void pass(TrainingEvent event) {
    if (report != null) {
      report.accept(event);
    }
  }

  private Json named(Json json, Comparison.Candidate candidate) {
    return json.put("compare", compared.name()).put("value", candidate.value());
  }

  private void tell(Comparison.Candidate candidate, TrainingResult result) {
    List<EpochDone> history = result.history();
    Json json =
        named(Json.object().put("event", "compared"), candidate)
            .put("outcome", outcome(result.outcome()))
            .put("epochs", history.size());
    if (result.outcome() instanceof TrainingOutcome.NonFinite broken) {
      json.put("epoch", broken.epoch())
          .put("step", broken.step())
          .put("where", broken.where())
          .put("cause", broken.cause());
    }
    if (!history.isEmpty()) {
      json.put("judgedEpoch", result.judged().epoch());
      result.judged().measured().forEach(measured -> json.put(measured.name(), measured.value()));
    }
    output.json(json.put("weightsSha256", result.model().weightsSha256()));
    output.detail(
        compared.name()
            + " "
            + candidate.value()
            + ": "
            + (history.isEmpty()
                ? words(result.outcome())
                : TrainingReport.line(
                    candidate.objective(),
                    result.judged(),
                    candidate.settings().epochs(),
                    output.lineColumns())));
  }

  private static String outcome(TrainingOutcome outcome) {
    return switch (outcome) {
      case TrainingOutcome.Completed _ -> "COMPLETED";
      case TrainingOutcome.StoppedEarly _ -> "STOPPED_EARLY";
      case TrainingOutcome.Stopped _ -> "STOPPED";
      case TrainingOutcome.NonFinite _ -> "NON_FINITE";
    };
  }

  private static String words(TrainingOutcome outcome) {
    return switch (outcome) {
      case TrainingOutcome.Completed _ -> "completed";
      case TrainingOutcome.StoppedEarly _ -> "stopped early";
      case TrainingOutcome.Stopped _ -> "interrupted";
      case TrainingOutcome.NonFinite broken ->
          "diverged at step " + broken.step() + " of epoch " + broken.epoch();
    };
  }

  /// Tells what all have come to: a table, the best, a picture, and how to train it.
  ///
  /// @param typed the line that was typed, in words
  void end(Comparison comparison, List<String> typed) {
    SequencedMap<String, double[]> curves = comparison.curves();
    Optional<Comparison.Entry> best = comparison.best();
    Json json = Json.object().put("event", "finished").put("compare", compared.name());
    json.put(
        "judge", (comparison.hasValidation() ? "validation " : "training ") + comparison.judge());
    best.ifPresentOrElse(
        entry -> json.put("best", entry.candidate().value()), () -> json.putNull("best"));
    PictureFile picture = plans.getFirst().picture();
    if (curves.isEmpty()) {
      json.putNull("picture");
    } else {
      json.put("picture", picture.path().toString());
    }
    output.json(json.putNull("saved"));
    output.result(table(comparison));
    best.ifPresent(
        entry ->
            output.result(
                "best by the %s %s: %s %s"
                    .formatted(
                        comparison.hasValidation() ? "validation" : "training",
                        comparison.judge(),
                        compared.name(),
                        entry.candidate().value())));
    if (!curves.isEmpty()) {
      output.result("picture  " + picture.path());
    }
    output.note(
        "No model is saved of a comparison; train one with:  "
            + line(typed, best.orElse(comparison.entries().getFirst()).candidate().value()));
    if (!curves.isEmpty()) {
      picture.save(() -> figure(comparison, curves));
    }
  }

  /// Returns the line that trains with one value alone.
  private String line(List<String> typed, String value) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      if (word.equals("--compare") || word.startsWith("--compare=")) {
        words.add("--" + compared.name());
        words.add(value);
        i += word.equals("--compare") ? 1 : 0;
      } else if (!word.equals("--json")) {
        words.add(word);
      }
    }
    return Shell.line(words.toArray(String[]::new));
  }

  private Table table(Comparison comparison) {
    SequencedMap<String, Function<EpochDone, String>> judged = columns(comparison);
    List<String> headings = new ArrayList<>(List.of(compared.name(), "epochs", "kept"));
    headings.addAll(judged.keySet());
    headings.addAll(List.of("seconds", "outcome"));
    Table table = new Table(headings.toArray(String[]::new));
    for (Comparison.Entry entry : comparison.entries()) {
      TrainingResult result = entry.result();
      boolean isKnown = !result.history().isEmpty();
      List<String> row = new ArrayList<>();
      row.add(entry.candidate().value());
      row.add(String.valueOf(result.history().size()));
      row.add(isKnown ? String.valueOf(result.judged().epoch()) : "-");
      judged.values().forEach(cell -> row.add(isKnown ? cell.apply(result.judged()) : "-"));
      row.add(String.format(Locale.ROOT, "%.2f", entry.seconds()));
      row.add(
          entry.isOverconfident()
              ? "right, but far too sure"
              : isKnown && !entry.isDiverged() && !entry.hasLearnt()
                  ? "learnt nothing"
                  : words(result.outcome()));
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  /// Returns what is told of each entry's model, by its heading: the losses, and the first measure
  /// on rows it did not learn from.
  private SequencedMap<String, Function<EpochDone, String>> columns(Comparison comparison) {
    List<String> parts =
        comparison.hasValidation()
            ? List.of("train", "validation", "test")
            : List.of("train", "test");
    SequencedMap<String, Function<EpochDone, String>> columns = new LinkedHashMap<>();
    parts.forEach(part -> columns.put(part + " loss", done -> loss(score(done, part).loss())));
    candidates.getFirst().objective().measures().stream()
        .limit(1)
        .forEach(
            measure ->
                parts
                    .subList(1, parts.size())
                    .forEach(
                        part ->
                            columns.put(
                                part + " " + measure.name(),
                                done -> measure.shown(score(done, part).of(measure.name())))));
    return columns;
  }

  /// Returns a loss in a few letters.
  static String loss(double loss) {
    return String.format(
        Locale.ROOT, loss == 0 || (loss >= 1e-4 && loss < 1e5) ? "%.4f" : "%.2e", loss);
  }

  /// All data of the command have a test part.
  private static Score score(EpochDone done, String part) {
    return Objects.requireNonNull(
        switch (part) {
          case "train" -> done.train();
          case "validation" -> done.validation();
          default -> done.test();
        });
  }

  private Figure figure(Comparison comparison, SequencedMap<String, double[]> curves) {
    String quantity =
        (comparison.hasValidation() ? "validation " : "training ") + comparison.judge();
    SequencedMap<String, double[]> named = new LinkedHashMap<>();
    comparison
        .entries()
        .forEach(
            entry -> {
              double[] curve = curves.get(entry.candidate().value());
              if (curve != null) {
                named.put(
                    compared.name()
                        + " "
                        + entry.candidate().value()
                        + (entry.isDiverged() ? ", diverged" : ""),
                    curve);
              }
            });
    Figure figure =
        Figures.learning("The same training, " + compared.name() + " changed", quantity, named);
    boolean isPositive =
        named.values().stream()
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .allMatch(value -> value > 0);
    return comparison.judge().equals("loss") && isPositive ? figure.logarithmicUpward() : figure;
  }

  /// Returns how it ended: a value that diverged is a result, all of them are none.
  int exitCode(Comparison comparison) {
    return comparison.entries().stream().allMatch(Comparison.Entry::isDiverged)
        ? ExitCode.DIVERGED
        : ExitCode.OK;
  }
}

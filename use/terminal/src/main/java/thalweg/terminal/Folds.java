package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import thalweg.training.TrainingResult;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.measure.Evaluation;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// What trainings on the folds of a table come to, in JSON and in words: the measures of the
/// objective and those of `thalweg evaluate`, each by mean and deviation over the folds that have
/// it.
final class Folds {
  /// Measures in words; others are called as they are.
  private static final Map<String, String> WORDS =
      Map.of(
          "balancedAccuracy", "balanced accuracy",
          "macroF1", "macro F1",
          "auroc", "AUROC",
          "logLoss", "log loss",
          "exact", "all labels right",
          "r2", "R²",
          "mae", "MAE",
          "rmse", "RMSE");

  private static final Set<String> SHARES = Set.of("accuracy", "balancedAccuracy", "exact");

  private final Output output;
  private int count;
  private int done;
  private final SequencedMap<String, List<Double>> values = new LinkedHashMap<>(); // by measure
  private List<Measure> judged = List.of();

  Folds(Output output) {
    this.output = output;
  }

  void begin(List<Split> splits) {
    count = splits.size();
    Split first = splits.getFirst();
    output.detail(
        String.format(
            Locale.ROOT,
            "%d folds, each of %,d rows to learn from, %,d to choose by and %,d to be judged by",
            count,
            first.train().rows(),
            first.validation() == null ? 0 : first.validation().rows(),
            Objects.requireNonNull(first.test()).rows()));
  }

  /// Takes what a fold has come to.
  void add(Objective objective, Split split, TrainingResult result) {
    done++;
    judged = objective.measures();
    Dataset test = Objects.requireNonNull(split.test());
    Score score = result.model().score(test);
    SequencedMap<String, Double> measured = new LinkedHashMap<>();
    score.measures().forEach(each -> measured.put(each.name(), each.value()));
    Evaluation.of(result.model(), test)
        .measured()
        .forEach(each -> measured.putIfAbsent(each.name(), each.value()));
    Json json = Json.object().put("event", "fold").put("fold", done).put("testLoss", score.loss());
    measured.forEach(
        (name, value) -> {
          values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
          json.put(Measure.on("test", name), value);
        });
    output.json(json);
    output.detail(
        "fold %d/%d  %s"
            .formatted(
                done,
                count,
                judged.stream()
                    .map(measure -> measure.name() + " " + measure.shown(score.of(measure.name())))
                    .collect(Collectors.joining(", "))));
  }

  /// Returns how a measure's value is written for people: as the objective does, or by its kind.
  private String shown(String name, double value) {
    return judged.stream()
        .filter(measure -> measure.name().equals(name))
        .map(measure -> measure.shown(value))
        .findFirst()
        .orElseGet(() -> SHARES.contains(name) ? Numbers.percent(value) : Numbers.six(value));
  }

  /// Tells mean and deviation of all.
  void end() {
    Json json = Json.object().put("event", "finished").put("folds", count);
    List<String> words = new ArrayList<>();
    Table more = new Table("over " + count + " folds", "mean ± deviation");
    values.forEach(
        (name, all) -> {
          double[] known =
              all.stream().mapToDouble(each -> each).filter(Double::isFinite).toArray();
          double mean = Arrays.stream(known).average().orElse(Double.NaN);
          double deviation =
              Math.sqrt(
                  Arrays.stream(known)
                      .map(value -> (value - mean) * (value - mean))
                      .average()
                      .orElse(Double.NaN));
          String on = Measure.on("test", name);
          json.put(on, mean).put(on + "Deviation", deviation);
          String told =
              known.length == 0
                  ? "cannot be known of these rows"
                  : shown(name, mean)
                      + " ± "
                      + shown(name, deviation)
                      + (known.length < count ? ", of " + known.length + " of them" : "");
          if (judged.stream().anyMatch(measure -> measure.name().equals(name))) {
            words.add(name + " " + told);
          }
          more.row(WORDS.getOrDefault(name, name), told);
        });
    output.json(json);
    output.result("test " + String.join(", ", words) + " over " + count + " folds");
    output.result(more);
    output.note("No model is saved of folds; train without --folds for one.");
  }
}

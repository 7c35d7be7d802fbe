package thalweg.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import thalweg.training.TrainingResult;
import thalweg.training.data.Split;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// What trainings on the folds of a table come to, in JSON and in words.
final class Folds {
  private final Output output;
  private int count;
  private int done;
  private final Map<String, Measure> measures = new LinkedHashMap<>();
  private final Map<String, List<Double>> values = new LinkedHashMap<>(); // by measure

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
    Score score = result.model().score(Objects.requireNonNull(split.test()));
    Json json = Json.object().put("event", "fold").put("fold", done).put("testLoss", score.loss());
    for (Measure measure : objective.measures()) {
      double value = score.of(measure.name());
      measures.put(measure.name(), measure);
      values.computeIfAbsent(measure.name(), _ -> new ArrayList<>()).add(value);
      json.put(Measure.on("test", measure.name()), value);
    }
    output.json(json);
    output.detail(
        "fold %d/%d  %s"
            .formatted(
                done,
                count,
                objective.measures().stream()
                    .map(measure -> named(measure.name(), measure.shown(score.of(measure.name()))))
                    .collect(Collectors.joining(", "))));
  }

  private static String named(String name, String value) {
    return name + " " + value;
  }

  /// Tells mean and deviation of all.
  void end() {
    Json json = Json.object().put("event", "finished").put("folds", count);
    List<String> words = new ArrayList<>();
    values.forEach(
        (name, all) -> {
          Measure measure = Objects.requireNonNull(measures.get(name));
          double mean = all.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
          double deviation =
              Math.sqrt(
                  all.stream()
                      .mapToDouble(value -> (value - mean) * (value - mean))
                      .average()
                      .orElse(Double.NaN));
          String on = Measure.on("test", name);
          json.put(on, mean).put(on + "Deviation", deviation);
          words.add(named(name, measure.shown(mean) + " ± " + measure.shown(deviation)));
        });
    output.json(json);
    output.result("test " + String.join(", ", words) + " over " + count + " folds");
    output.note("No model is saved of folds; train without --folds for one.");
  }
}

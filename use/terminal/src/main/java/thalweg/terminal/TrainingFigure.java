package thalweg.terminal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// The picture of a training: how a measure went on training and test rows.
final class TrainingFigure {
  private TrainingFigure() {}

  /// Returns the first measure that is known, or else the loss, after each epoch.
  static Figure of(Objective objective, List<EpochDone> history) {
    String name =
        objective.measures().stream()
            .map(Measure::name)
            .filter(measure -> isKnown(curve(measure, history, TrainingFigure::test)))
            .findFirst()
            .orElse("loss");
    SequencedMap<String, double[]> curves = new LinkedHashMap<>();
    curves.put("training", curve(name, history, EpochDone::train));
    curves.put("test", curve(name, history, TrainingFigure::test));
    return name.equals("accuracy")
        ? Figures.accuracy(
            Objects.requireNonNull(curves.get("training")),
            Objects.requireNonNull(curves.get("test")))
        : Figures.learning(name + " while learning", name, curves);
  }

  /// A measure may say nothing of one test row, as a share of the variance explained does.
  private static boolean isKnown(double[] curve) {
    return Arrays.stream(curve).anyMatch(Double::isFinite);
  }

  private static Score test(EpochDone done) {
    return Objects.requireNonNull(done.test());
  }

  private static double[] curve(
      String name, List<EpochDone> history, Function<EpochDone, Score> part) {
    return history.stream()
        .map(part)
        .mapToDouble(score -> name.equals("loss") ? score.loss() : score.of(name))
        .toArray();
  }
}

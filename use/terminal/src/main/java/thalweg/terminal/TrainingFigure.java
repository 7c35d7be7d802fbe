package thalweg.terminal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.picture.Style;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingResult;
import thalweg.training.objective.Measure;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Score;

/// The picture of a training: how the loss and a measure went on each part of the data.
final class TrainingFigure {
  private static final String LOSS = "loss";

  private TrainingFigure() {}

  /// Returns the first measure that is known and beside it the loss, after each epoch; the loss
  /// alone where no measure is. Behind the loss stands that of each step of this run: after a
  /// resume only from there on.
  static Figure of(Objective objective, TrainingResult result, StepLosses steps) {
    List<EpochDone> history = result.history();
    Figure loss =
        Figures.learning(
            "Loss while learning", LOSS, curves(LOSS, history), steps.at(), steps.losses());
    Figure losses = result.restoredEpoch().isPresent() ? restored(loss, result.judged()) : loss;
    return objective.measures().stream()
        .map(Measure::name)
        .filter(name -> curves(name, history).values().stream().allMatch(TrainingFigure::isKnown))
        .findFirst()
        .map(name -> measure(name, curves(name, history)).beside(losses))
        .orElse(losses);
  }

  private static Figure measure(String name, SequencedMap<String, double[]> curves) {
    return name.equals("accuracy")
        ? Figures.accuracy(curves)
        : Figures.learning(name + " while learning", name, curves);
  }

  /// Marks the epoch whose weights the model has.
  private static Figure restored(Figure loss, EpochDone best) {
    Score validation = best.validation();
    return validation == null
        ? loss
        : loss.points(
            "restored: epoch " + best.epoch(),
            new double[] {best.epoch()},
            new double[] {validation.loss()},
            Style.number(3));
  }

  /// A measure may say nothing of one test row, as a share of the variance explained does.
  private static boolean isKnown(double[] curve) {
    return Arrays.stream(curve).anyMatch(Double::isFinite);
  }

  private static SequencedMap<String, double[]> curves(String name, List<EpochDone> history) {
    SequencedMap<String, double[]> curves = new LinkedHashMap<>();
    add(curves, "training", name, history, EpochDone::train);
    add(curves, "validation", name, history, EpochDone::validation);
    add(curves, "test", name, history, EpochDone::test);
    return curves;
  }

  private static void add(
      SequencedMap<String, double[]> curves,
      String title,
      String name,
      List<EpochDone> history,
      Function<EpochDone, @Nullable Score> part) {
    if (history.stream().allMatch(done -> part.apply(done) != null)) {
      curves.put(
          title, history.stream().mapToDouble(done -> value(name, part.apply(done))).toArray());
    }
  }

  private static double value(String name, @Nullable Score score) {
    return score == null ? Double.NaN : name.equals(LOSS) ? score.loss() : score.of(name);
  }
}

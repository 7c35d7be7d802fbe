package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.leaf.Weights;
import thalweg.training.model.Model;
import thalweg.training.objective.Objective;

/// What keeps a network from learning: refused where it is certain, told where it is likely.
final class Doubts {
  /// Features larger than this, with weights of about 1, make steps that no usual rate survives.
  private static final double LARGE = 100;

  private Doubts() {}

  /// @throws IllegalArgumentException if the objective cannot be learnt from these data
  static void requireLearnable(Objective objective, Split data) {
    objective.requireFits("training", data.train());
    if (data.validation() != null) {
      objective.requireFits("validation", data.validation());
    }
    if (data.test() != null) {
      objective.requireFits("test", data.test());
    }
  }

  /// Makes the computation of one row, so that what does not fit is told before any work, and looks
  /// at every number.
  ///
  /// @param seen the data as the network sees them
  /// @throws IllegalArgumentException if objective and columns do not fit, or the precision cannot
  ///   hold a number
  static void requireComputable(Objective objective, Split seen, TrainingSettings settings) {
    new LeafProgram.Family(
            objective, seen.train().kinds(), LeafProgram.Use.JUDGE, settings.precision(), 1)
        .of(1);
    parts(seen).forEach(part -> part.requireFits(settings.precision()));
  }

  private static List<Dataset> parts(Split data) {
    return Stream.of(data.train(), data.validation(), data.test())
        .filter(Objects::nonNull)
        .toList();
  }

  /// Returns a line for each thing that is probably not meant so.
  static List<String> about(Objective objective, Split data) {
    List<String> doubts = new ArrayList<>(objective.doubts("training", data.train()));
    if (data.validation() != null) {
      doubts.addAll(objective.doubts("validation", data.validation()));
    }
    if (data.test() != null) {
      doubts.addAll(objective.doubts("test", data.test()));
    }
    return doubts;
  }

  /// Returns what probably made the loss of a run infinite or NaN: the features first, as they are
  /// at fault more often than is thought, then the loss, then the rate.
  ///
  /// @param untrained the parameters if no step has been taken yet
  static String cause(
      Objective objective, Dataset train, TrainingSettings settings, @Nullable Weights untrained) {
    double[] features = train.features(DType.DOUBLE).doubles();
    int largest = 0;
    for (int i = 1; i < features.length; i++) {
      largest = Math.abs(features[i]) > Math.abs(features[largest]) ? i : largest;
    }
    int width = train.rowShape().elements();
    if (Math.abs(features[largest]) > LARGE) {
      return "the features are probably too large: "
          + Dataset.place(largest / width, largest % width, train.fields())
          + " is "
          + features[largest]
          + "; bring the columns to about 1, as standardised() does.";
    }
    if (untrained == null) {
      return "the rate is probably too large (" + settings.rule() + "), try a tenth of it.";
    }
    return allFinite(
            new Model(objective, untrained.parameters(), untrained.statistics(), train.kinds())
                .outputs(train))
        ? "the loss "
            + objective.lossName()
            + " is not finite, though the network's outputs are; use a loss that fits them."
        : "the first weights are too large; choose another initialisation.";
  }

  private static boolean allFinite(NdArray numbers) {
    for (int i = 0; i < numbers.shape().elements(); i++) {
      if (!Double.isFinite(numbers.at(i))) {
        return false;
      }
    }
    return true;
  }
}

package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.layer.Layer;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// What keeps a network from learning: refused where it is certain, told where it is likely.
final class Doubts {
  /// Features larger than this, with weights of about 1, make steps that no usual rate survives.
  private static final double LARGE = 100;

  private static final int SHOWN = 8;

  private Doubts() {}

  /// @throws IllegalArgumentException if nothing can be learnt so
  static void requireLearnable(Network network, Split data, TrainingSettings settings) {
    requireLabels(data.train());
    requireLabels(data.test());
    int[] counts = data.train().counts();
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == data.train().rows()) {
        throw new IllegalArgumentException(
            "training: all "
                + data.train().rows()
                + " training rows are of the class "
                + Quote.of(data.train().classNames().get(label))
                + "; there must be rows of at least 2 classes.");
      }
    }
    data.train().scaled().requireFits(settings.precision());
    data.test().scaled().requireFits(settings.precision());
    if (settings.loss() == StandardLoss.PROBABILITY_CROSS_ENTROPY
        && last(network) != Activation.SOFTMAX) {
      throw new IllegalArgumentException(
          "training: "
              + settings.loss()
              + " takes probabilities, the network ends with "
              + last(network)
              + "; end it with softmax, or use "
              + StandardLoss.SOFTMAX_CROSS_ENTROPY
              + ", which takes scores.");
    }
  }

  private static void requireLabels(Dataset data) {
    for (int row = 0; row < data.rows(); row++) {
      if (data.label(row) == Dataset.UNLABELLED) {
        throw new IllegalArgumentException(
            "training: row "
                + row
                + " of "
                + data.name()
                + " has no label; leave the row out, or predict it with a trained model.");
      }
    }
  }

  /// Returns the layer whose numbers the loss sees.
  private static Layer last(Network network) {
    for (Layer layer : network.layers().reversed()) {
      if (layer != Activation.IDENTITY) {
        return layer;
      }
    }
    return Activation.IDENTITY;
  }

  /// Returns a line for each thing that is probably not meant so.
  static List<String> about(Network network, Split data, TrainingSettings settings) {
    List<String> doubts = new ArrayList<>();
    if (settings.loss() == StandardLoss.SOFTMAX_CROSS_ENTROPY
        && last(network) == Activation.SOFTMAX) {
      doubts.add(
          "the network ends with softmax and the loss "
              + settings.loss()
              + " takes a softmax of that once more, which learns slowly; leave the last softmax"
              + " out, or use "
              + StandardLoss.PROBABILITY_CROSS_ENTROPY
              + ".");
    }
    tellMissing(doubts, data.train(), "training", "cannot be learnt");
    tellMissing(doubts, data.test(), "test", "is not judged by the test accuracy");
    return doubts;
  }

  private static void tellMissing(List<String> doubts, Dataset data, String part, String so) {
    int[] counts = data.counts();
    List<String> missing = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        missing.add(Quote.of(data.classNames().get(label)));
      }
    }
    if (!missing.isEmpty()) {
      doubts.add(
          (missing.size() == 1 ? "the class " : "the classes ")
              + String.join(", ", missing.subList(0, Math.min(missing.size(), SHOWN)))
              + (missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " more" : "")
              + " "
              + (missing.size() == 1 ? "has" : "have")
              + " no row in the "
              + part
              + " data and "
              + (missing.size() == 1 ? so : so.replaceFirst("^is ", "are "))
              + ".");
    }
  }

  /// Returns what probably made the loss of a run infinite or NaN: the features first, as they are
  /// at fault more often than is thought, then the loss, then the rate.
  ///
  /// @param untrained the parameters if no step has been taken yet
  static String cause(
      Network network,
      Dataset train,
      TrainingSettings settings,
      @Nullable List<NdArray> untrained) {
    double[] features = train.features(DType.DOUBLE).doubles();
    int largest = 0;
    for (int i = 1; i < features.length; i++) {
      largest = Math.abs(features[i]) > Math.abs(features[largest]) ? i : largest;
    }
    int width = train.rowShape().elements();
    if (Math.abs(features[largest]) > LARGE) {
      return "the features are probably too large: "
          + Dataset.place(largest / width, largest % width, train.columns())
          + " is "
          + features[largest]
          + "; bring the columns to about 1, as standardised() does.";
    }
    if (untrained == null) {
      return "the rate is probably too large (" + settings.rule() + "), try a tenth of it.";
    }
    return allFinite(new Model(network, untrained, List.of()).outputs(train))
        ? "the loss "
            + settings.loss()
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

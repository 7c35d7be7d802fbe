package thalweg.network.loss;

import java.util.Arrays;
import java.util.List;
import thalweg.algebra.NdArray;
import thalweg.algebra.Quote;
import thalweg.algebra.Tensor;
import thalweg.network.layer.Settings;

/// The cross-entropy of scores of classes of which one is right, −Σ wₖ·tₖ·log softmax(s)ₖ, with
/// settings: targets t smoothed, t ← (1 − smoothing)·t + smoothing / classes, so that a network is
/// not rewarded for being ever surer (Szegedy et al. 2016); a weight w for each class, so that rare
/// ones count more; and a class whose rows add nothing. Rows that are weighted or ignored still
/// count among those the mean is taken over.
///
/// @param smoothing the share of a target spread over all classes, at least 0 and below 1
/// @param weights one for each class, at least 0; none for 1 each
/// @param ignored the class whose rows add nothing, from 0; −1 for none
public record CrossEntropy(double smoothing, List<Double> weights, int ignored) implements Loss {
  static final int NONE = -1;

  public CrossEntropy {
    weights = List.copyOf(weights);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "cross-entropy: smoothing is " + smoothing + "; it must be at least 0 and below 1.");
    }
    for (double weight : weights) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "cross-entropy: a weight is " + weight + "; it must be finite and at least 0.");
      }
    }
    if (ignored < NONE) {
      throw new IllegalArgumentException(
          "cross-entropy: the class to ignore is " + ignored + "; it must be at least 0.");
    }
  }

  /// Returns the cross-entropy with targets smoothed.
  public static CrossEntropy smoothed(double smoothing) {
    return new CrossEntropy(smoothing, List.of(), NONE);
  }

  /// Returns the cross-entropy with a weight for each class.
  public static CrossEntropy weighted(Double... weights) {
    return new CrossEntropy(0, List.of(weights), NONE);
  }

  /// @throws IllegalArgumentException if there are not as many weights as scores, or no score of
  ///   the class to ignore
  @Override
  public Tensor perRow(Tensor scores, Tensor target) {
    int classes = scores.shape().size(-1);
    if (!weights.isEmpty() && weights.size() != classes) {
      throw new IllegalArgumentException(
          "cross-entropy: "
              + weights.size()
              + " weights given for "
              + classes
              + " classes; there must be one for each.");
    }
    if (ignored >= classes) {
      throw new IllegalArgumentException(
          "cross-entropy: the class to ignore is "
              + ignored
              + "; there are "
              + classes
              + ", counted from 0.");
    }
    Tensor wanted =
        smoothing == 0 ? target : target.multiply(1 - smoothing).add(smoothing / classes);
    Tensor each = wanted.multiply(scores.logSoftmax(-1));
    if (!weights.isEmpty()) {
      NdArray values = NdArray.of(weights.stream().mapToDouble(Double::doubleValue).toArray());
      each = each.multiply(Tensor.of(values.to(scores.type())));
    }
    Tensor loss = each.sum(-1).negate();
    if (ignored == NONE) {
      return loss;
    }
    Tensor isOther = target.slice(1, ignored, ignored + 1).sum(-1).subtract(1).negate();
    return loss.multiply(isOther);
  }

  @Override
  public double[] probabilities(double[] scores) {
    return StandardLoss.softmax(scores.clone());
  }

  /// Reads `cross-entropy [smoothing SHARE] [weights NUMBER:NUMBER:…] [ignore CLASS]`.
  static CrossEntropy read(Settings given) {
    return new CrossEntropy(
        given.number("smoothing", 0),
        given.value("weights", List.of(), CrossEntropy::weights),
        given.whole("ignore", NONE));
  }

  private static List<Double> weights(String text) {
    try {
      return Arrays.stream(text.split(":", -1)).map(Double::valueOf).toList();
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          "cross-entropy: weights are "
              + Quote.of(text)
              + "; they must be numbers joined by colons, such as 1:1:2.5.");
    }
  }

  @Override
  public String text() {
    return "cross-entropy"
        + Settings.written("smoothing", smoothing, 0.0)
        + (weights.isEmpty()
            ? ""
            : " weights "
                + String.join(":", weights.stream().map(each -> Settings.written(each)).toList()))
        + Settings.written("ignore", ignored, NONE);
  }

  @Override
  public String toString() {
    return text();
  }
}

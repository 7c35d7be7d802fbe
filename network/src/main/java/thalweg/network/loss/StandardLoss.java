package thalweg.network.loss;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import thalweg.algebra.Quote;
import thalweg.algebra.Tensor;

/// The usual losses, by name.
public enum StandardLoss implements Loss {
  /// The cross-entropy −Σ t·log softmax(scores) of scores of classes of which one is right; its
  /// targets sum to 1. Computed from the scores themselves: exact however sure the network is.
  SOFTMAX_CROSS_ENTROPY {
    @Override
    public Tensor perRow(Tensor scores, Tensor target) {
      return target.multiply(scores.logSoftmax(-1)).sum(-1).negate();
    }

    @Override
    public double[] probabilities(double[] scores) {
      return softmax(scores.clone());
    }
  },
  /// The cross-entropy −Σ t·log(y + 1e-7) of probabilities y, in the form of the tutorial. The 1e-7
  /// keeps the logarithm of 0 away and makes loss and gradient slightly wrong; it is here so that
  /// the tutorial's numbers can be had exactly.
  PROBABILITY_CROSS_ENTROPY {
    @Override
    public Tensor perRow(Tensor probabilities, Tensor target) {
      return target.multiply(probabilities.add(1e-7).log()).sum(-1).negate();
    }

    @Override
    public double[] probabilities(double[] outputs) {
      return nearest(outputs); // which are such numbers but for their rounding
    }
  },
  /// The mean over the outputs of the cross-entropy −t·log p − (1 − t)·log(1 − p), where p is the
  /// sigmoid of a score: each output says yes or no for itself, and its target is from 0 to 1.
  /// Computed from the scores as t·softplus(−s) + (1 − t)·softplus(s): exact however sure the
  /// network is.
  BINARY_CROSS_ENTROPY {
    @Override
    public Tensor perRow(Tensor scores, Tensor target) {
      Tensor yes = target.multiply(scores.negate().softplus());
      Tensor no = target.subtract(1).negate().multiply(scores.softplus());
      return yes.add(no).mean(-1);
    }

    // Each output's own probability, divided by their sum: of the classes one is right.
    @Override
    public double[] probabilities(double[] scores) {
      double[] logarithms = new double[scores.length];
      for (int i = 0; i < scores.length; i++) { // log sigmoid, which never overflows
        double log1p = StrictMath.log1p(StrictMath.exp(-Math.abs(scores[i])));
        logarithms[i] = Math.min(scores[i], 0) - log1p;
      }
      return softmax(logarithms);
    }
  },
  /// The mean over the outputs of |y − t|, for any numbers. Where they are equal its slope is taken
  /// to be 0.
  MEAN_ABSOLUTE_ERROR {
    @Override
    public Tensor perRow(Tensor output, Tensor target) {
      return output.subtract(target).absolute().mean(-1);
    }

    @Override
    public double[] probabilities(double[] outputs) {
      return nearest(outputs);
    }
  },
  /// The mean over the outputs of (y − t)², for any numbers.
  MEAN_SQUARED_ERROR {
    @Override
    public Tensor perRow(Tensor output, Tensor target) {
      return output.subtract(target).square().mean(-1);
    }

    @Override
    public double[] probabilities(double[] outputs) {
      return nearest(outputs);
    }
  },
  /// The divergence Σ t·log(t / softmax(scores)) of Kullback and Leibler of what scores of classes
  /// say from a target that is a distribution, its numbers at least 0 and of sum 1. It differs from
  /// the cross-entropy by what the target alone decides, and is 0 at best.
  KL_DIVERGENCE {
    @Override
    public Tensor perRow(Tensor scores, Tensor target) {
      Tensor logarithms = target.maximum(LEAST).log(); // 0·log 0 is 0
      return target.multiply(logarithms.subtract(scores.logSoftmax(-1))).sum(-1);
    }

    @Override
    public double[] probabilities(double[] scores) {
      return softmax(scores.clone());
    }
  };

  /// The least normal number of float.
  private static final double LEAST = Float.MIN_NORMAL;

  /// By how much the sum of probabilities in float may miss 1, for each of them.
  private static final double ROUNDING = 1e-6;

  /// Puts in place of scores their softmax. The largest counts as 1 and all others as less, so that
  /// nothing overflows; of several infinite ones each is as likely.
  static double[] softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scores[i] == largest ? 1 : StrictMath.exp(scores[i] - largest);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }

  /// Returns the probabilities nearest to the outputs in the sum of squares: all moved by the same
  /// amount, and what is then below 0 put to 0. Outputs that are probabilities but for their
  /// rounding, as those of a softmax are, are divided by their sum: the least of them is not lost.
  /// Source: Held, Wolfe and Crowder 1974, Validation of subgradient optimization.
  private static double[] nearest(double[] outputs) {
    double all = Arrays.stream(outputs).sum();
    boolean arePositive = Arrays.stream(outputs).allMatch(output -> output >= 0);
    if (arePositive && Math.abs(all - 1) <= ROUNDING * outputs.length) {
      return Arrays.stream(outputs).map(output -> output / all).toArray();
    }
    double[] falling = outputs.clone();
    Arrays.sort(falling); // NaN comes last, infinities at the ends
    double largest = falling[falling.length - 1];
    if (!Double.isFinite(largest)) {
      return softmax(outputs.clone());
    }
    double sum = 0; // of the largest ones, each less the very largest: nothing large cancels
    double moved = 0;
    for (int count = 1; count <= falling.length; count++) {
      double next = falling[falling.length - count] - largest;
      if (next <= (sum + next - 1) / count) {
        break;
      }
      sum += next;
      moved = (sum - 1) / count;
    }
    double[] nearest = new double[outputs.length];
    double total = 0;
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = Math.max(0, outputs[i] - largest - moved);
      total += nearest[i];
    }
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] /= total;
    }
    return nearest;
  }

  /// Returns the loss that `name` names, in lower case with hyphens, such as
  /// `softmax-cross-entropy`.
  ///
  /// @throws IllegalArgumentException if it names none
  public static StandardLoss parse(String name) {
    for (StandardLoss loss : values()) {
      if (loss.toString().equalsIgnoreCase(name)) {
        return loss;
      }
    }
    throw new IllegalArgumentException(
        "loss: "
            + Quote.of(name)
            + " is unknown; it must be "
            + Arrays.stream(values())
                .map(StandardLoss::toString)
                .collect(Collectors.joining(" or "))
            + ".");
  }

  @Override
  public String text() {
    return toString();
  }

  /// Returns the name in lower case with hyphens.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

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
  },
  /// The cross-entropy −Σ t·log(y + 1e-7) of probabilities y, in the form of the tutorial. The 1e-7
  /// keeps the logarithm of 0 away and makes loss and gradient slightly wrong; it is here so that
  /// the tutorial's numbers can be had exactly.
  PROBABILITY_CROSS_ENTROPY {
    @Override
    public Tensor perRow(Tensor probabilities, Tensor target) {
      return target.multiply(probabilities.add(1e-7).log()).sum(-1).negate();
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
  },
  /// The mean over the outputs of |y − t|, for any numbers. Where they are equal its slope is taken
  /// to be 0.
  MEAN_ABSOLUTE_ERROR {
    @Override
    public Tensor perRow(Tensor output, Tensor target) {
      return output.subtract(target).absolute().mean(-1);
    }
  },
  /// The mean over the outputs of (y − t)², for any numbers.
  MEAN_SQUARED_ERROR {
    @Override
    public Tensor perRow(Tensor output, Tensor target) {
      return output.subtract(target).square().mean(-1);
    }
  };

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

  /// Returns the name in lower case with hyphens.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

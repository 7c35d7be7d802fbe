package thalweg.network.loss;

import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.written.Written;

/// How far outputs are from targets: one number for each row, 0 at best. Any function of two
/// tensors is a loss; [StandardLoss] has the usual ones.
@FunctionalInterface
public interface Loss {
  /// Returns the loss of each row, shape `[rows]`.
  ///
  /// @param output what the network gave, shape `[rows, outputs]`
  /// @param target what was wanted, in the same shape; classes as one-hot rows
  Tensor perRow(Tensor output, Tensor target);

  /// Returns the probabilities of classes that outputs for one row stand for, where targets are
  /// one-hot rows: numbers from 0 to 1 that sum to 1, the largest where the output is largest. A
  /// loss of one's own says nothing of them unless it overrides this.
  ///
  /// @param outputs what the network gave for one row
  /// @return as many as outputs, or none where the loss does not say
  default double[] probabilities(double[] outputs) {
    return new double[0];
  }

  /// Returns the loss that a text stands for: a name and settings, such as `huber delta 0.5`, or
  /// the written form of a loss of one's own, such as `com.acme.Quantile(share=0.9)`.
  ///
  /// @throws IllegalArgumentException if it stands for none
  static Loss parse(String text) {
    return LossParser.parse(text);
  }

  /// Returns the text that [#parse] reads.
  ///
  /// @throws IllegalArgumentException if this loss has no written form; see [Written]
  default String text() {
    return Written.write(this);
  }

  /// Returns what messages call this loss: its text where it has one, else in words what it is.
  default String shown() {
    try {
      return text();
    } catch (IllegalArgumentException _) {
      return Written.name(this);
    }
  }

  /// Returns [#perRow], once it is known to be one number for each row.
  ///
  /// @throws IllegalArgumentException if output and target differ in shape or type, or the loss
  ///   gives anything but one number of that type for each row; it is named
  default Tensor ofRows(Tensor output, Tensor target) {
    if (!output.shape().equals(target.shape()) || output.type() != target.type()) {
      throw new IllegalArgumentException(
          "loss: outputs are "
              + output.type()
              + " "
              + output.shape()
              + ", targets are "
              + target.type()
              + " "
              + target.shape()
              + "; both must agree.");
    }
    Tensor loss = perRow(output, target);
    Shape expected = Shape.of(output.shape().size(0));
    if (!loss.shape().equals(expected) || loss.type() != output.type()) {
      throw new IllegalArgumentException(
          "loss: "
              + shown()
              + " gives "
              + loss.type()
              + " "
              + loss.shape()
              + " for outputs "
              + output.type()
              + " "
              + output.shape()
              + "; it must give one number for each row, "
              + output.type()
              + " "
              + expected
              + ". Sum or average over the other axes.");
    }
    return loss;
  }
}

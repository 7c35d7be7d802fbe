package thalweg.network.loss;

import thalweg.algebra.Tensor;

/// How far outputs are from targets: one number for each row, 0 at best. Any function of two
/// tensors is a loss; [StandardLoss] has the usual ones.
@FunctionalInterface
public interface Loss {
  /// Returns the loss of each row, shape `[rows]`.
  ///
  /// @param output what the network gave, shape `[rows, outputs]`
  /// @param target what was wanted, in the same shape; classes as one-hot rows
  Tensor perRow(Tensor output, Tensor target);
}

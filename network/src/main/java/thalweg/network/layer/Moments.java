package thalweg.network.layer;

import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// What normalisations share: their checks, and the mean and variance of numbers of one row.
final class Moments {
  private Moments() {}

  static void requireEpsilon(String layer, double epsilon) {
    // Less would leave float no room for the gradient of numbers that are all equal.
    if (!(epsilon >= 1e-12) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException(
          layer + ": epsilon is " + epsilon + "; it must be finite and at least 1e-12.");
    }
  }

  static Shape requireAxis(String layer, Shape row) {
    if (row.rank() == 0) {
      throw new IllegalArgumentException(
          layer + ": rows have shape [], single numbers; they must have an axis of features.");
    }
    return row;
  }

  /// Returns (x − mean) / √(variance + epsilon) along an axis.
  static Tensor normalised(Tensor x, int axis, double epsilon) {
    Tensor centred = x.subtract(x.mean(axis).expand(axis));
    Tensor root = centred.square().mean(axis).add(epsilon).squareRoot();
    return centred.divide(root.expand(axis));
  }
}

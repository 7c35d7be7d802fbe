package thalweg.descent.constraint;

import java.util.Arrays;
import thalweg.descent.vector.Vectors;

/// The gradients at a place, in scaled numbers.
///
/// @param g of the value
/// @param a of the constraints, a row each
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Slopes(double[] g, double[][] a) {
  /// Returns the gradient without what the constraints balance of it: g − Σ λᵢaᵢ.
  double[] lagrangian(double[] multipliers) {
    double[] left = g.clone();
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < left.length && multipliers[i] != 0; k++) {
        left[k] -= multipliers[i] * a[i][k];
      }
    }
    return left;
  }

  /// Returns the largest entry of the gradient and of what each constraint adds to it, by which
  /// their balance is measured.
  double size(double[] multipliers) {
    double size = largest(g);
    for (int i = 0; i < a.length; i++) {
      size = Math.max(size, Math.abs(multipliers[i]) * largest(a[i]));
    }
    return size;
  }

  boolean isFinite() {
    return Vectors.nonFinite(g) < 0 && Arrays.stream(a).allMatch(row -> Vectors.nonFinite(row) < 0);
  }

  static double largest(double[] x) {
    double largest = 0;
    for (double number : x) {
      largest = Math.max(largest, Math.abs(number));
    }
    return largest;
  }
}

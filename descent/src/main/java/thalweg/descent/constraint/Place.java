package thalweg.descent.constraint;

import thalweg.descent.vector.Vectors;

/// A point with the values there, all in scaled numbers.
///
/// @param u the point, each coordinate divided by its size
/// @param x the point as the functions see it
/// @param f the value, to be made small
/// @param c the constraints' values
/// @param off by how much each constraint misses its limits: below 0 under the lower one, above 0
///   over the upper one
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Place(double[] u, double[] x, double f, double[] c, double[] off) {
  boolean isFinite() {
    return Double.isFinite(f) && Vectors.nonFinite(c) < 0;
  }

  /// Returns the norm of what the constraints are missed by.
  double violation() {
    return Vectors.norm(off);
  }
}

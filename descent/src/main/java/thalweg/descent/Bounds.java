package thalweg.descent;

import java.util.Arrays;

/// A box: a lower and an upper bound for each variable, which may be infinite.
public final class Bounds {
  /// A step to a bound is divided, multiplied and added: each rounds.
  private static final double ROUNDINGS = 4;

  private final double[] lower;
  private final double[] upper;

  private Bounds(double[] lower, double[] upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /// Returns the box between two corners.
  ///
  /// @throws IllegalArgumentException if the corners have different lengths, or a lower bound is
  ///   not below or at its upper one
  public static Bounds between(double[] lower, double[] upper) {
    if (lower.length != upper.length) {
      throw new IllegalArgumentException(
          "bounds: "
              + lower.length
              + " lower and "
              + upper.length
              + " upper ones; there must be one of each for every variable.");
    }
    for (int i = 0; i < lower.length; i++) {
      if (!(lower[i] <= upper[i])) {
        throw new IllegalArgumentException(
            "bounds: variable "
                + i
                + " is to lie between "
                + lower[i]
                + " and "
                + upper[i]
                + "; the lower bound must not be above the upper one.");
      }
    }
    return new Bounds(lower.clone(), upper.clone());
  }

  /// Returns no bounds, for n variables.
  public static Bounds none(int n) {
    double[] lower = new double[n];
    double[] upper = new double[n];
    Arrays.fill(lower, Double.NEGATIVE_INFINITY);
    Arrays.fill(upper, Double.POSITIVE_INFINITY);
    return new Bounds(lower, upper);
  }

  /// Returns how many variables are bounded.
  public int dimension() {
    return lower.length;
  }

  /// Returns the lower bounds, the caller's to keep.
  public double[] lower() {
    return lower.clone();
  }

  /// Returns the upper bounds, the caller's to keep.
  public double[] upper() {
    return upper.clone();
  }

  /// Moves each coordinate that is outside to its bound; returns whether one was.
  boolean drawIn(double[] x) {
    boolean wasOutside = false;
    for (int i = 0; i < x.length; i++) {
      double inside = Math.min(upper[i], Math.max(lower[i], x[i]));
      wasOutside |= inside != x[i];
      x[i] = inside;
    }
    return wasOutside;
  }

  /// Moves a coordinate that only misses its bound by the rounding of the way to it onto the bound.
  void snap(double[] from, double[] x) {
    for (int i = 0; i < x.length; i++) {
      double bound = x[i] < from[i] ? lower[i] : upper[i];
      double rounding = ROUNDINGS * Math.ulp(Math.max(Math.abs(from[i]), Math.abs(bound)));
      if (x[i] != from[i] && Math.abs(x[i] - bound) < rounding) {
        x[i] = bound;
      }
    }
  }

  /// Returns whether the point lies within all bounds.
  boolean contains(double[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!(x[i] >= lower[i] && x[i] <= upper[i])) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether coordinate i lies at a bound that a move in the direction would cross, or has
  /// no room at all.
  boolean holds(int i, double[] x, double direction) {
    return lower[i] == upper[i]
        || (direction < 0 ? x[i] <= lower[i] : direction > 0 && x[i] >= upper[i]);
  }

  /// Returns the slope of the bent path at x: what is held there does not move.
  double slope(double[] x, double[] gradient, double[] direction) {
    double slope = 0;
    for (int i = 0; i < x.length; i++) {
      slope += holds(i, x, direction[i]) ? 0 : gradient[i] * direction[i];
    }
    return slope;
  }

  /// Returns the norm of the gradient without what pushes against bounds. How near a bound is does
  /// not matter: a distance is no slope, and the next step leads to it.
  double projectedNorm(double[] x, double[] gradient) {
    double square = 0;
    for (int i = 0; i < x.length; i++) {
      square += holds(i, x, -gradient[i]) ? 0 : gradient[i] * gradient[i];
    }
    return Math.sqrt(square);
  }

  /// Returns the longest step along the direction that stays inside.
  double room(double[] x, double[] direction) {
    double room = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      if (direction[i] != 0) {
        double bound = direction[i] < 0 ? lower[i] : upper[i];
        room = Math.min(room, (bound - x[i]) / direction[i]);
      }
    }
    return room;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bounds bounds
        && Arrays.equals(lower, bounds.lower)
        && Arrays.equals(upper, bounds.upper);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(lower) + Arrays.hashCode(upper);
  }

  @Override
  public String toString() {
    return "between " + Arrays.toString(lower) + " and " + Arrays.toString(upper);
  }
}

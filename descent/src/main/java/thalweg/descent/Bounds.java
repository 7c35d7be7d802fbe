package thalweg.descent;

import java.util.Arrays;

/// A box: a lower and an upper bound for each variable, which may be infinite.
public final class Bounds {
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

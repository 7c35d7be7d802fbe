package thalweg.calculus.gradient.probe;

import java.util.Arrays;

/// Bounds of several variables; none at all where the arrays are empty.
public final class Box {
  public static final Box NONE = new Box(new double[0], new double[0]);

  private final double[] lower;
  private final double[] upper;

  private Box(double[] lower, double[] upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /// Returns the box between these bounds, one of each for every coordinate.
  ///
  /// @throws IllegalArgumentException if the lengths differ or a lower bound is not below its upper
  public static Box of(double[] lower, double[] upper) {
    if (lower.length != upper.length) {
      throw new IllegalArgumentException(
          "bounds: "
              + lower.length
              + " lower and "
              + upper.length
              + " upper ones; there must be equally many.");
    }
    for (int i = 0; i < lower.length; i++) {
      if (!(lower[i] < upper[i])) {
        throw new IllegalArgumentException(
            "bounds of coordinate "
                + i
                + ": they are "
                + lower[i]
                + " and "
                + upper[i]
                + "; the lower must be below the upper.");
      }
    }
    return new Box(lower.clone(), upper.clone());
  }

  public double lower(int i) {
    return lower.length == 0 ? -Double.MAX_VALUE : Math.max(lower[i], -Double.MAX_VALUE);
  }

  public double upper(int i) {
    return upper.length == 0 ? Double.MAX_VALUE : Math.min(upper[i], Double.MAX_VALUE);
  }

  public double clamp(int i, double coordinate) {
    return Math.clamp(coordinate, lower(i), upper(i));
  }

  /// Checks that a point lies in the box, by the name of who asks.
  ///
  /// @throws IllegalArgumentException if the point has another number of coordinates or lies
  ///   outside
  public void check(String who, double[] x) {
    if (lower.length == 0) {
      return;
    }
    if (lower.length != x.length) {
      throw new IllegalArgumentException(
          who
              + ": there are bounds for "
              + lower.length
              + " coordinates, the point has "
              + x.length
              + "; they must be equal.");
    }
    for (int i = 0; i < x.length; i++) {
      if (x[i] < lower[i] || x[i] > upper[i]) {
        throw new IllegalArgumentException(
            who
                + ": coordinate "
                + i
                + " is "
                + x[i]
                + ", outside its bounds "
                + lower[i]
                + " and "
                + upper[i]
                + "; move the point or the bounds.");
      }
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(lower) + " to " + Arrays.toString(upper);
  }
}

package thalweg.picture;

import java.math.BigDecimal;
import java.util.Arrays;

/// The values at which contours are drawn.
public final class Levels {
  private static final int MOST = 12;

  private Levels() {}

  /// Returns about `count` evenly spaced round numbers strictly between `low` and `high`.
  ///
  /// @throws IllegalArgumentException if `low` and `high` are not finite and in this order, or
  ///   `count` is below 1
  public static double[] linear(double low, double high, int count) {
    if (!(Double.isFinite(high - low) && low < high) || count < 1) {
      throw new IllegalArgumentException(
          "levels: "
              + count
              + " from "
              + low
              + " to "
              + high
              + "; both ends must be finite, the first smaller, and the count at least 1.");
    }
    return Ticks.multiples(low, high, false, count).stream()
        .mapToDouble(BigDecimal::doubleValue)
        .filter(level -> level > low && level < high)
        .toArray();
  }

  /// Returns the numbers 1, 2 and 5, or 1 and 3, or 1 alone times powers of ten strictly between
  /// `low` and `high`: as many as make at most twelve, or every decade if these are more.
  ///
  /// @throws IllegalArgumentException if `low` is not positive or `high` not finite and above it
  public static double[] logarithmic(double low, double high) {
    if (!(low > 0 && low < high && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "levels: logarithmic from "
              + low
              + " to "
              + high
              + "; both must be positive and finite, the first smaller.");
    }
    double[] levels = decades(low, high, 1, 2, 5);
    if (levels.length > MOST) {
      levels = decades(low, high, 1, 3);
    }
    return levels.length > MOST ? decades(low, high, 1) : levels;
  }

  private static double[] decades(double low, double high, int... digits) {
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    double[] levels = new double[(last - first + 1) * digits.length];
    int n = 0;
    for (int exponent = first; exponent <= last; exponent++) {
      for (int digit : digits) {
        double level = new BigDecimal(digit).scaleByPowerOfTen(exponent).doubleValue();
        if (level > low && level < high) {
          levels[n++] = level;
        }
      }
    }
    return Arrays.copyOf(levels, n);
  }

  /// Returns levels for a function with these `values` on a grid: linear, unless most of the
  /// picture would then be one flat field, as in Rosenbrock's valley; then logarithmic, counted
  /// from the lowest value if that is not near zero. None where all finite values are equal.
  public static double[] suiting(double[] values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0 || sorted[0] == sorted[sorted.length - 1]) {
      return new double[0];
    }
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    double range = high - low;
    double middle = sorted[sorted.length / 2] - low;
    if (!Double.isFinite(range)) {
      return new double[0];
    }
    if (middle > 0.12 * range) {
      return linear(low, high, MOST);
    }
    double least = Math.max(middle * 1e-3, range * 1e-9);
    if (Math.abs(low) <= least) {
      return logarithmic(least, high);
    }
    return Arrays.stream(logarithmic(least, range)).map(step -> low + step).toArray();
  }
}

package thalweg.descent.scalar;

import thalweg.calculus.function.ScalarFunction;

/// A search for the least value of a function of one variable: inside an interval, or downhill from
/// a guess until the values rise again and then between.
///
/// `MinimumSearch.of(x -> x * x - x).near(3)`. Steps go to the lowest point of a parabola through
/// the three best points where that narrows the interval fast enough, else they cut it by the
/// golden section. A value that is NaN counts as one too high. Finds one minimum, the only one
/// where the values first fall and then rise. Source: Brent 1973, chapter 5.
///
/// @param function what is to be made small
/// @param tolerance how near the ends are brought to x, as a share of |x|; at best about √ε where
///   the least value is not 0, for values differ no more nearer to it
/// @param limit how many values may be computed
public record MinimumSearch(ScalarFunction function, double tolerance, long limit) {
  /// The usual tolerance, √ε.
  public static final double TOLERANCE = 0x1p-26;

  private static final long LIMIT = 3_000;

  public MinimumSearch {
    if (!(tolerance >= 0) || !(tolerance < 1)) {
      throw new IllegalArgumentException(
          "minimum: the tolerance is "
              + tolerance
              + "; it must be at least 0 and below 1, a share of the argument.");
    }
    if (limit < 3) {
      throw new IllegalArgumentException(
          "minimum: " + limit + " values allowed; there must be at least 3.");
    }
  }

  /// Returns a search with the usual tolerance and limit.
  public static MinimumSearch of(ScalarFunction function) {
    return new MinimumSearch(function, TOLERANCE, LIMIT);
  }

  /// Returns this search with another tolerance.
  ///
  /// @throws IllegalArgumentException if it is not at least 0 and below 1
  public MinimumSearch tolerance(double tolerance) {
    return new MinimumSearch(function, tolerance, limit);
  }

  /// Returns this search with another limit on the number of values.
  ///
  /// @throws IllegalArgumentException if it is below 3
  public MinimumSearch limit(long limit) {
    return new MinimumSearch(function, tolerance, limit);
  }

  /// Returns the minimum between two arguments, whose values count.
  ///
  /// @throws IllegalArgumentException if they are not finite or not in increasing order
  public ScalarMinimum between(double lower, double upper) {
    if (!Double.isFinite(lower) || !Double.isFinite(upper) || !(lower < upper)) {
      throw new IllegalArgumentException(
          "minimum: the ends are "
              + lower
              + " and "
              + upper
              + "; they must be finite numbers, the lower one first.");
    }
    return new Trough(this).between(lower, upper);
  }

  /// Returns the minimum to which the values fall from `guess`.
  ///
  /// @throws IllegalArgumentException if the guess is not finite
  public ScalarMinimum near(double guess) {
    if (!Double.isFinite(guess)) {
      throw new IllegalArgumentException(
          "minimum: the guess is " + guess + "; it must be a finite number.");
    }
    return new Trough(this).near(guess);
  }
}

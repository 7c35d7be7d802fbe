package thalweg.descent.root;

import thalweg.calculus.function.ScalarFunction;

/// A search for a root of a function of one variable, from values alone: inside an interval, or
/// from a guess outwards until the values change sign and then between.
///
/// `RootSearch.of(x -> x * x - 2).between(0, 2).x()` is √2 to the last digit, after 11 values. By
/// itself the search goes on until the ends of the interval are neighbouring numbers or a value is
/// exactly 0; at most some 250 values, whatever the function.
///
/// @param function whose root is looked for
/// @param tolerance how wide the interval of the root may stay, as a share of the root; 0, the
///   usual, for neighbouring numbers
/// @param lower the least argument that the function is called with
/// @param upper the greatest
/// @param limit how many values may be computed
public record RootSearch(
    ScalarFunction function, double tolerance, double lower, double upper, long limit) {
  private static final long LIMIT = 3_000;

  public RootSearch {
    if (!(tolerance >= 0) || !(tolerance < 1)) {
      throw new IllegalArgumentException(
          "root: the tolerance is "
              + tolerance
              + "; it must be at least 0 and below 1, a share of the root.");
    }
    if (!(lower < upper)) {
      throw new IllegalArgumentException(
          "root: the bounds are "
              + lower
              + " and "
              + upper
              + "; the lower must be below the upper.");
    }
    if (limit < 2) {
      throw new IllegalArgumentException(
          "root: " + limit + " values allowed; there must be at least 2.");
    }
    lower = Math.max(lower, -Double.MAX_VALUE);
    upper = Math.min(upper, Double.MAX_VALUE);
  }

  /// Returns a search for a root to the last digit, without bounds.
  public static RootSearch of(ScalarFunction function) {
    return new RootSearch(function, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, LIMIT);
  }

  /// Returns this search, content with an interval of this share of the root.
  ///
  /// @throws IllegalArgumentException if it is not at least 0 and below 1
  public RootSearch tolerance(double tolerance) {
    return new RootSearch(function, tolerance, lower, upper, limit);
  }

  /// Returns this search with another limit on the number of values; the usual one is 3,000.
  ///
  /// @throws IllegalArgumentException if it is below 2
  public RootSearch limit(long limit) {
    return new RootSearch(function, tolerance, lower, upper, limit);
  }

  /// Returns this search for a function that may be called from `lower` to `upper` only; infinite
  /// bounds mean none.
  ///
  /// @throws IllegalArgumentException if the lower bound is not below the upper
  public RootSearch within(double lower, double upper) {
    return new RootSearch(function, tolerance, lower, upper, limit);
  }

  /// Returns the root between two arguments, at which the values best have different signs: then it
  /// cannot be missed. Where they have not, the interval is looked through for a change of sign,
  /// and for a place where the values come down to 0.
  ///
  /// @throws IllegalArgumentException if they are not finite numbers in increasing order
  public Root between(double lower, double upper) {
    if (!Double.isFinite(lower) || !Double.isFinite(upper) || !(lower < upper)) {
      throw new IllegalArgumentException(
          "root: the ends are "
              + lower
              + " and "
              + upper
              + "; they must be finite numbers, the lower one first.");
    }
    return new Hunt(within(lower, upper)).between();
  }

  /// Returns a root near `guess`, or else one farther away: steps that grow are taken to both
  /// sides, first to where the values come nearer to 0, until the sign changes, the domain ends or
  /// the numbers do.
  ///
  /// @throws IllegalArgumentException if the guess is not finite or outside the bounds
  public Root near(double guess) {
    if (!Double.isFinite(guess)) {
      throw new IllegalArgumentException(
          "root: the guess is " + guess + "; it must be a finite number.");
    }
    if (guess < lower || guess > upper) {
      throw new IllegalArgumentException(
          "root: the guess is "
              + guess
              + ", outside the bounds "
              + lower
              + " and "
              + upper
              + "; move it or the bounds.");
    }
    return new Hunt(this).near(guess);
  }
}

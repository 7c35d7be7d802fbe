package thalweg.descent.scalar;

import java.util.Locale;

/// Where a search for the least value of a function of one variable ended.
///
/// @param x the argument of the least value seen
/// @param value that value
/// @param lower an argument below x with no lower value; x itself at the end of the interval
/// @param upper an argument above x likewise
/// @param evaluations how many values were computed
/// @param outcome what it is
public record ScalarMinimum(
    double x, double value, double lower, double upper, long evaluations, Outcome outcome) {
  /// Why the search ended.
  public enum Outcome {
    /// The values rise on both sides of x, and the sides are as near as the tolerance asks, or as
    /// the values can tell; or x lies where they are equal, and they rise on both sides of that.
    CONVERGED,
    /// The values fall to the end of the interval.
    AT_END,
    /// The values fall to where the function is no longer defined, or infinite.
    DOMAIN_EDGE,
    /// The values fall without end, as towards a pole or far off, or below the least of numbers.
    UNBOUNDED,
    /// The values around x are equal, as far as one end of the interval at least: a plateau.
    FLAT,
    /// No value that is a number was found.
    NON_FINITE,
    /// One more evaluation would have gone over the limit.
    EVALUATION_LIMIT;

    /// Returns in a sentence what happened.
    public String sentence() {
      return switch (this) {
        case CONVERGED -> "the values rise on both sides.";
        case AT_END -> "the values fall to the end of the interval.";
        case DOMAIN_EDGE -> "the values fall to where the function is not defined any more.";
        case UNBOUNDED ->
            "the values fall without end, or below all numbers; there is no least value to tell.";
        case FLAT -> "the values do not change around the point; this is a plateau, not an answer.";
        case NON_FINITE -> "the function has no finite value where it was looked at.";
        case EVALUATION_LIMIT -> "the limit of values is reached; allow more to go on.";
      };
    }
  }

  /// Returns whether x is a minimum, at the end of an interval included.
  public boolean isFound() {
    return outcome == Outcome.CONVERGED || outcome == Outcome.AT_END;
  }

  @Override
  public String toString() {
    return value + " at " + x + ": " + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

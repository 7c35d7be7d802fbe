package thalweg.descent.root;

import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.ScalarFunction;

/// Where a search for a root of one variable ended, and what that is.
///
/// @param function whose root was looked for
/// @param x the root: of the two ends the one whose value is nearer to 0; where there is none, the
///   argument of the value nearest to 0 or beside the jump
/// @param value the value there
/// @param lower the lower end of the interval in which the values change sign; x itself where the
///   value is exactly 0 or no change of sign was found
/// @param upper the upper end likewise
/// @param evaluations how many values were computed
/// @param outcome what it is
public record Root(
    ScalarFunction function,
    double x,
    double value,
    double lower,
    double upper,
    long evaluations,
    RootOutcome outcome) {
  /// How much two estimates of an order may differ.
  private static final double AGREEMENT = 0.1;

  /// Below this values are as good as level: they are noise, or stairs.
  private static final double LEAST = 0.1;

  /// The nearest and the farthest distance at which the order is read, as powers of two of x.
  private static final int NEAREST = -26;

  private static final int FARTHEST = -6;

  /// Returns whether there is a root at x.
  public boolean isFound() {
    return outcome.isRoot();
  }

  /// Returns the slope at x with its error, by the ladder. Calls the function some 11 times.
  public Derivative slope() {
    return Ladder.standard().derivative(function, x, value);
  }

  /// Returns the order of the root: 1 for a simple one, 2 for one like that of x², ⅓ for one like
  /// that of ∛x; NaN if it cannot be told. Calls the function at most 24 times.
  ///
  /// Read from how the values grow with the distance, where they do so alike on both sides and from
  /// one distance to the next.
  public double order() {
    if (!isFound()) {
      return Double.NaN;
    }
    double size = x == 0 ? 1 : Math.abs(x);
    double before = Double.NaN;
    double[] near = new double[2];
    for (int k = NEAREST; k <= FARTHEST; k += 2) {
      double h = Math.scalb(size, k);
      double[] here = {Math.abs(function.at(x - h)), Math.abs(function.at(x + h))};
      double left = StrictMath.log(here[0] / near[0]) / StrictMath.log(4);
      double right = StrictMath.log(here[1] / near[1]) / StrictMath.log(4);
      near = here;
      double order = (left + right) / 2;
      boolean isEven = order > LEAST && Math.abs(left - right) <= AGREEMENT * order;
      if (isEven && Math.abs(order - before) <= AGREEMENT * order / 2) {
        return rounded(order);
      }
      before = isEven ? order : Double.NaN;
    }
    return Double.NaN;
  }

  /// Returns the whole number, or the one over a whole number, that lies near.
  private static double rounded(double order) {
    double whole = order >= 0.9 ? Math.rint(order) : 1 / Math.rint(1 / order);
    return Math.abs(order - whole) <= AGREEMENT * whole ? whole : order;
  }

  @Override
  public String toString() {
    return x + " (value " + value + ") after " + evaluations + " values: " + outcome;
  }
}

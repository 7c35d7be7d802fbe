package thalweg.calculus.derivative.problem;

import thalweg.calculus.function.Formula;

/// A function, a point, and the derivative there to all digits of a double.
///
/// @param formula the function, of x alone, written as doubles are to compute it
/// @param x where it is to be differentiated
/// @param order which derivative
/// @param value the function's true value there, which doubles may miss
/// @param truth the derivative
public record Problem(Formula formula, double x, int order, double value, double truth) {
  /// The step of the differences that tell the truth, as a power of two beside x.
  private static final int STEP = -67;

  /// Slopes on the left and on the right that differ by more than this part are those of a kink.
  private static final double KINK = 1e-9;

  /// Returns the problem of that derivative. The truth is that of central differences in `digits`
  /// decimal digits, whose step lies 20 digits below x: right to some 38 digits where as many are
  /// left.
  ///
  /// @throws ArithmeticException if there is no derivative, or none that a double can hold
  static Problem of(Formula formula, double x, int order, int digits) {
    BigFloat centre = BigFloat.of(x, digits);
    BigFloat step = centre.constant(x == 0 ? 1 : Math.abs(x)).scaled(STEP);
    BigFloat[] at = new BigFloat[order + 2];
    for (int i = 0; i < at.length; i++) {
      BigFloat places = centre.constant(i - (order + 1) / 2.0);
      at[i] = at(formula, centre.plus(step.times(places)));
    }
    for (int n = 1; n <= order; n++) {
      for (int i = 0; i + n < at.length; i++) {
        at[i] = at[i + 1].minus(at[i]).over(step);
      }
    }
    double left = at[0].value();
    double right = at[1].value();
    if (Math.abs(right - left) > KINK * (Math.abs(left) + Math.abs(right))) {
      throw new ArithmeticException("a kink");
    }
    double truth = at[0].plus(at[1]).scaled(-1).value();
    double value = at(formula, centre).value();
    if (!Double.isFinite(truth) || !Double.isFinite(value)) {
      throw new ArithmeticException("beyond the range of doubles");
    }
    return new Problem(formula, x, order, value, truth);
  }

  private static BigFloat at(Formula formula, BigFloat x) {
    return formula.over(new BigFloat[] {x}, x);
  }
}

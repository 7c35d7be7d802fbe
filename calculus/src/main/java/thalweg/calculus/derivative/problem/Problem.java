package thalweg.calculus.derivative.problem;

import java.math.BigDecimal;
import thalweg.calculus.function.Formula;

/// A function, a point, and the derivative there to all digits of a double.
///
/// @param formula the function, of x alone, written as doubles are to compute it
/// @param x where it is to be differentiated
/// @param order which derivative
/// @param value the function's true value there, which doubles may miss
/// @param truth the derivative
public record Problem(Formula formula, double x, int order, double value, double truth) {
  /// The step of the differences that tell the truth, as a power of ten beside x.
  private static final int STEP = -20;

  /// Slopes on the left and on the right that differ by more than this part are those of a kink.
  private static final double KINK = 1e-9;

  /// Returns the problem of that derivative. The truth is that of central differences in `digits`
  /// decimal digits, whose step lies 20 digits below x: right to some 38 digits where as many are
  /// left.
  ///
  /// @throws ArithmeticException if there is no derivative, or none that a double can hold
  static Problem of(Formula formula, double x, int order, int digits) {
    Decimal like = Decimal.of(BigDecimal.ZERO, digits);
    BigDecimal centre = new BigDecimal(x);
    BigDecimal h = (x == 0 ? BigDecimal.ONE : centre.abs()).scaleByPowerOfTen(STEP);
    Decimal[] at = new Decimal[order + 2];
    for (int i = 0; i < at.length; i++) {
      BigDecimal places = BigDecimal.valueOf(i - (order + 1) / 2.0);
      at[i] = at(formula, centre.add(h.multiply(places)), like);
    }
    Decimal step = Decimal.of(h, digits);
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
    double truth = at[0].plus(at[1]).over(like.constant(2)).value();
    double value = at(formula, centre, like).value();
    if (!Double.isFinite(truth) || !Double.isFinite(value)) {
      throw new ArithmeticException("beyond the range of doubles");
    }
    return new Problem(formula, x, order, value, truth);
  }

  private static Decimal at(Formula formula, BigDecimal x, Decimal like) {
    return formula.over(new Decimal[] {new Decimal(x, like.digits())}, like);
  }
}

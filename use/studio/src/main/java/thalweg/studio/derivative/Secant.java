package thalweg.studio.derivative;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.function.ScalarFunction;

/// A line through two points of a graph, and what its slope is worth.
///
/// @param method which difference, as it is written
/// @param x the arguments of its ends, the lower first
/// @param y the function's values there
/// @param slope the difference quotient
/// @param error how far the slope is from the derivative; NaN where there is none
/// @param rounding the most that rounding of the values and of the arguments adds to that, or
///   nearly
/// @param vanished whether both ends have the same argument, so that the slope says nothing
/// @param right how many digits of the slope are right; NaN where the derivative is 0 or there is
///   none
/// @param written the two values, with as many digits as the numbers hold and equally many behind
///   the point
/// @param shared how many leading characters the two have in common: what the subtraction takes
///   away
/// @param lost how many decimal digits the subtraction takes away
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Secant(
    String method,
    double[] x,
    double[] y,
    double slope,
    double error,
    double rounding,
    boolean vanished,
    double right,
    String[] written,
    int shared,
    double lost) {
  /// How many significant decimal digits numbers hold that are rounded to 53 or 24 bits.
  private static final int DOUBLE_DIGITS = 17;

  private static final int SINGLE_DIGITS = 9;

  /// The exponents of numbers that are written without one.
  private static final int PLAIN = 7;

  /// Returns the difference of `f` at `x` with step `h`.
  ///
  /// @param truth the derivative; NaN where there is none
  /// @param single whether f computes in single precision
  static Secant of(
      DifferenceFormula formula,
      ScalarFunction f,
      double x,
      double h,
      double truth,
      boolean single) {
    double low = argument(formula == DifferenceFormula.FORWARD ? x : x - h, single);
    double high = argument(formula == DifferenceFormula.BACKWARD ? x : x + h, single);
    double below = f.at(low);
    double above = f.at(high);
    double slope = formula.slope(f, x, h);
    double unit = single ? 0x1p-24 : 0x1p-53;
    double most = -Math.log10(unit);
    double width = formula == DifferenceFormula.CENTRAL ? 2 * h : h;
    double rounding =
        unit * (Math.abs(above) + Math.abs(below)) / width
            + Math.abs(slope) * Math.abs(high - low - width) / width;
    String[] written = written(below, above, single ? SINGLE_DIGITS : DOUBLE_DIGITS);
    return new Secant(
        formula.method().written(),
        new double[] {low, high},
        new double[] {below, above},
        slope,
        Math.abs(slope - truth),
        rounding,
        low == high,
        digits(Math.abs(slope - truth), Math.abs(truth), most),
        written,
        shared(written[0], written[1]),
        digits(Math.abs(above - below), Math.max(Math.abs(below), Math.abs(above)), most));
  }

  private static double argument(double x, boolean single) {
    return single ? (float) x : x;
  }

  /// Returns how many decimal digits a part is smaller than the whole: none to `most`.
  private static double digits(double part, double whole, double most) {
    if (!Double.isFinite(part) || !(whole > 0) || Double.isInfinite(whole)) {
      return Double.NaN;
    }
    return part == 0 ? most : Math.clamp(Math.log10(whole / part), 0, most);
  }

  /// Writes two numbers to the same place behind the point.
  private static String[] written(double a, double b, int digits) {
    if (!Double.isFinite(a) || !Double.isFinite(b)) {
      return new String[] {Double.toString(a), Double.toString(b)};
    }
    BigDecimal largest = new BigDecimal(Math.max(Math.abs(a), Math.abs(b)));
    int exponent = largest.signum() == 0 ? 0 : largest.precision() - largest.scale() - 1;
    boolean plain = Math.abs(exponent) < PLAIN;
    String power = plain ? "" : "e" + exponent;
    return new String[] {
      written(a, plain ? 0 : exponent, digits, exponent) + power,
      written(b, plain ? 0 : exponent, digits, exponent) + power
    };
  }

  private static String written(double value, int power, int digits, int exponent) {
    // Each number holds so many digits of its own; the larger of the two says where they end.
    return new BigDecimal(value)
        .round(new MathContext(digits + 2))
        .movePointLeft(power)
        .setScale(digits - 1 - (exponent - power), RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  private static int shared(String a, String b) {
    int shared = 0;
    while (a.length() == b.length()
        && shared < a.length()
        && a.charAt(shared) == b.charAt(shared)) {
      shared++;
    }
    return shared;
  }
}

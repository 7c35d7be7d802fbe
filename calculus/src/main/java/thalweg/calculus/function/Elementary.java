package thalweg.calculus.function;

import java.util.Locale;

/// The functions of one argument that a formula may call. Their bits do not depend on the platform.
///
/// Where one has a kink its rate of change is 0, the middle of a kink of abs and one side of that
/// of relu; where one jumps, as floor, ceil, round and sign do, the rate is 0 as beside it.
public enum Elementary {
  SIN,
  COS,
  TAN,
  ASIN,
  ACOS,
  ATAN,
  SINH,
  COSH,
  TANH,
  EXP,
  LOG,
  SQRT,
  ABS,
  ERF,
  SIGMOID,
  RELU,
  EXPM1,
  LOG1P,
  LOG10,
  LOG2,
  CBRT,
  FLOOR,
  CEIL,
  ROUND,
  SIGN;

  private static final double LOG2_OF_E = 1.4426950408889634;

  private final String written = name().toLowerCase(Locale.ROOT);

  /// Returns the name used in formulas, such as `sin`.
  public String written() {
    return written;
  }

  /// Returns the value at `x`; NaN outside the domain. It is within [#ulps] of the true one.
  ///
  /// `expm1` is eˣ − 1 and `log1p` is ln(1 + x), neither of which cancels near 0. `round` goes to
  /// the nearest whole number, from the middle to the even one. `sign` is −1, 0 or 1.
  public double at(double x) {
    return switch (this) {
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case SINH -> StrictMath.sinh(x);
      case COSH -> StrictMath.cosh(x);
      case TANH -> StrictMath.tanh(x);
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SQRT -> Math.sqrt(x);
      case ABS -> Math.abs(x);
      case ERF -> ErrorFunction.at(x);
      case SIGMOID -> sigmoid(x);
      case RELU -> Math.max(0, x);
      case EXPM1 -> StrictMath.expm1(x);
      case LOG1P -> StrictMath.log1p(x);
      case LOG10 -> StrictMath.log10(x);
      case LOG2 -> log2(x);
      case CBRT -> StrictMath.cbrt(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case SIGN -> Math.signum(x);
    };
  }

  /// Returns the most that [#at] may err, in units in the last place of its result; 0 where it is
  /// exact, ½ where it is the nearest double.
  public double ulps() {
    return switch (this) {
      case ABS, RELU, FLOOR, CEIL, ROUND, SIGN -> 0;
      case SQRT -> 0.5;
      case SIN, COS, TAN, ASIN, ACOS, ATAN, EXP, LOG, EXPM1, LOG1P, LOG10, CBRT -> 1;
      case LOG2 -> 2;
      case SINH, COSH, TANH -> 2.5;
      case ERF, SIGMOID -> 4;
    };
  }

  /// Takes the exponent out first, so that powers of two are exact.
  private static double log2(double x) {
    if (!(x > 0) || Double.isInfinite(x)) {
      return StrictMath.log(x);
    }
    double normal = x < Double.MIN_NORMAL ? 0x1p54 * x : x;
    int exponent = Math.getExponent(normal);
    double significand = Math.scalb(normal, -exponent);
    if (significand > 1.4142135623730951) { // nearest to 1, or the sum below cancels
      significand /= 2;
      exponent++;
    }
    return exponent - (x < Double.MIN_NORMAL ? 54 : 0) + StrictMath.log(significand) * LOG2_OF_E;
  }

  /// 1 / (1 + e⁻ˣ), written so that the exponential never overflows.
  private static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + StrictMath.exp(-x));
    }
    double e = StrictMath.exp(x);
    return e / (1 + e);
  }
}

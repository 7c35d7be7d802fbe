package thalweg.calculus.function;

import java.util.Locale;

/// The functions of one argument that a formula may call; `round` goes to the nearest whole number,
/// from the middle to the even one. Their bits do not depend on the platform.
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
  ROUND;

  private final String written = name().toLowerCase(Locale.ROOT);

  /// Returns the name used in formulas, such as `sin`.
  public String written() {
    return written;
  }

  /// Returns the value at `x`; NaN outside the domain. Within 1 ulp for the classical functions,
  /// 2.5 for the hyperbolic ones, 4 for the error function and the sigmoid.
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
      case LOG2 -> binaryLogarithm(x);
      case CBRT -> StrictMath.cbrt(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
    };
  }

  /// The exponent apart, so that powers of two come out whole.
  private static double binaryLogarithm(double x) {
    if (!(x > 0) || Double.isInfinite(x)) {
      return StrictMath.log(x);
    }
    int exponent = Math.getExponent(x);
    if (exponent < Double.MIN_EXPONENT) {
      return binaryLogarithm(x * 0x1p54) - 54;
    }
    double mantissa = Math.scalb(x, -exponent);
    if (mantissa > 1.4142135623730951) {
      mantissa /= 2;
      exponent++;
    }
    return exponent + StrictMath.log(mantissa) / 0.6931471805599453;
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

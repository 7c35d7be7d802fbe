package thalweg.calculus.function;

/// The error function erf(x) = 2/√π · ∫₀ˣ exp(−t²) dt.
final class ErrorFunction {
  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
  private static final double ROOT_PI = 1.7724538509055160;

  /// Below this the series is short; above it the continued fraction converges fast.
  private static final double SWITCH = 2;

  private static final int FRACTION_TERMS = 60;

  /// From here on 1 − erf(x) is less than half an ulp of 1.
  private static final double SATURATED = 6;

  private ErrorFunction() {}

  /// Returns erf(x) with a relative error below 7e-16, three ulp.
  static double at(double x) {
    double size = Math.abs(x);
    if (size < SWITCH) {
      return series(x);
    }
    if (size < SATURATED) {
      return Math.copySign(1 - complement(size), x);
    }
    return Double.isNaN(x) ? x : Math.copySign(1, x);
  }

  /// erf(x) = 2/√π · x · exp(−x²) · Σ (2x²)ⁿ / (1·3·5⋯(2n+1)): all terms have one sign, so nothing
  /// cancels. Source: Abramowitz and Stegun 1964, 7.1.6.
  private static double series(double x) {
    double square = x * x;
    double squareRest = Math.fma(x, x, -square);
    double exponential = StrictMath.exp(-square);
    exponential -= exponential * squareRest;
    double term = 1;
    double sum = 1;
    double carry = 0; // what the sum has rounded away so far, after Kahan
    for (int n = 1; term > sum * 0x1p-60; n++) {
      term *= 2 * square / (2 * n + 1);
      double addend = term - carry;
      double next = sum + addend;
      carry = next - sum - addend;
      sum = next;
    }
    return TWO_OVER_ROOT_PI * x * (exponential * sum);
  }

  /// erfc(x) = exp(−x²)/√π · 1/(x + ½/(x + 1/(x + ³⁄₂/(x + …)))). Source: Abramowitz and Stegun
  /// 1964, 7.1.14. At most 0.005 where it is used, so its own error hardly shows in 1 − erfc.
  private static double complement(double x) {
    double tail = 0;
    for (int k = FRACTION_TERMS; k > 0; k--) {
      tail = 0.5 * k / (x + tail);
    }
    return StrictMath.exp(-x * x) / (ROOT_PI * (x + tail));
  }
}

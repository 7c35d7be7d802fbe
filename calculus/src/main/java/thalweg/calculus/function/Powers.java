package thalweg.calculus.function;

/// Powers, with the digits that a good C library gives.
final class Powers {
  /// Up to this exponent the product of factors is exact enough to round to the nearest double.
  private static final int GREATEST_WHOLE = 64;

  private Powers() {}

  /// Returns base^exponent. Whole exponents up to ±64 are rounded correctly but for near ties; the
  /// square is x·x. Other exponents are within 1 ulp.
  static double power(double base, double exponent) {
    if (exponent == 2) {
      return base * base;
    }
    double size = Math.abs(exponent);
    if (size >= 1 && size <= GREATEST_WHOLE && size == Math.rint(size)) {
      double whole = whole(base, (int) size, exponent < 0);
      // Beyond these the low halves of the products below underflow or overflow.
      if (Math.abs(whole) > 1e-250 && Math.abs(whole) < 1e250) {
        return whole;
      }
    }
    return StrictMath.pow(base, exponent);
  }

  /// Multiplies in pairs of doubles high + low, the low one holding what the high one rounds away.
  private static double whole(double base, int exponent, boolean inverse) {
    double high = base;
    double low = 0;
    for (int i = 1; i < exponent; i++) {
      double product = high * base;
      double rest = Math.fma(high, base, -product) + low * base;
      high = product + rest;
      low = product - high + rest;
    }
    if (!inverse) {
      return high;
    }
    double quotient = 1 / high;
    // One step of Newton's iteration for 1 / (high + low).
    return Math.fma(quotient, Math.fma(-quotient, high, 1) - quotient * low, quotient);
  }
}

package thalweg.descent.fit;

/// Student's distribution: how far a mean may lie from the truth when its error is estimated.
///
/// Source: Abramowitz and Stegun 1964, 26.5.27 and 26.7.1; the continued fraction 26.5.8.
final class StudentT {
  private static final double[] LANCZOS = {
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
    12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7
  };

  private StudentT() {}

  /// Returns how many standard errors to both sides hold the truth with this probability; NaN where
  /// there are no degrees of freedom.
  ///
  /// @param level between 0 and 1, such as 0.95
  static double factor(double level, int freedom) {
    if (freedom < 1) {
      return Double.NaN;
    }
    double low = 0;
    double high = 1;
    while (outside(high, freedom) > 1 - level && high < 1e300) {
      high *= 2;
    }
    for (int i = 0; i < 2000 && high - low > 2 * Math.ulp(high); i++) {
      double middle = low + (high - low) / 2;
      if (outside(middle, freedom) > 1 - level) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low + (high - low) / 2;
  }

  /// Returns the probability of being farther than t from 0 on either side.
  static double outside(double t, int freedom) {
    double x = freedom / (freedom + t * t);
    double a = freedom / 2.0;
    double front =
        StrictMath.exp(
            logGammaHalfOn(a) - logGamma(0.5) + a * StrictMath.log(x) + 0.5 * StrictMath.log1p(-x));
    if (t == 0) {
      return 1;
    }
    return x < (a + 1) / (a + 2.5)
        ? front * fraction(x, a, 0.5) / a
        : 1 - front * fraction(1 - x, 0.5, a) / 0.5;
  }

  /// The continued fraction of the incomplete beta function, by Lentz's method.
  private static double fraction(double x, double a, double b) {
    double tiny = 1e-300;
    double c = 1;
    double d = 1 - (a + b) * x / (a + 1);
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m < 500; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 + even * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + even / c;
      c = Math.abs(c) < tiny ? tiny : c;
      h *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 + odd * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + odd / c;
      c = Math.abs(c) < tiny ? tiny : c;
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) {
        break;
      }
    }
    return h;
  }

  /// ln Γ(a + ½) − ln Γ(a), which would cancel where a is large.
  private static double logGammaHalfOn(double a) {
    return a > 1e4
        ? 0.5 * StrictMath.log(a) - 1 / (8 * a) + 1 / (192 * a * a * a)
        : logGamma(a + 0.5) - logGamma(a);
  }

  /// ln Γ(z) for z ≥ ½. Source: Lanczos 1964, with g = 7.
  private static double logGamma(double z) {
    double sum = 0.9999999999998099;
    for (int i = 0; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (z + i);
    }
    double t = z + LANCZOS.length - 1.5;
    return 0.5 * StrictMath.log(2 * Math.PI)
        + (z - 0.5) * StrictMath.log(t)
        - t
        + StrictMath.log(sum);
  }
}

package thalweg.calculus.gradient.forward;

import thalweg.calculus.function.Elementary;

/// The Taylor coefficients of the elementary functions: value, rate of change, and the rest by the
/// recurrence that each function's differential equation gives.
///
/// Source: any table of derivatives; Griewank and Walther 2008, table 13.2.
final class Series {
  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

  private static final double LN_2 = 0.6931471805599453;
  private static final double LN_10 = 2.302585092994046;

  private Series() {}

  /// Returns the rate of change of `function` at `x`.
  static double rate(Elementary function, double x) {
    double[] c = new double[2];
    at(function, x, c);
    return c[1];
  }

  /// Fills `c` with the coefficients of `function` at `x`.
  static void at(Elementary function, double x, double[] c) {
    c[0] = function.at(x);
    switch (function) {
      case SIN -> turning(c, Elementary.COS.at(x), -1);
      case COS -> turning(c, -Elementary.SIN.at(x), -1);
      case SINH -> turning(c, Elementary.COSH.at(x), 1);
      case COSH -> turning(c, Elementary.SINH.at(x), 1);
      case TAN -> riccati(c, 1 + c[0] * c[0], 1);
      // Not 1 − tanh², which is 0 long before the slope is.
      case TANH -> riccati(c, 1 / Elementary.COSH.at(x) / Elementary.COSH.at(x), -1);
      case ASIN -> inverseSine(c, x, 1);
      case ACOS -> inverseSine(c, x, -1);
      case ATAN -> {
        double q = 1 + x * x;
        double[] w = new double[c.length - 1];
        for (int k = 0; k < w.length; k++) {
          double before = k > 0 ? 2 * x * w[k - 1] : 0;
          w[k] = ((k == 0 ? 1 : 0) - before - (k > 1 ? w[k - 2] : 0)) / q;
        }
        integrate(w, c);
      }
      case EXP -> {
        for (int k = 1; k < c.length; k++) {
          c[k] = c[k - 1] / k;
        }
      }
      case LOG -> logarithm(c, x, 1);
      case LOG10 -> logarithm(c, x, 1 / LN_10);
      case LOG2 -> logarithm(c, x, 1 / LN_2);
      case LOG1P -> logarithm(c, 1 + x, 1);
      case EXPM1 -> {
        for (int k = 1; k < c.length; k++) {
          c[k] = k == 1 ? Elementary.EXP.at(x) : c[k - 1] / k;
        }
      }
      case CBRT -> {
        c[1] = c[0] / x / 3;
        for (int k = 2; k < c.length; k++) {
          c[k] = c[k - 1] * (4.0 / 3 - k) / (k * x);
        }
        if (x == 0) {
          c[1] = Double.POSITIVE_INFINITY;
        }
      }
      case FLOOR, CEIL, ROUND, SIGN -> c[1] = Double.isNaN(x) ? x : 0;
      case SQRT -> {
        c[1] = 0.5 / c[0];
        for (int k = 2; k < c.length; k++) {
          c[k] = c[k - 1] * (1.5 - k) / (k * x);
        }
      }
      case ABS -> c[1] = Math.signum(x);
      case RELU -> c[1] = Double.isNaN(x) ? x : x > 0 ? 1 : 0;
      case ERF -> {
        double[] w = new double[c.length - 1];
        w[0] = TWO_OVER_ROOT_PI * Elementary.EXP.at(-x * x);
        for (int k = 1; k < w.length; k++) {
          w[k] = -2 * (x * w[k - 1] + (k > 1 ? w[k - 2] : 0)) / k;
        }
        integrate(w, c);
      }
      case SIGMOID -> {
        // s′ = s(1 − s), and 1 − s(x) = s(−x) without cancelling.
        double other = Elementary.SIGMOID.at(-x);
        c[1] = c[0] * other;
        for (int k = 1; k + 1 < c.length; k++) {
          double sum = (other - c[0]) * c[k];
          for (int i = 1; i < k; i++) {
            sum -= c[i] * c[k - i];
          }
          c[k + 1] = sum / (k + 1);
        }
      }
    }
  }

  /// The powers of −1/x over k, times `scale`.
  private static void logarithm(double[] c, double x, double scale) {
    double power = x < 0 ? Double.NaN : scale;
    for (int k = 1; k < c.length; k++) {
      power /= k == 1 ? x : -x;
      c[k] = power / k;
    }
  }

  /// f″ = sign · f.
  private static void turning(double[] c, double rate, double sign) {
    c[1] = rate;
    for (int k = 2; k < c.length; k++) {
      c[k] = sign * c[k - 2] / (k * (k - 1));
    }
  }

  /// f′ = 1 + sign · f², the rate itself given.
  private static void riccati(double[] c, double rate, double sign) {
    c[1] = rate;
    for (int k = 1; k + 1 < c.length; k++) {
      double square = 0;
      for (int i = 0; i <= k; i++) {
        square += c[i] * c[k - i];
      }
      c[k + 1] = sign * square / (k + 1);
    }
  }

  /// (1 − x²) w′ = x w for w = 1/√(1 − x²).
  private static void inverseSine(double[] c, double x, double sign) {
    double q = (1 - x) * (1 + x);
    double[] w = new double[c.length - 1];
    w[0] = sign / Math.sqrt(q);
    for (int k = 0; k + 1 < w.length; k++) {
      w[k + 1] = ((2 * k + 1) * x * w[k] + (k > 0 ? k * w[k - 1] : 0)) / ((k + 1) * q);
    }
    integrate(w, c);
  }

  private static void integrate(double[] w, double[] c) {
    for (int k = 1; k < c.length; k++) {
      c[k] = w[k - 1] / k;
    }
  }
}

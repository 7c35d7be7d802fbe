package thalweg.calculus.derivative;

import java.util.List;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.ScalarFunction;

/// The open test functions of one variable, O1 to O22, with their derivatives to 16 digits.
///
/// Origins: O1 to O4, O20 and O21 from the tests of FiniteDifferences.jl, O5 to O12 from Baudin's
/// benchmark, O13 to O17 from those of SciPy, O18 and O19 from numDeriv's, O22 from Boost's manual.
final class OpenFunctions {
  private OpenFunctions() {}

  record Open(String name, ScalarFunction f, double x, double slope) {}

  static final List<Open> ALL =
      List.of(
          new Open("O1 exp", Math::exp, 1, 2.7182818284590452),
          new Open("O2 sin", Math::sin, 1, 0.54030230586813972),
          new Open("O3 log near 0", Math::log, 1e-3, 1000),
          new Open("O4 sqrt(x+1)", x -> Math.sqrt(x + 1), 1, 0.5 / Math.sqrt(2)),
          new Open("O5 atan", Math::atan, 0.5, 0.8),
          new Open("O6 1/x", x -> 1 / x, 1, -1),
          new Open("O7 flat", x -> Math.exp(-1e-6 * x), 1, -1e-6 * Math.exp(-1e-6)),
          new Open("O8 expm1²", x -> square(Math.expm1(x)), -8, -6.7070018545558516e-4),
          new Open(
              "O9 near a minimum",
              x -> x * x * x * x + 3 * x * x - 10 * x,
              0.99999,
              4 * 0.99999 * 0.99999 * 0.99999 + 6 * 0.99999 - 10),
          new Open("O10 exp(x²)", x -> Math.exp(x * x), 1, 2 * Math.E),
          new Open("O11 x² log x", x -> x * x * Math.log(x), 1, 1),
          new Open(
              "O12 sum of squares",
              x -> square(Math.expm1(x)) + square(1 / Math.sqrt(1 + x * x) - 1),
              1,
              9.5486553221297575),
          new Open("O13 sinh", Math::sinh, 1, 1.5430806348152438),
          new Open("O14 tan", Math::tan, 0.5, 1.2984464104095248),
          new Open(
              "O15 normal distribution",
              x -> 0.5 * (1 + Elementary.ERF.at(x / Math.sqrt(2))),
              0.6,
              0.33322460289179964),
          new Open("O16 x⁹⁹ − 1", x -> Math.pow(x, 99) - 1, 7, 6.5349627439357e84),
          new Open("O17 oscillating", x -> Math.sin(20 * x) * square(x - 1), 0, 20),
          new Open("O18 asin at the edge", Math::asin, 0.99, 7.0888120500833559),
          new Open("O19 sin(1/x)", x -> Math.sin(1 / x), 0.01, -8623.1887228768),
          new Open("O20 cosc", OpenFunctions::cosc, 0, -Math.PI * Math.PI / 3),
          new Open("O21 beside a kink", Math::abs, 1e-3, 1),
          new Open("O22 beside a pole", OpenFunctions::pole, 5.5, -23504072.874416));

  private static double square(double x) {
    return x * x;
  }

  private static double pole(double x) {
    return Math.exp(x) / (Math.pow(Math.cos(x), 3) + Math.pow(Math.sin(x), 3));
  }

  /// cos(πx)/x − sin(πx)/(πx²), by its series near 0.
  private static double cosc(double x) {
    double z = Math.PI * x;
    if (Math.abs(z) > 0.1) {
      return Math.cos(z) / x - Math.sin(z) / (z * x);
    }
    double sum = 0;
    double term = z; // z²ᵏ⁻¹/(2k)! with its sign
    for (int k = 1; k < 9; k++) {
      term *= k == 1 ? -0.5 : -z * z / ((2 * k - 1) * (2.0 * k));
      sum += term * 2 * k / (2 * k + 1);
    }
    return Math.PI * sum;
  }
}

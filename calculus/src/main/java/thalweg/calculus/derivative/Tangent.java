package thalweg.calculus.derivative;

import thalweg.calculus.function.ScalarFunction;

/// The line slope · x + intercept that touches a function at a point.
///
/// @param slope the derivative at the point
/// @param intercept the height of the line at x = 0
public record Tangent(double slope, double intercept) implements ScalarFunction {
  /// Returns the tangent of `f` at `x`, its slope by the central difference with the default step.
  public static Tangent of(ScalarFunction f, double x) {
    return through(x, f.at(x), Derivative.central(f, x));
  }

  /// Returns the line of the given slope through the point (x, value).
  public static Tangent through(double x, double value, double slope) {
    return new Tangent(slope, value - slope * x);
  }

  /// Returns the height of the line at `x`.
  @Override
  public double at(double x) {
    return slope * x + intercept;
  }
}

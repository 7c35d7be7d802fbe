package thalweg.descent;

/// Gradient descent with a constant rate: x ← x − rate · gradient(x), a given number of times.
/// Source: Cauchy 1847.
///
/// @param rate the learning rate; finite and above 0
/// @param steps how many steps to take, at least 1; fewer are taken only if the gradient vanishes
///   or a number is not finite
/// @param tolerance stop where the gradient's Euclidean norm is at most this; 0 never stops for it
/// @param keepPath whether to keep every point visited
public record GradientDescent(double rate, int steps, double tolerance, boolean keepPath) {
  public GradientDescent {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "gradient descent: the rate is "
              + rate
              + "; it must be a finite number above 0, such as 0.1. To go uphill, maximise.");
    }
    if (steps < 1) {
      throw new IllegalArgumentException(
          "gradient descent: " + steps + " steps asked for; there must be at least 1.");
    }
    if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
      throw new IllegalArgumentException(
          "gradient descent: the tolerance is "
              + tolerance
              + "; it must be a finite number, above 0 or 0 for no such stop.");
    }
  }

  /// Returns the usual beginning: rate 0.1, 100 steps, tolerance 1e-10, no path kept.
  public static GradientDescent defaults() {
    return new GradientDescent(0.1, 100, 1e-10, false);
  }

  /// Returns this method with another rate.
  public GradientDescent withRate(double rate) {
    return new GradientDescent(rate, steps, tolerance, keepPath);
  }

  /// Returns this method with another number of steps.
  public GradientDescent withSteps(int steps) {
    return new GradientDescent(rate, steps, tolerance, keepPath);
  }

  /// Returns this method with another tolerance.
  public GradientDescent withTolerance(double tolerance) {
    return new GradientDescent(rate, steps, tolerance, keepPath);
  }

  /// Returns this method, keeping every point visited.
  public GradientDescent withPath() {
    return new GradientDescent(rate, steps, tolerance, true);
  }
}

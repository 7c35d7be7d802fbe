package thalweg.calculus.gradient.probe;

import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;

/// What is done with single partial derivatives.
public final class Partials {
  private Partials() {}

  public static Derivative costing(Derivative d, int evaluations) {
    return new Derivative(
        d.x(),
        d.value(),
        d.derivative(),
        d.error(),
        evaluations,
        d.method(),
        d.step(),
        d.accuracy(),
        d.reason(),
        d.left(),
        d.right());
  }

  /// Returns a slope to go on with: at a kink that between both sides, as a central difference has
  /// it.
  public static double slope(Derivative d) {
    return d.reason() == Reason.KINK ? (d.left() + d.right()) / 2 : d.derivative();
  }

  /// Returns the same with everything that has the derivative's unit divided by `scale`, and moved
  /// to `x`.
  public static Derivative over(Derivative d, double scale, double x) {
    return new Derivative(
        x,
        d.value(),
        d.derivative() / scale,
        d.error() / Math.abs(scale),
        d.evaluations(),
        d.method(),
        d.step(),
        d.accuracy(),
        d.reason(),
        d.left() / scale,
        d.right() / scale);
  }
}

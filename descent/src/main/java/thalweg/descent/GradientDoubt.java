package thalweg.descent;

import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// Asks the values whether a gradient is right, where a descent by it came to nothing.
final class GradientDoubt {
  private static final double STEP = 1e-5;
  private static final double NEARER = 8;
  private static final double NARROW = 1e-3;

  /// The slopes must be this many error bars apart: of what values suffer besides rounding, little
  /// is known…
  private static final double BEYOND = 20;

  /// …and this much of the slope besides. A gradient less wrong than that still leads downhill.
  private static final double SHARE = 0.5;

  private GradientDoubt() {}

  /// Returns the outcome that the gradient is wrong, or null if the values agree with it or cannot
  /// tell. On a kink the gradient is that of one side; so it is wrong only if it agrees with
  /// neither, at two widths. Costs eight values at most.
  static Outcome.@Nullable WrongGradient along(
      Meter meter, double[] x, double[] direction, double value, double slope) {
    double h = STEP * Math.max(1, Vectors.norm(x)) / Vectors.norm(direction);
    // Far from the origin that may be wide beside the function, where slopes are others.
    return doubted(meter, x, direction, value, slope, h) == null
        ? null
        : doubted(meter, x, direction, value, slope, NARROW * h);
  }

  private static Outcome.@Nullable WrongGradient doubted(
      Meter meter, double[] x, double[] direction, double value, double slope, double h) {
    double sum = 0;
    for (int side = -1; side <= 1; side += 2) {
      double wide = slope(meter, x, direction, side * h, value);
      double near = slope(meter, x, direction, side * h / NEARER, value);
      double noise = meter.noise(value) * NEARER / h;
      double bar = BEYOND * (Math.abs(wide - near) + noise) + SHARE * Math.abs(slope);
      if (!(Math.abs(near - slope) > bar)) {
        return null;
      }
      sum += near;
    }
    return new Outcome.WrongGradient(slope, sum / 2);
  }

  private static double slope(
      Meter meter, double[] x, double[] direction, double step, double value) {
    double[] moved = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      moved[i] = x[i] + step * direction[i];
    }
    return (meter.value(moved) - value) / step;
  }
}

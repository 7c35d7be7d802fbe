package thalweg.descent;

import java.util.Arrays;
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

  /// So many widths are looked at, each by a thousandth as wide.
  private static final int WIDTHS = 6;

  /// Sides whose slopes come together by this share of what they were apart are those of a smooth
  /// function; beside a pole, a kink or within a narrow valley they do not.
  private static final double TOGETHER = 0.125;

  private final Meter meter;
  private final double[] x;
  private final double[] direction;
  private final double value;
  private final double slope;

  private GradientDoubt(Meter meter, double[] x, double[] direction, double value, double slope) {
    this.meter = meter;
    this.x = x;
    this.direction = direction;
    this.value = value;
    this.slope = slope;
  }

  /// What both sides show at a width that contradicts the gradient.
  ///
  /// @param observed the mean of their slopes
  /// @param apart by how much these differ
  /// @param noise by how much they may for no reason
  private record Sides(double observed, double apart, double noise) {}

  /// Returns the outcome that the gradient is wrong, or null if the values agree with it or cannot
  /// tell. On a kink the gradient is that of one side; so it is wrong only if it agrees with
  /// neither, at two widths of which the narrower shows that the function is smooth. Costs four
  /// values at each of two widths, and of four more where these tell no slope.
  static Outcome.@Nullable WrongGradient along(
      Meter meter, double[] x, double[] direction, double value, double slope) {
    GradientDoubt doubt = new GradientDoubt(meter, x, direction, value, slope);
    double h = STEP * Math.max(1, Vectors.norm(x)) / Vectors.norm(direction);
    Sides wide = doubt.at(h);
    for (int k = 1; k < WIDTHS && wide != null; k++) {
      h *= NARROW;
      Sides narrow = doubt.at(h);
      if (narrow == null || narrow.apart <= Math.max(TOGETHER * wide.apart, narrow.noise)) {
        return narrow == null ? null : new Outcome.WrongGradient(slope, narrow.observed);
      }
      wide = narrow;
    }
    return null;
  }

  /// Returns what both sides show at a width; null where one agrees with the gradient or tells
  /// nothing.
  private @Nullable Sides at(double h) {
    double noise = meter.noise(value) * NEARER / h;
    double[] observed = new double[2];
    for (int side = 0; side < 2; side++) {
      double step = side == 0 ? -h : h;
      double wide = slope(step);
      double near = slope(step / NEARER);
      double bar = BEYOND * (Math.abs(wide - near) + noise) + SHARE * Math.abs(slope);
      if (!(Math.abs(near - slope) > bar)) {
        return null;
      }
      observed[side] = near;
    }
    double apart = Math.abs(observed[1] - observed[0]);
    return new Sides((observed[0] + observed[1]) / 2, apart, BEYOND * noise);
  }

  /// Returns the slope of the values from the point to a step away; NaN where that is too short.
  private double slope(double step) {
    double[] moved = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      moved[i] = x[i] + step * direction[i];
    }
    return Arrays.equals(moved, x) ? Double.NaN : (meter.value(moved) - value) / step;
  }
}

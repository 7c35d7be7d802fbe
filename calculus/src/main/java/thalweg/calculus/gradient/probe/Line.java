package thalweg.calculus.gradient.probe;

import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;

/// A straight line through a point, on which a ladder climbs: at u = 1 stands the point itself, and
/// each coordinate i moves by (u − 1) · σᵢ. The line is as long as its coordinates are, so that a
/// step that is small beside 1 is small beside each of them.
public final class Line {
  private final double[] x;
  private final double[] sigma;
  private final double scale;
  private final Box box;

  private Line(double[] x, double[] sigma, double scale, Box box) {
    this.x = x.clone();
    this.sigma = sigma;
    this.scale = scale;
    this.box = box;
  }

  /// Returns the line through `x` along `direction`.
  ///
  /// @throws IllegalArgumentException if the direction is 0, not finite or of another length
  public static Line along(double[] direction, double[] x, Box box) {
    if (direction.length != x.length) {
      throw new IllegalArgumentException(
          "directional derivative: the direction has "
              + direction.length
              + " coordinates, the point "
              + x.length
              + "; they must be equal.");
    }
    double longest = 0;
    double farthest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(direction[i])) {
        throw new IllegalArgumentException(
            "directional derivative: coordinate "
                + i
                + " of the direction is "
                + direction[i]
                + "; it must be a finite number.");
      }
      longest = Math.max(longest, Math.abs(direction[i]));
      farthest = Math.max(farthest, Math.abs(x[i]));
      if (direction[i] != 0 && x[i] != 0) {
        least = Math.min(least, Math.abs(x[i] / direction[i]));
      }
    }
    if (longest == 0) {
      throw new IllegalArgumentException(
          "directional derivative: the direction is 0; there is no way to go.");
    }
    // The least coordinate sets the scale, unless it is so tiny that steps would vanish beside the
    // others.
    double scale =
        farthest == 0 || Double.isInfinite(least)
            ? 1 / longest
            : Math.max(least, 1e-3 * farthest / longest);
    double power = Probe.unit(scale);
    double[] sigma = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      sigma[i] = direction[i] * power;
    }
    return new Line(x, sigma, power, box);
  }

  /// Returns the line on which several coordinates move, each by its own scale.
  public static Line of(int[] coordinates, double[] x, Box box) {
    double[] sigma = new double[x.length];
    for (int i : coordinates) {
      sigma[i] = Probe.scale(x[i]);
    }
    return new Line(x, sigma, 1, box);
  }

  /// Returns how far one unit of u is, in units of the direction.
  public double scale() {
    return scale;
  }

  public double sigma(int i) {
    return sigma[i];
  }

  /// Returns the ladder that keeps to the bounds.
  public Ladder ladder() {
    double lower = -Double.MAX_VALUE;
    double upper = Double.MAX_VALUE;
    for (int i = 0; i < x.length; i++) {
      if (sigma[i] != 0) {
        double low = 1 + (box.lower(i) - x[i]) / sigma[i];
        double high = 1 + (box.upper(i) - x[i]) / sigma[i];
        lower = Math.max(lower, Math.min(low, high));
        upper = Math.min(upper, Math.max(low, high));
      }
    }
    if (!(lower < upper)) {
      throw new IllegalArgumentException(
          "directional derivative: the bounds " + box + " leave no room along the line.");
    }
    return Ladder.standard().within(lower, upper);
  }

  public void move(Probe probe, double u) {
    for (int i = 0; i < x.length; i++) {
      if (sigma[i] != 0) {
        probe.move(i, box.clamp(i, x[i] + sigma[i] * (u - 1)));
      }
    }
  }

  /// Returns the rate of change per unit of the direction.
  public Derivative scaled(Derivative d) {
    return Partials.over(d, scale, 0);
  }
}

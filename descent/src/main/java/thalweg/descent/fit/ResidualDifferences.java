package thalweg.descent.fit;

import java.util.Arrays;
import thalweg.calculus.derivative.Noise;

/// The Jacobian of residuals from their values, each column with a step of its own.
///
/// A step is measured by the length over which the parameter bends the residuals, and by the error
/// in them: roundings of what they are made of, or noise where that was measured. Differences on
/// both sides tell the length; those on one side use what the last ones told. So a parameter of
/// 1e-7 beside one of 1e7 needs no setting. Never looks outside the bounds, and takes the side that
/// is finite. Sources: Gill, Murray, Saunders and Wright 1983; Moré and Wild 2012.
final class ResidualDifferences {
  private static final double EPSILON = 0x1p-52;

  /// The first step as a share of the parameter: the third root of ε.
  private static final double FIRST = 0x1p-17;

  /// A step may be this share of the length at most; what bends more is looked at more closely.
  private static final double FARTHEST = 0.02;

  private static final int TRIES = 8;

  /// By how much a fresh difference must differ from 0, in errors, to have digits.
  private static final double DIGITS = 1e3;

  private final ResidualMeter meter;
  private final double[] lower;
  private final double[] upper;
  private final double[] lengths; // over which a parameter bends the residuals; NaN unknown
  private final double[] norms; // of the columns when last taken
  private final double[] bends; // Σ r ∂²r/∂xⱼ² when last taken on both sides
  private double noise; // of one residual, as measured; 0 where there are only roundings
  private double error; // of the last matrix, relative to its columns

  ResidualDifferences(ResidualMeter meter, double[] lower, double[] upper) {
    this.meter = meter;
    this.lower = lower;
    this.upper = upper;
    lengths = new double[lower.length];
    norms = new double[lower.length];
    bends = new double[lower.length];
    Arrays.fill(lengths, Double.NaN);
  }

  double noise() {
    return noise;
  }

  double bend(int j) {
    return bends[j];
  }

  double length(int j) {
    return lengths[j];
  }

  /// Takes the norms of columns that came from elsewhere.
  void learn(double[][] columns) {
    for (int j = 0; j < norms.length; j++) {
      norms[j] = Factors.norm(columns[j]);
    }
  }

  /// Returns the largest error of a column of the last Jacobian, as a share of the column.
  double error() {
    return error;
  }

  /// Returns the norm of what rounding and noise may do to the residuals.
  double uncertainty(double[] x, double[] r) {
    double size = 0;
    for (int j = 0; j < x.length; j++) {
      size = Math.max(size, norms[j] * Math.abs(x[j]));
    }
    return EPSILON * (Factors.norm(r) + size) + noise * Math.sqrt(r.length);
  }

  /// Measures the noise of the residuals near x; returns whether it is more than was known.
  boolean hear(double[] x, double[] r) {
    double before = Math.max(noise, 100 * uncertainty(x, r) / Math.sqrt(r.length));
    double[] moved = new double[x.length];
    double level =
        Noise.of(
            t -> {
              for (int j = 0; j < x.length; j++) {
                double length = Double.isNaN(lengths[j]) ? Math.abs(x[j]) : lengths[j];
                moved[j] = Math.clamp(x[j] + (t - 1) * length, lower[j], upper[j]);
              }
              double[] at = meter.at(moved);
              double sum = 0;
              for (int i = 0; i < at.length; i++) {
                // Signs in no order, so that what residuals have in common does not matter.
                sum += Integer.bitCount(i * 0x9E3779B9) % 2 == 0 ? at[i] : -at[i];
              }
              return sum / Math.sqrt(at.length);
            },
            1);
    if (!(level > before) || !Double.isFinite(level)) {
      return false;
    }
    noise = level;
    return true;
  }

  /// Returns the columns by differences on one side; those of fixed parameters are 0.
  double[][] oneSided(double[] x, double[] r) {
    meter.countJacobian();
    double uncertainty = uncertainty(x, r);
    double[][] columns = new double[x.length][];
    error = 0;
    for (int j = 0; j < x.length; j++) {
      columns[j] = lower[j] == upper[j] ? new double[r.length] : oneSided(x, r, j, uncertainty);
    }
    return columns;
  }

  private double[] oneSided(double[] x, double[] r, int j, double uncertainty) {
    double length = lengths[j];
    double step = 2 * Math.sqrt(uncertainty / norms[j] * length);
    step =
        norms[j] > 0 && Double.isFinite(step)
            ? Math.min(step, FARTHEST * length)
            : 0x1p-26 * length;
    double away = x[j] < 0 ? -1 : 1;
    for (int tries = 0; ; tries++) {
      double to = moved(x[j], away * step);
      if (to < lower[j] || to > upper[j]) {
        to = moved(x[j], -away * step);
        if (to < lower[j] || to > upper[j]) {
          to = upper[j] - x[j] > x[j] - lower[j] ? upper[j] : lower[j];
        }
      }
      double[] column = difference(x, r, j, to);
      double change = Factors.norm(column);
      if (Double.isFinite(change) && (change > 10 * uncertainty || tries >= 2)) {
        scale(column, 1 / (to - x[j]));
        norms[j] = change / Math.abs(to - x[j]);
        note(change, Math.abs(to - x[j]) / length, uncertainty);
        return column;
      }
      if (tries >= TRIES) {
        return column; // not finite, whichever side
      }
      if (Double.isFinite(change)) {
        step *= 1000;
      } else if (tries % 2 == 0) {
        away = -away;
      } else {
        step /= 64;
      }
    }
  }

  /// Returns the columns by differences on both sides, or where a bound is near by three points.
  double[][] twoSided(double[] x, double[] r) {
    meter.countJacobian();
    double[][] columns = new double[x.length][];
    error = 0;
    for (int j = 0; j < x.length; j++) {
      columns[j] = lower[j] == upper[j] ? new double[r.length] : twoSided(x, r, j);
    }
    return columns;
  }

  private double[] twoSided(double[] x, double[] r, int j) {
    double size = Math.abs(x[j]) > 0 ? Math.abs(x[j]) : unit(j);
    double step = FIRST * size;
    if (!Double.isNaN(lengths[j]) && norms[j] > 0) {
      double length = lengths[j];
      step = Math.cbrt(3 * uncertainty(x, r) / norms[j] * length * length);
      step = Math.min(step, FARTHEST * length);
    }
    double[] best = new double[r.length];
    double bestBend = Double.POSITIVE_INFINITY;
    for (int tries = 0; tries < TRIES; tries++) {
      double room = Math.min(upper[j] - x[j], x[j] - lower[j]);
      double[] first;
      double[] second;
      double h;
      if (room >= step) {
        double up = moved(x[j], step);
        double down = moved(x[j], -step);
        h = (up - down) / 2;
        double[] right = difference(x, r, j, up);
        double[] left = difference(x, r, j, down);
        first = combined(right, 0.5, left, -0.5);
        second = combined(right, 1, left, 1);
      } else {
        double side = upper[j] - x[j] >= x[j] - lower[j] ? 1 : -1;
        step = Math.min(step, Math.max(upper[j] - x[j], x[j] - lower[j]) / 2);
        double near = moved(x[j], side * step);
        h = near - x[j];
        double[] one = difference(x, r, j, near);
        double[] two = difference(x, r, j, x[j] + 2 * h);
        first = combined(one, 2, two, -0.5);
        second = combined(two, 1, one, -2);
      }
      double change = Factors.norm(first);
      double bend = Factors.norm(second) / 2;
      if (!Double.isFinite(change) || !Double.isFinite(bend)) {
        step /= 1024;
        best = first;
        continue;
      }
      norms[j] = change / Math.abs(h);
      double uncertainty = uncertainty(x, r);
      double ratio = bend / change; // half the step over the length
      boolean isBent = bend > 30 * uncertainty && ratio > FARTHEST;
      boolean isTurning = change <= 10 * uncertainty; // a minimum or maximum of all residuals
      if (isBent && !isTurning && tries < TRIES - 1) {
        if (bestBend < Double.POSITIVE_INFINITY && ratio > bestBend / 4 && hear(x, r)) {
          // Closer by and no straighter: noise.
          step = Math.cbrt(3 * uncertainty(x, r) / norms[j] * size * size);
          bestBend = Double.NEGATIVE_INFINITY;
          continue;
        }
        if (bestBend != Double.NEGATIVE_INFINITY) {
          bestBend = ratio;
          step *= Math.max(0.001, 0.1 * FARTHEST / ratio);
          continue;
        }
      }
      double largest = Math.max(size, change > 0 ? Factors.norm(r) / norms[j] : 0);
      if (change < DIGITS * uncertainty
          && bend <= 30 * uncertainty
          && tries < 3
          && step < 0.1 * largest) {
        step =
            Math.min(
                0.1 * largest,
                step * (change <= 10 * uncertainty ? 1000 : 2 * DIGITS * uncertainty / change));
        continue;
      }
      lengths[j] = bend > 10 * uncertainty ? Math.min(step / (2 * ratio), largest) : largest;
      scale(first, 1 / h);
      double dot = 0;
      for (int i = 0; i < r.length; i++) {
        dot += r[i] * second[i];
      }
      bends[j] = bend > 10 * uncertainty ? dot / (h * h) : 0;
      double relative = step / lengths[j];
      note(change, relative * relative, uncertainty);
      return first;
    }
    if (Double.isNaN(lengths[j])) {
      lengths[j] = size;
    }
    return best;
  }

  /// Notes the error of a column; one without any effect seen has none.
  private void note(double change, double truncation, double uncertainty) {
    if (change > 10 * uncertainty) {
      error = Math.max(error, truncation + uncertainty / change);
    }
  }

  /// What a parameter that is 0 is measured by: the narrower side of its bounds, or 1.
  private double unit(int j) {
    double width = upper[j] - lower[j];
    return Double.isFinite(width) ? Math.min(1, width) : 1;
  }

  /// Returns x + step, where it differs from x by something that a double holds.
  private static double moved(double x, double step) {
    double to = x + step;
    return to == x ? (step > 0 ? Math.nextUp(x) : Math.nextDown(x)) : to;
  }

  private double[] difference(double[] x, double[] r, int j, double to) {
    double[] moved = x.clone();
    moved[j] = Math.clamp(to, lower[j], upper[j]); // beyond by a rounding
    return combined(meter.at(moved), 1, r, -1);
  }

  private static double[] combined(double[] a, double s, double[] b, double t) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = s * a[i] + t * b[i];
    }
    return sum;
  }

  private static void scale(double[] x, double factor) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor;
    }
  }
}

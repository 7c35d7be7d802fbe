package thalweg.descent;

import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// Directions along which the values truly curve downwards.
final class Saddles {
  /// Lower values are looked for down to this share of the size of the variables.
  private static final double NEAREST = 1e-8;

  private static final double NEARER = 4;

  private final Vicinity v;

  Saddles(Vicinity v) {
    this.v = v;
  }

  /// Returns the saddle if the values truly curve downwards along d: at several widths, and by more
  /// than their noise. Beside the floor of a curved valley they do too, and every variable may be
  /// stationary beside its own curvature; but there the slope leads up on one side of d.
  Outcome.@Nullable Saddle curvesDown(double[] d, double width) {
    Outcome.Saddle saddle = curvesDownWithin(d, width);
    // What is wide enough to look at may be too narrow to conclude from.
    return saddle == null ? curvesDownWithin(d, 4 * width) : saddle;
  }

  private Outcome.@Nullable Saddle curvesDownWithin(double[] d, double width) {
    double blur = v.blur(d);
    double[] falls = new double[3];
    double steepest = 0; // the larger of the slopes that the gradient and the values tell
    for (int k = 0; k < 3; k++) {
      double t = width / (1 << (2 * k));
      double up = v.at(t, d);
      double down = v.at(-t, d);
      double slope = t * Vectors.dot(v.gradient, d);
      double q = new Section(t, up, down, false).second(v.value, slope);
      double lower = Math.min(up, down) - v.value + Math.abs(slope);
      falls[k] = lower < q ? lower : q;
      if (!(falls[k] < -Vicinity.CLEAR * blur / (1 << (4 * k)))) {
        return null;
      }
      steepest = Vicinity.largest(slope, (up - down) / 2) * width / t;
    }
    double first = falls[1] / falls[0];
    double second = falls[2] / falls[1];
    boolean isPower = first < 1 / 8.0 && first > 1 / 300.0 && Math.abs(first - second) < first / 3;
    if (!isPower || 2 * steepest > -falls[0]) {
      return null;
    }
    double dd = Vectors.dot(d, d);
    double[] unit = d.clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] /= Math.sqrt(dd);
    }
    double up = v.at(width / 4, d);
    double below = v.at(-width / 4, d);
    double slope = width / 4 * Vectors.dot(v.gradient, d);
    double q = new Section(width / 4, up, below, false).second(v.value, slope);
    double curvature = q < 0 ? v.meter.seen(q * 16 / (width * width * dd)) : 0;
    return new Outcome.Saddle(Vectors.list(unit), curvature, false);
  }

  /// Returns a point clearly lower than this one, as far along the direction, to the lower side, as
  /// it falls within the size of the variables; null if there is none.
  double @Nullable [] below(double[] unit) {
    double size = 0;
    for (int i = 0; i < unit.length; i++) {
      size = Math.max(size, Math.abs(unit[i]) * Math.max(v.size(i), Math.abs(v.x[i])));
    }
    for (double t = Section.BROAD * size; t > NEAREST * size; t /= NEARER) {
      double up = v.at(t, unit);
      double down = v.at(-t, unit);
      double side = Double.isNaN(up) || down < up ? -t : t;
      if ((side > 0 ? up : down) < v.value - Vicinity.CLEAR * v.noise) {
        double[] below = v.x.clone();
        for (int i = 0; i < below.length; i++) {
          below[i] += side * unit[i];
        }
        return below;
      }
    }
    return null;
  }

  double[] mixture(int k, int j, double side, Section[] sections) {
    double[] z = new double[v.x.length];
    for (int i = 0; i < z.length; i++) {
      z[i] =
          Math.min(Section.BROAD, sections[k].width()) * v.directions.get(k)[i]
              + side * Math.min(Section.BROAD, sections[j].width()) * v.directions.get(j)[i];
    }
    return z;
  }

  /// Returns the saddle along a mixture of two directions, of which one is as good as straight: any
  /// twist makes it one.
  Outcome.@Nullable Saddle acrossStraight(double[][] curved, Section[] sections) {
    for (int k = 0; k < curved.length; k++) {
      for (int j = 0; j < curved.length; j++) {
        if (j != k
            && (curved[k][k] <= 4 * v.noise || sections[k].isBroad(v, v.directions.get(k)))) {
          for (int side = -1; side <= 1; side += 2) {
            Outcome.Saddle saddle = curvesDown(mixture(k, j, side, sections), 1);
            if (saddle != null) {
              return saddle;
            }
          }
        }
      }
    }
    return null;
  }
}

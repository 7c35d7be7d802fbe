package thalweg.descent;

import thalweg.descent.Surroundings.Finding;
import thalweg.descent.vector.Vectors;

/// The quadratic that second differences around a point make, along its directions and in units of
/// the widths of their sections.
final class Quadratic {
  /// Values are alike if they differ by no more than this many times as neighbouring doubles' do.
  private static final double ALIKE = 4;

  /// Along such a direction it is looked this much wider too: what curves hardly may bend down.
  private static final double WIDER = 16;

  /// This many Newton steps away it must not be lower, or there is no bottom.
  private static final double BEYOND = 10;

  /// A mixed difference is small if it is less than this, scaled like these factors.
  private static final double TWISTED = 0.1;

  /// A pivot of the factors, which are scaled to at most 1, is small if it is less than this.
  private static final double SMALL = 0.1;

  private final Vicinity v;
  private final Saddles saddles;
  private double lastScale; // how much the last direction z was made shorter

  Quadratic(Vicinity v, Saddles saddles) {
    this.v = v;
    this.saddles = saddles;
  }

  void mix(double[][] curved, Section[] sections) {
    for (int k = 0; k < curved.length; k++) {
      for (int j = 0; j < k; j++) {
        if (sections[k].isPlateau() || sections[j].isPlateau()) {
          continue;
        }
        curved[k][j] = mixed(k, j, sections, TWISTED * Math.sqrt(curved[k][k] * curved[j][j]));
        curved[j][k] = curved[k][j];
      }
    }
  }

  /// Returns the mixed second difference of two directions, from both sides where it is not small:
  /// where the function is far from a quadratic within the widths, as a product of two variables
  /// is, one side is far off.
  private double mixed(int k, int j, Section[] sections, double small) {
    double sum = 0;
    int sides = 0;
    for (int corner = 0; corner < 4 && (corner < 2 || sides == 0); corner++) {
      int side = corner % 2 == 0 ? 1 : -1;
      double mixed = mixed(k, side, j, corner < 2 ? side : -side, sections);
      if (!Double.isNaN(mixed)) {
        sum += mixed;
        sides++;
      }
      if (Math.abs(mixed) <= small) {
        break;
      }
    }
    return sides == 0 ? 0 : sum / sides;
  }

  private double mixed(int k, int side, int j, int other, Section[] sections) {
    double beside = side > 0 ? sections[k].up() : sections[k].down();
    double there = other > 0 ? sections[j].up() : sections[j].down();
    if (Double.isNaN(beside) || Double.isNaN(there)) {
      return Double.NaN;
    }
    double a = side * sections[k].width();
    double b = other * sections[j].width();
    double both = v.at(a, v.directions.get(k), b, v.directions.get(j));
    return side * other * (both - beside - there + v.value);
  }

  /// Returns whether the values curve downwards in every mixture of the directions.
  boolean isTop(double[][] curved, Section[] sections) {
    mix(curved, sections);
    int m = curved.length;
    for (int k = 0; k < m; k++) {
      if (!(curved[k][k] < 0)) {
        return false;
      }
      for (int i = k + 1; i < m; i++) {
        double factor = curved[i][k] / curved[k][k];
        for (int j = k + 1; j < m; j++) {
          curved[i][j] -= factor * curved[k][j];
        }
      }
    }
    return true;
  }

  /// Factors the Hessian in units of the widths, scaled to a unit diagonal, and returns Newton's
  /// step, or the saddle along a direction in which it is not positive.
  Finding factored(double[][] curved, double[] slopes, Section[] sections, boolean isStationary) {
    int m = slopes.length;
    for (int k = 0; k < m; k++) {
      for (int j = 0; j < k; j++) {
        // More twisted than curved: no need to factor.
        boolean isTwisted = curved[k][j] * curved[k][j] > curved[k][k] * curved[j][j];
        if (isTwisted && isStationary && !sections[k].isPlateau() && !sections[j].isPlateau()) {
          Outcome saddle =
              saddles.curvesDown(saddles.mixture(k, j, -Math.signum(curved[k][j]), sections), 1);
          if (saddle != null) {
            return Finding.none(saddle, true);
          }
        }
      }
    }
    double[] scale = new double[m];
    for (int k = 0; k < m; k++) {
      scale[k] = curved[k][k] > 0 ? 1 / Math.sqrt(curved[k][k]) : 0;
    }
    double[][] l = new double[m][m];
    double[] pivots = new double[m];
    for (int k = 0; k < m; k++) {
      double pivot = scale[k] == 0 ? 0 : 1;
      for (int j = 0; j < k; j++) {
        double sum = curved[k][j] * scale[k] * scale[j];
        for (int i = 0; i < j; i++) {
          sum -= l[k][i] * l[j][i] * pivots[i];
        }
        l[k][j] = pivots[j] > 0 ? sum / pivots[j] : 0;
        pivot -= l[k][j] * l[k][j] * pivots[j];
      }
      l[k][k] = 1;
      pivots[k] = pivot;
      if (scale[k] > 0 && pivot < SMALL) {
        // What differences of differences leave of a small pivot is little; it is the curvature
        // along z, and that can be had directly.
        double[] z = along(l, k, scale, sections);
        double slope = Vectors.dot(v.gradient, z);
        Section section = new Section(1, v.at(1, z), v.at(-1, z), false);
        Section wide = new Section(WIDER, v.at(WIDER, z), v.at(-WIDER, z), false);
        double q = section.second(v.value, slope);
        double length = Vectors.norm(z);
        boolean isLower =
            q < 0
                || section.isLower(v, slope, length)
                || wide.isLower(v, WIDER * slope, WIDER * length);
        if (isLower && isStationary) {
          Outcome saddle = saddles.curvesDown(z, 1);
          if (saddle != null) {
            return Finding.none(saddle, true);
          }
        }
        if (isFloor(section, wide)) {
          scale[k] = 0; // nothing is to be had along z
          pivots[k] = 0;
        } else if (isLower || !(q > 0)) {
          return Finding.none(null, true);
        } else {
          pivots[k] = q * lastScale * lastScale;
        }
      }
    }
    return newton(l, pivots, scale, slopes, sections);
  }

  /// Returns the direction z with Lᵀz = eₖ, along which the curvature is the pivot; its largest
  /// part is as long as the width there.
  private double[] along(double[][] l, int k, double[] scale, Section[] sections) {
    double[] z = new double[l.length];
    z[k] = 1;
    for (int j = k - 1; j >= 0; j--) {
      for (int i = j + 1; i <= k; i++) {
        z[j] -= l[i][j] * z[i];
      }
    }
    double largest = 0;
    for (int j = 0; j <= k; j++) {
      z[j] *= scale[j];
      largest = Math.max(largest, Math.abs(z[j]));
    }
    lastScale = largest;
    double[] d = new double[v.x.length];
    for (int j = 0; j <= k; j++) {
      double part = z[j] / largest * sections[j].width();
      double[] e = v.directions.get(j);
      for (int i = 0; i < d.length; i++) {
        d[i] += part * e[i];
      }
    }
    return d;
  }

  /// Returns whether the values do not change along z but for what they differ by from one double
  /// to the next: then there are many points as low as each other.
  private boolean isFloor(Section section, Section wide) {
    double near = Vicinity.largest(section.up() - v.value, section.down() - v.value);
    double far = Vicinity.largest(wide.up() - v.value, wide.down() - v.value);
    boolean isSeen = !Double.isNaN(wide.up()) || !Double.isNaN(wide.down());
    double most = Math.max(near, far);
    return isSeen && most <= Vicinity.CLEAR * v.noise && most <= ALIKE * v.roughness();
  }

  private Finding newton(
      double[][] l, double[] pivots, double[] scale, double[] slopes, Section[] sections) {
    int m = slopes.length;
    double[] z = new double[m];
    for (int k = 0; k < m; k++) {
      z[k] = slopes[k] * scale[k];
      for (int j = 0; j < k; j++) {
        z[k] -= l[k][j] * z[j];
      }
    }
    double gain = 0;
    for (int k = 0; k < m; k++) {
      gain += scale[k] > 0 ? z[k] * z[k] / pivots[k] / 2 : 0;
      z[k] = scale[k] > 0 ? z[k] / pivots[k] : 0;
    }
    for (int k = m - 1; k >= 0; k--) {
      for (int j = k + 1; j < m; j++) {
        z[k] -= l[j][k] * z[j];
      }
    }
    double[] step = new double[v.x.length];
    for (int k = 0; k < m; k++) {
      double part = z[k] * scale[k] * sections[k].width();
      double[] d = v.directions.get(k);
      for (int i = 0; i < step.length; i++) {
        step[i] -= part * d[i];
      }
    }
    if (gain > v.noise && v.at(BEYOND, step) < v.value - v.noise) {
      return Finding.none(null, true);
    }
    double norm = Vectors.norm(v.gradient);
    double unsure = norm > 0 ? 1 + v.error / norm : 1;
    double share = 0;
    for (int i = 0; i < step.length; i++) {
      share =
          Math.max(
              share,
              unsure
                  * Math.abs(step[i])
                  / Math.max(v.reach(i), Math.max(v.size(i), Math.abs(v.x[i]))));
    }
    return new Finding(null, false, unsure * Vectors.norm(step), share, unsure * unsure * gain);
  }
}

package thalweg.descent.difference;

import thalweg.calculus.function.VectorFunction;
import thalweg.descent.Bounds;
import thalweg.descent.vector.Vectors;

/// Jacobians by central differences whose steps are measured by each variable's own size, however
/// small, and corrected where the values show that a step is too long or too short: by the room's
/// `NumericalJacobian` variables below a thousandth move as if they were one. Never looks outside
/// its bounds.
public final class Differences {
  /// The third root of ε, where truncation and rounding of a central difference are about equal.
  private static final double SHARE = 0x1p-17;

  /// A step is too long where the values bend by more than this share of what they change.
  private static final double BENT = 0.01;

  /// …and too short where they change by fewer roundings than this.
  private static final double ROUNDINGS = 1e4;

  /// Steps are not made shorter than so many units of the last place.
  private static final double SHORTEST = 1024;

  /// The square root of ε, likewise for a difference on one side.
  private static final double ONE_SIDED = 0x1p-26;

  private static final int MOST_CORRECTIONS = 12;
  private static final int CORRECTION = 8; // binary places

  private final VectorFunction function;
  private final double[] lower;
  private final double[] upper;
  private final double shrinks;
  private final int[] places; // by which each variable's step is longer than usual

  /// Makes ready for a function that may be called anywhere, of variables that may be tiny beside
  /// what they once were.
  public Differences(VectorFunction function, int n) {
    this(function, Bounds.none(n), SHARE);
  }

  /// Makes ready for a function that may be called within the bounds.
  ///
  /// @param shrinks steps follow a variable down to this share of what it once was
  public Differences(VectorFunction function, Bounds bounds, double shrinks) {
    this.function = function;
    this.shrinks = shrinks;
    lower = bounds.lower();
    upper = bounds.upper();
    places = new int[lower.length];
  }

  /// Returns the size by which variables that are 0 are measured: that of the largest other, or 1.
  public double unit(double[] sizes) {
    double largest = 0;
    for (double size : sizes) {
      largest = Math.max(largest, size);
    }
    return largest == 0 ? 1 : largest;
  }

  /// Returns the Jacobian at x, where the values are f, a row for each value, by differences on
  /// both sides: two evaluations for each variable.
  ///
  /// @param sizes how large each variable has been, 0 where that is not known
  public double[][] jacobian(double[] x, double[] f, double[] sizes) {
    int n = x.length;
    double[][] jacobian = new double[f.length][n];
    for (int j = 0; j < n; j++) {
      if (lower[j] == upper[j]) {
        continue;
      }
      double size = size(x, j, sizes);
      int usual = places[j];
      Pair first = pair(x, j, size);
      Pair pair = first;
      int turned = 0; // which way the step was corrected
      for (int tries = 0; tries < MOST_CORRECTIONS; tries++) {
        int correction = correction(f, pair);
        boolean isShort = correction < 0 && pair.width() <= SHORTEST * Math.ulp(x[j]);
        if (correction == 0 || correction == -turned || isShort || !pair.isAround(x[j])) {
          break;
        }
        turned = correction;
        places[j] += correction * CORRECTION;
        Pair next = pair(x, j, size);
        // At an extremum, and in noise, a shorter step bends as much; with no slope nothing helps.
        boolean isVain = correction < 0 && !isAtEdge(pair) && !(bent(f, next) < bent(f, pair) / 2);
        if (isVain || tries + 1 == MOST_CORRECTIONS) {
          places[j] = usual;
          pair = first;
          break;
        }
        pair = next;
      }
      for (int i = 0; i < f.length; i++) {
        jacobian[i][j] = slope(f[i], pair, i, x[j]);
      }
    }
    return jacobian;
  }

  private double size(double[] x, int j, double[] sizes) {
    return Math.max(Math.abs(x[j]), sizes[j] == 0 ? unit(sizes) : shrinks * sizes[j]);
  }

  /// Returns the Jacobian likewise by differences on one side: one evaluation for each variable and
  /// about half as many digits.
  public double[][] oneSided(double[] x, double[] f, double[] sizes) {
    int n = x.length;
    double[][] jacobian = new double[f.length][n];
    double[] moved = x.clone();
    for (int j = 0; j < n; j++) {
      if (lower[j] == upper[j]) {
        continue;
      }
      double size = size(x, j, sizes);
      // Half as many places as on both sides follow the length over which the values bend.
      double h = Math.scalb(ONE_SIDED * size, places[j] / 2);
      h = Math.max(h, 4 * Math.ulp(x[j])) * (x[j] < 0 ? -1 : 1);
      double to = inside(j, x[j] + h) == x[j] + h ? x[j] + h : inside(j, x[j] - h);
      moved[j] = to;
      double[] there = function.at(moved);
      for (int tries = 0; tries < MOST_CORRECTIONS && !isFinite(there); tries++) {
        double other = inside(j, x[j] - (moved[j] - x[j]));
        moved[j] = tries % 2 == 0 ? other : x[j] + Math.scalb(other - x[j], -CORRECTION);
        there = moved[j] == x[j] ? there : function.at(moved);
      }
      for (int i = 0; i < f.length; i++) {
        jacobian[i][j] = (there[i] - f[i]) / (moved[j] - x[j]);
      }
      moved[j] = x[j];
    }
    return jacobian;
  }

  private double inside(int j, double coordinate) {
    return Math.min(upper[j], Math.max(lower[j], coordinate));
  }

  private static boolean isFinite(double[] values) {
    return Vectors.nonFinite(values) < 0;
  }

  /// The values on both sides, or twice on one.
  private static final class Pair {
    final double left;
    final double right;
    final double[] below;
    final double[] above;

    Pair(double left, double right, double[] below, double[] above) {
      this.left = left;
      this.right = right;
      this.below = below;
      this.above = above;
    }

    double width() {
      return right - left;
    }

    boolean isAround(double x) {
      return left < x && x < right;
    }
  }

  /// Looks on both sides, at a bound twice on one: then what is to the left or right of x is
  /// mirrored by what lies as far again.
  private Pair pair(double[] x, int j, double size) {
    double[] moved = x.clone();
    double h = Math.max(Math.scalb(SHARE * size, places[j]), Math.ulp(x[j]));
    double right = upper[j] - x[j] < h / 2 ? x[j] : inside(j, x[j] + h);
    double left = x[j] - lower[j] < h / 2 ? x[j] : inside(j, x[j] - h);
    moved[j] = right;
    double[] above = right == x[j] ? nothing() : function.at(moved);
    moved[j] = left;
    double[] below = left == x[j] ? nothing() : function.at(moved);
    if (above.length == 0 || below.length == 0) {
      boolean isNarrow = above.length == 0 && below.length == 0;
      double side = above.length == 0 && (!isNarrow || x[j] > lower[j]) ? -1 : 1;
      if (isNarrow) {
        right = side > 0 ? x[j] + (upper[j] - x[j]) / 2 : right;
        left = side < 0 ? x[j] - (x[j] - lower[j]) / 2 : left;
        moved[j] = side > 0 ? right : left;
        above = side > 0 ? function.at(moved) : above;
        below = side < 0 ? function.at(moved) : below;
      }
      double far = inside(j, x[j] + side * 2 * h);
      moved[j] = far;
      double[] farther = function.at(moved);
      return above.length == 0
          ? new Pair(far, left, farther, below)
          : new Pair(right, far, above, farther);
    }
    return new Pair(left, right, below, above);
  }

  private static double[] nothing() {
    return new double[0];
  }

  /// Returns the slope at x by both points, or by that where the function is defined.
  private static double slope(double home, Pair pair, int i, double x) {
    double above = pair.above[i];
    double below = pair.below[i];
    if (!Double.isFinite(above) || !Double.isFinite(below)) {
      return Double.isFinite(above)
          ? (above - home) / (pair.right - x)
          : (home - below) / (x - pair.left);
    }
    if (pair.isAround(x)) {
      double up = pair.right - x;
      double down = x - pair.left;
      return Math.abs(up - down) <= 1e-3 * up
          ? (above - below) / (pair.right - pair.left)
          : ((above - home) / up * down + (home - below) / down * up) / (up + down);
    }
    // The parabola through three points of which x is the first or the last.
    double near = x <= pair.left ? pair.left : pair.right;
    double far = x <= pair.left ? pair.right : pair.left;
    double nearSlope = ((x <= pair.left ? below : above) - home) / (near - x);
    double farSlope = ((x <= pair.left ? above : below) - home) / (far - x);
    return nearSlope + (nearSlope - farSlope) * ((near - x) / (far - near));
  }

  /// Returns whether some value is none on one side: nearer there may be one.
  private static boolean isAtEdge(Pair pair) {
    return !isFinite(pair.above) || !isFinite(pair.below);
  }

  /// Returns by how much the values bend beside what they change; infinite where they only bend.
  private static double bent(double[] home, Pair pair) {
    double most = 0;
    for (int i = 0; i < home.length; i++) {
      double bend = Math.abs(pair.above[i] - 2 * home[i] + pair.below[i]);
      if (bend > 0) {
        most = Math.max(most, bend / Math.abs(pair.above[i] - pair.below[i]));
      }
    }
    return most;
  }

  /// Returns 1 for a longer step, −1 for a shorter one, 0 where this one will do.
  private static int correction(double[] home, Pair pair) {
    boolean isBent = false;
    boolean isSeen = false;
    if (isAtEdge(pair)) {
      return -1;
    }
    for (int i = 0; i < home.length; i++) {
      double change = Math.abs(pair.above[i] - pair.below[i]);
      double bend = Math.abs(pair.above[i] - 2 * home[i] + pair.below[i]);
      double rounding =
          Math.ulp(1.0)
              * Math.max(
                  Math.abs(pair.above[i]), Math.max(Math.abs(pair.below[i]), Math.abs(home[i])));
      isSeen |= Math.max(change, bend) > ROUNDINGS * rounding || rounding == 0;
      isBent |= bend > BENT * change && bend > ROUNDINGS * rounding;
    }
    return isBent ? -1 : isSeen ? 0 : 1;
  }
}

package thalweg.descent.root;

import thalweg.calculus.function.VectorFunction;

/// Jacobians by central differences whose steps are measured by each variable's own size, however
/// small, and corrected where the values show that a step is too long or too short: by the room's
/// `NumericalJacobian` variables below a thousandth move as if they were one.
final class Differences {
  /// The third root of ε, where truncation and rounding of a central difference are about equal.
  private static final double SHARE = 0x1p-17;

  /// A step is too long where the values bend by more than this share of what they change.
  private static final double BENT = 0.01;

  /// …and too short where they change by fewer roundings than this.
  private static final double ROUNDINGS = 1e4;

  /// Steps are not made shorter than so many units of the last place.
  private static final double SHORTEST = 1024;

  private static final int MOST_CORRECTIONS = 12;
  private static final int CORRECTION = 8; // binary places

  private final VectorFunction function;
  private final int[] places; // by which each variable's step is longer than usual

  Differences(VectorFunction function, int n) {
    this.function = function;
    places = new int[n];
  }

  /// Returns the size by which variables that are 0 are measured: that of the largest other, or 1.
  double unit(double[] sizes) {
    double largest = 0;
    for (double size : sizes) {
      largest = Math.max(largest, size);
    }
    return largest == 0 ? 1 : largest;
  }

  /// Returns the Jacobian at x, where the values are f.
  double[][] jacobian(double[] x, double[] f, double[] sizes) {
    int n = x.length;
    double[][] jacobian = new double[n][n];
    for (int j = 0; j < n; j++) {
      double size = Math.max(Math.abs(x[j]), sizes[j] == 0 ? unit(sizes) : SHARE * sizes[j]);
      int usual = places[j];
      Pair first = pair(x, j, size);
      Pair pair = first;
      int turned = 0; // which way the step was corrected
      for (int tries = 0; tries < MOST_CORRECTIONS; tries++) {
        int correction = correction(f, pair);
        boolean isShort = correction < 0 && pair.width() <= SHORTEST * Math.ulp(x[j]);
        if (correction == 0 || correction == -turned || isShort) {
          break;
        }
        turned = correction;
        places[j] += correction * CORRECTION;
        Pair next = pair(x, j, size);
        // At an extremum, and in noise, a shorter step bends as much; with no slope nothing helps.
        boolean isVain = correction < 0 && !(bent(f, next) < bent(f, pair) / 2);
        if (isVain || tries + 1 == MOST_CORRECTIONS) {
          places[j] = usual;
          pair = first;
          break;
        }
        pair = next;
      }
      for (int i = 0; i < n; i++) {
        jacobian[i][j] = slope(f[i], pair.above[i], pair.below[i], x[j], pair.left, pair.right);
      }
    }
    return jacobian;
  }

  /// The values on both sides.
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
  }

  private Pair pair(double[] x, int j, double size) {
    double[] moved = x.clone();
    double h = Math.max(Math.scalb(SHARE * size, places[j]), Math.ulp(x[j]));
    double right = x[j] + h;
    double left = x[j] - h;
    moved[j] = right;
    double[] above = function.at(moved);
    moved[j] = left;
    return new Pair(left, right, function.at(moved), above);
  }

  /// Returns the slope by both sides, or by that on which the function is defined.
  private static double slope(
      double home, double above, double below, double x, double left, double right) {
    if (Double.isFinite(above) && Double.isFinite(below)) {
      return (above - below) / (right - left);
    }
    return Double.isFinite(above) ? (above - home) / (right - x) : (home - below) / (x - left);
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
    for (int i = 0; i < home.length; i++) {
      if (!Double.isFinite(pair.above[i]) && !Double.isFinite(pair.below[i])) {
        return -1;
      }
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

package thalweg.descent.direction;

import thalweg.descent.vector.Vectors;

/// The last pairs of a step s and the change y of the gradient on it, with the products of all of
/// them.
final class PairMemory implements DirectionMemory {
  /// Elements worked on at a time, so that what is used again is still in the first cache.
  private static final int BLOCK = 1024;

  private final int n;
  private final int m;
  private final double[][] s; // oldest first, from place 0 to count − 1
  private final double[][] y;
  private final double[][] sy; // sᵢᵀyⱼ
  private final double[][] yy; // yᵢᵀyⱼ
  private final double[] sg; // sᵢᵀg for the gradient last learnt
  private final double[] yg;
  private final double[] alongS; // coefficients of the direction
  private final double[] alongY;
  private final double[] sums = new double[5];
  private double[] spareS; // where a new pair is written before it is known to be worth keeping
  private double[] spareY;
  private int count;
  private boolean isKnown; // whether sg and yg belong to the gradient at hand

  PairMemory(int n, int m) {
    this.n = n;
    this.m = m;
    s = new double[m][];
    y = new double[m][];
    sy = new double[m][m];
    yy = new double[m][m];
    sg = new double[m];
    yg = new double[m];
    alongS = new double[m];
    alongY = new double[m];
    spareS = new double[n];
    spareY = new double[n];
  }

  @Override
  public void direction(double[] gradient, double[] direction) {
    if (count == 0) {
      Vectors.negate(gradient, direction);
      return;
    }
    if (!isKnown) {
      for (int i = 0; i < count; i++) {
        sg[i] = Vectors.dot(s[i], gradient);
        yg[i] = Vectors.dot(y[i], gradient);
      }
      isKnown = true;
    }
    int last = count - 1;
    // First loop, q = g − Σ αⱼyⱼ; alongY holds −α.
    for (int i = last; i >= 0; i--) {
      double product = sg[i];
      for (int j = i + 1; j < count; j++) {
        product += alongY[j] * sy[i][j];
      }
      alongY[i] = -product / sy[i][i];
    }
    double scale = sy[last][last] / yy[last][last];
    // Second loop, r = γq + Σ (αⱼ − βⱼ)sⱼ; alongS holds α − β.
    for (int i = 0; i < count; i++) {
      double product = yg[i];
      for (int j = 0; j < count; j++) {
        product += alongY[j] * yy[i][j];
      }
      product *= scale;
      for (int j = 0; j < i; j++) {
        product += alongS[j] * sy[j][i];
      }
      alongS[i] = -alongY[i] - product / sy[i][i];
    }
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      for (int k = from; k < to; k++) {
        direction[k] = -scale * gradient[k];
      }
      for (int i = 0; i < count; i++) {
        subtract(alongS[i], s[i], scale * alongY[i], y[i], direction, from, to);
      }
    }
  }

  private static void subtract(
      double a, double[] s, double b, double[] y, double[] out, int from, int to) {
    for (int k = from; k < to; k++) {
      out[k] -= a * s[k] + b * y[k];
    }
  }

  @Override
  public void learn(
      double[] x,
      double[] gradient,
      double[] newX,
      double[] newGradient,
      double step,
      double curvatureRatio) {
    isKnown = false;
    double[] newS = spareS;
    double[] newY = spareY;
    double ss = 0;
    double square = 0;
    double product = 0;
    for (int k = 0; k < n; k++) {
      double moved = newX[k] - x[k];
      double change = curvatureRatio * (newGradient[k] - gradient[k]);
      newS[k] = moved;
      newY[k] = change;
      ss += moved * moved;
      square += change * change;
      product += moved * change;
    }
    if (!(product > Bfgs.FLAT * Math.sqrt(ss * square))) {
      return;
    }
    int last = keep(newS, newY);
    for (int i = 0; i < count; i++) {
      products(s[i], y[i], newS, newY, newGradient);
      sy[i][last] = sums[0];
      sy[last][i] = sums[1];
      yy[i][last] = sums[2];
      yy[last][i] = sums[2];
      sg[i] = sums[3];
      yg[i] = sums[4];
    }
    isKnown = true;
  }

  /// Makes a pair the newest and returns its place; the arrays of the oldest become spare when
  /// there is no more room.
  private int keep(double[] newS, double[] newY) {
    if (count < m) {
      spareS = new double[n];
      spareY = new double[n];
    } else {
      spareS = s[0];
      spareY = y[0];
      for (int i = 1; i < m; i++) {
        s[i - 1] = s[i];
        y[i - 1] = y[i];
        System.arraycopy(sy[i], 1, sy[i - 1], 0, m - 1);
        System.arraycopy(yy[i], 1, yy[i - 1], 0, m - 1);
      }
      count = m - 1;
    }
    s[count] = newS;
    y[count] = newY;
    return count++;
  }

  /// Puts sᵀy′, yᵀs′, yᵀy′, sᵀg and yᵀg into `sums`, for an old pair (s, y) and the new (s′, y′).
  private void products(double[] s, double[] y, double[] newS, double[] newY, double[] g) {
    double sy0 = 0;
    double sy1 = 0;
    double ys0 = 0;
    double ys1 = 0;
    double yy0 = 0;
    double yy1 = 0;
    double sg0 = 0;
    double sg1 = 0;
    double yg0 = 0;
    double yg1 = 0;
    int k = 0;
    for (; k + 1 < n; k += 2) {
      sy0 += s[k] * newY[k];
      ys0 += y[k] * newS[k];
      yy0 += y[k] * newY[k];
      sg0 += s[k] * g[k];
      yg0 += y[k] * g[k];
      sy1 += s[k + 1] * newY[k + 1];
      ys1 += y[k + 1] * newS[k + 1];
      yy1 += y[k + 1] * newY[k + 1];
      sg1 += s[k + 1] * g[k + 1];
      yg1 += y[k + 1] * g[k + 1];
    }
    if (k < n) {
      sy0 += s[k] * newY[k];
      ys0 += y[k] * newS[k];
      yy0 += y[k] * newY[k];
      sg0 += s[k] * g[k];
      yg0 += y[k] * g[k];
    }
    sums[0] = sy0 + sy1;
    sums[1] = ys0 + ys1;
    sums[2] = yy0 + yy1;
    sums[3] = sg0 + sg1;
    sums[4] = yg0 + yg1;
  }

  @Override
  public void forget() {
    count = 0;
    isKnown = false;
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public boolean hasLength() {
    return count > 0;
  }

  @Override
  public double curvature() {
    return count == 0 ? Double.NaN : yy[count - 1][count - 1] / sy[count - 1][count - 1];
  }
}

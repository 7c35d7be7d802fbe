package thalweg.descent;

import java.util.Arrays;
import thalweg.descent.vector.Vectors;

/// The last pairs of a step and the change of the gradient on it, of which the two-loop recursion
/// of L-BFGS looks at the free coordinates alone. Source: Nocedal and Wright 2006, algorithm 7.4.
final class FreePairs {
  private final int n;
  private final double[][] s; // oldest first
  private final double[][] y;
  private final double[] alpha;
  private final double[] rho;
  private int count;

  FreePairs(int n, int memory) {
    this.n = n;
    s = new double[memory][n];
    y = new double[memory][n];
    alpha = new double[memory];
    rho = new double[memory];
  }

  boolean isEmpty() {
    return count == 0;
  }

  void forget() {
    count = 0;
  }

  /// Takes in a step unless it shows no curvature.
  void learn(
      double[] x, double[] gradient, double[] newX, double[] newGradient, double curvatureRatio) {
    int last = count == s.length ? count - 1 : count;
    if (count == s.length) {
      double[] oldestS = s[0];
      double[] oldestY = y[0];
      System.arraycopy(s, 1, s, 0, last);
      System.arraycopy(y, 1, y, 0, last);
      s[last] = oldestS;
      y[last] = oldestY;
    }
    for (int i = 0; i < n; i++) {
      s[last][i] = newX[i] - x[i];
      y[last][i] = curvatureRatio * (newGradient[i] - gradient[i]);
    }
    double ys = Vectors.dot(s[last], y[last]);
    double size = Math.sqrt(Vectors.dot(s[last], s[last]) * Vectors.dot(y[last], y[last]));
    count = ys > Math.ulp(1.0) * size ? last + 1 : last;
  }

  private static double dot(double[] a, double[] b, boolean[] free) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += free[i] ? a[i] * b[i] : 0;
    }
    return sum;
  }

  /// Writes −Hg to `direction`, 0 for coordinates that are not free.
  void direction(double[] gradient, boolean[] free, double[] direction) {
    for (int i = 0; i < n; i++) {
      direction[i] = free[i] ? -gradient[i] : 0;
    }
    double scale = 1;
    Arrays.fill(rho, 0, count, 0);
    for (int k = count - 1; k >= 0; k--) {
      double ys = dot(y[k], s[k], free);
      double yy = dot(y[k], y[k], free);
      if (!(ys > Math.ulp(1.0) * yy)) {
        continue;
      }
      scale = scale == 1 ? ys / yy : scale;
      rho[k] = 1 / ys;
      alpha[k] = rho[k] * dot(s[k], direction, free);
      for (int i = 0; i < n; i++) {
        direction[i] -= free[i] ? alpha[k] * y[k][i] : 0;
      }
    }
    for (int i = 0; i < n; i++) {
      direction[i] *= scale;
    }
    for (int k = 0; k < count; k++) {
      if (rho[k] > 0) {
        double beta = rho[k] * dot(y[k], direction, free);
        for (int i = 0; i < n; i++) {
          direction[i] += free[i] ? (alpha[k] - beta) * s[k][i] : 0;
        }
      }
    }
  }
}

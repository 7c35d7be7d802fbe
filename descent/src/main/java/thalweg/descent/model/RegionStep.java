package thalweg.descent.model;

import java.util.stream.IntStream;

/// The least of a quadratic model within a ball and a box, nearly.
///
/// Within the ball it is Moré and Sorensen's: (H + λI)d = −g with λ as large as the length of d
/// asks. A step that leaves the box goes as far as its edge, the variable met there is held, and
/// the others are asked again. Source: Moré and Sorensen 1983; Nocedal and Wright 2006, section
/// 4.3.
public final class RegionStep {
  /// How near the length comes to the radius.
  private static final double NEAR = 0.05;

  private static final int TRIALS = 40;

  private final QuadraticModel model;
  private final double[] lower;
  private final double[] upper;
  private final int n;
  private final double[] d;
  private final boolean[] held;

  private RegionStep(QuadraticModel model, double[] lower, double[] upper) {
    this.model = model;
    this.lower = lower;
    this.upper = upper;
    n = model.dimension();
    d = new double[n];
    held = new boolean[n];
  }

  /// Returns the step, never longer than the radius.
  ///
  /// @param lower how far each variable may go down, at most 0, or −∞
  /// @param upper how far up, at least 0, or ∞
  /// @param radius of the ball; above 0
  public static double[] least(
      QuadraticModel model, double[] lower, double[] upper, double radius) {
    return new RegionStep(model, lower, upper).within(radius);
  }

  private double[] within(double radius) {
    for (int i = 0; i < n; i++) {
      double g = model.gradient(i);
      held[i] = (lower[i] >= 0 && (g > 0 || upper[i] <= 0)) || (upper[i] <= 0 && g < 0);
    }
    double[] best = d.clone();
    for (int turn = 0; turn <= 2 * n; turn++) {
      boolean isInside = advance(radius);
      if (model.value(d) < model.value(best)) {
        System.arraycopy(d, 0, best, 0, n);
      }
      if (isInside && !release()) {
        break;
      }
    }
    return best;
  }

  /// Lets go of the held variable that wants most to leave its bound; returns whether there is one.
  private boolean release() {
    int out = -1;
    double most = 0;
    for (int i = 0; i < n; i++) {
      double slope = model.partial(i, d);
      boolean isInward = (slope < 0 && d[i] < upper[i]) || (slope > 0 && d[i] > lower[i]);
      if (held[i] && isInward && Math.abs(slope) > most) {
        most = Math.abs(slope);
        out = i;
      }
    }
    if (out >= 0) {
      held[out] = false;
    }
    return out >= 0;
  }

  /// Goes towards the least of the free variables; returns whether no edge was met.
  private boolean advance(double radius) {
    int[] free = IntStream.range(0, n).filter(i -> !held[i]).toArray();
    double square = 0;
    double[] base = new double[n];
    for (int i = 0; i < n; i++) {
      base[i] = held[i] ? d[i] : 0;
      square += base[i] * base[i];
    }
    double left = Math.sqrt(Math.max(0, radius * radius - square));
    if (free.length == 0 || !(left > 1e-3 * radius)) {
      return true;
    }
    double[] z = new Ball(free, base).least(left);
    double share = 1;
    int met = -1;
    for (int k = 0; k < free.length; k++) {
      int i = free[k];
      double move = z[k] - d[i];
      double room = move < 0 ? lower[i] - d[i] : upper[i] - d[i];
      if (move != 0 && share * Math.abs(move) > Math.abs(room)) {
        share = Math.abs(room / move);
        met = i;
      }
    }
    for (int k = 0; k < free.length; k++) {
      int i = free[k];
      double to = d[i] + share * (z[k] - d[i]);
      d[i] = i == met ? (z[k] < d[i] ? lower[i] : upper[i]) : Math.clamp(to, lower[i], upper[i]);
    }
    if (met >= 0) {
      held[met] = true;
    }
    return met < 0;
  }

  /// The model of the free variables within a ball.
  private final class Ball {
    private final double[] g;
    private final double[][] h;
    private final double[][] factor;
    private final int size;

    Ball(int[] free, double[] base) {
      size = free.length;
      g = new double[size];
      h = new double[size][size];
      factor = new double[size][size];
      for (int k = 0; k < size; k++) {
        g[k] = model.partial(free[k], base);
        for (int j = 0; j < size; j++) {
          h[k][j] = model.hessian(free[k], free[j]);
        }
      }
    }

    private static double norm(double[] x) {
      double square = 0;
      for (double each : x) {
        square += each * each;
      }
      return Math.sqrt(square);
    }

    double[] least(double radius) {
      double size2 = 0;
      for (double[] row : h) {
        size2 += norm(row) * norm(row);
      }
      double low = 0;
      double high = norm(g) / radius + 1.01 * Math.sqrt(size2);
      double lambda = 0;
      double[] z = new double[size];
      for (int trial = 0; trial < TRIALS; trial++) {
        if (!isFactored(lambda)) {
          low = lambda;
          lambda = next(low, high);
          continue;
        }
        z = solve(g, -1);
        double length = norm(z);
        if (length <= radius && lambda == 0) {
          return z;
        }
        if (Math.abs(length - radius) <= NEAR * radius) {
          break;
        }
        if (length > radius) {
          low = lambda;
        } else {
          high = lambda;
        }
        if (length < radius && high - low <= 1e-6 * high) {
          return alongNull(z, radius);
        }
        double[] w = forward(z);
        double ratio = length / norm(w);
        double newton = lambda + ratio * ratio * (length - radius) / radius;
        lambda = newton > low && newton < high ? newton : next(low, high);
      }
      return shortened(z, radius);
    }

    private static double next(double low, double high) {
      return Math.max(Math.sqrt(low * high), low + 0.01 * (high - low));
    }

    private static double[] shortened(double[] z, double radius) {
      double length = norm(z);
      double factor = length > radius ? radius / length : 1;
      for (int k = 0; k < z.length; k++) {
        z[k] *= factor;
      }
      return z;
    }

    /// The hard case: the step is too short however small λ is. What it lacks is had along the
    /// direction that curves most downwards, which twice solving with the last factor gives.
    private double[] alongNull(double[] z, double radius) {
      double[] v = new double[size];
      for (int k = 0; k < size; k++) {
        v[k] = 1 + 0.1 * k;
      }
      for (int turn = 0; turn < 3; turn++) {
        v = solve(v, 1);
        double length = norm(v);
        for (int k = 0; k < size; k++) {
          v[k] /= length;
        }
      }
      double dot = 0;
      for (int k = 0; k < size; k++) {
        dot += v[k] * z[k];
      }
      double side = dot < 0 ? -1 : 1;
      double lacks = radius * radius - norm(z) * norm(z);
      double step = lacks / (Math.abs(dot) + Math.sqrt(dot * dot + lacks));
      for (int k = 0; k < size; k++) {
        z[k] += side * step * v[k];
      }
      return shortened(z, radius);
    }

    /// Cholesky's factor of H + λI; returns whether there is one.
    private boolean isFactored(double lambda) {
      double most = lambda;
      for (int k = 0; k < size; k++) {
        most = Math.max(most, Math.abs(h[k][k]));
      }
      for (int k = 0; k < size; k++) {
        for (int j = 0; j <= k; j++) {
          double sum = h[k][j] + (j == k ? lambda : 0);
          for (int i = 0; i < j; i++) {
            sum -= factor[k][i] * factor[j][i];
          }
          if (j == k) {
            if (!(sum > 1e-14 * most)) {
              return false;
            }
            factor[k][k] = Math.sqrt(sum);
          } else {
            factor[k][j] = sum / factor[j][j];
          }
        }
      }
      return true;
    }

    private double[] forward(double[] right) {
      double[] w = new double[size];
      for (int k = 0; k < size; k++) {
        double sum = right[k];
        for (int j = 0; j < k; j++) {
          sum -= factor[k][j] * w[j];
        }
        w[k] = sum / factor[k][k];
      }
      return w;
    }

    private double[] solve(double[] right, double sign) {
      double[] w = forward(right);
      for (int k = size - 1; k >= 0; k--) {
        double sum = w[k];
        for (int j = k + 1; j < size; j++) {
          sum -= factor[j][k] * w[j];
        }
        w[k] = sum / factor[k][k];
      }
      for (int k = 0; k < size; k++) {
        w[k] *= sign;
      }
      return w;
    }
  }
}

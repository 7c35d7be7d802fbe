package thalweg.descent.fit;

import java.util.Arrays;

/// A matrix of residuals' partial derivatives taken apart, so that steps of any length, errors and
/// what cannot be told apart are read from it.
///
/// The columns, each divided by its scale, are reduced by Householder reflections with column
/// pivoting, and the triangle is diagonalised by one-sided Jacobi rotations of its rows: small
/// singular values come out with small relative errors, which products JᵀJ would lose. Sources:
/// Businger and Golub 1965; Drmač and Veselić 2008, "New fast and accurate Jacobi SVD algorithm".
final class Factors {
  private static final int MOST_SWEEPS = 60;

  /// Squares of this size have lost nothing to the ends of the range of numbers.
  private static final double TINY = 1e-280;

  private final double[] scales;
  private final double[] values; // singular, decreasing
  private final double[][] directions; // right singular vectors in scaled coordinates, a row each
  private final double[] shares; // of the residuals along each left singular vector
  private final double outside; // square of what of the residuals no step can reach

  private Factors(
      double[] scales, double[] values, double[][] directions, double[] shares, double outside) {
    this.scales = scales;
    this.values = values;
    this.directions = directions;
    this.shares = shares;
    this.outside = outside;
  }

  /// Returns the factors of a matrix given by its columns, none of which is changed.
  ///
  /// @param scales what a step along each coordinate is measured by, above 0: the columns are
  ///   divided by them
  static Factors of(double[][] columns, double[] residuals, double[] scales) {
    int n = columns.length;
    int m = Math.max(n, residuals.length);
    double[][] a = new double[n][];
    for (int j = 0; j < n; j++) {
      a[j] = Arrays.copyOf(columns[j], m);
      double share = 1 / scales[j];
      boolean isSmall = Double.isInfinite(share);
      for (int i = 0; i < columns[j].length; i++) {
        a[j][i] = isSmall ? a[j][i] / scales[j] : a[j][i] * share;
      }
    }
    double[] q = Arrays.copyOf(residuals, m);
    int[] order = triangulate(a, q);
    // Rows of the triangle; rotations make them orthogonal, and rotate the residuals along.
    double[][] rows = new double[n][n];
    double[] shares = Arrays.copyOf(q, n);
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        rows[i][order[j]] = a[j][i];
      }
    }
    rotate(rows, shares);
    double outside = 0;
    for (int i = n; i < m; i++) {
      outside += q[i] * q[i];
    }
    double[] values = new double[n];
    for (int k = 0; k < n; k++) {
      values[k] = norm(rows[k]);
    }
    Integer[] sorted = new Integer[n];
    Arrays.setAll(sorted, k -> k);
    Arrays.sort(sorted, (k, l) -> Double.compare(values[l], values[k]));
    double[] s = new double[n];
    double[] g = new double[n];
    double[][] directions = new double[n][];
    for (int k = 0; k < n; k++) {
      int from = sorted[k];
      s[k] = values[from];
      g[k] = shares[from];
      directions[k] = rows[from];
      if (s[k] > 0) {
        for (int j = 0; j < n; j++) {
          directions[k][j] /= s[k];
        }
      }
    }
    complete(s, directions);
    return new Factors(scales.clone(), s, directions, g, outside);
  }

  /// Gives the singular values that are 0 directions at right angles to all others.
  private static void complete(double[] values, double[][] directions) {
    int n = values.length;
    for (int k = 0; k < n; k++) {
      for (int axis = 0; axis < n && values[k] == 0; axis++) {
        double[] direction = new double[n];
        direction[axis] = 1;
        for (int l = 0; l < k; l++) {
          double dot = directions[l][axis];
          for (int j = 0; j < n; j++) {
            direction[j] -= dot * directions[l][j];
          }
        }
        double norm = norm(direction);
        if (norm * norm > 0.9 / n) { // one axis at least has its share of what is left
          directions[k] = Arrays.stream(direction).map(d -> d / norm).toArray();
          break;
        }
      }
    }
  }

  /// Householder's reduction in place; returns which column stands where.
  private static int[] triangulate(double[][] a, double[] q) {
    int n = a.length;
    int[] order = new int[n];
    Arrays.setAll(order, j -> j);
    for (int k = 0; k < n; k++) {
      int largest = k;
      double most = -1;
      for (int j = k; j < n; j++) {
        double rest = norm(a[j], k);
        if (rest > most) {
          most = rest;
          largest = j;
        }
      }
      double[] column = a[largest];
      a[largest] = a[k];
      a[k] = column;
      int place = order[largest];
      order[largest] = order[k];
      order[k] = place;
      if (!(most > TINY)) {
        break; // what is left is nothing
      }
      double pivot = column[k] > 0 ? -most : most;
      double[] v = new double[column.length];
      double share = 1 / most;
      for (int i = k; i < v.length; i++) {
        v[i] = column[i] * share;
      }
      v[k] -= pivot / most;
      double half = -v[k] * (pivot / most); // vᵀv / 2
      for (int j = k + 1; j < n; j++) {
        reflect(v, half, a[j], k);
      }
      reflect(v, half, q, k);
      Arrays.fill(column, k, column.length, 0);
      column[k] = pivot;
    }
    return order;
  }

  private static void reflect(double[] v, double half, double[] x, int from) {
    double dot = dot(v, x, from) / half;
    for (int i = from; i < x.length; i++) {
      x[i] -= dot * v[i];
    }
  }

  private static void rotate(double[][] rows, double[] shares) {
    int n = rows.length;
    boolean isRotated = true;
    for (int sweep = 0; sweep < MOST_SWEEPS && isRotated; sweep++) {
      isRotated = false;
      for (int p = 0; p < n - 1; p++) {
        for (int q = p + 1; q < n; q++) {
          isRotated |= rotate(rows, shares, p, q);
        }
      }
    }
  }

  private static boolean rotate(double[][] rows, double[] shares, int p, int q) {
    double[] x = rows[p];
    double[] y = rows[q];
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += x[i] * x[i];
      yy += y[i] * y[i];
      xy += x[i] * y[i];
    }
    if (!(Math.abs(xy) > Math.ulp(1.0) * Math.sqrt(xx) * Math.sqrt(yy))) {
      return false;
    }
    double zeta = (yy - xx) / (2 * xy);
    double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    double c = 1 / Math.sqrt(1 + t * t);
    double s = c * t;
    for (int i = 0; i < x.length; i++) {
      double xi = x[i];
      x[i] = c * xi - s * y[i];
      y[i] = s * xi + c * y[i];
    }
    double xi = shares[p];
    shares[p] = c * xi - s * shares[q];
    shares[q] = s * xi + c * shares[q];
    return true;
  }

  static double norm(double[] x) {
    return norm(x, 0);
  }

  private static double dot(double[] x, double[] y, int from) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 3 < x.length; i += 4) {
      s0 += x[i] * y[i];
      s1 += x[i + 1] * y[i + 1];
      s2 += x[i + 2] * y[i + 2];
      s3 += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      s0 += x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /// Returns the norm of the numbers from a place on; neither overflows nor vanishes.
  static double norm(double[] x, int from) {
    double square = dot(x, x, from);
    if (square > TINY && square < 1 / TINY) {
      return Math.sqrt(square);
    }
    double largest = 0;
    for (int i = from; i < x.length; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    if (largest == 0 || !(largest < Double.POSITIVE_INFINITY)) {
      return largest;
    }
    double scale = Math.scalb(1.0, -Math.clamp(Math.getExponent(largest), -1000, 1000));
    double sum = 0;
    for (int i = from; i < x.length; i++) {
      double part = x[i] * scale;
      sum += part * part;
    }
    return Math.sqrt(sum) / scale;
  }

  int size() {
    return scales.length;
  }

  /// Returns how many singular values stand out of a relative error of the matrix.
  int rank(double error) {
    int rank = 0;
    while (rank < values.length && values[rank] > error * values[0]) {
      rank++;
    }
    return rank;
  }

  /// Returns the singular value of this number, the largest first.
  double value(int k) {
    return values[k];
  }

  /// Returns the direction that belongs to it, of length 1 in scaled coordinates.
  double[] direction(int k) {
    return directions[k].clone();
  }

  /// Returns the norm of the part of the residuals that steps within the first directions reach.
  double reachable(int rank) {
    return norm(Arrays.copyOf(shares, rank));
  }

  /// Returns the norm of the residuals that the best step leaves.
  double left(int rank) {
    double rest = norm(Arrays.copyOfRange(shares, rank, shares.length));
    return Math.sqrt(outside + rest * rest);
  }

  /// Returns the step with damping λ in the first directions, in plain coordinates: the minimum of
  /// ‖Jp + r‖² + λ‖Dp‖².
  double[] step(double damping, int rank) {
    double[] step = new double[scales.length];
    for (int k = 0; k < rank; k++) {
      double length = -length(k, damping);
      for (int j = 0; j < step.length; j++) {
        step[j] += length * directions[k][j];
      }
    }
    for (int j = 0; j < step.length; j++) {
      step[j] /= scales[j];
    }
    return step;
  }

  /// Returns the damped step against other residuals, of which Jᵀ times them is given.
  double[] step(double[] slopes, double damping, int rank) {
    double[] step = new double[scales.length];
    for (int k = 0; k < rank; k++) {
      double slope = 0;
      for (int j = 0; j < step.length; j++) {
        slope += directions[k][j] * slopes[j] / scales[j];
      }
      double length = -slope / (values[k] * values[k] + damping);
      for (int j = 0; j < step.length; j++) {
        step[j] += length * directions[k][j];
      }
    }
    for (int j = 0; j < step.length; j++) {
      step[j] /= scales[j];
    }
    return step;
  }

  private double length(int k, double damping) {
    return shares[k] / (values[k] + damping / values[k]);
  }

  /// Returns the damping by which the step has the length `radius` in scaled coordinates, to within
  /// a tenth; 0 where the full step is no longer.
  double damping(double radius, int rank) {
    if (rank == 0 || stepNorm(0, rank) <= 1.1 * radius) {
      return 0;
    }
    double low = 0;
    double high = 0;
    for (int k = 0; k < rank; k++) {
      high += shares[k] * values[k] * shares[k] * values[k];
    }
    high = Math.sqrt(high) / radius; // there the step is shorter
    double damping = Math.max(1e-3 * high, Math.min(high, values[rank - 1] * values[rank - 1]));
    for (int tries = 0; tries < 200; tries++) {
      double norm = stepNorm(damping, rank);
      if (Math.abs(norm - radius) <= 0.1 * radius) {
        break;
      }
      if (norm > radius) {
        low = damping;
      } else {
        high = damping;
      }
      // Newton's step on 1/‖p‖, which is nearly straight: Hebden; Moré 1978, section 5.
      double slope = 0;
      for (int k = 0; k < rank; k++) {
        double length = length(k, damping) / norm;
        slope -= length * length / (values[k] * values[k] + damping);
      }
      double next = damping + (norm / radius) * (norm - radius) / (-slope * norm);
      damping =
          next > low && next < high
              ? next
              : low > 0 ? Math.sqrt(low) * Math.sqrt(high) : 1e-3 * high;
    }
    return damping;
  }

  /// Returns the length of the damped step in scaled coordinates.
  double stepNorm(double damping, int rank) {
    double[] lengths = new double[rank];
    for (int k = 0; k < rank; k++) {
      lengths[k] = length(k, damping);
    }
    return norm(lengths);
  }

  /// Returns (JᵀJ)⁻¹ in plain coordinates, of the first directions alone.
  double[][] inverse(int rank) {
    int n = scales.length;
    double[][] inverse = new double[n][n];
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < n; i++) {
        double left = directions[k][i] / scales[i] / values[k];
        for (int j = 0; j <= i; j++) {
          inverse[i][j] += left * (directions[k][j] / scales[j] / values[k]);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        inverse[j][i] = inverse[i][j];
      }
    }
    return inverse;
  }
}

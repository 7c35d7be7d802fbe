package thalweg.descent.constraint;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The least value of a quadratic ½ dᵀB d + gᵀd under linear constraints, B positive definite.
///
/// Begins at the least value without constraints and takes in one that is not fulfilled after the
/// other, letting go of those that hold it back; the value only rises, so it ends, and that there
/// is no point at all is found on the way. Constraints that depend on others are passed over where
/// they agree with them. Cost: (n + number taken in) · n² operations. Source: Goldfarb and Idnani
/// 1983, "A numerically stable dual method for solving strictly convex quadratic programs".
final class DualActiveSet {
  /// A constraint whose normal has less than this share outside the span of the others depends on
  /// them.
  private static final double DEPENDENT = 1e-10;

  /// How many roundings a constraint may be off.
  private static final double ROUNDINGS = 1e3;

  private final int n;
  private final double[][] normals; // of what is to be at least 0 or, of the first, exactly
  private final double[] offsets;
  private final int[] origins; // which constraint each comes from
  private final int[] signs; // −1 for an upper limit
  private final int equalities;
  private final int constraints;
  private final double[][] j; // columns: a basis orthonormal in B, the first q span the active
  private final double[][] r; // their triangle
  private final double[] d;
  private final int[] active;
  private final double[] u;
  private int q;

  /// What was found.
  ///
  /// @param step the point
  /// @param multipliers one for each constraint: B d + g = Σ λᵢ aᵢ
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Found(double[] step, double[] multipliers) {}

  /// @param lower what each row times the step must be at least
  /// @param upper and at most
  private DualActiveSet(double[][] rows, double[] lower, double[] upper, int n) {
    this.n = n;
    constraints = rows.length;
    int count = 0;
    int equal = 0;
    for (int i = 0; i < constraints; i++) {
      equal += lower[i] == upper[i] ? 1 : 0;
      count +=
          lower[i] == upper[i] ? 1 : (isFinite(lower[i]) ? 1 : 0) + (isFinite(upper[i]) ? 1 : 0);
    }
    equalities = equal;
    normals = new double[count][];
    offsets = new double[count];
    origins = new int[count];
    signs = new int[count];
    int at = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < constraints; i++) {
        boolean isEquality = lower[i] == upper[i];
        if (isEquality != (pass == 0)) {
          continue;
        }
        if (isFinite(lower[i])) {
          take(at++, i, rows[i], lower[i], 1);
        }
        if (!isEquality && isFinite(upper[i])) {
          take(at++, i, rows[i], upper[i], -1);
        }
      }
    }
    j = new double[n][n];
    r = new double[n][n];
    d = new double[n];
    active = new int[n];
    u = new double[n + 1];
  }

  private static boolean isFinite(double limit) {
    return Double.isFinite(limit);
  }

  private void take(int at, int origin, double[] row, double limit, int sign) {
    normals[at] = new double[n];
    for (int k = 0; k < n; k++) {
      normals[at][k] = sign * row[k];
    }
    offsets[at] = sign * limit;
    origins[at] = origin;
    signs[at] = sign;
  }

  /// Returns the least point, or null where no point fulfils all constraints.
  ///
  /// @param b symmetric and positive definite; not changed
  static @Nullable Found solve(
      double[][] b, double[] g, double[][] rows, double[] lower, double[] upper) {
    return new DualActiveSet(rows, lower, upper, g.length).run(b, g);
  }

  private @Nullable Found run(double[][] b, double[] g) {
    double[] x = begin(b, g);
    for (int i = 0; i < equalities; i++) {
      double[] z = direction(i);
      double residual = offsets[i] - dot(normals[i], x);
      if (isDependent()) {
        if (Math.abs(residual) > tolerance(i, x)) {
          return null;
        }
        continue;
      }
      double t = residual / dot(z, normals[i]);
      move(x, z, t, back(), i);
    }
    int most = 50 * (normals.length + n + 1);
    for (int round = 0; round < most; round++) {
      int violated = mostViolated(x);
      if (violated < 0) {
        refine(x);
        return found(x);
      }
      if (!admit(violated, x)) {
        return null;
      }
    }
    return null; // rounding turns it in circles
  }

  /// Brings in a constraint that is not fulfilled; returns whether that can be done.
  private boolean admit(int p, double[] x) {
    u[q] = 0;
    for (int guard = 0; guard <= normals.length + n; guard++) {
      double[] z = direction(p);
      double[] rate = back();
      boolean isDependent = isDependent();
      int leaving = -1;
      double most = Double.POSITIVE_INFINITY;
      for (int k = 0; k < q; k++) {
        if (active[k] >= equalities && rate[k] > 0 && u[k] / rate[k] < most) {
          most = u[k] / rate[k];
          leaving = k;
        }
      }
      double slope = isDependent ? 0 : dot(z, normals[p]);
      double full =
          slope > 0 ? (offsets[p] - dot(normals[p], x)) / slope : Double.POSITIVE_INFINITY;
      if (leaving < 0 && full == Double.POSITIVE_INFINITY) {
        return Math.abs(offsets[p] - dot(normals[p], x)) <= tolerance(p, x);
      }
      double t = Math.min(most, full);
      for (int k = 0; k < n && full < Double.POSITIVE_INFINITY; k++) {
        x[k] += t * z[k];
      }
      for (int k = 0; k < q; k++) {
        u[k] -= t * rate[k];
      }
      u[q] += t;
      if (full <= most) {
        add(p);
        return true;
      }
      drop(leaving);
    }
    return false;
  }

  /// Factors B = L Lᵀ, makes J = L⁻ᵀ and returns −B⁻¹ g.
  private double[] begin(double[][] b, double[] g) {
    double[][] l = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k <= i; k++) {
        double sum = b[i][k];
        for (int m = 0; m < k; m++) {
          sum -= l[i][m] * l[k][m];
        }
        l[i][k] = i == k ? Math.sqrt(Math.max(sum, 1e-14 * Math.abs(b[i][i]))) : sum / l[k][k];
      }
    }
    for (int column = 0; column < n; column++) { // L⁻¹, written as its transpose
      for (int i = column; i < n; i++) {
        double sum = i == column ? 1 : 0;
        for (int m = column; m < i; m++) {
          sum -= l[i][m] * j[column][m];
        }
        j[column][i] = sum / l[i][i];
      }
    }
    double[] x = new double[n];
    for (int m = 0; m < n; m++) {
      double part = 0;
      for (int i = 0; i < n; i++) {
        part += j[i][m] * g[i];
      }
      for (int i = 0; i < n; i++) {
        x[i] -= part * j[i][m];
      }
    }
    return x;
  }

  /// Returns the way in which a constraint is approached while the active ones stay; leaves its
  /// parts along J in `d`.
  private double[] direction(int p) {
    Arrays.fill(d, 0);
    for (int i = 0; i < n; i++) {
      for (int m = 0; m < n; m++) {
        d[m] += j[i][m] * normals[p][i];
      }
    }
    double[] z = new double[n];
    for (int i = 0; i < n; i++) {
      for (int m = q; m < n; m++) {
        z[i] += j[i][m] * d[m];
      }
    }
    return z;
  }

  private boolean isDependent() {
    double all = 0;
    double rest = 0;
    for (int m = 0; m < n; m++) {
      all = Math.hypot(all, d[m]);
      rest = m < q ? rest : Math.hypot(rest, d[m]);
    }
    return !(rest > DEPENDENT * all);
  }

  /// Returns R⁻¹ times the parts of `d` along the active constraints.
  private double[] back() {
    double[] rate = new double[q];
    for (int k = q - 1; k >= 0; k--) {
      double sum = d[k];
      for (int m = k + 1; m < q; m++) {
        sum -= r[k][m] * rate[m];
      }
      rate[k] = sum / r[k][k];
    }
    return rate;
  }

  private void move(double[] x, double[] z, double t, double[] rate, int constraint) {
    for (int k = 0; k < n; k++) {
      x[k] += t * z[k];
    }
    for (int k = 0; k < q; k++) {
      u[k] -= t * rate[k];
    }
    u[q] = t;
    add(constraint);
  }

  /// Takes a constraint into the factors by rotations of the columns of J.
  private void add(int constraint) {
    for (int m = n - 1; m > q; m--) {
      double h = Math.hypot(d[m - 1], d[m]);
      if (h == 0) {
        continue;
      }
      double c = d[m - 1] / h;
      double s = d[m] / h;
      d[m - 1] = h;
      d[m] = 0;
      for (int i = 0; i < n; i++) {
        double first = j[i][m - 1];
        double second = j[i][m];
        j[i][m - 1] = c * first + s * second;
        j[i][m] = c * second - s * first;
      }
    }
    for (int k = 0; k <= q; k++) {
      r[k][q] = d[k];
    }
    active[q] = constraint;
    q++;
    if (q < u.length) {
      u[q] = 0;
    }
  }

  private void drop(int place) {
    double entering = u[q];
    for (int k = place; k < q - 1; k++) {
      active[k] = active[k + 1];
      u[k] = u[k + 1];
      for (int i = 0; i < n; i++) {
        r[i][k] = r[i][k + 1];
      }
    }
    q--;
    u[q] = entering;
    for (int k = place; k < q; k++) {
      double h = Math.hypot(r[k][k], r[k + 1][k]);
      if (h == 0) {
        continue;
      }
      double c = r[k][k] / h;
      double s = r[k + 1][k] / h;
      for (int m = k; m < q; m++) {
        double first = r[k][m];
        double second = r[k + 1][m];
        r[k][m] = c * first + s * second;
        r[k + 1][m] = c * second - s * first;
      }
      for (int i = 0; i < n; i++) {
        double first = j[i][k];
        double second = j[i][k + 1];
        j[i][k] = c * first + s * second;
        j[i][k + 1] = c * second - s * first;
      }
    }
  }

  /// Returns which constraint is farthest from being fulfilled beside its rounding; −1 if none is.
  private int mostViolated(double[] x) {
    int worst = -1;
    double most = 1;
    for (int i = equalities; i < normals.length; i++) {
      double off = (offsets[i] - dot(normals[i], x)) / tolerance(i, x);
      if (off > most && !isActive(i)) {
        most = off;
        worst = i;
      }
    }
    return worst;
  }

  private boolean isActive(int i) {
    for (int k = 0; k < q; k++) {
      if (active[k] == i) {
        return true;
      }
    }
    return false;
  }

  private double tolerance(int i, double[] x) {
    double size = Math.abs(offsets[i]);
    for (int k = 0; k < n; k++) {
      size += Math.abs(normals[i][k] * x[k]);
    }
    return ROUNDINGS * Math.ulp(1.0) * size + Double.MIN_NORMAL;
  }

  /// Moves the point to where the active constraints are fulfilled once more: on the way from a far
  /// first point, as where there is next to no curvature, it was rounded at that one's size.
  private void refine(double[] x) {
    double[] y = new double[q];
    for (int k = 0; k < q; k++) {
      double sum = offsets[active[k]] - dot(normals[active[k]], x);
      for (int m = 0; m < k; m++) {
        sum -= r[m][k] * y[m];
      }
      y[k] = sum / r[k][k];
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < q; k++) {
        x[i] += j[i][k] * y[k];
      }
    }
  }

  private Found found(double[] x) {
    double[] multipliers = new double[constraints];
    for (int k = 0; k < q; k++) {
      multipliers[origins[active[k]]] += signs[active[k]] * u[k];
    }
    return new Found(x, multipliers);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}

package thalweg.descent.constraint;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.descent.Bounds;
import thalweg.descent.vector.Vectors;

/// What is known of the curvature of the function and the active constraints together, and the
/// steps that follow from it under straight models of the constraints.
///
/// Source of the update: Broyden, Fletcher, Goldfarb and Shanno 1970, damped as by Powell 1978, so
/// that it stays positive definite.
final class QuadraticProgram {
  private static final double DAMPED = 0.2;

  /// What a step towards fulfilling the constraints counts beside what they are missed by.
  private static final double SHORT = 1e-6;

  /// How much more than needed constraints are relaxed where they contradict each other.
  private static final double SLACK = 1e-7;

  private final ScaledProblem problem;
  private final int n;
  private final int m;
  private final int[] bounded; // variables with a finite bound
  private double[][] b;
  private boolean isFresh = true;

  /// A step of the model.
  ///
  /// @param d the step
  /// @param multipliers of the constraints and then of the bounded variables
  /// @param left what the straight models are missed by after it, a norm
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Step(double[] d, double[] multipliers, double left) {}

  QuadraticProgram(ScaledProblem problem) {
    this.problem = problem;
    n = problem.variables();
    m = problem.constraints();
    Bounds box = problem.box();
    double[] lower = box.lower();
    double[] upper = box.upper();
    bounded =
        IntStream.range(0, n)
            .filter(k -> Double.isFinite(lower[k]) || Double.isFinite(upper[k]))
            .toArray();
    b = identity(n, 1);
  }

  private static double[][] identity(int n, double scale) {
    double[][] b = new double[n][n];
    for (int k = 0; k < n; k++) {
      b[k][k] = scale;
    }
    return b;
  }

  boolean isFresh() {
    return isFresh;
  }

  /// Forgets all curvature.
  void forget(double scale) {
    b = identity(n, scale > 0 && Double.isFinite(scale) ? scale : 1);
    isFresh = true;
  }

  /// Takes a curvature that was measured.
  void take(double[][] curvature) {
    b = curvature;
    isFresh = false;
  }

  double[][] curvature() {
    return b;
  }

  /// Returns B d.
  double[] times(double[] d) {
    double[] product = new double[n];
    for (int k = 0; k < n; k++) {
      product[k] = Vectors.dot(b[k], d);
    }
    return product;
  }

  /// Returns which variable a row after the constraints' bounds.
  int variable(int row) {
    return bounded[row];
  }

  int rows() {
    return m + bounded.length;
  }

  /// Returns the rows of the constraints and of the bounds.
  double[][] normals(Slopes slopes) {
    double[][] normals = new double[rows()][];
    System.arraycopy(slopes.a(), 0, normals, 0, m);
    for (int i = 0; i < bounded.length; i++) {
      normals[m + i] = new double[n];
      normals[m + i][bounded[i]] = 1;
    }
    return normals;
  }

  /// Returns how far each row may move to be at its lower or upper limit.
  double[] room(Place place, boolean isUpper) {
    double[] room = new double[rows()];
    for (int i = 0; i < m; i++) {
      room[i] = (isUpper ? problem.upper(i) : problem.lower(i)) - place.c()[i];
    }
    double[] ends = isUpper ? problem.box().upper() : problem.box().lower();
    for (int i = 0; i < bounded.length; i++) {
      int k = bounded[i];
      room[m + i] = (ends[k] - place.x()[k]) / problem.size(k);
    }
    return room;
  }

  /// Returns the step to the least value of the model under the straight constraints; these are
  /// relaxed by no more than needed where they contradict each other. Null where rounding leaves
  /// none.
  @Nullable Step step(Place place, Slopes slopes) {
    double[][] normals = normals(slopes);
    double[] lower = room(place, false);
    double[] upper = room(place, true);
    DualActiveSet.Found found = DualActiveSet.solve(b, slopes.g(), normals, lower, upper);
    if (found == null && place.violation() <= SLACK) {
      found = loosened(slopes, normals, lower, upper);
    }
    if (found == null) {
      double[] nearest = nearest(place, slopes, SHORT);
      if (nearest == null) {
        return null;
      }
      for (int i = 0; i < m; i++) {
        double reached = Vectors.dot(normals[i], nearest);
        double slack = SLACK * place.violation();
        if (reached < lower[i]) {
          lower[i] = reached - slack;
        } else if (reached > upper[i]) {
          upper[i] = reached + slack;
        }
      }
      found = DualActiveSet.solve(b, slopes.g(), normals, lower, upper);
      if (found == null) {
        return new Step(nearest, new double[rows()], left(place, slopes, nearest));
      }
    }
    return new Step(found.step(), found.multipliers(), left(place, slopes, found.step()));
  }

  /// Returns the step where a point fulfils the constraints and only rounding contradicts that:
  /// with no curvature known, and limits moved out a little, each by another amount.
  private DualActiveSet.@Nullable Found loosened(
      Slopes slopes, double[][] normals, double[] lower, double[] upper) {
    forget(1);
    double[] low = lower.clone();
    double[] high = upper.clone();
    for (int i = 0; i < m; i++) {
      double slack = SLACK * (1 + (double) i / m);
      low[i] = Math.min(low[i], 0) - slack;
      high[i] = Math.max(high[i], 0) + slack;
    }
    return DualActiveSet.solve(b, slopes.g(), normals, low, high);
  }

  /// Returns the step under constraints that are moved by what their straight models erred by at
  /// `there`: a second-order correction.
  @Nullable Step corrected(Place place, Slopes slopes, Place there, double[] d) {
    double[] lower = room(place, false);
    double[] upper = room(place, true);
    for (int i = 0; i < m; i++) {
      double error = there.c()[i] - place.c()[i] - Vectors.dot(slopes.a()[i], d);
      lower[i] -= error;
      upper[i] -= error;
    }
    DualActiveSet.Found found = DualActiveSet.solve(b, slopes.g(), normals(slopes), lower, upper);
    return found == null
        ? null
        : new Step(found.step(), found.multipliers(), left(place, slopes, found.step()));
  }

  /// Returns the shortest step, or nearly, by which the straight constraints are missed the least
  /// in the sum of squares: a slack for each tells by how much.
  ///
  /// @param damping what its length counts beside what is missed
  double @Nullable [] nearest(Place place, Slopes slopes, double damping) {
    double[][] normals = normals(slopes);
    double violation = place.violation() > 0 ? place.violation() : 1;
    double[][] quadratic = identity(n + m, 1);
    double reach = 1 + Vectors.norm(place.u());
    for (int k = 0; k < n; k++) {
      quadratic[k][k] = damping / (reach * reach);
    }
    double[][] rows = new double[normals.length][n + m];
    double[] low = room(place, false);
    double[] high = room(place, true);
    for (int i = 0; i < normals.length; i++) {
      double unit = i < m ? violation : 1;
      for (int k = 0; k < n; k++) {
        rows[i][k] = normals[i][k] / unit;
      }
      low[i] /= unit;
      high[i] /= unit;
      if (i < m) {
        rows[i][n + i] = 1;
      }
    }
    DualActiveSet.Found found = DualActiveSet.solve(quadratic, new double[n + m], rows, low, high);
    return found == null ? null : Arrays.copyOf(found.step(), n);
  }

  /// Returns the shortest step that fulfils the constraints as straightened elsewhere; null if
  /// there is none.
  double @Nullable [] correction(Place there, Slopes slopes) {
    DualActiveSet.Found found =
        DualActiveSet.solve(
            identity(n, 1), new double[n], normals(slopes), room(there, false), room(there, true));
    return found == null ? null : found.step();
  }

  /// Returns the gradient without what constraints and bounds balance of it.
  double[] imbalance(Slopes slopes, double[] multipliers) {
    double[] left = slopes.lagrangian(multipliers);
    for (int i = 0; i < bounded.length; i++) {
      left[bounded[i]] -= multipliers[m + i];
    }
    return left;
  }

  /// Returns Σ |λᵢ| times how far the limit is away that λᵢ belongs to: 0 where each multiplier
  /// belongs to a limit that is reached.
  double gap(Place place, double[] multipliers) {
    double[] lower = room(place, false);
    double[] upper = room(place, true);
    double gap = 0;
    for (int i = 0; i < multipliers.length; i++) {
      gap +=
          multipliers[i] == 0
              ? 0
              : Math.abs(multipliers[i] * (multipliers[i] > 0 ? lower[i] : upper[i]));
    }
    return gap;
  }

  /// Returns what the straight constraints are missed by after a step.
  double left(Place place, Slopes slopes, double[] d) {
    double[] off = new double[m];
    for (int i = 0; i < m; i++) {
      double c = place.c()[i] + Vectors.dot(slopes.a()[i], d);
      off[i] = c < problem.lower(i) ? c - problem.lower(i) : Math.max(0, c - problem.upper(i));
    }
    return Vectors.norm(off);
  }

  /// Learns from a step s and the change y of the slopes of function and constraints together.
  void learn(double[] s, double[] y) {
    double ss = Vectors.dot(s, s);
    double ys = Vectors.dot(y, s);
    if (!(ss > 0) || Vectors.nonFinite(y) >= 0) {
      return;
    }
    if (isFresh) {
      double yy = Vectors.dot(y, y);
      double scale = ys > 0 ? Math.min(yy / ys, 1e8) : Math.sqrt(yy / ss);
      if (scale > 1e-8) {
        b = identity(n, scale);
      }
      isFresh = false;
    }
    double[] bs = times(s);
    double sbs = Vectors.dot(s, bs);
    double[] bent = y.clone();
    if (ys < DAMPED * sbs) {
      double theta = (1 - DAMPED) * sbs / (sbs - ys);
      for (int k = 0; k < n; k++) {
        bent[k] = theta * y[k] + (1 - theta) * bs[k];
      }
      ys = Vectors.dot(bent, s);
    }
    if (!(ys > 1e-300) || !(sbs > 1e-300)) {
      return;
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        b[i][k] += bent[i] * bent[k] / ys - bs[i] * bs[k] / sbs;
      }
    }
  }
}

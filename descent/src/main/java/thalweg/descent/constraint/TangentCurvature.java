package thalweg.descent.constraint;

import java.util.Arrays;
import thalweg.descent.vector.Vectors;

/// The second derivatives of the function and the active constraints together, along directions in
/// which no active constraint changes to first order.
///
/// By differences of gradients where these are exact, else of values: some z²/2 evaluations for z
/// such directions. Its eigenvalues by Jacobi's rotations.
final class TangentCurvature {
  /// The fourth root of ε, where second differences of values err least.
  private static final double VALUE_STEP = 0x1p-13;

  /// The third root of ε, for differences of gradients on both sides.
  private static final double GRADIENT_STEP = 0x1p-17;

  private final double[][] basis; // orthonormal, a row each
  private final double[] values; // eigenvalues
  private final double[][] vectors; // eigenvectors, a row each, in the variables
  private final double doubt; // how much an eigenvalue may be off

  private TangentCurvature(double[][] basis, double[] values, double[][] vectors, double doubt) {
    this.basis = basis;
    this.values = values;
    this.vectors = vectors;
    this.doubt = doubt;
  }

  /// Measures at a place, with the rows of the active constraints and the multipliers of all.
  static TangentCurvature at(
      ScaledProblem problem,
      Place place,
      Slopes slopes,
      double[][] activeRows,
      double[] multipliers) {
    double[][] basis = tangents(problem.variables(), activeRows);
    int z = basis.length;
    if (z == 0) {
      return new TangentCurvature(basis, new double[0], new double[0][], 0);
    }
    double[][] h = new double[z][z];
    double doubt =
        problem.isNumerical()
            ? byValues(problem, place, basis, multipliers, h)
            : byGradients(problem, place, slopes, basis, multipliers, h);
    if (!Double.isFinite(doubt) || Arrays.stream(h).anyMatch(row -> Vectors.nonFinite(row) >= 0)) {
      doubt = Double.POSITIVE_INFINITY; // at the edge of where a function is defined
      Arrays.stream(h).forEach(row -> Arrays.fill(row, 0));
    }
    double[][] rotations = diagonalise(h);
    double[] values = new double[z];
    double[][] vectors = new double[z][problem.variables()];
    for (int i = 0; i < z; i++) {
      values[i] = h[i][i];
      for (int k = 0; k < z; k++) {
        for (int at = 0; at < vectors[i].length; at++) {
          vectors[i][at] += rotations[k][i] * basis[k][at];
        }
      }
    }
    return new TangentCurvature(basis, values, vectors, doubt);
  }

  /// Returns how many directions there are.
  int dimension() {
    return basis.length;
  }

  double value(int i) {
    return values[i];
  }

  double[] direction(int i) {
    return vectors[i].clone();
  }

  /// Returns how much an eigenvalue may be off by rounding and differences.
  double doubt() {
    return doubt;
  }

  int least() {
    int least = 0;
    for (int i = 1; i < values.length; i++) {
      least = values[i] < values[least] ? i : least;
    }
    return least;
  }

  /// Returns an orthonormal basis of what is at right angles to all rows.
  static double[][] tangents(int n, double[][] rows) {
    double[][] span = new double[n][];
    int rank = 0;
    for (double[] row : rows) {
      double norm = Vectors.norm(row);
      double[] rest = without(row, span, rank);
      double left = Vectors.norm(rest);
      if (left > 1e-9 * norm && rank < n) {
        span[rank++] = scaled(rest, 1 / left);
      }
    }
    double[] outside = new double[n]; // squares of what of each axis the span leaves
    Arrays.fill(outside, 1);
    for (int i = 0; i < rank; i++) {
      reduce(outside, span[i]);
    }
    double[][] basis = new double[n - rank][];
    for (int z = 0; z < basis.length; z++) {
      int axis = 0;
      for (int k = 1; k < n; k++) {
        axis = outside[k] > outside[axis] + 1e-9 ? k : axis;
      }
      double[] unit = new double[n];
      unit[axis] = 1;
      double[] rest = without(unit, span, rank + z);
      basis[z] = scaled(rest, 1 / Vectors.norm(rest));
      span[rank + z] = basis[z];
      reduce(outside, basis[z]);
    }
    return basis;
  }

  private static void reduce(double[] outside, double[] direction) {
    for (int k = 0; k < outside.length; k++) {
      outside[k] -= direction[k] * direction[k];
    }
  }

  /// Returns how many of the rows are independent.
  static int rank(int n, double[][] rows) {
    return n - tangents(n, rows).length;
  }

  private static double[] without(double[] x, double[][] span, int count) {
    double[] rest = x.clone();
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < count; i++) {
        double dot = Vectors.dot(rest, span[i]);
        for (int k = 0; k < rest.length; k++) {
          rest[k] -= dot * span[i][k];
        }
      }
    }
    return rest;
  }

  private static double[] scaled(double[] x, double factor) {
    return Arrays.stream(x).map(number -> factor * number).toArray();
  }

  private static double byGradients(
      ScaledProblem problem,
      Place place,
      Slopes slopes,
      double[][] basis,
      double[] multipliers,
      double[][] h) {
    double step = length(problem, place, basis, GRADIENT_STEP);
    for (int i = 0; i < basis.length; i++) {
      Place after = problem.unseen(moved(place, basis[i], step));
      Place before = problem.unseen(moved(place, basis[i], -step));
      double[] up = problem.slopes(after, true).lagrangian(multipliers);
      double[] down = problem.slopes(before, true).lagrangian(multipliers);
      double width = distance(after, before);
      for (int k = 0; k < basis.length; k++) {
        h[i][k] = (Vectors.dot(up, basis[k]) - Vectors.dot(down, basis[k])) / width;
      }
    }
    symmetrise(h);
    return 1e3 * Math.ulp(slopes.size(multipliers)) / step + 1e-7 * largest(h);
  }

  private static double byValues(
      ScaledProblem problem, Place place, double[][] basis, double[] multipliers, double[][] h) {
    double step = length(problem, place, basis, VALUE_STEP);
    int z = basis.length;
    double home = lagrangian(place, multipliers);
    double[] up = new double[z];
    double[] down = new double[z];
    for (int i = 0; i < z; i++) {
      up[i] = lagrangian(problem.at(moved(place, basis[i], step)), multipliers);
      down[i] = lagrangian(problem.at(moved(place, basis[i], -step)), multipliers);
      h[i][i] = (up[i] - 2 * home + down[i]) / (step * step);
    }
    for (int i = 0; i < z; i++) {
      for (int k = 0; k < i; k++) {
        double[] both = moved(place, basis[i], step);
        for (int at = 0; at < both.length; at++) {
          both[at] += step * basis[k][at];
        }
        double there = lagrangian(problem.at(both), multipliers);
        h[i][k] = (there - up[i] - up[k] + home) / (step * step);
        h[k][i] = h[i][k];
      }
    }
    double size = Math.abs(place.f());
    for (int i = 0; i < place.c().length; i++) {
      size += Math.abs(multipliers[i] * place.c()[i]);
    }
    return 64 * Math.ulp(size) / (step * step) + 1e-3 * largest(h);
  }

  /// The length on which values are taken beside the place: 1 is each variable's size.
  private static double reach(Place place) {
    return Math.max(1, Slopes.largest(place.u()));
  }

  /// Returns how far to look: a share of the reach, or to half the way to the nearest bound; 0,
  /// which tells nothing, where that is too near.
  private static double length(ScaledProblem problem, Place place, double[][] basis, double share) {
    double usual = share * reach(place);
    double length = usual;
    for (double[] direction : basis) {
      for (int k = 0; k < direction.length; k++) {
        if (Math.abs(direction[k]) > 1e-12) {
          length = Math.min(length, problem.room(place, k) / (2 * Math.abs(direction[k])));
        }
      }
    }
    return length < usual / 8 ? 0 : length;
  }

  private static double[] moved(Place place, double[] direction, double step) {
    double[] u = place.u().clone();
    for (int k = 0; k < u.length; k++) {
      u[k] += step * direction[k];
    }
    return u;
  }

  private static double distance(Place a, Place b) {
    double[] apart = new double[a.u().length];
    for (int k = 0; k < apart.length; k++) {
      apart[k] = a.u()[k] - b.u()[k];
    }
    return Vectors.norm(apart);
  }

  private static double lagrangian(Place place, double[] multipliers) {
    double value = place.f();
    for (int i = 0; i < place.c().length; i++) {
      value -= multipliers[i] == 0 ? 0 : multipliers[i] * place.c()[i];
    }
    return value;
  }

  private static void symmetrise(double[][] h) {
    for (int i = 0; i < h.length; i++) {
      for (int k = 0; k < i; k++) {
        h[i][k] = (h[i][k] + h[k][i]) / 2;
        h[k][i] = h[i][k];
      }
    }
  }

  private static double largest(double[][] h) {
    double largest = 0;
    for (double[] row : h) {
      largest = Math.max(largest, Slopes.largest(row));
    }
    return largest;
  }

  /// Makes a symmetric matrix diagonal by rotations; returns their product.
  private static double[][] diagonalise(double[][] h) {
    int z = h.length;
    double[][] v = new double[z][z];
    for (int i = 0; i < z; i++) {
      v[i][i] = 1;
    }
    for (int sweep = 0; sweep < 30; sweep++) {
      double off = 0;
      for (int p = 0; p < z; p++) {
        for (int q = p + 1; q < z; q++) {
          off = Math.max(off, Math.abs(h[p][q]));
          rotate(h, v, p, q);
        }
      }
      if (!(off > 1e-15 * largest(h))) {
        break;
      }
    }
    return v;
  }

  private static void rotate(double[][] h, double[][] v, int p, int q) {
    if (h[p][q] == 0) {
      return;
    }
    double theta = (h[q][q] - h[p][p]) / (2 * h[p][q]);
    double t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
    double c = 1 / Math.hypot(t, 1);
    double s = t * c;
    for (int k = 0; k < h.length; k++) {
      double first = h[k][p];
      double second = h[k][q];
      h[k][p] = c * first - s * second;
      h[k][q] = s * first + c * second;
    }
    for (int k = 0; k < h.length; k++) {
      double first = h[p][k];
      double second = h[q][k];
      h[p][k] = c * first - s * second;
      h[q][k] = s * first + c * second;
      first = v[k][p];
      second = v[k][q];
      v[k][p] = c * first - s * second;
      v[k][q] = s * first + c * second;
    }
  }
}

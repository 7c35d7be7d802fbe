package thalweg.descent.constraint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.vector.Vectors;

/// Problems built backwards from a minimum and its multipliers, in units of any size.
final class Families {
  /// A problem with its only minimum.
  static final class Known {
    final ConstrainedDescent descent;
    final double[] start;
    final double[] minimum;
    final double[] multipliers;
    final double[] sizes; // of the variables
    final double[] heights; // of value, and of each constraint

    Known(
        ConstrainedDescent descent,
        double[] start,
        double[] minimum,
        double[] multipliers,
        double[] sizes,
        double[] heights) {
      this.descent = descent;
      this.start = start;
      this.minimum = minimum;
      this.multipliers = multipliers;
      this.sizes = sizes;
      this.heights = heights;
    }
  }

  private Families() {}

  /// Draws a strictly convex problem: a quadratic or a bent function, under linear constraints, or
  /// convex ones.
  ///
  /// @param decades how many powers of ten units lie from 1 at most
  static Known drawn(SplittableRandom random, double decades, boolean isBent) {
    int n = random.nextInt(2, 7);
    int m = random.nextInt(1, n + 3);
    double[] sizes = units(random, n, decades);
    double[] heights = units(random, m + 1, decades);
    double[] u = new double[n]; // the minimum in sizes
    double[] from = new double[n];
    for (int k = 0; k < n; k++) {
      u[k] = random.nextDouble(0.3, 2) * (random.nextBoolean() ? 1 : -1);
      from[k] = u[k] + random.nextDouble(-1.5, 1.5);
    }
    double[][] root = matrix(random, n, n);
    double[][] normals = matrix(random, m, n);
    double[] bends = new double[m];
    int[] kinds = new int[m]; // 0 equality, 1 lower limit active, 2 upper active, 3 inactive
    double[] multipliers = new double[m];
    int active = 0;
    for (int i = 0; i < m; i++) {
      kinds[i] = active >= n - 1 ? 3 : random.nextInt(4);
      active += kinds[i] == 3 ? 0 : 1;
      double size = random.nextDouble(0.2, 2);
      multipliers[i] =
          switch (kinds[i]) {
            case 0 -> random.nextBoolean() ? size : -size;
            case 1 -> size;
            case 2 -> -size;
            default -> 0;
          };
      // Concave where a lower limit is kept, convex where an upper one is.
      double bend = isBent && kinds[i] > 0 ? random.nextDouble(0, 0.5) : 0;
      bends[i] = kinds[i] == 1 ? -bend : bend;
    }
    double[] slope = new double[n]; // Σ λᵢ ∇cᵢ at the minimum
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < n; k++) {
        slope[k] += multipliers[i] * normals[i][k];
      }
    }
    double lift = isBent ? random.nextDouble(0, 0.3) : 0;
    MultivariateFunction f =
        x -> {
          double sum = 0;
          double[] d = new double[n];
          for (int k = 0; k < n; k++) {
            d[k] = x[k] / sizes[k] - u[k];
            sum += slope[k] * d[k] + 0.5 * d[k] * d[k] + lift * Math.pow(d[k], 4);
          }
          for (double[] row : root) {
            sum += 0.5 * Math.pow(Vectors.dot(row, d), 2);
          }
          return heights[0] * (sum + 1);
        };
    List<Constraint> constraints = new ArrayList<>();
    double[] outer = new double[m];
    for (int i = 0; i < m; i++) {
      int at = i;
      MultivariateFunction c =
          x -> {
            double sum = 0;
            double square = 0;
            for (int k = 0; k < n; k++) {
              double d = x[k] / sizes[k] - u[k];
              sum += normals[at][k] * d;
              square += d * d;
            }
            return heights[at + 1] * (sum + bends[at] * square + 2);
          };
      double limit = 2 * heights[i + 1];
      double room = random.nextDouble(0.05, 1) * heights[i + 1];
      constraints.add(
          switch (kinds[i]) {
            case 0 -> Constraint.equal(c, limit);
            case 1 -> Constraint.atLeast(c, limit);
            case 2 -> Constraint.atMost(c, limit);
            default -> Constraint.atMost(c, limit + room);
          });
      outer[i] = multipliers[i] * heights[0] / heights[i + 1];
    }
    double[] start = new double[n];
    double[] minimum = new double[n];
    for (int k = 0; k < n; k++) {
      start[k] = from[k] * sizes[k];
      minimum[k] = u[k] * sizes[k];
    }
    ConstrainedDescent descent = ConstrainedDescent.of(f).subjectTo(constraints);
    return new Known(descent, start, minimum, outer, sizes, heights);
  }

  /// Draws constraints that no point fulfils: linear ones that contradict each other by a sum with
  /// positive weights, or a ball and a plane that does not meet it.
  static ConstrainedDescent infeasible(SplittableRandom random, double[] start) {
    int n = start.length;
    double[] centre = new double[n];
    Arrays.setAll(centre, k -> random.nextDouble(-2, 2));
    MultivariateFunction f = x -> Vectors.distance(x, centre) * Vectors.distance(x, centre);
    double[] a = matrix(random, 1, n)[0];
    double norm = Vectors.norm(a);
    if (random.nextBoolean()) {
      return ConstrainedDescent.of(f)
          .subjectTo(
              Constraint.linear(a, 1 + random.nextDouble(), Double.POSITIVE_INFINITY),
              Constraint.linear(a, Double.NEGATIVE_INFINITY, random.nextDouble(-2, 0.9)));
    }
    double radius = random.nextDouble(0.2, 2);
    return ConstrainedDescent.of(f)
        .subjectTo(
            Constraint.atMost(x -> Vectors.dot(x, x), radius * radius),
            Constraint.linear(
                a, norm * radius * random.nextDouble(1.1, 3), Double.POSITIVE_INFINITY));
  }

  static double[] units(SplittableRandom random, int count, double decades) {
    double[] units = new double[count];
    Arrays.setAll(
        units, k -> decades == 0 ? 1 : Math.pow(10, random.nextDouble(-decades, decades)));
    return units;
  }

  static double[][] matrix(SplittableRandom random, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      Arrays.setAll(row, k -> random.nextDouble(-1, 1));
    }
    return matrix;
  }
}

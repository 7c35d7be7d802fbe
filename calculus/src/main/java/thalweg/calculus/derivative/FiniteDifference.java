package thalweg.calculus.derivative;

import java.util.Arrays;
import thalweg.calculus.function.ScalarFunction;

/// A difference formula on any grid: the n-th derivative at a point as a weighted sum of values
/// around it, exact for polynomials of as high a degree as the grid has points less one.
///
/// The weights are found by Fornberg's recursion, which needs no equal spacing. Source: Fornberg
/// 1988.
public final class FiniteDifference {
  /// The most points of a grid: beyond, the weights grow so large that rounding leaves no digit.
  public static final int MOST_POINTS = 64;

  private final Derivative.Method method;
  private final int nth;
  private final double[] grid;
  private final double[] weights;

  private FiniteDifference(Derivative.Method method, int nth, double[] grid) {
    this.method = method;
    this.nth = nth;
    this.grid = grid;
    this.weights = weights(nth, grid);
    makeSymmetric();
  }

  /// On a symmetric grid the weights are even or odd; what rounding has left of the contrary goes.
  private void makeSymmetric() {
    int last = grid.length - 1;
    for (int i = 0; i <= last; i++) {
      if (grid[i] != -grid[last - i]) {
        return;
      }
    }
    for (int i = 0; 2 * i <= last; i++) {
      double mirrored = nth % 2 == 0 ? weights[last - i] : -weights[last - i];
      weights[i] = (weights[i] + mirrored) / 2 + 0.0; // no −0
      weights[last - i] = nth % 2 == 0 ? weights[i] : 0 - weights[i];
    }
  }

  /// Returns the formula for the n-th derivative from values at x + gᵢh for each gᵢ of `grid`.
  ///
  /// @param grid distinct finite numbers, in any order; more than n of them, at most 64
  /// @throws IllegalArgumentException if n is below 1 or the grid is not as said
  public static FiniteDifference on(int n, double... grid) {
    return checked(Derivative.Method.GRID, n, grid);
  }

  private static FiniteDifference checked(Derivative.Method method, int n, double[] grid) {
    if (n < 1) {
      throw new IllegalArgumentException(
          "finite difference: the derivative of order "
              + n
              + " was asked for; it must be 1 or more.");
    }
    if (grid.length <= n || grid.length > MOST_POINTS) {
      throw new IllegalArgumentException(
          "finite difference: the grid has "
              + grid.length
              + " points; the derivative of order "
              + n
              + " needs at least "
              + (n + 1)
              + ", and at most "
              + MOST_POINTS
              + ".");
    }
    double[] sorted = grid.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      if (!Double.isFinite(sorted[i]) || (i > 0 && sorted[i] == sorted[i - 1])) {
        throw new IllegalArgumentException(
            "finite difference: the grid "
                + Arrays.toString(grid)
                + " must hold finite numbers, no two alike.");
      }
    }
    return new FiniteDifference(method, n, grid.clone());
  }

  /// Returns the formula for the n-th derivative on the grid −m … m that has the given order of
  /// accuracy: its error falls like h to that power.
  ///
  /// @param accuracy even, at least 2
  /// @throws IllegalArgumentException if n is below 1, the accuracy is odd or below 2, or the grid
  ///   would have more than 64 points
  public static FiniteDifference central(int n, int accuracy) {
    if (accuracy < 2 || accuracy % 2 != 0) {
      throw new IllegalArgumentException(
          "finite difference: the order of accuracy is "
              + accuracy
              + "; that of a central difference is 2, 4, 6, …");
    }
    int m = (Math.max(n, 1) + 1) / 2 - 1 + accuracy / 2;
    return checked(Derivative.Method.CENTRAL, n, grid(2 * m + 1, -m, 1));
  }

  /// Returns the formula of a kind with the fewest points.
  static FiniteDifference of(DifferenceFormula kind, int n) {
    return switch (kind) {
      case FORWARD -> checked(kind.method(), n, grid(n + 1, 0, 1));
      case BACKWARD -> checked(kind.method(), n, grid(n + 1, 0, -1));
      case CENTRAL -> central(n, 2);
    };
  }

  /// Returns equally spaced points, at most one too many.
  private static double[] grid(int points, int first, int step) {
    double[] grid = new double[Math.clamp(points, 0, MOST_POINTS + 1)];
    Arrays.setAll(grid, i -> first + i * step);
    return grid;
  }

  /// Returns the n-th derivative at `at` of the polynomial through the points (xᵢ, yᵢ), which need
  /// not be equally spaced.
  ///
  /// @throws IllegalArgumentException if the lengths differ, or n and x are not as [#on] has them
  public static double of(int n, double at, double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "finite difference: "
              + x.length
              + " arguments and "
              + y.length
              + " values; there must be equally many.");
    }
    double[] grid = new double[x.length];
    Arrays.setAll(grid, i -> x[i] - at);
    double[] weights = on(n, grid).weights;
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weights[i] * y[i];
    }
    return sum;
  }

  /// Returns which derivative this is.
  public int nth() {
    return nth;
  }

  /// Returns the grid as a new array.
  public double[] grid() {
    return grid.clone();
  }

  /// Returns the weights of the values at the grid's points, for h = 1, as a new array.
  public double[] weights() {
    return weights.clone();
  }

  /// Returns the order of accuracy: the error falls like h to this power. One more than the number
  /// of points less n where the grid's symmetry gives a term away.
  public int accuracy() {
    int plain = grid.length - nth;
    double moment = 0;
    double size = 0;
    for (int i = 0; i < grid.length; i++) {
      double term = weights[i] * Math.pow(grid[i], grid.length);
      moment += term;
      size += Math.abs(term);
    }
    return Math.abs(moment) <= 1e-10 * size ? plain + 1 : plain;
  }

  /// Returns Σ wᵢ f(x + gᵢh) / hⁿ. Calls f once for each point of the grid whose weight is not 0.
  ///
  /// @throws IllegalArgumentException if x is not finite or h is not a finite number above 0
  public double slope(ScalarFunction f, double x, double h) {
    check(x, h);
    return sum(f, x, h, Double.NaN).slope;
  }

  /// Returns the same slope with an estimate of its error: truncation, from the slope with step 2h;
  /// rounding of the values; and rounding of the arguments, which beside a large x are seldom where
  /// the grid has them. STEP_VANISHED where two of them fall together. Calls f twice for each point
  /// of the grid whose weight is not 0, and at x.
  ///
  /// @throws IllegalArgumentException if x is not finite or h is not a finite number above 0
  public Derivative derivative(ScalarFunction f, double x, double h) {
    check(x, h);
    double value = f.at(x);
    Sum near = sum(f, x, h, value);
    Sum far = sum(f, x, 2 * h, value);
    int used = (int) Arrays.stream(weights).filter(w -> w != 0).count();
    // The leading term alone asks for 1 / (2ᵖ − 1) of the change; the rest is for those after it.
    double truncation = Math.abs(far.slope - near.slope) * 3 / (Math.scalb(1.0, accuracy()) - 1);
    double rounding = Math.ulp(1.0) * near.size;
    double error = truncation + rounding + near.misplacement;
    Derivative.Reason reason = Derivative.Reason.CONVERGED;
    if (!Double.isFinite(value) || !Double.isFinite(near.slope)) {
      reason = Derivative.Reason.NON_FINITE;
      error = Double.NaN;
    } else if (vanishes(x, h)) {
      reason = Derivative.Reason.STEP_VANISHED;
      error = Double.POSITIVE_INFINITY;
    } else if (Double.isNaN(error)) {
      error = Double.POSITIVE_INFINITY;
    }
    return new Derivative(x, value, near.slope, error, 1 + 2 * used, method, h, accuracy(), reason);
  }

  /// Whether two points of the grid fall together, or one on x.
  private boolean vanishes(double x, double h) {
    return Arrays.stream(grid).map(g -> x + g * h).distinct().count() < grid.length
        || Arrays.stream(grid).anyMatch(g -> g != 0 && x + g * h == x);
  }

  /// The weighted sum of values, the sum of the sizes of its terms, and what is wrong in it because
  /// arguments lie beside the grid, all over hⁿ.
  private record Sum(double slope, double size, double misplacement) {}

  private Sum sum(ScalarFunction f, double x, double h, double value) {
    double sum = 0;
    double size = 0;
    double displacement = 0;
    double steepest = 0;
    for (int i = 0; i < grid.length; i++) {
      if (weights[i] != 0) {
        double argument = x + grid[i] * h;
        double reached = f.at(argument);
        double term = weights[i] * reached;
        sum += term;
        size += Math.abs(term);
        displacement += Math.abs(weights[i] * (argument - x - grid[i] * h));
        if (argument != x) {
          steepest = Math.max(steepest, Math.abs((reached - value) / (argument - x)));
        }
      }
    }
    double power = Math.pow(h, nth);
    return new Sum(sum / power, size / power, displacement * steepest / power);
  }

  private static void check(double x, double h) {
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("derivative: x is " + x + "; it must be a finite number.");
    }
    if (!(h > 0) || Double.isInfinite(h)) {
      throw new IllegalArgumentException(
          "finite difference: the step is " + h + "; it must be a finite number above 0.");
    }
  }

  /// Weights of the derivatives 0 … n, point by point added; those of the n-th are returned.
  private static double[] weights(int n, double[] grid) {
    int points = grid.length;
    double[][] w = new double[n + 1][points];
    w[0][0] = 1;
    double product = 1;
    double last = grid[0];
    for (int i = 1; i < points; i++) {
      double distances = 1;
      double before = last;
      last = grid[i];
      for (int j = 0; j < i; j++) {
        double distance = grid[i] - grid[j];
        distances *= distance;
        if (j == i - 1) {
          for (int k = Math.min(i, n); k >= 0; k--) {
            double lower = k > 0 ? k * w[k - 1][i - 1] : 0;
            w[k][i] = product * (lower - before * w[k][i - 1]) / distances;
          }
        }
        for (int k = Math.min(i, n); k >= 0; k--) {
          double lower = k > 0 ? k * w[k - 1][j] : 0;
          w[k][j] = (last * w[k][j] - lower) / distance;
        }
      }
      product = distances;
    }
    return w[n];
  }
}

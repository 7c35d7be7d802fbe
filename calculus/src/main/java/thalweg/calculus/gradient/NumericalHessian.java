package thalweg.calculus.gradient;

import thalweg.calculus.function.MultivariateFunction;

/// The matrix of second derivatives of any function, from its values.
public final class NumericalHessian {
  /// The fourth root of ε, where truncation and rounding of a second difference are about equal.
  private static final double RELATIVE_STEP = Math.sqrt(Math.sqrt(Math.ulp(1.0)));

  private NumericalHessian() {}

  /// Returns the symmetric matrix of second derivatives of `f` at `x`.
  ///
  /// On the diagonal (f(x+h) − 2f(x) + f(x−h)) / h², beside it (f(++) − f(+−) − f(−+) + f(−−)) /
  /// 4hᵢhⱼ, with hᵢ = 1.2e-4 · max(1, |xᵢ|). About 7 digits of the largest entry are right; entries
  /// are NaN where f is not defined nearby. Costs 2n² + 1 values. Source: Ridout 2009, equations 7
  /// to 9.
  ///
  /// @throws IllegalArgumentException if a coordinate is not finite
  public static double[][] of(MultivariateFunction f, double... x) {
    int n = x.length;
    double[] h = new double[n];
    for (int i = 0; i < n; i++) {
      if (!Double.isFinite(x[i])) {
        throw new IllegalArgumentException(
            "hessian: coordinate " + i + " is " + x[i] + "; it must be a finite number.");
      }
      double step = RELATIVE_STEP * Math.max(1, Math.abs(x[i]));
      h[i] = x[i] + step - x[i]; // a step that the sum truly makes
    }
    double[] moved = x.clone();
    double centre = f.at(moved);
    double[][] hessian = new double[n][n];
    for (int i = 0; i < n; i++) {
      hessian[i][i] =
          (at(f, moved, x, h, i, 1, i, 1) - 2 * centre + at(f, moved, x, h, i, -1, i, -1))
              / (h[i] * h[i]);
      for (int j = 0; j < i; j++) {
        double mixed =
            at(f, moved, x, h, i, 1, j, 1)
                - at(f, moved, x, h, i, 1, j, -1)
                - at(f, moved, x, h, i, -1, j, 1)
                + at(f, moved, x, h, i, -1, j, -1);
        hessian[i][j] = mixed / (4 * h[i] * h[j]);
        hessian[j][i] = hessian[i][j];
      }
    }
    return hessian;
  }

  /// The value where coordinate i is moved by its step times `a` and j by its step times `b`.
  private static double at(
      MultivariateFunction f, double[] moved, double[] x, double[] h, int i, int a, int j, int b) {
    moved[i] = x[i] + a * h[i];
    moved[j] = x[j] + b * h[j];
    double value = f.at(moved);
    moved[i] = x[i];
    moved[j] = x[j];
    return value;
  }
}

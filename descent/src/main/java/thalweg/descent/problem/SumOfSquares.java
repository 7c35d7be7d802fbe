package thalweg.descent.problem;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.DifferentiableFunction;

/// The function Σ rᵢ(x)² of residuals r, with its gradient 2 Jᵀr.
///
/// @param count how many residuals
/// @param residuals computes them
record SumOfSquares(int count, Residuals residuals) implements DifferentiableFunction {
  /// Residuals and their partial derivatives.
  interface Residuals {
    /// Writes the residuals at `x` to `r`, and to `jacobian`, if it is wanted, the partial
    /// derivatives that are not 0: row i holds those of rᵢ.
    void at(double[] x, double[] r, double @Nullable [][] jacobian);
  }

  private static double sum(double[] r) {
    double sum = 0;
    for (double residual : r) {
      sum += residual * residual;
    }
    return sum;
  }

  @Override
  public double value(double[] x) {
    double[] r = new double[count];
    residuals.at(x, r, null);
    return sum(r);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    double[] r = new double[count];
    double[][] jacobian = new double[count][x.length];
    residuals.at(x, r, jacobian);
    Arrays.fill(gradient, 0);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < x.length; j++) {
        gradient[j] += 2 * r[i] * jacobian[i][j];
      }
    }
    return sum(r);
  }
}

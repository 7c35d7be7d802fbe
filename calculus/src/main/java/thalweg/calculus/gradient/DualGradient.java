package thalweg.calculus.gradient;

import java.util.ArrayList;
import java.util.List;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.function.Formula;

/// The exact gradient of a written formula, by dual numbers: every operation carries the value and
/// its rate of change, so there is no step and no truncation.
///
/// Costs one pass over the formula that carries n + 1 numbers.
///
/// @param formula what to differentiate
public record DualGradient(Formula formula) implements DifferentiableFunction {
  /// Returns the derivative of a formula of one variable, or of none, at `x`.
  ///
  /// Its error is an estimate of what rounding adds, one ε for each node of the formula; values
  /// that cancel inside the formula can make it larger. NON_FINITE where the value or the
  /// derivative is not finite, as for sqrt(x) at 0. One evaluation, of value and derivative
  /// together.
  ///
  /// @throws IllegalArgumentException if x is not finite or the formula has more variables
  public static Derivative derivative(Formula formula, double x) {
    return derivative(formula, x, 1);
  }

  /// Returns the derivative of the given order, 1 to 4, as [#derivative(Formula, double)] does.
  ///
  /// @throws IllegalArgumentException if x is not finite, the order is not 1 to 4 or the formula
  ///   has more variables
  public static Derivative derivative(Formula formula, double x, int order) {
    if (formula.variables().size() > 1) {
      throw new IllegalArgumentException(
          "derivative of "
              + formula.text()
              + ": it has the variables "
              + formula.variables()
              + " where one is needed. Ask for its gradient.");
    }
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("derivative: x is " + x + "; it must be a finite number.");
    }
    Jet jet = Jet.of(formula, x, order);
    double derivative = jet.derivative(order);
    boolean finite = Double.isFinite(jet.value()) && Double.isFinite(derivative);
    double error =
        finite ? Math.ulp(1.0) * formula.expression().nodes() * Math.abs(derivative) : Double.NaN;
    return new Derivative(
        x,
        jet.value(),
        derivative,
        error,
        1,
        "automatic",
        Double.NaN,
        0,
        finite ? Derivative.Reason.CONVERGED : Derivative.Reason.NON_FINITE);
  }

  /// Returns each partial derivative at `x`, with the error that rounding may add, as [#derivative]
  /// estimates it.
  ///
  /// @throws IllegalArgumentException if the point has another number of coordinates
  public List<Derivative> partials(double... x) {
    double[] gradient = new double[x.length];
    double value = valueAndGradient(x, gradient);
    double rounding = Math.ulp(1.0) * formula.expression().nodes();
    List<Derivative> partials = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      boolean finite = Double.isFinite(value) && Double.isFinite(gradient[i]);
      partials.add(
          new Derivative(
              x[i],
              value,
              gradient[i],
              finite ? rounding * Math.abs(gradient[i]) : Double.NaN,
              1,
              "automatic",
              Double.NaN,
              0,
              finite ? Derivative.Reason.CONVERGED : Derivative.Reason.NON_FINITE));
    }
    return List.copyOf(partials);
  }

  /// Returns the matrix of second derivatives at `x`, exact but for rounding: along each axis, and
  /// along the two diagonals between each pair. Costs n² passes over the formula.
  ///
  /// @throws IllegalArgumentException if the point has another number of coordinates
  public double[][] hessian(double... x) {
    int n = x.length;
    double[][] hessian = new double[n][n];
    double[] direction = new double[n];
    for (int i = 0; i < n; i++) {
      direction[i] = 1;
      hessian[i][i] = Jet.along(formula, x, direction, 2).derivative(2);
      for (int j = 0; j < i; j++) {
        direction[j] = 1;
        double together = Jet.along(formula, x, direction, 2).derivative(2);
        direction[j] = -1;
        double apart = Jet.along(formula, x, direction, 2).derivative(2);
        direction[j] = 0;
        hessian[i][j] = (together - apart) / 4;
        hessian[j][i] = hessian[i][j];
      }
      direction[i] = 0;
    }
    return hessian;
  }

  @Override
  public double value(double[] x) {
    return formula.at(x);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    VectorDual dual = VectorDual.of(formula, x);
    System.arraycopy(dual.gradient(), 0, gradient, 0, x.length);
    return dual.value();
  }
}

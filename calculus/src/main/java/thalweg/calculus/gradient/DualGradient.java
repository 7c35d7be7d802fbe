package thalweg.calculus.gradient;

import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.function.Formula;

/// The exact gradient of a written formula, by dual numbers: every operation carries the value and
/// its rate of change, so there is no step and no truncation.
///
/// Costs one pass over the formula for each variable.
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
    Dual dual = Dual.of(formula.expression(), new double[] {x}, new double[] {1});
    boolean finite = Double.isFinite(dual.value()) && Double.isFinite(dual.tangent());
    double error =
        finite
            ? Math.ulp(1.0) * formula.expression().nodes() * Math.abs(dual.tangent())
            : Double.NaN;
    return new Derivative(
        x,
        dual.value(),
        dual.tangent(),
        error,
        1,
        "automatic",
        Double.NaN,
        finite ? Derivative.Reason.CONVERGED : Derivative.Reason.NON_FINITE);
  }

  @Override
  public double value(double[] x) {
    return formula.at(x);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    double value = formula.at(x);
    double[] direction = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      direction[i] = 1;
      gradient[i] = Dual.of(formula.expression(), x, direction).tangent();
      direction[i] = 0;
    }
    return value;
  }
}

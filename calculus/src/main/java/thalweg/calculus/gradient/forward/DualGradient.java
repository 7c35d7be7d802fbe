package thalweg.calculus.gradient.forward;

import java.util.ArrayList;
import java.util.List;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;

/// The exact gradient of a written formula, by dual numbers: every operation carries the value and
/// its rate of change, so there is no step and no truncation.
///
/// Costs one pass over the formula that carries n + 1 numbers.
///
/// @param formula what to differentiate
public record DualGradient(Formula formula) implements DifferentiableFunction {
  /// Beyond this part of what they are measured by, errors of rounding are worth a word.
  private static final double ROUGH = 1e-6;

  /// Returns the derivative of a formula of one variable, or of none, at `x`.
  ///
  /// Its error is a bound of what rounding may have done, by running error analysis: the true
  /// derivative of the formula, at the double x, lies within it. It knows which values cancel:
  /// (exp(x) - 1)/x at 1e-9 is −81.7 ± 222, with the reason NOISE_LIMITED. At a kink it holds the
  /// slopes of both sides; at a jump, and where no bound can be told, it is infinite and the reason
  /// is UNSETTLED. NON_FINITE where the value or the derivative is not finite, as for sqrt(x) at 0.
  /// One evaluation, of value and derivative together, and some ten times that for the bound.
  /// Source: Higham 2002, section 3.3.
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
    double[] point = formula.variables().isEmpty() ? new double[0] : new double[] {x};
    return bounded(formula, point, new double[] {1}, x, jet.value(), jet.derivative(order), order);
  }

  private static Derivative bounded(
      Formula formula,
      double[] point,
      double[] direction,
      double x,
      double value,
      double derivative,
      int order) {
    double error = Double.NaN;
    Derivative.Reason reason = Derivative.Reason.NON_FINITE;
    if (Double.isFinite(value) && Double.isFinite(derivative)) {
      RunningError.Bound bound = RunningError.of(formula, point, direction, order, derivative);
      error = bound.error();
      double scale = Math.abs(value) / Math.pow(Math.max(1, Math.abs(x)), order);
      boolean rough = error > ROUGH * Math.max(Math.abs(derivative), scale);
      reason =
          Double.isInfinite(error)
              ? Derivative.Reason.UNSETTLED
              : rough && !bound.kinked()
                  ? Derivative.Reason.NOISE_LIMITED
                  : Derivative.Reason.CONVERGED;
    }
    return new Derivative(
        x, value, derivative, error, 1, Derivative.Method.AUTOMATIC, Double.NaN, 0, reason);
  }

  /// Returns each partial derivative at `x`, with the error that rounding may add, as [#derivative]
  /// bounds it.
  ///
  /// @throws IllegalArgumentException if the point has another number of coordinates
  public List<Derivative> partials(double... x) {
    double[] gradient = new double[x.length];
    double value = valueAndGradient(x, gradient);
    List<Derivative> partials = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      double[] axis = new double[x.length];
      axis[i] = 1;
      partials.add(bounded(formula, x, axis, x[i], value, gradient[i], 1));
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

package thalweg.calculus.derivative;

import thalweg.calculus.function.ScalarFunction;

/// The derivative of a function at a point, with how good it is and what it cost.
///
/// Where only the number is wanted: `Derivative.central(x -> 0.01 * x * x + 0.1 * x, 5)`.
///
/// @param x where the function was differentiated
/// @param value the function's value there
/// @param derivative the rate of change, in units of the value per unit of x
/// @param error an estimate of the derivative's absolute error, on the high side rather than the
///   low; infinite where nothing is known of it, NaN where the derivative is not a number
/// @param evaluations how many times the function was called for all of this
/// @param method how it was found: `central`, `forward`, `backward` or `automatic`
/// @param step the step h; NaN for methods without one
/// @param reason what to make of it
public record Derivative(
    double x,
    double value,
    double derivative,
    double error,
    int evaluations,
    String method,
    double step,
    Reason reason) {

  /// What to make of a derivative.
  public enum Reason {
    /// The derivative is the method's answer, within the estimated error.
    CONVERGED,
    /// The function was NaN or infinite at a point the method needs.
    NON_FINITE,
    /// The step is so small beside x that x + h or x − h is x itself: the answer means nothing.
    STEP_VANISHED
  }

  /// Returns the central difference (f(x+h) − f(x−h)) / 2h with h = 1e-4. Calls f twice.
  public static double central(ScalarFunction f, double x) {
    return DifferenceFormula.CENTRAL.slope(f, x, DifferenceFormula.STEP);
  }

  /// Returns the central difference (f(x+h) − f(x−h)) / 2h. Calls f twice.
  public static double central(ScalarFunction f, double x, double h) {
    return DifferenceFormula.CENTRAL.slope(f, x, h);
  }

  /// Returns the forward difference (f(x+h) − f(x)) / h with h = 1e-4. Calls f twice.
  public static double forward(ScalarFunction f, double x) {
    return DifferenceFormula.FORWARD.slope(f, x, DifferenceFormula.STEP);
  }

  /// Returns the backward difference (f(x) − f(x−h)) / h with h = 1e-4. Calls f twice.
  public static double backward(ScalarFunction f, double x) {
    return DifferenceFormula.BACKWARD.slope(f, x, DifferenceFormula.STEP);
  }

  /// Returns the derivative by the central difference with h = 1e-4, and its error. Calls f five
  /// times.
  public static Derivative of(ScalarFunction f, double x) {
    return DifferenceFormula.CENTRAL.derivative(f, x, DifferenceFormula.STEP);
  }

  /// Returns the line that touches the function at x.
  public Tangent tangent() {
    return Tangent.through(x, value, derivative);
  }
}

package thalweg.calculus.derivative;

import java.util.Locale;
import thalweg.calculus.function.ScalarFunction;

/// The derivative of a function at a point, with how good it is, what it cost and why it can be
/// believed.
///
/// `Derivative.of(f, 5)` is the ladder's answer; where only the number of a textbook formula is
/// wanted: `Derivative.central(x -> 0.01 * x * x + 0.1 * x, 5)`.
///
/// @param x where the function was differentiated
/// @param value the function's value there
/// @param derivative the rate of change, in units of the value per unit of x (to the power of n for
///   the n-th derivative); NaN where there is none
/// @param error an estimate of the derivative's absolute error, on the high side rather than the
///   low; infinite where nothing is known of it, NaN where the derivative is not a number
/// @param evaluations how many times the function was called for all of this
/// @param method how it was found
/// @param step the smallest step h that the answer is made of; NaN for methods without one
/// @param accuracy the order of accuracy in h; 0 for methods without a step
/// @param reason what to make of it
/// @param left the slope on the left: the derivative itself, unless there is a kink; NaN where the
///   left was not looked at
/// @param right the slope on the right likewise
public record Derivative(
    double x,
    double value,
    double derivative,
    double error,
    int evaluations,
    Method method,
    double step,
    int accuracy,
    Reason reason,
    double left,
    double right) {

  /// Creates a derivative whose slopes on both sides are the same.
  public Derivative(
      double x,
      double value,
      double derivative,
      double error,
      int evaluations,
      Method method,
      double step,
      int accuracy,
      Reason reason) {
    this(
        x,
        value,
        derivative,
        error,
        evaluations,
        method,
        step,
        accuracy,
        reason,
        derivative,
        derivative);
  }

  /// How a derivative is found.
  public enum Method {
    /// By the anchored [Ladder].
    LADDER,
    /// By a [DifferenceFormula], or a [FiniteDifference] of that kind for higher derivatives.
    FORWARD,
    /// Likewise.
    BACKWARD,
    /// Likewise.
    CENTRAL,
    /// By a [FiniteDifference] on any other grid.
    GRID,
    /// By rules, without a step.
    AUTOMATIC;

    /// Returns the name as it is written, such as `ladder`.
    public String written() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What to make of a derivative.
  public enum Reason {
    /// The derivative is the method's answer, within the estimated error.
    CONVERGED,
    /// Noise or rounding in the function's values bounds the accuracy: the error says how far. NaN
    /// if no digit of the values can be relied on.
    NOISE_LIMITED,
    /// The function or its bounds end beside x: the derivative is that of the side where it goes
    /// on, or of the little room there is.
    DOMAIN_EDGE,
    /// The slopes on the left and on the right differ: the derivative is NaN, both slopes are
    /// given.
    KINK,
    /// The function jumps at x: there is no derivative.
    JUMP,
    /// Longer steps agreed on another answer, which the shortest contradict: they step over a fast
    /// change. The derivative is that of the short steps.
    ALIASED,
    /// No two steps agree: the function changes faster than the shortest, or has a vertical
    /// tangent. The derivative is a guess of infinite error.
    UNSETTLED,
    /// The function was NaN or infinite at x or at a point the method needs.
    NON_FINITE,
    /// The step is so small beside x that x + h or x − h is x itself, or the bounds leave no room
    /// for another: the answer means nothing.
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

  /// Returns the derivative by the anchored ladder, with its error and the reason to believe it.
  /// Calls f some 11 times; see [Ladder].
  ///
  /// @throws IllegalArgumentException if x is not finite
  /// @throws EvaluationException if f throws
  public static Derivative of(ScalarFunction f, double x) {
    return Ladder.standard().derivative(f, x);
  }

  /// Returns this answer at another cost.
  Derivative costing(int calls) {
    return new Derivative(
        x, value, derivative, error, calls, method, step, accuracy, reason, left, right);
  }

  /// Returns this answer for values so many times as large, of which that at x is `known`.
  Derivative times(double factor, double known) {
    return new Derivative(
        x,
        known,
        derivative * factor,
        error * factor,
        evaluations,
        method,
        step,
        accuracy,
        reason,
        left * factor,
        right * factor);
  }

  /// Returns how many error bars lie between this derivative and another answer to the same
  /// question; 0 if they are equal, NaN or infinite where nothing is known of the error.
  public double bars(double other) {
    double apart = Math.abs(derivative - other);
    return apart == 0 ? 0 : apart / error;
  }

  /// Returns the line that touches the function at x.
  public Tangent tangent() {
    return Tangent.through(x, value, derivative);
  }
}

package thalweg.calculus.derivative;

import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.ScalarFunction;

/// The anchored ladder: a derivative from values alone, to nearly all the digits that they hold,
/// with an error bar that can be trusted and a reason.
///
/// First an anchor: a difference with a step so short that little but rounding disturbs it. Then a
/// ladder of longer steps, each four times the one below (twice for the third derivative and
/// above), and from them extrapolations of orders 2 to 8 on shared points. The answer is the
/// extrapolation of least error, truncation and rounding together, among those that agree with the
/// anchor and with all below: a long step across an oscillation or a kink does not. The ladder goes
/// up while that helps and down where the function changes fast; it retreats from values that are
/// not finite, keeps to one side at the edge of the domain, and never calls the function outside
/// the bounds. What the three values at the anchor tell (a bend, a jump, noise) is looked into
/// before anything is answered. Typically 11 evaluations, 13 digits.
///
/// Extrapolation: Richardson 1911; noise: Moré and Wild 2011; the anchor and the choice are
/// Thalweg's own (docs/decisions/0030-the-anchored-ladder.md).
///
/// @param nth which derivative, 1 to 6
/// @param lower the least argument that the function is called with
/// @param upper the greatest
/// @param noise the absolute noise in the function's values beyond rounding, where it is known; 0
///   leaves it to the ladder
/// @param tolerance the absolute error at which the climb stops; 0 for as many digits as can be had
public record Ladder(int nth, double lower, double upper, double noise, double tolerance) {
  /// The highest derivative.
  public static final int HIGHEST = 6;

  private static final Ladder STANDARD = new Ladder(1, -Double.MAX_VALUE, Double.MAX_VALUE, 0, 0);

  /// One climb is kept for each thread, so that a derivative allocates nothing but its result.
  private static final ThreadLocal<@Nullable Climb> SPARE = new ThreadLocal<>();

  public Ladder {
    if (nth < 1 || nth > HIGHEST) {
      throw new IllegalArgumentException(
          "ladder: the derivative of order "
              + nth
              + " was asked for; it must be 1 to "
              + HIGHEST
              + ".");
    }
    if (!(lower < upper)) {
      throw new IllegalArgumentException(
          "ladder: the bounds are "
              + lower
              + " and "
              + upper
              + "; the lower must be below the upper.");
    }
    lower = Math.max(lower, -Double.MAX_VALUE);
    upper = Math.min(upper, Double.MAX_VALUE);
    if (!(noise >= 0) || Double.isInfinite(noise)) {
      throw new IllegalArgumentException(
          "ladder: the noise is " + noise + "; it must be a finite number, at least 0.");
    }
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "ladder: the tolerance is " + tolerance + "; it must be a number, at least 0.");
    }
  }

  /// Returns the ladder for the first derivative of a function without bounds.
  public static Ladder standard() {
    return STANDARD;
  }

  /// Returns this ladder for the n-th derivative.
  ///
  /// @throws IllegalArgumentException if n is not 1 to 6
  public Ladder nth(int n) {
    return new Ladder(n, lower, upper, noise, tolerance);
  }

  /// Returns this ladder for a function that may be called from `lower` to `upper` only; infinite
  /// bounds mean none.
  ///
  /// @throws IllegalArgumentException if the lower bound is not below the upper
  public Ladder within(double lower, double upper) {
    return new Ladder(nth, lower, upper, noise, tolerance);
  }

  /// Returns this ladder for values known to be noisy: the ladder need not find out, and the error
  /// bar counts on it.
  ///
  /// @param noise absolute, in units of the function
  /// @throws IllegalArgumentException if the noise is negative or not finite
  public Ladder noise(double noise) {
    return new Ladder(nth, lower, upper, noise, tolerance);
  }

  /// Returns this ladder, content with an error of `tolerance`.
  ///
  /// @param tolerance absolute, in units of the derivative
  /// @throws IllegalArgumentException if the tolerance is negative or NaN
  public Ladder tolerance(double tolerance) {
    return new Ladder(nth, lower, upper, noise, tolerance);
  }

  /// Returns the derivative of `f` at `x`.
  ///
  /// Calls f 7 to 15 times where it is smooth, at most about 100 times where it is not.
  ///
  /// @throws IllegalArgumentException if x is not finite or outside the bounds
  /// @throws EvaluationException if f throws; it names the point
  public Derivative derivative(ScalarFunction f, double x) {
    return derivative(f, x, Double.NaN);
  }

  /// Returns the derivative as [#derivative(ScalarFunction, double)] does where f(x) is known to be
  /// `value`, which saves one call of f; NaN where it is not known.
  public Derivative derivative(ScalarFunction f, double x, double value) {
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("derivative: x is " + x + "; it must be a finite number.");
    }
    if (x < lower || x > upper) {
      throw new IllegalArgumentException(
          "derivative: x is "
              + x
              + ", outside the bounds "
              + lower
              + " and "
              + upper
              + "; move the point or the bounds.");
    }
    Climb climb = SPARE.get();
    if (climb == null) {
      climb = new Climb();
    } else {
      SPARE.set(null); // f may itself differentiate, and needs a climb of its own
    }
    try {
      return climb.of(this, f, x, value);
    } finally {
      climb.forget();
      SPARE.set(climb);
    }
  }
}

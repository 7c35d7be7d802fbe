package thalweg.calculus.derivative;

import thalweg.calculus.function.ScalarFunction;

/// A slope from two values of a function: the difference of its values over that of its arguments.
///
/// Each formula is computed as written, in IEEE double; nothing is corrected, so the digits are
/// those of a textbook program.
public enum DifferenceFormula {
  /// (f(x+h) − f(x)) / h; its error falls like h.
  FORWARD(Derivative.Method.FORWARD, 1, 2),
  /// (f(x) − f(x−h)) / h; its error falls like h.
  BACKWARD(Derivative.Method.BACKWARD, 1, 2),
  /// (f(x+h) − f(x−h)) / 2h; its error falls like h².
  CENTRAL(Derivative.Method.CENTRAL, 2, 1);

  /// The step taken where none is given.
  public static final double STEP = 1e-4;

  private final Derivative.Method method;

  /// The order of accuracy, which happens to be how many new values one step needs.
  private final int order;

  /// The share of the slope's change from h to 2h that is taken for its truncation error. The
  /// leading term alone asks for 1 and ⅓; the rest is for the terms after it, and the whole change
  /// of the central slope is what it takes to cover a kink anywhere between x − h and x + h.
  private final double share;

  DifferenceFormula(Derivative.Method method, int order, double share) {
    this.method = method;
    this.order = order;
    this.share = share;
  }

  /// The values at both ends of one difference.
  private record Ends(double right, double left, double width) {
    double slope() {
      return (right - left) / width;
    }
  }

  /// Returns the method that results name.
  public Derivative.Method method() {
    return method;
  }

  /// Returns the difference of this kind for the n-th derivative, with the fewest points: on the
  /// grid 0, 1, … n, on 0, −1, … −n or around 0.
  ///
  /// @throws IllegalArgumentException if n is below 1 or the grid would have more than 64 points
  public FiniteDifference nth(int n) {
    return FiniteDifference.of(this, n);
  }

  /// Returns the step taken for the n-th derivative where none is given: [#STEP] for the first, for
  /// higher ones the power of two at which truncation and rounding are about equal for a function
  /// that changes over distances of about 1.
  public static double step(int n) {
    return n == 1 ? STEP : Math.scalb(1.0, -52 / (n + 2));
  }

  /// Returns the slope of `f` at `x` with step `h` and nothing more. Calls f twice.
  ///
  /// @throws IllegalArgumentException if x is not finite or h is not a finite number above 0
  public double slope(ScalarFunction f, double x, double h) {
    check(x, h);
    return ends(f, x, h, this == CENTRAL ? Double.NaN : f.at(x)).slope();
  }

  /// Returns the slope as [#slope(ScalarFunction, double, double)] does where f(x) is known to be
  /// `value`. Calls f twice for the central difference, else once.
  public double slope(ScalarFunction f, double x, double h, double value) {
    check(x, h);
    return ends(f, x, h, value).slope();
  }

  /// Returns the same slope with an estimate of its error, from further values of f at the distance
  /// 2h (h/2 where f is not finite at 2h).
  ///
  /// The error adds four terms: truncation, from the change of the slope between the two steps;
  /// rounding of the values, ε(|f(x+h)| + |f(x−h)|) / 2h; rounding of the arguments, which are
  /// seldom exactly 2h apart; and for the central difference the fourth difference of the five
  /// values over 4h, which is negligible for a smooth function, but shows a kink at x and noise.
  /// Calls f five times for the central difference (seven where f is not finite at 2h), three
  /// (four) for the others, which see nothing of the other side of x and overlook a kink just
  /// beside it.
  ///
  /// @throws IllegalArgumentException if x is not finite or h is not a finite number above 0
  public Derivative derivative(ScalarFunction f, double x, double h) {
    check(x, h);
    return derivative(f, x, h, f.at(x), 1);
  }

  /// Returns the derivative as [#derivative(ScalarFunction, double, double)] does where f(x) is
  /// known to be `value`, which saves one call of f.
  public Derivative derivative(ScalarFunction f, double x, double h, double value) {
    check(x, h);
    return derivative(f, x, h, value, 0);
  }

  private Derivative derivative(ScalarFunction f, double x, double h, double value, int calls) {
    Ends near = ends(f, x, h, value);
    calls += order;
    double slope = near.slope();
    if (vanishes(x, h)) {
      return new Derivative(
          x,
          value,
          slope,
          Double.POSITIVE_INFINITY,
          calls,
          method,
          h,
          order,
          Derivative.Reason.STEP_VANISHED);
    }
    if (!Double.isFinite(slope) || !Double.isFinite(value)) {
      return new Derivative(
          x, value, slope, Double.NaN, calls, method, h, order, Derivative.Reason.NON_FINITE);
    }
    Ends far = ends(f, x, 2 * h, value);
    calls += order;
    double truncation = share * Math.abs(far.slope() - slope);
    double fourth = fourthDifference(near, far, value);
    if (!Double.isFinite(far.slope())) {
      Ends nearer = ends(f, x, h / 2, value);
      calls += order;
      // The change from h/2 to h is smaller by as much as the error grows from h to 2h.
      truncation = Math.scalb(share, order) * Math.abs(slope - nearer.slope());
      fourth = fourthDifference(nearer, near, value);
    }
    double error = truncation + fourth + rounding(near) + misplacement(x, h, slope);
    return new Derivative(
        x,
        value,
        slope,
        Double.isNaN(error) ? Double.POSITIVE_INFINITY : error,
        calls,
        method,
        h,
        order,
        Derivative.Reason.CONVERGED);
  }

  private Ends ends(ScalarFunction f, double x, double h, double value) {
    return switch (this) {
      case FORWARD -> new Ends(f.at(x + h), value, h);
      case BACKWARD -> new Ends(value, f.at(x - h), h);
      case CENTRAL -> new Ends(f.at(x + h), f.at(x - h), 2 * h);
    };
  }

  /// Returns whether a difference with this formula and step has both ends at the same argument, so
  /// that its slope is 0 whatever the function.
  public boolean vanishes(double x, double h) {
    return (this != BACKWARD && x + h == x) || (this != FORWARD && x - h == x);
  }

  /// A jump k of the slope at x makes the second difference grow by 2 from h to 2h where smoothness
  /// makes it grow by 4; what is left of 4·second(h) − second(2h), over 4h, is k/2: the distance
  /// from the central difference to either one-sided slope. For smooth f it is h³·f⁗/4, far below
  /// the truncation error.
  private double fourthDifference(Ends near, Ends far, double value) {
    if (this != CENTRAL) {
      return 0;
    }
    double second = near.right - 2 * value + near.left;
    double secondFar = far.right - 2 * value + far.left;
    return Math.abs(4 * second - secondFar) / (2 * near.width);
  }

  private static double rounding(Ends ends) {
    return Math.ulp(1.0) * (Math.abs(ends.right) + Math.abs(ends.left)) / ends.width;
  }

  private double misplacement(double x, double h, double slope) {
    double upper = this == BACKWARD ? x : x + h;
    double lower = this == FORWARD ? x : x - h;
    double width = this == CENTRAL ? 2 * h : h;
    return Math.abs(slope) * Math.abs(upper - lower - width) / width;
  }

  private void check(double x, double h) {
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("derivative: x is " + x + "; it must be a finite number.");
    }
    if (!(h > 0) || Double.isInfinite(h)) {
      throw new IllegalArgumentException(
          method.written()
              + " difference: the step is "
              + h
              + "; it must be a finite number above 0.");
    }
  }
}

package thalweg.calculus.derivative;

import java.util.Arrays;

/// Tells that a function threw an exception while it was differentiated, and at which point.
///
/// The exception of the function is the cause.
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private EvaluationException(String point, RuntimeException cause) {
    super(
        "derivative: the function threw "
            + cause
            + " at x = "
            + point
            + ". If that lies outside its domain, give the bounds with within(lower, upper), or"
            + " return NaN there.",
        cause);
  }

  /// Returns what to throw where a function of one variable threw `cause` at `x`.
  public static EvaluationException at(double x, RuntimeException cause) {
    return cause instanceof EvaluationException known
        ? known
        : new EvaluationException(Double.toString(x), cause);
  }

  /// Returns what to throw where a function of several variables threw `cause` at `x`.
  public static EvaluationException at(double[] x, RuntimeException cause) {
    return cause instanceof EvaluationException known
        ? known
        : new EvaluationException(text(x), cause);
  }

  /// Long points are cut: a message is to be read.
  private static String text(double[] x) {
    String head = Arrays.toString(Arrays.copyOf(x, Math.min(x.length, 8)));
    return x.length <= 8
        ? head
        : head.substring(0, head.length() - 1) + ", … (" + x.length + " coordinates)]";
  }
}

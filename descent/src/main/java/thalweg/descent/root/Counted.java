package thalweg.descent.root;

import java.io.Serial;
import thalweg.calculus.function.ScalarFunction;

/// A function that counts how often it is called, and is not called more often than a limit allows.
final class Counted implements ScalarFunction {
  private final ScalarFunction function;
  private final long limit;
  private long evaluations;
  private double best = Double.NaN;
  private double least = Double.NaN;

  /// One more call would go over the limit.
  static final class Exhausted extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Exhausted() {
      super("limit", null, false, false);
    }
  }

  Counted(ScalarFunction function, long limit) {
    this.function = function;
    this.limit = limit;
  }

  @Override
  public double at(double x) {
    if (evaluations >= limit) {
      throw new Exhausted();
    }
    evaluations++;
    double value = function.at(x);
    if (!(Math.abs(value) >= Math.abs(least)) && !Double.isNaN(value)) {
      best = x;
      least = value;
    }
    return value;
  }

  long evaluations() {
    return evaluations;
  }

  long limit() {
    return limit;
  }

  /// Returns the argument of the value nearest to 0; NaN if there was none.
  double best() {
    return best;
  }

  /// Returns that value, with its sign.
  double least() {
    return least;
  }
}

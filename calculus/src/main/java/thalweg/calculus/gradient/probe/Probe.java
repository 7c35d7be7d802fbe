package thalweg.calculus.gradient.probe;

import thalweg.calculus.derivative.EvaluationException;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.function.ScalarFunction;
import thalweg.calculus.function.VectorFunction;

/// Calls a function of several variables at points moved from a given one, and sees to it that the
/// function leaves its argument alone and that what it throws is told with the point. For one
/// thread at a time.
public final class Probe {
  private final double[] x;
  private final double[] moved;
  private final double[] before;

  public Probe(double[] x) {
    this.x = x.clone();
    this.moved = x.clone();
    this.before = x.clone();
  }

  /// Returns `x` checked to be finite, by the name of who asks.
  public static double[] finite(String who, double[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i])) {
        throw new IllegalArgumentException(
            who + ": coordinate " + i + " is " + x[i] + "; it must be a finite number.");
      }
    }
    return x;
  }

  /// The largest power of two up to |x|; 1 for 0.
  public static double unit(double x) {
    return x == 0 ? 1 : Math.scalb(1.0, Math.getExponent(x));
  }

  /// The unit in which a coordinate at `x` moves, where x itself says little of it if it is tiny.
  public static double scale(double x) {
    return unit(Math.abs(x) < 1e-3 ? 1e-3 : x);
  }

  /// Moves coordinate i until [#home()].
  public void move(int i, double coordinate) {
    moved[i] = coordinate;
  }

  public double coordinate(int i) {
    return x[i];
  }

  public int dimension() {
    return x.length;
  }

  /// Moves every coordinate back.
  public void home() {
    System.arraycopy(x, 0, moved, 0, x.length);
  }

  public double value(MultivariateFunction f) {
    System.arraycopy(moved, 0, before, 0, moved.length);
    double value;
    try {
      value = f.at(moved);
    } catch (RuntimeException e) {
      throw EvaluationException.at(before, e);
    }
    checkUnchanged();
    return value;
  }

  public double[] values(VectorFunction f) {
    System.arraycopy(moved, 0, before, 0, moved.length);
    double[] values;
    try {
      values = f.at(moved);
    } catch (RuntimeException e) {
      throw EvaluationException.at(before, e);
    }
    checkUnchanged();
    return values;
  }

  private void checkUnchanged() {
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] != before[i]) {
        throw new IllegalArgumentException(
            "gradient: the function changed its argument: coordinate "
                + i
                + " was "
                + before[i]
                + " and is "
                + moved[i]
                + " after the call; it must leave the array as it is.");
      }
    }
  }

  /// Returns `f` as a function of coordinate i alone.
  public ScalarFunction along(MultivariateFunction f, int i) {
    return coordinate -> {
      moved[i] = coordinate;
      double value = value(f);
      moved[i] = x[i];
      return value;
    };
  }
}

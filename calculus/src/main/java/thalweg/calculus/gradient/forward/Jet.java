package thalweg.calculus.gradient.forward;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.Operator;
import thalweg.calculus.function.Real;

/// A number with its derivatives of order 1 to 4 with respect to one variable: forward mode by
/// truncated Taylor series.
///
/// Exact but for rounding: there is no step. At a kink the rate is that of one side or 0: 0 for
/// abs, relu and hypot at 0; of the first of equal operands for min and max; of the branch taken
/// for a formula's `if`. Where floor, ceil, round and sign jump it is 0, as beside the jump. A
/// constant stays one even where a rate is infinite, as in sqrt(0) · x. Source: Griewank and
/// Walther 2008, section 13.2.
public final class Jet implements Real<Jet> {
  /// The highest order of derivative that a jet carries.
  public static final int HIGHEST = 4;

  /// The Taylor coefficients f⁽ᵏ⁾/k!.
  private final double[] c;

  private Jet(double[] c) {
    this.c = c;
  }

  /// Returns the variable itself, at `x`, for derivatives up to `order`.
  ///
  /// @throws IllegalArgumentException if the order is not 1 to 4
  public static Jet variable(double x, int order) {
    return moving(x, 1, order);
  }

  /// Returns a number that moves from `x` with the velocity `rate`: a coordinate of a point on a
  /// straight line.
  ///
  /// @throws IllegalArgumentException if the order is not 1 to 4
  public static Jet moving(double x, double rate, int order) {
    if (order < 1 || order > HIGHEST) {
      throw new IllegalArgumentException(
          "forward mode: the order is " + order + "; it must be 1 to " + HIGHEST + ".");
    }
    double[] c = new double[order + 1];
    c[0] = x;
    c[1] = rate;
    return new Jet(c);
  }

  /// Returns `f` and its derivatives up to `order` at `x`; f is written over jets or over any
  /// [Real].
  ///
  /// @throws IllegalArgumentException if the order is not 1 to 4
  public static Jet of(UnaryOperator<Jet> f, double x, int order) {
    return f.apply(variable(x, order));
  }

  /// Returns a formula of one variable, or of none, and its derivatives up to `order` at `x`.
  ///
  /// @throws IllegalArgumentException if the order is not 1 to 4 or there are more variables
  public static Jet of(Formula formula, double x, int order) {
    Jet variable = variable(x, order);
    return formula.over(
        formula.variables().isEmpty() ? new Jet[0] : new Jet[] {variable}, variable);
  }

  /// Returns a formula and its directional derivatives up to `order` at `x` along `direction`.
  ///
  /// @throws IllegalArgumentException if the order is not 1 to 4
  public static Jet along(Formula formula, double[] x, double[] direction, int order) {
    Jet[] point = new Jet[x.length];
    Arrays.setAll(point, i -> moving(x[i], direction[i], order));
    return formula.over(point, variable(0, order));
  }

  /// Returns the highest order of derivative carried.
  public int order() {
    return c.length - 1;
  }

  @Override
  public double value() {
    return c[0];
  }

  /// Returns the k-th derivative, the value itself for k = 0.
  ///
  /// @throws IllegalArgumentException if k is negative or above the order
  public double derivative(int k) {
    if (k < 0 || k >= c.length) {
      throw new IllegalArgumentException(
          "jet: derivative " + k + " was asked for; it carries 0 to " + order() + ".");
    }
    double factorial = 1;
    for (int i = 2; i <= k; i++) {
      factorial *= i;
    }
    return factorial * c[k];
  }

  @Override
  public Jet constant(double value) {
    double[] r = new double[c.length];
    r[0] = value;
    return new Jet(r);
  }

  @Override
  public Jet negate() {
    double[] r = new double[c.length];
    Arrays.setAll(r, k -> -c[k]);
    return new Jet(r);
  }

  @Override
  public Jet plus(Jet other) {
    double[] r = new double[c.length];
    Arrays.setAll(r, k -> c[k] + other.c[k]);
    return new Jet(r);
  }

  @Override
  public Jet minus(Jet other) {
    double[] r = new double[c.length];
    Arrays.setAll(r, k -> c[k] - other.c[k]);
    return new Jet(r);
  }

  @Override
  public Jet times(Jet other) {
    double[] r = new double[c.length];
    r[0] = c[0] * other.c[0];
    for (int k = 1; k < r.length; k++) {
      for (int i = 0; i <= k; i++) {
        r[k] += still(c[i], i, other.c[k - i], k - i);
      }
    }
    return new Jet(r);
  }

  @Override
  public Jet over(Jet other) {
    double[] r = new double[c.length];
    r[0] = c[0] / other.c[0];
    for (int k = 1; k < r.length; k++) {
      double rest = c[k];
      for (int i = 1; i <= k; i++) {
        rest -= still(other.c[i], i, r[k - i], k - i);
      }
      r[k] = rest == 0 && isConstant() && other.isConstant() ? 0 : rest / other.c[0];
    }
    return new Jet(r);
  }

  /// a · b, where a rate of 0 stays 0 even beside an infinity or NaN: what does not move cannot
  /// change the result.
  private static double still(double a, int orderOfA, double b, int orderOfB) {
    return (a == 0 && orderOfA > 0) || (b == 0 && orderOfB > 0) ? 0 : a * b;
  }

  private boolean isConstant() {
    for (int k = 1; k < c.length; k++) {
      if (c[k] != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Jet power(Jet exponent) {
    double a = c[0];
    double b = exponent.c[0];
    double[] series = new double[c.length];
    series[0] = Operator.POWER.at(a, b);
    boolean whole = b >= 0 && b == Math.rint(b);
    if (exponent.isConstant() && a != 0 && !whole && !isConstant()) {
      return powered(series[0], b);
    }
    if (exponent.isConstant()) {
      // Binomial coefficients times falling powers; those of whole exponents end.
      double binomial = 1;
      for (int k = 1; k < series.length; k++) {
        binomial *= (b - k + 1) / k;
        series[k] = binomial == 0 ? 0 : binomial * Operator.POWER.at(a, b - k);
      }
      return composed(series);
    }
    if (isConstant()) {
      // Where aᵇ is 0 it stays 0 for every b > 0, although ln 0 is infinite.
      boolean vanishes = series[0] == 0 && b > 0;
      double logarithm = vanishes ? 0 : Elementary.LOG.at(a);
      for (int k = 1; k < series.length; k++) {
        series[k] = series[k - 1] * logarithm / k;
      }
      return exponent.composed(series);
    }
    return exponent.times(apply(Elementary.LOG)).apply(Elementary.EXP).withValue(series[0]);
  }

  /// pᵇ by a·p′ = b·a′·p, which unlike binomial coefficients meets no power beyond its own size.
  private Jet powered(double value, double b) {
    double[] r = new double[c.length];
    r[0] = value;
    for (int k = 1; k < r.length; k++) {
      for (int i = 1; i <= k; i++) {
        r[k] += (b * i - (k - i)) * (c[i] / c[0]) * r[k - i];
      }
      r[k] /= k;
    }
    return new Jet(r);
  }

  @Override
  public Jet apply(Elementary function) {
    if (function == Elementary.SQRT && c[0] > 0 && !isConstant()) {
      return powered(Math.sqrt(c[0]), 0.5);
    }
    double[] series = new double[c.length];
    Series.at(function, c[0], series);
    return composed(series);
  }

  @Override
  public Jet hypot(Jet other) {
    return Real.super.hypot(other).withValue(Operator.HYPOT.at(c[0], other.c[0]));
  }

  @Override
  public Jet atan2(Jet x) {
    return Real.super.atan2(x).withValue(Operator.ATAN2.at(c[0], x.c[0]));
  }

  private Jet withValue(double value) {
    double[] r = c.clone();
    r[0] = value;
    return new Jet(r);
  }

  /// Returns the function with the Taylor coefficients `series` at this number's value, of this
  /// number: Horner's scheme in what moves.
  private Jet composed(double[] series) {
    int order = order();
    double[] r = new double[order + 1];
    r[0] = series[0];
    if (isConstant()) {
      return new Jet(r);
    }
    double[] sum = new double[order + 1];
    sum[0] = series[order];
    for (int m = order - 1; m >= 0; m--) {
      // sum = series[m] + moving · sum, from the highest order down.
      for (int k = order; k >= 1; k--) {
        double product = 0;
        for (int i = 1; i <= k; i++) {
          product += c[i] == 0 ? 0 : c[i] * sum[k - i];
        }
        sum[k] = product;
      }
      sum[0] = series[m];
    }
    return new Jet(sum);
  }

  /// Returns the value and the derivatives, such as `[4.0, 4.0, 2.0]` for x² at 2.
  @Override
  public String toString() {
    return IntStream.rangeClosed(0, order())
        .mapToObj(k -> Double.toString(derivative(k)))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}

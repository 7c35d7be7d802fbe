package thalweg.calculus.gradient.forward;

import java.util.Arrays;
import java.util.function.Function;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.Operator;
import thalweg.calculus.function.Real;

/// A number with its rates of change with respect to n variables: forward mode for a whole gradient
/// in one pass.
///
/// Exact but for rounding. At a kink the rates are those that [Jet] takes. Costs n + 1 numbers
/// where a plain function has one, so it suits few variables; reverse mode suits many.
public final class VectorDual implements Real<VectorDual> {
  private final double value;
  private final double[] rates;

  private VectorDual(double value, double[] rates) {
    this.value = value;
    this.rates = rates;
  }

  /// Returns the coordinates of the point `x`, each moving along its own axis.
  public static VectorDual[] variables(double... x) {
    VectorDual[] variables = new VectorDual[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] rates = new double[x.length];
      rates[i] = 1;
      variables[i] = new VectorDual(x[i], rates);
    }
    return variables;
  }

  /// Returns `f` and its gradient at `x`; f is written over these numbers or over any [Real].
  public static VectorDual of(Function<VectorDual[], VectorDual> f, double... x) {
    return f.apply(variables(x));
  }

  /// Returns a formula and its gradient at `x`.
  public static VectorDual of(Formula formula, double... x) {
    return formula.over(variables(x), new VectorDual(0, new double[x.length]));
  }

  @Override
  public double value() {
    return value;
  }

  /// Returns the rates of change as a new array, one for each variable.
  public double[] gradient() {
    return rates.clone();
  }

  @Override
  public VectorDual constant(double c) {
    return new VectorDual(c, new double[rates.length]);
  }

  @Override
  public VectorDual negate() {
    return scaled(-value, -1);
  }

  @Override
  public VectorDual plus(VectorDual other) {
    double[] r = rates.clone();
    for (int i = 0; i < r.length; i++) {
      r[i] += other.rates[i];
    }
    return new VectorDual(value + other.value, r);
  }

  @Override
  public VectorDual minus(VectorDual other) {
    double[] r = rates.clone();
    for (int i = 0; i < r.length; i++) {
      r[i] -= other.rates[i];
    }
    return new VectorDual(value - other.value, r);
  }

  @Override
  public VectorDual times(VectorDual other) {
    return combined(value * other.value, other.value, other, value);
  }

  @Override
  public VectorDual over(VectorDual other) {
    double quotient = value / other.value;
    double[] r = new double[rates.length];
    for (int i = 0; i < r.length; i++) {
      boolean still = rates[i] == 0 && other.rates[i] == 0;
      r[i] = still ? 0 : (rates[i] - still(other.rates[i], quotient)) / other.value;
    }
    return new VectorDual(quotient, r);
  }

  /// (aᵇ)′ = b·aᵇ⁻¹·a′ + aᵇ·ln a·b′.
  @Override
  public VectorDual power(VectorDual exponent) {
    double a = value;
    double b = exponent.value;
    double power = Operator.POWER.at(a, b);
    double base = b == 0 ? 0 : b * Operator.POWER.at(a, b - 1);
    // Where aᵇ is 0 it stays 0 for every b > 0, although ln 0 is infinite.
    double logarithm = power == 0 && b > 0 ? 0 : power * Elementary.LOG.at(a);
    return combined(power, base, exponent, logarithm);
  }

  @Override
  public VectorDual apply(Elementary function) {
    return scaled(function.at(value), Series.rate(function, value));
  }

  @Override
  public VectorDual hypot(VectorDual other) {
    double h = Operator.HYPOT.at(value, other.value);
    return h == 0 ? combined(0, 0, other, 0) : combined(h, value / h, other, other.value / h);
  }

  @Override
  public VectorDual atan2(VectorDual x) {
    double h = Operator.HYPOT.at(value, x.value);
    return combined(Operator.ATAN2.at(value, x.value), x.value / h / h, x, -value / h / h);
  }

  private VectorDual scaled(double result, double rate) {
    double[] r = new double[rates.length];
    Arrays.setAll(r, i -> still(rates[i], rate));
    return new VectorDual(result, r);
  }

  private VectorDual combined(double result, double rate, VectorDual other, double otherRate) {
    double[] r = new double[rates.length];
    Arrays.setAll(r, i -> still(rates[i], rate) + still(other.rates[i], otherRate));
    return new VectorDual(result, r);
  }

  /// movement · rate, where what does not move cannot change the result, even if the rate is
  /// infinite or NaN.
  private static double still(double movement, double rate) {
    return movement == 0 ? 0 : movement * rate;
  }

  /// Returns the value and the gradient, such as `25.0 [6.0, 8.0]`.
  @Override
  public String toString() {
    return value + " " + Arrays.toString(rates);
  }
}

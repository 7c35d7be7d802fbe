package thalweg.studio.derivative;

import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.Operator;
import thalweg.calculus.function.Real;
import thalweg.calculus.function.ScalarFunction;

/// A number in single precision: the result of every operation is rounded to 24 bits.
///
/// For + − × / and the square root these are the bits of IEEE float, since a double holds more than
/// twice its digits; the other functions are as good as a float can hold.
///
/// @param value a double that is a float
record Single(double value) implements Real<Single> {
  private static Single rounded(double value) {
    return new Single((float) value);
  }

  /// Returns the formula as a program in single precision would compute it, also its argument
  /// rounded.
  static ScalarFunction function(Formula formula) {
    Single like = rounded(0);
    return formula.variables().isEmpty()
        ? _ -> formula.over(new Single[0], like).value
        : x -> formula.over(new Single[] {rounded(x)}, like).value;
  }

  @Override
  public Single constant(double c) {
    return rounded(c);
  }

  @Override
  public Single negate() {
    return new Single(-value);
  }

  @Override
  public Single plus(Single other) {
    return rounded(value + other.value);
  }

  @Override
  public Single minus(Single other) {
    return rounded(value - other.value);
  }

  @Override
  public Single times(Single other) {
    return rounded(value * other.value);
  }

  @Override
  public Single over(Single other) {
    return rounded(value / other.value);
  }

  @Override
  public Single power(Single exponent) {
    return rounded(Operator.POWER.at(value, exponent.value));
  }

  @Override
  public Single apply(Elementary function) {
    return rounded(function.at(value));
  }

  @Override
  public Single hypot(Single other) {
    return rounded(Operator.HYPOT.at(value, other.value));
  }

  @Override
  public Single atan2(Single x) {
    return rounded(Operator.ATAN2.at(value, x.value));
  }
}

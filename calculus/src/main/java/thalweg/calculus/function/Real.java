package thalweg.calculus.function;

/// A number of any kind that functions can be written over once: plain, or carrying its rates of
/// change along.
///
/// A function over it is a generic method, such as `static <R extends Real<R>> R bell(R x) { return
/// x.times(x).negate().exp(); }`, and is passed as `Here::bell`. Numbers are values: no operation
/// changes its operands.
///
/// @param <R> the kind of number itself
public interface Real<R extends Real<R>> {
  /// Returns the number's plain value.
  double value();

  /// Returns `c` as a number of this kind that depends on nothing.
  R constant(double c);

  /// Returns −this.
  R negate();

  /// Returns this + other.
  R plus(R other);

  /// Returns this − other.
  R minus(R other);

  /// Returns this · other.
  R times(R other);

  /// Returns this / other.
  R over(R other);

  /// Returns this to the power of `exponent`.
  R power(R exponent);

  /// Returns the elementary function of this number.
  R apply(Elementary function);

  /// Returns this + c.
  default R plus(double c) {
    return plus(constant(c));
  }

  /// Returns this − c.
  default R minus(double c) {
    return minus(constant(c));
  }

  /// Returns c · this.
  default R times(double c) {
    return times(constant(c));
  }

  /// Returns this / c.
  default R over(double c) {
    return over(constant(c));
  }

  /// Returns this to the power of `exponent`.
  default R power(double exponent) {
    return power(constant(exponent));
  }

  /// Returns the sine.
  default R sin() {
    return apply(Elementary.SIN);
  }

  /// Returns the cosine.
  default R cos() {
    return apply(Elementary.COS);
  }

  /// Returns the tangent.
  default R tan() {
    return apply(Elementary.TAN);
  }

  /// Returns the exponential.
  default R exp() {
    return apply(Elementary.EXP);
  }

  /// Returns the natural logarithm.
  default R log() {
    return apply(Elementary.LOG);
  }

  /// Returns the square root.
  default R sqrt() {
    return apply(Elementary.SQRT);
  }

  /// Returns the absolute value.
  default R abs() {
    return apply(Elementary.ABS);
  }
}

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

  /// Returns √(this² + other²), which overflows only where the result does. At the kink where both
  /// are 0 the rate of change is 0, as for the absolute value.
  default R hypot(R other) {
    double largest = Math.max(Math.abs(value()), Math.abs(other.value()));
    if (largest == 0) {
      return abs().plus(other.abs());
    }
    // A power of two, so that dividing by it rounds nothing.
    double scale = Math.scalb(1.0, Math.min(1000, Math.getExponent(largest)));
    R a = over(scale);
    R b = other.over(scale);
    return a.times(a).plus(b.times(b)).sqrt().times(scale);
  }

  /// Returns the angle of the point (x, this), in −π to π. Its rate of change is NaN at the origin.
  default R atan2(R x) {
    double angle = Operator.ATAN2.at(value(), x.value());
    R turned =
        Math.abs(value()) <= Math.abs(x.value())
            ? over(x).apply(Elementary.ATAN)
            : x.over(self()).apply(Elementary.ATAN).negate();
    return turned.plus(angle - turned.value());
  }

  /// Returns the lesser of this and `other`; this one of two equal ones. NaN if either is.
  default R min(R other) {
    return Double.compare(Math.min(value(), other.value()), value()) == 0 ? self() : other;
  }

  /// Returns the greater of this and `other`; this one of two equal ones. NaN if either is.
  default R max(R other) {
    return Double.compare(Math.max(value(), other.value()), value()) == 0 ? self() : other;
  }

  /// This as the kind of number that it is.
  @SuppressWarnings("unchecked")
  private R self() {
    return (R) this;
  }

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

  /// Returns eˣ − 1, which does not cancel near 0.
  default R expm1() {
    return apply(Elementary.EXPM1);
  }

  /// Returns ln(1 + x), which does not cancel near 0.
  default R log1p() {
    return apply(Elementary.LOG1P);
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

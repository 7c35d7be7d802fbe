package thalweg.descent.root;

/// The numbers of double precision counted through in order, so that halving a range of them halves
/// exponents where these differ and fractions where they do not.
final class Ordinals {
  private Ordinals() {}

  private static long of(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  private static double at(long ordinal) {
    return Double.longBitsToDouble(ordinal < 0 ? Long.MIN_VALUE - ordinal : ordinal);
  }

  /// Returns the number with as many numbers between it and `a` as between it and `b`.
  static double middle(double a, double b) {
    long i = of(a);
    long j = of(b);
    return at((i & j) + ((i ^ j) >> 1));
  }
}

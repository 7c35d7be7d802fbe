package thalweg.calculus.function;

import java.util.Locale;

/// The functions of two arguments that a formula may call. Their bits do not depend on the
/// platform.
public enum PairFunction {
  /// The angle of the point (x, y) from the positive x-axis, −π to π; written atan2(y, x).
  ATAN2,
  /// √(x² + y²) without overflow.
  HYPOT;

  /// Returns the name used in formulas, such as `atan2`.
  public String written() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns the value, within 2 ulp.
  public double at(double left, double right) {
    return this == ATAN2 ? StrictMath.atan2(left, right) : StrictMath.hypot(left, right);
  }

  /// Returns the value in numbers of any kind: by the arc tangent of a ratio of at most 1, or by
  /// the larger side, so that rates neither overflow nor depend on the branch.
  <R extends Real<R>> R over(R left, R right) {
    double a = left.value();
    double b = right.value();
    boolean steep = Math.abs(a) > Math.abs(b);
    if (this == HYPOT) {
      R larger = (steep ? left : right).abs();
      R ratio = (steep ? right : left).over(larger);
      return larger.value() == 0 ? left.abs() : larger.times(ratio.times(ratio).plus(1).sqrt());
    }
    R arc =
        steep
            ? right.over(left).apply(Elementary.ATAN).negate()
            : left.over(right).apply(Elementary.ATAN);
    return arc.plus(at(a, b) - arc.value());
  }
}

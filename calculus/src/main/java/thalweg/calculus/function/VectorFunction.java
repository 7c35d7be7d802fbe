package thalweg.calculus.function;

/// A function of any number of real variables with any number of real values, such as `x -> new
/// double[] {x[0] * x[1], x[0] + x[1]}`.
@FunctionalInterface
public interface VectorFunction {
  /// Returns the values at the point `x` as an array that is not used again, always of the same
  /// length; NaN where one is not defined.
  ///
  /// Must neither change the array nor keep it: whoever differentiates moves its coordinates.
  double[] at(double... x);
}

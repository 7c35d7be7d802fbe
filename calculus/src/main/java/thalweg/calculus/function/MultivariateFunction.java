package thalweg.calculus.function;

/// A real function of any number of real variables, such as `x -> x[0] * x[0] + x[1] * x[1]`.
@FunctionalInterface
public interface MultivariateFunction {
  /// Returns the value at the point `x`; NaN where the function is not defined.
  ///
  /// Must neither change the array nor keep it: whoever differentiates moves one coordinate of it
  /// at a time.
  double at(double... x);
}

package thalweg.calculus.function;

/// A real function of one real variable, such as `x -> 0.01 * x * x + 0.1 * x`.
@FunctionalInterface
public interface ScalarFunction {
  /// Returns the value at `x`; NaN where the function is not defined.
  double at(double x);
}

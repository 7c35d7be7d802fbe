package thalweg.calculus.function;

import java.util.function.UnaryOperator;

/// A function of many variables that knows its gradient, wherever that comes from: the contract
/// that every minimiser and every check asks for.
public interface DifferentiableFunction {
  /// Returns the value at `x`, which is not changed.
  double value(double[] x);

  /// Writes the partial derivatives at `x` to `gradient` and returns the value there. `x` is not
  /// changed.
  ///
  /// @param gradient as long as x, and another array
  double valueAndGradient(double[] x, double[] gradient);

  /// Returns the partial derivatives at `x` as a new array.
  default double[] gradient(double... x) {
    double[] gradient = new double[x.length];
    valueAndGradient(x, gradient);
    return gradient;
  }

  /// Returns how many values of the function one call of `valueAndGradient` computes in `dimension`
  /// variables: 1 unless the gradient is made from values.
  default int valuesPerGradient(int dimension) {
    return 1;
  }

  /// Returns whether the gradient's method works at `x`: false where a difference step is too small
  /// to change a coordinate, so that a gradient of zero says nothing of the function.
  default boolean resolves(double[] x) {
    return true;
  }

  /// Returns a function with a gradient worked out by hand.
  ///
  /// @param gradient returns the partial derivatives at its argument
  static DifferentiableFunction of(
      MultivariateFunction function, UnaryOperator<double[]> gradient) {
    return new AnalyticGradient(function, gradient);
  }
}

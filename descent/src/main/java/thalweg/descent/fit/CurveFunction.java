package thalweg.descent.fit;

/// A curve written as a method, such as `(x, b) -> b[0] * Math.exp(-b[1] * x[0])`.
@FunctionalInterface
public interface CurveFunction {
  /// Returns what the curve has at a point; NaN where it is not defined. Must change neither array.
  ///
  /// @param x the predictors at one observation
  /// @param parameters what is to be found
  double at(double[] x, double[] parameters);
}

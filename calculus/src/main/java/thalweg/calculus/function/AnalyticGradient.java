package thalweg.calculus.function;

import java.util.function.UnaryOperator;

/// A function and its gradient, both written by hand.
record AnalyticGradient(MultivariateFunction function, UnaryOperator<double[]> partials)
    implements DifferentiableFunction {
  @Override
  public double value(double[] x) {
    return function.at(x);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    double[] written = partials.apply(x);
    if (written.length != x.length) {
      throw new IllegalArgumentException(
          "gradient: the gradient given for "
              + x.length
              + " variables returned "
              + written.length
              + " numbers; it must return one for each variable.");
    }
    System.arraycopy(written, 0, gradient, 0, x.length);
    return function.at(x);
  }
}

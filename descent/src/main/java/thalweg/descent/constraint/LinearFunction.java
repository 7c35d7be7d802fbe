package thalweg.descent.constraint;

import thalweg.calculus.function.DifferentiableFunction;

/// Σ aᵢxᵢ.
final class LinearFunction implements DifferentiableFunction {
  private final double[] coefficients;

  LinearFunction(double[] coefficients) {
    this.coefficients = coefficients;
  }

  @Override
  public double value(double[] x) {
    check(x.length);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += coefficients[i] * x[i];
    }
    return sum;
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    check(x.length);
    System.arraycopy(coefficients, 0, gradient, 0, x.length);
    return value(x);
  }

  private void check(int variables) {
    if (variables != coefficients.length) {
      throw new IllegalArgumentException(
          "constraint: "
              + coefficients.length
              + " coefficients for "
              + variables
              + " variables; there must be one for each.");
    }
  }
}

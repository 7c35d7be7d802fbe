package thalweg.calculus.gradient.numerical;

import thalweg.calculus.function.DifferentiableFunction;

/// Rosenbrock's function of n variables with its derivatives by hand.
final class Rosenbrock {
  private Rosenbrock() {}

  static double value(double... x) {
    double sum = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      sum += 100 * Math.pow(x[i + 1] - x[i] * x[i], 2) + Math.pow(1 - x[i], 2);
    }
    return sum;
  }

  static double[] gradient(double... x) {
    double[] g = new double[x.length];
    for (int i = 0; i + 1 < x.length; i++) {
      g[i] += -400 * x[i] * (x[i + 1] - x[i] * x[i]) - 2 * (1 - x[i]);
      g[i + 1] += 200 * (x[i + 1] - x[i] * x[i]);
    }
    return g;
  }

  static double[][] hessian(double... x) {
    double[][] h = new double[x.length][x.length];
    for (int i = 0; i + 1 < x.length; i++) {
      h[i][i] += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
      h[i + 1][i + 1] += 200;
      h[i][i + 1] -= 400 * x[i];
      h[i + 1][i] -= 400 * x[i];
    }
    return h;
  }

  static DifferentiableFunction differentiable() {
    return DifferentiableFunction.of(Rosenbrock::value, Rosenbrock::gradient);
  }
}

package thalweg.descent.model;

/// The quadratic c + gᵀd + ½dᵀHd of a step d.
public final class QuadraticModel {
  private final double constant;
  private final double[] gradient;
  private final double[][] hessian;

  /// Takes over what it is given.
  ///
  /// @param hessian symmetric
  public QuadraticModel(double constant, double[] gradient, double[][] hessian) {
    this.constant = constant;
    this.gradient = gradient;
    this.hessian = hessian;
  }

  /// Returns 0, in n variables.
  public static QuadraticModel zero(int n) {
    return new QuadraticModel(0, new double[n], new double[n][n]);
  }

  /// Returns how many variables there are.
  public int dimension() {
    return gradient.length;
  }

  /// Returns the value at d.
  public double value(double[] d) {
    double sum = 0;
    for (int i = 0; i < d.length; i++) {
      sum += (gradient[i] + 0.5 * row(i, d)) * d[i];
    }
    return constant + sum;
  }

  /// Returns partial derivative i at d.
  public double partial(int i, double[] d) {
    return gradient[i] + row(i, d);
  }

  /// Returns partial derivative i at 0.
  public double gradient(int i) {
    return gradient[i];
  }

  /// Returns a second derivative.
  public double hessian(int i, int j) {
    return hessian[i][j];
  }

  private double row(int i, double[] d) {
    double sum = 0;
    for (int j = 0; j < d.length; j++) {
      sum += hessian[i][j] * d[j];
    }
    return sum;
  }

  /// Returns the sum of two models.
  public QuadraticModel plus(QuadraticModel other) {
    return combined(1, other);
  }

  /// Returns this model with the other sign.
  public QuadraticModel negated() {
    return zero(dimension()).combined(-1, this);
  }

  private QuadraticModel combined(double factor, QuadraticModel other) {
    int n = dimension();
    double[] g = new double[n];
    double[][] h = new double[n][n];
    for (int i = 0; i < n; i++) {
      g[i] = gradient[i] + factor * other.gradient[i];
      for (int j = 0; j < n; j++) {
        h[i][j] = hessian[i][j] + factor * other.hessian[i][j];
      }
    }
    return new QuadraticModel(constant + factor * other.constant, g, h);
  }

  /// Returns this model as a function of steps from d instead.
  public QuadraticModel from(double[] d) {
    double[] g = new double[d.length];
    for (int i = 0; i < d.length; i++) {
      g[i] = partial(i, d);
    }
    return new QuadraticModel(value(d), g, hessian);
  }

  /// Returns this model as a function of steps measured in other units: step i is `units[i]` of the
  /// old ones.
  public QuadraticModel in(double[] units) {
    int n = dimension();
    double[] g = new double[n];
    double[][] h = new double[n][n];
    for (int i = 0; i < n; i++) {
      g[i] = gradient[i] * units[i];
      for (int j = 0; j < n; j++) {
        h[i][j] = hessian[i][j] * units[i] * units[j];
      }
    }
    return new QuadraticModel(constant, g, h);
  }

  /// Returns whether all of it are numbers.
  public boolean isFinite() {
    double sum = constant;
    for (int i = 0; i < gradient.length; i++) {
      sum += gradient[i];
      for (double second : hessian[i]) {
        sum += second;
      }
    }
    return Double.isFinite(sum);
  }
}

package thalweg.descent.model;

/// Quadratics through values at given points: of all there are, that whose Hessian is least in
/// Frobenius' norm.
///
/// With points yₖ it is c + gᵀd + ½ Σ λₖ (yₖᵀd)², where λ, c and g solve the symmetric system of
/// ½(yⱼᵀyₖ)², the points and ones. The system is taken apart once, for O((m + n)³); each quadratic
/// through the points then costs a square. Source: Powell 2004, "Least Frobenius norm updating of
/// quadratic models that satisfy interpolation conditions"; Conn, Scheinberg and Vicente 2009,
/// section 5.3.
public final class Interpolation {
  /// Points are too nearly dependent for a pivot below this, beside the largest.
  private static final double SINGULAR = 1e-15;

  private final double[][] y; // in units of the farthest
  private final double unit;
  private final int m;
  private final int n;
  private final double[][] factors;
  private final int[] order;
  private final boolean isSingular;

  /// Takes the points' system apart.
  ///
  /// @param points at least n + 1 of them, in n variables, not all 0
  public Interpolation(double[][] points) {
    m = points.length;
    n = points[0].length;
    double farthest = 0;
    for (double[] point : points) {
      double square = 0;
      for (double coordinate : point) {
        square += coordinate * coordinate;
      }
      farthest = Math.max(farthest, Math.sqrt(square));
    }
    unit = farthest;
    y = new double[m][n];
    for (int k = 0; k < m; k++) {
      for (int i = 0; i < n; i++) {
        y[k][i] = points[k][i] / unit;
      }
    }
    factors = system();
    order = new int[m + n + 1];
    isSingular = !eliminate();
  }

  private double[][] system() {
    double[][] a = new double[m + n + 1][m + n + 1];
    for (int k = 0; k < m; k++) {
      for (int j = 0; j <= k; j++) {
        double product = dot(y[j], y[k]);
        a[k][j] = 0.5 * product * product;
        a[j][k] = a[k][j];
      }
      a[k][m] = 1;
      a[m][k] = 1;
      for (int i = 0; i < n; i++) {
        a[k][m + 1 + i] = y[k][i];
        a[m + 1 + i][k] = y[k][i];
      }
    }
    return a;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /// Gauss's elimination with rows exchanged; returns whether all pivots are there.
  private boolean eliminate() {
    int size = order.length;
    double largest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < size; k++) {
      int pivot = k;
      for (int i = k + 1; i < size; i++) {
        pivot = Math.abs(factors[i][k]) > Math.abs(factors[pivot][k]) ? i : pivot;
      }
      double[] row = factors[pivot];
      factors[pivot] = factors[k];
      factors[k] = row;
      order[k] = pivot;
      double found = Math.abs(row[k]);
      largest = Math.max(largest, found);
      least = Math.min(least, found);
      if (!(least > SINGULAR * largest)) {
        return false;
      }
      for (int i = k + 1; i < size; i++) {
        double[] other = factors[i];
        double factor = other[k] / row[k];
        other[k] = factor;
        if (factor != 0) {
          for (int j = k + 1; j < size; j++) {
            other[j] -= factor * row[j];
          }
        }
      }
    }
    return true;
  }

  private double[] solved(double[] right) {
    int size = order.length;
    for (int k = 0; k < size; k++) {
      double swapped = right[order[k]];
      right[order[k]] = right[k];
      right[k] = swapped;
    }
    for (int k = 0; k < size; k++) {
      double sum = right[k];
      for (int j = 0; j < k; j++) {
        sum -= factors[k][j] * right[j];
      }
      right[k] = sum;
    }
    for (int k = size - 1; k >= 0; k--) {
      double sum = right[k];
      for (int j = k + 1; j < size; j++) {
        sum -= factors[k][j] * right[j];
      }
      right[k] = sum / factors[k][k];
    }
    return right;
  }

  /// Returns whether the points lie so that no quadratic is told by them: twice the same, or all in
  /// a plane.
  public boolean isSingular() {
    return isSingular;
  }

  /// Returns the quadratic with these values at the points.
  public QuadraticModel through(double[] values) {
    double[] right = new double[order.length];
    System.arraycopy(values, 0, right, 0, m);
    double[] solution = solved(right);
    double[] gradient = new double[n];
    double[][] hessian = new double[n][n];
    for (int i = 0; i < n; i++) {
      gradient[i] = solution[m + 1 + i] / unit;
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < m; k++) {
          sum += solution[k] * y[k][i] * y[k][j];
        }
        hessian[i][j] = sum / (unit * unit);
        hessian[j][i] = hessian[i][j];
      }
    }
    return new QuadraticModel(solution[m], gradient, hessian);
  }

  /// Returns the Lagrange polynomial of a point: 1 there and 0 at the others.
  public QuadraticModel lagrange(int k) {
    double[] values = new double[m];
    values[k] = 1;
    return through(values);
  }

  /// Returns the values of all Lagrange polynomials at d.
  public double[] lagrangeAt(double[] d) {
    double[] right = new double[order.length];
    for (int k = 0; k < m; k++) {
      double product = dot(y[k], d) / unit;
      right[k] = 0.5 * product * product;
    }
    right[m] = 1;
    for (int i = 0; i < n; i++) {
      right[m + 1 + i] = d[i] / unit;
    }
    double[] solution = solved(right);
    double[] values = new double[m];
    System.arraycopy(solution, 0, values, 0, m);
    return values;
  }
}

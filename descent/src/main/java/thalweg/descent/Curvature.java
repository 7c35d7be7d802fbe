package thalweg.descent;

import java.util.SplittableRandom;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.descent.vector.Vectors;

/// The least and the greatest curvature of a function at a point: the extreme eigenvalues of its
/// Hessian, which say what a constant learning rate can do there.
///
/// Exact for a quadratic but for rounding. Source of the method: Lanczos 1950, all vectors kept
/// orthogonal; of the rates: Polyak 1987, section 1.4.
///
/// @param least μ, the least eigenvalue; negative at a saddle or a top
/// @param greatest L, the greatest eigenvalue
public record Curvature(double least, double greatest) {
  private static final int MOST_STEPS = 60;

  /// The step of central differences of gradients, beside the size of the point; wider if the
  /// gradients are themselves made of differences.
  private static final double STEP = 1e-5;

  private static final double NUMERICAL_STEP = 1e-2;

  /// Returns the curvatures at x; each Lanczos step, of which there are at most as many as
  /// variables and at most 60, takes two gradients.
  public static Curvature at(DifferentiableFunction function, double... x) {
    boolean numerical = function.valuesPerGradient(x.length) > 1;
    double h = (numerical ? NUMERICAL_STEP : STEP) * Math.max(1, Vectors.norm(x));
    double[] moved = new double[x.length];
    double[] other = new double[x.length];
    return of(
        x.length,
        (point, v, product) -> {
          for (int side = 1; side >= -1; side -= 2) {
            for (int i = 0; i < x.length; i++) {
              moved[i] = point[i] + side * h * v[i];
            }
            function.valueAndGradient(moved, side > 0 ? product : other);
          }
          for (int i = 0; i < x.length; i++) {
            product[i] = (product[i] - other[i]) / (2 * h);
          }
        },
        x);
  }

  /// Returns the curvatures at x from exact products of the Hessian with vectors.
  public static Curvature at(HessianProduct hessian, double... x) {
    return of(x.length, hessian, x);
  }

  private static Curvature of(int n, HessianProduct hessian, double[] x) {
    int most = Math.min(n, MOST_STEPS);
    double[][] basis = new double[most][];
    double[] diagonal = new double[most];
    double[] beside = new double[most];
    double[] v = new SplittableRandom(1).doubles(n, 0.5, 1.5).toArray();
    int k = 0;
    while (k < most) {
      double length = Vectors.norm(v);
      if (k > 0) {
        beside[k - 1] = length;
        if (!(length > 1e-10 * largest(diagonal, beside, k))) {
          break;
        }
      }
      basis[k] = new double[n];
      for (int i = 0; i < n; i++) {
        basis[k][i] = v[i] / length;
      }
      hessian.multiply(x, basis[k], v);
      diagonal[k] = Vectors.dot(v, basis[k]);
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j <= k; j++) {
          double part = Vectors.dot(v, basis[j]);
          for (int i = 0; i < n; i++) {
            v[i] -= part * basis[j][i];
          }
        }
      }
      k++;
    }
    return new Curvature(
        eigenvalue(diagonal, beside, k, true), eigenvalue(diagonal, beside, k, false));
  }

  private static double largest(double[] diagonal, double[] beside, int k) {
    double largest = Double.MIN_NORMAL;
    for (int i = 0; i < k; i++) {
      largest = Math.max(largest, Math.abs(diagonal[i]) + (i + 1 < k ? Math.abs(beside[i]) : 0));
    }
    return largest;
  }

  /// Returns the least or greatest eigenvalue of a symmetric tridiagonal matrix by bisection on how
  /// many lie below (Sturm's sequence).
  private static double eigenvalue(double[] diagonal, double[] beside, int k, boolean least) {
    double reach = 0;
    for (int i = 0; i < k; i++) {
      double around = (i > 0 ? Math.abs(beside[i - 1]) : 0) + (i + 1 < k ? Math.abs(beside[i]) : 0);
      reach = Math.max(reach, Math.abs(diagonal[i]) + around);
    }
    double low = -reach - Double.MIN_NORMAL;
    double high = reach + Double.MIN_NORMAL;
    int wanted = least ? 1 : k;
    while (true) {
      double middle = 0.5 * (low + high);
      if (!(middle > low && middle < high)) {
        return middle;
      }
      int below = 0;
      double pivot = 1;
      for (int i = 0; i < k; i++) {
        double square = i > 0 ? beside[i - 1] * beside[i - 1] : 0;
        pivot = diagonal[i] - middle - square / pivot;
        pivot = pivot == 0 ? Double.MIN_NORMAL : pivot;
        below += pivot < 0 ? 1 : 0;
      }
      if (below >= wanted) {
        high = middle;
      } else {
        low = middle;
      }
    }
  }

  /// Returns the rate 2/L: a constant rate above it diverges on a quadratic; infinite if nothing
  /// curves upwards.
  public double criticalRate() {
    return greatest > 0 ? 2 / greatest : Double.POSITIVE_INFINITY;
  }

  /// Returns the constant rate that shrinks the error fastest on a quadratic, 2/(L + μ); if μ is
  /// not above 0 there is no such rate, and 1/L is returned.
  public double bestRate() {
    return greatest > 0 ? (least > 0 ? 2 / (greatest + least) : 1 / greatest) : Double.NaN;
  }

  /// Returns by how much a step at the best rate shrinks the error: (L − μ)/(L + μ); 1 if μ is not
  /// above 0.
  public double shrinkage() {
    return least > 0 ? (greatest - least) / (greatest + least) : 1;
  }
}

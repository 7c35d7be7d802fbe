package thalweg.calculus.gradient.numerical;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.gradient.probe.Partials;
import thalweg.calculus.gradient.probe.Probe;
import thalweg.calculus.gradient.sparsity.SparsityPattern;

/// The matrix of second derivatives of a function whose gradient is known, as the ladder's Jacobian
/// of the gradient, made symmetric. Evaluations are those of the gradient: some 11 for each
/// variable, or with a sparsity pattern for each star of columns that move together.
public final class GradientHessian {
  private final DifferentiableFunction f;
  private final @Nullable SparsityPattern pattern;

  private GradientHessian(DifferentiableFunction f, @Nullable SparsityPattern pattern) {
    this.f = f;
    this.pattern = pattern;
  }

  /// Returns the full Hessian of `f`.
  public static GradientHessian of(DifferentiableFunction f) {
    return new GradientHessian(f, null);
  }

  /// Returns this Hessian with the entries of the pattern alone, which is made symmetric.
  ///
  /// @throws IllegalArgumentException if the pattern is not square
  public GradientHessian sparse(SparsityPattern pattern) {
    return new GradientHessian(f, pattern.symmetric());
  }

  /// Returns the symmetric matrix of second derivatives at `x`.
  ///
  /// @throws IllegalArgumentException if the pattern does not fit the point or a coordinate is not
  ///   finite
  public DerivativeMatrix at(double... x) {
    SparsityPattern shape = pattern == null ? SparsityPattern.dense(x.length, x.length) : pattern;
    if (shape.rows() != x.length) {
      throw new IllegalArgumentException(
          "hessian: the pattern has "
              + shape.rows()
              + " rows, the point "
              + x.length
              + " coordinates; they must be equal.");
    }
    DerivativeMatrix matrix = new DerivativeMatrix(shape);
    int[] star = new int[x.length];
    List<int[]> stars = shape.stars();
    for (int g = 0; g < stars.size(); g++) {
      for (int j : stars.get(g)) {
        star[j] = g;
      }
    }
    for (int g = 0; g < stars.size(); g++) {
      double[] direction = new double[x.length];
      for (int j : stars.get(g)) {
        direction[j] = Probe.scale(x[j]);
      }
      SharedPoints points = SharedPoints.along(f::gradient, direction, x);
      for (int i = 0; i < x.length; i++) {
        // Row i tells the entry of the one column of the star that has it, if there is but one.
        int only = -1;
        int found = 0;
        for (int j : matrix.columnsOf(i)) {
          if (star[j] == g) {
            only = j;
            found++;
          }
        }
        if (found == 1) {
          Derivative d = points.derivative(i);
          double scale = direction[only];
          matrix.offer(i, only, Partials.slope(d) / scale, d.error() / scale, d.reason());
        }
      }
      matrix.count(points.evaluations() + (g == 0 ? 1 : 0));
    }
    return matrix;
  }

  /// Returns the product of the Hessian at `x` with the vector `v`: the rate of change of each
  /// partial derivative along v. Costs some 11 gradients.
  ///
  /// @throws IllegalArgumentException if the lengths differ, v is 0 or a number is not finite
  public List<Derivative> times(double[] v, double... x) {
    SharedPoints points = SharedPoints.along(f::gradient, v, x);
    return IntStream.range(0, x.length).mapToObj(points::derivative).toList();
  }
}

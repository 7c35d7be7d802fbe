package thalweg.calculus.gradient.numerical;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.derivative.Noise;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.probe.Box;
import thalweg.calculus.gradient.probe.Line;
import thalweg.calculus.gradient.probe.Partials;
import thalweg.calculus.gradient.probe.Probe;
import thalweg.calculus.gradient.sparsity.SparsityPattern;

/// The matrix of second derivatives of any function, from its values, by the anchored ladder: each
/// entry extrapolated, with its error and its reason.
///
/// The diagonal is the second derivative along each axis; beside it φ″/2 of φ(t) = (f(+,+) −
/// f(+,−)) / 2, the four points of each step symmetric about x and shared by all orders of
/// extrapolation. The noise in the values is measured once for all. Costs about 14 values for each
/// variable and 18 for each pair where f is smooth: within 5 · (2n² + 1). Where the gradient is
/// known, [GradientHessian] is cheaper by a factor of about n. Source of the stencils: Ridout 2009.
public final class NumericalHessian {
  private final MultivariateFunction function;
  private final @Nullable SparsityPattern pattern;
  private final Box box;
  private final int threads;

  private NumericalHessian(
      MultivariateFunction function, @Nullable SparsityPattern pattern, Box box, int threads) {
    this.function = function;
    this.pattern = pattern;
    this.box = box;
    this.threads = threads;
  }

  /// Returns the full Hessian of `function` without bounds, on one thread.
  public static NumericalHessian of(MultivariateFunction function) {
    return new NumericalHessian(function, null, Box.NONE, 1);
  }

  /// Returns this Hessian with the entries of the pattern alone, which is made symmetric.
  ///
  /// @throws IllegalArgumentException if the pattern is not square
  public NumericalHessian sparse(SparsityPattern pattern) {
    return new NumericalHessian(function, pattern.symmetric(), box, threads);
  }

  /// Returns this Hessian of a function that may be called only between the bounds.
  ///
  /// @throws IllegalArgumentException if the lengths differ or a lower bound is not below its upper
  public NumericalHessian within(double[] lower, double[] upper) {
    return new NumericalHessian(function, pattern, Box.of(lower, upper), threads);
  }

  /// Returns this Hessian, its entries computed on as many threads: for slow functions, which must
  /// then allow calls from several threads at once. The bits are the same on any number.
  ///
  /// @throws IllegalArgumentException if there is not at least one
  public NumericalHessian threads(int threads) {
    return new NumericalHessian(function, pattern, box, Parallel.check(threads));
  }

  private record Pair(int i, int j) {}

  /// Returns the symmetric matrix of second derivatives at `x`.
  ///
  /// @throws IllegalArgumentException if a coordinate is not finite or outside its bounds, the
  ///   pattern does not fit, or the function changes its argument
  /// @throws thalweg.calculus.derivative.EvaluationException if the function throws; it names the
  ///   point
  public DerivativeMatrix at(double... x) {
    Probe.finite("hessian", x);
    box.check("hessian", x);
    int n = x.length;
    SparsityPattern shape = pattern == null ? SparsityPattern.dense(n, n) : pattern;
    if (shape.rows() != n) {
      throw new IllegalArgumentException(
          "hessian: the pattern has "
              + shape.rows()
              + " rows, the point "
              + n
              + " coordinates; they must be equal.");
    }
    double value = new Probe(x).value(function);
    DerivativeMatrix matrix = new DerivativeMatrix(shape);
    matrix.count(1);
    double noise = Double.isFinite(value) && n > 0 ? noise(x, value, matrix) : Double.MIN_NORMAL;
    List<Derivative> diagonal =
        Parallel.map(
            threads,
            n,
            i -> ladder(i, noise).nth(2).derivative(new Probe(x).along(function, i), x[i], value));
    double[] size = new double[n];
    double largest = 0;
    for (int i = 0; i < n; i++) {
      Derivative entry = diagonal.get(i);
      matrix.set(i, i, entry.derivative(), entry.error(), entry.reason());
      matrix.count(entry.evaluations());
      size[i] = Double.isFinite(entry.derivative()) ? Math.abs(entry.derivative()) : 0;
      largest = Math.max(largest, size[i]);
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      for (int j : matrix.columnsOf(i)) {
        if (j < i) {
          pairs.add(new Pair(i, j));
        }
      }
    }
    double most = largest;
    MixedDerivative mixed = new MixedDerivative(function, box, x, value, noise);
    List<Derivative> beside =
        Parallel.map(
            threads,
            pairs.size(),
            k -> {
              Pair pair = pairs.get(k);
              double scale = Math.max(Math.sqrt(size[pair.i] * size[pair.j]), 1e-3 * most);
              return mixed.of(pair.i, pair.j, 0x1p-36 * scale);
            });
    for (int k = 0; k < pairs.size(); k++) {
      Pair pair = pairs.get(k);
      Derivative entry = beside.get(k);
      matrix.set(pair.i, pair.j, entry.derivative(), entry.error(), entry.reason());
      matrix.set(pair.j, pair.i, entry.derivative(), entry.error(), entry.reason());
      matrix.count((long) mixed.cost(pair.i, pair.j) * entry.evaluations());
    }
    return matrix;
  }

  private Ladder ladder(int i, double noise) {
    return Ladder.standard().within(box.lower(i), box.upper(i)).noise(noise);
  }

  /// The noise along the longest axis, at least so much that no ladder measures it again.
  private double noise(double[] x, double value, DerivativeMatrix matrix) {
    int longest = 0;
    for (int i = 1; i < x.length; i++) {
      longest = Math.abs(x[i]) > Math.abs(x[longest]) ? i : longest;
    }
    int axis = longest;
    Probe probe = new Probe(x);
    double level =
        Noise.of(
            coordinate -> {
              if (box.clamp(axis, coordinate) != coordinate) {
                return Double.NaN;
              }
              matrix.count(1);
              probe.move(axis, coordinate);
              double v = probe.value(function);
              probe.home();
              return v;
            },
            x[axis]);
    double rounding = Math.ulp(value) / 4;
    return Math.max(Double.isFinite(level) ? 2 * level : 0, Math.max(rounding, Double.MIN_NORMAL));
  }

  /// Returns the product of the Hessian of a function at `x` with the vector `v` from values alone.
  /// Costs some 18 values for each variable.
  ///
  /// @throws IllegalArgumentException if the lengths differ, v is 0 or a number is not finite
  public List<Derivative> times(double[] v, double... x) {
    Probe.finite("hessian", x);
    box.check("hessian", x);
    Line line = Line.along(v, x, box);
    double value = new Probe(x).value(function);
    double power = line.scale();
    return Parallel.map(
        threads,
        x.length,
        i -> {
          Probe probe = new Probe(x);
          double si = Probe.scale(x[i]);
          Derivative second =
              Ladder.standard()
                  .nth(2)
                  .noise(Math.max(Math.ulp(value) / 2, Double.MIN_NORMAL))
                  .derivative(
                      u -> {
                        double step = u - 1;
                        return (moved(probe, x, v, power * step, i, si * step)
                                - moved(probe, x, v, -power * step, i, si * step))
                            / 2;
                      },
                      1,
                      0);
          return Partials.over(second, 2 * si * power, x[i]);
        });
  }

  private double moved(Probe probe, double[] x, double[] v, double along, int i, double step) {
    for (int k = 0; k < x.length; k++) {
      double coordinate = x[k] + along * v[k] + (k == i ? step : 0);
      if (box.clamp(k, coordinate) != coordinate) {
        return Double.NaN;
      }
      probe.move(k, coordinate);
    }
    double value = probe.value(function);
    probe.home();
    return value;
  }
}

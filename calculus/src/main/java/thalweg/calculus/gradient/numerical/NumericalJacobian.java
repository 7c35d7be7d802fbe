package thalweg.calculus.gradient.numerical;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.VectorFunction;
import thalweg.calculus.gradient.probe.Box;
import thalweg.calculus.gradient.probe.Partials;
import thalweg.calculus.gradient.probe.Probe;
import thalweg.calculus.gradient.sparsity.SparsityPattern;

/// The matrix of partial derivatives of a function with several values, from its values: row i,
/// column j says how value i changes with variable j.
///
/// By the anchored ladder each entry chooses its own steps among shared evaluations, some 10 for
/// each group of columns. By central differences there are two for each group. Columns that share
/// no row of the sparsity pattern move together.
public final class NumericalJacobian {
  /// The third root of ε, where truncation and rounding of a central difference are about equal.
  private static final double RELATIVE_STEP = 0x1p-17;

  private final VectorFunction function;
  private final @Nullable SparsityPattern pattern;
  private final Box box;
  private final int threads;
  private final boolean central;

  private NumericalJacobian(
      VectorFunction function,
      @Nullable SparsityPattern pattern,
      Box box,
      int threads,
      boolean central) {
    this.function = function;
    this.pattern = pattern;
    this.box = box;
    this.threads = threads;
    this.central = central;
  }

  /// Returns the full Jacobian of `function` by the ladder, without bounds, on one thread.
  public static NumericalJacobian of(VectorFunction function) {
    return new NumericalJacobian(function, null, Box.NONE, 1, false);
  }

  /// Returns this Jacobian by one central difference for each group of columns, with the step 2⁻¹⁷
  /// times the coordinate's power of two: two evaluations a group and some ten digits. The error
  /// bar is guessed from how much the difference bends, and less to be trusted than the ladder's.
  public NumericalJacobian central() {
    return new NumericalJacobian(function, pattern, box, threads, true);
  }

  /// Returns this Jacobian with the entries of the pattern alone, the columns that share no row
  /// moved together.
  public NumericalJacobian sparse(SparsityPattern pattern) {
    return new NumericalJacobian(function, pattern, box, threads, central);
  }

  /// Returns this Jacobian of a function that may be called only between the bounds.
  ///
  /// @throws IllegalArgumentException if the lengths differ or a lower bound is not below its upper
  public NumericalJacobian within(double[] lower, double[] upper) {
    return new NumericalJacobian(function, pattern, Box.of(lower, upper), threads, central);
  }

  /// Returns this Jacobian, its groups of columns computed on as many threads: for slow functions,
  /// which must then allow calls from several threads at once. The bits are the same on any number.
  ///
  /// @throws IllegalArgumentException if there is not at least one
  public NumericalJacobian threads(int threads) {
    return new NumericalJacobian(function, pattern, box, Parallel.check(threads), central);
  }

  /// Returns the Jacobian at `x`.
  ///
  /// @throws IllegalArgumentException if a coordinate is not finite or outside its bounds, the
  ///   pattern does not fit, or the function changes its argument or the number of its values
  /// @throws thalweg.calculus.derivative.EvaluationException if the function throws; it names the
  ///   point
  public DerivativeMatrix at(double... x) {
    Probe.finite("jacobian", x);
    box.check("jacobian", x);
    double[] home = new Probe(x).values(function);
    SparsityPattern shape =
        pattern == null ? SparsityPattern.dense(home.length, x.length) : pattern;
    if (shape.rows() != home.length || shape.columns() != x.length) {
      throw new IllegalArgumentException(
          "jacobian: the pattern has "
              + shape.rows()
              + " rows and "
              + shape.columns()
              + " columns; the function has "
              + home.length
              + " values and "
              + x.length
              + " variables.");
    }
    List<int[]> groups = shape.groups();
    DerivativeMatrix matrix = new DerivativeMatrix(shape);
    matrix.count(1);
    int[] groupOf = new int[x.length];
    for (int g = 0; g < groups.size(); g++) {
      for (int j : groups.get(g)) {
        groupOf[j] = g;
      }
    }
    List<Integer> costs =
        Parallel.map(
            threads,
            groups.size(),
            g -> {
              SharedPoints points = SharedPoints.of(function, groups.get(g), home, x, box);
              fill(matrix, groupOf, g, points);
              return points.evaluations();
            });
    costs.forEach(matrix::count);
    return matrix;
  }

  /// Fills the entries of one group of columns, which no other group touches.
  private void fill(DerivativeMatrix matrix, int[] groupOf, int group, SharedPoints points) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j : matrix.columnsOf(i)) {
        if (groupOf[j] != group) {
          continue;
        }
        if (central) {
          central(points, i, j, matrix);
        } else {
          Derivative entry = points.derivative(i);
          double scale = points.scale(j);
          matrix.set(i, j, Partials.slope(entry) / scale, entry.error() / scale, entry.reason());
        }
      }
    }
  }

  private void central(SharedPoints points, int i, int j, DerivativeMatrix matrix) {
    double t = points.centre();
    double h = RELATIVE_STEP * Probe.unit(t);
    double upper = points.ladder().upper();
    double lower = points.ladder().lower();
    double right = t + h <= upper ? t + h : t;
    double left = t - h >= lower ? t - h : t;
    if (!(left < right)) {
      matrix.set(i, j, Double.NaN, Double.NaN, Reason.STEP_VANISHED);
      return;
    }
    double home = points.home(i);
    double above = right == t ? home : points.at(right)[i];
    double below = left == t ? home : points.at(left)[i];
    double scale = points.scale(j);
    double slope = (above - below) / (right - left);
    boolean sided = right == t || left == t;
    // What the slope changes by over the step is the error on one side; on both it is that change
    // once more by the same part.
    double bend = sided ? Math.abs(slope) * RELATIVE_STEP : Math.abs(above - 2 * home + below) / h;
    double truncation =
        sided ? bend : Math.max(bend * RELATIVE_STEP, bend * bend / Math.abs(slope));
    double rounding = Math.ulp(1.0) * (Math.abs(above) + Math.abs(below)) / (right - left);
    double error = Math.min(Double.isNaN(truncation) ? bend : truncation, 2 * bend) + rounding;
    boolean finite = Double.isFinite(slope) && Double.isFinite(home);
    matrix.set(
        i,
        j,
        slope / scale,
        finite ? error / scale : Double.NaN,
        finite ? sided ? Reason.DOMAIN_EDGE : Reason.CONVERGED : Reason.NON_FINITE);
  }
}

package thalweg.descent.fit;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.VectorFunction;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;

/// The residuals as a fit sees them: weighted, counted, and nothing begun that goes over a limit.
final class ResidualMeter {
  /// As a descent has it: some thousand Jacobians by differences on both sides.
  private static final long VALUES_PER_PARAMETER = 2_000;

  private final VectorFunction residuals;
  private final double @Nullable [] roots; // of the weights
  private final Limits limits;
  private final BooleanSupplier stop;
  private final long most;
  private final long deadline;
  private final int unknowns;
  private int count = -1;
  private long values;
  private long jacobians;
  private int step;

  ResidualMeter(
      VectorFunction residuals,
      double @Nullable [] weights,
      Limits limits,
      BooleanSupplier stop,
      Bounds bounds) {
    this.residuals = residuals;
    roots = weights == null ? null : Arrays.stream(weights).map(Math::sqrt).toArray();
    this.limits = limits;
    this.stop = stop;
    int n = bounds.dimension();
    double[] lower = bounds.lower();
    double[] upper = bounds.upper();
    unknowns = (int) IntStream.range(0, n).filter(j -> lower[j] < upper[j]).count();
    most = limits.values().orElse(VALUES_PER_PARAMETER * (n + 1L));
    long nanos = limits.time().toNanos();
    deadline = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanos;
  }

  long values() {
    return values;
  }

  long jacobians() {
    return jacobians;
  }

  /// Notes how many steps have been taken.
  void atStep(int step) {
    this.step = step;
    if (step > limits.steps()) {
      throw new FitEnded(new FitOutcome.StepLimit(limits.steps()));
    }
  }

  boolean isExact() {
    return residuals instanceof DifferentiableResiduals;
  }

  /// Returns whether the Jacobian was written by someone who may have erred.
  boolean isByHand() {
    return isExact() && !(residuals instanceof AutomaticResiduals);
  }

  /// Returns the residuals at `x`, each times the root of its weight.
  double[] at(double[] x) {
    admit();
    if (values >= most) {
      throw new FitEnded(new FitOutcome.EvaluationLimit(most));
    }
    values++;
    double[] r = residuals.at(x.clone());
    r = roots == null ? r : r.clone();
    if (count < 0) {
      checkCount(r.length);
      count = r.length;
    } else if (r.length != count) {
      throw new IllegalArgumentException(
          "fit: the function returned "
              + count
              + " residuals at first and "
              + r.length
              + " now; there must always be equally many.");
    }
    weigh(r);
    return r;
  }

  private void checkCount(int length) {
    if (length == 0) {
      throw new IllegalArgumentException("fit: there are no residuals; give at least one.");
    }
    if (roots != null && roots.length != length) {
      throw new IllegalArgumentException(
          "fit: there are "
              + roots.length
              + " weights and "
              + length
              + " residuals; there must be a weight for each.");
    }
    if (counted(length) < unknowns) {
      throw new IllegalArgumentException(tooFew(counted(length), unknowns));
    }
  }

  static String tooFew(long residuals, long parameters) {
    return "fit: "
        + residuals
        + (residuals == 1 ? " residual that counts" : " residuals that count")
        + " cannot tell "
        + parameters
        + " parameters; there must be at least as many.";
  }

  /// Returns how many residuals have a weight above 0.
  int counted(int length) {
    return roots == null ? length : (int) Arrays.stream(roots).filter(root -> root > 0).count();
  }

  /// Returns the exact Jacobian by its columns.
  double[][] jacobian(double[] x) {
    admit();
    jacobians++;
    double[][] rows = ((DifferentiableResiduals) residuals).jacobian(x.clone());
    if (rows.length != count || Arrays.stream(rows).anyMatch(row -> row.length != x.length)) {
      throw new IllegalArgumentException(
          "fit: the Jacobian must have "
              + count
              + " rows, one for each residual, of "
              + x.length
              + " numbers, one for each parameter; this one has "
              + rows.length
              + " rows"
              + (rows.length > 0 ? ", the first of " + rows[0].length + "." : "."));
    }
    double[][] columns = new double[x.length][count];
    for (int j = 0; j < x.length; j++) {
      for (int i = 0; i < count; i++) {
        columns[j][i] = rows[i][j];
      }
      weigh(columns[j]);
    }
    return columns;
  }

  /// Counts a Jacobian made by differences.
  void countJacobian() {
    jacobians++;
  }

  private void weigh(double[] r) {
    if (roots != null) {
      for (int i = 0; i < r.length; i++) {
        // What does not count may be NaN.
        r[i] = roots[i] == 0 ? 0 : r[i] * roots[i];
      }
    }
  }

  private void admit() {
    if (stop.getAsBoolean()) {
      throw new FitEnded(new FitOutcome.Stopped(step));
    }
    if (deadline != Long.MAX_VALUE && System.nanoTime() - deadline >= 0) {
      throw new FitEnded(new FitOutcome.TimeLimit(limits.time()));
    }
  }
}

package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// What a descent leaves behind and when it has arrived: path, listener, convergence, result.
final class Trail {
  private final Meter meter;
  private final Options options;
  private final double tolerance;
  private final List<double[]> path = new ArrayList<>();
  private double firstNorm; // 0 until the start is seen

  Trail(Meter meter, Options options, DescentMethod method) {
    this.meter = meter;
    this.options = options;
    this.tolerance = options.tolerance().orElse(method.usualTolerance());
  }

  int steps() {
    return options.limits().steps();
  }

  /// Shows a point to whoever looks on. Costs nothing if nobody does.
  void visit(int step, double[] x, double value, double norm) {
    meter.atStep(step);
    if (step == 0) {
      firstNorm = norm;
    }
    if (options.isWatched()) {
      if (options.keepPath()) {
        path.add(x.clone());
      }
      options.listener().accept(new Iterate(step, x, meter.seen(value), norm));
    }
  }

  double threshold() {
    return Math.max(tolerance, options.relativeTolerance() * firstNorm);
  }

  /// Returns the outcome if the gradient is small enough, its error included.
  Outcome.@Nullable Converged converged(double norm, double error) {
    if (norm + error <= tolerance && tolerance > 0) {
      return new Outcome.Converged(Outcome.Test.ABSOLUTE, norm, tolerance);
    }
    double share = options.relativeTolerance() * firstNorm;
    return norm + error <= share && share > 0
        ? new Outcome.Converged(Outcome.Test.RELATIVE, norm, share)
        : null;
  }

  /// Returns the outcome that the values fall without end, from a point that is the best seen.
  Outcome.Unbounded unbounded(double[] x, double value) {
    return new Outcome.Unbounded(Vectors.list(x), meter.seen(value));
  }

  Minimum end(Iterate last, Iterate best, Outcome outcome) {
    return new Minimum(last, best, meter.values(), meter.gradients(), outcome, path);
  }

  /// Returns the result of a method whose last point is its best.
  Minimum end(int step, double[] x, double value, double norm, Outcome outcome) {
    Iterate last = new Iterate(step, x, meter.seen(value), norm);
    return end(last, last, outcome);
  }
}

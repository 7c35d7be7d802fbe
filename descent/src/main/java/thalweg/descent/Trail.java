package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// What a descent leaves behind and when it has arrived: path, listener, convergence, result.
final class Trail {
  /// A gain is little if it is at most this share of what has been gained…
  private static final double LEFT = 1e-9;

  /// …and near, if the way there is at most this share of how large a variable is.
  private static final double NEAR = 0.05;

  private static final double FARTHER = 1e-2;

  /// This far off, beside the size of the start, values may fall without end.
  private static final double FARTHEST = 1e9;

  private static final double FARTHER_OFF = 1e3;

  /// No usual tolerance is believed from here on.
  private static final double FAR = 1e7;

  /// Where the values cannot tell how near the bottom is, or are noisy, the gradient must at least
  /// have shrunk to this share of what it was at the start.
  private static final double SMALLER = 1e-6;

  /// Values cannot tell the bottom if it is no nearer than this share of how large a variable is
  /// and lower by no more than this many times their noise; or as near as is near, and lower by no
  /// more than their noise: beside a large constant a bowl is shallow far from its bottom.
  private static final double NEAREST = 1e-6;

  private static final double HIDDEN = 1e2;

  private final Meter meter;
  private final Options options;
  private final Surroundings around;
  private final double tolerance;
  private DescentMethod finisher;
  private double doubted = Double.POSITIVE_INFINITY; // a norm that has proved to say nothing
  private final List<double[]> path = new ArrayList<>();
  private double farthest; // from here on the descent may be one without end
  private double firstNorm; // 0 until the start is seen

  Trail(Meter meter, Options options, DescentMethod method, Surroundings around) {
    this.meter = meter;
    this.around = around;
    finisher = method;
    this.options = options;
    farthest = FARTHEST * Math.max(1, around.startSize());
    this.tolerance = options.tolerance().orElse(method.usualTolerance());
  }

  /// Notes that another method takes over.
  void goOnBy(DescentMethod method) {
    finisher = method;
  }

  int steps() {
    return options.limits().steps();
  }

  /// Shows a point to whoever looks on. Costs nothing if nobody does.
  void visit(int step, double[] x, double value, double norm) {
    meter.atStep(step);
    around.pass(x);
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

  /// Notes the gradient's norm at the start where it was not known when that was seen.
  void begin(double norm) {
    firstNorm = norm;
  }

  /// Returns the norm that a gradient has to be told from.
  double threshold() {
    return Math.max(Math.min(tolerance, doubted), options.relativeTolerance() * firstNorm);
  }

  /// Returns the outcome if the gradient is small enough, its error included, and a look around
  /// confirms what that seems to say, or shows what the point is instead.
  ///
  /// A usual tolerance knows nothing of the function's scale. With it, what is still to be gained
  /// must also be little beside what has been gained, and the way to it beside the variables; if
  /// not, the descent goes on, and the gradient must become a hundred times smaller before it is
  /// looked at again.
  @Nullable Outcome arrived(
      double[] x, double value, double[] gradient, double norm, double error) {
    Outcome.Converged claim = claim(norm, error);
    if (claim == null) {
      return null;
    }
    Surroundings.Finding finding = around.look(x, value, gradient, error);
    if (finding.outcome() != null) {
      return finding.outcome();
    }
    if (finding.isDoubtful()) {
      return doubt(norm, error);
    }
    boolean isUsual = claim.test() == Outcome.Test.ABSOLUTE && options.tolerance().isEmpty();
    double little = LEFT * around.fall(value) + meter.noise(value);
    boolean isNear =
        finding.isResolved()
            ? finding.share() <= NEAR
                && finding.gain() <= little
                && (norm <= SMALLER * firstNorm || around.isQuiet(x, value))
            : norm <= SMALLER * firstNorm;
    return (isNear && !isFar(x, value, finding)) || !isUsual ? claim : doubt(norm, error);
  }

  /// From now on a gradient must be much smaller to be believed.
  private @Nullable Outcome doubt(double norm, double error) {
    doubted = FARTHER * norm;
    return norm > 0 ? null : stalled(norm, error);
  }

  private Outcome stalled(double norm, double floor) {
    double noise = meter.measuredNoise();
    return noise > 0
        ? new Outcome.NoiseLimit(noise, norm, floor)
        : new Outcome.Stalled(norm, floor);
  }

  private Outcome.@Nullable Converged claim(double norm, double error) {
    double absolute = Math.min(tolerance, doubted);
    if (norm + error <= absolute && tolerance > 0) {
      return new Outcome.Converged(Outcome.Test.ABSOLUTE, norm, tolerance);
    }
    double share = options.relativeTolerance() * firstNorm;
    return norm + error <= share && share > 0
        ? new Outcome.Converged(Outcome.Test.RELATIVE, norm, share)
        : null;
  }

  /// Returns the outcome where no step leads on: what the surroundings show, which may be that the
  /// bottom is as near as can be told.
  ///
  /// @param floor below which the gradient cannot be told from noise
  Outcome standstill(
      double[] x, double value, double[] gradient, double norm, double error, double floor) {
    Surroundings.Finding finding = around.look(x, value, gradient, error);
    if (finding.outcome() != null) {
      return finding.outcome();
    }
    double noise = around.noise(x, value);
    boolean isNearest = finding.share() <= NEAREST && finding.gain() <= HIDDEN * noise;
    boolean isHidden = finding.share() <= NEAR && finding.gain() <= noise;
    boolean isBottom =
        !finding.isDoubtful()
            && !isFar(x, value, finding)
            && (isNearest || isHidden)
            && around.isQuiet(x, value);
    if (isBottom) {
      return new Outcome.Converged(Outcome.Test.PRECISION, norm, finding.distance());
    }
    return around.isPole(x, value, gradient) ? unbounded(x, value) : stalled(norm, floor);
  }

  /// Returns whether the values fall without end: looked into where the descent has come very far,
  /// again whenever it has come much farther, and where no square of the slope is a number any
  /// more.
  boolean isBottomless(double[] x, double value, double norm) {
    double distance = around.distance(x);
    if (!(distance >= farthest) && Double.isFinite(norm * norm)) {
      return false;
    }
    farthest = Math.max(farthest, FARTHER_OFF * distance);
    return around.isAbyss(x, value);
  }

  /// Returns whether a point is so far off that it may lie on a way without end, unless it is seen
  /// to be the bottom itself: a tail falls on over a share of how far it has come.
  private boolean isFar(double[] x, double value, Surroundings.Finding finding) {
    return around.distance(x) >= FAR * Math.max(1, around.startSize())
        && !(finding.isResolved() && finding.share() <= NEAREST && around.isSharp(x, value));
  }

  /// Returns the outcome that the values fall without end, from a point that is the best seen.
  Outcome.Unbounded unbounded(double[] x, double value) {
    return new Outcome.Unbounded(Vectors.list(x), meter.seen(value));
  }

  Minimum end(Iterate last, Iterate best, Outcome outcome) {
    return new Minimum(
        last,
        best,
        meter.values(),
        meter.gradients(),
        outcome,
        path,
        finisher,
        meter.measuredNoise());
  }

  /// Returns the result of a method whose last point is its best.
  Minimum end(int step, double[] x, double value, double norm, Outcome outcome) {
    Iterate last = new Iterate(step, x, meter.seen(value), norm);
    return end(last, last, outcome);
  }
}

package thalweg.descent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import thalweg.descent.step.Line;
import thalweg.descent.vector.Vectors;

/// The half-line from a point along a direction, with the buffers of a walk: the point, the last
/// trial on the line, and the lowest trial. Buffers change places; nothing is copied.
final class Ray implements Line {
  /// No step may go farther than this, beside the size of the point.
  private static final double FARTHEST = 1e10;

  /// Where on a step the curvature is wanted, from 0 for its middle to 1 for its end.
  private static final double TOWARDS_END = 0.7;

  /// Values tell of curvature if their difference is this many times their noise.
  private static final double RESOLVED = 1e3;

  /// A trial is too high if its value is above that of the point by this many times their noise.
  private static final double TOO_HIGH = 100;

  /// The curvature is taken for at most this many times the mean along the step, and for at least
  /// that share of it.
  private static final double MOST = 20;

  /// A point with its gradient.
  private static final class Point {
    double[] x;
    double[] gradient;
    double value = Double.NaN;
    double step = Double.NaN;
    double slope = Double.NaN; // along the direction
    double error; // of the gradient
    boolean hasGradient = true;
    boolean isBent; // whether the way here was bent by a bound

    Point(double[] x) {
      this.x = x;
      this.gradient = new double[x.length];
    }
  }

  private final Meter meter;
  private final double[] direction;
  private final @Nullable Bounds box;
  private Point here;
  private Point trial;
  private Point lowest;
  private Point last;
  private boolean lastIsLowest;
  private double @Nullable [] bottomless; // where a trial was −∞
  private double slope;
  private double curvatureRatio = 1;

  /// Trials outside the box are drawn back to its nearest point, so that the line is bent there.
  ///
  /// @param box null for no bounds
  Ray(Meter meter, double[] start, @Nullable Bounds box) {
    int n = start.length;
    this.meter = meter;
    this.box = box;
    direction = new double[n];
    here = new Point(start.clone());
    trial = new Point(new double[n]);
    lowest = new Point(new double[n]);
    last = new Point(new double[n]);
  }

  double[] x() {
    return here.x;
  }

  double[] gradient() {
    return here.gradient;
  }

  double value() {
    return here.value;
  }

  /// Returns the norm of the gradient's error as far as differences make one.
  double gradientError() {
    return here.error;
  }

  /// Returns the longest step along the direction.
  double longest() {
    return FARTHEST * Math.max(1, Vectors.norm(here.x)) / Vectors.norm(direction);
  }

  double[] direction() {
    return direction;
  }

  double[] lastX() {
    return last.x;
  }

  double[] lastGradient() {
    return last.gradient;
  }

  /// Evaluates at the point itself.
  void evaluateHere() {
    forgetTrials();
    here.value = meter.evaluate(here.x, here.gradient);
    here.error = meter.gradientError();
  }

  /// Goes to a point seen before.
  void goTo(double[] point) {
    System.arraycopy(point, 0, here.x, 0, point.length);
    evaluateHere();
  }

  /// Returns whether the last step has changed the point.
  boolean hasMoved() {
    return !Arrays.equals(here.x, last.x);
  }

  /// Returns the last step.
  double[] lastStep() {
    double[] step = here.x.clone();
    for (int i = 0; i < step.length; i++) {
      step[i] -= last.x[i];
    }
    return step;
  }

  /// Returns the length of the last step.
  double lastLength() {
    return Vectors.distance(here.x, last.x);
  }

  private void forgetTrials() {
    trial.step = Double.NaN;
    lowest.step = Double.NaN;
    lowest.value = Double.POSITIVE_INFINITY;
    lastIsLowest = false;
  }

  /// Returns the slope at the beginning, and begins a new search.
  double startSlope() {
    forgetTrials();
    here.slope = Vectors.dot(here.gradient, direction);
    return here.slope;
  }

  private void moveTrial(double step) {
    trial.step = step;
    for (int i = 0; i < direction.length; i++) {
      trial.x[i] = here.x[i] + step * direction[i];
    }
    trial.isBent = box != null && box.drawIn(trial.x);
    if (box != null) {
      box.snap(here.x, trial.x);
    }
  }

  @Override
  public double value(double step) {
    moveTrial(step);
    lastIsLowest = false;
    double value = meter.value(trial.x);
    trial.value = value;
    noteBottomless(value);
    return value;
  }

  @Override
  public double evaluate(double step) {
    moveTrial(step);
    lastIsLowest = false;
    trial.value = Double.NaN;
    if (isTooHigh()) {
      return trial.value;
    }
    double value = evaluateTrial();
    trial.value = value;
    noteBottomless(value);
    slope =
        box == null
            ? Vectors.dot(trial.gradient, direction)
            : box.slope(trial.x, trial.gradient, direction);
    trial.slope = slope;
    if (value < lowest.value && Double.isFinite(value) && Double.isFinite(slope)) {
      Point better = trial;
      trial = lowest;
      lowest = better;
      lastIsLowest = true;
    }
    return value;
  }

  /// Returns whether the trial is one that no search goes to, for which the slope along the line
  /// does, where gradients are dear.
  private boolean isTooHigh() {
    if (!meter.hasSlopes() || Arrays.equals(trial.x, here.x)) {
      return false;
    }
    double value = meter.value(trial.x);
    boolean isHigh = value > here.value + TOO_HIGH * meter.noise(here.value);
    if (trial.isBent || !isHigh || value == Double.POSITIVE_INFINITY) {
      return false;
    }
    double along = meter.slope(trial.x, direction);
    if (!Double.isFinite(along)) {
      return false;
    }
    trial.value = value;
    trial.slope = along;
    trial.hasGradient = false;
    slope = along;
    return true;
  }

  private void noteBottomless(double value) {
    if (value == Double.NEGATIVE_INFINITY) {
      bottomless = trial.x.clone();
    }
  }

  /// A step too short to change the point leads nowhere; what is there is known.
  private double evaluateTrial() {
    trial.hasGradient = true;
    if (Arrays.equals(trial.x, here.x)) {
      System.arraycopy(here.gradient, 0, trial.gradient, 0, here.gradient.length);
      trial.error = here.error;
      return here.value;
    }
    double value = meter.evaluate(trial.x, trial.gradient);
    trial.error = meter.gradientError();
    return value;
  }

  @Override
  public double slope() {
    return slope;
  }

  /// Returns whether a trial is lower than the point.
  boolean improves() {
    return lowest.value < here.value;
  }

  /// Returns the last trial that was as low as can be, −∞; null if there was none.
  double @Nullable [] bottomless() {
    return bottomless;
  }

  /// Returns whether the last trial can be moved to.
  boolean hasEvaluated() {
    return lastIsLowest || Double.isFinite(trial.value);
  }

  /// Moves to the last trial, or to the lowest, and returns its step.
  double take(boolean toLowest) {
    Point left = here;
    if (toLowest || lastIsLowest) {
      here = lowest;
      lowest = last;
    } else {
      if (!trial.hasGradient) {
        evaluateTrial();
      }
      here = trial;
      trial = last;
    }
    last = left;
    curvatureRatio = curvatureRatio(last, here);
    forgetTrials();
    return here.step;
  }

  /// Returns how much greater than its mean along the step just taken, which the change of the
  /// gradient shows, the curvature is towards the end of the step, where the next one begins; 1 if
  /// the values cannot tell.
  ///
  /// On a line, the cubic with the values and slopes of both ends has at its end the curvature
  /// φ′(1) − φ′(0) + 6(φ(0) − φ(1)) + 3(φ′(0) + φ′(1)), the step being 1. That of the middle is the
  /// mean; what is returned lies between. Sources: Yuan 1991; Zhang, Deng and Chen 1999.
  double curvatureRatio() {
    return curvatureRatio;
  }

  private double curvatureRatio(Point from, Point to) {
    double fall = from.value - to.value;
    double noise = meter.noise(Math.max(Math.abs(from.value), Math.abs(to.value)));
    double mean = to.step * (to.slope - from.slope);
    if (to.isBent || !(Math.abs(fall) > RESOLVED * noise) || !(mean > 0)) {
      return 1;
    }
    double excess = 6 * fall + 3 * to.step * (from.slope + to.slope);
    return Math.clamp(1 + TOWARDS_END * excess / mean, 1 / MOST, MOST);
  }

  /// Moves to the lowest trial if that is lower.
  boolean takeBest() {
    if (improves()) {
      take(true);
      return true;
    }
    return false;
  }
}

package thalweg.descent;

import org.jspecify.annotations.Nullable;
import thalweg.descent.step.Line;

/// The half-line from a point along a direction, with the buffers of a walk: the point, the last
/// trial on the line, and the lowest trial. Buffers change places; nothing is copied.
final class Ray implements Line {
  /// A point with its gradient.
  private static final class Place {
    double[] x;
    double[] gradient;
    double value = Double.NaN;
    double step = Double.NaN;
    double error; // of the gradient

    Place(double[] x) {
      this.x = x;
      this.gradient = new double[x.length];
    }
  }

  private final Meter meter;
  private final double[] direction;
  private final @Nullable Box box;
  private Place here;
  private Place trial;
  private Place lowest;
  private Place last;
  private boolean lastIsLowest;
  private double slope;

  /// Trials outside the box are drawn back to its nearest point, so that the line is bent there.
  ///
  /// @param box null for no bounds
  Ray(Meter meter, double[] start, @Nullable Box box) {
    int n = start.length;
    this.meter = meter;
    this.box = box;
    direction = new double[n];
    here = new Place(start.clone());
    trial = new Place(new double[n]);
    lowest = new Place(new double[n]);
    last = new Place(new double[n]);
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

  private void forgetTrials() {
    trial.step = Double.NaN;
    lowest.step = Double.NaN;
    lowest.value = Double.POSITIVE_INFINITY;
    lastIsLowest = false;
  }

  /// Returns the slope at the beginning, and begins a new search.
  double startSlope() {
    forgetTrials();
    return Norm.dot(here.gradient, direction);
  }

  private void moveTrial(double step) {
    trial.step = step;
    for (int i = 0; i < direction.length; i++) {
      trial.x[i] = here.x[i] + step * direction[i];
    }
    if (box != null) {
      box.drawIn(trial.x);
    }
  }

  @Override
  public double value(double step) {
    moveTrial(step);
    lastIsLowest = false;
    double value = meter.value(trial.x);
    trial.value = value;
    return value;
  }

  @Override
  public double evaluate(double step) {
    moveTrial(step);
    lastIsLowest = false;
    trial.value = Double.NaN;
    double value = meter.evaluate(trial.x, trial.gradient);
    trial.value = value;
    trial.error = meter.gradientError();
    slope =
        box == null
            ? Norm.dot(trial.gradient, direction)
            : box.slope(trial.x, trial.gradient, direction);
    if (value < lowest.value && Double.isFinite(value) && Double.isFinite(slope)) {
      Place better = trial;
      trial = lowest;
      lowest = better;
      lastIsLowest = true;
    }
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

  /// Returns whether the last trial can be moved to.
  boolean hasEvaluated() {
    return lastIsLowest || Double.isFinite(trial.value);
  }

  /// Moves to the last trial, or to the lowest, and returns its step.
  double take(boolean toLowest) {
    Place left = here;
    if (toLowest || lastIsLowest) {
      here = lowest;
      lowest = last;
    } else {
      here = trial;
      trial = last;
    }
    last = left;
    forgetTrials();
    return here.step;
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

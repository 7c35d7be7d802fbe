package thalweg.descent;

import org.jspecify.annotations.Nullable;
import thalweg.descent.direction.DirectionMemory;
import thalweg.descent.step.LineSearch;

/// A descent by directions and line searches under way.
///
/// Each step is: direction from what is remembered; search; learn. If a search fails, the memory is
/// dropped and the plain negative gradient tried; if that fails too, a numerical gradient is made
/// more exact; and if that is not possible, the descent has stalled, unless the gradient turns out
/// to contradict the values.
final class LineWalk {
  /// No step may go farther than this, beside the size of the point.
  private static final double FARTHEST = 1e10;

  /// A direction must lean this much downhill (cosine), or it is noise.
  private static final double LEAN = 1e-14;

  /// A numerical gradient is made more exact when it is this small beside its error.
  private static final double CLOSE_TO_ERROR = 10;

  private final Meter meter;
  private final LineSearch search;
  private final DirectionMemory memory;
  private final Trail trail;
  private final Ray ray;
  private final Patience patience = new Patience();
  private int step;
  private double norm;
  private double lastSlope; // φ′(0) of the last search
  private double lastFall; // of the value, by the last step
  private double lastStep; // 0 if there is none to go by

  LineWalk(Meter meter, LineSearchDescent method, Options options, double[] start) {
    this.meter = meter;
    this.search = method.search();
    this.memory = method.direction().begin(start.length);
    this.trail = new Trail(meter, options, method);
    this.ray = new Ray(meter, start, null);
  }

  Minimum run() {
    try {
      Outcome outcome = walk();
      if (outcome instanceof Outcome.Stalled && patience.hasBetter(norm)) {
        return patience.end(trail);
      }
      return trail.end(step, ray.x(), ray.value(), norm, outcome);
    } catch (Ended ended) {
      if (ray.takeBest()) {
        step++;
        norm = Norm.of(ray.gradient());
      }
      return trail.end(step, ray.x(), ray.value(), norm, ended.outcome());
    }
  }

  private Outcome walk() {
    ray.evaluateHere();
    norm = Norm.of(ray.gradient());
    trail.visit(0, ray.x(), ray.value(), norm);
    String fault = Norm.fault(ray.x(), ray.value(), ray.gradient());
    if (!fault.isEmpty()) {
      return new Outcome.NonFinite(0, fault);
    }
    patience.note(0, ray.x(), ray.value(), norm);
    while (true) {
      Outcome outcome = arrived();
      if (outcome != null) {
        return outcome;
      }
      meter.relax(norm);
      if (step >= trail.steps()) {
        return new Outcome.StepLimit(step);
      }
      boolean wasEmpty = memory.isEmpty();
      double slope = direction();
      LineSearch.Result result =
          slope < 0
              ? search.search(ray, ray.value(), slope, firstStep(slope), longest())
              : LineSearch.Result.FAILED;
      boolean moved = result == LineSearch.Result.FAILED ? ray.improves() : ray.hasEvaluated();
      if (moved) {
        lastSlope = slope;
        advance(result);
        if (result == LineSearch.Result.LONGEST) {
          return new Outcome.Unbounded(ray.value());
        }
      } else if (result == LineSearch.Result.LONGEST) {
        return new Outcome.Unbounded(Double.NEGATIVE_INFINITY);
      } else if (!wasEmpty) {
        memory.forget();
        lastStep = 0;
      } else if (!refine()) {
        return standstill(slope);
      }
      if (patience.isOver()) {
        if (!refine()) {
          return standstill(slope);
        }
        patience.renew();
      }
    }
  }

  /// Returns the outcome if the gradient has vanished, or as good as, having made a numerical
  /// gradient as exact as need be to tell.
  private @Nullable Outcome arrived() {
    double error = ray.gradientError();
    while (norm <= Math.max(trail.threshold(), CLOSE_TO_ERROR * error) && refine()) {
      error = ray.gradientError();
    }
    Outcome converged = trail.converged(norm, error);
    if (converged != null) {
      return converged;
    }
    return norm <= error ? new Outcome.Stalled(norm, error) : null;
  }

  /// Makes a numerical gradient more exact and takes it anew.
  private boolean refine() {
    if (!meter.refine(trail.threshold())) {
      return false;
    }
    ray.evaluateHere();
    norm = Norm.of(ray.gradient());
    return true;
  }

  /// Chooses the direction and returns its slope; straight down if what is remembered leads
  /// nowhere.
  private double direction() {
    memory.direction(ray.gradient(), ray.direction());
    double slope = ray.startSlope();
    double length = Norm.of(ray.direction());
    if (!(slope < -LEAN * norm * length)) {
      memory.forget();
      memory.direction(ray.gradient(), ray.direction());
      slope = ray.startSlope();
    }
    return slope;
  }

  /// Newton's step where the direction has a length; else the shorter of what the slope promises as
  /// much for as for the last step and where a parabola falls by as much as the last step did; else
  /// as far as the point is from the origin, but no more than the gradient.
  private double firstStep(double slope) {
    if (memory.hasLength()) {
      return 1;
    }
    if (lastStep > 0) {
      double promised = Math.min(lastStep * lastSlope / slope, longest());
      double fallen = -2 * lastFall / slope;
      return lastFall > LineSearch.noise(ray.value()) ? Math.min(promised, fallen) : promised;
    }
    return Math.min(1, Math.max(1, Norm.of(ray.x())) / norm);
  }

  private double longest() {
    return FARTHEST * Math.max(1, Norm.of(ray.x())) / Norm.of(ray.direction());
  }

  private void advance(LineSearch.Result result) {
    double before = ray.value();
    lastStep = ray.take(result == LineSearch.Result.FAILED);
    lastFall = before - ray.value();
    memory.learn(
        ray.lastX(), ray.lastGradient(), ray.x(), ray.gradient(), lastStep, ray.curvatureRatio());
    norm = Norm.of(ray.gradient());
    step++;
    trail.visit(step, ray.x(), ray.value(), norm);
    patience.note(step, ray.x(), ray.value(), norm);
  }

  /// Tells a gradient that contradicts the values from one that is lost in noise.
  private Outcome standstill(double slope) {
    if (!meter.isNumerical(ray.x().length) && slope < 0) {
      Outcome wrong = GradientDoubt.along(meter, ray.x(), ray.direction(), ray.value(), slope);
      if (wrong != null) {
        return wrong;
      }
    }
    double error = ray.gradientError();
    double curvature = memory.curvature();
    double hidden = Math.sqrt(2 * LineSearch.noise(ray.value()) * curvature);
    double floor = Double.isNaN(hidden) ? norm : hidden;
    return new Outcome.Stalled(norm, Math.max(error, floor));
  }
}

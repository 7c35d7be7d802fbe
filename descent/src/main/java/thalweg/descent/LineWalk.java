package thalweg.descent;

import org.jspecify.annotations.Nullable;
import thalweg.descent.step.LineSearch;
import thalweg.descent.vector.Vectors;

/// A descent by directions and line searches under way.
///
/// Each step is: direction from what is remembered; search; learn. If a search fails, the memory is
/// dropped and the plain negative gradient tried; if that fails too, a numerical gradient is made
/// more exact; and if that is not possible, the descent has stalled, unless the gradient turns out
/// to contradict the values.
final class LineWalk {
  /// A numerical gradient is made more exact when it is this small beside its error.
  private static final double CLOSE_TO_ERROR = 10;

  private final Meter meter;
  private final Trail trail;
  private final Ray ray;
  private final Course course;
  private final Patience patience = new Patience();
  private int step;
  private double norm;

  LineWalk(Meter meter, LineSearchDescent method, Options options, double[] start) {
    this.meter = meter;
    trail = new Trail(meter, options, method);
    ray = new Ray(meter, start, null);
    course = new OpenCourse(meter, ray, method);
  }

  LineWalk(Meter meter, BoundedLimitedMemoryBfgs method, Options options, double[] start) {
    this.meter = meter;
    trail = new Trail(meter, options, method);
    Box box = new Box(method.bounds());
    ray = new Ray(meter, start, box);
    course = new BoundedCourse(meter, ray, box, method.memory());
  }

  Minimum run() {
    Outcome outcome;
    try {
      outcome = walk();
      if (outcome instanceof Outcome.Stalled && patience.hasBetter(norm)) {
        return patience.end(trail);
      }
    } catch (Ended ended) {
      if (ray.takeBest()) {
        step++;
        norm = course.norm();
      }
      outcome = ended.outcome();
    }
    return trail.end(step, ray.x(), ray.value(), norm, outcome);
  }

  private Outcome walk() {
    ray.evaluateHere();
    visit();
    String fault = Vectors.fault(ray.x(), ray.value(), ray.gradient());
    if (!fault.isEmpty()) {
      return new Outcome.NonFinite(0, fault);
    }
    while (true) {
      Outcome outcome = arrived();
      if (outcome != null) {
        return outcome;
      }
      meter.relax(norm);
      if (step >= trail.steps()) {
        return new Outcome.StepLimit(step);
      }
      boolean wasEmpty = course.isEmpty();
      double slope = course.direction();
      LineSearch.Result result = slope < 0 ? course.search(slope) : LineSearch.Result.FAILED;
      boolean failed = result == LineSearch.Result.FAILED;
      if (failed ? ray.improves() : ray.hasEvaluated()) {
        course.learn(ray.take(failed));
        step++;
        visit();
        if (result == LineSearch.Result.LONGEST) {
          return trail.unbounded(ray.x(), ray.value());
        }
      } else if (result == LineSearch.Result.LONGEST) {
        if (ray.takeBest()) {
          step++;
          visit();
        }
        return trail.unbounded(ray.x(), ray.value());
      } else if (!wasEmpty) {
        course.forget();
      } else if (!refine()) {
        return course.standstill(slope);
      }
      if (patience.isOver()) {
        if (!refine()) {
          return course.standstill(slope);
        }
        patience.renew();
      }
    }
  }

  private void visit() {
    norm = course.norm();
    trail.visit(step, ray.x(), ray.value(), norm);
    patience.note(step, ray.x(), ray.value(), norm);
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
    norm = course.norm();
    return true;
  }
}

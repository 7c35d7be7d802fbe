package thalweg.descent;

import org.jspecify.annotations.Nullable;
import thalweg.descent.step.ArmijoBacktracking;
import thalweg.descent.step.LineSearch;
import thalweg.descent.step.MoreThuente;

/// A descent by [BoundedLimitedMemoryBfgs] under way.
final class BoundedWalk {
  private static final double FARTHEST = 1e10;
  private static final double CLOSE_TO_ERROR = 10;

  private static final LineSearch INSIDE = MoreThuente.defaults();
  private static final LineSearch BENT = ArmijoBacktracking.defaults();

  private final Meter meter;
  private final Trail trail;
  private final Box box;
  private final Ray ray;
  private final FreePairs pairs;
  private final boolean[] free;
  private final Patience patience = new Patience();
  private int step;
  private double norm;

  BoundedWalk(Meter meter, BoundedLimitedMemoryBfgs method, Options options, double[] start) {
    this.meter = meter;
    trail = new Trail(meter, options, method);
    box = new Box(method.bounds());
    ray = new Ray(meter, start, box);
    pairs = new FreePairs(start.length, method.memory());
    free = new boolean[start.length];
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
        norm = projectedNorm();
      }
      outcome = ended.outcome();
    }
    return trail.end(step, ray.x(), ray.value(), norm, outcome);
  }

  private double projectedNorm() {
    return box.projectedNorm(ray.x(), ray.gradient());
  }

  private Outcome walk() {
    ray.evaluateHere();
    norm = projectedNorm();
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
      boolean wasEmpty = pairs.isEmpty();
      double slope = direction();
      LineSearch.Result result = slope < 0 ? search(slope) : LineSearch.Result.FAILED;
      boolean moved = result == LineSearch.Result.FAILED ? ray.improves() : ray.hasEvaluated();
      if (moved) {
        advance(result);
        if (result == LineSearch.Result.LONGEST && ray.value() == Double.NEGATIVE_INFINITY) {
          return new Outcome.Unbounded(ray.value());
        }
      } else if (result == LineSearch.Result.LONGEST) {
        return new Outcome.Unbounded(Double.NEGATIVE_INFINITY);
      } else if (!wasEmpty) {
        pairs.forget();
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

  private @Nullable Outcome arrived() {
    while (norm <= Math.max(trail.threshold(), CLOSE_TO_ERROR * ray.gradientError()) && refine()) {
      // Each turn makes the gradient more exact.
    }
    Outcome converged = trail.converged(norm, ray.gradientError());
    if (converged != null) {
      return converged;
    }
    return norm <= ray.gradientError() ? new Outcome.Stalled(norm, ray.gradientError()) : null;
  }

  private boolean refine() {
    if (!meter.refine(trail.threshold())) {
      return false;
    }
    ray.evaluateHere();
    norm = projectedNorm();
    return true;
  }

  /// Chooses what is free and the direction, and returns its slope. A coordinate at a bound that
  /// the direction would cross is held as well; if that leaves nothing downhill, the plain gradient
  /// of what is free is taken, which never crosses a bound it lies at.
  private double direction() {
    double[] d = ray.direction();
    for (int i = 0; i < free.length; i++) {
      free[i] = !box.holds(i, ray.x(), -ray.gradient()[i]);
    }
    pairs.direction(ray.gradient(), free, d);
    for (int i = 0; i < d.length; i++) {
      d[i] = box.holds(i, ray.x(), d[i]) ? 0 : d[i];
    }
    double slope = ray.startSlope();
    if (!(slope < 0)) {
      pairs.forget();
      pairs.direction(ray.gradient(), free, d);
      slope = ray.startSlope();
    }
    return slope;
  }

  private LineSearch.Result search(double slope) {
    double length = Norm.of(ray.direction());
    double longest = FARTHEST * Math.max(1, Norm.of(ray.x())) / length;
    double first = pairs.isEmpty() ? Math.min(1, Math.max(1, Norm.of(ray.x())) / length) : 1;
    double room = box.room(ray.x(), ray.direction());
    if (first < room) {
      LineSearch.Result result =
          INSIDE.search(ray, ray.value(), slope, first, Math.min(longest, room));
      boolean unbounded = longest <= room;
      return result == LineSearch.Result.LONGEST && !unbounded ? LineSearch.Result.FOUND : result;
    }
    LineSearch.Result bent = BENT.search(ray, ray.value(), slope, first, longest);
    if (bent == LineSearch.Result.FAILED && !ray.improves() && room > 0) {
      // Bends can spoil the promise that the slope made; up to the first there are none.
      return BENT.search(ray, ray.value(), slope, room, longest);
    }
    return bent;
  }

  private void advance(LineSearch.Result result) {
    ray.take(result == LineSearch.Result.FAILED);
    pairs.learn(ray.lastX(), ray.lastGradient(), ray.x(), ray.gradient(), ray.curvatureRatio());
    norm = projectedNorm();
    step++;
    trail.visit(step, ray.x(), ray.value(), norm);
    patience.note(step, ray.x(), ray.value(), norm);
  }

  private Outcome standstill(double slope) {
    if (!meter.isNumerical(free.length) && slope < 0) {
      double inside = box.room(ray.x(), ray.direction());
      Outcome wrong =
          inside > 1e-3
              ? GradientDoubt.along(meter, ray.x(), ray.direction(), ray.value(), slope)
              : null;
      if (wrong != null) {
        return wrong;
      }
    }
    return new Outcome.Stalled(norm, Math.max(norm, ray.gradientError()));
  }
}

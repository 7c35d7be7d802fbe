package thalweg.descent;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thalweg.descent.step.LineSearch;
import thalweg.descent.vector.Vectors;

/// A descent by directions and line searches under way.
///
/// Each step is: direction from what is remembered; search; learn. If a search fails, the memory is
/// dropped and the plain negative gradient tried; if that fails too, a numerical gradient is made
/// more exact; and if that is not possible, the surroundings tell where the descent stands.
final class LineWalk {
  /// A numerical gradient is made more exact when it is this small beside its error.
  private static final double CLOSE_TO_ERROR = 10;

  /// After a step this short beside the way come, the values may be noisy.
  private static final double SHORT = 1e-3;

  /// A step is tiny if it is this short beside the way come.
  private static final double TINY = 1e-4;

  /// After one look for a kink, steps must be this much shorter for the next.
  private static final double TINIER = 1e-2;

  /// A gain is worth values by ladders if it is this share of all that has been gained…
  private static final double WORTH = 1e-12;

  /// …and so many values, for each variable and one, may be spent without one.
  private static final long VALUES_FOR_A_GAIN = 1_000;

  private final Meter meter;
  private final Surroundings around;
  private final Trail trail;
  private final Ray ray;
  private final Course course;
  private final @Nullable Bounds box;
  private final Patience patience = new Patience();
  private double tiniest = Double.POSITIVE_INFINITY; // the step at the last look for a kink
  private int step;
  private double norm;
  private double lastNorm;
  private double lastWorth = Double.POSITIVE_INFINITY; // the value after the last gain worth it
  private long valuesThen;

  LineWalk(Meter meter, LineSearchDescent method, Options options, double[] start) {
    this(meter, method, options, start, null);
  }

  LineWalk(Meter meter, BoundedLimitedMemoryBfgs method, Options options, double[] start) {
    this(meter, method, options, start, method.bounds());
  }

  private LineWalk(
      Meter meter, DescentMethod method, Options options, double[] start, @Nullable Bounds box) {
    this.meter = meter;
    this.box = box;
    around = new Surroundings(meter, start, box);
    trail = new Trail(meter, options, method, around);
    ray = new Ray(meter, start, box);
    course =
        switch (method) {
          case LineSearchDescent lines -> new OpenCourse(meter, ray, lines);
          case BoundedLimitedMemoryBfgs bounded ->
              new BoundedCourse(meter, ray, Objects.requireNonNull(box), bounded.memory());
          case GradientDescent _, ModelTrustRegion _, NelderMead _, TrustRegionNewton _ ->
              throw new IllegalArgumentException(method + " does not search along lines.");
        };
  }

  Minimum run() {
    Outcome outcome;
    try {
      outcome = walk();
    } catch (Ended ended) {
      if (ray.takeBest()) {
        step++;
        norm = course.norm();
      }
      outcome = ended.outcome();
    } catch (NoiseHeard heard) {
      ray.takeBest();
      return new ModelWalk(meter, around, trail, box, step, ray.x(), ray.value()).run();
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
    around.begin(ray.value(), ray.gradient());
    meter.hearIfSuspicious();
    while (true) {
      Outcome outcome = descend();
      if (outcome instanceof Outcome.Saddle saddle && box != null) {
        // What is stationary within what the bounds leave free need not be so without them.
        double[] lower = around.below(ray.x(), ray.value(), saddle);
        if (lower == null) {
          return saddle;
        }
        goOn(lower);
        continue;
      }
      if (!(outcome instanceof Outcome.Kink kink)) {
        return outcome;
      }
      double left = ray.value();
      if (!leadsOn()) {
        return kink;
      }
      if (!GradientSampling.isClear(around, left, ray.value())) {
        Outcome nearer =
            around.kink(
                ray.x(),
                ray.value(),
                kink.direction().stream().mapToDouble(each -> each).toArray());
        return nearer == null ? kink : nearer;
      }
    }
  }

  /// Returns whether the values fall along the kink or towards it, having gone down there.
  private boolean leadsOn() {
    double[] lower = GradientSampling.from(meter, around, box, ray.x(), ray.value());
    if (lower == null) {
      return false;
    }
    goOn(lower);
    return true;
  }

  private void goOn(double[] from) {
    ray.goTo(from);
    course.forget();
    patience.renew();
    tiniest = Double.POSITIVE_INFINITY;
    step++;
    visit();
  }

  private Outcome descend() {
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
      boolean moves =
          switch (result) {
            case FAILED -> ray.improves() && move(true) && !creepsByDifferences();
            case LONGEST -> (ray.hasEvaluated() ? move(false) : ray.improves() && move(true));
            case FOUND -> ray.hasEvaluated() && move(false);
          };
      double[] bottomless = ray.bottomless();
      if (bottomless != null) {
        goOn(Abyss.before(meter, ray.x(), ray.value(), bottomless));
      }
      if (bottomless != null || (moves && trail.isBottomless(ray.x(), ray.value(), norm))) {
        return trail.unbounded(ray.x(), ray.value());
      }
      boolean isTroubled = !moves || ray.lastLength() <= SHORT * around.distance(ray.x());
      if (isTroubled && meter.hear()) {
        // What was remembered, and how far the descent had come, was noise.
        course.forget();
        ray.evaluateHere();
        norm = course.norm();
        patience.renew();
        continue;
      }
      if (isTroubled && result == LineSearch.Result.FAILED && meter.isNumerical(ray.x().length)) {
        // Before it costs many values to make the gradient exact where there is none.
        Outcome kink = around.kink(ray.x(), ray.value(), ray.direction());
        if (kink != null) {
          return kink;
        }
      }
      if (moves) {
        Outcome kink = crawls() ? around.kink(ray.x(), ray.value(), ray.lastStep()) : null;
        if (kink != null) {
          return kink;
        }
      } else if (!wasEmpty) {
        course.forget();
      } else if (!refine()) {
        return standstill(slope);
      }
      if (isDear()) {
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

  /// Moves along the line and returns whether that leads anywhere: a step that does not change the
  /// point is none.
  private boolean move(boolean toLowest) {
    double along = ray.take(toLowest);
    if (!ray.hasMoved()) {
      return false;
    }
    course.learn(along);
    step++;
    visit();
    return true;
  }

  /// Returns whether what a failed search found is next to nothing, by a gradient that can be made
  /// more exact: another such search will do no better.
  private boolean creepsByDifferences() {
    return meter.isNumerical(ray.x().length) && around.creeps(ray.lastX(), ray.x());
  }

  private void visit() {
    lastNorm = norm;
    norm = course.norm();
    trail.visit(step, ray.x(), ray.value(), norm);
    patience.note(
        step,
        ray.x(),
        ray.value(),
        norm,
        around.creeps(ray.lastX(), ray.x()),
        meter.noise(ray.value()));
  }

  /// Returns whether ladders have been asked much for next to nothing, as where one variable has
  /// come to the bottom of a power below 2 and every search along another meets it.
  private boolean isDear() {
    if (lastWorth - ray.value() > WORTH * around.fall(ray.value())) {
      lastWorth = ray.value();
      valuesThen = meter.values();
    }
    return meter.hasSlopes()
        && meter.values() - valuesThen > VALUES_FOR_A_GAIN * (ray.x().length + 1);
  }

  /// Returns whether a tiny step has not made the gradient smaller, as on a kink; asked again only
  /// when steps are much tinier still.
  private boolean crawls() {
    double length = ray.lastLength();
    double way = around.distance(ray.x());
    boolean is = length <= TINY * way && length <= TINIER * tiniest && norm > 0.5 * lastNorm;
    tiniest = is ? length : tiniest;
    return is;
  }

  /// Returns the outcome if the gradient has vanished, or as good as, having made a numerical
  /// gradient as exact as need be to tell.
  private @Nullable Outcome arrived() {
    double error = ray.gradientError();
    while (norm <= Math.max(trail.threshold(), CLOSE_TO_ERROR * error) && refine()) {
      error = ray.gradientError();
    }
    Outcome outcome = trail.arrived(ray.x(), ray.value(), ray.gradient(), norm, error);
    return outcome == null && norm <= error ? standstill(0) : outcome;
  }

  /// Returns the outcome where no step leads on: a gradient that contradicts the values, or what
  /// the surroundings show of the best of the points that values cannot tell apart.
  private Outcome standstill(double slope) {
    Outcome outcome = course.standstill(slope);
    boolean isDoubtful = Math.abs(slope) > around.noise(ray.value());
    if (!(outcome instanceof Outcome.Stalled) && isDoubtful) {
      // Between kinks the gradient may agree with no side of a line.
      Outcome kink = around.kink(ray.x(), ray.value(), ray.direction());
      return kink == null ? outcome : kink;
    }
    double floor = outcome instanceof Outcome.Stalled stalled ? stalled.noiseFloor() : norm;
    if (patience.hasBetter(norm)) {
      ray.goTo(patience.point());
      step = patience.step();
      norm = course.norm();
      floor = Math.min(floor, norm);
    }
    return trail.standstill(ray.x(), ray.value(), ray.gradient(), norm, ray.gradientError(), floor);
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

package thalweg.descent;

import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.descent.direction.RuleProgram;
import thalweg.descent.vector.Vectors;

/// A descent by an update rule under way.
final class RuleWalk {
  /// A last value is clearly worse than the first if it lies above it by more than this, relative
  /// to the first and absolute together.
  private static final double WORSE_RELATIVE = 1e-6;

  private static final double WORSE_ABSOLUTE = 1e-12;

  private final Meter meter;
  private final Surroundings around;
  private final Trail trail;
  private final int steps;
  private final NdArray start;
  private final NdArray gradient;
  private final RuleProgram program;
  private List<List<NdArray>> state;
  private List<List<NdArray>> otherState;
  private Point here;
  private Point best;

  /// A point visited; x is a copy.
  private record Point(int step, NdArray x, double value, double norm) {}

  RuleWalk(Meter meter, GradientDescent method, Options options, double[] start) {
    this.meter = meter;
    around = new Surroundings(meter, start, null);
    trail = new Trail(meter, options, method, around);
    this.steps = Math.min(method.steps(), options.limits().steps());
    Shape shape = method.shape().orElse(Shape.of(start.length));
    if (shape.elements() != start.length) {
      throw new IllegalArgumentException(
          "gradient descent: the shape "
              + shape
              + " has "
              + shape.elements()
              + " elements, the start has "
              + start.length
              + "; they must be equal.");
    }
    this.start = NdArray.of(shape, start.clone());
    this.gradient = NdArray.zeros(DType.DOUBLE, shape);
    this.program = RuleProgram.of(method.rule(), DType.DOUBLE, List.of(shape));
    this.state = RuleProgram.initialState(method.rule(), DType.DOUBLE, List.of(shape));
    this.otherState = RuleProgram.initialState(method.rule(), DType.DOUBLE, List.of(shape));
    this.here = new Point(0, this.start, Double.NaN, Double.NaN);
    this.best = here;
  }

  Minimum run() {
    Outcome outcome;
    try {
      outcome = walk();
    } catch (Ended ended) {
      outcome = ended.outcome();
    }
    return trail.end(iterate(here), iterate(best), outcome);
  }

  private Iterate iterate(Point point) {
    return new Iterate(point.step, point.x.doubles(), meter.seen(point.value), point.norm);
  }

  private Outcome walk() {
    visit(0, start);
    Point first = here;
    double[] firstGradient = gradient.doubles().clone();
    around.begin(here.value, firstGradient);
    while (true) {
      String fault = Vectors.fault(here.x.doubles(), here.value, gradient.doubles());
      // Also where the gradient is not finite, such as at the edge of a square root.
      if (Double.isFinite(here.value) && !(here.value >= best.value)) {
        best = here;
      }
      if (here.value == Double.NEGATIVE_INFINITY && here.step > 0) {
        here = best; // no place to end at is one without a finite value
        return trail.unbounded(best.x.doubles(), best.value);
      }
      if (!fault.isEmpty()) {
        return new Outcome.NonFinite(here.step, fault);
      }
      // A gradient that vanishes far up the slope, or because the difference step vanishes beside
      // x, is no minimum.
      if (!isClearlyWorse(here, first) && meter.resolves(here.x.doubles())) {
        Outcome outcome =
            trail.arrived(
                here.x.doubles(), here.value, gradient.doubles(), here.norm, meter.gradientError());
        if (outcome != null) {
          return outcome;
        }
      }
      if (here.step >= steps) {
        return isClearlyWorse(here, first)
            ? diverged(first, firstGradient)
            : new Outcome.StepLimit(steps);
      }
      program.see(here.value, state);
      visit(here.step + 1, stepped(here.x));
    }
  }

  /// Returns the point that the rule leads to; old and new state change places.
  private NdArray stepped(NdArray x) {
    NdArray next = NdArray.zeros(DType.DOUBLE, x.shape());
    program.step(List.of(x), state, List.of(gradient), List.of(next), otherState);
    List<List<NdArray>> old = state;
    state = otherState;
    otherState = old;
    return next;
  }

  private void visit(int step, NdArray x) {
    double value = Double.NaN;
    double norm = Double.NaN;
    if (Vectors.nonFinite(x.doubles()) < 0) {
      value = meter.evaluate(x.doubles(), gradient.doubles());
      norm = Vectors.norm(gradient.doubles());
    }
    here = new Point(step, x, value, norm);
    trail.visit(step, x.doubles(), value, norm);
  }

  private static boolean isClearlyWorse(Point here, Point first) {
    return here.value - first.value > WORSE_RELATIVE * Math.abs(first.value) + WORSE_ABSOLUTE;
  }

  /// Also a gradient of the wrong sign leads uphill.
  private Outcome diverged(Point first, double[] firstGradient) {
    if (!meter.isNumerical(firstGradient.length)) {
      double[] down = new double[firstGradient.length];
      for (int i = 0; i < down.length; i++) {
        down[i] = -firstGradient[i];
      }
      double slope = -Vectors.dot(firstGradient, firstGradient);
      Outcome wrong = GradientDoubt.along(meter, first.x.doubles(), down, first.value, slope);
      if (wrong != null) {
        return wrong;
      }
    }
    return new Outcome.Diverged(meter.seen(first.value), meter.seen(here.value));
  }
}

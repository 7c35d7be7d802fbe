package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.descent.direction.LossWatch;
import thalweg.descent.direction.UpdateRule;
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
  private final Step program;
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
    this.program = new Step(method.rule(), shape, gradient);
    this.here = new Point(0, this.start, Double.NaN, Double.NaN);
    this.best = here;
  }

  /// The rule made ready to run on arrays; old and new change places.
  private static final class Step {
    private final Execution execution;
    private final Tensor parameter;
    private final List<Tensor> state = new ArrayList<>();
    private final LossWatch watch;
    private List<NdArray> from = new ArrayList<>();
    private List<NdArray> to = new ArrayList<>();

    Step(UpdateRule rule, Shape shape, NdArray gradient) {
      parameter = Tensor.variable("x", DType.DOUBLE, shape);
      Tensor slope = Tensor.variable("gradient", DType.DOUBLE, shape);
      for (Shape each : rule.state(shape)) {
        state.add(Tensor.variable("state", DType.DOUBLE, each));
        from.add(NdArray.zeros(DType.DOUBLE, each));
        to.add(NdArray.zeros(DType.DOUBLE, each));
      }
      Tensor seen = rule.gradients(List.of(slope)).getFirst();
      UpdateRule.Change change = rule.change(parameter, seen, state);
      List<Tensor> outputs = new ArrayList<>(List.of(parameter.add(change.update())));
      outputs.addAll(change.state());
      execution = Program.of(outputs).execution();
      execution.set(slope, gradient);
      watch = new LossWatch(rule, DType.DOUBLE, List.of(shape));
    }

    void see(double loss) {
      watch.see(loss, List.of(from));
    }

    NdArray from(NdArray x) {
      NdArray next = NdArray.zeros(DType.DOUBLE, x.shape());
      execution.set(parameter, x).into(0, next);
      for (int i = 0; i < state.size(); i++) {
        execution.set(state.get(i), from.get(i)).into(i + 1, to.get(i));
      }
      execution.run();
      List<NdArray> old = from;
      from = to;
      to = old;
      return next;
    }
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
      program.see(here.value);
      visit(here.step + 1, program.from(here.x));
    }
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

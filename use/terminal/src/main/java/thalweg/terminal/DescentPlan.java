package thalweg.terminal;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.descent.Bounds;
import thalweg.descent.Curvature;
import thalweg.descent.Descent;
import thalweg.descent.DescentMethod;
import thalweg.descent.GradientDescent;
import thalweg.descent.Limits;
import thalweg.descent.Minimum;
import thalweg.descent.Options;

/// Everything about a descent but the method: where, with which derivatives, up or down, and when
/// it is to end.
///
/// @param derivatives makes the function with the gradient that was asked for
/// @param refined whether methods that search for their steps take differences instead that are
///   made more exact as the gradient shrinks
record DescentPlan(
    Ground ground,
    Supplier<DifferentiableFunction> derivatives,
    boolean refined,
    boolean ascend,
    Options options) {
  Walk walk(String name, DescentMethod method) {
    Walk.Log log = new Walk.Log(ascend);
    Options listened = options.listen(log);
    DifferentiableFunction function = function(method);
    Minimum minimum =
        ascend
            ? Descent.maximise(function, ground.start(), method, listened)
            : Descent.minimise(function, ground.start(), method, listened);
    return log.of(name, method, minimum);
  }

  private DifferentiableFunction function(DescentMethod method) {
    if (refined && ground.formula() != null && !(method instanceof GradientDescent)) {
      Bounds bounds = ground.bounds();
      return Descent.byDifferences(
          ground.formula(), bounds == null ? Bounds.none(ground.dimension()) : bounds);
    }
    return derivatives.get();
  }

  /// Returns this plan for a trial: with limits, and no path kept.
  DescentPlan limited(int steps, long values) {
    Options limited =
        new Options(
            options.tolerance(),
            options.relativeTolerance(),
            Limits.defaults().withSteps(steps).withValues(values),
            false,
            options.listener(),
            options.stop());
    return new DescentPlan(ground, derivatives, refined, ascend, limited);
  }

  /// Returns this plan from another start, or from the point nearest to it within the bounds.
  DescentPlan startingAt(double... x) {
    double[] start = x.clone();
    Bounds bounds = ground.bounds();
    for (int i = 0; i < start.length && bounds != null; i++) {
      start[i] = Math.max(bounds.lower()[i], Math.min(bounds.upper()[i], start[i]));
    }
    Ground moved =
        new Ground(ground.coordinates(), ground.formula(), ground.values(), start, bounds);
    return new DescentPlan(moved, derivatives, refined, ascend, options);
  }

  /// Returns this plan with exact derivatives; for a written formula.
  DescentPlan automatically() {
    Formula formula = Objects.requireNonNull(ground.formula());
    return new DescentPlan(ground, () -> new DualGradient(formula), false, ascend, options);
  }

  /// Returns whether no gradient is small enough to end a walk.
  boolean neverStops() {
    return options.tolerance().orElse(1) == 0 && options.relativeTolerance() == 0;
  }

  /// Returns the curvatures at `x` in the direction of the walk, so that above is always what is to
  /// be left.
  Curvature curvature(double... x) {
    Formula formula = ground.formula();
    DifferentiableFunction function =
        formula == null ? derivatives.get() : new DualGradient(formula);
    Curvature curvature = Curvature.at(function, x);
    return ascend ? new Curvature(-curvature.greatest(), -curvature.least()) : curvature;
  }

  /// Returns whether `value` is better than `other`.
  boolean isBetter(double value, double other) {
    return ascend ? value > other : value < other;
  }

  /// Returns the walk that came to the best value.
  Walk best(List<Walk> walks) {
    Walk best = walks.getFirst();
    for (Walk walk : walks) {
      best = isBetter(walk.minimum().bestValue(), best.minimum().bestValue()) ? walk : best;
    }
    return best;
  }
}

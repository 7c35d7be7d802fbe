package thalweg.descent.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;
import thalweg.descent.vector.Vectors;

/// Goes down a function of many variables to the lowest point that fulfils constraints, and says
/// truthfully where that ended.
///
/// ```java
/// ConstrainedDescent.of(x -> x[0] * x[0] + x[1] * x[1])
///     .subjectTo(Constraint.equal(x -> x[0] + x[1], 1))
///     .from(3, 0);
/// ```
///
/// Values alone are enough; gradients are then taken by differences whose steps fit each variable.
/// Each step solves a quadratic model of the function under straight models of the constraints; its
/// curvature is learnt on the way (BFGS). The start need not fulfil the constraints, and points on
/// the way may not; bounds are kept everywhere. Where the models contradict each other, or nothing
/// else helps, the constraints alone are brought as near to being fulfilled as they get, by least
/// squares. Immutable: each method returns another. Costs some tens of evaluations for each
/// variable. Sources: Powell 1978; Goldfarb and Idnani 1983; Nocedal and Wright 2006, chapter 18.
public final class ConstrainedDescent {
  /// How nearly constraints are fulfilled and gradients balanced: shares of the variables' sizes
  /// and of the gradient.
  public static final double TOLERANCE = 1e-8;

  private final MultivariateFunction function;
  private final @Nullable DifferentiableFunction exact;
  private final List<Constraint> constraints;
  private final @Nullable Bounds bounds;
  private final int sign;
  private final Limits limits;
  private final double tolerance;
  private final BooleanSupplier stop;

  private ConstrainedDescent(
      MultivariateFunction function,
      @Nullable DifferentiableFunction exact,
      List<Constraint> constraints,
      @Nullable Bounds bounds,
      int sign,
      Limits limits,
      double tolerance,
      BooleanSupplier stop) {
    this.function = function;
    this.exact = exact;
    this.constraints = List.copyOf(constraints);
    this.bounds = bounds;
    this.sign = sign;
    this.limits = limits;
    this.tolerance = tolerance;
    this.stop = stop;
  }

  private static ConstrainedDescent of(
      MultivariateFunction function, @Nullable DifferentiableFunction exact) {
    return new ConstrainedDescent(
        function, exact, List.of(), null, 1, Limits.defaults(), TOLERANCE, () -> false);
  }

  /// Returns a descent on a function whose gradient is taken by differences.
  public static ConstrainedDescent of(MultivariateFunction function) {
    return of(function, null);
  }

  /// Returns a descent on a function with its gradient.
  public static ConstrainedDescent of(DifferentiableFunction function) {
    return of(function::value, function.valuesPerGradient(1) == 1 ? function : null);
  }

  /// Returns a descent on a written formula, whose gradient is exact.
  public static ConstrainedDescent of(Formula formula) {
    return of(new DualGradient(formula));
  }

  /// Returns this with more constraints, in the order in which results list them.
  public ConstrainedDescent subjectTo(Constraint... more) {
    return subjectTo(List.of(more));
  }

  /// Returns this with more constraints, in the order in which results list them.
  public ConstrainedDescent subjectTo(List<Constraint> more) {
    List<Constraint> all = new ArrayList<>(constraints);
    all.addAll(more);
    return new ConstrainedDescent(function, exact, all, bounds, sign, limits, tolerance, stop);
  }

  /// Returns this with bounds, outside of which no function is ever called; equal ends fix a
  /// variable.
  public ConstrainedDescent within(Bounds bounds) {
    return new ConstrainedDescent(
        function, exact, constraints, bounds, sign, limits, tolerance, stop);
  }

  /// Returns this going up, to the highest point that fulfils the constraints.
  public ConstrainedDescent ascending() {
    return new ConstrainedDescent(
        function, exact, constraints, bounds, -1, limits, tolerance, stop);
  }

  /// Returns this with all gradients taken by differences.
  public ConstrainedDescent byDifferences() {
    return new ConstrainedDescent(
        function,
        null,
        constraints.stream().map(Constraint::byDifferences).toList(),
        bounds,
        sign,
        limits,
        tolerance,
        stop);
  }

  /// Returns this with other limits; usually 100,000 steps, and 2,000 values for each variable and
  /// 2,000 more, where all functions at one point are one value.
  public ConstrainedDescent limits(Limits limits) {
    return new ConstrainedDescent(
        function, exact, constraints, bounds, sign, limits, tolerance, stop);
  }

  /// Returns this with another tolerance.
  ///
  /// @throws IllegalArgumentException if it is not above 0 and below 1
  public ConstrainedDescent tolerance(double tolerance) {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "constrained descent: the tolerance is "
              + tolerance
              + "; it must be above 0 and below 1.");
    }
    return new ConstrainedDescent(
        function, exact, constraints, bounds, sign, limits, tolerance, stop);
  }

  /// Returns this with a question asked before each evaluation: whether to stop.
  public ConstrainedDescent stopWhen(BooleanSupplier stop) {
    return new ConstrainedDescent(
        function, exact, constraints, bounds, sign, limits, tolerance, stop);
  }

  /// Returns where the way from `start` leads.
  ///
  /// @throws IllegalArgumentException if the start has no coordinates, one that is not finite or
  ///   outside its bounds, or these are for another number of variables
  public ConstrainedMinimum from(double... start) {
    Bounds box = bounds == null ? Bounds.none(start.length) : bounds;
    check(box, start);
    return new QuadraticSteps(new ScaledProblem(this, box, start), tolerance, start).run();
  }

  private static void check(Bounds box, double... start) {
    String operation = "constrained descent: ";
    if (start.length == 0) {
      throw new IllegalArgumentException(
          operation + "the start has no coordinates; give one for each variable.");
    }
    if (box.dimension() != start.length) {
      throw new IllegalArgumentException(
          operation
              + "the start has "
              + start.length
              + " coordinates, the bounds are for "
              + box.dimension()
              + "; they must be equal.");
    }
    int fault = Vectors.nonFinite(start);
    if (fault >= 0) {
      throw new IllegalArgumentException(
          operation
              + "coordinate "
              + fault
              + " of the start is "
              + start[fault]
              + "; it must be a finite number.");
    }
    for (int k = 0; k < start.length; k++) {
      double lower = box.lower()[k];
      double upper = box.upper()[k];
      if (start[k] < lower || start[k] > upper) {
        throw new IllegalArgumentException(
            operation
                + "coordinate "
                + k
                + " of the start is "
                + start[k]
                + ", outside its bounds "
                + lower
                + " and "
                + upper
                + "; start inside.");
      }
    }
  }

  MultivariateFunction function() {
    return function;
  }

  @Nullable DifferentiableFunction exact() {
    return exact;
  }

  List<Constraint> constraints() {
    return constraints;
  }

  int sign() {
    return sign;
  }

  Limits limits() {
    return limits;
  }

  BooleanSupplier stop() {
    return stop;
  }
}

package thalweg.descent.fit;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.VectorFunction;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;

/// Finds the parameters that make a sum of squared residuals least, and says how well they are
/// known and why it ended.
///
/// ```java
/// Fit fit = LeastSquares.of(x -> residuals(x)).from(500, 1e-4);
/// ```
///
/// Values alone are enough: derivatives are then taken by differences whose steps fit each
/// parameter, so neither units nor sizes need a setting. Costs some tens of evaluations; in a long
/// bent valley a thousand. Immutable: each method returns another.
public final class LeastSquares {
  /// How near the parameters are brought, as a share of themselves.
  public static final double TOLERANCE = 1e-8;

  /// Rounds in which the scale of a loss is taken from the residuals, and where they end.
  private static final int MOST_ROUNDS = 50;

  private static final double SAME_SCALE = 1e-7;

  /// A normal error's standard deviation over the median of its size.
  private static final double DEVIATION_OF_MEDIAN = 1.4826022185056018;

  private final VectorFunction residuals;
  private final List<String> names;
  private final @Nullable Bounds bounds;
  private final double @Nullable [] weights;
  private final ResidualLoss loss;
  private final Limits limits;
  private final double tolerance;
  private final BooleanSupplier stop;

  private LeastSquares(
      VectorFunction residuals,
      List<String> names,
      @Nullable Bounds bounds,
      double @Nullable [] weights,
      ResidualLoss loss,
      Limits limits,
      double tolerance,
      BooleanSupplier stop) {
    this.residuals = residuals;
    this.names = List.copyOf(names);
    this.bounds = bounds;
    this.weights = weights;
    this.loss = loss;
    this.limits = limits;
    this.tolerance = tolerance;
    this.stop = stop;
  }

  /// Returns the problem of these residuals, one for each observation; if they are
  /// [DifferentiableResiduals], their own Jacobian is used. One written by hand is compared with
  /// differences at the end.
  public static LeastSquares of(VectorFunction residuals) {
    return new LeastSquares(
        residuals,
        List.of(),
        null,
        null,
        new ResidualLoss.Squares(),
        Limits.defaults(),
        TOLERANCE,
        () -> false);
  }

  /// Returns this with names for the parameters; without, they are p0, p1 and so on.
  public LeastSquares named(String... names) {
    return new LeastSquares(
        residuals, List.of(names), bounds, weights, loss, limits, tolerance, stop);
  }

  /// Returns this with bounds, outside of which the residuals are never asked for; equal ends fix a
  /// parameter.
  public LeastSquares within(Bounds bounds) {
    return new LeastSquares(residuals, names, bounds, weights, loss, limits, tolerance, stop);
  }

  /// Returns this with each squared residual counting so much: 1 over its variance, or in
  /// proportion to that.
  ///
  /// @throws IllegalArgumentException if one is below 0 or not finite
  public LeastSquares weights(double... weights) {
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
        throw new IllegalArgumentException(
            "fit: weight " + i + " is " + weights[i] + "; it must be finite and at least 0.");
      }
    }
    return new LeastSquares(
        residuals, names, bounds, weights.clone(), loss, limits, tolerance, stop);
  }

  /// Returns this with another cost of residuals than their squares.
  public LeastSquares loss(ResidualLoss loss) {
    return new LeastSquares(residuals, names, bounds, weights, loss, limits, tolerance, stop);
  }

  /// Returns this with limits; gradients are Jacobians.
  public LeastSquares limits(Limits limits) {
    return new LeastSquares(residuals, names, bounds, weights, loss, limits, tolerance, stop);
  }

  /// Returns this with another share of themselves to which the parameters are brought.
  ///
  /// @throws IllegalArgumentException if it is not above 0 and below 1
  public LeastSquares tolerance(double tolerance) {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "fit: the tolerance is " + tolerance + "; it must be above 0 and below 1.");
    }
    return new LeastSquares(residuals, names, bounds, weights, loss, limits, tolerance, stop);
  }

  /// Returns this with a question asked before each evaluation: whether to stop.
  public LeastSquares stopWhen(BooleanSupplier stop) {
    return new LeastSquares(residuals, names, bounds, weights, loss, limits, tolerance, stop);
  }

  /// Returns where the way down from `start` leads.
  ///
  /// @throws IllegalArgumentException if the start is empty, not finite or outside its bounds,
  ///   numbers of names, bounds, weights, residuals and parameters do not go together, or there are
  ///   fewer residuals than parameters to be found
  public Fit from(double... start) {
    return from(0, start);
  }

  /// Returns the only minimum of residuals that are linear in the parameters.
  Fit direct(double... start) {
    return from(Double.POSITIVE_INFINITY, start);
  }

  private Fit from(double radius, double... start) {
    int n = start.length;
    Bounds box = bounds == null ? Bounds.none(n) : bounds;
    check(start, box);
    List<String> known =
        names.isEmpty() ? IntStream.range(0, n).mapToObj(j -> "p" + j).toList() : names;
    ResidualMeter meter = new ResidualMeter(residuals, weights, limits, stop, box);
    boolean isScaled = loss.scale() > 0;
    ResidualLoss now = isScaled ? loss : new ResidualLoss.Squares();
    FitWalk walk = walk(meter, box, now, radius, start);
    FitOutcome outcome = walk.run();
    int steps = walk.steps();
    double least = 0;
    double scale = Double.NaN;
    for (int round = 0; !isScaled && round < MOST_ROUNDS && isEnd(outcome); round++) {
      double last = scale;
      scale = Math.max(least, deviation(walk.residuals(), n));
      least = round == 0 ? 1e-9 * scale : least;
      if (!(scale > 0) || Math.abs(scale - last) <= SAME_SCALE * scale) {
        break;
      }
      now = loss.forDeviation(scale);
      FitWalk next = walk(meter, box, now, radius, walk.point());
      outcome = next.run();
      steps += next.steps();
      walk = next;
    }
    return new Fit(known, walk, now, outcome, steps, meter.values(), meter.jacobians());
  }

  private FitWalk walk(
      ResidualMeter meter, Bounds box, ResidualLoss now, double radius, double[] start) {
    return new FitWalk(meter, box.lower(), box.upper(), now, tolerance, radius, start);
  }

  private static boolean isEnd(FitOutcome outcome) {
    return switch (outcome) {
      case FitOutcome.Converged _,
          FitOutcome.Stalled _,
          FitOutcome.Undetermined _,
          FitOutcome.Flat _,
          FitOutcome.Saddle _ ->
          true;
      case FitOutcome.WrongJacobian _,
          FitOutcome.NonFinite _,
          FitOutcome.StepLimit _,
          FitOutcome.EvaluationLimit _,
          FitOutcome.TimeLimit _,
          FitOutcome.Stopped _ ->
          false;
    };
  }

  /// Returns the standard deviation of the residuals, whatever half of them are.
  private static double deviation(double[] r, int n) {
    double[] sizes = Arrays.stream(r).map(Math::abs).sorted().toArray();
    double median = (sizes[(sizes.length - 1) / 2] + sizes[sizes.length / 2]) / 2;
    double freedom = Math.max(1, sizes.length - n);
    return DEVIATION_OF_MEDIAN * median * Math.sqrt(sizes.length / freedom);
  }

  private void check(double[] start, Bounds box) {
    if (start.length == 0) {
      throw new IllegalArgumentException("fit: the start is empty; give a number per parameter.");
    }
    if (!names.isEmpty() && names.size() != start.length) {
      throw new IllegalArgumentException(
          "fit: the start has "
              + start.length
              + " numbers and there are the parameters "
              + names
              + "; give a number for each.");
    }
    if (box.dimension() != start.length) {
      throw new IllegalArgumentException(
          "fit: the start has "
              + start.length
              + " numbers and the bounds "
              + box.dimension()
              + "; there must be equally many.");
    }
    double[] lower = box.lower();
    double[] upper = box.upper();
    for (int j = 0; j < start.length; j++) {
      String name = names.isEmpty() ? "parameter " + j : names.get(j);
      if (!Double.isFinite(start[j])) {
        throw new IllegalArgumentException(
            "fit: the start of " + name + " is " + start[j] + "; it must be a finite number.");
      }
      if (start[j] < lower[j] || start[j] > upper[j]) {
        throw new IllegalArgumentException(
            "fit: the start of "
                + name
                + " is "
                + start[j]
                + ", outside its bounds "
                + lower[j]
                + " to "
                + upper[j]
                + "; start inside.");
      }
    }
  }
}

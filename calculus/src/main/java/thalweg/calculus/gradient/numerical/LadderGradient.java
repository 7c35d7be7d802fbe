package thalweg.calculus.gradient.numerical;

import java.util.List;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Method;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.probe.Box;
import thalweg.calculus.gradient.probe.Line;
import thalweg.calculus.gradient.probe.Partials;
import thalweg.calculus.gradient.probe.Probe;

/// The gradient of any function, from its values, by the anchored ladder: each partial derivative
/// with an error bar that can be trusted and a reason.
///
/// Costs some 10n + 1 values in n variables where the function is smooth. See [Ladder].
public final class LadderGradient implements DifferentiableFunction {
  private final MultivariateFunction function;
  private final Box box;
  private final int threads;

  private LadderGradient(MultivariateFunction function, Box box, int threads) {
    this.function = function;
    this.box = box;
    this.threads = threads;
  }

  /// Returns the gradient of `function` without bounds, on one thread.
  public static LadderGradient of(MultivariateFunction function) {
    return new LadderGradient(function, Box.NONE, 1);
  }

  /// Returns the gradient of a function that may be called only where each coordinate lies between
  /// its bounds; infinite ones mean none.
  ///
  /// @throws IllegalArgumentException if the lengths differ or a lower bound is not below its upper
  public LadderGradient within(double[] lower, double[] upper) {
    return new LadderGradient(function, Box.of(lower, upper), threads);
  }

  /// Returns this gradient, its partial derivatives computed on as many threads: for slow
  /// functions, which must then allow calls from several threads at once. The bits are the same on
  /// any number.
  ///
  /// @throws IllegalArgumentException if there is not at least one
  public LadderGradient threads(int threads) {
    return new LadderGradient(function, box, Parallel.check(threads));
  }

  @Override
  public double value(double[] x) {
    return function.at(x);
  }

  /// Returns each partial derivative at `x` with its error and reason. The value at x is counted
  /// with the first.
  ///
  /// @throws IllegalArgumentException if a coordinate is not finite or outside its bounds, or the
  ///   function changes its argument
  /// @throws thalweg.calculus.derivative.EvaluationException if the function throws; it names the
  ///   point
  public List<Derivative> partials(double... x) {
    Probe.finite("gradient", x);
    box.check("gradient", x);
    double value = new Probe(x).value(function);
    return List.copyOf(
        Parallel.map(
            threads,
            x.length,
            i -> {
              Derivative partial =
                  Double.isNaN(value)
                      ? undefined(x[i])
                      : Ladder.standard()
                          .within(box.lower(i), box.upper(i))
                          .derivative(new Probe(x).along(function, i), x[i], value);
              return i == 0 ? Partials.costing(partial, partial.evaluations() + 1) : partial;
            }));
  }

  private static Derivative undefined(double x) {
    return new Derivative(
        x, Double.NaN, Double.NaN, Double.NaN, 0, Method.LADDER, Double.NaN, 0, Reason.NON_FINITE);
  }

  /// Returns the rate of change at `x` along `direction`: per unit of t at x + t · direction.
  ///
  /// @throws IllegalArgumentException if a number is not finite, the lengths differ, the direction
  ///   is 0 or the point lies outside the bounds
  /// @throws thalweg.calculus.derivative.EvaluationException if the function throws
  public Derivative along(double[] direction, double... x) {
    Probe.finite("directional derivative", x);
    box.check("directional derivative", x);
    Line line = Line.along(direction, x, box);
    Probe probe = new Probe(x);
    Derivative found =
        line.ladder()
            .derivative(
                u -> {
                  line.move(probe, u);
                  double value = probe.value(function);
                  probe.home();
                  return value;
                },
                1);
    return line.scaled(found);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    List<Derivative> partials = partials(x);
    for (int i = 0; i < x.length; i++) {
      gradient[i] = Partials.slope(partials.get(i));
    }
    return partials.isEmpty() ? function.at(x) : partials.getFirst().value();
  }

  /// Returns what a smooth function costs; others cost more.
  @Override
  public int valuesPerGradient(int dimension) {
    return 10 * dimension + 1;
  }
}

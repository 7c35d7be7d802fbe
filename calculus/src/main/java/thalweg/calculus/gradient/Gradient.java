package thalweg.calculus.gradient;

import java.util.Arrays;
import java.util.List;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.numerical.LadderGradient;

/// The gradient of a function at a point: each partial derivative with how good it is, what it cost
/// and why it can be believed.
///
/// `Gradient.of(x -> x[0] * x[0] + x[1] * x[1], 3, 4)` is the ladder's answer, as [Derivative#of]
/// is in one variable.
///
/// @param partials the partial derivative for each variable in order; at least one
public record Gradient(List<Derivative> partials) {
  /// Which reason stands for all where they differ.
  private static final List<Reason> WORST_FIRST =
      List.of(
          Reason.NON_FINITE,
          Reason.STEP_VANISHED,
          Reason.JUMP,
          Reason.KINK,
          Reason.UNSETTLED,
          Reason.NOISE_LIMITED,
          Reason.ALIASED,
          Reason.DOMAIN_EDGE,
          Reason.CONVERGED);

  public Gradient {
    partials = List.copyOf(partials);
    if (partials.isEmpty()) {
      throw new IllegalArgumentException(
          "gradient: the point has no coordinates; it must have at least one.");
    }
  }

  /// Returns the gradient of `f` at `x` by the anchored ladder, with errors and reasons. Calls f
  /// some 10 times for each variable and once more; see [LadderGradient].
  ///
  /// @throws IllegalArgumentException if there are no coordinates, one is not finite, or f changes
  ///   its argument
  /// @throws thalweg.calculus.derivative.EvaluationException if f throws; it names the point
  public static Gradient of(MultivariateFunction f, double... x) {
    return new Gradient(LadderGradient.of(f).partials(x));
  }

  /// Returns the function's value at the point.
  public double value() {
    return partials.getFirst().value();
  }

  /// Returns the partial derivatives as a new array, NaN where there is none.
  public double[] toArray() {
    return partials.stream().mapToDouble(Derivative::derivative).toArray();
  }

  /// Returns the absolute errors as a new array, as [Derivative#error()] has them.
  public double[] errors() {
    return partials.stream().mapToDouble(Derivative::error).toArray();
  }

  /// Returns how many times the function was called for all of this.
  public int evaluations() {
    return partials.stream().mapToInt(Derivative::evaluations).sum();
  }

  /// Returns the worst of the reasons.
  public Reason reason() {
    List<Reason> reasons = partials.stream().map(Derivative::reason).toList();
    return WORST_FIRST.stream().filter(reasons::contains).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return Arrays.toString(toArray()) + " ± " + Arrays.toString(errors()) + " " + reason();
  }
}

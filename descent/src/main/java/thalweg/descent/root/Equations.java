package thalweg.descent.root;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.VectorFunction;
import thalweg.calculus.gradient.forward.VectorDual;
import thalweg.descent.Limits;

/// A system of as many equations as variables, all of the form f(x) = 0, to be solved from a start.
///
/// `Equations.of(x -> new double[] {x[0] * x[0] + x[1] * x[1] - 1, x[0] - x[1]}).from(1, 0)`.
///
/// By Newton's method, made safe by a trust region: where the step of Newton is too long, or does
/// not bring the values nearer to 0, a shorter one bends to the steepest descent of their squares
/// (dogleg). Variables are scaled by the columns of the Jacobian, equations by its rows, so that
/// the units of neither matter. Sources: Powell 1970, "A hybrid method for nonlinear equations";
/// Moré, Garbow and Hillstrom 1980, "User guide for MINPACK-1".
///
/// @param function the left sides
/// @param jacobian their partial derivatives, a row for each equation; null for differences, whose
///   steps are chosen for each variable
/// @param limits what it may cost; gradients stand for Jacobians
public record Equations(
    VectorFunction function, @Nullable Function<double[], double[][]> jacobian, Limits limits) {

  /// Returns equations whose Jacobian is taken by differences: two evaluations for each variable.
  public static Equations of(VectorFunction function) {
    return new Equations(function, null, Limits.defaults());
  }

  /// Returns equations with a Jacobian worked out by hand.
  public static Equations of(VectorFunction function, Function<double[], double[][]> jacobian) {
    return new Equations(function, jacobian, Limits.defaults());
  }

  /// Returns equations written over numbers that carry their rates of change along: an exact
  /// Jacobian, without differences.
  public static Equations automatic(Function<VectorDual[], VectorDual[]> function) {
    return new Equations(
        x -> numbers(function.apply(VectorDual.variables(x))),
        x ->
            Arrays.stream(function.apply(VectorDual.variables(x)))
                .map(VectorDual::gradient)
                .toArray(double[][]::new),
        Limits.defaults());
  }

  private static double[] numbers(VectorDual... duals) {
    return Arrays.stream(duals).mapToDouble(VectorDual::value).toArray();
  }

  /// Returns equations written as formulas in the same variables, with an exact Jacobian.
  public static Equations of(List<Formula> formulas) {
    return new Equations(
        x -> formulas.stream().mapToDouble(formula -> formula.at(x)).toArray(),
        x ->
            formulas.stream()
                .map(formula -> VectorDual.of(formula, x).gradient())
                .toArray(double[][]::new),
        Limits.defaults());
  }

  /// Returns these equations with the Jacobian taken by differences.
  public Equations byDifferences() {
    return new Equations(function, null, limits);
  }

  /// Returns these equations under other limits; usually 100,000 steps and 2,000 values for each
  /// variable and 2,000 more.
  public Equations limits(Limits limits) {
    return new Equations(function, jacobian, limits);
  }

  /// Returns where the search leads from `start`.
  ///
  /// @throws IllegalArgumentException if the start has no coordinates or one that is not finite, if
  ///   there are more or fewer equations than variables, or if the Jacobian has another shape
  public Solution from(double... start) {
    return new Dogleg(this, start).run();
  }
}

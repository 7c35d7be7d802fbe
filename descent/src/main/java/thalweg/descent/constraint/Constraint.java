package thalweg.descent.constraint;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.forward.DualGradient;

/// What a point has to fulfil: a function of it lies between two limits, or is equal to one.
///
/// `Constraint.equal(x -> x[0] + x[1], 1)`, `Constraint.parse("x*y >= 0.1", List.of("x", "y"))`.
/// Bounds of single variables are better given as [thalweg.descent.Bounds], which are kept at every
/// evaluation; a constraint is only fulfilled in the end.
public final class Constraint {
  private final String name;
  private final MultivariateFunction function;
  private final @Nullable DifferentiableFunction exact;
  private final double lower;
  private final double upper;

  private Constraint(
      String name,
      MultivariateFunction function,
      @Nullable DifferentiableFunction exact,
      double lower,
      double upper) {
    if (!(lower <= upper)
        || lower == Double.POSITIVE_INFINITY
        || upper == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "constraint"
              + (name.isEmpty() ? "" : " " + name)
              + ": its limits are "
              + lower
              + " and "
              + upper
              + "; they must be numbers, the lower one first, infinite where there is none.");
    }
    this.name = name;
    this.function = function;
    this.exact = exact;
    this.lower = lower;
    this.upper = upper;
  }

  /// Returns that the function is equal to a value; its gradient is taken by differences.
  ///
  /// @throws IllegalArgumentException if the value is not finite
  public static Constraint equal(MultivariateFunction function, double value) {
    return between(function, value, value);
  }

  /// Returns that the function is equal to a value.
  ///
  /// @throws IllegalArgumentException if the value is not finite
  public static Constraint equal(DifferentiableFunction function, double value) {
    return between(function, value, value);
  }

  /// Returns that the function is at least a value; its gradient is taken by differences.
  ///
  /// @throws IllegalArgumentException if the value is NaN or ∞
  public static Constraint atLeast(MultivariateFunction function, double value) {
    return between(function, value, Double.POSITIVE_INFINITY);
  }

  /// Returns that the function is at least a value.
  ///
  /// @throws IllegalArgumentException if the value is NaN or ∞
  public static Constraint atLeast(DifferentiableFunction function, double value) {
    return between(function, value, Double.POSITIVE_INFINITY);
  }

  /// Returns that the function is at most a value; its gradient is taken by differences.
  ///
  /// @throws IllegalArgumentException if the value is NaN or −∞
  public static Constraint atMost(MultivariateFunction function, double value) {
    return between(function, Double.NEGATIVE_INFINITY, value);
  }

  /// Returns that the function is at most a value.
  ///
  /// @throws IllegalArgumentException if the value is NaN or −∞
  public static Constraint atMost(DifferentiableFunction function, double value) {
    return between(function, Double.NEGATIVE_INFINITY, value);
  }

  /// Returns that the function lies between two limits, either of which may be infinite; its
  /// gradient is taken by differences.
  ///
  /// @throws IllegalArgumentException if a limit is NaN or they are not in order
  public static Constraint between(MultivariateFunction function, double lower, double upper) {
    return new Constraint("", function, null, lower, upper);
  }

  /// Returns that the function lies between two limits, either of which may be infinite.
  ///
  /// @throws IllegalArgumentException if a limit is NaN or they are not in order
  public static Constraint between(DifferentiableFunction function, double lower, double upper) {
    DifferentiableFunction exact = function.valuesPerGradient(1) == 1 ? function : null;
    return new Constraint("", function::value, exact, lower, upper);
  }

  /// Returns that the linear function Σ aᵢxᵢ lies between two limits, either of which may be
  /// infinite.
  ///
  /// @param coefficients a, one for each variable; copied
  /// @throws IllegalArgumentException if a limit is NaN or they are not in order
  public static Constraint linear(double[] coefficients, double lower, double upper) {
    return between(new LinearFunction(coefficients.clone()), lower, upper);
  }

  /// Returns that a formula lies between two limits; its gradient is exact.
  ///
  /// @throws IllegalArgumentException if a limit is NaN or they are not in order
  public static Constraint between(Formula formula, double lower, double upper) {
    return between(new DualGradient(formula), lower, upper).named(formula.text());
  }

  /// Returns the constraint that `text` describes, such as `x + y = 1`, `x*y >= 0.1` or `0 <= x + y
  /// <= 1`; `=` and `==` mean the same, and so do `<` and `<=`. Its gradient is exact.
  ///
  /// @param variables the names of a point's coordinates in order
  /// @throws IllegalArgumentException if the text has no relation or several that do not go
  ///   together, or has no variable
  /// @throws thalweg.calculus.function.FormulaException if a side is no formula
  public static Constraint parse(String text, List<String> variables) {
    return ConstraintParser.parse(text, variables);
  }

  /// Returns the names of the variables in a constraint written as text, in order of their first
  /// appearance.
  ///
  /// @throws IllegalArgumentException or a `FormulaException` as [#parse(String, List)]
  public static List<String> variables(String text) {
    return ConstraintParser.variables(text);
  }

  /// Returns this constraint with a name for messages and results.
  public Constraint named(String name) {
    return new Constraint(name, function, exact, lower, upper);
  }

  /// Returns this constraint with its gradient taken by differences.
  public Constraint byDifferences() {
    return new Constraint(name, function, null, lower, upper);
  }

  /// Returns its name; empty if it has none.
  public String name() {
    return name;
  }

  /// Returns what the function must be at least; −∞ if there is no such limit.
  public double lower() {
    return lower;
  }

  /// Returns what the function may be at most; ∞ if there is no such limit.
  public double upper() {
    return upper;
  }

  /// Returns whether the function is to be equal to one value.
  public boolean isEquality() {
    return lower == upper;
  }

  /// Returns the function's value at `x`.
  public double at(double... x) {
    return function.at(x);
  }

  /// Returns by how much the function's value at `x` misses its limits: 0 where the constraint is
  /// fulfilled.
  public double violation(double... x) {
    double value = function.at(x);
    return Double.isNaN(value) ? value : Math.max(0, Math.max(lower - value, value - upper));
  }

  /// Returns the function with its gradient, if it has one that is not made by differences.
  @Nullable DifferentiableFunction exact() {
    return exact;
  }

  @Override
  public String toString() {
    String what = name.isEmpty() ? "c(x)" : name;
    if (isEquality()) {
      return what + " = " + lower;
    }
    return (Double.isInfinite(lower) ? "" : lower + " ≤ ")
        + what
        + (Double.isInfinite(upper) ? "" : " ≤ " + upper);
  }
}

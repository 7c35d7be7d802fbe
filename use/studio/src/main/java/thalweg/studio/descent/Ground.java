package thalweg.studio.descent;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;

/// What is walked on: a written function with its exact gradient, or a known problem with its own.
///
/// @param problem null of a written function
record Ground(List<String> variables, DifferentiableFunction function, @Nullable Problem problem) {
  /// As people order names: x2 before x10.
  private static final Comparator<String> ALPHABET =
      Comparator.comparing((String name) -> name.replaceAll("\\d+$", ""))
          .thenComparingInt(String::length)
          .thenComparing(Comparator.naturalOrder());

  /// What the page says of it.
  ///
  /// @param formula of one variable or more; empty if a problem is named
  /// @param problem the name of a problem; empty if a formula is given
  record Named(String formula, String problem) {}

  static Ground of(Named named) {
    if (!named.problem.isEmpty()) {
      Problem known = Problems.named(named.problem);
      List<String> names = IntStream.range(0, known.dimension()).mapToObj(i -> "x" + i).toList();
      return new Ground(names, known.function(), known);
    }
    Formula formula = Formula.parse(named.formula);
    if (formula.variables().isEmpty()) {
      throw new IllegalArgumentException(
          formula.text() + " has no variables; a descent needs at least one, such as x.");
    }
    // In the order of the alphabet, so that x lies across and y upward however they are written.
    List<String> names = formula.variables().stream().sorted(ALPHABET).toList();
    return new Ground(names, new DualGradient(Formula.parse(named.formula, names)), null);
  }

  int dimension() {
    return variables.size();
  }

  void checkStart(double[] start) {
    if (start.length != dimension()) {
      throw new IllegalArgumentException(
          "start: "
              + start.length
              + " numbers; it must have "
              + dimension()
              + ", one for each of "
              + String.join(", ", variables)
              + ".");
    }
  }
}

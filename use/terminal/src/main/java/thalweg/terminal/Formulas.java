package thalweg.terminal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.calculus.derivative.Derivative.Method;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.numerical.LadderGradient;
import thalweg.calculus.gradient.numerical.NumericalGradient;

/// What the verbs on written functions have in common: the formula and how it is differentiated.
final class Formulas {
  @Parameters(
      paramLabel = "EXPR",
      arity = "0..1",
      description = "The function, such as '0.01*x^2 + 0.1*x'.")
  String text = "";

  @Option(
      names = "--variables",
      paramLabel = "NAMES",
      description = "The variables in order, such as x,y. Default: in order of appearance.")
  @Nullable String variables;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description =
          "How to differentiate: ladder (many steps, the best answer), central, forward or backward"
              + " differences, or automatic (exact, by dual numbers). Default: ladder; central for"
              + " descend and where a step is given.")
  @Nullable String method;

  /// The step of the differences, from the verb's own option for it: beside a number of steps it
  /// needs another name.
  @Nullable Double step;

  private final Method standard;
  private final String stepOption;

  /// @param standard the method where none is named
  /// @param stepOption the verb's option for the step, for messages
  Formulas(Method standard, String stepOption) {
    this.standard = standard;
    this.stepOption = stepOption;
  }

  boolean isGiven() {
    return !text.isEmpty();
  }

  Formula formula() {
    if (!isGiven()) {
      throw Failure.usage("the function EXPR is missing; write one such as 'x^2 + y^2'.");
    }
    return variables == null
        ? Formula.parse(text)
        : Formula.parse(text, Arrays.stream(variables.split(",", -1)).map(String::strip).toList());
  }

  boolean isAutomatic() {
    return method() == Method.AUTOMATIC;
  }

  boolean isLadder() {
    return method() == Method.LADDER;
  }

  /// Returns the method asked for, else the standard one.
  ///
  /// @throws Failure if `--method` names none
  Method method() {
    if (method == null) {
      return step == null ? standard : Method.CENTRAL;
    }
    String name = method.toLowerCase(Locale.ROOT);
    for (Method known : Method.values()) {
      if (known != Method.GRID && known.written().equals(name)) {
        return known;
      }
    }
    throw Failure.usage(
        "--method: \""
            + method
            + "\" is unknown; it must be ladder, central, forward, backward or automatic.");
  }

  /// Returns the difference asked for; empty for methods that choose their steps or have none.
  Optional<DifferenceFormula> difference() {
    Method asked = method();
    return Arrays.stream(DifferenceFormula.values())
        .filter(difference -> difference.method() == asked)
        .findFirst();
  }

  /// Returns the step given, else the usual one for a derivative of this order.
  double step(int order) {
    if (step == null) {
      return DifferenceFormula.step(order);
    }
    if (!(step > 0) || Double.isInfinite(step)) {
      throw Failure.usage(stepOption + " is " + step + "; it must be a finite number above 0.");
    }
    if (Double.isInfinite(2 * step)) {
      throw Failure.usage("--step is " + step + "; twice the step must be a finite number.");
    }
    return step;
  }

  /// Checks the method and the step before any work.
  void check() {
    Method asked = method();
    if (step != null && asked == Method.AUTOMATIC) {
      throw Failure.usage(stepOption + ": the method automatic has no step; leave it out.");
    }
    if (step != null && asked == Method.LADDER) {
      throw Failure.usage(
          stepOption + ": the ladder chooses its steps; leave it out, or name another method.");
    }
    step(1);
  }

  /// Returns the formula with its gradient by the method asked for.
  DifferentiableFunction differentiable(Formula formula) {
    DifferentiableFunction stepless =
        isLadder() ? LadderGradient.of(formula) : new DualGradient(formula);
    return difference()
        .<DifferentiableFunction>map(each -> new NumericalGradient(formula, each, step(1)))
        .orElse(stepless);
  }

  /// Returns the method for a derivative of this order in words, for people.
  String methodWords(int order) {
    return switch (method()) {
      case LADDER -> "the anchored ladder";
      case AUTOMATIC -> "automatic differentiation";
      case Method difference ->
          difference.written() + " differences, step " + Numbers.shown(step(order));
    };
  }

  /// Returns the function's head, such as `f(x0, x1) = x0^2 + x1^2`.
  static String head(Formula formula) {
    List<String> names = formula.variables();
    return "f(" + String.join(", ", names) + ") = " + formula.text();
  }

  /// Returns the point that an option gives, by the names of the variables or in their order.
  ///
  /// @throws Failure if it has not one coordinate for each variable
  static double[] point(String option, String text, Formula formula) {
    return new Coordinates(formula.text(), formula.variables()).point(option, text);
  }
}

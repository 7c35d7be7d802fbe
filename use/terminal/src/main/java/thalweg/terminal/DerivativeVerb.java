package thalweg.terminal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.derivative.Tangent;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;
import thalweg.calculus.gradient.DualGradient;
import thalweg.picture.Figure;
import thalweg.picture.Figures;

/// `thalweg derivative`: how fast a function of one variable changes.
@Command(
    name = "derivative",
    description = "Tell how fast a function of one variable changes, with the error of the answer.",
    footer = {
      "",
      "Examples:",
      "  thalweg derivative '0.01*x^2 + 0.1*x' --at 5,10",
      "  thalweg derivative 'sin(x)' --at 1 --method forward --step 1e-6",
      "  thalweg derivative 'exp(-x^2)' --at -1,0,1 --picture tangents.png",
      "  thalweg derivative 'sin(x)' --at 1 --error-picture error.svg"
    })
final class DerivativeVerb implements Callable<Integer> {
  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private Formulas formulas = new Formulas();

  @Option(
      names = "--at",
      required = true,
      paramLabel = "X[,X…]",
      description = "Where to differentiate.")
  private String at = "";

  @Option(names = "--order", paramLabel = "N", description = "Which derivative; only 1 so far.")
  private int order = 1;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw the function and its tangents; .png or .svg.")
  private @Nullable Path picture;

  @Option(
      names = "--error-picture",
      paramLabel = "FILE",
      description =
          "Draw the error of forward and central differences against the step, at the first X.")
  private @Nullable Path errorPicture;

  DerivativeVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    formulas.check();
    if (order != 1) {
      throw Failure.usage("--order is " + order + "; only the first derivative is there so far.");
    }
    Formula formula = formulas.formula();
    ScalarFunction f = formula.asScalar();
    double[] points = Numbers.list("--at", at);
    PictureFile tangentFile = picture == null ? null : new PictureFile("--picture", picture);
    PictureFile errorFile =
        errorPicture == null ? null : new PictureFile("--error-picture", errorPicture);
    List<Derivative> results =
        Arrays.stream(points)
            .mapToObj(
                x ->
                    formulas.isAutomatic()
                        ? DualGradient.derivative(formula, x)
                        : formulas.difference().derivative(f, x, formulas.stepOrDefault()))
            .toList();
    output.json(json(results));
    print(formula, results);
    if (tangentFile != null) {
      tangentFile.save(() -> tangents(formula, f, results));
      output.detail("picture: " + picture);
    }
    if (errorFile != null) {
      errorFile.save(() -> errors(formula, f, points[0]));
      output.detail("picture: " + errorPicture);
    }
    return exitCode(results);
  }

  private static int exitCode(List<Derivative> results) {
    if (results.stream().anyMatch(result -> result.reason() == Reason.NON_FINITE)) {
      return ExitCode.DIVERGED;
    }
    boolean meaningless =
        results.stream().anyMatch(result -> result.reason() == Reason.STEP_VANISHED);
    return meaningless ? ExitCode.FAILURE : ExitCode.OK;
  }

  private static Json json(List<Derivative> results) {
    return Json.object()
        .put("verb", "derivative")
        .put("results", results.stream().map(DerivativeVerb::json).toList());
  }

  private static Json json(Derivative result) {
    Tangent tangent = result.tangent();
    return Json.object()
        .put("x", result.x())
        .put("value", result.value())
        .put("derivative", result.derivative())
        .put("error", result.error())
        .put("evaluations", result.evaluations())
        .put("method", result.method())
        .put("step", result.step())
        .put("reason", result.reason().name())
        .put(
            "tangent",
            Json.object().put("slope", tangent.slope()).put("intercept", tangent.intercept()));
  }

  private void print(Formula formula, List<Derivative> results) {
    output.detail(Formulas.head(formula) + ", by " + formulas.methodWords());
    Table table = new Table("x", "f(x)", "f'(x)", "error", "tangent");
    for (Derivative result : results) {
      table.row(
          Double.toString(result.x()),
          Double.toString(result.value()),
          Double.toString(result.derivative()),
          Numbers.error(result.error()),
          line(result.tangent()));
    }
    output.result(table.lines());
    for (Derivative result : results) {
      switch (result.reason()) {
        case CONVERGED -> {}
        case NON_FINITE ->
            output.note(
                "At x = "
                    + result.x()
                    + " the function or its difference is not finite (NON_FINITE): it has no"
                    + " derivative there, or a point the method needs lies outside its domain.");
        case STEP_VANISHED ->
            output.note(
                "At x = "
                    + result.x()
                    + " the step "
                    + result.step()
                    + " vanishes beside x (STEP_VANISHED): the answer means nothing; give a larger"
                    + " --step or use --method automatic.");
      }
    }
  }

  private static String line(Tangent tangent) {
    String sign = tangent.intercept() < 0 ? " - " : " + ";
    return tangent.slope() + " x" + sign + Math.abs(tangent.intercept());
  }

  private static Figure tangents(Formula formula, ScalarFunction f, List<Derivative> results) {
    List<Derivative> drawable =
        results.stream().filter(result -> Double.isFinite(result.derivative())).toList();
    double left = drawable.stream().mapToDouble(Derivative::x).min().orElse(-1);
    double right = drawable.stream().mapToDouble(Derivative::x).max().orElse(1);
    double margin = right > left ? right - left : Math.max(1, Math.abs(left));
    return Figures.tangents(
        formula.text(),
        f::at,
        drawable.stream().mapToDouble(Derivative::x).toArray(),
        drawable.stream().mapToDouble(Derivative::derivative).toArray(),
        drawable.stream().mapToDouble(result -> result.tangent().intercept()).toArray(),
        left - margin,
        right + margin);
  }

  /// Errors at steps from 10⁻¹⁴ to 1, three a decade.
  private static Figure errors(Formula formula, ScalarFunction f, double x) {
    double truth = DualGradient.derivative(formula, x).derivative();
    double[] steps = new double[43];
    Arrays.setAll(steps, i -> StrictMath.pow(10, (i - 42) / 3.0));
    SequencedMap<String, double[]> errors = new LinkedHashMap<>();
    for (DifferenceFormula difference :
        List.of(DifferenceFormula.FORWARD, DifferenceFormula.CENTRAL)) {
      DoubleUnaryOperator error = h -> Math.abs(difference.slope(f, x, h) - truth);
      errors.put(difference.written(), Arrays.stream(steps).map(error).toArray());
    }
    return Figures.errorAgainstStep(
        "Error of the difference of " + formula.text() + " at x = " + x, steps, errors);
  }
}

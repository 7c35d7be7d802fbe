package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.DifferentiableFunction;
import thalweg.calculus.gradient.NumericalGradient;
import thalweg.calculus.gradient.NumericalHessian;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.picture.Marker;
import thalweg.picture.Style;
import thalweg.picture.Window;

/// `thalweg gradient`: the partial derivatives of a function of several variables.
@Command(
    name = "gradient",
    description = "Tell how a function of several variables changes along each of them.",
    footer = {
      "",
      "Examples:",
      "  thalweg gradient 'x0^2 + x1^2' --at 3,4",
      "  thalweg gradient 'x^2*y' --variables y,x --at 1,2 --method automatic --hessian",
      "  thalweg gradient 'x0^2 + x1^2' --at 3,4 --field -2:2,-2:2 --picture field.png"
    })
final class GradientVerb implements Callable<Integer> {
  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private Formulas formulas = new Formulas();

  @Option(
      names = "--at",
      required = true,
      paramLabel = "A,B[,…]",
      description = "The point, one number for each variable.")
  private String at = "";

  @Option(names = "--hessian", description = "Also give the matrix of second derivatives.")
  private boolean hessian;

  @Option(
      names = "--field",
      paramLabel = "A:B,C:D",
      description = "What the picture shows: the ranges of the two variables.")
  private @Nullable String field;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw contours and the negative gradient of a function of two; .png or .svg.")
  private @Nullable Path picture;

  GradientVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    formulas.check();
    Formula formula = formulas.formula();
    double[] x = Formulas.point("--at", at, formula);
    if (x.length == 0) {
      throw Failure.usage(formula.text() + " has no variables; a gradient needs at least one.");
    }
    if (field != null && picture == null) {
      throw Failure.usage("--field says what --picture shows; give --picture FILE as well.");
    }
    PictureFile file = picture == null ? null : new PictureFile("--picture", picture);
    if (file != null && x.length != 2) {
      throw Failure.usage(
          "--picture needs a function of two variables; "
              + formula.text()
              + " has "
              + x.length
              + ".");
    }
    Window window = file == null ? null : window(x);
    List<Derivative> partials = partials(formula, x);
    double[][] second = hessian ? NumericalHessian.of(formula, x) : null;
    output.json(json(formula, x, partials, second));
    print(formula, x, partials, second);
    if (file != null && window != null) {
      file.save(() -> figure(formula, x, window));
      output.detail("picture: " + picture);
    }
    return switch (worst(partials)) {
      case CONVERGED -> ExitCode.OK;
      case NON_FINITE -> ExitCode.DIVERGED;
      case STEP_VANISHED -> ExitCode.FAILURE;
    };
  }

  /// Returns the partial derivatives, however they are had.
  private List<Derivative> partials(Formula formula, double[] x) {
    DifferentiableFunction function = formulas.differentiable(formula);
    if (function instanceof NumericalGradient numerical) {
      return numerical.partials(x);
    }
    double[] gradient = new double[x.length];
    double value = function.valueAndGradient(x, gradient);
    List<Derivative> partials = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      boolean finite = Double.isFinite(value) && Double.isFinite(gradient[i]);
      partials.add(
          new Derivative(
              x[i],
              value,
              gradient[i],
              // One rounding for each node of the formula: an estimate, as for derivatives.
              Math.ulp(1.0) * formula.expression().nodes() * Math.abs(gradient[i]),
              1,
              formulas.methodName(),
              Double.NaN,
              finite ? Reason.CONVERGED : Reason.NON_FINITE));
    }
    return partials;
  }

  private static Reason worst(List<Derivative> partials) {
    List<Reason> reasons = partials.stream().map(Derivative::reason).toList();
    if (reasons.contains(Reason.NON_FINITE)) {
      return Reason.NON_FINITE;
    }
    return reasons.contains(Reason.STEP_VANISHED) ? Reason.STEP_VANISHED : Reason.CONVERGED;
  }

  private Json json(
      Formula formula, double[] x, List<Derivative> partials, double @Nullable [][] second) {
    Json json =
        Json.object()
            .put("verb", "gradient")
            .put("variables", formula.variables())
            .put("at", x)
            .put("value", partials.getFirst().value())
            .put("gradient", partials.stream().mapToDouble(Derivative::derivative).toArray())
            .put("error", partials.stream().mapToDouble(Derivative::error).toArray())
            .put("evaluations", partials.stream().mapToInt(Derivative::evaluations).sum())
            .put("method", formulas.methodName())
            .put("reason", worst(partials).name());
    return second == null ? json : json.put("hessian", second);
  }

  private void print(
      Formula formula, double[] x, List<Derivative> partials, double @Nullable [][] second) {
    output.detail(Formulas.head(formula) + ", by " + formulas.methodWords());
    output.result(
        "f"
            + (x.length == 1 ? "(" + x[0] + ")" : Numbers.point(x))
            + " = "
            + partials.getFirst().value());
    Table table = new Table("variable", "at", "partial derivative", "error");
    for (int i = 0; i < x.length; i++) {
      table.row(
          formula.variables().get(i),
          Double.toString(x[i]),
          Double.toString(partials.get(i).derivative()),
          Numbers.error(partials.get(i).error()));
    }
    output.result(table.lines());
    if (second != null) {
      output.result("hessian");
      List<String> names = formula.variables();
      List<String> headings = new ArrayList<>(List.of(""));
      headings.addAll(names);
      Table matrix = new Table(headings.toArray(String[]::new));
      for (int i = 0; i < x.length; i++) {
        List<String> row = new ArrayList<>(List.of(names.get(i)));
        Arrays.stream(second[i]).mapToObj(Double::toString).forEach(row::add);
        matrix.row(row.toArray(String[]::new));
      }
      output.result(matrix.lines());
    }
    switch (worst(partials)) {
      case CONVERGED -> {}
      case NON_FINITE ->
          output.note(
              "Not every number is finite (NON_FINITE): the function has no gradient there, or a"
                  + " point the method needs lies outside its domain.");
      case STEP_VANISHED ->
          output.note(
              "The step vanishes beside a coordinate (STEP_VANISHED): the answer means nothing;"
                  + " give a larger --step or use --method automatic.");
    }
  }

  private Window window(double[] x) {
    if (field == null) {
      double reach = Math.max(1, Math.max(Math.abs(x[0]), Math.abs(x[1])));
      return new Window(x[0] - reach, x[0] + reach, x[1] - reach, x[1] + reach);
    }
    String[] ranges = field.split(",", -1);
    if (ranges.length != 2) {
      throw Failure.usage(
          "--field: \"" + field + "\" must be two ranges joined by a comma, such as -2:2,-2:2.");
    }
    double[] across = Numbers.range("--field", ranges[0]);
    double[] upward = Numbers.range("--field", ranges[1]);
    return new Window(across[0], across[1], upward[0], upward[1]);
  }

  private Figure figure(Formula formula, double[] x, Window window) {
    DifferentiableFunction function = formulas.differentiable(formula);
    Figure figure =
        Figures.field(formula.text(), function::value, function::gradient, window)
            .axes(formula.variables().get(0), formula.variables().get(1));
    boolean seen =
        x[0] >= window.left()
            && x[0] <= window.right()
            && x[1] >= window.bottom()
            && x[1] <= window.top();
    return seen
        ? figure.points(
            "at " + Numbers.point(x),
            new double[] {x[0]},
            new double[] {x[1]},
            Style.number(1).withMarker(Marker.SQUARE))
        : figure;
  }
}

package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.DifferentiableFunction;
import thalweg.descent.Descent;
import thalweg.descent.GradientDescent;
import thalweg.descent.Minimum;
import thalweg.descent.Outcome;
import thalweg.picture.Dash;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.picture.Style;
import thalweg.picture.Window;

/// `thalweg descend`: walks down the gradient of a written function, or up.
@Command(
    name = "descend",
    description = "Walk down the gradient of a function from a starting point.",
    footer = {
      "",
      "Examples:",
      "  thalweg descend 'x0^2 + x1^2' --from -3,4 --rate 0.1 --steps 100",
      "  thalweg descend 'x0^2 + x1^2' --from -3,4 --compare 0.1,1e-10,10 --picture paths.png",
      "  thalweg descend 'sin(x)' --from 1 --ascend --method automatic",
      "",
      "Ends with exit code 3 when the descent diverged; --compare ends with 0, for there it is a",
      "finding."
    })
final class DescendVerb implements Callable<Integer> {
  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private Formulas formulas = new Formulas();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "A,B[,…]",
      description = "The starting point, one number for each variable.")
  private String from = "";

  @Option(names = "--rate", paramLabel = "R", description = "The learning rate. Default: 0.1.")
  private double rate = GradientDescent.defaults().rate();

  @Option(names = "--steps", paramLabel = "N", description = "How many steps. Default: 100.")
  private int steps = GradientDescent.defaults().steps();

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description =
          "Stop where the gradient's norm is at most this. Default: 1e-10; 0 never stops.")
  private double tolerance = GradientDescent.defaults().tolerance();

  @Option(names = "--rule", paramLabel = "RULE", description = "The rule; only steepest so far.")
  private String rule = "steepest";

  @Option(names = "--ascend", description = "Walk up instead of down.")
  private boolean ascend;

  @Option(
      names = "--compare",
      paramLabel = "R1,R2,…",
      description = "Walk once with each of these rates and compare.")
  private @Nullable String compare;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw contours and paths, for one or two variables; .png or .svg.")
  private @Nullable Path picture;

  DescendVerb(Output output) {
    this.output = output;
  }

  private record Run(double rate, double startValue, Minimum minimum) {
    /// Returns whether this is nothing to fit a picture to.
    boolean isAstray() {
      return exitCode(minimum.outcome()) != ExitCode.OK;
    }

    /// Returns how many points the window must have room for.
    long shown(boolean allAstray) {
      return isAstray() ? (allAstray ? 3 : 1) : Long.MAX_VALUE;
    }

    boolean hardlyMoved() {
      return Math.abs(minimum.value() - startValue) < 1e-3 * Math.abs(startValue);
    }
  }

  @Override
  public Integer call() {
    output.with(shared);
    formulas.check();
    if (!rule.toLowerCase(Locale.ROOT).equals("steepest")) {
      throw Failure.usage("--rule: \"" + rule + "\" is not there; only steepest is, so far.");
    }
    Formula formula = formulas.formula();
    double[] start = Formulas.point("--from", from, formula);
    PictureFile file = picture == null ? null : new PictureFile("--picture", picture);
    if (file != null && start.length != 1 && start.length != 2) {
      throw Failure.usage(
          "--picture needs a function of one or two variables; "
              + formula.text()
              + " has "
              + start.length
              + ".");
    }
    double[] rates = compare == null ? new double[] {rate} : Numbers.list("--compare", compare);
    List<GradientDescent> methods =
        Arrays.stream(rates)
            .mapToObj(
                r -> new GradientDescent(r, steps, tolerance, output.isJson() || file != null))
            .toList();
    DifferentiableFunction function = formulas.differentiable(formula);
    List<Run> runs = new ArrayList<>();
    for (GradientDescent method : methods) {
      Minimum minimum =
          ascend
              ? Descent.maximise(function, start, method)
              : Descent.minimise(function, start, method);
      runs.add(new Run(method.rate(), function.value(start), minimum));
    }
    if (compare == null) {
      output.json(fill(Json.object().put("verb", "descend"), start, runs.getFirst()));
      print(formula, start, runs.getFirst());
    } else {
      output.json(
          Json.object()
              .put("verb", "descend")
              .put("runs", runs.stream().map(run -> fill(Json.object(), start, run)).toList()));
      print(formula, start, runs);
    }
    if (file != null) {
      file.save(() -> start.length == 1 ? curve(formula, runs) : plane(formula, function, runs));
      output.detail("picture: " + picture);
    }
    return compare == null ? exitCode(runs.getFirst().minimum.outcome()) : ExitCode.OK;
  }

  private static int exitCode(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Converged _, Outcome.StepLimit _ -> ExitCode.OK;
      case Outcome.Diverged _, Outcome.NonFinite _ -> ExitCode.DIVERGED;
    };
  }

  private static Json fill(Json json, double[] start, Run run) {
    Minimum minimum = run.minimum;
    return json.put("from", start)
        .put("rate", run.rate)
        .put("point", minimum.point())
        .put("value", minimum.value())
        .put("gradientNorm", minimum.gradientNorm())
        .put("steps", minimum.steps())
        .put("valueEvaluations", minimum.valueEvaluations())
        .put("gradientEvaluations", minimum.gradientEvaluations())
        .put("outcome", minimum.outcome().written())
        .put("bestPoint", minimum.bestPoint())
        .put("bestValue", minimum.bestValue())
        .put("path", minimum.path());
  }

  private String headline(Formula formula) {
    return Formulas.head(formula)
        + ", "
        + (ascend ? "up" : "down")
        + " the gradient by "
        + formulas.methodWords();
  }

  private void print(Formula formula, double[] start, Run run) {
    Minimum minimum = run.minimum;
    output.detail(headline(formula));
    output.result("from           " + Numbers.point(start));
    output.result("to             " + Numbers.point(minimum.point()));
    output.result("value          " + minimum.value());
    output.result("gradient norm  " + minimum.gradientNorm());
    output.result("rate           " + run.rate);
    output.result("steps          " + minimum.steps());
    output.result(
        "evaluations    %d of the value, %d of the gradient"
            .formatted(minimum.valueEvaluations(), minimum.gradientEvaluations()));
    output.result("outcome        " + minimum.outcome().written() + ": " + why(run));
  }

  private void print(Formula formula, double[] start, List<Run> runs) {
    output.detail(headline(formula) + ", from " + Numbers.point(start));
    Table table = new Table("rate", "steps", "point", "value", "gradient norm", "outcome");
    for (Run run : runs) {
      Minimum minimum = run.minimum;
      table.row(
          Double.toString(run.rate),
          Integer.toString(minimum.steps()),
          Numbers.point(minimum.point()),
          Double.toString(minimum.value()),
          Double.toString(minimum.gradientNorm()),
          minimum.outcome().written());
    }
    output.result(table.lines());
    runs.forEach(run -> output.detail("rate " + run.rate + ": " + why(run)));
  }

  /// Returns in one sentence why the walk ended as it did and what to do about it.
  private static String why(Run run) {
    return switch (run.minimum.outcome()) {
      case Outcome.Converged converged ->
          "the gradient's norm fell to "
              + converged.gradientNorm()
              + ", within the tolerance of "
              + converged.tolerance()
              + ".";
      case Outcome.StepLimit _ ->
          run.minimum.steps()
              + " steps were taken; the gradient's norm is "
              + run.minimum.gradientNorm()
              + (run.hardlyMoved()
                  ? " and the value hardly changed; try a larger rate."
                  : "; more steps would go on from here.");
      case Outcome.Diverged diverged ->
          "the value went from "
              + diverged.startValue()
              + " the wrong way to "
              + diverged.endValue()
              + ", for each step jumps too far; try a rate ten times smaller, "
              + run.rate / 10
              + ".";
      case Outcome.NonFinite broken ->
          broken.where()
              + " was NaN or infinite after "
              + broken.step()
              + " steps; try a smaller rate, or start where the function is defined.";
    };
  }

  private static SequencedMap<String, double[][]> paths(List<Run> runs) {
    SequencedMap<String, double[][]> paths = new LinkedHashMap<>();
    runs.forEach(run -> paths.put("rate " + run.rate, run.minimum.path()));
    return paths;
  }

  /// Shows where all walks begin and those that stay; of walks that only run away the first steps.
  private static Window window(List<Run> runs) {
    boolean allAstray = runs.stream().allMatch(Run::isAstray);
    return Window.around(
        runs.stream()
            .flatMap(run -> Arrays.stream(run.minimum.path()).limit(run.shown(allAstray)))
            .toArray(double[][]::new));
  }

  private Figure plane(Formula formula, DifferentiableFunction function, List<Run> runs) {
    Figure figure = Figures.descent(formula.text(), function::value, paths(runs), window(runs));
    return (ascend ? figure.retitled("Ascent on " + formula.text()) : figure)
        .axes(formula.variables().get(0), formula.variables().get(1));
  }

  /// The graph of a function of one variable with the points visited on it, as far as they stay
  /// near; a diverging path would leave no scale for anything else.
  private Figure curve(Formula formula, List<Run> runs) {
    double start = runs.getFirst().minimum.path()[0][0];
    double reach = 1;
    for (Run run : runs) {
      if (!run.isAstray()) {
        for (double[] x : run.minimum.path()) {
          reach = Math.max(reach, 1.2 * Math.abs(x[0] - start));
        }
      }
    }
    double left = start - reach;
    double right = start + reach;
    Figure figure =
        Figure.titled((ascend ? "Ascent on " : "Descent on ") + formula.text())
            .axes(formula.variables().getFirst(), "f")
            .across(left, right)
            .curve("f", x -> formula.at(x), Style.plain().withDash(Dash.SOLID));
    int index = 0;
    for (Run run : runs) {
      double[] x =
          Arrays.stream(run.minimum.path())
              .mapToDouble(point -> point[0])
              .filter(visited -> visited >= left && visited <= right)
              .toArray();
      double[] y = Arrays.stream(x).map(visited -> formula.at(visited)).toArray();
      figure = figure.path("rate " + run.rate, x, y, Style.number(index++));
    }
    return figure;
  }
}

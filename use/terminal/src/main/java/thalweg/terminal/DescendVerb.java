package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.DifferentiableFunction;
import thalweg.descent.Curvature;
import thalweg.descent.Descent;
import thalweg.descent.DescentMethod;
import thalweg.descent.Gait;
import thalweg.descent.GradientDescent;
import thalweg.descent.Limits;
import thalweg.descent.Minimum;
import thalweg.descent.Options;
import thalweg.descent.Outcome;
import thalweg.descent.direction.SteepestDescent;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;
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
      "Rules: steepest, momentum, nesterov, adagrad, rmsprop, adam, adamw and others take steps of"
          + " a",
      "rate, with settings in quotes, such as \"adam(beta1 0.8)\"; lbfgs, bfgs, cg and newton"
          + " search for",
      "their steps and have no rate. Around a rule with a rate: decay, clip, and schedules of its"
          + " rate,",
      "warmup, step, exponential, polynomial, cosine, onecycle and plateau, which cuts the rate"
          + " when the",
      "value no longer falls: \"steepest(rate 1) + plateau(factor 0.5, patience 3)\".",
      "",
      "Examples:",
      "  thalweg descend 'x0^2 + x1^2' --from -3,4 --rate 0.1 --steps 100",
      "  thalweg descend 'x0^2 + x1^2' --from -3,4 --compare 0.1,1e-10,10 --picture paths.png",
      "  thalweg descend 'x^2 + 20*y^2' --from 9,1 --compare steepest,momentum,adam,lbfgs",
      "  thalweg descend 'sin(x)' --from 1 --ascend --method automatic",
      "  thalweg descend --problem rosenbrock --rule lbfgs",
      "  thalweg descend --problems",
      "",
      "Ends with exit code 3 when the descent diverged; --compare ends with 0, for there it is a",
      "finding."
    })
final class DescendVerb implements Callable<Integer> {
  private static final int STEPS = GradientDescent.defaults().steps();

  /// What may be given together with `--problems`.
  private static final Set<String> BESIDE_PROBLEMS =
      Set.of("--problems", "--steps", "--json", "--quiet", "--debug");

  private final Output output;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private Shared shared = new Shared();
  @Mixin private Formulas formulas = new Formulas();

  @Option(
      names = "--from",
      paramLabel = "A,B[,…]",
      description = "The starting point, one number for each variable; a problem has its own.")
  private @Nullable String from;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "The learning rate. Default: the rule's own, 0.1 for steepest.")
  private @Nullable Double rate;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How many steps at most. Default: 100 for rules with a rate.")
  private @Nullable Integer steps;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description =
          "Stop where the gradient's norm is at most this. Default: 1e-10, where steps are searched"
              + " for 1e-8; 0 never stops.")
  private @Nullable Double tolerance;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "From gradient to step, see below. Default: steepest.")
  private @Nullable String rule;

  @Option(names = "--ascend", description = "Walk up instead of down.")
  private boolean ascend;

  @Option(
      names = "--compare",
      paramLabel = "A,B,…",
      description = "Walk once with each of these rates, or of these rules, and compare.")
  private @Nullable String compare;

  @Option(
      names = "--problem",
      paramLabel = "NAME",
      description = "A known test problem instead of EXPR, such as rosenbrock or himmelblau.")
  private @Nullable String problem;

  @Option(
      names = "--problems",
      description =
          "Solve all test problems by all methods; rules with a rate take 1000 steps if --steps"
              + " does not say.")
  private boolean problems;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw contours and paths, for one or two variables; .png or .svg.")
  private @Nullable Path picture;

  DescendVerb(Output output) {
    this.output = output;
  }

  /// What is walked on: a written formula or a known problem.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Ground(
      String text,
      List<String> variables,
      @Nullable Formula formula,
      ToDoubleFunction<double[]> values,
      double[] start) {
    int dimension() {
      return start.length;
    }
  }

  /// One walk, and how it is called.
  private record Run(
      String name, DescentMethod method, double startValue, Minimum minimum, Gait gait) {
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

    boolean hasRate() {
      return method instanceof GradientDescent;
    }

    double rate() {
      return method instanceof GradientDescent descent ? descent.rule().rate() : Double.NaN;
    }
  }

  @Override
  public Integer call() {
    output.with(shared);
    if (problems) {
      requireAllProblems();
      new ProblemTable(steps == null ? ProblemTable.STEPS : steps).print(output);
      return ExitCode.OK;
    }
    formulas.check();
    SequencedMap<String, DescentMethod> methods = methods();
    Ground ground = ground();
    PictureFile file = picture == null ? null : new PictureFile("--picture", picture);
    if (file != null && ground.dimension() > 2) {
      throw Failure.usage(
          "--picture needs a function of one or two variables; "
              + ground.text
              + " has "
              + ground.dimension()
              + ".");
    }
    List<Run> runs = new ArrayList<>();
    methods.forEach(
        (name, method) -> runs.add(walk(name, method, ground, output.isJson() || file != null)));
    if (compare == null) {
      output.json(fill(Json.object().put("verb", "descend"), ground, runs.getFirst()));
      print(ground, runs.getFirst());
    } else {
      compared(ground, runs);
    }
    if (file != null) {
      file.save(() -> ground.dimension() == 1 ? curve(ground, runs) : plane(ground, runs));
      output.detail("picture: " + picture);
    }
    return compare == null ? exitCode(runs.getFirst().minimum.outcome()) : ExitCode.OK;
  }

  /// The table has starts, methods and rates of its own; what would change them is not passed over.
  private void requireAllProblems() {
    List<String> others = new ArrayList<>(formulas.isGiven() ? List.of("EXPR") : List.of());
    if (spec != null) {
      spec.commandLine().getParseResult().matchedOptions().stream()
          .map(OptionSpec::longestName)
          .filter(name -> !BESIDE_PROBLEMS.contains(name))
          .forEach(others::add);
    }
    if (!others.isEmpty()) {
      throw Failure.usage(
          String.join(", ", others)
              + ": --problems solves all problems from their own starts by all methods; leave this"
              + " out, or take one problem with --problem NAME.");
    }
  }

  private SequencedMap<String, DescentMethod> methods() {
    int most = steps == null ? STEPS : steps;
    String usual = rule == null ? "steepest" : rule;
    SequencedMap<String, DescentMethod> methods = new LinkedHashMap<>();
    if (compare == null) {
      DescentMethod method = DescentMethods.parse("--rule", usual, rate, most);
      if (rate != null && !(method instanceof GradientDescent)) {
        throw Failure.usage(
            "--rate: " + usual + " searches for its steps and has no rate; leave it out.");
      }
      methods.put(usual, method);
      return methods;
    }
    List<String> parts = DescentMethods.parts(compare);
    if (parts.stream().allMatch(part -> part.matches("[a-zA-Z].*") && !part.matches("NaN|pi|e"))) {
      if (rule != null) {
        throw Failure.usage("--rule: --compare names the rules itself; leave one of the two out.");
      }
      parts.forEach(
          part -> add(methods, part, DescentMethods.parse("--compare", part, rate, most)));
      return methods;
    }
    for (String part : parts) {
      if (DescentMethods.isNamed(part)) {
        throw Failure.usage(
            "--compare: \""
                + part
                + "\" is a rule, but not all of \""
                + compare
                + "\" are; give rules alone, such as \"steepest(rate 0.1)\", or rates alone.");
      }
    }
    if (rate != null) {
      throw Failure.usage("--rate: --compare names the rates itself; leave one of the two out.");
    }
    if (!(DescentMethods.parse("--rule", usual, null, most) instanceof GradientDescent)) {
      throw Failure.usage(
          "--compare: "
              + usual
              + " searches for its steps and has no rate; compare rules instead.");
    }
    for (double each : Numbers.list("--compare", compare)) {
      add(methods, "rate " + each, DescentMethods.parse("--rule", usual, each, most));
    }
    return methods;
  }

  private static void add(
      SequencedMap<String, DescentMethod> methods, String name, DescentMethod method) {
    if (methods.put(name, method) != null) {
      throw Failure.usage("--compare: " + name + " is there twice; name each way once.");
    }
  }

  private Ground ground() {
    if (problem != null) {
      if (formulas.isGiven()) {
        throw Failure.usage("--problem: give either a problem or a function EXPR, not both.");
      }
      Problem known = Problems.named(problem);
      List<String> names = IntStream.range(0, known.dimension()).mapToObj(i -> "x" + i).toList();
      double[] start = from == null ? known.start() : Numbers.list("--from", from);
      if (start.length != known.dimension()) {
        throw Failure.usage(
            "--from: "
                + start.length
                + " numbers given, "
                + known.title()
                + " has "
                + known.dimension()
                + " variables.");
      }
      return new Ground(known.title(), names, null, known.function()::value, start);
    }
    Formula formula = formulas.formula();
    if (from == null) {
      throw Failure.usage(
          "--from is missing; give the starting point, one number for each variable.");
    }
    double[] start = Formulas.point("--from", from, formula);
    return new Ground(formula.text(), formula.variables(), formula, x -> formula.at(x), start);
  }

  /// Returns the function with its gradient: a problem's own, the way `--method` asks for, or, if
  /// it does not and steps are searched for, differences that are made more exact as need be.
  private DifferentiableFunction function(Ground ground, DescentMethod method) {
    if (problem != null && !isMethodGiven()) {
      return Problems.named(problem).function();
    }
    if (ground.formula != null && (isMethodGiven() || method instanceof GradientDescent)) {
      return formulas.differentiable(ground.formula);
    }
    if (ground.formula != null) {
      Formula formula = ground.formula;
      return Descent.byDifferences(formula, ground.dimension());
    }
    throw Failure.usage("--method: a problem brings its own gradient; leave this out.");
  }

  private boolean neverStops() {
    return tolerance != null && tolerance == 0;
  }

  private boolean isMethodGiven() {
    return spec != null
        && (spec.commandLine().getParseResult().hasMatchedOption("--method")
            || spec.commandLine().getParseResult().hasMatchedOption("--step"));
  }

  private Run walk(String name, DescentMethod method, Ground ground, boolean keepPath) {
    Gait.Watch watch = new Gait.Watch();
    Options options = Options.defaults().listen(watch);
    options = keepPath ? options.withPath() : options;
    options = tolerance == null ? options : options.withTolerance(tolerance);
    options = steps == null ? options : options.withLimits(Limits.defaults().withSteps(steps));
    DifferentiableFunction function = function(ground, method);
    Minimum minimum =
        ascend
            ? Descent.maximise(function, ground.start, method, options)
            : Descent.minimise(function, ground.start, method, options);
    return new Run(
        name,
        method,
        ground.values.applyAsDouble(ground.start),
        minimum,
        watch.of(minimum, ascend));
  }

  private static int exitCode(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Converged _,
          Outcome.StepLimit _,
          Outcome.Stalled _,
          Outcome.Kink _,
          Outcome.Flat _,
          Outcome.Saddle _,
          Outcome.EvaluationLimit _,
          Outcome.TimeLimit _,
          Outcome.Stopped _ ->
          ExitCode.OK;
      case Outcome.Diverged _, Outcome.NonFinite _, Outcome.Unbounded _ -> ExitCode.DIVERGED;
      case Outcome.WrongGradient _ -> ExitCode.CHECK_FAILED;
    };
  }

  private static Json fill(Json json, Ground ground, Run run) {
    Minimum minimum = run.minimum;
    json.put("from", ground.start).put("rule", run.method.toString());
    if (run.hasRate()) {
      json.put("rate", run.rate());
    }
    return json.put("point", minimum.point())
        .put("value", minimum.value())
        .put("gradientNorm", minimum.gradientNorm())
        .put("steps", minimum.steps())
        .put("valueEvaluations", minimum.valueEvaluations())
        .put("gradientEvaluations", minimum.gradientEvaluations())
        .put("outcome", minimum.outcome().written())
        .put("gait", run.gait.name())
        .put("bestPoint", minimum.bestPoint())
        .put("bestValue", minimum.bestValue())
        .put("path", minimum.path());
  }

  private String headline(Ground ground, boolean searching) {
    String what = ground.formula == null ? ground.text : Formulas.head(ground.formula);
    String how =
        ground.formula == null
            ? "its own derivatives"
            : searching && !isMethodGiven()
                ? "differences, refined as the gradient shrinks"
                : formulas.methodWords();
    return what + ", " + (ascend ? "up" : "down") + " the gradient by " + how;
  }

  private void print(Ground ground, Run run) {
    Minimum minimum = run.minimum;
    output.detail(headline(ground, !run.hasRate()));
    output.result("from           " + Numbers.point(ground.start));
    output.result("to             " + Numbers.point(minimum.point()));
    output.result("value          " + minimum.value());
    output.result("gradient norm  " + minimum.gradientNorm());
    if (run.method instanceof GradientDescent descent
        && descent.rule() instanceof SteepestDescent) {
      output.result("rate           " + run.rate());
    } else {
      output.result("rule           " + run.method);
    }
    output.result("steps          " + minimum.steps());
    output.result(
        "evaluations    %d of the value, %d of the gradient"
            .formatted(minimum.valueEvaluations(), minimum.gradientEvaluations()));
    output.result("outcome        " + minimum.outcome().written() + ": " + why(run));
  }

  private void compared(Ground ground, List<Run> runs) {
    Curvature curvature = curvature(ground, runs);
    Json json =
        Json.object()
            .put("verb", "descend")
            .put("runs", runs.stream().map(run -> fill(Json.object(), ground, run)).toList());
    if (curvature != null) {
      json.put(
          "curvature",
          Json.object()
              .put("least", curvature.least())
              .put("greatest", curvature.greatest())
              .put("criticalRate", curvature.criticalRate())
              .put("bestRate", curvature.bestRate()));
    }
    output.json(json);
    boolean searching = runs.stream().noneMatch(Run::hasRate);
    output.detail(headline(ground, searching) + ", from " + Numbers.point(ground.start));
    boolean few = ground.dimension() <= 3;
    Table table =
        new Table(
            "way",
            "steps",
            "values",
            "gradients",
            few ? "point" : "best value",
            "value",
            "gradient norm",
            "outcome");
    for (Run run : runs) {
      Minimum minimum = run.minimum;
      table.row(
          run.name,
          Integer.toString(minimum.steps()),
          Long.toString(minimum.valueEvaluations()),
          Long.toString(minimum.gradientEvaluations()),
          few ? Numbers.point(minimum.point()) : Double.toString(minimum.bestValue()),
          Double.toString(minimum.value()),
          Double.toString(minimum.gradientNorm()),
          minimum.outcome().written());
    }
    output.result(table.lines());
    runs.forEach(run -> output.detail(run.name + ": " + run.gait.words() + "; " + why(run)));
    if (curvature != null) {
      output.detail(
          "curvature from %.4g to %.4g at the best point: a constant rate diverges above 2/L = %.4g and is best at %.4g, where each step leaves %.1f %% of the error."
              .formatted(
                  curvature.least(),
                  curvature.greatest(),
                  curvature.criticalRate(),
                  curvature.bestRate(),
                  100 * curvature.shrinkage()));
    }
  }

  /// Returns the curvatures at the best point found, if they say anything about a constant rate.
  private @Nullable Curvature curvature(Ground ground, List<Run> runs) {
    boolean anyConstant =
        runs.stream()
            .anyMatch(
                run ->
                    run.method instanceof GradientDescent descent
                        && descent.rule() instanceof SteepestDescent);
    Run best = runs.getFirst();
    for (Run run : runs) {
      boolean better =
          ascend
              ? run.minimum.bestValue() > best.minimum.bestValue()
              : run.minimum.bestValue() < best.minimum.bestValue();
      best = better ? run : best;
    }
    if (!anyConstant || !Double.isFinite(best.minimum.bestValue())) {
      return null;
    }
    DifferentiableFunction function =
        ground.formula == null
            ? function(ground, best.method)
            : formulas.differentiable(ground.formula);
    Curvature curvature = Curvature.at(function, best.minimum.bestPoint());
    if (ascend) {
      curvature = new Curvature(-curvature.greatest(), -curvature.least());
    }
    return Double.isFinite(curvature.criticalRate()) && Double.isFinite(curvature.bestRate())
        ? curvature
        : null;
  }

  /// Returns in one sentence why the walk ended as it did and what to do about it.
  private String why(Run run) {
    return switch (run.minimum.outcome()) {
      case Outcome.StepLimit _ when run.minimum.gradientNorm() == 0 && !neverStops() ->
          run.minimum.steps()
              + " steps were taken; the differences vanish beside the point, so no gradient can be"
              + " had there; use --method automatic, or give a larger --step.";
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
              + run.rate() / 10
              + ".";
      case Outcome.WrongGradient wrong ->
          wrong.sentence() + " thalweg gradient shows it by differences.";
      case Outcome other -> other.sentence();
    };
  }

  private static SequencedMap<String, double[][]> paths(List<Run> runs) {
    SequencedMap<String, double[][]> paths = new LinkedHashMap<>();
    runs.forEach(run -> paths.put(pathName(run), run.minimum.path()));
    return paths;
  }

  private static String pathName(Run run) {
    return run.name.equals("steepest") ? "rate " + run.rate() : run.name;
  }

  /// Shows where all walks begin and those that stay; of walks that only run away the first steps.
  private static Window window(List<Run> runs) {
    boolean allAstray = runs.stream().allMatch(Run::isAstray);
    return Window.around(
        runs.stream()
            .flatMap(run -> Arrays.stream(run.minimum.path()).limit(run.shown(allAstray)))
            .toArray(double[][]::new));
  }

  private Figure plane(Ground ground, List<Run> runs) {
    Figure figure = Figures.descent(ground.text, ground.values, paths(runs), window(runs));
    return (ascend ? figure.retitled("Ascent on " + ground.text) : figure)
        .axes(ground.variables.get(0), ground.variables.get(1));
  }

  /// The graph of a function of one variable with the points visited on it, as far as they stay
  /// near; a diverging path would leave no scale for anything else.
  private Figure curve(Ground ground, List<Run> runs) {
    double start = ground.start[0];
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
        Figure.titled((ascend ? "Ascent on " : "Descent on ") + ground.text)
            .axes(ground.variables.getFirst(), "f")
            .across(left, right)
            .curve(
                "f",
                x -> ground.values.applyAsDouble(new double[] {x}),
                Style.plain().withDash(Dash.SOLID));
    int index = 0;
    for (Run run : runs) {
      double[] x =
          Arrays.stream(run.minimum.path())
              .mapToDouble(point -> point[0])
              .filter(visited -> visited >= left && visited <= right)
              .toArray();
      double[] y =
          Arrays.stream(x)
              .map(visited -> ground.values.applyAsDouble(new double[] {visited}))
              .toArray();
      figure = figure.path(pathName(run), x, y, Style.number(index++));
    }
    return figure;
  }
}

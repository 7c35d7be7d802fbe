package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thalweg.calculus.derivative.Derivative.Method;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.numerical.LadderGradient;
import thalweg.descent.BoundedLimitedMemoryBfgs;
import thalweg.descent.Bounds;
import thalweg.descent.DescentMethod;
import thalweg.descent.GradientDescent;
import thalweg.descent.Limits;
import thalweg.descent.MethodParser;
import thalweg.descent.ModelTrustRegion;
import thalweg.descent.NelderMead;
import thalweg.descent.Options;
import thalweg.descent.constraint.Constraint;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;

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
      "their steps and have no rate, and go over to model where they find the values noisy; model,"
          + " a trust",
      "region around a quadratic through values, needs no gradient: for dear and noisy values;"
          + " neldermead",
      "neither: for jumps. Around a rule with a rate: decay, clip, and schedules of its rate,",
      "warmup, step, exponential, polynomial, cosine, onecycle and plateau, which cuts the rate"
          + " when the",
      "value no longer falls: \"steepest(rate 1) + plateau(factor 0.5, patience 3)\".",
      "",
      "Examples:",
      "  thalweg descend 'x0^2 + x1^2' --from -3,4 --rate 0.1 --steps 100",
      "  thalweg descend 'x0^2 + x1^2' --from -3,4 --compare 0.1,1e-10,10 --picture paths.png",
      "  thalweg descend 'x^2 + 20*y^2' --from 9,1 --compare steepest,momentum,adam,lbfgs",
      "  thalweg descend 'sin(x)' --from 1 --ascend --method automatic",
      "  thalweg descend '100*(y - x^2)^2 + (1 - x)^2' --from x=-1.2,y=1 --within x=-2:0.5,y=0:",
      "  thalweg descend 'x^2 + y^2' --from 3,0 --subject-to 'x + y = 1' --subject-to 'x*y >= 0.1'",
      "  thalweg descend 'x*sin(x) + y^2' --within x=-9:9,y=-1:1 --global 50",
      "  thalweg descend 'x^3 - 2*x' --within 0:2",
      "  thalweg descend --problem rosenbrock --rule lbfgs",
      "  thalweg descend --problems",
      "  thalweg descend --problems --noise 1e-6",
      "",
      "Ends with exit code 3 when the descent diverged; --compare ends with 0, for there it is a",
      "finding."
    })
final class DescendVerb implements Callable<Integer> {
  /// The step of the differences: `--step` would be taken for the number of steps or the rate.
  static final String STEP = "--difference-step";

  private static final int STEPS = GradientDescent.defaults().steps();
  private static final String LBFGS = DescentMethods.LBFGS;
  private static final String SIMPLEX = "neldermead";
  private static final String MODEL = "model";

  /// What may be given together with `--problems`.
  private static final Set<String> BESIDE_PROBLEMS =
      Set.of("--problems", "--members", "--steps", "--json", "--quiet", "--debug");

  private static final Set<String> BESIDE_NOISE =
      Set.of(
          "--problems",
          "--noise",
          "--picture",
          "--figure-size",
          "--title",
          "--dark",
          "--transparent",
          "--x-range",
          "--y-range",
          "--json",
          "--quiet",
          "--debug");

  private final Output output;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private Shared shared = new Shared();
  @Mixin private DigitsOption digits = new DigitsOption();

  @Mixin private Formulas formulas = new Formulas(Method.CENTRAL, STEP);
  @Mixin private SearchOptions search = new SearchOptions();
  @Mixin private FigureOptions look = new FigureOptions();

  @Option(
      names = "--from",
      paramLabel = "A,B[,…]",
      description =
          "The starting point, one number for each variable, in order of appearance or by name,"
              + " x=-1.2,y=1; a problem has its own.")
  private @Nullable String from;

  @Option(
      names = "--within",
      paramLabel = "x=A:B,y=C:[,…]",
      description =
          "Bounds of variables, in which the function is called; an end may be left open, equal"
              + " ends fix the variable. Only lbfgs, which is then the rule, model and neldermead"
              + " keep them.")
  private @Nullable String within;

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
      names = "--values",
      paramLabel = "N",
      description =
          "How many values of the function at most. Default: where steps are searched for, 2000 for"
              + " each variable and 2000 more.")
  private @Nullable Long values;

  @Option(
      names = STEP,
      paramLabel = "H",
      description = "The step of the differences that give the gradient. Default: 1e-4.")
  private @Nullable Double differenceStep;

  @Option(names = "--step", arity = "0..1", fallbackValue = "", hidden = true)
  private @Nullable String step;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description =
          "Stop where the gradient's norm is at most this. Default: 1e-10, where steps are searched"
              + " for 1e-8, if a look around agrees that this is near the bottom; 0 never stops.")
  private @Nullable Double tolerance;

  @Option(
      names = "--relative-tolerance",
      paramLabel = "T",
      description =
          "Stop also where the gradient's norm is at most this share of its norm at the start."
              + " Default: 0, which never stops.")
  private @Nullable Double relativeTolerance;

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
          "Solve all test problems by all methods, and functions drawn at random from families of"
              + " which the truth is known; rules with a rate take 1000 steps if --steps does not"
              + " say.")
  private boolean problems;

  @Option(
      names = "--members",
      paramLabel = "N",
      description = "How many functions of each family --problems draws. Default: 20.")
  private @Nullable Integer members;

  @Option(
      names = "--noise",
      paramLabel = "S",
      description =
          "With --problems: solve the 53 problems of Moré and Wild instead, from values of which"
              + " every square is off by up to S of itself, and show how many are solved within how"
              + " many values.")
  private @Nullable Double noise;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw contours and paths, for one or two variables; .png or .svg.")
  private @Nullable Path picture;

  @Option(
      names = "--surface",
      description =
          "Draw a function of two variables as a surface seen from the side, with the paths on it,"
              + " not as contours.")
  private boolean surface;

  DescendVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    return digits.in(shared, this::answer);
  }

  private int answer() {
    requireNoStep();
    if (problems && noise != null) {
      requireAllProblems(BESIDE_NOISE);
      new NoisyTable(noise).print(output, look.file(picture));
      return ExitCode.OK;
    }
    if (noise != null) {
      throw Failure.usage("--noise: this is for --problems alone; leave it out.");
    }
    if (problems) {
      requireAllProblems(BESIDE_PROBLEMS);
      new ProblemTable(steps == null ? ProblemTable.STEPS : steps)
          .print(output, new FamilyTable(members == null ? FamilyTable.MEMBERS : members));
      return ExitCode.OK;
    }
    if (members != null) {
      throw Failure.usage("--members: this is for --problems alone; leave it out.");
    }
    formulas.step = differenceStep;
    formulas.check();
    if (search.isGiven() || isInterval()) {
      return search();
    }
    Ground ground = ground();
    SequencedMap<String, DescentMethod> methods = methods(ground);
    PictureFile file = look.file(picture);
    if (file != null && ground.dimension() > 2) {
      throw Failure.usage(
          "--picture needs a function of one or two variables; "
              + ground.text()
              + " has "
              + ground.dimension()
              + ".");
    }
    if (surface && (file == null || ground.dimension() != 2)) {
      throw Failure.usage(
          "--surface: this says how the picture of a function of two variables is drawn; "
              + (file == null ? "give --picture FILE as well." : "leave it out."));
    }
    List<String> warnings = new ArrayList<>();
    if (from != null && formulas.variables == null) {
      ground.coordinates().doubt("--from", from, ground.start()).ifPresent(warnings::add);
    }
    warnings.forEach(warning -> output.note("thalweg descend: " + warning));
    DescentPlan plan = plan(ground, output.isJson() || file != null);
    List<Walk> walks = new ArrayList<>();
    methods.forEach((name, method) -> walks.add(plan.walk(name, method)));
    boolean searching = walks.stream().noneMatch(Walk::hasRate);
    DescentReport report =
        new DescentReport(
            output, plan, derivatives(searching), warnings, advice -> command(advice, ground));
    if (compare == null) {
      report.alone(walks.getFirst());
    } else {
      report.compared(walks);
    }
    boolean drawable = Double.isFinite(ground.values().applyAsDouble(ground.start()));
    if (file != null && !drawable) {
      output.note("thalweg descend: no picture, for the value at the start is not finite.");
    } else if (file != null) {
      file.save(new DescentPicture(plan, walks, surface)::figure);
      output.detail("picture: " + picture);
    }
    return compare == null ? walks.getFirst().exitCode() : ExitCode.OK;
  }

  /// Returns whether a function of one variable is to be searched between two ends, without a
  /// start.
  private boolean isInterval() {
    return from == null
        && within != null
        && problem == null
        && rule == null
        && compare == null
        && formulas.formula().variables().size() == 1;
  }

  /// Looks for another kind of answer than one walk gives: under constraints, from many starts, or
  /// in an interval.
  private int search() {
    refuseBesideSearch();
    List<String> names =
        SearchPlan.variables(formulas.formula().text(), search.constraints, formulas.variables);
    Formula formula = Formula.parse(formulas.text, names);
    Coordinates coordinates = new Coordinates(formula.text(), names);
    if (names.isEmpty()) {
      throw Failure.usage(formula.text() + " has no variables; a descent needs at least one.");
    }
    Limits limits = Limits.defaults();
    limits = steps == null ? limits : limits.withSteps(steps);
    limits = values == null ? limits : limits.withValues(values);
    Bounds bounds = within == null ? null : coordinates.bounds("--within", within);
    SearchPlan plan =
        new SearchPlan(
            coordinates,
            formula,
            search.constraints.stream().map(text -> Constraint.parse(text, names)).toList(),
            bounds,
            formulas.method == null || formulas.isAutomatic(),
            ascend,
            limits,
            tolerance);
    PictureFile file = look.file(picture);
    if (file != null && (names.size() > 2 || search.starts != null)) {
      throw Failure.usage(
          search.starts == null
              ? "--picture needs a function of one or two variables; there are "
                  + names.size()
                  + " here."
              : "--picture: --global draws none; leave it out.");
    }
    if (search.starts != null) {
      if (search.starts < 1) {
        throw Failure.usage("--global is " + search.starts + "; there must be at least 1 start.");
      }
      if (from != null) {
        throw Failure.usage("--from: --global chooses its starts itself; leave it out.");
      }
      return new MinimaReport(output, plan).run(search.starts, List.of());
    }
    if (from == null && bounds != null && search.constraints.isEmpty()) {
      return new ScalarReport(output, plan).run(bounds, List.of(), file);
    }
    if (from == null) {
      throw Failure.usage(
          "--from is missing; give the starting point, one number for each variable.");
    }
    double[] start = coordinates.point("--from", from);
    if (bounds != null) {
      requireInside(coordinates, bounds, start);
    }
    List<String> warnings =
        formulas.variables == null
            ? coordinates.doubt("--from", from, start).stream().toList()
            : List.of();
    warnings.forEach(warning -> output.note("thalweg descend: " + warning));
    return new ConstrainedReport(output, plan).run(start, warnings, file);
  }

  /// Constraints, many starts and intervals have a method of their own.
  private void refuseBesideSearch() {
    Map<String, @Nullable Object> others = new LinkedHashMap<>();
    others.put("--rule", rule);
    others.put("--rate", rate);
    others.put("--compare", compare);
    others.put("--problem", problem);
    others.put("--relative-tolerance", relativeTolerance);
    others.put(STEP, differenceStep);
    others.put("--surface", surface ? true : null);
    boolean isKnown = formulas.method == null || formulas.isAutomatic() || isCentral();
    others.put("--method " + formulas.method, isKnown ? null : formulas.method);
    others.forEach(
        (name, value) -> {
          if (value != null) {
            throw Failure.usage(
                name
                    + ": "
                    + (search.constraints.isEmpty()
                        ? search.starts == null ? "an interval" : "--global"
                        : "--subject-to")
                    + " has a method of its own, with gradients automatic or central; leave this"
                    + " out.");
          }
        });
  }

  private boolean isCentral() {
    return formulas.method() == Method.CENTRAL;
  }

  /// Someone who writes `--step 5` means steps, someone who writes `--step 0.1` perhaps a rate.
  private void requireNoStep() {
    if (step != null) {
      throw Failure.usage(
          ("--step " + step).strip()
              + " may mean three things here: --steps N is how many steps to take, --rate R how"
              + " long they are, and "
              + STEP
              + " H the step of the differences; write the one you mean.");
    }
  }

  /// The table has starts, methods and rates of its own; what would change them is not passed over.
  private void requireAllProblems(Set<String> allowed) {
    List<String> others = new ArrayList<>(formulas.isGiven() ? List.of("EXPR") : List.of());
    if (spec != null) {
      spec.commandLine().getParseResult().matchedOptions().stream()
          .map(OptionSpec::longestName)
          .filter(name -> !allowed.contains(name))
          .forEach(others::add);
    }
    if (!others.isEmpty()) {
      throw Failure.usage(
          String.join(", ", others)
              + ": --problems solves all problems from their own starts by all methods; leave this"
              + " out, or take one problem with --problem NAME.");
    }
  }

  private SequencedMap<String, DescentMethod> methods(Ground ground) {
    int most = steps == null ? STEPS : steps;
    if (ground.bounds() != null) {
      return bounded(ground.bounds());
    }
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
      if (MethodParser.isNamed(part)) {
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

  /// Nothing but L-BFGS, the model and the simplex keep to bounds.
  private SequencedMap<String, DescentMethod> bounded(Bounds bounds) {
    String name = rule == null ? LBFGS : rule.strip().toLowerCase(Locale.ROOT);
    DescentMethod method =
        switch (name) {
          case SIMPLEX -> NelderMead.within(bounds);
          case MODEL -> ModelTrustRegion.within(bounds);
          default -> BoundedLimitedMemoryBfgs.within(bounds);
        };
    boolean other = method instanceof BoundedLimitedMemoryBfgs && !name.equals(LBFGS);
    if (other || compare != null || rate != null) {
      throw Failure.usage(
          "--within: only the rules lbfgs, model and neldermead keep to bounds; leave out "
              + (other ? "--rule " + rule : compare != null ? "--compare" : "--rate")
              + ".");
    }
    SequencedMap<String, DescentMethod> methods = new LinkedHashMap<>();
    methods.put(name, method);
    return methods;
  }

  private Ground ground() {
    if (problem != null) {
      if (formulas.isGiven()) {
        throw Failure.usage("--problem: give either a problem or a function EXPR, not both.");
      }
      if (isMethodGiven()) {
        throw Failure.usage("--method: a problem brings its own gradient; leave this out.");
      }
      if (formulas.variables != null) {
        throw Failure.usage(
            "--variables: a problem has its own, x0, x1 and so on; leave this out.");
      }
      Problem known = Problems.named(problem);
      List<String> names = IntStream.range(0, known.dimension()).mapToObj(i -> "x" + i).toList();
      Coordinates coordinates = new Coordinates(known.title(), names);
      double[] start = from == null ? known.start() : coordinates.point("--from", from);
      return new Ground(
          coordinates, null, known.function()::value, start, bounds(coordinates, start));
    }
    Formula formula = formulas.formula();
    Coordinates coordinates = new Coordinates(formula.text(), formula.variables());
    if (formula.variables().isEmpty()) {
      throw Failure.usage(formula.text() + " has no variables; a descent needs at least one.");
    }
    if (from == null) {
      throw Failure.usage(
          "--from is missing; give the starting point, one number for each variable.");
    }
    double[] start = coordinates.point("--from", from);
    return new Ground(coordinates, formula, formula::at, start, bounds(coordinates, start));
  }

  private @Nullable Bounds bounds(Coordinates coordinates, double[] start) {
    if (within == null) {
      return null;
    }
    Bounds bounds = coordinates.bounds("--within", within);
    requireInside(coordinates, bounds, start);
    boolean reachesOut = isMethodGiven() && !formulas.isAutomatic() && !formulas.isLadder();
    if (reachesOut) {
      throw Failure.usage(
          "--within: "
              + formulas.methodWords(1)
              + ", would call the function outside its bounds; use --method automatic or ladder, or"
              + " leave this out.");
    }
    return bounds;
  }

  private static void requireInside(Coordinates coordinates, Bounds bounds, double[] start) {
    double[] lower = bounds.lower();
    double[] upper = bounds.upper();
    for (int i = 0; i < start.length; i++) {
      if (start[i] < lower[i] || start[i] > upper[i]) {
        throw Failure.usage(
            "--within: the start "
                + coordinates.variables().get(i)
                + " = "
                + start[i]
                + " lies outside its bounds, "
                + lower[i]
                + " to "
                + upper[i]
                + "; start inside, or widen them.");
      }
    }
  }

  private DescentPlan plan(Ground ground, boolean keepPath) {
    Options options = Options.defaults();
    options = keepPath ? options.withPath() : options;
    options = tolerance == null ? options : options.withTolerance(tolerance);
    options =
        relativeTolerance == null ? options : options.withRelativeTolerance(relativeTolerance);
    Limits limits = Limits.defaults();
    limits = steps == null ? limits : limits.withSteps(steps);
    limits = values == null ? limits : limits.withValues(values);
    options = options.withLimits(limits);
    return new DescentPlan(ground, gradient(ground), !isMethodGiven(), ascend, options);
  }

  /// Returns the function with the gradient that is asked for: a problem's own, or the formula's by
  /// the method given.
  private Supplier<DifferentiableFunction> gradient(Ground ground) {
    Formula formula = ground.formula();
    if (formula == null) {
      return () -> Problems.named(String.valueOf(problem)).function();
    }
    Bounds bounds = ground.bounds();
    if (bounds != null && formulas.isLadder()) {
      return () -> LadderGradient.of(formula).within(bounds.lower(), bounds.upper());
    }
    return () -> formulas.differentiable(formula);
  }

  /// Returns the command that follows an advice: this one with another method.
  private String command(Advice advice, Ground ground) {
    List<String> line = new ArrayList<>(List.of("descend"));
    if (problem == null) {
      line.add(formulas.text);
    }
    boolean exact = advice.automatic();
    option(line, "--problem", problem);
    option(line, "--variables", formulas.variables);
    boolean moved = !Arrays.equals(advice.start(), ground.start());
    option(line, "--from", moved ? ground.coordinates().assigned(advice.start()) : from);
    option(line, "--within", within);
    option(line, "--method", exact ? Method.AUTOMATIC.written() : formulas.method);
    option(line, STEP, exact ? null : formulas.step);
    option(line, "--tolerance", tolerance);
    option(line, "--relative-tolerance", relativeTolerance);
    if (ascend) {
      line.add("--ascend");
    }
    line.addAll(advice.options(STEPS));
    return Shell.line(line.toArray(String[]::new));
  }

  private static void option(List<String> line, String name, @Nullable Object value) {
    if (value != null) {
      line.addAll(List.of(name, value.toString()));
    }
  }

  /// Returns in words how the derivatives are had.
  private String derivatives(boolean searching) {
    if (problem != null) {
      return "its own derivatives";
    }
    return searching && !isMethodGiven()
        ? "differences, refined as the gradient shrinks"
        : formulas.methodWords(1);
  }

  private boolean isMethodGiven() {
    return formulas.method != null || formulas.step != null;
  }
}

package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;
import thalweg.descent.root.Equations;
import thalweg.descent.root.Root;
import thalweg.descent.root.RootOutcome;
import thalweg.descent.root.RootSearch;
import thalweg.descent.root.Solution;
import thalweg.descent.root.SolutionOutcome;

/// `thalweg solve`: finds where a written function is 0, or several are at once.
@Command(
    name = "solve",
    description = {
      "Find a root of an equation in one variable, or of as many equations as there are variables."
    },
    footer = {
      "",
      "An equation is written as a function that is to be 0, x^2 - 2, or with both its sides,",
      "x^2 = 2. One variable: a change of sign is looked for from --from outwards, from 0 where"
          + " none",
      "is given, or inside --within; the two ends are then brought together until they are",
      "neighbouring numbers. Several: Newton's method with a trust region leads on from --from.",
      "",
      "Examples:",
      "  thalweg solve 'x^2 = 2'",
      "  thalweg solve 'cos(x) - x' --within 0:1",
      "  thalweg solve 'tan(x) = x' --from 4.4",
      "  thalweg solve 'x^2 + y^2 = 1' 'x = y' --from 1,0 --picture meet.png",
      "",
      "Ends with exit code 3 where the functions are not finite or only vanish far away; that"
          + " there",
      "is no root, or none was found, is a finding. Complex roots are not looked for."
    })
final class SolveVerb implements Callable<Integer> {
  private static final String AUTOMATIC = "automatic";
  private static final String DIFFERENCES = "differences";

  /// An equals sign that is no part of a comparison.
  private static final Pattern EQUALS = Pattern.compile("(?<![<>=!])=(?!=)");

  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private DigitsOption digits = new DigitsOption();
  @Mixin private FigureOptions look = new FigureOptions();

  @Parameters(
      paramLabel = "EXPR",
      arity = "0..*",
      description = "The equations, one for each variable, such as 'x^2 = 2'.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "A[,B…]",
      description =
          "Where to begin, one number for each variable, in order of appearance or by name,"
              + " x=1,y=0.")
  private @Nullable String from;

  @Option(
      names = "--within",
      paramLabel = "x=A:B",
      description =
          "For one variable: between which numbers to look; with --from they bound the search.")
  private @Nullable String within;

  @Option(
      names = "--variables",
      paramLabel = "NAMES",
      description = "The variables in order, such as x,y. Default: in order of appearance.")
  private @Nullable String variables;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description =
          "How slopes are had: automatic (exact, by dual numbers) or differences (from values"
              + " alone). Default: automatic.")
  private @Nullable String method;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description =
          "For one variable: how wide the interval of the root may stay, as a share of the root."
              + " Default: 0, neighbouring numbers.")
  private @Nullable Double tolerance;

  @Option(
      names = "--values",
      paramLabel = "N",
      description =
          "How many values of the functions at most. Default: 3000, for systems 2000 for each"
              + " variable and 2000 more.")
  private @Nullable Long values;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description =
          "Draw the curve with its root, or the curves of two equations with where they meet; .png"
              + " or .svg.")
  private @Nullable Path picture;

  SolveVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    return digits.in(shared, this::answer);
  }

  private int answer() {
    if (texts.isEmpty()) {
      throw Failure.usage("the equation EXPR is missing; write one such as 'x^2 = 2'.");
    }
    boolean isAutomatic = isAutomatic();
    if (values != null && values < 2) {
      throw Failure.usage("--values is " + values + "; there must be at least 2.");
    }
    List<Formula> formulas = formulas();
    List<String> names = formulas.getFirst().variables();
    Coordinates coordinates = new Coordinates(String.join(", ", texts), names);
    if (names.size() != formulas.size()) {
      throw Failure.usage(counts(formulas.size(), names));
    }
    PictureFile file = look.file(picture);
    if (file != null && names.size() > 2) {
      throw Failure.usage(
          "--picture needs one equation, or two in two variables; there are " + names.size() + ".");
    }
    List<String> warnings = new ArrayList<>();
    if (from != null && variables == null) {
      coordinates.doubt("--from", from, coordinates.point("--from", from)).ifPresent(warnings::add);
    }
    warnings.forEach(warning -> output.note("thalweg solve: " + warning));
    return names.size() == 1
        ? one(formulas.getFirst(), coordinates, isAutomatic, file)
        : several(formulas, coordinates, isAutomatic, warnings, file);
  }

  private static String counts(int equations, List<String> names) {
    String given =
        equations
            + (equations == 1 ? " equation" : " equations")
            + " in "
            + names.size()
            + (names.size() == 1 ? " variable" : " variables")
            + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")");
    return names.isEmpty()
        ? "there are no variables to solve for; write an equation such as 'x^2 = 2'."
        : given
            + "; give as many equations as variables, each in quotes"
            + (equations < names.size()
                ? ", or numbers in place of the others."
                : "; more are fitted by least squares, not solved: see thalweg help fit.");
  }

  private boolean isAutomatic() {
    String named = method == null ? AUTOMATIC : method.toLowerCase(Locale.ROOT);
    if (!named.equals(AUTOMATIC) && !named.equals(DIFFERENCES)) {
      throw Failure.usage(
          "--method: \"" + method + "\" is unknown; it must be automatic or differences.");
    }
    return named.equals(AUTOMATIC);
  }

  /// Returns the equations as functions of all variables that are to be 0.
  private List<Formula> formulas() {
    List<String[]> sides = texts.stream().map(SolveVerb::sides).toList();
    List<String> names;
    if (variables == null) {
      SequencedSet<String> found = new LinkedHashSet<>();
      sides.stream()
          .flatMap(Stream::of)
          .forEach(side -> found.addAll(Formula.parse(side).variables()));
      names = List.copyOf(found);
    } else {
      names = Stream.of(variables.split(",", -1)).map(String::strip).toList();
    }
    return sides.stream().map(both -> difference(both, names)).toList();
  }

  private static Formula difference(String[] sides, List<String> names) {
    for (String side : sides) {
      Formula.parse(side, names); // its own column is told where it is none
    }
    return Formula.parse(
        sides.length == 1 ? sides[0] : "(" + sides[0] + ") - (" + sides[1] + ")", names);
  }

  private static String[] sides(String text) {
    String[] sides = EQUALS.split(text, -1);
    if (sides.length > 2) {
      throw Failure.usage(
          "\""
              + text
              + "\" has "
              + (sides.length - 1)
              + " equals signs; write each equation as one EXPR in quotes of its own.");
    }
    for (String side : sides) {
      if (side.isBlank()) {
        throw Failure.usage(
            "\"" + text + "\" has an empty side; write an equation such as 'x^2 = 2'.");
      }
    }
    boolean isZero = sides.length == 2 && sides[1].strip().equals("0");
    return isZero ? new String[] {sides[0]} : sides;
  }

  private int one(
      Formula formula, Coordinates coordinates, boolean isAutomatic, @Nullable PictureFile file) {
    RootSearch search = RootSearch.of(formula.asScalar());
    search = tolerance == null ? search : search.tolerance(tolerance);
    search = values == null ? search : search.limit(values);
    Bounds bounds = within == null ? null : coordinates.bounds("--within", within);
    double lower = bounds == null ? Double.NEGATIVE_INFINITY : bounds.lower()[0];
    double upper = bounds == null ? Double.POSITIVE_INFINITY : bounds.upper()[0];
    if (!(lower < upper)) {
      throw Failure.usage(
          "--within: both ends are " + lower + "; there must be something between them.");
    }
    boolean isInterval = Double.isFinite(lower) && Double.isFinite(upper) && from == null;
    Root root;
    String where;
    double[] seen = {lower, upper};
    if (isInterval) {
      root = search.between(lower, upper);
      where = "between " + Numbers.shown(lower) + " and " + Numbers.shown(upper);
    } else {
      double start =
          from != null
              ? coordinates.point("--from", from)[0]
              : Double.isFinite(lower) ? lower : Double.isFinite(upper) ? upper : 0;
      if (start < lower || start > upper) {
        throw Failure.usage(
            "--within: the start "
                + coordinates.named(new double[] {start})
                + " lies outside its bounds, "
                + lower
                + " to "
                + upper
                + "; start inside, or widen them.");
      }
      root = search.within(lower, upper).near(start);
      seen = new double[] {start, start};
      where =
          "from "
              + coordinates.named(new double[] {start})
              + (bounds == null ? "" : ", " + coordinates.named(bounds));
    }
    Derivative slope =
        !root.isFound()
            ? null
            : isAutomatic ? DualGradient.derivative(formula, root.x()) : root.slope();
    print(root, slope, coordinates, where);
    json(root, slope, coordinates, isAutomatic);
    if (file != null && Double.isFinite(root.x())) {
      String name = coordinates.variables().getFirst();
      double[] ends = seen;
      file.save(() -> SolvePicture.curve(headline(), formula, name, ends[0], ends[1], root.x()));
      output.detail("picture: " + picture);
    }
    return root.outcome() instanceof RootOutcome.NonFinite ? ExitCode.DIVERGED : ExitCode.OK;
  }

  private void print(Root root, @Nullable Derivative slope, Coordinates names, String where) {
    output.result(headline() + ", " + where);
    output.result(
        (root.isFound() ? "root           " : "nearest        ")
            + names.named(new double[] {root.x()}));
    output.result("value          " + Numbers.shown(root.value()));
    if (root.lower() < root.upper()) {
      output.result(
          "between        " + Numbers.shown(root.lower()) + " and " + Numbers.shown(root.upper()));
    }
    if (slope != null) {
      output.result(
          "slope          "
              + Numbers.shown(slope.derivative())
              + ", error "
              + Numbers.error(slope.error()));
      double order = root.order();
      if (!Double.isNaN(order)) {
        output.result("order          " + order(order));
      }
    }
    output.result("evaluations    " + root.evaluations() + " of the value");
    output.result("outcome        " + root.outcome().written() + ": " + root.outcome().sentence());
  }

  private static String order(double order) {
    if (order == 1) {
      return "1, a simple root";
    }
    return order == Math.rint(order)
        ? (long) order + ", a multiple root"
        : Numbers.six(order) + ", with a vertical or bent tangent";
  }

  private void json(Root root, @Nullable Derivative slope, Coordinates names, boolean isAutomatic) {
    Json json =
        document(names, isAutomatic)
            .put("point", new double[] {root.x()})
            .put("values", new double[] {root.value()})
            .put("bracket", new double[] {root.lower(), root.upper()});
    if (slope == null) {
      json.putNull("slope").putNull("slopeError").putNull("order");
    } else {
      json.put("slope", slope.derivative())
          .put("slopeError", slope.error())
          .put("order", root.order());
    }
    output.json(
        json.put("valueEvaluations", root.evaluations())
            .put("isRoot", root.isFound())
            .put("outcome", root.outcome().written())
            .put("reason", root.outcome().sentence())
            .put("warnings", List.of()));
  }

  private Json document(Coordinates names, boolean isAutomatic) {
    return Json.object()
        .put("verb", "solve")
        .put("equations", texts)
        .put("variables", names.variables())
        .put("method", isAutomatic ? AUTOMATIC : DIFFERENCES);
  }

  private String headline() {
    return String.join(
        ", ",
        texts.stream().map(text -> EQUALS.matcher(text).find() ? text : text + " = 0").toList());
  }

  private int several(
      List<Formula> formulas,
      Coordinates names,
      boolean isAutomatic,
      List<String> warnings,
      @Nullable PictureFile file) {
    if (within != null) {
      throw Failure.usage(
          "--within is for one variable; a system is solved from a start, --from, without bounds.");
    }
    if (tolerance != null) {
      throw Failure.usage(
          "--tolerance is for one variable; a system is solved as far as rounding allows.");
    }
    if (from == null) {
      throw Failure.usage("--from is missing; give where to begin, one number for each variable.");
    }
    double[] start = names.point("--from", from);
    Limits limits = Limits.defaults();
    Equations equations = Equations.of(formulas);
    equations = isAutomatic ? equations : equations.byDifferences();
    Solution solution =
        equations.limits(values == null ? limits : limits.withValues(values)).from(start);
    double[] point = solution.point();
    output.result(headline() + ", from " + names.named(start));
    boolean isFound = solution.isFound();
    Table table = new Table("variable", isFound ? "root" : "nearest", "error", "equation", "value");
    for (int i = 0; i < point.length; i++) {
      table.row(
          names.variables().get(i),
          Numbers.shown(point[i]),
          Numbers.error(solution.errors()[i]),
          texts.get(i),
          Numbers.shown(solution.values()[i]));
    }
    output.result(table);
    output.result("norm           " + Numbers.shown(solution.norm()));
    if (!Double.isNaN(solution.condition())) {
      output.result("condition      " + Numbers.six(solution.condition()));
    }
    if (!solution.flat().isEmpty()) {
      output.result("flat along     " + names.direction(solution.flat()));
    }
    output.result("steps          " + solution.steps());
    output.result(
        "evaluations    "
            + solution.valueEvaluations()
            + " of the values, "
            + solution.jacobianEvaluations()
            + " of the Jacobian");
    output.result("outcome        " + solution.outcome().written() + ": " + why(solution));
    output.json(
        document(names, isAutomatic)
            .put("from", start)
            .put("point", point)
            .put("values", solution.values())
            .put("norm", solution.norm())
            .put("errors", solution.errors())
            .put("condition", solution.condition())
            .put("flat", solution.flat())
            .put("steps", solution.steps())
            .put("valueEvaluations", solution.valueEvaluations())
            .put("jacobianEvaluations", solution.jacobianEvaluations())
            .put("isRoot", isFound)
            .put("outcome", solution.outcome().written())
            .put("reason", why(solution))
            .put("warnings", warnings));
    if (file != null) {
      file.save(() -> SolvePicture.curves(texts, formulas, names.variables(), start, point));
      output.detail("picture: " + picture);
    }
    return switch (solution.outcome()) {
      case SolutionOutcome.NonFinite _, SolutionOutcome.Vanishing _ -> ExitCode.DIVERGED;
      case SolutionOutcome.Solved _,
          SolutionOutcome.LeastResidual _,
          SolutionOutcome.Stalled _,
          SolutionOutcome.StepLimit _,
          SolutionOutcome.EvaluationLimit _,
          SolutionOutcome.TimeLimit _ ->
          ExitCode.OK;
    };
  }

  private static String why(Solution solution) {
    return solution.outcome() instanceof SolutionOutcome.EvaluationLimit limit
        ? "the limit of " + limit.limit() + " values is reached; allow more with --values to go on."
        : solution.outcome().sentence();
  }
}

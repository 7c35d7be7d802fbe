package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Method;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.derivative.Tangent;
import thalweg.calculus.derivative.problem.Family;
import thalweg.calculus.derivative.problem.Tally;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.forward.Jet;
import thalweg.picture.Figure;
import thalweg.terminal.DerivativePicture.Kind;

/// `thalweg derivative`: how fast a function of one variable changes.
@Command(
    name = "derivative",
    description = "Tell how fast a function of one variable changes, with the error of the answer.",
    footer = {
      "",
      "Functions: sin cos tan asin acos atan sinh cosh tanh exp log sqrt abs erf sigmoid relu",
      "  expm1 log1p log10 log2 cbrt floor ceil round sign; atan2(y, x) hypot(x, y) pow(x, y)",
      "  min(x, y) max(x, y); if(x < 0, a, b). Constants: pi, e. Powers: x^2.",
      "",
      "Examples:",
      "  thalweg derivative '0.01*x^2 + 0.1*x' --at 5,10",
      "  thalweg derivative 'sin(x)' --at 1 --method forward --step 1e-6",
      "  thalweg derivative 'log(x)' --at 1e-3 --order 2 --within 0:1",
      "  thalweg derivative 'exp(-x^2)' --at -1,0,1 --picture tangents.png",
      "  thalweg derivative 'sin(x)' --at 1 --picture error.svg --figure error"
    })
final class DerivativeVerb implements Callable<Integer> {
  /// The draw that `--problems` shows, and its size for each family.
  private static final long SEED = 1;

  private static final int MEMBERS = 300;

  private final Output output;

  @Mixin private Shared shared = new Shared();
  @Mixin private DigitsOption digits = new DigitsOption();
  @Mixin private Formulas formulas = new Formulas(Method.LADDER, "--step");
  @Mixin private FigureOptions look = new FigureOptions();

  @Option(
      names = "--problems",
      description = "Differentiate the families of test problems, whose truth is known; no EXPR.")
  private boolean problems;

  @Option(names = "--at", paramLabel = "X[,X…]", description = "Where to differentiate.")
  private String at = "";

  @Option(
      names = "--order",
      paramLabel = "N",
      description = "Which derivative: 1 to 6, by automatic 1 to 4. Default: 1.")
  private int order = 1;

  @Option(
      names = "--within",
      paramLabel = "A:B",
      description = "Where the function may be called; for the ladder.")
  private @Nullable String within;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw the function and its tangents, or what --figure says; .png or .svg.")
  private @Nullable Path picture;

  @Option(
      names = "--figure",
      paramLabel = "KIND",
      description =
          "What to draw: the tangent at each X; secants at the first X, which approach its tangent;"
              + " or the error of difference formulas there against their step. One of tangent,"
              + " secant, error. Default: tangent.")
  private @Nullable String figure;

  @Option(
      names = "--series",
      paramLabel = "NAMES",
      description =
          "With --figure error: what to show, of forward, backward, central, central4, central8 and"
              + " ladder, joined by commas. Default: all.")
  private @Nullable String series;

  DerivativeVerb(Output output) {
    this.output = output;
  }

  @Option(
      names = "--step",
      paramLabel = "H",
      description = "The step of the differences. Default: 1e-4.")
  @SuppressWarnings("UnusedMethod") // called by picocli
  private void step(@Nullable Double h) {
    formulas.step = h;
  }

  @Override
  public Integer call() {
    output.with(shared);
    return digits.in(shared, this::answer);
  }

  private int answer() {
    if (problems) {
      return families();
    }
    if (at.isEmpty()) {
      throw Failure.usage("--at is missing; write where to differentiate, such as --at 1.");
    }
    formulas.check();
    int highest = formulas.isAutomatic() ? Jet.HIGHEST : Ladder.HIGHEST;
    if (order < 1 || order > highest) {
      throw Failure.usage(
          "--order is "
              + order
              + "; by "
              + formulas.method().written()
              + " it must be 1 to "
              + highest
              + ".");
    }
    if (within != null && !formulas.isLadder()) {
      throw Failure.usage("--within is for the ladder; the other methods have a fixed step.");
    }
    Kind kind = kind();
    SequencedSet<String> shown = DerivativePicture.series(series);
    Formula formula = formulas.formula();
    ScalarFunction f = formula.asScalar();
    double[] points = Numbers.list("--at", at);
    PictureFile file = look.file(picture);
    Ladder ladder = ladder(points);
    List<Pair> results = Arrays.stream(points).mapToObj(x -> pair(formula, f, ladder, x)).toList();
    output.json(json(results));
    print(formula, results);
    if (file != null) {
      file.save(() -> drawn(kind, shown, formula, results));
      output.detail("picture: " + picture);
    }
    return Verdicts.exitCode(results.stream().map(Pair::answer).toList());
  }

  private Kind kind() {
    Kind kind = DerivativePicture.kind(figure);
    if (picture == null && (figure != null || series != null)) {
      throw Failure.usage(
          (figure == null ? "--series" : "--figure")
              + ": this says what the picture shows; give --picture FILE as well.");
    }
    if (series != null && kind != Kind.ERROR) {
      throw Failure.usage("--series is for --figure error; give that, or leave it out.");
    }
    if (picture != null && order != 1) {
      throw Failure.usage("--picture is of the first derivative; leave out --order.");
    }
    return kind;
  }

  private Figure drawn(Kind kind, SequencedSet<String> shown, Formula formula, List<Pair> results) {
    boolean clash = results.stream().anyMatch(pair -> !pair.clash().isEmpty());
    DerivativePicture drawing =
        new DerivativePicture(
            formula.text() + (clash ? " (ladder and automatic differ)" : ""),
            formula,
            results.stream().map(Pair::answer).toList(),
            look);
    return switch (kind) {
      case TANGENT -> drawing.tangents();
      case SECANT -> drawing.secants(formulas.step == null ? Double.NaN : formulas.step);
      case ERROR -> drawing.errors(shown);
    };
  }

  /// An answer beside one by another method: automatic beside differences, the ladder beside
  /// automatic; none where neither can be had.
  private record Pair(Derivative answer, @Nullable Derivative beside) {
    String clash() {
      return Verdicts.clash(answer, beside);
    }

    double bars() {
      if (beside == null) {
        return Double.NaN;
      }
      return answer.method() == Method.AUTOMATIC
          ? beside.bars(answer.derivative())
          : answer.bars(beside.derivative());
    }
  }

  /// Counts what the ladder makes of the families, and how far it misses at worst.
  private int families() {
    Table table =
        new Table(
            "family", "functions", "right", "honest", "overconfident", "worst/bar", "evaluations");
    List<Json> rows = new ArrayList<>();
    for (Family family : Family.values()) {
      Tally tally =
          Tally.of(
              family.draw(SEED, MEMBERS),
              p -> Ladder.standard().derivative(p.formula().asScalar(), p.x()));
      table.row(
          family.written(),
          Integer.toString(MEMBERS),
          Integer.toString(tally.right()),
          Integer.toString(tally.honest()),
          Integer.toString(tally.overconfident().size()),
          Numbers.error(tally.worst()),
          "%.0f".formatted(tally.evaluations()));
      rows.add(
          Json.object()
              .put("family", family.written())
              .put("functions", MEMBERS)
              .put("right", tally.right())
              .put("honest", tally.honest())
              .put("overconfident", tally.overconfident().size())
              .put("worst", tally.worst())
              .put("evaluations", tally.evaluations()));
    }
    output.json(Json.object().put("verb", "derivative").put("problems", rows));
    output.result(table.lines());
    output.detail(
        "right: to 6 digits, as the bar says; honest: less, as the bar or the reason says;"
            + " overconfident: off by more than 10 bars.");
    return ExitCode.OK;
  }

  private Ladder ladder(double[] points) {
    Ladder ladder = Ladder.standard().nth(order);
    if (within == null) {
      return ladder;
    }
    double[] range = Numbers.range("--within", within);
    for (double x : points) {
      if (x < range[0] || x > range[1]) {
        throw Failure.usage("--at: " + x + " lies outside --within " + within + ".");
      }
    }
    return ladder.within(range[0], range[1]);
  }

  private Pair pair(Formula formula, ScalarFunction f, Ladder ladder, double x) {
    Derivative exact = order <= Jet.HIGHEST ? DualGradient.derivative(formula, x, order) : null;
    if (formulas.isAutomatic() && exact != null) {
      return new Pair(exact, ladder.derivative(f, x));
    }
    Derivative answer =
        formulas
            .difference()
            .map(
                difference ->
                    order == 1
                        ? difference.derivative(f, x, formulas.step(1))
                        : difference.nth(order).derivative(f, x, formulas.step(order)))
            .orElseGet(() -> ladder.derivative(f, x));
    return new Pair(answer, exact);
  }

  private Json json(List<Pair> results) {
    return Json.object()
        .put("verb", "derivative")
        .put("order", order)
        .put("results", results.stream().map(DerivativeVerb::json).toList());
  }

  private static Json json(Pair pair) {
    Derivative result = pair.answer;
    Json json =
        Json.object()
            .put("x", result.x())
            .put("value", result.value())
            .put("derivative", result.derivative())
            .put("error", result.error())
            .put("evaluations", result.evaluations())
            .put("method", result.method().written())
            .put("step", result.step())
            .put("accuracy", result.accuracy())
            .put("reason", result.reason().name());
    if (result.reason() == Reason.KINK) {
      json.put("left", result.left()).put("right", result.right());
    }
    if (pair.beside != null) {
      json.put(
          "beside",
          Json.object()
              .put("method", pair.beside.method().written())
              .put("derivative", pair.beside.derivative())
              .put("error", pair.beside.error())
              .put("bars", pair.bars()));
    }
    if (!pair.clash().isEmpty()) {
      json.put("clash", pair.clash());
    }
    Tangent tangent = result.tangent();
    return json.put(
        "tangent",
        Json.object().put("slope", tangent.slope()).put("intercept", tangent.intercept()));
  }

  private void print(Formula formula, List<Pair> results) {
    boolean automatic = formulas.isAutomatic();
    output.detail(Formulas.head(formula) + ", by " + formulas.methodWords(order));
    String beside = (automatic ? Method.LADDER : Method.AUTOMATIC).written();
    String slope = order <= 3 ? "f" + "'".repeat(order) + "(x)" : "f^(" + order + ")(x)";
    Table table =
        order == 1
            ? new Table("x", "f(x)", slope, "error", beside, "bars", "tangent")
            : new Table("x", "f(x)", slope, "error", beside, "bars");
    for (Pair pair : results) {
      Derivative result = pair.answer;
      List<String> row =
          new ArrayList<>(
              List.of(
                  Numbers.shown(result.x()),
                  Numbers.shown(result.value()),
                  Numbers.shown(result.derivative()),
                  Numbers.error(result.error()),
                  pair.beside == null ? "-" : Numbers.shown(pair.beside.derivative()),
                  Double.isFinite(pair.bars()) ? "%.2f".formatted(pair.bars()) : "-"));
      if (order == 1) {
        row.add(line(result.tangent()));
      }
      table.row(row.toArray(String[]::new));
    }
    output.result(table);
    for (Pair pair : results) {
      Verdicts.note(output, "x = " + Numbers.shown(pair.answer.x()), pair.answer);
      if (!pair.clash().isEmpty()) {
        output.note("At x = " + Numbers.shown(pair.answer.x()) + " " + pair.clash());
      }
    }
  }

  private static String line(Tangent tangent) {
    if (!Double.isFinite(tangent.slope()) || !Double.isFinite(tangent.intercept())) {
      return "-";
    }
    String sign = tangent.intercept() < 0 ? " - " : " + ";
    return Numbers.shown(tangent.slope())
        + " x"
        + sign
        + Numbers.shown(Math.abs(tangent.intercept()));
  }
}

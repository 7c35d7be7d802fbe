package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Method;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.gradient.Gradient;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.numerical.DerivativeMatrix;
import thalweg.calculus.gradient.numerical.LadderGradient;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.numerical.NumericalHessian;
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
  @Mixin private DigitsOption digits = new DigitsOption();
  @Mixin private Formulas formulas = new Formulas(Method.LADDER, "--step");
  @Mixin private FigureOptions look = new FigureOptions();

  @Option(
      names = "--at",
      required = true,
      paramLabel = "A,B[,…]",
      description = "The point, one number for each variable.")
  private String at = "";

  @Option(
      names = "--within",
      paramLabel = "A:B,C:D[,…]",
      description = "Where the function may be called, a range for each variable; for the ladder.")
  private @Nullable String within;

  @Option(
      names = "--hessian",
      description =
          "Also give the matrix of second derivatives, by the ladder unless the method is"
              + " automatic.")
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

  @Option(
      names = "--arrows",
      paramLabel = "KIND",
      description =
          "How long the picture's arrows are: scaled, the longer the steeper, or unit, all alike,"
              + " where slopes differ by orders of magnitude. Default: scaled.")
  private @Nullable String arrows;

  @Option(
      names = "--surface",
      description = "Draw the function as a surface seen from the side, not contours and arrows.")
  private boolean surface;

  GradientVerb(Output output) {
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
    formulas.check();
    Formula formula = formulas.formula();
    double[] x = Formulas.point("--at", at, formula);
    if (x.length == 0) {
      throw Failure.usage(formula.text() + " has no variables; a gradient needs at least one.");
    }
    if (field != null && picture == null) {
      throw Failure.usage("--field says what --picture shows; give --picture FILE as well.");
    }
    requireDrawable();
    PictureFile file = look.file(picture);
    if (file != null && x.length != 2) {
      throw Failure.usage(
          "--picture needs a function of two variables; "
              + formula.text()
              + " has "
              + x.length
              + ".");
    }
    Window window = file == null ? null : look.window(window(x));
    double[][] bounds = bounds(x);
    Answer answer = answer(formula, x, bounds);
    output.json(json(formula, x, answer));
    print(formula, x, answer);
    if (file != null && window != null) {
      file.save(() -> figure(formula, x, window));
      output.detail("picture: " + picture);
    }
    return Verdicts.exitCode(answer.gradient.partials());
  }

  /// A gradient beside that by another method, and the rows of second derivatives if asked for.
  private record Answer(
      Gradient gradient,
      Gradient beside,
      List<double[]> second,
      @Nullable DerivativeMatrix matrix) {}

  private double @Nullable [][] bounds(double[] x) {
    if (within == null) {
      return null;
    }
    if (!formulas.isLadder()) {
      throw Failure.usage("--within is for the ladder; the other methods have a fixed step.");
    }
    String[] ranges = within.split(",", -1);
    if (ranges.length != x.length) {
      throw Failure.usage(
          "--within has "
              + ranges.length
              + (ranges.length == 1 ? " range" : " ranges")
              + "; there are "
              + x.length
              + " variables.");
    }
    double[][] bounds = new double[2][x.length];
    for (int i = 0; i < x.length; i++) {
      double[] range = Numbers.range("--within", ranges[i]);
      bounds[0][i] = range[0];
      bounds[1][i] = range[1];
      if (x[i] < range[0] || x[i] > range[1]) {
        throw Failure.usage("--at: " + x[i] + " lies outside --within " + ranges[i] + ".");
      }
    }
    return bounds;
  }

  private Answer answer(Formula formula, double[] x, double @Nullable [][] bounds) {
    LadderGradient free = LadderGradient.of(formula);
    LadderGradient ladder = bounds == null ? free : free.within(bounds[0], bounds[1]);
    NumericalHessian unbounded = NumericalHessian.of(formula);
    NumericalHessian hessians = bounds == null ? unbounded : unbounded.within(bounds[0], bounds[1]);
    DualGradient dual = new DualGradient(formula);
    Gradient exact = new Gradient(dual.partials(x));
    if (formulas.isAutomatic()) {
      return new Answer(
          exact,
          new Gradient(ladder.partials(x)),
          hessian ? List.of(dual.hessian(x)) : List.of(),
          null);
    }
    List<Derivative> partials =
        formulas
            .difference()
            .map(each -> new NumericalGradient(formula, each, formulas.step(1)).partials(x))
            .orElseGet(() -> ladder.partials(x));
    DerivativeMatrix matrix = hessian ? hessians.at(x) : null;
    return new Answer(
        new Gradient(partials),
        exact,
        matrix == null ? List.of() : List.of(matrix.toArray()),
        matrix);
  }

  private double bars(Answer answer, int i) {
    Derivative partial = answer.gradient.partials().get(i);
    Derivative beside = answer.beside.partials().get(i);
    return formulas.isAutomatic()
        ? beside.bars(partial.derivative())
        : partial.bars(beside.derivative());
  }

  private static String clash(Answer answer, int i) {
    return Verdicts.clash(answer.gradient.partials().get(i), answer.beside.partials().get(i));
  }

  private Json json(Formula formula, double[] x, Answer answer) {
    Gradient gradient = answer.gradient;
    Json json =
        Json.object()
            .put("verb", "gradient")
            .put("variables", formula.variables())
            .put("at", x)
            .put("value", gradient.value())
            .put("gradient", gradient.toArray())
            .put("error", gradient.errors())
            .put("evaluations", gradient.evaluations())
            .put("method", formulas.method().written())
            .put("reason", gradient.reason().name())
            .put("reasons", gradient.partials().stream().map(each -> each.reason().name()).toList())
            .put(
                "beside",
                Json.object()
                    .put("method", answer.beside.partials().getFirst().method().written())
                    .put("gradient", answer.beside.toArray())
                    .put(
                        "bars",
                        IntStream.range(0, x.length).mapToDouble(i -> bars(answer, i)).toArray()));
    List<String> clashes = IntStream.range(0, x.length).mapToObj(i -> clash(answer, i)).toList();
    if (!clashes.stream().allMatch(String::isEmpty)) {
      json.put("clash", clashes);
    }
    if (answer.second.isEmpty()) {
      return json;
    }
    json.put("hessian", answer.second.toArray(double[][]::new));
    DerivativeMatrix matrix = answer.matrix;
    if (matrix != null) {
      json.put("hessianError", matrix.errors()).put("hessianEvaluations", matrix.evaluations());
    }
    return json;
  }

  private void print(Formula formula, double[] x, Answer answer) {
    List<Derivative> partials = answer.gradient.partials();
    output.detail(Formulas.head(formula) + ", by " + formulas.methodWords(1));
    output.result(
        "f"
            + (x.length == 1 ? "(" + Numbers.shown(x[0]) + ")" : Numbers.point(x))
            + " = "
            + Numbers.shown(answer.gradient.value()));
    String beside = answer.beside.partials().getFirst().method().written();
    Table table = new Table("variable", "at", "partial derivative", "error", beside, "bars");
    for (int i = 0; i < x.length; i++) {
      table.row(
          formula.variables().get(i),
          Numbers.shown(x[i]),
          Numbers.shown(partials.get(i).derivative()),
          Numbers.error(partials.get(i).error()),
          Numbers.shown(answer.beside.partials().get(i).derivative()),
          Double.isFinite(bars(answer, i)) ? "%.2f".formatted(bars(answer, i)) : "-");
    }
    output.result(table);
    if (!answer.second.isEmpty()) {
      output.result(formulas.difference().isPresent() ? "hessian, by the ladder" : "hessian");
      List<String> names = formula.variables();
      List<String> headings = new ArrayList<>(List.of(""));
      headings.addAll(names);
      Table matrix = new Table(headings.toArray(String[]::new));
      for (int i = 0; i < x.length; i++) {
        List<String> row = new ArrayList<>(List.of(names.get(i)));
        Arrays.stream(answer.second.get(i)).mapToObj(Numbers::shown).forEach(row::add);
        matrix.row(row.toArray(String[]::new));
      }
      output.result(matrix);
    }
    for (int i = 0; i < x.length; i++) {
      String where = formula.variables().get(i) + " = " + Numbers.shown(x[i]);
      Verdicts.note(output, where, partials.get(i));
      String clash = clash(answer, i);
      if (!clash.isEmpty()) {
        output.note("At " + where + " " + clash);
      }
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

  private void requireDrawable() {
    if (arrows != null && !List.of("scaled", "unit").contains(arrows)) {
      throw Failure.usage("--arrows: \"" + arrows + "\" is unknown; it must be scaled or unit.");
    }
    if (picture == null && (arrows != null || surface)) {
      throw Failure.usage(
          (surface ? "--surface" : "--arrows")
              + ": this says how the picture is drawn; give --picture FILE as well.");
    }
    if (arrows != null && surface) {
      throw Failure.usage("--arrows: --surface draws none; leave one of the two out.");
    }
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
    Figure marked =
        seen
            ? figure.points(
                "at " + Numbers.point(x),
                new double[] {x[0]},
                new double[] {x[1]},
                Style.number(1).withMarker(Marker.SQUARE))
            : figure;
    if (surface) {
      return marked.surface().retitled(formula.text());
    }
    return "unit".equals(arrows) ? marked.unitArrows() : marked;
  }
}

package thalweg.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thalweg.algebra.Quote;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;
import thalweg.descent.fit.Curve;
import thalweg.descent.fit.CurveFit;
import thalweg.descent.fit.ResidualLoss;
import thalweg.training.table.Table;

/// `thalweg fit`: finds the parameters with which a written formula is nearest to data.
@Command(
    name = "fit",
    description =
        "Find the numbers with which a formula is nearest to data, and say how well they are"
            + " known.",
    footer = {
      "",
      "Columns of the table go by their names; all other names in the formula are parameters to be"
          + " found.",
      "What is explained stands before =, or is the only column that is not in the formula.",
      "Formulas that are linear in their parameters, such as polynomials, are solved directly; for"
          + " others",
      "starts are tried out where none is given.",
      "",
      "Examples:",
      "  thalweg fit 'b1*(1 - exp(-b2*x))' --data points.csv --start b1=500,b2=1e-4",
      "  thalweg fit 'y = a + b*x + c*x^2' --data points.csv --picture fit.png",
      "  thalweg fit 'log(y) = a - b*time' --data decay.csv --predict time=3.5 --json",
      "  thalweg fit 'a*x^n' --data points.csv --loss huber --within n=0:3",
      "  thalweg fit --problems",
      "",
      "Ends with exit code 1 where the parameters were not found, and with 3 where the formula is"
          + " not",
      "finite at the start."
    })
final class FitVerb implements Callable<Integer> {
  private static final Pattern LOSS = Pattern.compile("([a-z0-9-]+?)(?:\\(([^()]*)\\))?");

  /// What may be given together with `--problems`.
  private static final Set<String> BESIDE_PROBLEMS =
      Set.of("--problems", "--json", "--quiet", "--debug");

  private final Output output;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private Shared shared = new Shared();
  @Mixin private DigitsOption digits = new DigitsOption();
  @Mixin private FigureOptions look = new FigureOptions();

  @Parameters(
      paramLabel = "FORMULA",
      arity = "0..1",
      description = "The formula, such as 'a*exp(-k*x) + c', before it perhaps 'y ='.")
  private String text = "";

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "The table of what was observed, a row for each observation.")
  private @Nullable Path data;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description =
          "The column that the formula explains. Default: the only one that is not in it.")
  private @Nullable String target;

  @Option(
      names = "--start",
      paramLabel = "a=A,b=B[,…]",
      description =
          "Where the parameters are sought from, by name or in order of appearance. Default: tried"
              + " out.")
  private @Nullable String start;

  @Option(
      names = "--within",
      paramLabel = "a=A:B,b=C:[,…]",
      description = "Bounds of parameters; an end may be left open, equal ends fix one.")
  private @Nullable String within;

  @Option(
      names = "--weights",
      paramLabel = "COLUMN",
      description = "The column of how much each row counts. Default: all alike.")
  private @Nullable String weights;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      defaultValue = "squares",
      description =
          "What a residual costs: squares, or against bad points huber, softl1 or cauchy, with a"
              + " scale such as \"huber(0.5)\", else taken from the data. Default:"
              + " ${DEFAULT-VALUE}.")
  private String loss = "squares";

  @Option(
      names = "--level",
      paramLabel = "P",
      defaultValue = "0.95",
      description = "How likely intervals and bands hold the truth. Default: ${DEFAULT-VALUE}.")
  private double level;

  @Option(
      names = "--predict",
      paramLabel = "x=X[,…]|FILE",
      description =
          "Tell what the formula gives there, with its bands: a number for each column in it, or a"
              + " table; may be given several times.")
  private List<String> predict = new ArrayList<>();

  @Option(
      names = "--values",
      paramLabel = "N",
      description =
          "How often all residuals may be computed. Default: 2000 for each parameter and 2000"
              + " more.")
  private @Nullable Long values;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw data, curve and bands, and the residuals beside; .png or .svg.")
  private @Nullable Path picture;

  @Option(
      names = "--problems",
      description =
          "Fit all nonlinear regressions of NIST's Statistical Reference Datasets from both starts,"
              + " and count the digits.")
  private boolean problems;

  FitVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    return digits.in(shared, this::answer);
  }

  private int answer() {
    if (problems) {
      requireProblemsAlone();
      new RegressionTable().print(output);
      return ExitCode.OK;
    }
    if (text.isEmpty()) {
      throw Failure.usage(
          "the formula is missing; write one such as 'a + b*x', or see thalweg train for networks,"
              + " which need none.");
    }
    if (data == null) {
      throw Failure.usage("--data is missing; give the table of what was observed.");
    }
    if (!(level > 0 && level < 1)) {
      throw Failure.usage("--level is " + level + "; it must be above 0 and below 1.");
    }
    if (values != null && values < 1) {
      throw Failure.usage("--values is " + values + "; it must be at least 1.");
    }
    ResidualLoss cost = cost();
    PictureFile file = look.file(picture);
    FittedData read = FittedData.of(text, data, target, weights);
    read.doubts().forEach(doubt -> output.note("thalweg fit: " + doubt));
    Curve curve = read.curve().loss(cost);
    Coordinates names = new Coordinates(read.formula().text(), curve.parameters());
    Bounds bounds = within == null ? null : names.bounds("--within", within);
    curve = bounds == null ? curve : curve.within(bounds);
    curve = start == null ? curve : curve.from(names.point("--start", start));
    curve = read.weights() == null ? curve : curve.weights(read.weights());
    curve = values == null ? curve : curve.limits(Limits.defaults().withValues(values));
    double[][] asked = points(curve.predictors());
    CurveFit fit = fit(curve, read);
    new FitReport(output, read, fit, data, level, loss, bounds).print(asked);
    if (file != null) {
      file.save(new FitPicture(read, fit, level)::figure);
      output.detail("picture: " + picture);
    }
    return switch (fit.fit().outcome().written()) {
      case "CONVERGED" -> ExitCode.OK;
      case "NON_FINITE" -> ExitCode.DIVERGED;
      default -> ExitCode.FAILURE;
    };
  }

  /// What is wrong with the data is the file's fault, what is wrong with the start is not.
  private static CurveFit fit(Curve curve, FittedData read) {
    int unknown = curve.parameters().size();
    if (read.y().length < unknown) {
      throw Failure.input(
          read.y().length
              + (read.y().length == 1 ? " row cannot tell " : " rows cannot tell ")
              + unknown
              + " parameters ("
              + String.join(", ", curve.parameters())
              + "); there must be at least as many.");
    }
    return curve.fit(read.x(), read.y());
  }

  private ResidualLoss cost() {
    Matcher said = LOSS.matcher(loss.strip().toLowerCase(Locale.ROOT));
    String name = said.matches() ? said.group(1) : "";
    boolean isScaled = said.matches() && said.group(2) != null;
    double scale = isScaled ? Numbers.list("--loss", said.group(2))[0] : 0;
    if (isScaled && (name.equals("squares") || !(scale > 0))) {
      throw Failure.usage(
          "--loss: "
              + Quote.of(loss)
              + (name.equals("squares")
                  ? " has no scale; write squares."
                  : " has a scale that is not above 0; leave it out to take it from the data."));
    }
    return switch (name) {
      case "squares" -> new ResidualLoss.Squares();
      case "huber" -> new ResidualLoss.Huber(scale);
      case "softl1", "soft-l1" -> new ResidualLoss.SoftL1(scale);
      case "cauchy" -> new ResidualLoss.Cauchy(scale);
      default ->
          throw Failure.usage(
              "--loss: "
                  + Quote.of(loss)
                  + " is unknown; it must be squares, huber, softl1 or cauchy, such as"
                  + " \"huber(0.5)\".");
    };
  }

  /// Returns the points at which the curve is asked for.
  private double[][] points(List<String> predictors) {
    List<double[]> points = new ArrayList<>();
    for (String each : predict) {
      if (predictors.isEmpty()) {
        throw Failure.usage("--predict: the formula has no column in it; leave it out.");
      }
      if (each.contains("=") && !Files.exists(Path.of(each))) {
        points.add(new Coordinates("the formula", predictors).point("--predict", each));
      } else if (predictors.size() == 1 && each.matches("[-+0-9.eE, ]+")) {
        for (double x : Numbers.list("--predict", each)) {
          points.add(new double[] {x});
        }
      } else {
        points.addAll(rows(Path.of(each), predictors));
      }
    }
    return points.toArray(double[][]::new);
  }

  private static List<double[]> rows(Path file, List<String> predictors) {
    if (!Files.exists(file)) {
      throw Failure.usage(
          "--predict: "
              + Quote.of(file.toString())
              + " is neither a point such as "
              + predictors.getFirst()
              + "=1 nor a file that is there.");
    }
    Table table = FittedData.read(file);
    List<String> names = table.columns().stream().map(column -> column.name()).toList();
    for (String name : predictors) {
      if (!names.contains(name)) {
        throw Failure.input(
            file + ": there is no column " + Quote.of(name) + ", which the formula has in it.");
      }
    }
    double[][] columns =
        predictors.stream()
            .map(name -> FittedData.numbers(file, table, name))
            .toArray(double[][]::new);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < table.rows(); i++) {
      int row = i;
      rows.add(Arrays.stream(columns).mapToDouble(column -> column[row]).toArray());
    }
    return rows;
  }

  private void requireProblemsAlone() {
    List<String> others = new ArrayList<>(text.isEmpty() ? List.of() : List.of("FORMULA"));
    if (spec != null) {
      spec.commandLine().getParseResult().matchedOptions().stream()
          .map(OptionSpec::longestName)
          .filter(name -> !BESIDE_PROBLEMS.contains(name))
          .forEach(others::add);
    }
    if (!others.isEmpty()) {
      throw Failure.usage(
          String.join(", ", others)
              + ": --problems brings its own formulas, data and starts; leave this out.");
    }
  }
}

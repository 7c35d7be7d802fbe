package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.descent.Bounds;
import thalweg.descent.fit.CurveFit;
import thalweg.descent.fit.Fit;
import thalweg.descent.fit.FitOutcome;

/// Tells of a fit, for people and as JSON.
final class FitReport {
  /// Correlations beyond this are worth a word: each of the two is known much better than their
  /// errors say, if the other is.
  private static final double STRONG = 0.95;

  private final Output output;
  private final FittedData data;
  private final CurveFit curve;
  private final Fit fit;
  private final Path file;
  private final double level;
  private final String loss;
  private final @Nullable Bounds bounds;

  FitReport(
      Output output,
      FittedData data,
      CurveFit curve,
      Path file,
      double level,
      String loss,
      @Nullable Bounds bounds) {
    this.output = output;
    this.data = data;
    this.curve = curve;
    this.fit = curve.fit();
    this.file = file;
    this.level = level;
    this.loss = loss;
    this.bounds = bounds;
  }

  /// Prints it.
  ///
  /// @param asked where the curve is asked for
  void print(double[][] asked) {
    output.json(json(asked));
    output.result(
        data.response()
            + " = "
            + data.formula().text()
            + ", from "
            + data.y().length
            + (data.y().length == 1 ? " row of " : " rows of ")
            + file);
    String interval = Numbers.level(level) + " interval";
    Table table = new Table("parameter", "value", "standard error", interval);
    double[] values = fit.parameters();
    double[] errors = fit.standardErrors();
    double[] widths = fit.intervals(level);
    for (int j = 0; j < values.length; j++) {
      table.row(
          fit.names().get(j),
          Numbers.shown(values[j]),
          error(errors[j]),
          Double.isFinite(widths[j]) && widths[j] > 0
              ? six(values[j] - widths[j]) + " to " + six(values[j] + widths[j])
              : "–");
    }
    output.result(table);
    output.result("residual sd    " + six(fit.residualStandardDeviation()) + ", " + freedom());
    output.result("sum of squares " + six(fit.sumOfSquares()));
    output.result("R²             " + Numbers.digits(curve.rSquared(), 7));
    output.detail("AIC            " + six(fit.aic()));
    correlations().forEach(output::detail);
    output.detail(
        "evaluations    "
            + fit.evaluations()
            + " of all residuals, "
            + fit.jacobians()
            + " of their slopes");
    if (curve.ways() > 0) {
      output.detail("start          " + found());
    }
    output.result("outcome        " + fit.outcome().written() + ": " + fit.sentence());
    if (asked.length > 0) {
      output.result("");
      output.result(predictions(asked));
    }
  }

  private String freedom() {
    return fit.degreesOfFreedom()
        + (fit.degreesOfFreedom() == 1 ? " degree of freedom" : " degrees of freedom");
  }

  private String found() {
    double[] start = curve.start();
    return IntStream.range(0, start.length)
            .mapToObj(j -> fit.names().get(j) + "=" + six(start[j]))
            .collect(Collectors.joining(","))
        + ": the lowest of "
        + curve.ways()
        + " ways from starts within the data's scales; "
        + curve.agreeing()
        + " came as low";
  }

  private List<String> correlations() {
    List<String> lines = new ArrayList<>();
    double[][] correlation = fit.correlation();
    for (int i = 0; i < correlation.length; i++) {
      for (int k = 0; k < i; k++) {
        if (Math.abs(correlation[i][k]) > STRONG) {
          lines.add(
              "correlation    "
                  + String.format(Locale.ROOT, "%.4f", correlation[i][k])
                  + " of "
                  + fit.names().get(k)
                  + " and "
                  + fit.names().get(i));
        }
      }
    }
    return lines;
  }

  private Table predictions(double[][] asked) {
    List<String> headings = new ArrayList<>(curve.predictors());
    headings.add(data.response());
    headings.add("± of the curve");
    headings.add("± of a new observation");
    Table table = new Table(headings.toArray(String[]::new));
    for (double[] point : asked) {
      CurveFit.Band band = curve.band(level, point);
      List<String> row = new ArrayList<>();
      for (double x : point) {
        row.add(Numbers.shown(x));
      }
      row.add(Numbers.shown(band.value()));
      row.add(error(band.confidence()));
      row.add(error(band.prediction()));
      table.row(row.toArray(String[]::new));
    }
    return table;
  }

  private static String six(double number) {
    return Numbers.six(number);
  }

  private static String error(double error) {
    return error == 0
        ? "fixed"
        : Double.isNaN(error)
            ? "–"
            : Double.isInfinite(error) ? "not told" : Numbers.digits(error, 4);
  }

  private Json json(double[][] asked) {
    double[] values = fit.parameters();
    double[] errors = fit.standardErrors();
    double[] widths = fit.intervals(level);
    List<Json> parameters = new ArrayList<>();
    for (int j = 0; j < values.length; j++) {
      parameters.add(
          Json.object()
              .put("name", fit.names().get(j))
              .put("value", values[j])
              .put("standardError", errors[j])
              .put("low", values[j] - widths[j])
              .put("high", values[j] + widths[j]));
    }
    Json json =
        Json.object()
            .put("verb", "fit")
            .put("function", data.formula().text())
            .put("target", data.response())
            .put("predictors", curve.predictors())
            .put("observations", data.y().length)
            .put("loss", loss)
            .put("level", level)
            .put("start", curve.start());
    if (bounds != null) {
      json.put("within", new Coordinates("", fit.names()).json(bounds));
    }
    if (curve.ways() > 0) {
      json.put("ways", curve.ways()).put("agreeing", curve.agreeing());
    }
    json.put("parameters", parameters)
        .put("covariance", fit.covariance())
        .put("correlation", fit.correlation())
        .put("residualStandardDeviation", fit.residualStandardDeviation())
        .put("degreesOfFreedom", fit.degreesOfFreedom())
        .put("sumOfSquares", fit.sumOfSquares())
        .put("rSquared", curve.rSquared())
        .put("aic", fit.aic())
        .put("residuals", curve.residuals())
        .put("steps", fit.steps())
        .put("evaluations", fit.evaluations())
        .put("jacobians", fit.jacobians())
        .put("outcome", fit.outcome().written())
        .put("reason", fit.sentence())
        .put("untold", untold().stream().map(j -> fit.names().get(j)).toList())
        .put("warnings", data.doubts());
    List<Json> predictions = new ArrayList<>();
    for (double[] point : asked) {
      CurveFit.Band band = curve.band(level, point);
      predictions.add(
          Json.object()
              .put("at", point)
              .put("value", band.value())
              .put("confidence", band.confidence())
              .put("prediction", band.prediction()));
    }
    return json.put("predictions", predictions);
  }

  /// Returns the parameters of which the data do not tell.
  private List<Integer> untold() {
    return switch (fit.outcome()) {
      case FitOutcome.Undetermined it -> it.parameters();
      case FitOutcome.Flat it -> it.parameters();
      default -> List.of();
    };
  }
}

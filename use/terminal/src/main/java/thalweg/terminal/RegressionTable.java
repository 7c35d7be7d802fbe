package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import thalweg.descent.fit.Curve;
import thalweg.descent.fit.Fit;
import thalweg.descent.fit.LeastSquares;
import thalweg.descent.problem.RegressionProblem;
import thalweg.descent.problem.RegressionProblems;

/// The nonlinear regressions of NIST from both starts, by values alone and with exact slopes: to
/// how many digits parameters and errors come, and what that costs.
final class RegressionTable {
  private static final double GOOD = 6;
  private static final double BAD = 4;

  private final Table table =
      new Table(
          "problem",
          "level",
          "parameters",
          "start",
          "digits",
          "of errors",
          "evaluations",
          "with slopes",
          "digits",
          "outcome");
  private final List<Json> rows = new ArrayList<>();
  private final Sum values = new Sum();
  private final Sum exact = new Sum();

  /// What the runs of one kind come to.
  private static final class Sum {
    private int runs;
    private int good;
    private int wrong;
    private long evaluations;

    void add(Fit fit, double digits) {
      runs++;
      good += digits >= GOOD ? 1 : 0;
      wrong += fit.converged() && digits < BAD ? 1 : 0;
      evaluations += fit.evaluations();
    }

    String words(String by) {
      return String.format(
          Locale.ROOT,
          "%s: %d of %d runs to %.0f digits or more, %d false successes, %,d evaluations.",
          by,
          good,
          runs,
          GOOD,
          wrong,
          evaluations);
    }

    Json json() {
      return Json.object()
          .put("runs", runs)
          .put("sixDigits", good)
          .put("falseSuccesses", wrong)
          .put("evaluations", evaluations);
    }
  }

  void print(Output output) {
    output.note(
        "thalweg fit: "
            + RegressionProblems.all().size()
            + " regressions from two starts, twice; this takes some seconds.");
    for (RegressionProblem problem : RegressionProblems.all()) {
      for (int start = 0; start < 2; start++) {
        output.bar(problem.name() + " from start " + (start + 1));
        row(problem, start);
      }
    }
    output.result(table);
    output.result(values.words("By values alone"));
    output.result(exact.words("With exact slopes, which count besides"));
    output.detail(
        "SciPy 1.17.1, least_squares at its defaults: 30 of 54 runs to 6 digits or more, 7 false"
            + " successes, 12,581 evaluations; at its best, trf with all tolerances at the limit,"
            + " differences on both sides and scaling by the Jacobian: 50, 4 false, 33,074.");
    output.detail(
        "Digits: of the worst parameter, and of the worst standard error, against what NIST has"
            + " certified. The residuals of Lanczos1 are 1e-13 of the data: rounding leaves their"
            + " sum no more than three digits.");
    output.json(
        Json.object()
            .put("verb", "fit")
            .put("problems", rows)
            .put("values", values.json())
            .put("exact", exact.json()));
  }

  private void row(RegressionProblem problem, int start) {
    double[] from = problem.starts()[start];
    Fit fit = LeastSquares.of(problem::residuals).from(from);
    double[][] x =
        IntStream.range(0, problem.predictors().size())
            .mapToObj(problem::predictor)
            .toArray(double[][]::new);
    Fit slopes =
        Curve.of(problem.model(), problem.predictors()).from(from).fit(x, problem.observed()).fit();
    double digits = problem.digits(fit.parameters());
    double ofErrors = problem.digitsOfDeviations(fit.standardErrors());
    double exactDigits = problem.digits(slopes.parameters());
    values.add(fit, digits);
    exact.add(slopes, exactDigits);
    exact.evaluations += slopes.jacobians();
    table.row(
        problem.name(),
        problem.level().name().toLowerCase(Locale.ROOT),
        Integer.toString(from.length),
        Integer.toString(start + 1),
        one(digits),
        one(ofErrors),
        Long.toString(fit.evaluations()),
        slopes.evaluations() + " + " + slopes.jacobians(),
        one(exactDigits),
        fit.outcome().written());
    rows.add(
        Json.object()
            .put("problem", problem.name())
            .put("start", start + 1)
            .put("digits", digits)
            .put("digitsOfErrors", ofErrors)
            .put("evaluations", fit.evaluations())
            .put("outcome", fit.outcome().written())
            .put("exactDigits", exactDigits)
            .put("exactEvaluations", slopes.evaluations())
            .put("exactJacobians", slopes.jacobians()));
  }

  private static String one(double digits) {
    return String.format(Locale.ROOT, "%.1f", digits);
  }
}

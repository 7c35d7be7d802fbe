package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Quote;
import thalweg.descent.Bounds;
import thalweg.descent.constraint.ConstrainedMinimum;
import thalweg.descent.constraint.ConstrainedOutcome;
import thalweg.descent.constraint.Constraint;

/// Goes down under constraints and says in words and as JSON what came of it.
final class ConstrainedReport {
  /// A constraint counts as missed beyond this share of its limit.
  private static final double MISSED = 1e-6;

  /// What an outcome calls a constraint, which has a name here.
  private static final Pattern COUNTED = Pattern.compile("constraint (\\d+)");

  private final Output output;
  private final SearchPlan plan;

  ConstrainedReport(Output output, SearchPlan plan) {
    this.output = output;
    this.plan = plan;
  }

  int run(double[] start, List<String> warnings, @Nullable PictureFile file) {
    ConstrainedMinimum found = plan.descent().from(start);
    print(found, start);
    json(found, start, warnings);
    if (file != null) {
      file.save(new ConstrainedPicture(plan, found, file.look())::figure);
      output.detail("picture: " + file.path());
    }
    return exitCode(found.outcome());
  }

  private void print(ConstrainedMinimum found, double[] start) {
    Coordinates names = plan.coordinates();
    output.result(
        plan.head()
            + ", "
            + (plan.ascend() ? "up" : "down")
            + " from "
            + names.named(start)
            + " by "
            + plan.derivatives());
    output.result(
        (found.converged() ? "point          " : "ended at       ") + names.named(found.point()));
    output.result("value          " + Numbers.shown(found.value()));
    Table table = new Table("constraint", "value", "multiplier", "");
    for (int i = 0; i < plan.constraints().size(); i++) {
      table.row(
          plan.constraints().get(i).name(),
          Numbers.shown(found.constraintValues()[i]),
          multiplier(found.multipliers()[i]),
          state(found, i));
    }
    boundRows(found, table);
    output.result(table);
    output.result("imbalance      " + Numbers.error(found.imbalance()));
    output.result("violation      " + Numbers.error(found.violation()));
    output.result("steps          " + found.steps());
    output.result(
        "evaluations    "
            + found.valueEvaluations()
            + " of the values, "
            + found.gradientEvaluations()
            + " of the gradients");
    output.result("outcome        " + found.outcome().written() + ": " + why(found));
  }

  private static String multiplier(double multiplier) {
    return Double.isNaN(multiplier) ? "unknown" : Numbers.shown(multiplier);
  }

  private void boundRows(ConstrainedMinimum found, Table table) {
    Bounds bounds = plan.bounds();
    for (int k = 0; k < found.point().length && bounds != null; k++) {
      double x = found.point()[k];
      double lower = bounds.lower()[k];
      double upper = bounds.upper()[k];
      if (x == lower || x == upper) {
        String name = plan.coordinates().variables().get(k);
        table.row(
            name + (x == lower ? " >= " + Numbers.shown(lower) : " <= " + Numbers.shown(upper)),
            Numbers.shown(x),
            multiplier(found.boundMultipliers()[k]),
            "active");
      }
    }
  }

  private String state(ConstrainedMinimum found, int i) {
    Constraint constraint = plan.constraints().get(i);
    double value = found.constraintValues()[i];
    double lower = constraint.lower();
    double upper = constraint.upper();
    double limit = Math.abs(value - lower) < Math.abs(value - upper) ? lower : upper;
    double near = MISSED * Math.max(1, Math.abs(limit));
    if (!(value >= lower - near && value <= upper + near)) {
      return "missed";
    }
    boolean isReached = Double.isFinite(limit) && Math.abs(value - limit) <= near;
    return found.multipliers()[i] != 0 || isReached ? "active" : "inactive";
  }

  private String why(ConstrainedMinimum found) {
    return switch (found.outcome()) {
      case ConstrainedOutcome.EvaluationLimit limit ->
          "the limit of "
              + limit.limit()
              + " values is reached; allow more with --values to go on.";
      case ConstrainedOutcome other ->
          COUNTED
              .matcher(other.sentence())
              .replaceAll(
                  counted -> {
                    int i = Integer.parseInt(counted.group(1));
                    return Matcher.quoteReplacement(
                        "constraint " + Quote.of(plan.constraints().get(i).name()));
                  });
    };
  }

  private void json(ConstrainedMinimum found, double[] start, List<String> warnings) {
    List<Json> constraints = new ArrayList<>();
    for (int i = 0; i < plan.constraints().size(); i++) {
      Constraint constraint = plan.constraints().get(i);
      constraints.add(
          Json.object()
              .put("constraint", constraint.name())
              .put("limits", new double[] {constraint.lower(), constraint.upper()})
              .put("value", found.constraintValues()[i])
              .put("multiplier", found.multipliers()[i])
              .put("state", state(found, i)));
    }
    output.json(
        plan.document()
            .put("from", start)
            .put("point", found.point())
            .put("value", found.value())
            .put("constraints", constraints)
            .put("boundMultipliers", found.boundMultipliers())
            .put("imbalance", found.imbalance())
            .put("violation", found.violation())
            .put("steps", found.steps())
            .put("valueEvaluations", found.valueEvaluations())
            .put("gradientEvaluations", found.gradientEvaluations())
            .put("isMinimum", found.converged())
            .put("outcome", found.outcome().written())
            .put("reason", why(found))
            .put("path", found.path())
            .put("warnings", warnings));
  }

  private static int exitCode(ConstrainedOutcome outcome) {
    return switch (outcome) {
      case ConstrainedOutcome.NonFinite _, ConstrainedOutcome.Unbounded _ -> ExitCode.DIVERGED;
      case ConstrainedOutcome.WrongGradient _ -> ExitCode.CHECK_FAILED;
      case ConstrainedOutcome.Converged _,
          ConstrainedOutcome.Infeasible _,
          ConstrainedOutcome.Degenerate _,
          ConstrainedOutcome.Saddle _,
          ConstrainedOutcome.Flat _,
          ConstrainedOutcome.Stalled _,
          ConstrainedOutcome.StepLimit _,
          ConstrainedOutcome.EvaluationLimit _,
          ConstrainedOutcome.TimeLimit _,
          ConstrainedOutcome.Stopped _ ->
          ExitCode.OK;
    };
  }
}

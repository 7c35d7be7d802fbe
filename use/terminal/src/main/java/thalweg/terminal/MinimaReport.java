package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.descent.Bounds;
import thalweg.descent.global.Minima;
import thalweg.descent.global.MultiStart;

/// Goes down from many starts and lists the minima found, in words and as JSON.
final class MinimaReport {
  /// So many are listed for people.
  private static final int LISTED = 10;

  private final Output output;
  private final SearchPlan plan;

  MinimaReport(Output output, SearchPlan plan) {
    this.output = output;
    this.plan = plan;
  }

  int run(int starts, List<String> warnings) {
    Bounds bounds = plan.bounds();
    if (bounds == null) {
      throw Failure.usage(
          "--global spreads its starts over a box; give --within with a range for each variable,"
              + " such as x=-5:5.");
    }
    for (int k = 0; k < bounds.dimension(); k++) {
      if (!Double.isFinite(bounds.upper()[k] - bounds.lower()[k])) {
        throw Failure.usage(
            "--global spreads its starts over a box; give --within both ends for "
                + plan.coordinates().variables().get(k)
                + ".");
      }
    }
    MultiStart search =
        plan.isExact()
            ? MultiStart.of(new DualGradient(plan.formula()), bounds)
            : MultiStart.of(plan.formula(), bounds);
    search = search.subjectTo(plan.constraints()).starts(starts).limits(plan.limits());
    Minima minima = (plan.ascend() ? search.ascending() : search).run();
    print(minima);
    json(minima, warnings);
    return minima.ends().keySet().equals(Set.of("NON_FINITE")) ? ExitCode.DIVERGED : ExitCode.OK;
  }

  private void print(Minima minima) {
    output.result(
        plan.head()
            + ", "
            + (plan.ascend() ? "up" : "down")
            + " from "
            + minima.starts()
            + (minima.starts() == 1 ? " start by " : " starts by ")
            + plan.derivatives());
    Table table = new Table("value", "point", "times");
    minima.found().stream()
        .limit(LISTED)
        .forEach(
            found ->
                table.row(
                    Numbers.shown(found.value()),
                    plan.coordinates().named(found.point()),
                    Integer.toString(found.times())));
    if (!minima.found().isEmpty()) {
      output.result(table);
    }
    if (minima.found().size() > LISTED) {
      output.detail("… and " + (minima.found().size() - LISTED) + " more; --json lists all.");
    }
    output.result("ends           " + ends(minima));
    output.result(
        "evaluations    "
            + minima.valueEvaluations()
            + " of the value, "
            + minima.gradientEvaluations()
            + " of the gradient");
    output.result("found          " + (plan.ascend() ? maxima(minima) : minima.sentence()));
  }

  private static String maxima(Minima minima) {
    return minima
        .sentence()
        .replace("minimum", "maximum")
        .replace("minima", "maxima")
        .replace("no lower one", "no higher one");
  }

  private static String ends(Minima minima) {
    return String.join(
        ", ",
        minima.ends().entrySet().stream().map(end -> end.getValue() + " " + end.getKey()).toList());
  }

  private void json(Minima minima, List<String> warnings) {
    List<Json> found = new ArrayList<>();
    for (Minima.Found each : minima.found()) {
      found.add(
          Json.object()
              .put("point", each.point())
              .put("value", each.value())
              .put("times", each.times()));
    }
    Json ends = Json.object();
    minima.ends().forEach((outcome, count) -> ends.put(outcome, count));
    output.json(
        plan.document()
            .put("starts", minima.starts())
            .put("arrived", minima.arrived())
            .put("minima", found)
            .put("unseen", minima.unseen())
            .put("ends", ends)
            .put("valueEvaluations", minima.valueEvaluations())
            .put("gradientEvaluations", minima.gradientEvaluations())
            .put("reason", plan.ascend() ? maxima(minima) : minima.sentence())
            .put("warnings", warnings));
  }
}

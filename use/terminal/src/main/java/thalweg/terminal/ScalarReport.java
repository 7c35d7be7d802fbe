package thalweg.terminal;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.ScalarFunction;
import thalweg.descent.Bounds;
import thalweg.descent.scalar.MinimumSearch;
import thalweg.descent.scalar.ScalarMinimum;
import thalweg.picture.Figure;
import thalweg.picture.Marker;
import thalweg.picture.Style;

/// Looks for the least value of a function of one variable in an interval, from values alone.
final class ScalarReport {
  private static final int ACROSS = 820;
  private static final int DOWN = 560;

  private final Output output;
  private final SearchPlan plan;

  ScalarReport(Output output, SearchPlan plan) {
    this.output = output;
    this.plan = plan;
  }

  int run(Bounds bounds, List<String> warnings, @Nullable PictureFile file) {
    double lower = bounds.lower()[0];
    double upper = bounds.upper()[0];
    if (!(lower < upper)) {
      throw Failure.usage(
          "--within: both ends are " + lower + "; there must be something between them.");
    }
    ScalarFunction function = plan.formula().asScalar();
    int sign = plan.ascend() ? -1 : 1;
    MinimumSearch search = MinimumSearch.of(x -> sign * function.at(x));
    search = plan.tolerance() == null ? search : search.tolerance(plan.tolerance());
    search =
        plan.limits().values().isEmpty()
            ? search
            : search.limit(plan.limits().values().getAsLong());
    ScalarMinimum found = search.between(lower, upper);
    double value = sign * found.value();
    print(found, value);
    json(found, value, warnings);
    if (file != null) {
      file.save(() -> figure(function, found.x(), value, lower, upper));
      output.detail("picture: " + file.path());
    }
    return switch (found.outcome()) {
      case NON_FINITE, UNBOUNDED -> ExitCode.DIVERGED;
      case CONVERGED, AT_END, DOMAIN_EDGE, FLAT, EVALUATION_LIMIT -> ExitCode.OK;
    };
  }

  private String sentence(ScalarMinimum found) {
    String sentence = found.outcome().sentence();
    return plan.ascend()
        ? sentence
            .replace("rise", "sink")
            .replace("fall", "rise")
            .replace("sink", "fall")
            .replace("least", "greatest")
            .replace("below", "above")
        : sentence;
  }

  private void print(ScalarMinimum found, double value) {
    Coordinates names = plan.coordinates();
    output.result(
        plan.head() + ", the " + (plan.ascend() ? "greatest" : "least") + " value by values alone");
    output.result(
        (found.isFound() ? "point          " : "ended at       ")
            + names.named(new double[] {found.x()}));
    output.result("value          " + Numbers.shown(value));
    output.result(
        "between        " + Numbers.shown(found.lower()) + " and " + Numbers.shown(found.upper()));
    output.result("evaluations    " + found.evaluations() + " of the value");
    output.result("outcome        " + found.outcome().name() + ": " + sentence(found));
  }

  private void json(ScalarMinimum found, double value, List<String> warnings) {
    output.json(
        plan.document()
            .put("point", new double[] {found.x()})
            .put("value", value)
            .put("bracket", new double[] {found.lower(), found.upper()})
            .put("valueEvaluations", found.evaluations())
            .put("isMinimum", found.isFound())
            .put("outcome", found.outcome().name())
            .put("reason", sentence(found))
            .put("warnings", warnings));
  }

  private Figure figure(
      ScalarFunction function, double x, double value, double lower, double upper) {
    Figure figure =
        Figure.titled((plan.ascend() ? "Maximum of " : "Minimum of ") + plan.formula().text())
            .axes(plan.coordinates().variables().getFirst(), "f")
            .across(lower, upper)
            .size(ACROSS, DOWN)
            .curve("f", function::at, Style.plain());
    return Double.isFinite(value)
        ? figure.points(
            Arrays.toString(new double[] {x, value}),
            new double[] {x},
            new double[] {value},
            Style.number(1).withMarker(Marker.CIRCLE))
        : figure;
  }
}

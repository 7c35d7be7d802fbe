package thalweg.terminal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thalweg.descent.Curvature;
import thalweg.descent.Gait;
import thalweg.descent.Minimum;
import thalweg.descent.Outcome;

/// Says what became of walks, in words and as JSON: both say the same.
final class DescentReport {
  private final Output output;
  private final DescentPlan plan;
  private final String derivatives;
  private final List<String> warnings;
  private final Function<Advice, String> command;

  /// @param derivatives how they were had, in words
  /// @param warnings what may not be as it was meant
  /// @param command writes the command that follows an advice
  DescentReport(
      Output output,
      DescentPlan plan,
      String derivatives,
      List<String> warnings,
      Function<Advice, String> command) {
    this.command = command;
    this.output = output;
    this.plan = plan;
    this.derivatives = derivatives;
    this.warnings = warnings;
  }

  private String headline() {
    return plan.ground().head()
        + ", "
        + (plan.ascend() ? "up" : "down")
        + " the gradient by "
        + derivatives;
  }

  /// Tells of one walk.
  void alone(Walk walk) {
    Optional<Advice> advice = Advice.after(plan, List.of(walk));
    output.json(ended(fill(document(), walk), advice));
    Minimum minimum = walk.minimum();
    output.result(headline());
    output.result("from           " + Numbers.point(plan.ground().start()));
    output.result("to             " + Numbers.point(minimum.point()));
    output.result("value          " + Numbers.shown(minimum.value()));
    output.result("gradient norm  " + Numbers.shown(minimum.gradientNorm()));
    if (minimum.bestValue() != minimum.value() && Double.isFinite(minimum.bestValue())) {
      output.result(
          "best value     "
              + Numbers.shown(minimum.bestValue())
              + ", at "
              + Numbers.point(minimum.bestPoint()));
    }
    output.result(
        walk.isSteepest()
            ? "rate           " + Numbers.shown(walk.rate())
            : "rule           " + walk.method());
    output.result("steps          " + minimum.steps());
    output.result(
        "evaluations    %d of the value, %d of the gradient"
            .formatted(minimum.valueEvaluations(), minimum.gradientEvaluations()));
    if (minimum.noise() > 0) {
      output.result("noise          " + noise(walk));
    }
    walk.gait().ifPresent(gait -> output.result("gait           " + gait.words()));
    output.result("outcome        " + walk.outcome().written() + ": " + why(walk));
    advise(advice);
  }

  /// Says how noisy the values are and what came of that.
  private static String noise(Walk walk) {
    Minimum minimum = walk.minimum();
    return String.format(Locale.ROOT, "values are off by about %.1e", minimum.noise())
        + (minimum.finisher().equals(walk.method())
            ? ""
            : ", so it went on by the rule model: " + minimum.finisher());
  }

  private void advise(Optional<Advice> advice) {
    advice.ifPresent(
        it -> {
          output.detail("Try next, which " + it.promise() + ":");
          output.detail("  " + command.apply(it));
        });
  }

  private Json ended(Json json, Optional<Advice> advice) {
    json.put("warnings", warnings);
    if (advice.isEmpty()) {
      return json.putNull("advice");
    }
    Advice it = advice.get();
    return json.put(
        "advice",
        Json.object()
            .put("command", command.apply(it))
            .put("outcome", it.walk().outcome().written())
            .put("steps", it.walk().minimum().steps())
            .put("because", it.because()));
  }

  /// Tells of several walks beside each other.
  void compared(List<Walk> walks) {
    Curvature curvature = curvature(walks);
    Json json =
        document().put("runs", walks.stream().map(walk -> fill(Json.object(), walk)).toList());
    if (curvature != null) {
      json.put(
          "curvature",
          Json.object()
              .put("least", curvature.least())
              .put("greatest", curvature.greatest())
              .put("criticalRate", curvature.criticalRate())
              .put("bestRate", curvature.bestRate()));
    }
    Optional<Advice> advice = Advice.after(plan, walks);
    output.json(ended(json, advice));
    output.result(headline());
    boolean few = plan.ground().dimension() <= 3;
    Table table =
        new Table(
            "way",
            "steps",
            "values",
            "gradients",
            few ? "point" : "best value",
            "value",
            "gradient norm",
            "outcome");
    for (Walk walk : walks) {
      Minimum minimum = walk.minimum();
      table.row(
          walk.name(),
          Integer.toString(minimum.steps()),
          Long.toString(minimum.valueEvaluations()),
          Long.toString(minimum.gradientEvaluations()),
          few ? Numbers.point(minimum.point()) : Numbers.shown(minimum.bestValue()),
          Numbers.shown(minimum.value()),
          Numbers.shown(minimum.gradientNorm()),
          walk.outcome().written());
    }
    output.result(table);
    walks.forEach(
        walk ->
            output.detail(
                walk.name()
                    + ": "
                    + walk.gait().map(gait -> gait.words() + "; ").orElse("")
                    + (walk.minimum().noise() > 0 ? noise(walk) + "; " : "")
                    + why(walk)));
    if (curvature != null) {
      output.detail(
          "curvature from %.4g to %.4g at the best point: a constant rate diverges above 2/L = %.4g and is best at %.4g, where each step leaves %.1f %% of the error."
              .formatted(
                  curvature.least(),
                  curvature.greatest(),
                  curvature.criticalRate(),
                  curvature.bestRate(),
                  100 * curvature.shrinkage()));
    }
    advise(advice);
  }

  private Json document() {
    Ground ground = plan.ground();
    Json json =
        Json.object()
            .put("verb", "descend")
            .put("function", ground.text())
            .put("variables", ground.coordinates().variables())
            .put("gradientBy", derivatives);
    return ground.bounds() == null
        ? json
        : json.put("within", ground.coordinates().json(ground.bounds()));
  }

  private Json fill(Json json, Walk walk) {
    Minimum minimum = walk.minimum();
    json.put("from", plan.ground().start()).put("rule", walk.method().toString());
    if (walk.hasRate()) {
      json.put("rate", walk.rate());
    }
    json.put("point", minimum.point())
        .put("value", minimum.value())
        .put("gradientNorm", minimum.gradientNorm())
        .put("steps", minimum.steps())
        .put("valueEvaluations", minimum.valueEvaluations())
        .put("gradientEvaluations", minimum.gradientEvaluations())
        .put("outcome", walk.outcome().written())
        .put("reason", why(walk))
        .put("noise", minimum.noise())
        .put("finishedBy", minimum.finisher().toString());
    walk.gait().ifPresentOrElse(gait -> json.put("gait", gait.name()), () -> json.putNull("gait"));
    return json.put("bestPoint", minimum.bestPoint())
        .put("bestValue", minimum.bestValue())
        .put("path", minimum.path())
        .put("pathValues", walk.values());
  }

  /// Returns the curvatures at the best point found, if they say anything about a constant rate.
  private @Nullable Curvature curvature(List<Walk> walks) {
    Minimum best = plan.best(walks).minimum();
    if (walks.stream().noneMatch(Walk::isSteepest) || !Double.isFinite(best.bestValue())) {
      return null;
    }
    Curvature curvature = plan.curvature(best.bestPoint());
    return Double.isFinite(curvature.criticalRate()) && Double.isFinite(curvature.bestRate())
        ? curvature
        : null;
  }

  /// Returns in one sentence why the walk ended as it did.
  private String why(Walk walk) {
    return switch (walk.outcome()) {
      case Outcome.StepLimit _ when walk.minimum().gradientNorm() == 0 && !plan.neverStops() ->
          taken(walk)
              + "; the differences vanish beside the point, so no gradient can be"
              + " had there; use --method automatic, or give a larger "
              + DescendVerb.STEP
              + ".";
      case Outcome.StepLimit _ ->
          taken(walk)
              + "; the gradient's norm is "
              + walk.minimum().gradientNorm()
              + (hardlyMoved(walk)
                  ? " and the value hardly changed."
                  : walk.goes(Gait.OSCILLATING)
                      ? "; more such steps would gain nothing."
                      : "; more steps would go on from here.");
      case Outcome.Diverged diverged ->
          "the value went from "
              + diverged.startValue()
              + " the wrong way to "
              + diverged.endValue()
              + ", for each step jumps too far.";
      case Outcome.EvaluationLimit limit ->
          "the limit of "
              + limit.limit()
              + " values is reached; allow more with --values to go on from there.";
      case Outcome.NonFinite broken ->
          broken.where()
              + " was NaN or infinite after "
              + broken.step()
              + (broken.step() == 1 ? " step; " : " steps; ")
              + (broken.step() == 0
                  ? "start where the function is defined."
                  : "it is not defined there, or a step jumped too far.");
      case Outcome.Kink kink -> kinked(kink);
      case Outcome.Flat flat ->
          "flat here: the value does not change with "
              + names().listed(flat.variables())
              + " any more; this is a plateau, not an answer. Start elsewhere.";
      case Outcome.Saddle saddle ->
          "the gradient vanishes here, but along "
              + names().direction(saddle.direction())
              + " the second derivative is "
              + saddle.curvature()
              + ": "
              + (saddle.isExtremum()
                  ? plan.ascend() ? "a minimum" : "a maximum"
                  : "a saddle or worse")
              + ", not what was looked for. Start a little to the side.";
      case Outcome.Unbounded unbounded ->
          "the value reached "
              + unbounded.value()
              + " at "
              + names().named(doubles(unbounded.point()))
              + " and goes on without end; there is no "
              + (plan.ascend() ? "greatest value." : "least value.");
      case Outcome.WrongGradient wrong ->
          wrong.sentence() + " thalweg gradient shows it by differences.";
      case Outcome other -> other.sentence();
    };
  }

  private static String taken(Walk walk) {
    int steps = walk.minimum().steps();
    return steps + (steps == 1 ? " step was taken" : " steps were taken");
  }

  /// Says which slopes meet, from left to right: along x and not along -x.
  private String kinked(Outcome.Kink kink) {
    double leading = 0;
    for (double share : kink.direction()) {
      leading = Math.abs(share) > Math.abs(leading) ? share : leading;
    }
    boolean back = leading < 0;
    List<Double> along = kink.direction().stream().map(share -> back ? -share : share).toList();
    return "the function has a kink here, and so no gradient: along "
        + names().direction(along)
        + " its slope is "
        + Numbers.shown(back ? -kink.slopeAfter() : kink.slopeBefore())
        + " before the point and "
        + Numbers.shown(back ? -kink.slopeBefore() : kink.slopeAfter())
        + " after it; nothing better was found nearby.";
  }

  private Coordinates names() {
    return plan.ground().coordinates();
  }

  private static double[] doubles(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static boolean hardlyMoved(Walk walk) {
    double start = walk.values()[0];
    return Math.abs(walk.minimum().value() - start) < 1e-3 * Math.abs(start);
  }
}

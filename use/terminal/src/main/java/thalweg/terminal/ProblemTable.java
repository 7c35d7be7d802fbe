package thalweg.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import thalweg.descent.Curvature;
import thalweg.descent.Descent;
import thalweg.descent.DescentMethod;
import thalweg.descent.GradientDescent;
import thalweg.descent.Minimum;
import thalweg.descent.problem.Problem;
import thalweg.descent.problem.Problems;

/// All test problems by all methods, beside what SciPy needs.
///
/// Rules with a rate get one for each problem: from the curvature at its start where the rate is in
/// units of x per gradient, from the size of its start where it is in units of x.
final class ProblemTable {
  /// How many steps rules with a rate take, if the user does not say.
  static final int STEPS = 1_000;

  private final SequencedMap<String, Function<Problem, DescentMethod>> methods =
      new LinkedHashMap<>();

  ProblemTable(int steps) {
    for (String name : List.of("lbfgs", "bfgs", "cg", "newton")) {
      DescentMethod method = DescentMethods.parse("--problems", name, null, steps);
      methods.put(name, _ -> method);
    }
    rule("steepest", steps, problem -> 0.5 * criticalRate(problem));
    rule("momentum", steps, problem -> 0.05 * criticalRate(problem));
    rule("nesterov", steps, problem -> 0.05 * criticalRate(problem));
    rule("adagrad", steps, problem -> 0.1 * size(problem));
    rule("rmsprop", steps, problem -> 0.01 * size(problem));
    rule("adam", steps, problem -> 0.01 * size(problem));
    rule("adamw", steps, problem -> 0.01 * size(problem));
    rule("lion", steps, problem -> 0.001 * size(problem));
  }

  private void rule(String name, int steps, Function<Problem, Double> rate) {
    methods.put(
        name, problem -> DescentMethods.parse("--problems", name, rate.apply(problem), steps));
  }

  /// Returns 2/L at the start, L being the curvature that is greatest in size.
  private static double criticalRate(Problem problem) {
    Curvature curvature = Curvature.at(problem.function(), problem.start());
    return 2 / Math.max(Math.abs(curvature.least()), Math.abs(curvature.greatest()));
  }

  /// Returns the start's largest coordinate in size, at least 1.
  private static double size(Problem problem) {
    double size = 1;
    for (double coordinate : problem.start()) {
      size = Math.max(size, Math.abs(coordinate));
    }
    return size;
  }

  private static List<Problem> problems() {
    return Stream.concat(Problems.all().stream(), Problems.further().stream()).toList();
  }

  /// Solves all problems and gives out the table, and beneath it that of the families.
  void print(Output output, FamilyTable families) {
    output.note(
        "thalweg descend: solving "
            + problems().size()
            + " problems by "
            + methods.size()
            + " methods, then "
            + families.descents()
            + " functions drawn at random; this takes some ten seconds or more.");
    Table table =
        new Table(
            "problem",
            "variables",
            "method",
            "rate",
            "values",
            "gradients",
            "value",
            "gradient norm",
            "outcome",
            "SciPy");
    List<Json> rows = new ArrayList<>();
    for (Problem problem : problems()) {
      methods.forEach(
          (name, chosen) -> {
            output.bar(problem.name() + " by " + name);
            row(problem, name, chosen.apply(problem), table, rows);
          });
    }
    output.result(table);
    output.detail(
        "SciPy: joint evaluations of SciPy 1.17.1, gradient tolerance 1e-8 (CG: 1e-5), as published"
            + " in the docs.");
    output.detail(
        "Rates: half of 2/L at the start for steepest, a tenth of that with momentum; for the"
            + " others a share of the start's size.");
    List<Json> drawn = families.print(output);
    output.json(Json.object().put("verb", "descend").put("problems", rows).put("families", drawn));
  }

  private static void row(
      Problem problem, String name, DescentMethod method, Table table, List<Json> rows) {
    Minimum minimum = Descent.minimise(problem.function(), problem.start(), method);
    int peer =
        switch (name) {
          case "lbfgs" -> problem.peers().lbfgs();
          case "bfgs" -> problem.peers().bfgs();
          case "cg" -> problem.peers().cg();
          default -> 0;
        };
    boolean failed = name.equals("lbfgs") && peer > 0 && !problem.peers().lbfgsSolves();
    double rate = method instanceof GradientDescent descent ? descent.rule().rate() : Double.NaN;
    table.row(
        problem.name(),
        Integer.toString(problem.dimension()),
        name,
        Double.isNaN(rate) ? "–" : "%.1e".formatted(rate),
        Long.toString(minimum.valueEvaluations()),
        Long.toString(minimum.gradientEvaluations()),
        "%.9g".formatted(minimum.value()),
        "%.1e".formatted(minimum.gradientNorm()),
        minimum.outcome().written(),
        peer == 0 ? "–" : peer + (failed ? " unsolved" : ""));
    Json row = Json.object().put("problem", problem.name()).put("method", name);
    row = Double.isNaN(rate) ? row.putNull("rate") : row.put("rate", rate);
    row.put("valueEvaluations", minimum.valueEvaluations())
        .put("gradientEvaluations", minimum.gradientEvaluations())
        .put("value", minimum.value())
        .put("gradientNorm", minimum.gradientNorm())
        .put("outcome", minimum.outcome().written());
    rows.add(peer == 0 ? row.putNull("peer") : row.put("peer", peer));
  }
}

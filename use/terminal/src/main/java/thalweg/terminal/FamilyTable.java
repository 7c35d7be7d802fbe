package thalweg.terminal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import thalweg.descent.Descent;
import thalweg.descent.DescentMethod;
import thalweg.descent.Minimum;
import thalweg.descent.problem.Family;
import thalweg.descent.problem.Landscape;

/// Functions drawn at random from families of which the truth is known, by all methods, with exact
/// gradients and from values alone: how often what is said is right, honest or false.
final class FamilyTable {
  /// How many functions of each family are drawn, if the user does not say.
  static final int MEMBERS = 20;

  private static final long SEED = 7;

  private final int members;
  private final SequencedMap<String, DescentMethod> methods = new LinkedHashMap<>();

  FamilyTable(int members) {
    if (members < 1) {
      throw Failure.usage("--members is " + members + "; it must be at least 1.");
    }
    this.members = members;
    for (String name : List.of("lbfgs", "bfgs", "cg", "newton", "steepest")) {
      methods.put(name, DescentMethods.parse("--problems", name, null, ProblemTable.STEPS));
    }
  }

  /// Returns how many descents it takes.
  int descents() {
    return 2 * members * Family.values().length * methods.size();
  }

  /// What came of all members of a family by one method.
  private static final class Count {
    private final Map<Landscape.Verdict, Integer> verdicts = new EnumMap<>(Landscape.Verdict.class);
    private int descents;
    private long values;

    void add(Landscape landscape, Minimum minimum) {
      Landscape.Verdict verdict = landscape.verdict(minimum.outcome().written(), minimum.point());
      verdicts.merge(verdict, 1, Integer::sum);
      descents++;
      values += minimum.valueEvaluations();
    }

    int of(Landscape.Verdict verdict) {
      return verdicts.getOrDefault(verdict, 0);
    }

    long meanValues() {
      return Math.round((double) values / descents);
    }
  }

  /// Draws and descends, and returns the table's rows for a machine; prints them for people.
  List<Json> print(Output output) {
    Table table =
        new Table("family", "method", "gradient", "right", "honest", "false", "mean values");
    List<Json> rows = new ArrayList<>();
    for (Family family : Family.values()) {
      methods.forEach(
          (name, method) -> {
            output.bar(family.title() + " by " + name);
            Count exact = new Count();
            Count alone = new Count();
            for (Landscape landscape : family.draw(SEED, members)) {
              exact.add(
                  landscape, Descent.minimise(landscape.function(), landscape.start(), method));
              alone.add(
                  landscape,
                  Descent.minimise(landscape.function()::value, landscape.start(), method));
            }
            row(family, name, "exact", exact, table, rows);
            row(family, name, "from values", alone, table, rows);
          });
    }
    output.result(table);
    output.detail(
        members
            + " functions of each family, seed "
            + SEED
            + ". Right: what is said is so. Honest: nothing is claimed, such as where a limit was"
            + " reached. False: what is claimed is not so.");
    return rows;
  }

  private static void row(
      Family family, String method, String gradient, Count count, Table table, List<Json> rows) {
    int right = count.of(Landscape.Verdict.RIGHT);
    int honest = count.of(Landscape.Verdict.HONEST);
    int wrong = count.of(Landscape.Verdict.FALSE);
    table.row(
        family.title(),
        method,
        gradient,
        Integer.toString(right),
        Integer.toString(honest),
        Integer.toString(wrong),
        Long.toString(count.meanValues()));
    rows.add(
        Json.object()
            .put("family", family.title())
            .put("method", method)
            .put("gradient", gradient)
            .put("right", right)
            .put("honest", honest)
            .put("false", wrong)
            .put("meanValues", count.meanValues()));
  }
}

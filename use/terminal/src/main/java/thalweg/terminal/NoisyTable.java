package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.descent.Descent;
import thalweg.descent.DescentMethod;
import thalweg.descent.Limits;
import thalweg.descent.LineSearchDescent;
import thalweg.descent.ModelTrustRegion;
import thalweg.descent.NelderMead;
import thalweg.descent.Options;
import thalweg.descent.problem.MoreWildProblem;
import thalweg.descent.problem.MoreWildProblems;
import thalweg.picture.Figure;
import thalweg.picture.Marker;
import thalweg.picture.Style;

/// Data profiles: how many of the 53 problems of Moré and Wild are solved from noisy values within
/// how many of them.
///
/// A problem is solved to τ where the true value at one of the points asked for is at most f_L +
/// τ(f(x₀) − f_L), f_L being the least true value that any of the methods came to within 100
/// simplex gradients of n + 1 values. Source: Moré and Wild 2009, section 2.
final class NoisyTable {
  private static final int MOST = 100; // simplex gradients
  private static final int[] WITHIN = {10, 20, 50, 100};
  private static final double[] TOLERANCES = {1e-1, 1e-2, 1e-3, 1e-5};
  private static final double DRAWN = 1e-3; // the tolerance of the picture
  private static final long SEED = 1;

  private final double noise;
  private final SequencedMap<String, DescentMethod> methods = new LinkedHashMap<>();

  /// For each method and problem the least true value after so many values.
  private final SequencedMap<String, List<double[]>> courses = new LinkedHashMap<>();

  NoisyTable(double noise) {
    if (!(noise >= 0) || Double.isInfinite(noise)) {
      throw Failure.usage("--noise is " + noise + "; it must be a finite number, at least 0.");
    }
    this.noise = noise;
    methods.put("by default", LineSearchDescent.lbfgs());
    methods.put("model", ModelTrustRegion.defaults());
    methods.put("neldermead", NelderMead.defaults());
  }

  /// A noisy function that notes how low the true one was.
  private static final class Watched implements MultivariateFunction {
    private final MoreWildProblem problem;
    private final MultivariateFunction noisy;
    private final double[] least;
    private int count;

    Watched(MoreWildProblem problem, double noise) {
      this.problem = problem;
      noisy = problem.noisy(noise, SEED);
      least = new double[MOST * (problem.dimension() + 1)];
    }

    @Override
    public double at(double... x) {
      if (count < least.length) {
        double value = problem.value(x);
        double before = count == 0 ? Double.POSITIVE_INFINITY : least[count - 1];
        least[count++] = value < before ? value : before;
      }
      return noisy.at(x);
    }

    double[] course() {
      return Arrays.copyOf(least, count);
    }
  }

  /// Solves all problems, gives out the table and draws the picture if one is wanted.
  void print(Output output, @Nullable PictureFile picture) {
    List<MoreWildProblem> problems = MoreWildProblems.all();
    output.note(
        "thalweg descend: "
            + problems.size()
            + " problems by "
            + methods.size()
            + " methods, each with values off by up to "
            + noise
            + " of every square; this takes some ten seconds or more.");
    methods.forEach(
        (name, method) -> {
          List<double[]> all = new ArrayList<>();
          for (MoreWildProblem problem : problems) {
            output.bar(problem.name() + " by " + name);
            all.add(course(problem, method));
          }
          courses.put(name, all);
        });
    Table table = new Table("method", "to", "10", "20", "50", "100 simplex gradients");
    List<Json> rows = new ArrayList<>();
    for (double tolerance : TOLERANCES) {
      courses.forEach((name, all) -> row(name, all, tolerance, table, rows));
    }
    output.result(table);
    output.detail(
        "Solved of "
            + problems.size()
            + ", in percent: the true value at a point asked for lies above the least that any of"
            + " the methods found by no more than this share of what was to be gained. A simplex"
            + " gradient is n + 1 values.");
    output.json(
        Json.object()
            .put("verb", "descend")
            .put("noise", noise)
            .put("problems", problems.stream().map(MoreWildProblem::name).toList())
            .put("profiles", rows));
    if (picture != null) {
      picture.save(this::figure);
      output.detail("picture: " + picture.path());
    }
  }

  private double[] course(MoreWildProblem problem, DescentMethod method) {
    Watched watched = new Watched(problem, noise);
    Limits limits = Limits.defaults().withValues(MOST * (problem.dimension() + 1L));
    Descent.minimise(watched, problem.start(), method, Options.defaults().withLimits(limits));
    return watched.course();
  }

  /// Returns after how many simplex gradients each problem was solved; infinite if it was not.
  private double[] solved(List<double[]> all, double tolerance) {
    double[] solved = new double[all.size()];
    for (int p = 0; p < solved.length; p++) {
      MoreWildProblem problem = MoreWildProblems.all().get(p);
      double least = Double.POSITIVE_INFINITY;
      for (List<double[]> each : courses.values()) {
        least = Math.min(least, each.get(p)[each.get(p).length - 1]);
      }
      double goal = least + tolerance * (problem.value(problem.start()) - least);
      double[] course = all.get(p);
      int at = 0;
      while (at < course.length && !(course[at] <= goal)) {
        at++;
      }
      solved[p] =
          at < course.length ? (at + 1.0) / (problem.dimension() + 1) : Double.POSITIVE_INFINITY;
    }
    return solved;
  }

  private static double percent(double[] solved, double within) {
    return 100.0 * Arrays.stream(solved).filter(each -> each <= within).count() / solved.length;
  }

  private void row(
      String name, List<double[]> all, double tolerance, Table table, List<Json> rows) {
    double[] solved = solved(all, tolerance);
    List<String> cells = new ArrayList<>(List.of(name, Double.toString(tolerance)));
    Json json = Json.object().put("method", name).put("tolerance", tolerance);
    for (int within : WITHIN) {
      double percent = percent(solved, within);
      cells.add(String.format(Locale.ROOT, "%.1f", percent));
      json = json.put("within" + within, percent);
    }
    table.row(cells.toArray(String[]::new));
    List<String> missed = new ArrayList<>();
    for (int p = 0; p < solved.length; p++) {
      if (!(solved[p] <= MOST)) {
        missed.add(MoreWildProblems.all().get(p).name());
      }
    }
    rows.add(json.put("missed", missed));
  }

  private Figure figure() {
    Figure figure =
        Figure.titled(
                String.format(Locale.ROOT, "53 noisy problems (%s), solved to %s", noise, DRAWN))
            .axes("simplex gradients (n + 1 values)", "solved, %")
            .across(0, MOST)
            .upward(0, 100)
            .size(900, 560);
    int line = 0;
    for (Map.Entry<String, List<double[]>> entry : courses.entrySet()) {
      double[] solved = solved(entry.getValue(), DRAWN);
      double[] x = new double[2 * MOST + 1];
      double[] y = new double[x.length];
      for (int k = 0; k < x.length; k++) {
        x[k] = 0.5 * k;
        y[k] = percent(solved, x[k]);
      }
      figure =
          figure.curve(
              entry.getKey(), x, y, Style.number(line++).withMarker(Marker.NONE).withWidth(2));
    }
    return figure;
  }
}

package thalweg.studio.descent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import thalweg.descent.BoundedLimitedMemoryBfgs;
import thalweg.descent.Bounds;
import thalweg.descent.Curvature;
import thalweg.descent.Descent;
import thalweg.descent.DescentMethod;
import thalweg.descent.Gait;
import thalweg.descent.GradientDescent;
import thalweg.descent.Iterate;
import thalweg.descent.LineSearchDescent;
import thalweg.descent.MethodParser;
import thalweg.descent.Minimum;
import thalweg.descent.Options;
import thalweg.descent.Outcome;
import thalweg.descent.TrustRegionNewton;
import thalweg.descent.direction.Momentum;
import thalweg.descent.direction.Nesterov;
import thalweg.descent.direction.SteepestDescent;
import thalweg.descent.direction.UpdateRule;
import thalweg.picture.Window;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;

/// Several methods that walk on one function from one start.
final class Race {
  static final int MOST_STEPS = 10_000;
  private static final int MOST_RACERS = 8;

  /// What the search for the bottom below the best point may cost.
  private static final int SEARCH_STEPS = 200;

  private static final long SEARCH_VALUES = 2_000;

  /// How many points of walks that all run away say where they went.
  private static final int FIRST_STEPS = 3;

  /// Nothing beyond can be told in single precision.
  private static final double FARTHEST = 1e30;

  /// @param rule a method as [MethodParser] reads it
  /// @param rate for rules with a rate; null for the one that the text gives
  record Racer(String rule, @Nullable Double rate) {}

  /// @param steps how many each may take
  /// @param up whether to walk up
  /// @param within the lower and upper bound of each variable, null where open; null for none
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Asked(
      Ground.Named ground,
      double[] start,
      List<Racer> racers,
      int steps,
      boolean up,
      @Nullable List<@Nullable Double> within) {}

  /// What became of one.
  ///
  /// @param rule the method, written out
  /// @param rate NaN of a method that searches for its steps
  /// @param isSteepest whether each step is a constant rate times the gradient
  /// @param critical the rate above which the rule runs away on a quadratic with the curvatures at
  ///   the bottom; NaN where none is known
  /// @param outcome as results have it, such as `CONVERGED`
  /// @param sentence why, in English
  /// @param gait how it walked; null where there were too few steps
  /// @param points how many points there are, one more than steps
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Run(
      String rule,
      double rate,
      boolean isSteepest,
      double critical,
      String outcome,
      String sentence,
      @Nullable String gait,
      int points,
      double[] point,
      double value,
      double gradientNorm,
      double bestValue,
      long valueEvaluations,
      long gradientEvaluations) {}

  /// The curvatures at the bottom below the best point that any came to, or else there, and what
  /// they say of a constant rate.
  record Rates(double least, double greatest, double critical, double best, double shrinkage) {}

  /// @param variables their names
  /// @param runs in the order of the racers
  /// @param best the best value known, from which heights are counted: that of the bottom below the
  ///   best point, or a problem's published one if that is lower
  /// @param rates null where they say nothing
  /// @param window what shows the walks; null if that is not two-dimensional
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Head(
      List<String> variables,
      List<Run> runs,
      double best,
      @Nullable Rates rates,
      double @Nullable [] window) {}

  /// Where a walk came by, as it is drawn: of one variable it and the value; of more than two, for
  /// which there is no picture, nothing but the value is kept.
  private record Spot(double x, double y, double value) {
    static Spot of(Iterate iterate) {
      double[] point = iterate.point();
      double value = iterate.value();
      return switch (point.length) {
        case 1 -> new Spot(point[0], value, value);
        case 2 -> new Spot(point[0], point[1], value);
        default -> new Spot(Double.NaN, Double.NaN, value);
      };
    }

    boolean isNear() {
      return Math.abs(x) < FARTHEST && Math.abs(y) < FARTHEST;
    }
  }

  /// One walk, and what was seen on its way.
  private record Walk(DescentMethod method, Minimum minimum, @Nullable Gait gait, List<Spot> seen) {
    boolean isAstray() {
      return switch (minimum.outcome()) {
        case Outcome.Diverged _, Outcome.NonFinite _, Outcome.Unbounded _ -> true;
        default -> false;
      };
    }
  }

  /// The lowest point known.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Bottom(double[] point, double value) {}

  private final Ground ground;
  private final double[] start;
  private final int mostSteps;
  private final boolean up;
  private final Asking asking;

  private Race(Asked asked, Asking asking) {
    ground = Ground.of(asked.ground);
    ground.checkStart(asked.start);
    start = asked.start;
    mostSteps = asked.steps;
    up = asked.up;
    this.asking = asking;
  }

  /// Returns what became of each, and as numbers, one run after another: the points, two numbers
  /// each (of one variable: it and the value; of more than two, none), the values, and the decimal
  /// logarithms of their heights above the best (below, of an ascent).
  static Frame run(Asked asked, Asking asking) {
    return new Race(asked, asking).run(methods(asked));
  }

  /// Returns the methods asked for, each with the number of steps.
  static List<DescentMethod> methods(Asked asked) {
    if (asked.racers.isEmpty() || asked.racers.size() > MOST_RACERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "race: %d methods; there must be from 1 to %d.",
              asked.racers.size(),
              MOST_RACERS));
    }
    checkSteps(asked.steps);
    Bounds bounds = asked.within == null ? null : bounds(asked.within);
    return asked.racers.stream().map(racer -> method(racer, asked.steps, bounds)).toList();
  }

  static void checkSteps(int steps) {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "steps: %d; there must be from 1 to %d.", steps, MOST_STEPS));
    }
  }

  private static DescentMethod method(Racer racer, int steps, @Nullable Bounds bounds) {
    DescentMethod method = MethodParser.parse(racer.rule);
    if (bounds != null) {
      if (!method.equals(LineSearchDescent.lbfgs())) {
        throw new IllegalArgumentException(
            "bounds: only lbfgs keeps them; leave out " + racer.rule.strip() + ".");
      }
      return BoundedLimitedMemoryBfgs.within(bounds);
    }
    return method instanceof GradientDescent rule
        ? (racer.rate == null ? rule : rule.withRate(racer.rate)).withSteps(steps)
        : method;
  }

  static void checkWithin(@Nullable List<@Nullable Double> within, int variables) {
    if (within != null && within.size() != 2 * variables) {
      throw new IllegalArgumentException(
          "within: "
              + within.size()
              + " bounds; there must be two for each of "
              + variables
              + " variables, null where it is open.");
    }
  }

  private static Bounds bounds(List<@Nullable Double> within) {
    int n = within.size() / 2;
    double[] lower = new double[n];
    double[] upper = new double[n];
    for (int i = 0; i < n; i++) {
      Double low = within.get(2 * i);
      Double high = within.get(2 * i + 1);
      lower[i] = low == null ? Double.NEGATIVE_INFINITY : low;
      upper[i] = high == null ? Double.POSITIVE_INFINITY : high;
    }
    return Bounds.between(lower, upper);
  }

  static Options options(int steps, Asking asking) {
    Options usual = Options.defaults();
    return usual.withLimits(usual.limits().withSteps(steps)).stopWhen(() -> !asking.isAwaited());
  }

  private Frame run(List<DescentMethod> methods) {
    List<Walk> walks = new ArrayList<>();
    for (DescentMethod method : methods) {
      walks.add(walk(method));
      asking.check();
    }
    OptionalDouble known =
        ground.problem() == null || up
            ? OptionalDouble.empty()
            : OptionalDouble.of(ground.problem().minima().getFirst());
    Walk winner = winner(walks);
    Bottom bottom = bottom(winner, methods.getFirst());
    double level =
        known.isPresent() && known.getAsDouble() < bottom.value
            ? known.getAsDouble()
            : bottom.value;
    Rates rates = rates(bottom);
    List<float[]> numbers = new ArrayList<>();
    walks.forEach(walk -> draw(walk, level, numbers));
    Head head =
        new Head(
            ground.variables(),
            walks.stream().map(walk -> told(walk, rates)).toList(),
            level,
            rates,
            ground.dimension() > 2 ? null : window(walks, bottom));
    return new Frame(head, numbers.toArray(float[][]::new));
  }

  private Walk walk(DescentMethod method) {
    List<Spot> seen = new ArrayList<>();
    Gait.Watch watch = new Gait.Watch();
    Options options =
        options(mostSteps, asking)
            .listen(
                iterate -> {
                  seen.add(Spot.of(iterate));
                  watch.accept(iterate);
                });
    Minimum minimum =
        up
            ? Descent.maximise(ground.function(), start, method, options)
            : Descent.minimise(ground.function(), start, method, options);
    return new Walk(method, minimum, watch.of(minimum, up).orElse(null), seen);
  }

  /// Returns the walk that came to the best value, if there is one of those that do not run away:
  /// what goes on without end is better than any answer, and shows nothing of where the others are.
  private Walk winner(List<Walk> walks) {
    Walk winner = walks.getFirst();
    for (Walk walk : walks) {
      boolean isBetter = isBetter(walk.minimum.bestValue(), winner.minimum.bestValue());
      if (walk.isAstray() == winner.isAstray() ? isBetter : winner.isAstray()) {
        winner = walk;
      }
    }
    return winner;
  }

  private boolean isBetter(double value, double other) {
    return up ? value > other : value < other;
  }

  private static Run told(Walk walk, @Nullable Rates rates) {
    Minimum minimum = walk.minimum;
    GradientDescent rule = walk.method instanceof GradientDescent it ? it : null;
    return new Run(
        walk.method.toString(),
        rule == null ? Double.NaN : rule.rule().rate(),
        rule != null && rule.rule() instanceof SteepestDescent,
        rule == null || rates == null ? Double.NaN : critical(rule.rule(), rates.critical),
        minimum.outcome().written(),
        minimum.outcome().sentence(),
        walk.gait == null ? null : walk.gait.name(),
        walk.seen.size(),
        minimum.point(),
        minimum.value(),
        minimum.gradientNorm(),
        minimum.bestValue(),
        minimum.valueEvaluations(),
        minimum.gradientEvaluations());
  }

  /// Returns the rate up to which errors shrink along the steepest direction of a quadratic: with
  /// momentum β it is 2(1 + β)/L, and 2(1 + β)/((1 + 2β)L) where the step looks ahead.
  ///
  /// There a root of the recurrence in one direction is −1. Source of the first: Polyak 1964.
  private static double critical(UpdateRule rule, double steepest) {
    return switch (rule) {
      case SteepestDescent _ -> steepest;
      case Momentum it -> steepest * (1 + it.momentum());
      case Nesterov it -> steepest * (1 + it.momentum()) / (1 + 2 * it.momentum());
      default -> Double.NaN;
    };
  }

  private void draw(Walk walk, double level, List<float[]> numbers) {
    int n = walk.seen.size();
    int dimension = ground.dimension();
    float[] points = new float[dimension > 2 ? 0 : 2 * n];
    float[] values = new float[n];
    float[] heights = new float[n];
    for (int i = 0; i < n; i++) {
      Spot spot = walk.seen.get(i);
      if (points.length > 0) {
        points[2 * i] = (float) spot.x;
        points[2 * i + 1] = (float) spot.y;
      }
      values[i] = (float) spot.value;
      // The logarithm, for the heights of a walk that runs away are beyond single precision.
      heights[i] = (float) Math.log10(up ? level - spot.value : spot.value - level);
    }
    numbers.addAll(List.of(points, values, heights));
  }

  /// Returns where a search from the best point that any came to ends, if it arrives, else that
  /// point itself.
  private Bottom bottom(Walk winner, DescentMethod first) {
    double[] best = winner.minimum.bestPoint();
    Bottom reached = new Bottom(best, winner.minimum.bestValue());
    if (!Double.isFinite(reached.value)) {
      return reached;
    }
    DescentMethod search =
        first instanceof BoundedLimitedMemoryBfgs ? first : TrustRegionNewton.defaults();
    Options usual = options(SEARCH_STEPS, asking);
    Options options = usual.withLimits(usual.limits().withValues(SEARCH_VALUES));
    Minimum found =
        up
            ? Descent.maximise(ground.function(), best, search, options)
            : Descent.minimise(ground.function(), best, search, options);
    return found.converged() && !isBetter(reached.value, found.value())
        ? new Bottom(found.point(), found.value())
        : reached;
  }

  private @Nullable Rates rates(Bottom bottom) {
    if (!Double.isFinite(bottom.value)) {
      return null;
    }
    Curvature there = Curvature.at(ground.function(), bottom.point);
    Curvature curvature = up ? new Curvature(-there.greatest(), -there.least()) : there;
    return Double.isFinite(curvature.criticalRate()) && Double.isFinite(curvature.bestRate())
        ? new Rates(
            curvature.least(),
            curvature.greatest(),
            curvature.criticalRate(),
            curvature.bestRate(),
            curvature.shrinkage())
        : null;
  }

  /// Returns left, right, bottom and top: where all walks begin and those that stay, and of those
  /// that all run away the first steps.
  private double @Nullable [] window(List<Walk> walks, Bottom bottom) {
    boolean allAstray = walks.stream().allMatch(Walk::isAstray);
    double[][] points =
        walks.stream()
            .flatMap(
                walk ->
                    walk.seen.stream()
                        .limit(!walk.isAstray() ? Long.MAX_VALUE : allAstray ? FIRST_STEPS : 1))
            .filter(Spot::isNear)
            .map(spot -> new double[] {spot.x, spot.y})
            .toArray(double[][]::new);
    if (points.length == 0) {
      return null;
    }
    double[] centre =
        allAstray
            ? points[0]
            : ground.dimension() > 1 ? bottom.point : new double[] {bottom.point[0], bottom.value};
    if (ground.dimension() > 1) {
      Window window = Window.around(centre, points);
      return new double[] {window.left(), window.right(), window.bottom(), window.top()};
    }
    // Of a curve one unit across has nothing to do with one upward.
    Window across = Window.around(new double[] {centre[0], 0}, axis(points, 0));
    Window upward = Window.around(axis(points, 1));
    return new double[] {across.left(), across.right(), upward.left(), upward.right()};
  }

  private static double[][] axis(double[][] points, int i) {
    return Arrays.stream(points).map(point -> new double[] {point[i], 0}).toArray(double[][]::new);
  }
}

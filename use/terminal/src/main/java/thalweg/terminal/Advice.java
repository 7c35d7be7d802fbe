package thalweg.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import thalweg.descent.BoundedLimitedMemoryBfgs;
import thalweg.descent.Bounds;
import thalweg.descent.Curvature;
import thalweg.descent.DescentMethod;
import thalweg.descent.Gait;
import thalweg.descent.GradientDescent;
import thalweg.descent.Limits;
import thalweg.descent.LineSearchDescent;
import thalweg.descent.Outcome;
import thalweg.descent.direction.SteepestDescent;

/// What to try after walks of which none arrived. Whatever is advised has been tried from the same
/// start, so that advice which is followed does not lead in a circle.
///
/// A rate comes from the curvature on the way: on a quadratic, steps of a constant rate above 2/L
/// lead up, L being the greatest curvature, and 2/(L + μ), μ being the least, is fastest; source:
/// Polyak 1987, section 1.4. A method that searches for its steps is tried too: it sees what
/// curvature there is farther on; it is advised where no rate arrives, and if it ends at a kink,
/// say, this too is worth knowing.
///
/// @param walk how it went
/// @param start where from; where the walks began, or a little to the side of a saddle point
/// @param automatic whether it needs an exact gradient where another was asked for
/// @param because why it is advised
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Advice(Walk walk, double[] start, boolean automatic, String because) {
  private static final int MOST_STEPS = 10_000;
  private static final long MOST_VALUES = 400_000;

  /// How far to the side of a saddle point, beside the size of the point.
  private static final double ASIDE = 0.01;

  /// By what share of it a value must be better to be worth an advice: by more than rounding.
  private static final double CLEARLY = 1e-10;

  /// How many times a rate that is still too large is divided by four.
  private static final int SMALLER = 5;

  /// Rates are tried with as many digits as they are advised with.
  private static final MathContext DIGITS = new MathContext(3, RoundingMode.DOWN);

  private static final MathContext FIRST = new MathContext(6);

  /// Returns what to try after these walks; nothing if one arrived, or nothing better is found.
  static Optional<Advice> after(DescentPlan plan, List<Walk> walks) {
    boolean arrived = walks.stream().anyMatch(walk -> isAnswer(walk.outcome()));
    if (arrived || plan.neverStops()) {
      return Optional.empty();
    }
    DescentPlan trial = aside(plan, walks).limited(MOST_STEPS, MOST_VALUES);
    List<Advice> tried = new ArrayList<>(tries(trial, walks, false));
    if (tried.stream().noneMatch(Advice::converges) && plan.ground().formula() != null) {
      tried.addAll(tries(trial.automatically(), walks, true));
    }
    // A jump to where everything vanishes ends somewhere, but leads nowhere.
    double reached = plan.best(walks).minimum().bestValue();
    return tried.stream()
        .filter(Advice::converges)
        .filter(advice -> !plan.isBetter(reached, advice.walk.minimum().value()))
        .min(Comparator.comparingInt(Advice::effort))
        .or(() -> tried.stream().filter(advice -> isAnswer(advice.walk.outcome())).findFirst())
        .or(() -> onward(trial, walks, tried, reached))
        .or(() -> lower(plan, tried, reached));
  }

  /// Returns what leads on from beside a saddle point or a turned top at which a trial ended; for
  /// nobody is sent to one.
  private static Optional<Advice> onward(
      DescentPlan trial, List<Walk> walks, List<Advice> tried, double reached) {
    return tried.stream()
        .filter(Advice::endsAtSaddle)
        .findFirst()
        .map(advice -> tries(aside(trial, List.of(advice.walk)), walks, advice.automatic))
        .flatMap(
            next ->
                next.stream()
                    .filter(advice -> isAnswer(advice.walk.outcome()))
                    .filter(advice -> !trial.isBetter(reached, advice.walk.minimum().value()))
                    .findFirst());
  }

  /// Returns what came to a clearly better value than was reached, if anything did.
  private static Optional<Advice> lower(DescentPlan plan, List<Advice> tried, double reached) {
    Optional<Advice> best =
        tried.stream()
            .filter(advice -> !advice.endsAtSaddle())
            .reduce(
                (one, other) ->
                    plan.isBetter(other.walk.minimum().value(), one.walk.minimum().value())
                        ? other
                        : one);
    return best.filter(
        advice -> {
          double value = advice.walk.minimum().value();
          boolean clearly = Math.abs(value - reached) > CLEARLY * Math.abs(reached);
          return plan.isBetter(value, reached) && clearly;
        });
  }

  /// Returns the plan with the start moved off a saddle point or a top at which a walk ended.
  private static DescentPlan aside(DescentPlan plan, List<Walk> walks) {
    for (Walk walk : walks) {
      if (walk.outcome() instanceof Outcome.Saddle saddle) {
        double[] x = walk.minimum().point();
        double size = Arrays.stream(x).map(Math::abs).reduce(1, Math::max);
        for (int i = 0; i < x.length; i++) {
          x[i] += ASIDE * size * saddle.direction().get(i);
        }
        return plan.startingAt(x);
      }
    }
    return plan;
  }

  /// Returns whether an outcome tells what there is to know of the function from this start.
  private static boolean isAnswer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Converged _, Outcome.Kink _, Outcome.Unbounded _ -> true;
      case Outcome.WrongGradient _ -> true;
      case Outcome.Saddle _,
          Outcome.Flat _,
          Outcome.NoiseLimit _,
          Outcome.Stalled _,
          Outcome.Diverged _,
          Outcome.NonFinite _ ->
          false;
      case Outcome.StepLimit _, Outcome.EvaluationLimit _ -> false;
      case Outcome.TimeLimit _, Outcome.Stopped _ -> false;
    };
  }

  private boolean endsAtSaddle() {
    return walk.outcome() instanceof Outcome.Saddle;
  }

  private boolean converges() {
    return walk.minimum().converged();
  }

  /// Steps of a rate, which the reader is about, come before steps that are searched for.
  private int effort() {
    return walk.minimum().steps() + (walk.hasRate() ? 0 : MOST_STEPS);
  }

  private static List<Advice> tries(DescentPlan plan, List<Walk> walks, boolean automatic) {
    List<Advice> tried = new ArrayList<>();
    Bounds bounds = plan.ground().bounds();
    DescentMethod searching =
        bounds == null ? LineSearchDescent.lbfgs() : BoundedLimitedMemoryBfgs.within(bounds);
    tried.add(of(plan, searching, automatic, "it searches for the length of each step"));
    if (walks.stream().anyMatch(Walk::isSteepest)) {
      List<Walk> seen = new ArrayList<>(walks);
      seen.add(tried.getFirst().walk);
      rate(plan, seen, automatic, tried);
    }
    Walk best = plan.best(walks);
    boolean gains = !best.goes(Gait.CREEPING) && !best.goes(Gait.DIVERGING);
    if (gains && best.method() instanceof GradientDescent descent) {
      tried.add(of(plan, descent.withSteps(MOST_STEPS), automatic, "it only needs more steps"));
    }
    return tried;
  }

  private static Advice of(
      DescentPlan plan, DescentMethod method, boolean automatic, String because) {
    return new Advice(
        plan.walk(DescentMethods.LBFGS, method), plan.ground().start(), automatic, because);
  }

  /// Tries the rates that the curvatures on the way allow, the fastest first.
  private static void rate(
      DescentPlan plan, List<Walk> walks, boolean automatic, List<Advice> tried) {
    Curvature there = plan.curvature(plan.best(walks).minimum().bestPoint());
    double greatest = steepest(there);
    for (Walk walk : walks) {
      for (double[] point : walk.stations()) {
        greatest = Math.max(greatest, steepest(plan.curvature(point)));
      }
    }
    double fastest = Math.min(there.bestRate(), 2 / greatest);
    double careful = 1 / greatest;
    for (int k = -1; k < SMALLER; k++) {
      double rate = rounded(k < 0 ? fastest : careful / Math.pow(4, k));
      if (rate > 0 && Double.isFinite(rate)) {
        String because =
            "the curvature on the way is up to L = %.3g, and a constant rate above 2/L = %.3g goes astray"
                .formatted(greatest, 2 / greatest);
        DescentMethod method =
            new GradientDescent(rate).withRule(new SteepestDescent(rate)).withSteps(MOST_STEPS);
        Advice advice = of(plan, method, automatic, because);
        tried.add(advice);
        if (advice.converges() || advice.walk.outcome() instanceof Outcome.StepLimit) {
          return;
        }
      }
    }
  }

  private static double steepest(Curvature curvature) {
    return Math.max(Math.abs(curvature.greatest()), Math.abs(curvature.least()));
  }

  private static double rounded(double rate) {
    if (!Double.isFinite(rate)) {
      return Double.NaN;
    }
    // Down, to stay below the limit; but 0.4999999 is a half.
    return new BigDecimal(rate).round(FIRST).round(DIGITS).doubleValue();
  }

  /// Returns the method and its limit as options of the command.
  ///
  /// @param usual how many steps it takes at most where none are given
  List<String> options(int usual) {
    List<String> options = new ArrayList<>();
    if (walk.isSteepest()) {
      options.addAll(List.of("--rate", Double.toString(walk.rate())));
    } else {
      options.addAll(List.of("--rule", walk.hasRate() ? walk.method().toString() : walk.name()));
    }
    int steps = walk.minimum().steps();
    if (walk.hasRate() && steps > usual) {
      options.addAll(List.of("--steps", roundedUp(steps)));
    }
    long values = walk.minimum().valueEvaluations();
    int n = walk.minimum().point().length;
    if (values > Limits.defaults().valuesFor(walk.method(), n)) {
      options.addAll(List.of("--values", roundedUp(values)));
    }
    return options;
  }

  /// Returns the number with two digits, not below it.
  private static String roundedUp(long number) {
    return new BigDecimal(number)
        .round(new MathContext(2, RoundingMode.UP))
        .toBigInteger()
        .toString();
  }

  /// Returns what comes of it, in words.
  String promise() {
    Outcome outcome = walk.outcome();
    int steps = walk.minimum().steps();
    return (converges()
            ? "converges in " + steps + (steps == 1 ? " step" : " steps")
            : "ends " + outcome.written() + " at the value " + walk.minimum().value())
        + " ("
        + because
        + ")";
  }
}

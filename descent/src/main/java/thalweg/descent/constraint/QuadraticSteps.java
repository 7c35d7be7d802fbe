package thalweg.descent.constraint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// One descent under constraints on its way.
///
/// Steps follow from the [QuadraticProgram]; how far to go along one is told by the value plus a
/// penalty times the norm of what the constraints are missed by, where a step that only bends off
/// the constraints is corrected first. What a point is from which no step leads on, [Arrival]
/// judges.
final class QuadraticSteps {
  private static final double ENOUGH = 1e-4;

  /// The share of what a step does for the constraints that the whole of it must do at least.
  private static final double SHARE = 0.1;

  private static final int MOST_TRIALS = 40;
  private static final int MOST_IDLE = 4;
  private static final int MOST_RESTORATIONS = 8;

  /// So many steps in turn may go by models that contradict each other.
  private static final int MOST_RELAXED = 4;

  /// In so many steps the constraints come nearer to being fulfilled by half.
  private static final int PATIENCE = 20;

  /// So many sizes out it is asked whether the values fall without end, and again at each so many
  /// times as far.
  private static final double FARTHEST = 1e60;

  private static final double AGAIN = 1e30;

  /// …and so many units of the value down.
  private static final double DEEPEST = -1e150;

  private static final int MOST_FORGETTINGS = 6;

  private static final int MOST_LEFT = 20;

  /// The value may be off by so many times the tolerance for what is missed of the constraints:
  /// where multipliers grow without limit, as at a cusp, little missed is much of the value.
  private static final double STAKE = 100;

  /// One-sided differences lead so near to balance.
  private static final double NEAR = 1e-5;

  private final ScaledProblem problem;
  private final double tolerance;
  private final QuadraticProgram model;
  private final List<double[]> path = new ArrayList<>();
  private Place place;
  private Slopes slopes = new Slopes(new double[0], new double[0][]);
  private double[] multipliers = new double[0];
  private double imbalance = Double.NaN;
  private double gap; // what multipliers count of limits that are not reached
  private boolean isCentral = true;
  private double penalty = 1;
  private int lowered; // how often the penalty was
  private int idle; // steps in turn that gained nothing that can be told
  private int relaxed;
  private double farOff = Double.POSITIVE_INFINITY; // violation some steps ago
  private int since;
  private int restorations;
  private int measured; // how often the curvature was taken at an arrival
  private int left; // how often a saddle or a slope without end was left
  private int forgettings;
  private double farthest = FARTHEST;
  private double deepest = DEEPEST;
  private int steps;

  QuadraticSteps(ScaledProblem problem, double tolerance, double... start) {
    this.problem = problem;
    this.tolerance = tolerance;
    model = new QuadraticProgram(problem);
    double[] unknown = new double[problem.constraints()];
    Arrays.fill(unknown, Double.NaN);
    place = new Place(start, start.clone(), Double.NaN, unknown, unknown);
  }

  ConstrainedMinimum run() {
    ConstrainedOutcome outcome;
    try {
      outcome = begin();
      while (outcome == null) {
        outcome = advance();
      }
      outcome = Depth.isPole(problem, place, slopes, outcome) ? unbounded() : outcome;
    } catch (ScaledProblem.Ended ended) {
      outcome = ended.outcome();
    }
    return ended(outcome);
  }

  private @Nullable ConstrainedOutcome begin() {
    place = problem.place(place.x());
    path.add(place.x());
    ConstrainedOutcome fault = fault();
    if (fault != null) {
      return fault;
    }
    slopes = problem.slopes(place, true);
    fault = fault();
    if (fault == null) {
      problem.scale(place, slopes);
      place = problem.scaled(place);
      slopes = problem.scaled(slopes);
    }
    isCentral = !problem.isNumerical(); // from the second gradient on
    return fault;
  }

  private @Nullable ConstrainedOutcome fault() {
    if (!Double.isFinite(place.f())) {
      return new ConstrainedOutcome.NonFinite("value");
    }
    int broken = Vectors.nonFinite(place.c());
    if (broken >= 0) {
      return new ConstrainedOutcome.NonFinite("constraint " + broken);
    }
    if (Vectors.nonFinite(slopes.g()) >= 0) {
      return new ConstrainedOutcome.NonFinite("gradient of the value");
    }
    for (int i = 0; i < slopes.a().length; i++) {
      if (Vectors.nonFinite(slopes.a()[i]) >= 0) {
        return new ConstrainedOutcome.NonFinite("gradient of constraint " + i);
      }
    }
    return null;
  }

  /// Takes one step, or says what the point is.
  private @Nullable ConstrainedOutcome advance() {
    QuadraticProgram.Step step = model.step(place, slopes);
    if (step == null) {
      return stuck(null);
    }
    boolean isRelaxed = step.left() > 0.5 * place.violation() && !isFeasible();
    relaxed = isRelaxed ? relaxed + 1 : 0;
    if (isIdling()) {
      return stuck(null);
    }
    boolean isVain = step.left() > 0.999 * place.violation();
    if (isRelaxed && (isVain || relaxed > MOST_RELAXED)) {
      return stuck(null);
    }
    note(step);
    double nearly = isCentral ? tolerance : Math.max(tolerance, NEAR);
    if (isFeasible() && imbalance <= nearly && gap <= nearly) {
      return arrive(step, false);
    }
    if (idle > MOST_IDLE || !search(step)) {
      return stuck(step);
    }
    return isFar(place) && isFeasible() ? judgeFar(step.d()) : null;
  }

  private boolean isFar(Place there) {
    return Slopes.largest(there.u()) > farthest || there.f() < deepest;
  }

  /// Far out, returns that the values fall without end if they do along the last step, or null.
  private @Nullable ConstrainedOutcome judgeFar(double[] d) {
    boolean isAgain = farthest > FARTHEST;
    if (Depth.isEndless(problem, place, slopes, d, isAgain)) {
      return unbounded();
    }
    farthest = Math.max(farthest, AGAIN * Slopes.largest(place.u()));
    deepest = Math.min(deepest, AGAIN * place.f());
    return null;
  }

  private ConstrainedOutcome unbounded() {
    return new ConstrainedOutcome.Unbounded(problem.value(place.f()));
  }

  /// Returns whether the constraints are hardly nearer to being fulfilled than a while ago.
  private boolean isIdling() {
    if (since++ < PATIENCE) {
      return false;
    }
    since = 0;
    boolean isIdling = !isFeasible() && place.violation() > 0.5 * farOff;
    farOff = isIdling ? Double.POSITIVE_INFINITY : place.violation();
    return isIdling;
  }

  private boolean isFeasible() {
    return problem.distance(place, slopes) <= tolerance;
  }

  private void note(QuadraticProgram.Step step) {
    multipliers = step.multipliers();
    double[] left = model.imbalance(slopes, multipliers);
    double size = Math.max(1, slopes.size(multipliers));
    imbalance = Slopes.largest(left) / size;
    double reach = Math.max(1, Slopes.largest(place.u()));
    double worth = Math.max(Math.abs(place.f()), Math.max(1, Slopes.largest(slopes.g())) * reach);
    gap = model.gap(place, multipliers) / Math.min(size * reach, STAKE * worth);
  }

  /// Finds a way on from where no step helps: better differences, another start of the curvature,
  /// the constraints alone.
  private @Nullable ConstrainedOutcome stuck(QuadraticProgram.@Nullable Step step) {
    idle = 0;
    if (problem.isNumerical() && !isCentral) {
      refine();
      return null;
    }
    if (!isFeasible()) {
      return restore();
    }
    if (step == null || !model.isFresh()) {
      double size =
          step == null ? 1 : Slopes.largest(model.times(step.d())) / Slopes.largest(step.d());
      boolean wasFresh = model.isFresh();
      if (step != null && Double.isFinite(size)) {
        ConstrainedOutcome arrived = arrive(step, true);
        if (!(arrived instanceof ConstrainedOutcome.Stalled)) {
          return arrived;
        }
      }
      if (!wasFresh && forgettings++ < MOST_FORGETTINGS) {
        double reach = Slopes.largest(place.u());
        model.forget(
            reach > Arrival.OUT ? size / reach : size); // steps of 1 lead nowhere out there
        return null;
      }
    }
    return step == null
        ? new ConstrainedOutcome.Stalled(imbalance, problem.distance(place, slopes))
        : arrive(step, true);
  }

  /// Takes differences on both sides from now on; at an edge of where the functions are defined
  /// those on one side have to do.
  private void refine() {
    isCentral = true;
    Slopes both = problem.slopes(place, true);
    slopes = both.isFinite() ? both : slopes;
  }

  private Arrival arrival() {
    return new Arrival(problem, model, place, slopes, multipliers, imbalance, gap, tolerance);
  }

  /// Judges a point where the conditions hold, or no step leads on.
  private @Nullable ConstrainedOutcome arrive(QuadraticProgram.Step step, boolean isStuck) {
    if (problem.isNumerical() && !isCentral) {
      refine();
      return null;
    }
    Arrival arrival = arrival();
    ConstrainedOutcome outcome = arrival.judge(isStuck);
    if (outcome instanceof ConstrainedOutcome.Saddle) {
      Place lower = arrival.lower();
      if (lower != null && left >= MOST_LEFT) {
        return arrival.stalled();
      }
      if (lower != null) {
        left++;
        move(lower);
        model.forget(1);
        return null;
      }
      outcome = arrival.isHeldByBounds() ? arrival.converged() : arrival.reconsidered(isStuck);
    }
    boolean isFlat =
        outcome instanceof ConstrainedOutcome.Flat
            || (outcome instanceof ConstrainedOutcome.WrongGradient
                && Slopes.largest(slopes.g()) == 0);
    if (isFlat || outcome instanceof ConstrainedOutcome.Converged) {
      Place beside = arrival.beside();
      Place lower = beside != null || isFlat ? beside : arrival.farther();
      if (lower != null && left++ < MOST_LEFT) {
        move(lower);
        model.forget(1);
        return null;
      }
      return lower == null ? outcome : arrival.stalled();
    }
    if (outcome instanceof ConstrainedOutcome.Stalled && measured < 20 && arrival.isConvex()) {
      measured++;
      double[][] before = model.curvature();
      model.take(arrival.curvature());
      QuadraticProgram.Step newton = model.step(place, slopes);
      if (newton != null) {
        note(newton);
        if (search(newton)) {
          return null;
        }
      }
      model.take(before);
      note(step);
    }
    return outcome;
  }

  private void move(Place there) {
    place = there;
    steps++;
    problem.atStep(steps);
    path.add(place.x());
    slopes = problem.slopes(place, isCentral);
    ConstrainedOutcome fault = fault();
    if (fault != null) {
      throw new ScaledProblem.Ended(fault);
    }
  }

  /// Brings the constraints alone as near to being fulfilled as they get.
  private @Nullable ConstrainedOutcome restore() {
    if (restorations++ >= MOST_RESTORATIONS) {
      return new ConstrainedOutcome.Stalled(imbalance, problem.distance(place, slopes));
    }
    refine();
    Restoration restoration = new Restoration(problem, model, place, slopes);
    for (int round = 0; round < MOST_RESTORATIONS; round++) {
      restoration.run(tolerance / 10);
      if (problem.distance(restoration.place(), restoration.slopes()) <= tolerance) {
        move(restoration.place());
        relaxed = 0;
        model.forget(1);
        isCentral = !problem.isNumerical();
        return null;
      }
      if (!restoration.leave()) {
        break;
      }
    }
    place = restoration.place();
    slopes = restoration.slopes();
    path.add(place.x());
    double off = problem.distance(place, slopes);
    return restoration.isNearlyStationary()
        ? new ConstrainedOutcome.Infeasible(place.violation(), problem.missed(place, slopes))
        : new ConstrainedOutcome.Stalled(Double.NaN, off);
  }

  /// Goes along a step as far as value and constraints together get better; returns whether they
  /// do.
  private boolean search(QuadraticProgram.Step step) {
    double[] d = step.d();
    double gain = place.violation() - step.left();
    double falling = Vectors.dot(slopes.g(), d);
    weigh(falling + 0.5 * Math.max(0, Vectors.dot(d, model.times(d))), gain);
    double slope = falling - penalty * gain;
    double here = place.f() + penalty * place.violation();
    double noise = 8 * Math.ulp(Math.abs(place.f()) + penalty * place.violation());
    if (!(slope < noise) || !(Vectors.norm(d) > 0)) {
      return false;
    }
    double least = 1e-14 * Math.max(1, Slopes.largest(place.u())) / Slopes.largest(d);
    double share = 1;
    for (int trial = 0; trial < MOST_TRIALS && share > least; trial++) {
      Place there = problem.at(along(d, share));
      double reached = merit(there);
      if (reached <= here + ENOUGH * share * slope + noise) {
        take(share == 1 ? farther(d, slope, here, there) : there, here, noise);
        return true;
      }
      if (share == 1 && there.isFinite() && there.violation() > step.left()) {
        QuadraticProgram.Step corrected = model.corrected(place, slopes, there, d);
        if (corrected != null && Vectors.norm(corrected.d()) <= 2 * Vectors.norm(d)) {
          Place bent = problem.at(along(corrected.d(), 1));
          if (merit(bent) <= here + ENOUGH * slope + noise) {
            take(bent, here, noise);
            return true;
          }
        }
      }
      double bend = reached - here - share * slope;
      double best = -slope * share * share / (2 * bend);
      share = Double.isFinite(best) ? Math.clamp(best, 0.1 * share, 0.5 * share) : share / 8;
    }
    return false;
  }

  /// Chooses the penalty: above what the multipliers ask for, and such that the step promises a
  /// share of what it does for the constraints.
  private void weigh(double model, double gain) {
    double needed = 1.1 * norm(multipliers);
    if (gain > 0) {
      needed = Math.max(needed, model / ((1 - SHARE) * gain));
    }
    if (!Double.isFinite(needed)) {
      return;
    }
    if (needed > penalty) {
      penalty = 1.5 * needed;
    } else if (penalty > 10 * needed && needed > 0 && lowered < 10) {
      penalty = 3 * needed;
      lowered++;
    }
  }

  private double norm(double[] all) {
    return Vectors.norm(Arrays.copyOf(all, problem.constraints()));
  }

  private double merit(Place there) {
    double merit = there.f() + penalty * there.violation();
    return there.f() == Double.NEGATIVE_INFINITY ? Double.NaN : merit;
  }

  private double[] along(double[] d, double share) {
    double[] u = place.u().clone();
    for (int k = 0; k < u.length; k++) {
      u[k] += share * d[k];
    }
    return u;
  }

  /// Goes on along a step as long as the values fall as if they were straight and the constraints
  /// are no worse.
  private Place farther(double[] d, double slope, double here, Place first) {
    Place best = first;
    double reached = merit(first);
    for (double share = 2; here - reached >= 0.9 * share / 2 * -slope; share *= 2) {
      Place there = problem.at(along(d, share));
      boolean isWorse = there.violation() > Math.max(best.violation(), tolerance);
      double merit = merit(there);
      if (!(merit < reached + ENOUGH * share * slope) || isWorse) {
        break;
      }
      best = there;
      reached = merit;
      if (isFar(there)) {
        break;
      }
    }
    return best;
  }

  private void take(Place there, double here, double noise) {
    idle = here - merit(there) > noise ? 0 : idle + 1;
    double[] before = slopes.lagrangian(multipliers);
    double[] from = place.u();
    move(there);
    double[] y = slopes.lagrangian(multipliers);
    double[] s = new double[y.length];
    for (int k = 0; k < y.length; k++) {
      y[k] -= before[k];
      s[k] = there.u()[k] - from[k];
    }
    model.learn(s, y);
  }

  private ConstrainedMinimum ended(ConstrainedOutcome outcome) {
    int n = problem.variables();
    int m = problem.constraints();
    double[] ours = new double[m];
    double[] bounds = new double[n];
    boolean isKnown =
        multipliers.length > 0
            && !(outcome instanceof ConstrainedOutcome.Infeasible)
            && !(outcome instanceof ConstrainedOutcome.NonFinite);
    Arrays.fill(ours, isKnown ? 0 : Double.NaN);
    Arrays.fill(bounds, isKnown ? 0 : Double.NaN);
    for (int i = 0; i < multipliers.length && isKnown; i++) {
      if (i < m) {
        ours[i] = problem.multiplier(i, multipliers[i]);
      } else {
        int k = model.variable(i - m);
        bounds[k] = problem.slope(k, multipliers[i]);
      }
    }
    double[] values = new double[m];
    for (int i = 0; i < m; i++) {
      values[i] = problem.constraintValue(i, place.c()[i]);
    }
    return new ConstrainedMinimum(
        place.x(),
        problem.value(place.f()),
        values,
        ours,
        bounds,
        isKnown ? imbalance : Double.NaN,
        slopes.g().length == n ? problem.distance(place, slopes) : Double.NaN,
        steps,
        problem.values(),
        problem.gradients(),
        path,
        outcome);
  }
}

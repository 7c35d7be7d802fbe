package thalweg.calculus.derivative;

import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.function.ScalarFunction;

/// The work of one ladder at one point: places the [Anchor], looks what [Disturbances] it meets,
/// walks up and down the [Rungs] for the best [Choice], doubts it ([Stairs], [Plateaus]), and
/// answers by a [Verdict].
///
/// Holds its arrays for the next use, so that a derivative allocates nothing but its result. For
/// one thread at a time.
final class Climb {
  /// The greatest number of values one derivative may cost before it stops adding.
  static final int MOST_CALLS = 90;

  /// What values are counted in, at least, that would overflow in sums or squares.
  private static final double LARGE_UNIT = 0x1p200;

  /// A slope that changes over the anchor's step by no more than this part is fit to judge others.
  private static final double FLAT = 0x1p-10;

  /// An answer surer than this part of it needs no step between its rungs.
  private static final double SURE = 0x1p-40;

  /// The difference in hand.
  private final Difference d = new Difference();

  private final Rungs rungs = new Rungs(d);
  private final Anchor anchor = new Anchor(d, rungs);
  private final Disturbances disturbances = new Disturbances(d, rungs, anchor);
  private final Choice choice = new Choice(d, rungs, anchor, disturbances);
  private final Stairs stairs = new Stairs(d, rungs, disturbances, choice);
  private final Plateaus plateaus = new Plateaus(d, rungs, anchor, disturbances, choice, stairs);
  private final Verdict verdict = new Verdict(d, rungs, anchor, disturbances, choice, stairs);

  /// Returns the derivative; see [Ladder].
  Derivative of(Ladder ladder, ScalarFunction function, double x, double value) {
    Derivative found = in(1, ladder, function, x, value);
    if (!d.isLarge) {
      return found;
    }
    int calls = d.calls;
    double known = found.value();
    double unit =
        Math.abs(known) < LARGE_UNIT ? LARGE_UNIT : Math.scalb(1.0, Math.getExponent(known));
    Derivative counted = in(unit, ladder, function, x, known);
    boolean overflows =
        Double.isFinite(counted.derivative()) && Double.isInfinite(counted.derivative() * unit);
    return (overflows ? verdict.none(Reason.NON_FINITE) : counted)
        .times(unit, known)
        .costing(calls + d.calls);
  }

  private Derivative in(
      double unit, Ladder ladder, ScalarFunction function, double x, double value) {
    choice.tolerance = ladder.tolerance() / unit;
    disturbances.known = ladder.noise() / unit;
    d.start(function, x, value, unit, ladder);
    if (!Double.isFinite(d.value) || d.isLarge) {
      return verdict.none(Reason.NON_FINITE);
    }
    return anchor.chooseSide() ? onSide() : verdict.none(Reason.STEP_VANISHED);
  }

  /// Lets go of the function, so that a spare climb keeps nothing alive.
  void forget() {
    d.forget();
  }

  private Derivative onSide() {
    if (!anchor.place()) {
      return verdict.none(Reason.NON_FINITE);
    }
    for (int narrower = 0; ; narrower++) {
      begin();
      Derivative met = meet(narrower > 0);
      if (met != null) {
        return met;
      }
      if (goesOn()) {
        walk();
      }
      doubt();
      Tear torn = stairs.tear;
      if (torn != null) {
        Derivative across = d.n == 1 ? verdict.across(torn) : null;
        if (across != null) {
          return across;
        }
        stairs.settleFor(torn);
        if (!disturbances.fast) {
          walk();
          choice.settleContest();
        }
      }
      if (!disturbances.fast || narrower == 3 || !anchor.replace(rungs.step(0) / 256)) {
        break;
      }
    }
    if (disturbances.fast) {
      return verdict.unsettled();
    }
    Derivative answer = verdict.answer();
    return d.side == 0 && anchor.open != 0 && !(choice.error <= 1e-9 * Math.abs(choice.slope))
        ? fromOneSide(answer)
        : answer;
  }

  /// Whether nothing speaks against the rungs so far.
  private boolean goesOn() {
    return !disturbances.fast && stairs.tear == null;
  }

  private void begin() {
    disturbances.clear();
    stairs.clear();
    choice.column = -1;
    anchor.firstRungs();
    if (rungs.anchorSlope == 0
        && rungs.anchorBend == 0
        && d.slope != 0
        && d.n == 1
        && d.side == 0) {
      double stair = anchor.overStairs();
      if (stair > 0) {
        disturbances.take(stair);
        disturbances.heard = true;
      }
    }
  }

  /// Looks into what the three values at the anchor tell; returns the answer if that is all.
  private @Nullable Derivative meet(boolean narrow) {
    if (d.n > 1 && disturbances.known == 0) {
      disturbances.measureNoise();
      disturbances.fast |= disturbances.turnsBack();
    } else if (d.n == 1 && disturbances.suspicious()) {
      switch (disturbances.inspect(narrow)) {
        case KINK -> {
          double step = rungs.step(0);
          Derivative kink = kink();
          if (isClear(kink)) {
            return kink;
          }
          d.use(0);
          rungs.measureBeside(step);
          anchor.at(step);
          anchor.firstRungs();
          stairs.hear();
        }
        case JUMP -> {
          stairs.lookBesideJump();
          if (stairs.tear == null) {
            return verdict.none(Reason.JUMP);
          }
        }
        case NOISE -> stairs.hear();
        case BESIDE -> {
          stairs.listenToAnchor();
          disturbances.fast = stairs.tear == null;
        }
        case NONE -> {}
        case FAST -> {
          disturbances.fast = rungs.anchorBend > FLAT * rungs.anchor * Math.abs(rungs.anchorSlope);
          if (disturbances.fast) {
            stairs.listenToAnchor();
          }
        }
      }
    }
    return null;
  }

  /// Looks for what all rungs may have missed alike.
  private void doubt() {
    if (d.n == 1 && goesOn()) {
      choice.settleContest();
      if (!disturbances.heard) {
        stairs.listenToRungs();
      } else {
        stairs.listenNearer();
      }
      if (isAnswered()
          && choice.error > choice.tolerance
          && (choice.error > SURE * Math.abs(choice.slope)
              || choice.isSteep()
              || choice.isTorn())) {
        stairs.lookBetween();
      }
      if (isAnswered() && !choice.isLoose()) {
        plateaus.lookBeyond();
      }
      if (isAnswered() && choice.isSteep()) {
        stairs.lookAway();
      }
    }
    if (d.n > 1 && d.side == 0 && choice.column >= 0 && !disturbances.fast) {
      if (choice.error > Math.max(Stencils.fine(d.n) * Math.abs(choice.slope), choice.tolerance)) {
        stairs.lookBetween();
      }
      stairs.lookAround();
      stairs.listenToAbrupt();
    }
    if (d.n > 1 && d.side == 0 && choice.isPlateau() && anchor.range == 0) {
      choice.error = Math.max(choice.error, d.changedBy / Math.pow(d.changedAt, d.n));
      plateaus.leave(rungs.step(rungs.high));
      Tear end = stairs.tear;
      if (end != null) { // what rises by a stair over this distance may bend as much
        double near = Math.min(end.distance(), rungs.step(choice.rung));
        choice.error = Math.max(choice.error, end.size() / Math.pow(near, d.n));
        stairs.tear = null;
      }
    }
    if (d.n == 1 && goesOn() && (choice.column < 0 || choice.isLoose())) {
      disturbances.fast = true;
    }
  }

  private boolean isAnswered() {
    return stairs.tear == null && d.side == 0 && choice.column >= 0;
  }

  /// Adds rungs above or below until the answer is good or no rung can help.
  private void walk() {
    int idle = 0;
    double before = Double.POSITIVE_INFINITY;
    choice.choose();
    while (d.calls < MOST_CALLS - 2 * d.reach) {
      if (choice.aliased && !disturbances.heard && d.n == 1) {
        // Disagreement with the anchor may also be its noise, or that it stands on a stair.
        double most = Math.max(Math.abs(choice.rejected), Math.abs(rungs.anchorSlope));
        if (Math.abs(choice.rejected - rungs.anchorSlope) > Rungs.USABLE * most) {
          stairs.listenToRungs();
          if (stairs.tear != null) {
            return;
          }
        } else {
          disturbances.measureNoise();
          if (disturbances.fast) {
            stairs.listenToRungs();
            disturbances.fast = stairs.tear == null;
            return;
          }
          choice.choose();
          if (disturbances.noise == 0 && choice.aliased && !choice.isContested()) {
            stairs.listenToRungs();
            if (stairs.tear != null) {
              return;
            }
          }
        }
      }
      if (choice.isContested()) {
        return; // no oscillation misses by so little: the anchor's own error, whatever its source
      }
      boolean wide = rungs.step(rungs.high) > anchor.unit / 2;
      double target = (wide ? Stencils.fair(d.n) : Stencils.fine(d.n)) * choice.scale();
      if (choice.error <= Math.max(target, choice.tolerance)) {
        return;
      }
      idle = choice.column < 0 || choice.error < before / 2 ? 0 : idle + 1;
      before = Math.min(before, choice.error);
      if (idle > (d.n == 1 ? 5 : 3)) {
        return;
      }
      double reference = choice.column < 0 ? rungs.anchorSlope : choice.slope;
      double missed = Math.abs(rungs.slope(0, rungs.high) - reference);
      double changes = Math.max(Math.abs(reference), rungs.curvature(rungs.high));
      double doubt =
          choice.rounded(0, rungs.high) + (choice.column < 0 ? choice.anchorError : choice.error);
      boolean topHelps = missed <= Rungs.USABLE * changes || missed <= 4 * doubt;
      boolean up =
          topHelps
              && rungs.high + 1 < anchor.cap
              && d.allows(rungs.step(rungs.high + 1))
              && rungs.high + 1 < Rungs.HIGHEST;
      boolean down = rungs.low - 1 > Rungs.LOWEST && !d.vanishes(rungs.step(rungs.low - 1));
      if (choice.column >= 0) {
        boolean rounds = choice.truncation < 4 * (choice.error - choice.truncation);
        if (rounds) {
          down = false;
        } else if (rungs.high - rungs.low >= rungs.columns() && down) {
          up = false;
        }
      }
      if (up) {
        if (!rungs.add(rungs.high + 1)) {
          anchor.seeEdge();
          anchor.cap = rungs.high + 1;
        }
      } else if (!down || !rungs.add(rungs.low - 1)) {
        return;
      }
      choice.choose();
    }
  }

  /// Where the domain ends so near that differences on both sides stay poor, tries the side that
  /// goes on.
  private Derivative fromOneSide(Derivative both) {
    oneSided(anchor.open);
    boolean agrees =
        choice.column >= 0
            && (Double.isInfinite(both.error())
                || Math.abs(choice.slope - both.derivative()) <= 4 * (choice.error + both.error()));
    if (agrees && choice.error < both.error()) {
      return verdict.answer();
    }
    return both.costing(d.calls);
  }

  private Derivative kink() {
    double right = oneSided(1);
    double errorRight = choice.error;
    double left = oneSided(-1);
    return verdict.kink(left, right, Math.max(choice.error, errorRight));
  }

  /// Whether the slopes on both sides differ by more than their errors; where these are not known,
  /// as at the root of a power below 1, whether they differ at all.
  private static boolean isClear(Derivative kink) {
    double apart = Math.abs(kink.right() - kink.left());
    double largest = Math.max(Math.abs(kink.right()), Math.abs(kink.left()));
    return Double.isFinite(kink.error()) ? apart > 2 * kink.error() : !(apart <= largest / 2);
  }

  private double oneSided(int chosen) {
    d.use(chosen);
    if (!anchor.place()) {
      choice.error = Double.NaN;
      return Double.NaN;
    }
    disturbances.fast = false;
    anchor.firstRungs();
    walk();
    if (disturbances.fast || choice.isLoose()) {
      choice.error = Double.POSITIVE_INFINITY;
    }
    return choice.slope;
  }
}

package thalweg.calculus.derivative;

import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative.Method;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.Survey.Tear;
import thalweg.calculus.function.ScalarFunction;

/// The work of one ladder at one point: where to put the anchor, which rung to try next, what
/// disturbs, and what to answer.
///
/// Holds its arrays for the next use, so that a derivative allocates nothing but its result. For
/// one thread at a time.
final class Climb {
  /// The greatest number of values one derivative may cost before it stops adding
  static final int MOST_CALLS = 90;

  private static final double EPSILON = Difference.EPSILON;

  /// The largest part of the answer by which the top rung may miss it and still help.
  private static final double USABLE = 0.3;

  /// An answer that truncation leaves less sure than this part of it is none.
  private static final double UNSETTLED = 1e-3;

  /// A slope that changes over the anchor's step by no more than this part is fit to judge others.
  private static final double FLAT = 0x1p-10;

  /// An answer that the anchor contradicts by no more than this part is taken, with the
  /// contradiction for its error.
  private static final double CONTESTED = 0x1p-17;

  /// Noise of so many ulps is that of a long sum: the same at every step.
  private static final double MILD = 0x1p16;

  /// Rounding that is large at x grows less than this part of it farther out.
  private static final double OWN = 0.05;

  /// So many grains are no accident.
  private static final double MANY = 64;

  /// Where one rung misses by so many times what the one below it does, something lies between.
  private static final double ABRUPT = 300;

  /// How far a bend of the anchor may exceed what rounding explains.
  private static final double CLEAR = 16;

  /// Steps between two rungs, as parts of the lower one's, that no power of two has in common.
  private static final double[] BETWEEN = {1.8916, 1.3127, 2.7183, 3.2361};

  /// Only so close to its root, as a part of x or 1, does a numerator stand still all the way.
  private static final double CLOSE = 0x1p-16;

  /// How many times farther a power law is looked at on the side away from its root.
  private static final double AWAY = 16;

  /// An answer less sure than this part of it may stand on a stair.
  private static final double POOR = 1e-4;

  /// An answer surer than this part of it needs no step between its rungs.
  private static final double SURE = 0x1p-40;

  /// So much of a slope changes over the length of x where x is the length on which f changes.
  private static final double STEEP = 0x1p-6;

  /// The difference in hand.
  private final Difference d = new Difference();

  private final Rungs rungs = new Rungs(d);
  private final double[] line = new double[Noise.POINTS];
  private final Survey survey = new Survey(d);

  /// Where the function is torn, if it was found to be.
  private @Nullable Tear tear;

  /// How steep the stair that x stands on may be, where f is not followed across them.
  private double stair;

  private double tolerance;

  /// The noise that the caller knows of, and what was measured beyond it.
  private double known;

  private double noise;
  private boolean heard;
  private boolean noisy;

  /// The length that x suggests for changes of f: its power of two.
  private double unit;

  /// The first rung that is out of bounds or not finite.
  private int cap;

  private double firstBend;

  /// How much the values at the anchor differ from f(x), and how steep f is much nearer.
  private double anchorRange;

  private double nearSlope;

  /// The side with more room where the other is short of it, or the one on which f goes on where it
  /// ends on the other; 0 where it is all the same.
  private int open;

  /// Whether f changes too fast for the anchor.
  private boolean fast;

  private double anchorError;

  // The best answer so far; the column is −1 while there is none.
  private int bestRung;
  private int bestColumn;
  private double best;
  private double bestError;
  private double bestTruncation;

  // The most certain of the answers that the anchor contradicts.
  private boolean aliased;
  private double rejected;
  private double rejectedError;
  private int rejectedRung;
  private int rejectedColumn;

  /// Returns the derivative; see [Ladder].
  Derivative of(Ladder ladder, ScalarFunction function, double x, double value) {
    tolerance = ladder.tolerance();
    known = ladder.noise();
    d.start(function, x, value, ladder);
    if (!Double.isFinite(d.value)) {
      return none(Reason.NON_FINITE);
    }
    unit = x == 0 ? 1 : Math.scalb(1.0, Math.getExponent(x));
    return chooseSide() ? onSide() : none(Reason.STEP_VANISHED);
  }

  /// Lets go of the function, so that a spare climb keeps nothing alive.
  void forget() {
    d.forget();
  }

  private Derivative onSide() {
    if (!placeAnchor()) {
      return none(Reason.NON_FINITE);
    }
    for (int narrower = 0; ; narrower++) {
      fast = false;
      noise = 0;
      noisy = false;
      heard = false;
      tear = null;
      stair = 0;
      bestColumn = -1;
      firstRungs();
      if (rungs.anchorSlope == 0
          && rungs.anchorBend == 0
          && d.slope != 0
          && d.n == 1
          && d.side == 0) {
        overStairs();
      }
      if (d.n > 1 && known == 0) {
        measureNoise();
        // A function that moves less over the anchor's step than its slope would take it has turned
        // back on the way.
        fast |= nearSlope * rungs.anchor > 4 * anchorRange + noise;
      } else if (d.n == 1 && suspicious()) {
        switch (inspect(narrower > 0)) {
          case KINK -> {
            double step = rungs.anchor;
            Derivative kink = kink();
            if (isClear(kink)) {
              return kink;
            }
            d.use(0);
            d.measure(step);
            anchorAt(step);
            firstRungs();
            hear();
          }
          case JUMP -> {
            // Where there are more jumps beside this one, x stands at the edge of a stair.
            double far = rungs.step(rungs.high);
            tear = survey.between(rungs.anchor, far, rungs.anchorBend / 16);
            if (tear == null) {
              tear = survey.between(-far, -rungs.anchor, rungs.anchorBend / 16);
            }
            if (tear == null) {
              return none(Reason.JUMP);
            }
          }
          case NOISE -> hear();
          case BESIDE -> {
            listenToAnchor();
            fast = tear == null;
          }
          case NONE -> {}
          case FAST -> {
            fast = rungs.anchorBend > FLAT * rungs.anchor * Math.abs(rungs.anchorSlope);
            if (fast) {
              listenToAnchor();
            }
          }
        }
      }
      if (!fast && tear == null) {
        walk();
      }
      if (d.n == 1 && !fast && tear == null) {
        settleContest();
        if (!heard) {
          listenToRungs();
        } else {
          listenNearer();
        }
        if (tear == null
            && d.side == 0
            && bestColumn >= 0
            && (bestError > Math.max(SURE * Math.abs(best), tolerance) || isSteep())) {
          lookBetween();
        }
        if (tear == null && d.side == 0 && bestColumn >= 0 && !isLoose()) {
          lookBeyond();
        }
        if (tear == null && d.side == 0 && bestColumn >= 0 && isSteep()) {
          lookAway();
        }
      }
      if (d.n > 1 && d.side == 0 && isPlateau() && anchorRange == 0) {
        leavePlateau(rungs.step(rungs.high));
        if (tear != null) { // what rises by a stair over this distance may bend as much
          bestError = Math.max(bestError, tear.size() / Math.pow(tear.distance(), d.n));
          tear = null;
        }
      }
      if (d.n == 1 && !fast && tear == null && (bestColumn < 0 || isLoose())) {
        fast = true;
      }
      if (tear != null) {
        Derivative across = surveyed(tear);
        if (across != null) {
          return across;
        }
        if (tear.size() <= Survey.WILD * Math.abs(d.value)) {
          noise = tear.size();
          noisy = true;
        } else {
          stair = tear.size() / tear.distance();
        }
        tear = null;
        if (!fast) {
          walk();
          settleContest();
        }
      }
      if (!fast || narrower == 3 || !replaceAnchor(rungs.anchor / 256)) {
        break;
      }
    }
    if (fast) {
      return unsettled();
    }
    Derivative answer = answer();
    return d.side == 0 && open != 0 && !(bestError <= 1e-9 * Math.abs(best))
        ? fromOneSide(answer)
        : answer;
  }

  /// Where the domain ends so near that differences on both sides stay poor, tries the side that
  /// goes on.
  private Derivative fromOneSide(Derivative both) {
    oneSided(open);
    boolean agrees =
        bestColumn >= 0
            && (Double.isInfinite(both.error())
                || Math.abs(best - both.derivative()) <= 4 * (bestError + both.error()));
    if (agrees && bestError < both.error()) {
      return answer();
    }
    return both.costing(d.calls);
  }

  // ---- where to stand

  /// Decides between differences on both sides and on one by the room that the bounds leave;
  /// returns whether there is any.
  private boolean chooseSide() {
    double rightRoom = d.roomOnTheRight();
    double leftRoom = d.roomOnTheLeft();
    double smaller = Math.min(rightRoom, leftRoom);
    double larger = Math.max(rightRoom, leftRoom);
    boolean even = smaller >= larger / 16 || smaller >= Math.max(unit, 1);
    int roomier = rightRoom >= leftRoom ? 1 : -1;
    open = even ? 0 : roomier;
    d.use(even || smaller >= Math.scalb(unit, -14) ? 0 : roomier);
    return larger / d.reach > 4 * Math.ulp(d.x);
  }

  /// Finds the smallest step that tells anything; returns whether there is one.
  private boolean placeAnchor() {
    double step = Math.max(Math.scalb(unit, -Stencils.anchorBits(d.n)), 4 * Math.ulp(d.x));
    while (!d.allows(4 * step) && !d.vanishes(step / 2)) {
      step /= 2;
    }
    for (int tries = 0; !d.measure(step); tries++) {
      if (d.side == 0 && Double.isFinite(d.right) != Double.isFinite(d.left)) {
        seeEdge();
        if (!d.vanishes(step / 256) && d.measure(step / 256)) {
          step /= 256;
          break;
        }
        d.use(open);
      } else if (tries < 4 && !d.vanishes(step / 256)) {
        step /= 256;
      } else {
        return false;
      }
    }
    anchorAt(step);
    raiseAnchor();
    return true;
  }

  private void anchorAt(double step) {
    rungs.anchorAt(step);
    anchorRange = d.range;
  }

  /// A step that is tiny because x is tiny may drown in rounding, as for exp at 1e-12; then x says
  /// nothing of the scale on which f changes, and the anchor moves halfway to that of 1, again and
  /// again.
  private void raiseAnchor() {
    int exponent = Math.getExponent(unit);
    while (exponent < 0 && Math.abs(rungs.anchorSlope) < 64 * rungs.anchorSpread) {
      exponent = exponent > -8 ? 0 : exponent / 2;
      double step = Math.scalb(1.0, exponent - Stencils.anchorBits(d.n));
      if (!d.allows(4 * step) || !d.measure(step)) {
        return;
      }
      unit = Math.scalb(1.0, exponent);
      anchorAt(step);
    }
  }

  /// Values that stand still near x but move farther out on both sides are stairs, as rounding to
  /// float makes them: the anchor moves to where both sides have moved, and what they moved by is
  /// the noise.
  private void overStairs() {
    for (double step = 16 * rungs.anchor; step < rungs.step(rungs.low); step *= 16) {
      if (!d.measure(step)) {
        return;
      }
      if (d.right != d.value && d.left != d.value) {
        noise = Math.max(Math.abs(d.right - d.value), Math.abs(d.left - d.value));
        noisy = true;
        heard = true;
        anchorAt(step);
        firstRungs();
        return;
      }
    }
  }

  private boolean replaceAnchor(double step) {
    if (d.vanishes(step) || !d.measure(step)) {
      return false;
    }
    unit = unit * (step / rungs.anchor);
    anchorAt(step);
    return true;
  }

  /// Remembers on which side f goes on where it ends on the other.
  private void seeEdge() {
    if (d.side == 0 && Double.isFinite(d.right) != Double.isFinite(d.left)) {
      open = Double.isFinite(d.right) ? 1 : -1;
    }
  }

  private void firstRungs() {
    int first = Math.max(1, rungs.upTo(Math.getExponent(unit) - Stencils.firstBits(d.n)));
    cap = Rungs.HIGHEST;
    while (first > 0 && !d.allows(rungs.step(first))) {
      cap = first;
      first--;
    }
    rungs.clear(first);
    firstBend = 0;
    while (rungs.low > Rungs.LOWEST
        && !d.vanishes(rungs.step(rungs.low))
        && !rungs.add(rungs.low)) {
      cap = rungs.low;
      seeEdge();
      rungs.clear(rungs.low - 1);
    }
    firstBend = d.bend;
    if (grain() > 0) {
      // Steps that are powers of two give values of few digits: not so this place.
      d.at(d.x + (d.side < 0 ? -BETWEEN[0] : BETWEEN[0]) * rungs.step(rungs.low));
    }
  }

  /// The error that rounding and noise leave in an entry of the table.
  private double rounded(int j, int i) {
    double power = d.n == 1 ? rungs.step(i) : Math.pow(rungs.step(i), d.n);
    // Below the anchor a step may lie on one stair, where nothing shows what the anchor has felt.
    double stair = i < 0 && rungs.anchorBend > 0 ? rungs.anchorBend / 2 : 0;
    return rungs.spread(j, i)
        + (Stencils.gain(d.n) * (noise + known + grain()) + d.inside(rungs.slope(j, i)) + stair)
            / power;
  }

  /// What the values cannot tell because they are multiples of more than their last place, as
  /// differences of larger numbers are: where they have moved by many such grains and yet never by
  /// a part of one.
  private double grain() {
    double moved = 2 * rungs.step(rungs.high) * Math.abs(rungs.slope(0, rungs.high));
    return d.n == 1 && d.grain < moved / MANY && d.grain > 4 * Math.ulp(d.value) ? d.grain : 0;
  }

  /// Looks for the entry of least total error among those that agree with the anchor.
  private void choose() {
    bestError = Double.POSITIVE_INFINITY;
    best = rungs.anchorSlope;
    bestRung = 0;
    bestColumn = -1;
    bestTruncation = 0;
    aliased = false;
    rejectedError = Double.POSITIVE_INFINITY;
    double power = d.n == 1 ? rungs.anchor : Math.pow(rungs.anchor, d.n);
    anchorError = rungs.anchorSpread + (d.n == 1 ? anchorBend(power) : 0);
    anchorError += d.inside(rungs.anchorSlope) / power;
    anchorError += Stencils.gain(d.n) * (noise + known + grain()) / power;
    for (int i = rungs.low; i < rungs.high; i++) {
      // A rung higher up must agree with the answer of those below it, as they with the anchor.
      double below = best;
      double belowError = bestError;
      for (int j = 1; j <= rungs.columns() && i + j <= rungs.high; j++) {
        double answer = rungs.slope(j, i);
        double truncation = rungs.truncation(j, i);
        double error = truncation + rounded(j, i);
        if (!(error < bestError)) {
          continue;
        }
        double anchorTruncation = rungs.anchorTruncation(answer, i);
        if (Math.abs(answer - rungs.anchorSlope) <= error + 3 * (anchorError + anchorTruncation)
            && Math.abs(answer - below) <= error + 4 * belowError) {
          bestError = error;
          best = answer;
          bestRung = i;
          bestColumn = j;
          bestTruncation = truncation;
        } else if (error < 1e-3 * Math.abs(answer) && error < rejectedError) {
          aliased = true;
          rejected = answer;
          rejectedError = error;
          rejectedRung = i;
          rejectedColumn = j;
        }
      }
    }
  }

  private double anchorBend(double h) {
    return Double.isNaN(rungs.anchorBend) ? 0 : rungs.anchorBend / (2 * h);
  }

  /// What the answer's error is to be measured by: the answer, or where that is as good as zero and
  /// no tolerance is given the size of f over its step.
  private double scale() {
    boolean sure = Math.abs(best) > bestError || tolerance > 0;
    return sure ? Math.abs(best) : Math.max(Math.abs(best), steepness());
  }

  private double steepness() {
    return Math.max(
        Math.abs(d.value) / Math.pow(unit, d.n), rungs.spread(0, rungs.high) / (2 * EPSILON));
  }

  /// Adds rungs above or below until the answer is good or no rung can help.
  private void walk() {
    int idle = 0;
    double before = Double.POSITIVE_INFINITY;
    choose();
    while (d.calls < MOST_CALLS - 2 * d.reach) {
      if (aliased && !heard && d.n == 1) {
        // Disagreement with the anchor may also be its noise, or that it stands on a stair.
        double most = Math.max(Math.abs(rejected), Math.abs(rungs.anchorSlope));
        if (Math.abs(rejected - rungs.anchorSlope) > USABLE * most) {
          listenToRungs();
          if (tear != null) {
            return;
          }
        } else {
          measureNoise();
          if (fast) {
            listenToRungs();
            fast = tear == null;
            return;
          }
          choose();
        }
      }
      if (aliased
          && Math.abs(rejected - rungs.anchorSlope) <= CONTESTED * Math.abs(rungs.anchorSlope)) {
        return; // no oscillation misses by so little: the anchor's own error, whatever its source
      }
      boolean wide = rungs.step(rungs.high) > unit / 2;
      double target = (wide ? Stencils.fair(d.n) : Stencils.fine(d.n)) * scale();
      if (bestError <= Math.max(target, tolerance)) {
        return;
      }
      idle = bestColumn < 0 || bestError < before / 2 ? 0 : idle + 1;
      before = Math.min(before, bestError);
      if (idle > (d.n == 1 ? 5 : 3)) {
        return;
      }
      double reference = bestColumn < 0 ? rungs.anchorSlope : best;
      double missed = Math.abs(rungs.slope(0, rungs.high) - reference);
      double changes = Math.max(Math.abs(reference), rungs.curvature(rungs.high));
      double doubt = rounded(0, rungs.high) + (bestColumn < 0 ? anchorError : bestError);
      boolean topHelps = missed <= USABLE * changes || missed <= 4 * doubt;
      boolean up =
          topHelps
              && rungs.high + 1 < cap
              && d.allows(rungs.step(rungs.high + 1))
              && rungs.high + 1 < Rungs.HIGHEST;
      boolean down = rungs.low - 1 > Rungs.LOWEST && !d.vanishes(rungs.step(rungs.low - 1));
      if (bestColumn >= 0) {
        boolean rounds = bestTruncation < 4 * (bestError - bestTruncation);
        if (rounds) {
          down = false;
        } else if (rungs.high - rungs.low >= rungs.columns() && down) {
          up = false;
        }
      }
      if (up) {
        if (!rungs.add(rungs.high + 1)) {
          seeEdge();
          cap = rungs.high + 1;
        }
      } else if (!down || !rungs.add(rungs.low - 1)) {
        return;
      }
      choose();
    }
  }

  // ---- what disturbs

  private enum Disturbance {
    NONE,
    FAST,
    KINK,
    /// A kink beside x, nearer than the anchor.
    BESIDE,
    JUMP,
    NOISE
  }

  /// Returns whether the three values at the anchor bend more than rounding, or the curvature that
  /// the first rung sees, would make them.
  private boolean suspicious() {
    if (d.side != 0) {
      return false;
    }
    double ratio = rungs.anchor / rungs.step(rungs.low);
    return rungs.anchorBend - 8 * ratio * ratio * firstBend
        > CLEAR
            * (EPSILON * Math.abs(d.value)
                + rungs.anchor * rungs.anchorSpread
                + 2 * d.inside(rungs.anchorSlope));
  }

  private Disturbance inspect(boolean narrow) {
    double bend0 = rungs.anchorBend;
    if (d.at(d.x) != d.value) { // not even the same value twice
      return Disturbance.NOISE;
    }
    d.measure(rungs.anchor / 16);
    double bend1 = d.bend;
    double right1 = d.right - d.value;
    double left1 = d.left - d.value;
    d.measure(rungs.anchor / 256);
    double bend2 = d.bend;
    double right2 = d.right - d.value;
    double left2 = d.left - d.value;
    double clear =
        CLEAR
            * (EPSILON * (Math.abs(d.right) + Math.abs(d.left) + Math.abs(d.value))
                + 2 * d.inside(rungs.anchorSlope));
    double fall = bend1 / bend0;
    boolean steady =
        bend1 > clear && Math.abs(bend2 - fall * bend1) <= 0.2 * fall * bend1 + clear / 4;
    if (steady && fall > 0.05 && fall < 0.9) {
      // Noise may fall by chance as a kink does, hardly at every place.
      boolean falls = true;
      for (double part : new double[] {5, 41, 130}) {
        d.measure(rungs.anchor / part);
        double expected = bend0 * Math.pow(fall, Math.log(part) / Math.log(16));
        falls &= Math.abs(d.bend - expected) <= 0.2 * expected + clear / 4;
      }
      return falls ? Disturbance.KINK : Disturbance.NOISE;
    }
    // A kink that the anchor has on its way, or that the nearer steps have no more: what is smooth
    // has lost 256 times of its bend there, and 256 times more at an anchor so much nearer.
    boolean passed = bend1 > clear && near(16 * bend1, bend0, 0.2) && bend2 < bend1 / 20 - clear;
    double much = narrow ? CLEAR / 4 : 1024;
    if (passed || (Math.max(bend1, bend2) <= clear && bend0 > much * clear)) {
      return Disturbance.BESIDE;
    }
    boolean jumps =
        (near(right1, right2, 0.02) && Math.abs(right2) > clear)
            || (near(left1, left2, 0.02) && Math.abs(left2) > clear);
    if (jumps && near(bend1, bend0, 0.5)) {
      // Noise may come twice to the same value, hardly at every place.
      boolean same = true;
      for (double part : new double[] {5, 41, 130}) {
        d.measure(rungs.anchor / part);
        same &=
            Math.abs(d.right - d.value - right2) <= 0.02 * Math.abs(right2) + clear
                && Math.abs(d.left - d.value - left2) <= 0.02 * Math.abs(left2) + clear;
      }
      return same ? Disturbance.JUMP : Disturbance.NOISE;
    }
    if (near(256 * bend1, bend0, 0.5)) {
      return Disturbance.FAST;
    }
    return steady && fall <= 0.05 ? Disturbance.NONE : Disturbance.NOISE;
  }

  private static boolean near(double a, double b, double part) {
    return Math.abs(a - b) <= part * Math.abs(b);
  }

  /// Reads the noise from values around x, the closer the better: smooth change vanishes there and
  /// noise stays. What seems noise but shrinks with the distance is a change too fast for the
  /// steps.
  private void measureNoise() {
    heard = true;
    nearSlope = 0;
    double least = 4 * Math.ulp(d.x);
    double spacing = Math.max(Math.scalb(unit, -30), least);
    for (int tries = 0; tries < 4 && d.line(line, spacing); tries++, spacing *= 64) {
      if (tries == 0) {
        nearSlope = Math.abs(line[line.length - 1] - line[0]) / ((line.length - 1) * spacing);
      }
      double level = Noise.level(line);
      if (level > 0) {
        double ulp = EPSILON * Noise.largest(line);
        noise = (d.n == 1 ? 4 : 2) * level;
        noisy = noise > 64 * ulp;
        if (tries > 0 || nearSlope * (line.length - 1) * spacing < 4 * noise) {
          nearSlope = 0; // noise, not a slope
        }
        double closer = Math.max(spacing / 4096, least);
        if (noise > 1e5 * ulp && closer < spacing && d.line(line, closer)) {
          // What is truly fast is steeper there than the anchor saw; between two stairs a smooth
          // factor may go on, but slower than the stairs themselves.
          double steep = Math.abs(line[line.length - 1] - line[0]) / ((line.length - 1) * closer);
          fast =
              Noise.level(line) < level / 8
                  && !Noise.stands(line)
                  && (d.n > 1 || steep > 8 * Math.abs(rungs.anchorSlope));
          if (fast) {
            noise = 0;
            noisy = false;
          }
        }
        return;
      }
      if (!Noise.stands(line)) {
        return;
      }
    }
  }

  /// Reads the noise that the anchor has met, and looks for stairs where it is none.
  private void hear() {
    if (rungs.anchorBend <= MILD * EPSILON * Math.abs(d.value)) {
      measureNoise();
      if (!fast && noise < rungs.anchorBend / 4) { // too wild for a table of differences
        noise = rungs.anchorBend / 2;
        noisy = true;
      }
      heard = fast;
    } else {
      fast = true;
    }
    if (fast) {
      listenToAnchor();
      fast = tear == null;
    }
  }

  private void listenToAnchor() {
    listen(rungs.step(rungs.high), rungs.anchorBend / 16, rungs.anchorBend / rungs.anchor);
  }

  /// Finds out whether f is torn within `reach`, by `least` at least.
  private void listen(double reach, double least, double apart) {
    heard = true;
    tear = survey.stairs(reach, least, apart);
  }

  /// Looks for stairs where rungs contradict each other: as far as the lowest that does, for
  /// farther out there may be more than stairs.
  private void listenToRungs() {
    double reference = bestColumn < 0 ? rungs.anchorSlope : best;
    int abrupt = abrupt(reference);
    boolean poor =
        bestError > Math.max(POOR * Math.abs(reference), tolerance)
            && bestError < Math.abs(reference);
    if (aliased || bestColumn < 0 || isLoose() || poor || abrupt > rungs.low) {
      if (abrupt > rungs.low) {
        listenTo(abrupt, reference);
      }
      if (tear == null && (abrupt == rungs.low || abrupt < rungs.high)) {
        listenTo(rungs.high, reference);
      }
    }
  }

  /// Looks again where rungs that came later still contradict the answer: what is torn close to x
  /// may have been too small to be seen from farther out.
  private void listenNearer() {
    for (int i = bestRung + bestColumn + 1; bestColumn >= 0 && i < rungs.high; i++) {
      if (Math.abs(rungs.slope(0, i) - best) > USABLE * Math.abs(best)) {
        listenTo(i, best);
        return;
      }
    }
  }

  private void listenTo(int rung, double reference) {
    double agreed = rungs.step(Math.max(bestColumn < 0 ? 0 : bestRung + bestColumn, 0));
    double missed = Math.abs(rungs.slope(0, rung) - reference);
    listen(rungs.step(rung), missed * Math.min(agreed, rungs.step(rung)) / 16, missed);
  }

  /// Looks whether rungs have fallen into step with stairs: all steps are the same but for powers
  /// of two, and so may the stairs be, whose rounding then looks like a slope. Steps that have no
  /// common measure with them must find what the rungs say is there; what they miss by is noise.
  private void lookBetween() {
    double off = offAt(BETWEEN[0]);
    if (!(off > bestError)) {
      return;
    }
    for (int k = 1; k < BETWEEN.length; k++) {
      off = Math.max(off, offAt(BETWEEN[k]));
    }
    if (off > USABLE * Math.abs(best)) {
      listen(rungs.step(rungs.high), 0, off);
    }
    bestError += 2 * off;
    noise = Math.max(noise, off * rungs.step(bestRung));
  }

  /// Whether x lies close to 0 and f changes there over the length of x itself, as it does where
  /// terms cancel: rungs that agree by accident would agree in all their digits.
  private boolean isSteep() {
    double turns = rungs.curvature(bestRung) / rungs.step(bestRung) * unit;
    return unit < CLOSE && bestError > tolerance && turns > STEEP * Math.abs(best);
  }

  /// How far the step, so many times that of the answer's lowest rung, misses what the answer's
  /// rungs foretell, as an error of that rung.
  private double offAt(double times) {
    double lowest = rungs.step(bestRung);
    double step = d.x + times * lowest - d.x;
    if (!d.allows(step) || !d.measure(step)) {
      return 0;
    }
    return Math.abs(d.slope - rungs.between(bestColumn, bestRung, step)) * step / lowest;
  }

  /// Looks for stairs on the side away from 0, where what stood still may have moved. One jump
  /// alone may be a stair or the function's own: the answer is as sure as its size.
  private void lookAway() {
    double reach = 3 * Math.abs(d.x);
    double least = Math.max(bestError * Math.abs(d.x), MANY * Math.ulp(d.value));
    Tear first = away(0, reach, least);
    if (first == null) {
      return;
    }
    if (first.dense() || away(Math.abs(first.beyond() - d.x), reach, least) != null) {
      tear = first;
    } else {
      bestError = Math.max(bestError, first.size() / first.distance());
    }
  }

  private @Nullable Tear away(double near, double reach, double least) {
    return d.x > 0 ? survey.between(near, reach, least) : survey.between(-reach, -near, least);
  }

  /// Where the values are those of a constant or of a power, c (x − a)ᵏ, all rungs may stand on one
  /// stair: a numerator that no longer changes. Looks whether farther out they still are.
  private void lookBeyond() {
    if (isPlateau()) {
      leavePlateau(rungs.step(rungs.high));
      return;
    }
    int rung = Math.max(rungs.low, bestRung + bestColumn - 1);
    double ratio = Math.abs(d.value) * rungs.curvature(rung) / rungs.step(rung) / (best * best);
    for (int k = -4; k <= 4; k++) {
      double length = k * d.value / best;
      boolean close = Math.abs(length) < CLOSE * Math.max(Math.abs(d.x), 1);
      double reached = rungs.step(close ? bestRung + bestColumn : rungs.high);
      if (reached > Math.abs(length) / 4 || !isPower(k, ratio, rung, length)) {
        continue;
      }
      // The same for lengths of one power of two, so that derivatives of many functions at one
      // point may share the values.
      double step = Math.scalb(BETWEEN[0], Math.getExponent(length) - 2);
      if (!d.allowsReach(step)) {
        return;
      }
      // Farther from the root a numerator that stood still this close to it has moved.
      double away = AWAY * step * Math.signum(length);
      double share = step / length;
      double right = d.value * Math.pow(1 + share, k);
      double left = d.value * Math.pow(1 - share, k);
      double onRight = Math.abs(d.at(d.x + step) - right);
      double onLeft = Math.abs(d.at(d.x - step) - left);
      double missed = Math.max(onRight, onLeft);
      double range = 0.75 * Math.abs(length);
      double part = 1e-4 * Math.min(Math.abs(right), Math.abs(left));
      if (k != 1 && close && missed <= part && d.allowsReach(Math.abs(away))) {
        double far = d.value * Math.pow(1 + away / length, k);
        missed = Math.abs(d.at(d.x + away) - far);
        part = 0.1 * Math.abs(far);
        range = Math.abs(away);
      }
      if (missed > part) {
        double least = missed < Double.POSITIVE_INFINITY ? missed / 1024 : 0;
        listen(range, least, Math.abs(best));
        if (tear == null && k != 1) { // one jump ends a power; a line may be broken once
          tear = survey.jump(range, range, 0);
        }
        if (tear == null && close && length * d.x > 0) { // a pole at the root may hide it
          tear = away(0, range, least);
        }
        if (tear == null && k != 1 && Math.min(onRight, onLeft) > 1e3 * part) {
          bestError = Math.max(bestError, missed / range); // no power on either side
        }
      }
      return;
    }
  }

  /// Whether all rungs saw one value.
  private boolean isPlateau() {
    return bestColumn >= 0
        && best == 0
        && rungs.slope(0, bestRung) == 0
        && rungs.curvature(bestRung) == 0;
  }

  /// Whether bend and slope of the answer's rungs are those of the k-th power at so far from its
  /// root.
  private boolean isPower(int k, double ratio, int rung, double length) {
    double step = rungs.step(rung + 1);
    double near = step / length;
    double bend = rungs.curvature(rung) * rungs.step(rung);
    double rounding = bend == 0 ? 0 : 16 * EPSILON * Math.abs(d.value) / bend;
    // Close to the root of a whole power f is a sum of squares near its minimum, as descents meet
    // it.
    if (k == 0
        || (k > 0 && Math.abs(length) < unit / 4)
        || Math.abs(near) > 0.25
        || !(Math.abs(ratio - (k - 1.0) / k) <= near * near + Math.min(rounding, 0.01))) {
      return false;
    }
    double slope = d.value * (Math.pow(1 + near, k) - Math.pow(1 - near, k)) / (2 * step);
    double apart = Math.abs(rungs.slope(0, rung + 1) - slope);
    return apart <= 1e-3 * near * near * Math.abs(slope) + 8 * rungs.spread(0, rung + 1);
  }

  /// Looks for the end of a plateau. Where f jumps there and is not level beyond, it was a stair.
  private void leavePlateau(double top) {
    double moved = 0;
    double still = top;
    double h = top;
    double right = top;
    double left = top;
    double most = 4 * Math.max(Math.abs(d.x), 1);
    while (moved == 0 && d.allowsReach(h) && h < most && Math.max(right, left) == h) {
      // Beyond 0 a function is another one: not without a look just before.
      double zero = 0.97 * Math.abs(d.x);
      still = h;
      h = h < zero ? Math.min(2 * h, zero) : 4 * h;
      double onRight = right == still ? Math.abs(d.at(d.x + h) - d.value) : 0;
      double onLeft = left == still ? Math.abs(d.at(d.x - h) - d.value) : 0;
      // A side on which f ends is left alone.
      right = right == still && Double.isFinite(onRight) ? h : right;
      left = left == still && Double.isFinite(onLeft) ? h : left;
      moved = Math.max(right == h ? onRight : 0, left == h ? onLeft : 0);
    }
    heard = true;
    if (moved == 0
        && d.changedAt < Double.POSITIVE_INFINITY) { // somewhere else it was seen to move
      moved = d.changedBy;
      still = d.changedAt;
      h = d.changedAt;
    }
    Tear end = moved > 0 ? survey.jump(Math.min(left, h), Math.min(right, h), 0) : null;
    if (moved > 0) { // what stands still may rise by the rounding of its values
      bestError = Math.max(bestError, Math.ulp(d.value) / Math.pow(still, d.n));
    }
    if (end == null) {
      if (moved > 0 && moved <= 16 * Math.max(Math.ulp(d.value), Math.min(d.grain, moved))) {
        tear = new Tear(h, moved, moved, true, d.x); // all there is lies in the last place
      }
      return;
    }
    if (d.at(end.beyond()) == d.value) {
      tear = end; // no step, but a value now and then
      return;
    }
    double away = Math.copySign(end.distance() / 1024, end.beyond() - d.x);
    for (; Math.abs(away) < most; away *= 3) {
      if (!d.isLevel(end.beyond(), away) || !d.isLevel(d.x, -away)) {
        tear = end;
        return;
      }
    }
  }

  /// The lowest rung that misses the answer wholly where the one below it hardly does: what is
  /// smooth loses a rung after the other. The lowest of all where there is none.
  private int abrupt(double reference) {
    for (int i = rungs.low; i < rungs.high; i++) {
      double missed = Math.abs(rungs.slope(0, i + 1) - reference);
      double below = Math.abs(rungs.slope(0, i) - reference) + rounded(0, i);
      double changes = Math.max(Math.abs(reference), rungs.curvature(i + 1));
      if (missed > USABLE * changes && missed > ABRUPT * below) {
        return i + 1;
      }
    }
    return rungs.low;
  }

  /// Reads the slope across the stairs; returns null where f cannot be followed across them, and
  /// they are jumps of its own.
  private @Nullable Derivative surveyed(Tear torn) {
    boolean plateau = isPlateau();
    boolean found = survey.read(rungs.step(rungs.low) / 16, 4 * Math.max(unit, 1), torn);
    boolean followed = found && survey.noise <= Survey.WILD * survey.largest;
    if (torn.dense() && !followed) {
      return none(Reason.NOISE_LIMITED);
    }
    if (!followed
        || (plateau && !torn.dense() && d.isLevel(torn.beyond(), 0.01 * (torn.beyond() - d.x)))) {
      return null;
    }
    boolean large = !torn.dense() && torn.size() > Survey.WILD * Math.abs(d.value);
    if (large && survey.noise > OWN * torn.nearest()) {
      return null; // as rough farther out: the jumps may be the function's own
    }
    double local = bestColumn < 0 ? rungs.anchorSlope : best;
    best = survey.slope;
    bestError = survey.error;
    if (large && !(bestError < 0.1 * Math.abs(best))) {
      bestError = Math.max(bestError, Math.abs(best - local)); // stairs, or jumps of its own
    }
    return new Derivative(
        d.x,
        d.value,
        best,
        bestError,
        d.calls,
        Method.LADDER,
        survey.length,
        survey.degree,
        bestError > 1e-9 * Math.abs(best) ? Reason.NOISE_LIMITED : Reason.CONVERGED);
  }

  private Derivative kink() {
    double fromRight = oneSided(1);
    double errorRight = bestError;
    double fromLeft = oneSided(-1);
    double error = Math.max(bestError, errorRight);
    return new Derivative(
        d.x,
        d.value,
        Double.NaN,
        error,
        d.calls,
        Method.LADDER,
        rungs.anchor,
        1,
        Reason.KINK,
        fromLeft,
        fromRight);
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
    if (!placeAnchor()) {
      bestError = Double.NaN;
      return Double.NaN;
    }
    fast = false;
    firstRungs();
    walk();
    if (fast || isLoose()) {
      bestError = Double.POSITIVE_INFINITY;
    }
    return best;
  }

  // ---- the answer

  private Derivative none(Reason reason) {
    return new Derivative(
        d.x,
        d.value,
        Double.NaN,
        Double.NaN,
        d.calls,
        Method.LADDER,
        Double.NaN,
        0,
        reason,
        Double.NaN,
        Double.NaN);
  }

  private void settleContest() {
    if (aliased
        && Math.abs(rejected - rungs.anchorSlope) <= CONTESTED * Math.abs(rungs.anchorSlope)) {
      bestError = Math.max(rejectedError, Math.abs(rejected - rungs.anchorSlope));
      best = rejected;
      bestRung = rejectedRung;
      bestColumn = rejectedColumn;
      bestTruncation = 0;
      aliased = false;
    }
  }

  private Derivative answer() {
    if (noise > 0.05 * Math.abs(d.value) && noise > 0.05 * farthest()) {
      return none(Reason.NOISE_LIMITED);
    }
    settleContest();
    if (bestColumn < 0) {
      return unsettled();
    }
    if (d.n == 1) {
      // The anchor's distance from the answer is a sample of the noise.
      double sample = Math.abs(best - rungs.anchorSlope) * rungs.anchor;
      if (d.side == 0 && sample > noise + known) {
        // One sample may be small by chance, where it is large enough to be one of noise.
        double chance = sample > 32 * EPSILON * Math.abs(d.value) ? 4 : 1;
        bestError += chance * (sample - noise - known) / rungs.step(bestRung);
      }
    }
    if (aliased) {
      // A step across an oscillation misses by as much as the answer; less may be the fault of
      // either.
      double apart = Math.abs(rejected - best);
      if (apart < 0.25 * Math.max(Math.abs(best), Math.abs(rejected))) {
        bestError = Math.max(bestError, apart);
      }
    }
    if ((!noisy || d.n > 1) && isLoose()) {
      return unsettled();
    }
    bestError = Math.max(bestError, stair);
    double sure = 1e-6 * Math.max(Math.abs(best), steepness());
    Reason reason;
    if (noisy && bestError > 1e-9 * Math.abs(best)) {
      reason = Reason.NOISE_LIMITED;
    } else if (bestError > Math.max(sure, tolerance)) {
      if (bestTruncation > bestError / 2) {
        return unsettled();
      }
      reason = Reason.NOISE_LIMITED;
    } else if (d.side != 0 || (open != 0 && bestError > 1e-9 * Math.abs(best))) {
      reason = Reason.DOMAIN_EDGE;
    } else if (aliased) {
      reason = Reason.ALIASED;
    } else {
      reason = Reason.CONVERGED;
    }
    return new Derivative(
        d.x,
        d.value,
        best,
        bestError,
        d.calls,
        Method.LADDER,
        rungs.step(bestRung),
        d.side == 0 ? 2 * (bestColumn + 1) : bestColumn + 1,
        reason,
        d.side > 0 ? Double.NaN : best,
        d.side < 0 ? Double.NaN : best);
  }

  /// Whether truncation leaves the best answer so unsure that it is none.
  private boolean isLoose() {
    if (d.n > 1) {
      // Of a higher derivative nothing else tells how large it should be.
      return bestTruncation > 0.9 * bestError && bestError > 0.05 * Math.abs(best);
    }
    return bestTruncation > bestError / 2
        && bestError > UNSETTLED * Math.abs(best)
        && bestError > 1e-6 * steepness();
  }

  /// The mean size of the values at the ends of the best rung.
  private double farthest() {
    int i = bestColumn < 0 ? rungs.low : bestRung;
    return rungs.spread(0, i) / EPSILON * Math.pow(rungs.step(i), d.n);
  }

  private Derivative unsettled() {
    return new Derivative(
        d.x,
        d.value,
        rungs.anchorSlope,
        Double.POSITIVE_INFINITY,
        d.calls,
        Method.LADDER,
        rungs.anchor,
        d.side == 0 ? 2 : 1,
        noisy ? Reason.NOISE_LIMITED : Reason.UNSETTLED,
        Double.NaN,
        Double.NaN);
  }
}

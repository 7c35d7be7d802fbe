package thalweg.calculus.derivative;

import org.jspecify.annotations.Nullable;

/// Looks for stairs: values that rounding has torn, where a rung, or all of them, may stand on one.
final class Stairs {
  /// Noise of so many ulps is that of a long sum: the same at every step.
  private static final double MILD = 0x1p16;

  /// Where one rung misses by so many times what the one below it does, something lies between.
  private static final double ABRUPT = 300;

  /// An answer less sure than this part of it may stand on a stair.
  private static final double POOR = 1e-4;

  /// A length this short beside x and 1 may be that of a stair.
  private static final double SHORT = 0x1p-8;

  private static final double EPSILON = Difference.EPSILON;

  private final Difference d;
  private final Rungs rungs;
  private final Disturbances disturbances;
  private final Choice choice;
  private final Tears tears;

  /// Where the function is torn, if it was found to be.
  @Nullable Tear tear;

  /// How steep the stair that x stands on may be, where f is not followed across them.
  double steepness;

  Stairs(Difference d, Rungs rungs, Disturbances disturbances, Choice choice) {
    this.d = d;
    this.rungs = rungs;
    this.disturbances = disturbances;
    this.choice = choice;
    tears = new Tears(d);
  }

  /// Forgets what was found.
  void clear() {
    tear = null;
    steepness = 0;
  }

  /// Reads the noise that the anchor has met, and looks for stairs where it is none.
  void hear() {
    if (rungs.anchorBend <= MILD * EPSILON * Math.abs(d.value)) {
      disturbances.measureNoise();
      if (!disturbances.fast
          && disturbances.noise < rungs.anchorBend / 4) { // too wild for a table of differences
        disturbances.take(rungs.anchorBend / 2);
      }
      disturbances.heard = disturbances.fast;
    } else {
      disturbances.fast = true;
    }
    if (disturbances.fast) {
      listenToAnchor();
      disturbances.fast = tear == null;
    }
  }

  /// Looks for stairs that the anchor's bend may be.
  void listenToAnchor() {
    listen(rungs.step(rungs.high), rungs.anchorBend / 16, rungs.anchorBend / rungs.anchor);
  }

  /// Finds out whether f is torn within `reach`, by `least` at least.
  void listen(double reach, double least, double apart) {
    disturbances.heard = true;
    tear = tears.stairs(reach, least, apart);
  }

  /// Looks for stairs where rungs contradict each other: as far as the lowest that does, for
  /// farther out there may be more than stairs.
  void listenToRungs() {
    double reference = choice.column < 0 ? rungs.anchorSlope : choice.slope;
    int abrupt = abrupt(reference);
    boolean poor =
        choice.error > Math.max(POOR * Math.abs(reference), choice.tolerance)
            && choice.error < Math.abs(reference);
    if (choice.aliased || choice.column < 0 || choice.isLoose() || poor || abrupt > rungs.low) {
      if (abrupt > rungs.low) {
        listenTo(abrupt, reference);
      }
      if (tear == null && (abrupt == rungs.low || abrupt < rungs.high)) {
        listenTo(rungs.high, reference);
      }
    } else if (leaves()) {
      listenTo(choice.rung + choice.column + 1, reference);
    }
  }

  /// Whether the two rungs above the answer's miss it by little, but by much more than its error,
  /// and both by as much: what a polynomial leaves out grows with each rung.
  private boolean leaves() {
    int next = choice.rung + choice.column + 1;
    if (next + 1 > rungs.high) {
      return false;
    }
    double missed = Math.abs(rungs.slope(0, next) - choice.slope);
    double then = Math.abs(rungs.slope(0, next + 1) - choice.slope);
    return missed > ABRUPT * (choice.error + choice.rounded(0, next))
        && missed < POOR * Math.abs(choice.slope)
        && then < 4 * missed;
  }

  /// Looks again where rungs that came later still contradict the answer: what is torn close to x
  /// may have been too small to be seen from farther out.
  void listenNearer() {
    for (int i = choice.rung + choice.column + 1; choice.column >= 0 && i < rungs.high; i++) {
      if (Math.abs(rungs.slope(0, i) - choice.slope) > Rungs.USABLE * Math.abs(choice.slope)) {
        listenTo(i, choice.slope);
        return;
      }
    }
  }

  /// Looks for stairs where a rung misses a higher derivative at once, or where that is itself so
  /// unsure that what is at once cannot be told.
  void listenToAbrupt() {
    int missing = abrupt(choice.slope);
    if (missing == rungs.low && choice.error * ABRUPT > Math.abs(choice.slope)) {
      missing = choice.rung + choice.column + 1;
      while (missing <= rungs.high && !misses(missing)) {
        missing++;
      }
    }
    if (missing > rungs.low && missing <= rungs.high) {
      listenTo(missing, choice.slope);
    }
  }

  /// Whether a rung is wholly other than the answer.
  private boolean misses(int rung) {
    return Math.abs(rungs.slope(0, rung) - choice.slope)
        > choice.rounded(0, rung) + Rungs.USABLE * Math.abs(choice.slope);
  }

  private void listenTo(int rung, double reference) {
    double agreed = rungs.step(Math.max(choice.column < 0 ? 0 : choice.rung + choice.column, 0));
    double missed = Math.abs(rungs.slope(0, rung) - reference);
    double power = Math.pow(Math.min(agreed, rungs.step(rung)), d.n);
    listen(d.reach * rungs.step(rung), missed * power / 16, missed);
  }

  /// Looks whether rungs have fallen into step with stairs: all steps are the same but for powers
  /// of two, and so may the stairs be, whose rounding then looks like a slope. Steps that have no
  /// common measure with them must find what the rungs say is there; what they miss by is noise.
  void lookBetween() {
    double off = offAt(Rungs.BETWEEN[0]);
    if (!(off > choice.error)) {
      return;
    }
    for (int k = 1; k < Rungs.BETWEEN.length; k++) {
      off = Math.max(off, offAt(Rungs.BETWEEN[k]));
    }
    if (d.n == 1 && off > Rungs.USABLE * Math.abs(choice.slope)) {
      listen(rungs.step(rungs.high), 0, off);
    }
    choice.error += 2 * off;
    double power = d.n == 1 ? rungs.step(choice.rung) : Math.pow(rungs.step(choice.rung), d.n);
    disturbances.noise = Math.max(disturbances.noise, off * power);
  }

  /// How far the step, so many times that of the answer's lowest rung, misses what the answer's
  /// rungs foretell, as an error of that rung.
  private double offAt(double times) {
    double lowest = rungs.step(choice.rung);
    double step = d.x + times * lowest - d.x;
    if (!d.allows(step) || !d.measure(step)) {
      return 0;
    }
    double part = d.n == 1 ? step / lowest : Math.pow(step / lowest, d.n);
    return Math.abs(d.slope - rungs.between(choice.column, choice.rung, step)) * part;
  }

  /// Looks for stairs on the side away from 0, where what stood still may have moved. One jump
  /// alone may be a stair or the function's own: the answer is as sure as its size.
  void lookAway() {
    double reach = 3 * Math.abs(d.x);
    double least = Math.max(choice.error * Math.abs(d.x), Rungs.MANY * Math.ulp(d.value));
    Tear first = away(0, reach, least);
    if (first == null) {
      return;
    }
    if (first.dense() || away(Math.abs(first.beyond() - d.x), reach, least) != null) {
      tear = first;
    } else {
      choice.error = Math.max(choice.error, first.size() / first.distance());
    }
  }

  /// Looks for stairs on both sides of x where a higher derivative says that f changes over a
  /// length much shorter than x and 1: over that length a stair is one too, and says nothing of f.
  void lookAround() {
    double length = Math.pow(Math.abs(d.value / choice.slope), 1.0 / d.n);
    boolean within = length > rungs.step(choice.rung);
    if (!within || !(length < SHORT * Math.max(Math.abs(d.x), 1))) {
      return;
    }
    double least =
        Math.min(
            choice.error * Math.pow(length, d.n),
            Math.abs(choice.slope) * Math.pow(rungs.step(choice.rung + choice.column), d.n) / 16);
    Tear found = tears.between(0, 4 * length, least);
    found = found == null ? tears.between(-4 * length, 0, least) : found;
    if (found != null) {
      double near = Math.min(found.distance(), length);
      choice.error =
          Math.max(choice.error, Math.abs(choice.slope) + found.size() / Math.pow(near, d.n));
    }
  }

  /// Looks for a jump no farther from x than that.
  @Nullable Tear jump(double left, double right, double least) {
    return tears.jump(left, right, least);
  }

  /// Looks for stairs from `near` to `reach` on the side away from 0.
  @Nullable Tear away(double near, double reach, double least) {
    return d.x > 0 ? tears.between(near, reach, least) : tears.between(-reach, -near, least);
  }

  /// Looks for a jump between two places so far from x, both to the right or, negative, to the
  /// left.
  @Nullable Tear between(double near, double far) {
    return near > 0 ? tears.between(near, far, 0) : tears.between(far, near, 0);
  }

  /// The lowest rung that misses the answer wholly where the one below it hardly does: what is
  /// smooth loses a rung after the other. The lowest of all where there is none.
  private int abrupt(double reference) {
    for (int i = rungs.low; i < rungs.high; i++) {
      double missed = Math.abs(rungs.slope(0, i + 1) - reference);
      double below = Math.abs(rungs.slope(0, i) - reference) + choice.rounded(0, i);
      double changes = Math.max(Math.abs(reference), rungs.curvature(i + 1));
      if (missed > Rungs.USABLE * changes && missed > ABRUPT * below) {
        return i + 1;
      }
    }
    return rungs.low;
  }

  /// Looks for more jumps beside one at x, which then stands at the edge of a stair.
  void lookBesideJump() {
    double far = rungs.step(rungs.high);
    tear = tears.between(rungs.anchor, far, rungs.anchorBend / 16);
    if (tear == null) {
      tear = tears.between(-far, -rungs.anchor, rungs.anchorBend / 16);
    }
  }

  /// Whether a jump is large and beyond all rungs of the answer, which found a curve without this
  /// derivative to the last places of f: then it is the function's own, as of `ceil(x)*x`. On a
  /// stair of a numerator f would follow what that is divided by.
  private boolean isOfItsOwn(Tear torn) {
    return d.n > 1
        && !torn.dense()
        && choice.column >= 0
        && Math.abs(choice.slope) <= choice.error
        && choice.error * Math.pow(rungs.step(choice.rung + choice.column), d.n)
            <= Rungs.MANY * Rungs.MANY * Math.ulp(d.value)
        && torn.size() > Survey.WILD * Math.abs(d.value)
        && torn.distance() > d.reach * rungs.step(choice.rung + choice.column);
  }

  /// Takes stairs across which f cannot be followed for noise where they are small, else for what
  /// they are: the answer is no surer than the stair that x stands on.
  void settleFor(Tear torn) {
    tear = null;
    if (isOfItsOwn(torn)) {
      return;
    }
    if (d.n > 1 || torn.size() <= Survey.WILD * Math.abs(d.value)) {
      disturbances.take(torn.size());
    } else {
      steepness = torn.size() / torn.distance();
    }
  }
}

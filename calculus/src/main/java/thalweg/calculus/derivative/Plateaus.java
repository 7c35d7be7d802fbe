package thalweg.calculus.derivative;

import org.jspecify.annotations.Nullable;

/// Looks farther out where the values are those of a constant or of a power: all rungs may stand on
/// one stair, a numerator that no longer changes.
final class Plateaus {
  /// How many times farther a power law is looked at on the side away from its root.
  private static final double AWAY = 16;

  /// The end of a law is known to this part of how far it is.
  private static final double NARROW = 1.1;

  /// Rungs foretell values if they miss no more than this part of what has changed.
  private static final double FORETOLD = 1 / 16.0;

  /// The edge of a plateau is found to this power of 1/2, and is none where f has less than such a
  /// part of its change left there.
  private static final int HALVINGS = 20;

  private static final double SMOOTH = 0x1p10;

  private static final double EPSILON = Difference.EPSILON;

  private final Difference d;
  private final Rungs rungs;
  private final Anchor anchor;
  private final Disturbances disturbances;
  private final Choice choice;
  private final Stairs stairs;

  Plateaus(
      Difference d,
      Rungs rungs,
      Anchor anchor,
      Disturbances disturbances,
      Choice choice,
      Stairs stairs) {
    this.d = d;
    this.rungs = rungs;
    this.anchor = anchor;
    this.disturbances = disturbances;
    this.choice = choice;
    this.stairs = stairs;
  }

  /// Where the values are those of a constant or of a power, c (x − a)ᵏ, all rungs may stand on one
  /// stair: a numerator that no longer changes. Looks whether farther out they still are.
  void lookBeyond() {
    if (choice.isPlateau()) {
      leave(rungs.step(rungs.high));
      return;
    }
    int rung = Math.max(rungs.low, choice.rung + choice.column - 1);
    double ratio =
        Math.abs(d.value)
            * rungs.curvature(rung)
            / rungs.step(rung)
            / (choice.slope * choice.slope);
    for (int k = -4; k <= 4; k++) {
      double length = k * d.value / choice.slope;
      boolean close = Math.abs(length) < Choice.CLOSE * Math.max(Math.abs(d.x), 1);
      double reached = rungs.step(close ? choice.rung + choice.column : rungs.high);
      if (reached > Math.abs(length) / 4 || !isPower(k, ratio, rung, length)) {
        continue;
      }
      // The same for lengths of one power of two, so that derivatives of many functions at one
      // point may share the values.
      double step = Math.scalb(Rungs.BETWEEN[0], Math.getExponent(length) - 2);
      if (!d.allowsReach(step)) {
        return;
      }
      // Farther from the root a numerator that stood still this close to it has moved.
      double away = AWAY * step * Math.signum(length);
      double share = step / length;
      double right = d.value * Math.pow(1 + share, k);
      double left = d.value * Math.pow(1 - share, k);
      double seenRight = d.at(d.x + step);
      double seenLeft = d.at(d.x - step);
      double onRight = Math.abs(seenRight - right);
      double onLeft = Math.abs(seenLeft - left);
      double missed = Math.max(onRight, onLeft);
      double range = 0.75 * Math.abs(length);
      double part = 1e-4 * Math.min(Math.abs(right), Math.abs(left));
      if (k
          == 1) { // what is a line to so many digits is one to as many farther out, or stood still
        double known = choice.error * step + 4 * EPSILON * Math.abs(d.value);
        part = Math.min(part, Rungs.MANY * known);
      }
      if (!close && missed > part && isForetold(step, seenRight, seenLeft)) {
        return; // no power, but smooth this far
      }
      if (k != 1 && close && missed <= part && d.allowsReach(Math.abs(away))) {
        double far = d.value * Math.pow(1 + away / length, k);
        missed = Math.abs(d.at(d.x + away) - far);
        part = 0.1 * Math.abs(far);
        range = Math.abs(away);
        if (missed <= part && k < 0) {
          followOut(k, length, away);
          return;
        }
      }
      if (missed > part) {
        double least = missed < Double.POSITIVE_INFINITY ? missed / 1024 : 0;
        stairs.listen(range, least, Math.abs(choice.slope));
        if (stairs.tear == null && k != 1) { // one jump ends a power; a line may be broken once
          stairs.tear = stairs.jump(range, range, 0);
        }
        if (stairs.tear == null && close && length * d.x > 0) { // a pole at the root may hide it
          stairs.tear = stairs.away(0, range, least);
        }
        if (stairs.tear == null && k != 1 && Math.min(onRight, onLeft) > 1e3 * part) {
          choice.error = Math.max(choice.error, missed / range); // no power on either side
        }
        if (stairs.tear == null && k < 0 && close) {
          followOut(k, length, away / AWAY);
        }
      }
      return;
    }
  }

  /// Follows a law with a pole farther and farther out. Where it ends in a tear it was that of one
  /// stair all the way, and the slope is no more than the stair's; what is smooth leaves a law too,
  /// but not so.
  private void followOut(int k, double length, double away) {
    double most = Choice.CLOSE * Math.max(Math.abs(d.x), 1);
    double holds = away;
    double ends = AWAY * away;
    while (Math.abs(ends) < most && d.allowsReach(Math.abs(ends)) && isLaw(k, length, ends)) {
      holds = ends;
      ends *= AWAY;
    }
    if (!(Math.abs(ends) < most) || !d.allowsReach(Math.abs(ends))) {
      return;
    }
    while (ends / holds > NARROW) { // else what falls on the way would hide what jumps at its end
      double between = holds * Math.sqrt(ends / holds);
      if (isLaw(k, length, between)) {
        holds = between;
      } else {
        ends = between;
      }
    }
    if (stairs.between(holds, ends) != null) {
      choice.error = Math.max(choice.error, Math.abs(choice.slope));
    }
  }

  private boolean isLaw(int k, double length, double way) {
    double foretold = d.value * Math.pow(1 + way / length, k);
    return Math.abs(d.at(d.x + way) - foretold) <= 0.1 * Math.abs(foretold);
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
        || (k > 0 && Math.abs(length) < anchor.unit / 4)
        || Math.abs(near) > 0.25
        || !(Math.abs(ratio - (k - 1.0) / k) <= near * near + Math.min(rounding, 0.01))) {
      return false;
    }
    double slope = d.value * (Math.pow(1 + near, k) - Math.pow(1 - near, k)) / (2 * step);
    double apart = Math.abs(rungs.slope(0, rung + 1) - slope);
    return apart <= 1e-3 * near * near * Math.abs(slope) + 8 * rungs.spread(0, rung + 1);
  }

  /// Whether the values beyond the rungs, at no power of two of their steps, are those that the
  /// answer's rungs foretell, slope and bend, though these change on the way.
  private boolean isForetold(double step, double right, double left) {
    double slope = (right - left) / (2 * step);
    double off = Math.abs(slope - rungs.between(choice.column, choice.rung, step));
    int top = choice.rung + choice.column;
    double bend = Math.abs(right - d.value - (d.value - left));
    double bendsOff = Math.abs(bend - rungs.curvature(top) / rungs.step(top) * step * step);
    return off <= FORETOLD * Math.abs(slope - choice.slope) && bendsOff <= FORETOLD * bend;
  }

  /// Returns the jump at the end of a plateau that ends between two distances from x, found by
  /// halving, for what falls steeply beyond a jump hides it; null where f leaves it smoothly.
  private @Nullable Tear edge(double still, double moves, double moved) {
    double way = d.at(d.x + moves) != d.value ? moves : -moves;
    double from = Math.copySign(still, way);
    double to = way;
    double jump = moved;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = from + (to - from) / 2;
      double change = Math.abs(d.at(d.x + middle) - d.value);
      if (change > 0) {
        to = middle;
        jump = change;
      } else {
        from = middle;
      }
    }
    return jump > moved / SMOOTH ? new Tear(Math.abs(to), jump, jump, false, d.x + to) : null;
  }

  /// Looks for the end of a plateau. Where f jumps there and is not level beyond, it was a stair.
  void leave(double top) {
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
    disturbances.heard = true;
    if (moved == 0
        && d.changedAt < Double.POSITIVE_INFINITY) { // somewhere else it was seen to move
      moved = d.changedBy;
      still = d.changedAt;
      h = d.changedAt;
    }
    Tear end = moved > 0 ? stairs.jump(Math.min(left, h), Math.min(right, h), 0) : null;
    if (moved > 0) { // what stands still may rise by the rounding of its values
      choice.error = Math.max(choice.error, Math.ulp(d.value) / Math.pow(still, d.n));
    }
    if (end == null && moved > 0 && h < Choice.CLOSE * Math.max(Math.abs(d.x), 1)) {
      end = edge(still, h, moved);
    }
    if (end == null) {
      if (moved > 0 && moved <= 16 * Math.max(Math.ulp(d.value), Math.min(d.grain, moved))) {
        stairs.tear = new Tear(h, moved, moved, true, d.x); // all there is lies in the last place
      }
      return;
    }
    if (d.at(end.beyond()) == d.value) {
      stairs.tear = end; // no step, but a value now and then
      return;
    }
    double away = Math.copySign(end.distance() / 1024, end.beyond() - d.x);
    for (; Math.abs(away) < most; away *= 3) {
      if (!d.isLevel(end.beyond(), away) || !d.isLevel(d.x, -away)) {
        stairs.tear = end;
        return;
      }
    }
  }
}

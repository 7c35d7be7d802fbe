package thalweg.calculus.derivative;

/// Where a ladder stands: on which side of x, with how short a step first, and from which rung up.
final class Anchor {
  private final Difference d;
  private final Rungs rungs;

  /// The length that x suggests for changes of f: its power of two.
  double unit;

  /// How much the values at the anchor differ from f(x).
  double range;

  /// The side with more room where the other is short of it, or the one on which f goes on where it
  /// ends on the other; 0 where it is all the same.
  int open;

  /// The first rung that is out of bounds or not finite.
  int cap;

  /// The bend of the first rung.
  double firstBend;

  Anchor(Difference d, Rungs rungs) {
    this.d = d;
    this.rungs = rungs;
  }

  /// Decides between differences on both sides and on one by the room that the bounds leave;
  /// returns whether there is any.
  boolean chooseSide() {
    unit = d.x == 0 ? 1 : Math.scalb(1.0, Math.getExponent(d.x));
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
  boolean place() {
    double step = Math.max(Math.scalb(unit, -Stencils.anchorBits(d.n)), 4 * Math.ulp(d.x));
    while (!d.allows(4 * step) && !d.vanishes(step / 2)) {
      step /= 2;
    }
    for (int tries = 0; !rungs.measureBeside(step); tries++) {
      if (d.side == 0 && Double.isFinite(d.right) != Double.isFinite(d.left)) {
        seeEdge();
        if (!d.vanishes(step / 256) && rungs.measureBeside(step / 256)) {
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
    at(step);
    raise();
    return true;
  }

  /// Makes the last measurement, beside `step`, the anchor.
  void at(double step) {
    rungs.anchorAt(step);
    range = d.range;
  }

  /// A step that is tiny because x is tiny may drown in rounding, as for exp at 1e-12; then x says
  /// nothing of the scale on which f changes, and the anchor moves halfway to that of 1, again and
  /// again.
  private void raise() {
    int exponent = Math.getExponent(unit);
    while (exponent < 0 && Math.abs(rungs.anchorSlope) < 64 * rungs.anchorSpread) {
      exponent = exponent > -8 ? 0 : exponent / 2;
      double step = Math.scalb(1.0, exponent - Stencils.anchorBits(d.n));
      if (!d.allows(4 * step) || !rungs.measureBeside(step)) {
        return;
      }
      unit = Math.scalb(1.0, exponent);
      at(step);
    }
  }

  /// Values that stand still near x but move farther out on both sides are stairs, as rounding to
  /// float makes them: the anchor moves to where both sides have moved, and what they moved by is
  /// the noise. Returns it, or 0 where the anchor stays.
  double overStairs() {
    for (double step = 16 * rungs.step(0); step < rungs.step(rungs.low); step *= 16) {
      if (!rungs.measureBeside(step)) {
        return 0;
      }
      if (d.right != d.value && d.left != d.value) {
        double moved = Math.max(Math.abs(d.right - d.value), Math.abs(d.left - d.value));
        at(step);
        firstRungs();
        return moved;
      }
    }
    return 0;
  }

  /// Takes another step for the anchor; returns whether it can be taken.
  boolean replace(double step) {
    if (d.vanishes(step) || !rungs.measureBeside(step)) {
      return false;
    }
    unit = unit * (step / rungs.step(0));
    at(step);
    return true;
  }

  /// Remembers on which side f goes on where it ends on the other.
  void seeEdge() {
    if (d.side == 0 && Double.isFinite(d.right) != Double.isFinite(d.left)) {
      open = Double.isFinite(d.right) ? 1 : -1;
    }
  }

  /// Begins a ladder with the rungs that f and its bounds allow.
  void firstRungs() {
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
    if (rungs.grain() > 0) {
      // Steps that are powers of two give values of few digits: not so this place.
      d.at(d.x + (d.side < 0 ? -Rungs.BETWEEN[0] : Rungs.BETWEEN[0]) * rungs.step(rungs.low));
    }
  }
}

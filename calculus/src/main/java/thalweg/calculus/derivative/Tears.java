package thalweg.calculus.derivative;

import org.jspecify.annotations.Nullable;

/// Looks for places where a function is torn: where it jumps, once or at every stair, or is rough
/// everywhere.
final class Tears {
  /// Over so many halvings the bend at a tear keeps half of what it was at least; that at the root
  /// of x to a power not below the 8th does not.
  private static final int WINDOW = 12;

  private static final double FACTOR = 8;

  /// The bend at a tear stays the same, to such a part.
  private static final double STEADY = 0x1p-3;

  /// So many partings in a row make more of the bend beside a pole, and by so much.
  private static final int POLE = 5;

  private static final double GROWS = 1.3;

  /// Over so many partings it is known that each takes half of the bend, as at a kink.
  private static final int KINK = 8;

  /// Where an interval is parted.
  private static final double UNEVEN = 0.4729;

  /// The values that the search for a tear begins with.
  private static final int SCAN = 9;

  private final Difference d;
  private final double[] places = new double[SCAN];
  private final double[] scan = new double[SCAN];
  private final double[] bends = new double[120];

  // The last tear found.
  private double tornFrom;
  private double tornTo;
  private double tornBy;
  private boolean dense;

  Tears(Difference d) {
    this.d = d;
  }

  /// Looks for stairs within `reach` of x: for two places at least where f jumps by `least` or
  /// more. One alone is a jump of the function's own, and beside it f is what it is. Returns the
  /// nearer one; null where there are none.
  ///
  /// @param apart how far the slope of a stair is from that of f
  @Nullable Tear stairs(double reach, double least, double apart) {
    Tear first = jump(reach, reach, least);
    if (first == null || first.dense()) {
      return first;
    }
    double from = tornFrom;
    double to = tornTo;
    double far = Math.max(Math.max(reach, 64 * first.distance()), 4 * first.size() / apart);
    double other = Math.max(least, first.size() / 8);
    boolean again =
        tear(to, to, end(far), other)
            || tear(end(-far), from, from, other)
            || tear(to, to, end(4 * first.distance()), other)
            || tear(end(-4 * first.distance()), from, from, other);
    return again
        ? new Tear(
            first.distance(), Math.max(first.size(), tornBy), first.size(), false, first.beyond())
        : null;
  }

  /// Looks for a place between those so far to the right of x where f jumps by `least` or more, on
  /// the left where they are negative; null where there is none.
  @Nullable Tear between(double from, double to, double least) {
    double centre = end(from < 0 ? to : from);
    return tear(end(from), centre, end(to), least) ? found() : null;
  }

  /// Looks for one place, no farther from x than so much on the left and on the right, where f
  /// jumps by `least` or more; null where there is none.
  @Nullable Tear jump(double left, double right, double least) {
    if (!tear(end(-left), d.x, end(right), least)) {
      return null;
    }
    Tear found = found();
    return dense ? new Tear(Math.max(left, right), tornBy, tornBy, true, found.beyond()) : found;
  }

  private Tear found() {
    double distance = Math.max(Math.max(tornFrom - d.x, d.x - tornTo), 4 * Math.ulp(d.x));
    return new Tear(distance, tornBy, tornBy, dense, tornFrom > d.x ? tornTo : tornFrom);
  }

  /// The place so far from x, or the nearest to it that may be seen.
  private double end(double distance) {
    double free = distance * d.side < 0 ? d.x : d.x + distance;
    return Math.clamp(free, d.lower(), d.upper());
  }

  /// Looks for a place between the two where f jumps: where parting an interval, again and again,
  /// makes no less of how far its middle lies off the line between its ends. Says where and by how
  /// much; returns false where f is smooth as far as can be seen, has a pole, or jumps by less than
  /// `least`. The parts are uneven, for halves may fall into step with stairs.
  private boolean tear(double from, double centre, double to, double least) {
    scan(from, centre, to);
    int most = 1;
    for (int k = 2; k + 1 < SCAN; k++) {
      boolean greater = bend(k) > bend(most) || !Double.isFinite(bend(most));
      most = greater && Double.isFinite(bend(k)) ? k : most;
    }
    bends[0] = bend(most);
    double a = places[most - 1];
    double m = places[most];
    double b = places[most + 1];
    double fa = scan[most - 1];
    double fm = scan[most];
    double fb = scan[most + 1];
    double roughest = roughest(m);
    dense = roughest > Math.max(bends[0] / 8, Math.max(least, rounding(fa, fb)));
    int growing = 0;
    for (int level = 0; Double.isFinite(bends[level]); level++) {
      boolean small = bends[level] <= Math.max(least, rounding(fa, fb));
      if (small && level > 0 && bends[level - 1] <= Math.max(least, rounding(fa, fb)) && !dense) {
        return false;
      }
      double left = a + UNEVEN * (m - a);
      double right = m + UNEVEN * (b - m);
      boolean finest = !(a < left && left < m && m < right && right < b);
      if (dense || finest || level + 1 == bends.length || isSteady(level)) {
        tornFrom = a;
        tornTo = b;
        tornBy = dense ? Math.max(roughest, bends[level]) : bends[level];
        double then = bends[Math.max(0, level - WINDOW)];
        return dense || (level >= WINDOW && tornBy > then / FACTOR && tornBy < FACTOR * then);
      }
      growing = level > 0 && bends[level] > GROWS * bends[level - 1] ? growing + 1 : 0;
      if (growing > POLE || (halves(level) && halves(level - KINK))) {
        return false;
      }
      double fLeft = d.at(left);
      double fRight = d.at(right);
      double onLeft = bend(a, fa, left, fLeft, m, fm);
      double onRight = bend(m, fm, right, fRight, b, fb);
      bends[level + 1] = Math.max(onLeft, onRight);
      if (onLeft > onRight) {
        b = m;
        fb = fm;
        m = left;
        fm = fLeft;
      } else {
        a = m;
        fa = fm;
        m = right;
        fm = fRight;
      }
    }
    return false;
  }

  /// Reads values at places ever closer to the centre, on each side of it that is there.
  private void scan(double from, double centre, double to) {
    int left = from < centre ? centre < to ? SCAN / 2 : SCAN - 1 : 0;
    int right = SCAN - 1 - left;
    double ratio = left > 0 && right > 0 ? 11.3 : 5.3;
    for (int k = 0; k < SCAN; k++) {
      places[k] =
          k < left
              ? centre - (centre - from) * Math.pow(ratio, -k)
              : k == left ? centre : centre + (to - centre) * Math.pow(ratio, k - SCAN + 1);
      scan[k] = places[k] == d.x ? d.value : d.at(places[k]);
    }
  }

  /// Whether the last bends are one and the same.
  private boolean isSteady(int level) {
    if (level < WINDOW) {
      return false;
    }
    for (int i = level - WINDOW; i < level; i++) {
      if (!(Math.abs(bends[i] - bends[level]) <= STEADY * bends[level])) {
        return false;
      }
    }
    return true;
  }

  /// Whether each of the last partings has taken half of the bend, more or less.
  private boolean halves(int level) {
    if (level < KINK) {
      return false;
    }
    double part = Math.scalb(bends[level] / bends[level - KINK], KINK);
    return part > 0.125 && part < 8;
  }

  /// How rough f is at the finest.
  private double roughest(double m) {
    double stride = 3 * Math.ulp(m);
    for (int k = 0; k < 5; k++) {
      places[k] = m + (k - 2 + (k % 2 == 0 ? 0 : 1 / 3.0)) * stride;
      scan[k] = d.at(places[k]);
    }
    return Math.max(bend(1), Math.max(bend(2), bend(3)));
  }

  private double bend(int k) {
    return bend(places[k - 1], scan[k - 1], places[k], scan[k], places[k + 1], scan[k + 1]);
  }

  /// How far the middle lies off the line between the ends.
  private static double bend(double a, double fa, double m, double fm, double b, double fb) {
    double share = (m - a) / (b - a);
    return Math.abs((1 - share) * (fa - fm) + share * (fb - fm));
  }

  private static double rounding(double left, double right) {
    return 8 * Difference.EPSILON * (Math.abs(left) + Math.abs(right));
  }
}

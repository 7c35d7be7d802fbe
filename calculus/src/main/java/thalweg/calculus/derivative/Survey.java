package thalweg.calculus.derivative;

import org.jspecify.annotations.Nullable;

/// A derivative from values that are torn: noise, or stairs, as rounding makes them where the
/// numerator of a quotient cancels.
///
/// A difference that is shorter than a stair is the slope of one stair and says nothing of f,
/// however well its rungs agree. So values are read along lines, each many times as long as the
/// last, as far as polynomials follow them, and the answer is the fit of least error. What a fit
/// leaves over tells the noise at that length; the next fit tells what the degree leaves out. The
/// places on a line have no common measure: equal spacings can fall into step with the stairs,
/// whose rounding then looks like a slope. Source of the fits: Forsythe 1957.
final class Survey {
  /// Where f is torn, by how much at most, and by how much nearest to x.
  record Tear(double distance, double size, double nearest, boolean dense, double beyond) {}

  /// Places on both sides of x, as parts of the length.
  private static final double[] BOTH = {0.1373, 0.2917, 0.4411, 0.5779, 0.7247, 0.8691, 1};

  /// Places on one side, and x itself.
  private static final double[] ONE = {
    0, 0.0521, 0.1493, 0.2417, 0.3673, 0.4591, 0.5779, 0.6907, 0.8179, 0.9103, 1
  };

  private static final Fits ON_BOTH = new Fits(BOTH, 1, 2, 4);
  private static final Fits EVEN = new Fits(BOTH, 0, 2, 3);
  private static final Fits ON_ONE = new Fits(ONE, 0, 1, 7);

  /// Polynomials that are orthonormal on the places, each with what it adds to a slope at 0.
  private static final class Fits {
    final double[] places;
    final int[] degrees;
    final double[][] values;
    final double[] slopes;

    /// @param lowest the lowest power of the place
    /// @param stride to the next
    Fits(double[] places, int lowest, int stride, int count) {
      this.places = places;
      degrees = new int[count];
      values = new double[count][places.length];
      slopes = new double[count];
      double[][] powers = new double[count][count * stride + 1];
      for (int j = 0; j < count; j++) {
        degrees[j] = lowest + stride * j;
        powers[j][degrees[j]] = 1;
        for (int k = 0; k < places.length; k++) {
          values[j][k] = Math.pow(places[k], degrees[j]);
        }
        for (int i = 0; i < 2 * j; i++) { // twice is enough
          double along = dot(values[j], values[i % j]);
          subtract(values[j], along, values[i % j]);
          subtract(powers[j], along, powers[i % j]);
        }
        double norm = Math.sqrt(dot(values[j], values[j]));
        subtract(values[j], 1 - 1 / norm, values[j].clone());
        subtract(powers[j], 1 - 1 / norm, powers[j].clone());
        slopes[j] = powers[j].length > 1 ? powers[j][1] : 0;
      }
    }

    static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int k = 0; k < b.length; k++) {
        sum += a[k] * b[k];
      }
      return sum;
    }

    static void subtract(double[] from, double factor, double[] what) {
      for (int k = 0; k < what.length; k++) {
        from[k] -= factor * what[k];
      }
    }
  }

  /// Each line is longer than the one before by this power of 2.
  private static final int STRIDE = 4;

  /// So many lines in a row may be of no use: about 0 a function is often rougher than beyond.
  private static final int PATIENCE = 2;

  /// Noise beyond this part of the values leaves nothing to follow.
  static final double WILD = 0.05;

  /// Fewer stairs than these tell little of f; less than this part of a stair is none.
  private static final double FEW = 16;

  /// A line whose noise is smaller than a tear by so much has not met it.
  private static final double COARSE = 64;

  /// How many deviations of its noise a bar holds.
  private static final double DEVIATIONS = 4;

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
  private final double[] line = new double[ONE.length];
  private final double[] even = new double[BOTH.length];
  private final double[] places = new double[SCAN];
  private final double[] scan = new double[SCAN];
  private final double[] bends = new double[120];

  // The answer: its slope and error, the length of its line, its degree, and the noise there beside
  // the largest value.
  double slope;
  double error;
  double length;
  int degree;
  double noise;
  double largest;

  /// By how much the values of the line differ.
  private double span;

  /// What the last line left over.
  private double left;

  // The last tear found.
  private double tornFrom;
  private double tornTo;
  private double tornBy;
  private boolean dense;

  /// Whether a line across the stairs was good for an answer.
  private boolean trusted;

  Survey(Difference d) {
    this.d = d;
  }

  /// Looks for the best line, from `shortest` to `longest`. Returns whether there is one.
  boolean read(double shortest, double longest, Tear tear) {
    slope = Double.NaN;
    error = Double.POSITIVE_INFINITY;
    length = 0;
    trusted = false;
    double step = shortest;
    while (d.vanishes(step / 16)) {
      step = Math.scalb(step, STRIDE);
    }
    int idle = 0;
    while (step <= longest && d.allowsReach(step) && idle <= PATIENCE) {
      idle = along(step, tear) || !trusted ? 0 : idle + 1;
      if (trusted
          && noise < tear.size() / COARSE
          && left > tear.size() / FEW
          && isTorn(step, tear)) {
        // The line trusted so far is smoother than the tear: it lies on one stair.
        trusted = false;
        error = Double.POSITIVE_INFINITY;
        continue;
      }
      step = Math.scalb(step, STRIDE);
    }
    double centre = length;
    for (int power : new int[] {-2, -1, 1, 2}) {
      if (centre > 0
          && d.allowsReach(Math.scalb(centre, power))
          && !d.vanishes(Math.scalb(centre, power - 4))) {
        along(Math.scalb(centre, power), tear);
      }
    }
    if (noise > tear.size() / FEW && span < FEW * tear.size()) {
      // So few stairs cannot tell turns of f from rounding: it may rise by one over each.
      error = Math.max(error, tear.size() / (2 * tear.distance()));
    }
    return Double.isFinite(error);
  }

  /// Whether a line shorter than the last leaves over nearly as much as that: what a polynomial
  /// does not follow vanishes with the length, stairs do not.
  private boolean isTorn(double step, Tear tear) {
    double far = left;
    along(Math.scalb(step, -2), tear);
    return left > far / COARSE;
  }

  /// Reads one line, and takes its best fit where that is better than the best so far; returns
  /// whether it was.
  private boolean along(double step, Tear tear) {
    Fits fits = d.side == 0 ? ON_BOTH : ON_ONE;
    boolean across = step >= 4 * tear.distance();
    left = 0;
    if (!fill(fits, step) || (d.side == 0 && isWild(tear))) {
      return false;
    }
    double least = Double.POSITIVE_INFINITY;
    double fit = Double.NaN;
    double rough = 0;
    int chosen = 0;
    double sum = 0;
    double squares = 0;
    double before = Double.NaN;
    double bar = Double.NaN;
    double level = 0;
    for (int j = 0; j < fits.degrees.length; j++) {
      double along = Fits.dot(line, fits.values[j]);
      Fits.subtract(line, along, fits.values[j]);
      sum += along * fits.slopes[j];
      // The fit before is judged by this one.
      double total = bar + Math.abs(sum - before);
      if (fits.degrees[j] > 1 && total < least) {
        least = total;
        fit = before;
        rough = level;
        chosen = fits.degrees[j - 1];
      }
      squares += fits.slopes[j] * fits.slopes[j];
      before = sum;
      level = Math.sqrt(Fits.dot(line, line) / (line(fits) - j - 1));
      level = Math.max(level, Difference.EPSILON / 2 * most);
      level = Math.max(level, Math.min(d.grain, tear.size()) / 4);
      if (!across) {
        level = Math.max(level, tear.size() / 2);
      }
      bar = DEVIATIONS * level * Math.sqrt(squares);
    }
    least /= step;
    fit /= d.side < 0 ? -step : step;
    left = rough;
    if (rough > 4 * tear.size() || (trusted && rough > 2 * noise)) {
      return false;
    }
    if (!(least < error)) {
      return false;
    }
    if (trusted && Math.abs(fit - slope) > least + error) {
      return false; // a line that spans more than one turn of f
    }
    trusted |= across && rough <= WILD * most;
    slope = fit;
    error = least;
    length = step;
    degree = chosen;
    noise = rough;
    largest = most;
    span = highest - lowest;
    return true;
  }

  /// Whether what both sides have in common leaves so much over that f is not followed here at all,
  /// whatever their difference says.
  private boolean isWild(Tear tear) {
    if (WILD * Math.abs(d.value) > most + 4 * tear.size()) {
      return true; // f(x) is no part of what is seen so far out
    }
    for (double[] value : EVEN.values) {
      Fits.subtract(even, Fits.dot(even, value), value);
    }
    left = Math.sqrt(Fits.dot(even, even) / (BOTH.length - EVEN.values.length));
    return left > WILD * most;
  }

  private static int line(Fits fits) {
    return fits.places.length;
  }

  private double most;
  private double highest;
  private double lowest;

  /// Fills the line: with half the difference of both sides, in which f(x) and its own noise have
  /// no part, or with the values of one. Returns whether all are finite and inside the bounds.
  private boolean fill(Fits fits, double step) {
    most = 0;
    highest = Double.NEGATIVE_INFINITY;
    lowest = Double.POSITIVE_INFINITY;
    java.util.Arrays.fill(line, 0);
    for (int k = 0; k < fits.places.length; k++) {
      double h = d.x + fits.places[k] * step - d.x;
      double right = d.side < 0 || h == 0 ? d.value : d.at(d.x + h);
      double left = d.side > 0 || h == 0 ? d.value : d.at(d.x - h);
      if (d.side == 0) {
        even[k] = (right + left) / 2;
      }
      line[k] = d.side == 0 ? (right - left) / 2 : d.side > 0 ? right - d.value : left - d.value;
      most = Math.max(most, Math.max(Math.abs(right), Math.abs(left)));
      highest = Math.max(highest, Math.max(right, left));
      lowest = Math.min(lowest, Math.min(right, left));
      if (!Double.isFinite(line[k])) {
        return false;
      }
    }
    return true;
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
    double far = Math.max(Math.max(reach, 16 * first.distance()), 4 * first.size() / apart);
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

package thalweg.descent.root;

/// Two arguments between which the values change sign, and how they are brought together.
///
/// The next argument is where an inverse interpolation through the last points meets 0: cubic,
/// quadratic or linear, as the points allow. It interpolates a power of the values instead where
/// that lies nearer to a straight line, as at a root of order 3 or one with a vertical tangent. An
/// interpolation that does not bring the points together twice as fast as halving is answered by
/// halving: of the interval, and where its ends are of different orders of magnitude by turns of
/// their exponents, so that a root at 1e-200 is found between 0 and 1. At the end the argument next
/// to the best one is tried, so that the two ends are neighbours or the value is 0.
///
/// Inverse interpolation under the guard of halving: Brent 1973, chapter 4; Alefeld, Potra and Shi
/// 1995, "Algorithm 748". The powers and the halving of exponents are Thalweg's own.
final class Bracket {
  /// A halving at the latest after so many interpolations: a bound, hardly ever reached.
  private static final int MOST_INTERPOLATIONS = 12;

  /// After some interpolations that came to nothing so many halvings come first.
  private static final int MOST_OWED = 4;

  /// Ends that differ by this factor are of different orders of magnitude.
  private static final double SPREAD = 32;

  /// Beyond this only exponents are halved.
  private static final double WIDE = 0x1p20;

  /// Roots are of the order 1 over these: what the values are raised to before they are
  /// interpolated. The signs stay.
  private static final double[] POWERS = {1, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 3, 5, 2};

  /// Another power than 1 must lie so much nearer to a straight line.
  private static final double NEARER = 0.1;

  private final Counted f;
  private final double tolerance;
  private final double[] x = new double[4]; // the last points: two ends, then those given up
  private final double[] y = new double[4];
  private int points = 2;
  private double last = Double.POSITIVE_INFINITY; // how far the last two interpolations moved
  private double beforeLast = Double.POSITIVE_INFINITY;
  private int interpolations; // since the last halving
  private int failures; // interpolations given up soon, one after the other
  private int owed; // halvings before the next interpolation
  private int halvings;
  private boolean wasPlain; // the last halving was of the interval
  private long reach = 1; // how many numbers to go over the root at the end
  private double undefined = Double.NaN;

  /// @param tolerance how wide it may stay, as a share of the argument; 0 for neighbouring numbers
  Bracket(Counted f, double a, double fa, double b, double fb, double tolerance) {
    this.f = f;
    this.tolerance = tolerance;
    x[0] = a;
    y[0] = fa;
    x[1] = b;
    y[1] = fb;
  }

  double lower() {
    return Math.min(x[0], x[1]);
  }

  double upper() {
    return Math.max(x[0], x[1]);
  }

  double atLower() {
    return x[0] < x[1] ? y[0] : y[1];
  }

  double atUpper() {
    return x[0] < x[1] ? y[1] : y[0];
  }

  /// Returns an argument between the ends where the function has no value; NaN if there is none.
  double undefined() {
    return undefined;
  }

  /// Brings the ends together; returns whether they are, or else an argument without a value was
  /// met.
  ///
  /// @throws Counted.Exhausted if the limit is reached
  boolean close() {
    while (!isClosed()) {
      double t = next();
      double value = f.at(t);
      if (Double.isNaN(value)) {
        t = beside(t);
        if (Double.isNaN(t)) {
          return false;
        }
        value = f.at(t);
      }
      take(t, value);
    }
    return true;
  }

  private boolean isClosed() {
    if (y[0] == 0 || y[1] == 0) {
      return true;
    }
    double width = upper() - lower();
    double size = Math.max(Math.abs(x[0]), Math.abs(x[1]));
    return Math.nextUp(lower()) >= upper() || width <= tolerance * size;
  }

  /// Returns another argument near one without a value, which is remembered if none near it has
  /// one.
  private double beside(double t) {
    for (double share : new double[] {0.5, -0.5, 0.75, -0.75}) {
      double other = share > 0 ? t + share * (upper() - t) : t + share * (t - lower());
      if (other > lower() && other < upper() && other != t && !Double.isNaN(f.at(other))) {
        return other;
      }
    }
    undefined = t;
    return Double.NaN;
  }

  /// Takes a point between the ends in place of the end whose sign it has.
  private void take(double t, double value) {
    int same = Math.signum(value) == Math.signum(y[1]) ? 1 : 0;
    x[3] = x[2];
    y[3] = y[2];
    x[2] = x[same];
    y[2] = y[same];
    x[same] = t;
    y[same] = value;
    points = Math.min(points + 1, 4);
  }

  private double next() {
    int best = Math.abs(y[0]) <= Math.abs(y[1]) ? 0 : 1;
    if (owed > 0) {
      owed--;
      return middle();
    }
    double t = interpolated(best);
    double move = Math.abs(t - x[best]);
    boolean isFast = move <= beforeLast / 2;
    if (Double.isNaN(t) || !isFast || interpolations >= MOST_INTERPOLATIONS) {
      last = Double.POSITIVE_INFINITY;
      beforeLast = Double.POSITIVE_INFINITY;
      failures = interpolations > 3 ? 0 : failures + 1;
      owed = Math.clamp(failures - 2, 0, MOST_OWED);
      interpolations = 0;
      return middle();
    }
    interpolations++;
    beforeLast = last;
    last = move;
    double ulp = Math.ulp(x[best]);
    double least = Math.max(tolerance * Math.abs(x[best]) / 2, ulp);
    if (move < 2 * least) { // over to the other side, farther each time that does not suffice
      double over = x[best] + Math.signum(x[1 - best] - x[best]) * least * reach;
      reach *= 2;
      last = Double.POSITIVE_INFINITY; // these moves grow
      beforeLast = Double.POSITIVE_INFINITY;
      return over > lower() && over < upper() ? over : middle();
    }
    reach = 1;
    return t;
  }

  /// Returns where the inverse interpolation through the points meets 0; NaN if not between the
  /// ends.
  private double interpolated(int best) {
    double[] g = new double[4];
    double power = power();
    for (int k = 0; k < points; k++) {
      g[k] = raised(y[k], power);
      if (!Double.isFinite(g[k])) {
        return Double.NaN;
      }
    }
    for (int n = points; n >= 2; n--) {
      double t = inverse(g, n, best);
      if (t > lower() && t < upper()) {
        return t;
      }
    }
    return Double.NaN;
  }

  /// Inverse interpolation through n points by Neville's scheme, relative to the best point; NaN
  /// where two values are equal.
  private double inverse(double[] g, int n, int best) {
    double[] t = new double[n];
    for (int k = 0; k < n; k++) {
      t[k] = x[k] - x[best];
    }
    for (int level = 1; level < n; level++) {
      for (int k = 0; k + level < n; k++) {
        double gap = g[k + level] - g[k];
        if (gap == 0) {
          return Double.NaN;
        }
        t[k] += (t[k + 1] - t[k]) * (-g[k] / gap);
      }
    }
    return x[best] + t[0];
  }

  /// Returns the power of the values by which the third point lies nearest to the straight line
  /// through the ends.
  private double power() {
    if (points < 3) {
      return 1;
    }
    double chosen = 1;
    double plain = bend(1);
    double least = NEARER * plain;
    for (int k = 1; k < POWERS.length; k++) {
      double bend = bend(POWERS[k]);
      if (bend < least) {
        least = bend;
        chosen = POWERS[k];
      }
    }
    return chosen;
  }

  private double bend(double power) {
    double g0 = raised(y[0], power);
    double g1 = raised(y[1], power);
    double g2 = raised(y[2], power);
    double share = (x[2] - x[0]) / (x[1] - x[0]);
    double line = g0 + share * (g1 - g0);
    return Math.abs(g2 - line) / (Math.abs(g2) + Math.abs(line));
  }

  private static double raised(double value, double power) {
    return power == 1 ? value : Math.copySign(StrictMath.pow(Math.abs(value), power), value);
  }

  /// Returns whether the values fell towards both ends: eight times lower there than at the two
  /// points given up last, as they are only beside a root.
  boolean hasFallen() {
    double end = Math.max(Math.abs(y[0]), Math.abs(y[1]));
    return points == 4
        && end < Double.POSITIVE_INFINITY
        && 8 * end <= Math.min(Math.abs(y[2]), Math.abs(y[3]));
  }

  /// Returns the middle of the interval; by turns of the exponents where the ends are of different
  /// orders of magnitude.
  private double middle() {
    boolean isPlain = halvings == 0 || !isSpread(SPREAD) || (!wasPlain && !isSpread(WIDE));
    wasPlain = isPlain;
    halvings++;
    double middle = x[0] / 2 + x[1] / 2;
    if (!isPlain || !(middle > lower() && middle < upper())) {
      middle = Ordinals.middle(x[0], x[1]);
    }
    return middle;
  }

  private boolean isSpread(double factor) {
    double small = Math.min(Math.abs(x[0]), Math.abs(x[1]));
    double large = Math.max(Math.abs(x[0]), Math.abs(x[1]));
    return Math.signum(x[0]) * Math.signum(x[1]) <= 0 || large > factor * small;
  }
}

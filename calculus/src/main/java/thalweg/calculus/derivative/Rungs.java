package thalweg.calculus.derivative;

/// The rungs of a ladder that have been tried, and what extrapolation makes of them.
///
/// Rung i is a difference with the step base · ratioⁱ, a power of two; the anchor's own step is
/// near the base and is none (docs/decisions/0147-the-anchor-keeps-no-step.md). The rungs tried are
/// neighbours, `low` to `high`. Column j of the table holds the extrapolations of rungs i … i + j,
/// of order 2(j + 1) for differences on both sides and j + 1 on one (Richardson 1911; Romberg's
/// arrangement). For one thread at a time.
final class Rungs {
  /// Rungs lie between −24 and 40.
  static final int LOWEST = -24;

  static final int HIGHEST = 40;

  /// The number of extrapolations beyond a bare difference, on both sides and on one.
  private static final int BOTH = 3;

  private static final int ONE = 6;

  /// What the error of a column may be smaller than that of the one before, by the last change,
  /// until it is taken for an accident.
  private static final double SHRINK_BOTH = 0x1p-8;

  private static final double SHRINK_ONE = 0x1p-5;

  /// The largest part of the answer by which the top rung may miss it and still help.
  static final double USABLE = 0.3;

  /// How far a bend may exceed what rounding explains.
  static final double CLEAR = 16;

  /// So many grains are no accident.
  static final double MANY = 64;

  /// The anchor's step, as a part of the base.
  private static final double UNEVEN = 4 / 3.0;

  /// What one more rung changes in a foretold value is off by such a part at most.
  private static final double FOLLOWS = 8;

  /// Steps between two rungs, as parts of the lower one's, that no power of two has in common.
  static final double[] BETWEEN = {1.8916, 4 / 3.0, 2.7183, 3.2361};

  private final Difference difference;
  private final double[][] slopes = new double[ONE + 1][HIGHEST - LOWEST];
  private final double[][] spreads = new double[ONE + 1][HIGHEST - LOWEST];
  private final double[] curvatures = new double[HIGHEST - LOWEST];
  private final double[] evens = new double[HIGHEST - LOWEST];
  private final double[] ranges = new double[HIGHEST - LOWEST];

  /// Steps grow by 2 to this power.
  private int bits;

  int low;
  int high;

  /// The step of rung 0.
  private double base;

  // The anchor: its step and what the difference found with it.
  double anchor;
  double anchorSlope;
  double anchorSpread;
  double anchorBend;

  Rungs(Difference difference) {
    this.difference = difference;
  }

  /// Measures with a step near that of a rung, and no power of two: where all rungs fall into step
  /// with stairs the anchor does not. Returns whether all values are finite.
  boolean measureBeside(double step) {
    return difference.measure(beside(step));
  }

  private double beside(double step) {
    double beside = difference.x + UNEVEN * step - difference.x;
    return Double.isFinite(beside) ? beside : step;
  }

  /// Makes the last measurement, beside `step`, the anchor, and the rungs begin at `step`.
  void anchorAt(double step) {
    bits = difference.n <= 2 ? 2 : 1;
    base = step;
    anchor = beside(step);
    anchorSlope = difference.slope;
    anchorSpread = difference.spread;
    anchorBend = difference.bend;
  }

  double step(int i) {
    return base * Math.scalb(1.0, bits * i);
  }

  /// Returns the highest rung whose step is no longer than 2 to the given power.
  int upTo(int exponent) {
    return (exponent - Math.getExponent(base)) / bits;
  }

  /// Returns what the values cannot tell because they are multiples of more than their last place,
  /// as differences of larger numbers are: where they have moved by many such grains and yet never
  /// by a part of one.
  double grain() {
    double moved = difference.n == 1 ? 2 * step(high) * Math.abs(slope(0, high)) : difference.range;
    return difference.grain < moved / MANY && difference.grain > 4 * Math.ulp(difference.value)
        ? difference.grain
        : 0;
  }

  /// Returns the number of columns beyond the bare differences.
  int columns() {
    return difference.side == 0 ? BOTH : ONE;
  }

  /// The number that extrapolation to column j divides the change between two rungs by, and 1.
  private double quotient(int j) {
    return Math.scalb(1.0, bits * (difference.side == 0 ? 2 * j : j));
  }

  /// Forgets all rungs; the next one added may be any.
  void clear(int first) {
    low = first;
    high = first - 1;
  }

  /// Adds the difference of rung i, which is next to the others; returns whether it is finite.
  boolean add(int i) {
    if (!difference.measure(step(i))) {
      return false;
    }
    low = Math.min(low, i);
    high = Math.max(high, i);
    slopes[0][i - LOWEST] = difference.slope;
    spreads[0][i - LOWEST] = difference.spread;
    evens[i - LOWEST] = difference.even;
    ranges[i - LOWEST] = difference.range;
    curvatures[i - LOWEST] = Double.isNaN(difference.bend) ? 0 : difference.bend / step(i);
    // A rung added above ends the diagonal below it, one added below begins one.
    for (int j = 1; j <= columns(); j++) {
      int k = i == low && i != high ? i : i - j;
      if (k < low || k + j > high) {
        break;
      }
      double q = quotient(j);
      int at = k - LOWEST;
      slopes[j][at] = slopes[j - 1][at] + (slopes[j - 1][at] - slopes[j - 1][at + 1]) / (q - 1);
      spreads[j][at] = (q * spreads[j - 1][at] + spreads[j - 1][at + 1]) / (q - 1);
    }
    return true;
  }

  /// Returns the entry of column j that begins with rung i.
  double slope(int j, int i) {
    return slopes[j][i - LOWEST];
  }

  /// Returns what rounding of the values may do to that entry.
  double spread(int j, int i) {
    return spreads[j][i - LOWEST];
  }

  /// Returns how much the slope itself changes over the step of rung i: what counts where it
  /// happens to be near 0.
  double curvature(int i) {
    return curvatures[i - LOWEST];
  }

  /// Returns the highest rung over whose step f still changes more the farther it is seen: beyond
  /// it f has left its bends behind, and a higher derivative falls with the step, whatever it is at
  /// x. For these alone.
  ///
  /// @param least what the values may differ by for their rounding
  int topThatChanges(double least) {
    for (int i = low; difference.n > 1 && i + 2 <= high; i++) {
      double range = ranges[i - LOWEST];
      if (range > least && ranges[i + 2 - LOWEST] < Math.pow(2, bits / 2.0) * range) {
        return i + 1;
      }
    }
    return high;
  }

  private double change(int j, int i) {
    return Math.abs(slope(j, i) - slope(j, i + 1));
  }

  /// Returns the error that truncation leaves in an entry of column 1 or above, from how much the
  /// column before still changes from one rung to the next.
  ///
  /// Extrapolation divides that change by q − 1 whether or not the error falls as it supposes; so
  /// the quotient is believed only as far as the column before that changed more. What does not
  /// converge, a fractional power at its root or noise, keeps the whole change.
  double truncation(int j, int i) {
    double change = change(j - 1, i);
    if (j == 1) {
      // Values that bend as much over the longer step as over the shorter are not those of a
      // parabola, whatever their difference.
      boolean bends = curvature(i) > CLEAR * spread(0, i) && curvature(i + 1) < curvature(i);
      return bends ? Math.max(change, curvature(i)) : change;
    }
    boolean levels = curvature(i) > CLEAR * spread(0, i);
    for (int k = i; k < i + j; k++) {
      levels &= curvature(k + 1) < curvature(k);
    }
    if (levels) {
      return Math.max(change, curvature(i)); // f has left its bend behind, and x with it
    }
    double before = change(j - 2, i);
    if (before == 0) {
      return change;
    }
    double fall = change / before;
    double believed = change * Math.clamp(4 * fall * fall, 1 / (quotient(j) - 1), 1);
    double shrink = difference.side == 0 ? SHRINK_BOTH : SHRINK_ONE;
    return Math.max(shrink * Math.abs(slope(j - 1, i) - slope(j - 2, i)), believed);
  }

  /// Returns the error that truncation leaves in the anchor where `answer`, which begins with rung
  /// i, is right.
  double anchorTruncation(double answer, int i) {
    double part = anchor / step(i);
    return i < 0
        ? change(0, -1)
        : Math.abs(slope(0, i) - answer) * (difference.side == 0 ? part * part : part);
  }

  /// How far the even part of rung i, f(x+h) − 2f(x) + f(x−h), is off what those of the j rungs
  /// above it foretell, beyond what they cannot know: what rounding has torn shows there, though no
  /// difference tells it. 0 for fewer than two rungs.
  double off(int j, int i) {
    if (j < 2 || difference.side != 0) {
      return 0;
    }
    double square = step(i) * step(i);
    double foretold = 0;
    double before = 0; // by one rung less
    for (int k = i + 1; k <= i + j; k++) {
      double weight = 1;
      double weightBefore = 1;
      double place = step(k) * step(k);
      for (int m = i + 1; m <= i + j; m++) {
        double other = step(m) * step(m);
        weight *= m == k ? 1 : (square - other) / (place - other);
        weightBefore *= m == k || m == i + j ? 1 : (square - other) / (place - other);
      }
      double curvature = evens[k - LOWEST] / place;
      foretold += weight * curvature;
      before += k == i + j ? 0 : weightBefore * curvature;
    }
    return Math.abs(evens[i - LOWEST] - square * foretold)
        - Math.abs(square * (foretold - before)) / FOLLOWS;
  }

  /// What rungs i to i + j say that the difference with another step is, by the polynomial in the
  /// square of the step through them; for differences on both sides.
  double between(int j, int i, double step) {
    double sum = 0;
    for (int k = i; k <= i + j; k++) {
      double weight = 1;
      for (int m = i; m <= i + j; m++) {
        double square = step(m) * step(m);
        weight *= m == k ? 1 : (step * step - square) / (step(k) * step(k) - square);
      }
      sum += weight * slopes[0][k - LOWEST];
    }
    return sum;
  }
}

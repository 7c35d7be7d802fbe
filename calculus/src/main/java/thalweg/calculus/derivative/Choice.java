package thalweg.calculus.derivative;

/// The entry of a ladder's table that is taken for the answer: the one of least error, truncation
/// and rounding together, among those that agree with the anchor and with all below.
final class Choice {
  /// An answer that truncation leaves less sure than this part of it is none.
  private static final double UNSETTLED = 1e-3;

  /// An answer that the anchor contradicts by no more than this part is taken, with the
  /// contradiction for its error.
  private static final double CONTESTED = 0x1p-17;

  /// Only so close to its root, as a part of x or 1, does a numerator stand still all the way.
  static final double CLOSE = 0x1p-16;

  /// So much of a slope changes over the length of x where x is the length on which f changes.
  private static final double STEEP = 0x1p-6;

  /// So many last places are three digits.
  private static final double GRAINY = 0x1p10;

  private static final double EPSILON = Difference.EPSILON;

  private final Difference d;
  private final Rungs rungs;
  private final Anchor anchor;
  private final Disturbances disturbances;

  /// The error that the caller is content with.
  double tolerance;

  /// The error of the anchor itself.
  double anchorError;

  // The best answer so far; the column is −1 while there is none.
  int rung;
  int column;
  double slope;
  double error;
  double truncation;

  /// Whether the anchor contradicts answers that are surer than the best.
  boolean aliased;

  // The most certain of these.
  double rejected;
  private double rejectedError;
  private int rejectedRung;
  private int rejectedColumn;

  Choice(Difference d, Rungs rungs, Anchor anchor, Disturbances disturbances) {
    this.d = d;
    this.rungs = rungs;
    this.anchor = anchor;
    this.disturbances = disturbances;
  }

  /// The error that rounding and noise leave in an entry of the table.
  double rounded(int j, int i) {
    double power = d.n == 1 ? rungs.step(i) : Math.pow(rungs.step(i), d.n);
    // Below the anchor a step may lie on one stair, where nothing shows what the anchor has felt.
    double below = i < 0 && rungs.anchorBend > 0 ? rungs.anchorBend / 2 : 0;
    return rungs.spread(j, i)
        + (Stencils.gain(d.n) * (disturbances.noise + disturbances.known + rungs.grain())
                + d.inside(rungs.slope(j, i))
                + below)
            / power;
  }

  /// Looks for the entry of least total error among those that agree with the anchor.
  void choose() {
    error = Double.POSITIVE_INFINITY;
    slope = rungs.anchorSlope;
    rung = 0;
    column = -1;
    truncation = 0;
    aliased = false;
    rejectedError = Double.POSITIVE_INFINITY;
    double power = d.n == 1 ? rungs.anchor : Math.pow(rungs.anchor, d.n);
    anchorError = rungs.anchorSpread + (d.n == 1 ? anchorBend(power) : 0);
    anchorError += d.inside(rungs.anchorSlope) / power;
    anchorError +=
        Stencils.gain(d.n) * (disturbances.noise + disturbances.known + rungs.grain()) / power;
    int top =
        rungs.topThatChanges(
            Rungs.CLEAR * (disturbances.noise + disturbances.known + EPSILON * Math.abs(d.value)));
    for (int i = rungs.low; i < top; i++) {
      // A rung higher up must agree with the answer of those below it, as they with the anchor.
      double lower = slope;
      double lowerError = error;
      for (int j = 1; j <= rungs.columns() && i + j <= top; j++) {
        double answer = rungs.slope(j, i);
        double leftOut = rungs.truncation(j, i);
        double total = leftOut + rounded(j, i);
        if (!(total < error)) {
          continue;
        }
        double anchorTruncation = rungs.anchorTruncation(answer, i);
        if (Math.abs(answer - rungs.anchorSlope) <= total + 3 * (anchorError + anchorTruncation)
            && Math.abs(answer - lower) <= total + 4 * lowerError) {
          error = total;
          slope = answer;
          rung = i;
          column = j;
          truncation = leftOut;
        } else if (total < 1e-3 * Math.abs(answer) && total < rejectedError) {
          aliased = true;
          rejected = answer;
          rejectedError = total;
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
  double scale() {
    boolean sure = Math.abs(slope) > error || tolerance > 0;
    return sure ? Math.abs(slope) : Math.max(Math.abs(slope), steepness());
  }

  /// The rate of change that f would have if all of its size came about over the length of x.
  double steepness() {
    return Math.max(
        Math.abs(d.value) / Math.pow(anchor.unit, d.n),
        rungs.spread(0, rungs.high) / (2 * EPSILON));
  }

  /// Whether the anchor contradicts a surer answer, but by so little that no oscillation does.
  boolean isContested() {
    return aliased
        && Math.abs(rejected - rungs.anchorSlope) <= CONTESTED * Math.abs(rungs.anchorSlope);
  }

  /// Takes an answer that the anchor contradicts by so little that it is the anchor's own error,
  /// whatever its source, for the best.
  void settleContest() {
    if (isContested()) {
      error = Math.max(rejectedError, Math.abs(rejected - rungs.anchorSlope));
      slope = rejected;
      rung = rejectedRung;
      column = rejectedColumn;
      truncation = 0;
      aliased = false;
    }
  }

  /// Whether truncation leaves the best answer so unsure that it is none.
  boolean isLoose() {
    if (d.n > 1) {
      // Of a higher derivative nothing else tells how large it should be.
      return truncation > 0.9 * error && error > 0.05 * Math.abs(slope);
    }
    return truncation > error / 2
        && error > UNSETTLED * Math.abs(slope)
        && error > 1e-6 * steepness();
  }

  /// The mean size of the values at the ends of the best rung.
  double farthest() {
    int i = column < 0 ? rungs.low : rung;
    return rungs.spread(0, i) / EPSILON * Math.pow(rungs.step(i), d.n);
  }

  /// Whether all rungs saw one value.
  boolean isPlateau() {
    return column >= 0 && slope == 0 && rungs.slope(0, rung) == 0 && rungs.curvature(rung) == 0;
  }

  /// Whether the values change so little over the answer's steps that their last places are all
  /// there is to be seen of it.
  boolean isGrainy() {
    int top = rung + column;
    double step = rungs.step(top);
    double moved = step * Math.max(Math.abs(rungs.slope(0, top)), rungs.curvature(top));
    if (moved == 0 && d.changedAt < Double.POSITIVE_INFINITY) {
      moved = d.changedBy;
    }
    return d.n == 1 && moved > 0 && moved <= GRAINY * Math.ulp(d.value);
  }

  /// Whether the lowest of the answer's rungs is off by more than the rounding of its three values.
  boolean isTorn() {
    double rounding = rungs.spread(0, rung) * rungs.step(rung) + EPSILON * Math.abs(d.value);
    return rungs.off(column, rung) > Rungs.CLEAR * rounding;
  }

  /// Whether x lies close to 0 and f changes there over the length of x itself, as it does where
  /// terms cancel: rungs that agree by accident would agree in all their digits.
  boolean isSteep() {
    double turns = rungs.curvature(rung) / rungs.step(rung) * anchor.unit;
    return anchor.unit < CLOSE && error > tolerance && turns > STEEP * Math.abs(slope);
  }
}

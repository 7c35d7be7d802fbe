package thalweg.calculus.derivative;

/// A derivative from values that are torn: noise, or stairs, as rounding makes them where the
/// numerator of a quotient cancels.
///
/// A difference that is shorter than a stair is the slope of one stair and says nothing of f,
/// however well its rungs agree. So values are read along lines, each many times as long as the
/// last, as far as polynomials follow them, and the answer is the fit of least error. What a fit
/// leaves over tells the noise at that length; the next fit tells what the degree leaves out. The
/// places on a line have no common measure: equal spacings can fall into step with the stairs,
/// whose rounding then looks like a slope.
final class Survey {
  /// Places on both sides of x, as parts of the length.
  private static final double[] BOTH = {0.1373, 0.2917, 0.4411, 0.5779, 0.7247, 0.8691, 1};

  /// Places on one side, and x itself.
  private static final double[] ONE = {
    0, 0.0521, 0.1493, 0.2417, 0.3673, 0.4591, 0.5779, 0.6907, 0.8179, 0.9103, 1
  };

  private static final Fits ON_BOTH = new Fits(BOTH, 1, 2, 4);
  private static final Fits EVEN = new Fits(BOTH, 0, 2, 3);
  private static final Fits ON_ONE = new Fits(ONE, 0, 1, 7);

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

  /// Noise falls by no more than this power of the length: that of a quotient of third order.
  private static final int FALLS = 3;

  /// Lines shorter by no more than this are much like the answer's.
  private static final double NEAR = 2;

  /// What a polynomial leaves over grows with the length, twice as long, by less.
  private static final double AT_ONCE = 0x1p10;

  /// No more lines are read.
  private static final int MOST = 300;

  /// How many deviations of its noise a bar holds.
  private static final double DEVIATIONS = 4;

  private final Difference d;
  private final double[] line = new double[ONE.length];
  private final double[] even = new double[BOTH.length];
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

  /// What noise of 1 on the line of the answer does to its slope.
  private double gain;

  // All lines read, and what each left over.
  private final double[] lengths = new double[MOST];
  private final double[] lefts = new double[MOST];
  private int lines;

  /// What the last line left over.
  private double left;

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
    lines = 0;
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
    error = Math.max(error, foretold() * gain / length);
    if (noise > tear.size() / FEW && span < FEW * tear.size()) {
      // So few stairs cannot tell turns of f from rounding: it may rise by one over each.
      error = Math.max(error, tear.size() / (2 * tear.distance()));
    }
    return Double.isFinite(error);
  }

  private void keep(double step) {
    lengths[lines] = step;
    lefts[lines++] = left;
  }

  /// The noise that lines nearly as long as the answer's have met and it may have missed: shorter
  /// ones, for of values that are off now and then a line meets none by chance, and longer ones
  /// that leave more over at once than a polynomial does.
  private double foretold() {
    double most = 0;
    for (int i = 0; i < lines; i++) {
      double times = lengths[i] / length;
      boolean shorter = times < 1 && times >= 1 / NEAR;
      boolean longer = times > 1 && times <= NEAR && lefts[i] > AT_ONCE * noise;
      if (shorter || longer) {
        most = Math.max(most, lefts[i] * Math.pow(shorter ? times : 1 / times, FALLS));
      }
    }
    return most;
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
    if (!fill(fits, step)) {
      return false;
    }
    if (d.side == 0 && isWild(tear)) {
      keep(step);
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
    double strength = 0;
    double reached = 0;
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
        strength = reached;
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
      reached = DEVIATIONS * Math.sqrt(squares);
      bar = level * reached;
    }
    least /= step;
    fit /= d.side < 0 ? -step : step;
    left = rough;
    keep(step);
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
    gain = strength;
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
}

package thalweg.calculus.derivative;

import thalweg.calculus.function.ScalarFunction;

/// One difference of a function at a point, for any step: its slope, what rounding may do to it,
/// and how the three values bend. Calls the function inside the bounds alone and counts the calls.
/// For one thread at a time.
final class Difference {
  static final double EPSILON = Math.ulp(1.0);

  private static final long MANTISSA = (1L << 52) - 1;
  private static final ScalarFunction NOTHING = _ -> Double.NaN;

  /// The values of wide stencils, whose points are those of other steps too.
  private final double[] arguments = new double[Climb.MOST_CALLS + 16];

  private final double[] values = new double[Climb.MOST_CALLS + 16];
  private int kept;

  /// Values from here on overflow where they are squared, slopes where they are added.
  private static final double LARGE_VALUE = 0x1p480;

  private static final double LARGE_SLOPE = 0x1p1000;

  private ScalarFunction f = NOTHING;
  private double lower;
  private double upper;
  private double[] weights = Stencils.central(1);

  /// The point, and which derivative is sought there.
  double x;

  int n;

  /// What values are counted in: a power of two, so that nothing is rounded by it.
  private double unit;

  /// Whether values are to be counted in a larger unit.
  boolean isLarge;

  /// f(x).
  double value;

  int calls;

  /// What all values so far are multiples of.
  double grain;

  /// How near x a value was seen that is not f(x), and by how much it differs.
  double changedAt;

  double changedBy;

  /// 0 for differences on both sides, 1 on the right, −1 on the left.
  int side;

  /// The greatest multiple of the step that a difference goes from x.
  int reach;

  // What the last difference found.
  double slope;

  /// What rounding of the values may do to the slope.
  double spread;

  /// f(x+h) − 2f(x) + f(x−h), and its size; NaN where the difference has not these three values.
  double even;

  double bend;

  /// The most by which a value differs from f(x); known of wide stencils alone.
  double range;

  /// The value on the right and on the left; their sums where there are several.
  double right;

  double left;

  /// @param known f(x); NaN to have it computed
  /// @param counted what values are counted in
  void start(ScalarFunction function, double point, double known, double counted, Ladder ladder) {
    f = function;
    unit = counted;
    x = point;
    n = ladder.nth();
    lower = ladder.lower();
    upper = ladder.upper();
    calls = 0;
    kept = 0;
    grain = Double.POSITIVE_INFINITY;
    value = Double.isNaN(known) ? at(x) : known / unit;
    isLarge = Double.isFinite(value) && Math.abs(value) >= LARGE_VALUE;
    changedAt = Double.POSITIVE_INFINITY;
    changedBy = 0;
  }

  /// Lets go of the function, so that nothing is kept alive.
  void forget() {
    f = NOTHING;
  }

  void use(int chosen) {
    side = chosen;
    weights = chosen == 0 ? Stencils.central(n) : Stencils.forward(n);
    reach = chosen == 0 ? weights.length / 2 : n;
  }

  double lower() {
    return lower;
  }

  double upper() {
    return upper;
  }

  double roomOnTheRight() {
    return upper - x;
  }

  double roomOnTheLeft() {
    return x - lower;
  }

  /// Returns whether a difference with this step stays inside the bounds.
  boolean allows(double h) {
    return allowsReach(reach * h);
  }

  /// Returns whether values this far from x stay inside the bounds.
  boolean allowsReach(double h) {
    return (side < 0 || x + h <= upper) && (side > 0 || x - h >= lower);
  }

  /// Returns whether the step is too small beside x to be told from rounding.
  boolean vanishes(double h) {
    return h < 4 * Math.ulp(x) || h < Double.MIN_NORMAL;
  }

  /// What rounding inside the function adds to its value where it has this slope: rarely does it
  /// not round a multiple of x once.
  double inside(double slope) {
    return n == 1 ? EPSILON / 2 * Math.abs(x * slope) : 0;
  }

  /// The greatest power of two that the value is a multiple of; infinite for 0 and what is not
  /// finite.
  private static double grain(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return Double.POSITIVE_INFINITY;
    }
    long bits = Double.doubleToRawLongBits(value) & MANTISSA;
    int zeros = bits == 0 ? 52 : Long.numberOfTrailingZeros(bits);
    return Math.scalb(Math.ulp(value), zeros);
  }

  /// Returns the value; NaN, without a call, outside the bounds.
  double at(double argument) {
    if (argument < lower || argument > upper) {
      return Double.NaN;
    }
    calls++;
    try {
      double result = f.at(argument) / unit;
      grain = Math.min(grain, grain(result));
      if (result != value && Math.abs(argument - x) < changedAt) {
        changedAt = Math.abs(argument - x);
        changedBy = Math.abs(result - value);
      }
      return result;
    } catch (RuntimeException e) {
      throw EvaluationException.at(argument, e);
    }
  }

  /// Whether f is the same at the place and so much beyond it.
  boolean isLevel(double place, double beyond) {
    return at(place) == at(Math.clamp(place + beyond, lower, upper));
  }

  private double shared(double argument) {
    if (argument == x) {
      return value;
    }
    if (n <= 2) {
      return at(argument);
    }
    for (int i = 0; i < kept; i++) {
      if (arguments[i] == argument) {
        return values[i];
      }
    }
    double result = at(argument);
    if (kept < arguments.length) {
      arguments[kept] = argument;
      values[kept++] = result;
    }
    return result;
  }

  /// Measures slope, spread and bend with the step h; returns whether all values are finite.
  boolean measure(double h) {
    even = Double.NaN;
    if (n == 1 && side == 0) {
      right = at(x + h);
      left = at(x - h);
      slope = (right - left) / ((x + h) - (x - h));
      spread = EPSILON * (Math.abs(right) + Math.abs(left)) / (2 * h);
      even = right - value - (value - left);
    } else if (n == 1) {
      right = at(x + side * h);
      left = right;
      slope = (right - value) / (x + side * h - x);
      spread = EPSILON * (Math.abs(right) + Math.abs(value)) / h;
    } else {
      measureWide(h);
    }
    bend = Math.abs(even);
    isLarge |= Math.abs(slope) >= LARGE_SLOPE && Double.isFinite(right) && Double.isFinite(left);
    return Double.isFinite(slope) && Double.isFinite(spread);
  }

  private void measureWide(double h) {
    double sum = 0;
    double size = 0;
    double power = Math.pow(h, n);
    range = 0;
    right = 0;
    left = 0;
    for (int i = 0; i < weights.length; i++) {
      double place = side == 0 ? i - reach : side * i;
      double w = weights[i];
      if (w == 0) {
        continue;
      }
      double v = shared(x + place * h);
      sum += w * v;
      size += Math.abs(w * v);
      range = Math.max(range, Math.abs(v - value));
      if (place > 0) {
        right += v;
      } else if (place < 0) {
        left += v;
      }
    }
    slope = (side < 0 && n % 2 == 1 ? -sum : sum) / power;
    spread = EPSILON * size / power;
  }

  /// Fills `line` with values equally spaced around x, or beside it on one side; returns whether
  /// all are finite and inside the bounds.
  boolean line(double[] line, double spacing) {
    double stride = side < 0 ? -spacing : spacing;
    int middle = line.length / 2;
    double start = side == 0 ? x - spacing * middle : x;
    double end = start + stride * (line.length - 1);
    if (Math.min(start, end) < lower || Math.max(start, end) > upper) {
      return false;
    }
    for (int k = 0; k < line.length; k++) {
      double argument = start + k * stride;
      line[k] = argument == x ? value : at(argument);
      if (!Double.isFinite(line[k])) {
        return false;
      }
    }
    return true;
  }
}

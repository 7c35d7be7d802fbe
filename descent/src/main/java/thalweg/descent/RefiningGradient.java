package thalweg.descent;

import java.util.Arrays;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.MultivariateFunction;

/// A numerical gradient that begins cheap and is made more exact on request: forward differences,
/// then central ones, then the anchored ladder for each coordinate.
///
/// Steps and error bars follow from the size of the value, from each coordinate, and from the
/// curvature along it, which is seen on the way: a forward difference is best with the step
/// 2√(ε_f/|f″|) and is then wrong by 2√(ε_f|f″|), where ε_f is the rounding of the value. Never
/// looks outside its bounds; where one side is outside, or not finite, the other is used alone.
///
/// Before it becomes more exact it measures how noisy the values are. Where that is more than
/// rounding, it stays with central differences, as wide as the noise asks for: the second
/// difference must stand out of it, so that the slope is wrong by a tenth of √(ε|f″|).
///
/// Ladders climb only until their errors together are small beside the norm that the descent asks
/// about, and where one came to nothing, beside a kink or a vertical slope, the next one there may
/// cost no more than a rung or two: what it does not find, two central differences tell as far as
/// they agree. Source of the steps: Gill, Murray, Saunders and Wright 1983; Nocedal and Wright
/// 2006, section 8.1. Of the noise: Hamming 1973; Moré and Wild 2011 and 2012.
final class RefiningGradient implements DifferentiableFunction {
  private enum Level {
    FORWARD,
    CENTRAL,
    LADDER,
    NOISY
  }

  /// The step relative to the coordinate: the third root of 2⁻⁵².
  private static final double CENTRAL_STEP = 6.055454452393343e-6;

  /// How many values a ladder takes as a rule, for the limits; what it took is counted.
  private static final int VALUES_OF_LADDER = 10;

  /// How many values a ladder may take after one that came to nothing: those that arrive take 7 to
  /// 20, those that do not 80 to 250.
  private static final int VALUES_AFTER_NOTHING = 30;

  /// A ladder that took so many values has looked for stairs.
  private static final int DEAR = 150;

  /// An error bar of more than this share of the slope says nothing of it.
  private static final double WORTHLESS = 0.1;

  /// How much narrower the second of two central differences is.
  private static final double NARROWER = 8;

  /// The share of the error allowed in the whole gradient that is left to the ladders.
  private static final double SHARE = 0.25;

  /// Central differences are exact enough again when the gradient is this many times their error.
  private static final double FAR_FROM_ERROR = 30;

  /// A second difference is suspicious from this share of the value on, or of what the slope makes
  /// of the variable's size.
  private static final double SUSPICIOUS = 1e-8;

  /// Noise is clearly less if it is less by this factor.
  private static final double ALIKE = 10;

  /// The second difference is wanted this many times the noise.
  private static final double CLEAR = 100;

  private static final double LEAST_CLEAR = 25;

  private static final double MOST_CLEAR = 1e3;

  private static final double FIRST_WIDTH = 1e-3;

  private static final int TRIALS = 12;

  /// No difference in noise is wider than this, beside the size of the largest variable.
  private static final double WIDEST = 0.25;

  private final MultivariateFunction function;
  private final Hearing hearing;
  private final double[] lower;
  private final double[] upper;
  private final double[] curvatures;
  private final double[] moved;
  private final double[] leastSizes;
  private Level level = Level.FORWARD;
  private boolean isFirst = true;
  private int sign = 1;
  private double far = FAR_FROM_ERROR;
  private double tolerance; // of the norm of a ladder's errors
  private double error;
  private double centralError; // of the last central differences
  private double coordinateError;
  private final double[] widths; // of differences in noise, 0 for none yet
  private final double[] last; // the last point
  private final double[] lastGradient;
  private double lastValue;
  private final double[] known; // where a value was taken last
  private double knownValue;
  private final boolean[] cameToNothing; // whether the last ladder along a variable did
  private double relaxedValue = Double.NaN; // where gradients last became less exact again
  private double firstValue;
  private boolean isSuspicious;
  private boolean isHeard; // whether the noise around the last point is known
  private double noise; // of the values; 0 where it is no more than rounding
  private long allowed = Long.MAX_VALUE; // values in the next gradient, of the limit
  private long limit = Long.MAX_VALUE;
  private int computed; // values in the last gradient
  private int asides; // values taken other than for gradients, not yet asked for

  RefiningGradient(MultivariateFunction function, Bounds bounds) {
    this.function = function;
    lower = bounds.lower();
    upper = bounds.upper();
    hearing = new Hearing(function, lower, upper);
    curvatures = new double[lower.length];
    moved = new double[lower.length];
    leastSizes = new double[lower.length];
    widths = new double[lower.length];
    last = new double[lower.length];
    lastGradient = new double[lower.length];
    known = new double[lower.length];
    Arrays.fill(known, Double.NaN);
    cameToNothing = new boolean[lower.length];
  }

  /// Says whether a minimum is sought, +1, or a maximum, −1.
  void seek(int sign) {
    this.sign = sign;
  }

  /// Returns the Euclidean norm of the last gradient's error bars, those of held variables left
  /// out.
  double error() {
    return error;
  }

  /// Returns how many values the last gradient took: more than announced where a side was not
  /// finite.
  int computed() {
    return computed;
  }

  /// Lets the next gradient take so many values, of a limit.
  void allow(long values, long limit) {
    allowed = values;
    this.limit = limit;
  }

  /// Makes gradients more exact from now on; returns whether that was possible.
  ///
  /// @param tolerance the norm that the gradient is to be told from
  boolean refine(double tolerance) {
    this.tolerance = SHARE * tolerance;
    Level before = level;
    if (!isFirst && hear()) {
      return true;
    }
    level =
        switch (before) {
          case FORWARD -> Level.CENTRAL;
          case CENTRAL, LADDER -> Level.LADDER;
          case NOISY -> Level.NOISY;
        };
    return level != before;
  }

  /// Measures the noise of the values around the last point; returns whether that has shown noise
  /// for the first time, or clearly less than before, so that gradients become more exact.
  boolean hear() {
    double heard = heard();
    boolean isNews = heard > 0 && (level != Level.NOISY || heard < noise / ALIKE);
    if (isNews) {
      noise = heard;
      level = Level.NOISY;
      Arrays.fill(widths, 0);
    }
    return isNews;
  }

  /// Returns whether the second differences of the first gradient were all far too large to come
  /// from curvature: each as if the function changed by hundreds of times its value within the size
  /// of a variable. Asks for nothing.
  boolean isSuspicious() {
    return isSuspicious;
  }

  /// Returns how much values are off beyond rounding; 0 if they are not.
  double noise() {
    return noise;
  }

  /// Returns how wide differences along a direction are because of noise, 0 where there is none.
  double width(double[] direction) {
    double sum = 0;
    double square = 0;
    for (int i = 0; i < widths.length; i++) {
      sum += direction[i] * direction[i] * widths[i];
      square += direction[i] * direction[i];
    }
    return square > 0 ? sum / square : 0;
  }

  private double heard() {
    if (isHeard) {
      return 0;
    }
    isHeard = true;
    double size = Math.max(Math.abs(firstValue), Math.abs(lastValue));
    double[] sizes = new double[last.length];
    for (int i = 0; i < last.length; i++) {
      size = Math.max(size, Math.abs(lastGradient[i] * last[i])); // what may have cancelled
      sizes[i] = size(last, i);
    }
    double heard = hearing.at(last, lastValue, sizes, size);
    asides += hearing.values();
    return heard;
  }

  /// Measures the noise around a point of which value and slopes are known from elsewhere; returns
  /// whether it is news, as [#hear()] does.
  boolean hear(double[] x, double value, double[] gradient) {
    if (isFirst) {
      begin(x);
      firstValue = value;
      isFirst = false;
    }
    System.arraycopy(x, 0, last, 0, x.length);
    System.arraycopy(gradient, 0, lastGradient, 0, x.length);
    lastValue = value;
    isHeard = false;
    return hear();
  }

  /// Returns how many values were taken since this was asked last, other than for gradients.
  int asides() {
    int heard = asides;
    asides = 0;
    return heard;
  }

  /// Goes back from ladders to central differences if these are exact enough for a gradient of the
  /// given norm: on its way down a descent may pass a place where the gradient is small. Each time
  /// the gradient must stand out more, and the value must have fallen since the last time, so that
  /// no descent goes to and fro for ever.
  void relax(double norm) {
    boolean hasFallen = !(sign * (relaxedValue - lastValue) <= rounding(lastValue));
    if (level == Level.LADDER && hasFallen && norm > far * centralError) {
      level = Level.CENTRAL;
      far *= 4;
      relaxedValue = lastValue;
    }
  }

  @Override
  public int valuesPerGradient(int dimension) {
    return 1
        + dimension
            * switch (level) {
              case FORWARD -> isFirst ? 2 : 1;
              case CENTRAL -> 2;
              case LADDER -> VALUES_OF_LADDER;
              case NOISY -> 2;
            };
  }

  @Override
  public double value(double[] x) {
    double value = function.at(x);
    System.arraycopy(x, 0, known, 0, x.length);
    knownValue = value;
    return value;
  }

  /// Returns whether a slope along a line is much cheaper than the gradient, as it is beside
  /// ladders.
  boolean hasSlopes() {
    return level == Level.LADDER;
  }

  /// Returns the slope along a direction by a central difference, two values; NaN where one of them
  /// is outside the bounds.
  double slope(double[] x, double[] direction) {
    double most = 0;
    for (int i = 0; i < x.length; i++) {
      most = Math.max(most, Math.abs(direction[i]) / size(x, i));
    }
    double h = CENTRAL_STEP / most;
    return (along(x, direction, h) - along(x, direction, -h)) / (2 * h);
  }

  private double along(double[] x, double[] direction, double step) {
    double[] there = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      there[i] = x[i] + step * direction[i];
      if (there[i] < lower[i] || there[i] > upper[i]) {
        return Double.NaN;
      }
    }
    asides++;
    return function.at(there);
  }

  @Override
  public double valueAndGradient(double[] x, double[] gradient) {
    if (x.length != moved.length) {
      throw new IllegalArgumentException(
          "differences: the point has "
              + x.length
              + " coordinates; the gradient was made for "
              + moved.length
              + ".");
    }
    if (isFirst) {
      begin(x);
      isSuspicious = true;
    }
    double value = differences(x, gradient, level);
    if (!Double.isFinite(value)) {
      return value;
    }
    centralError = level == Level.CENTRAL ? error : centralError;
    System.arraycopy(x, 0, last, 0, x.length);
    System.arraycopy(gradient, 0, lastGradient, 0, x.length);
    isHeard = false;
    lastValue = value;
    firstValue = isFirst ? value : firstValue;
    isFirst = false;
    return value;
  }

  private void begin(double[] x) {
    for (int i = 0; i < x.length; i++) {
      leastSizes[i] = x[i] == 0 ? 1 : Math.min(1, Math.abs(x[i]));
    }
  }

  /// Takes a gradient of which only the difference from the last one is wanted, where the two are
  /// farther apart than central differences are wide: it need not be more exact than these, and is
  /// not noted as the last.
  double valueAndGradientBeside(double[] x, double[] gradient) {
    double[] curvaturesHere = curvatures.clone();
    double errorHere = error;
    double value = differences(x, gradient, level == Level.LADDER ? Level.CENTRAL : level);
    System.arraycopy(curvaturesHere, 0, curvatures, 0, curvatures.length);
    error = errorHere;
    return value;
  }

  /// Writes the gradient at x by differences of a level and their error; returns the value, taken
  /// only if it is not known. Where that is not finite nothing begins or ends, differences tell
  /// nothing, and the gradient is NaN.
  private double differences(double[] x, double[] gradient, Level by) {
    System.arraycopy(x, 0, moved, 0, x.length);
    boolean isKnown = Arrays.equals(known, x);
    double value = isKnown ? knownValue : function.at(moved);
    computed = isKnown ? 0 : 1;
    if (!Double.isFinite(value)) {
      Arrays.fill(gradient, Double.NaN);
      return value;
    }
    double square = 0;
    for (int i = 0; i < x.length; i++) {
      gradient[i] = lower[i] < upper[i] ? partial(x, i, value, by) : fixed();
      square += isHeld(x, i, sign * gradient[i]) ? 0 : coordinateError * coordinateError;
    }
    error = Math.sqrt(square);
    return value;
  }

  /// Returns whether a variable lies at a bound against which the gradient, error and all, pushes
  /// it: then how exact that partial derivative is does not matter.
  private boolean isHeld(double[] x, int i, double partial) {
    return (x[i] <= lower[i] && partial > coordinateError)
        || (x[i] >= upper[i] && partial < -coordinateError);
  }

  /// A variable whose bounds are equal goes nowhere.
  private double fixed() {
    coordinateError = 0;
    return 0;
  }

  private double partial(double[] x, int i, double value, Level by) {
    return switch (by) {
      case FORWARD -> isFirst ? central(x, i, value) : forward(x, i, value);
      case CENTRAL -> central(x, i, value);
      case LADDER -> ladder(x, i, value);
      case NOISY -> wide(x, i, value);
    };
  }

  private double at(double[] x, int i, double coordinate) {
    if (computed >= allowed) {
      throw new Ended(new Outcome.EvaluationLimit("values", limit));
    }
    moved[i] = Math.clamp(coordinate, lower[i], upper[i]); // a sum may round over a bound
    computed++;
    double value = function.at(moved);
    moved[i] = x[i];
    return value;
  }

  /// Returns how large a variable is to be taken for: at least as large as at the start, unless it
  /// was larger than 1 there; at least 1 if it was 0.
  private double size(double[] x, int i) {
    return Math.max(leastSizes[i], Math.abs(x[i]));
  }

  private static double rounding(double value) {
    return Math.ulp(1.0) * Math.abs(value);
  }

  private double forward(double[] x, int i, double value) {
    double noise = rounding(value);
    double curvature = Math.abs(curvatures[i]);
    double largest = 1e-4 * size(x, i);
    double least = 1e-10 * size(x, i);
    double h = Math.clamp(2 * Math.sqrt(noise / curvature), least, largest);
    h = Double.isNaN(h) ? largest : h;
    if (x[i] + h > upper[i]) {
      h = -h;
    }
    double there = x[i] + h;
    double f = at(x, i, there);
    if (!Double.isFinite(f)) {
      there = x[i] - h;
      f = at(x, i, there);
    }
    h = there - x[i];
    coordinateError = Math.abs(h) * curvature / 2 + 2 * noise / Math.abs(h);
    return (f - value) / h;
  }

  /// Returns the step that stays inside on both sides, or 0 if that would be far too small.
  private double inside(double[] x, int i, double h) {
    double room = Math.min(x[i] - lower[i], upper[i] - x[i]);
    return room >= h ? h : room >= h / 16 ? room : 0;
  }

  private double central(double[] x, int i, double value) {
    double wanted = CENTRAL_STEP * size(x, i);
    double h = inside(x, i, wanted);
    if (h > 0) {
      double above = x[i] + h;
      double below = x[i] - h;
      double right = at(x, i, above);
      double left = at(x, i, below);
      if (Double.isFinite(right) && Double.isFinite(left)) {
        double width = above - below;
        double curvature = (right - 2 * value + left) / (h * h);
        double noise = rounding(Math.max(Math.abs(right), Math.abs(left)));
        curvatures[i] = curvature;
        coordinateError = h * h * Math.abs(curvature) / size(x, i) + 2 * noise / width;
        if (isFirst) {
          double change = Math.max(Math.abs(value), Math.abs(right - left) / width * size(x, i));
          isSuspicious &= Math.abs(right - 2 * value + left) > SUSPICIOUS * change;
        }
        return (right - left) / width;
      }
    }
    return oneSided(x, i, value, wanted);
  }

  /// A central difference as wide as the noise asks for. The width found is kept as long as the
  /// second difference stands out of the noise there.
  private double wide(double[] x, int i, double value) {
    double widest = 0;
    for (int j = 0; j < x.length; j++) {
      widest = Math.max(widest, WIDEST * size(x, j));
    }
    double h = widths[i] == 0 ? FIRST_WIDTH * size(x, i) : widths[i];
    double slope = Double.NaN;
    for (int trial = 0; trial < TRIALS; trial++) {
      double room = inside(x, i, h);
      if (room == 0) {
        return central(x, i, value);
      }
      double right = at(x, i, x[i] + room);
      double left = at(x, i, x[i] - room);
      if (!Double.isFinite(right) || !Double.isFinite(left)) {
        return central(x, i, value);
      }
      slope = (right - left) / (2 * room);
      coordinateError = noise / room;
      curvatures[i] = (right - 2 * value + left) / (room * room);
      widths[i] = room;
      double bend = Math.abs(right - 2 * value + left) / noise;
      boolean isNarrow = bend < LEAST_CLEAR && room == h && h < widest;
      if (!isNarrow && !(bend > MOST_CLEAR)) {
        break;
      }
      h = Math.clamp(h * Math.sqrt(CLEAR / Math.max(bend, 1)), h / 100, widest);
    }
    return slope;
  }

  /// The slope at the end of a parabola through three values on one side.
  private double oneSided(double[] x, int i, double value, double wanted) {
    isSuspicious = false;
    boolean up = upper[i] - x[i] >= x[i] - lower[i];
    for (int side = 0; side < 2; side++, up = !up) {
      double h = Math.min(wanted, 0.5 * (up ? upper[i] - x[i] : x[i] - lower[i]));
      h = up ? h : -h;
      double near = at(x, i, x[i] + h);
      double far = at(x, i, x[i] + 2 * h);
      if (Double.isFinite(near) && Double.isFinite(far) && h != 0) {
        double curvature = (far - 2 * near + value) / (h * h);
        curvatures[i] = curvature;
        coordinateError =
            h * h * Math.abs(curvature) / size(x, i)
                + 4 * rounding(Math.max(Math.abs(value), Math.abs(far))) / Math.abs(h);
        return (4 * near - far - 3 * value) / (2 * h);
      }
    }
    coordinateError = Double.NaN;
    return Double.NaN;
  }

  /// The anchored ladder, or central differences where it finds nothing to go on.
  private double ladder(double[] x, int i, double value) {
    double wanted = tolerance / Math.sqrt(x.length);
    long most =
        Math.min(cameToNothing[i] ? VALUES_AFTER_NOTHING : Long.MAX_VALUE, allowed - computed);
    int before = computed;
    Derivative found =
        Ladder.standard()
            .within(lower[i], upper[i])
            .tolerance(wanted)
            .derivative(
                coordinate -> computed - before < most ? at(x, i, coordinate) : Double.NaN,
                x[i],
                value);
    double slope = found.derivative();
    boolean isCut = computed - before >= most;
    boolean isFound = Double.isFinite(slope) && Double.isFinite(found.error()) && !isCut;
    cameToNothing[i] =
        !isFound
            || found.error() > Math.max(wanted, WORTHLESS * Math.abs(slope))
            || computed - before > DEAR;
    if (isFound) {
      coordinateError = found.error();
      return slope;
    }
    return twice(x, i, value);
  }

  /// A central difference whose error is also what a narrower one makes of it.
  private double twice(double[] x, int i, double value) {
    double slope = central(x, i, value);
    double h = inside(x, i, CENTRAL_STEP / NARROWER * size(x, i));
    if (h > 0) {
      double narrow = (at(x, i, x[i] + h) - at(x, i, x[i] - h)) / (2 * h);
      coordinateError += Double.isFinite(narrow) ? Math.abs(narrow - slope) : 0;
    }
    return slope;
  }
}

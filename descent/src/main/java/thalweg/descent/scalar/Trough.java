package thalweg.descent.scalar;

import org.jspecify.annotations.Nullable;
import thalweg.descent.scalar.ScalarMinimum.Outcome;

/// Three arguments of which the middle one has the least value, and how they are brought together.
final class Trough {
  private static final double GOLDEN = 0.381966011250105; // (3 − √5) / 2

  /// The first step from a guess, as a share of it.
  private static final double FIRST = 0x1p-4;

  /// Values are as good as equal within so many of their last digits.
  private static final double LEVEL = 2;

  /// A bracket that spans less than this share of the value holds no pole.
  private static final double SPANNED = 0x1p-40;

  /// Without room to look outside there may be a pole where the bracket spans this share of all.
  private static final double MUCH = 0x1p-4;

  /// Where there may be a pole the bracket is narrowed to this share of what is near enough.
  private static final double MORE = 0x1p-200;

  /// A plateau is followed for so many doublings of its width.
  private static final int MOST_DOUBLINGS = 64;

  /// The edge of what is no plateau rises by no more last digits of the value than this.
  private static final double GENTLE = 0x1p10;

  /// …and its edge for so many halvings.
  private static final int HALVINGS = 16;

  private final MinimumSearch search;
  private long evaluations;
  private double a; // the ends
  private double b;
  private double fa = Double.NaN; // NaN where not looked at
  private double fb = Double.NaN;
  private double x; // the best point, the second and the third
  private double w;
  private double v;
  private double fx;
  private double fw;
  private double fv;
  private double first = Double.NaN; // the first finite value
  private boolean isFlat = true; // whether no two values differed
  private boolean isBottomless; // whether a value was −∞
  private boolean isOverflown; // whether a value that is too large ends the bracket
  private double share; // how near is near enough as a share of x
  private double least; // and beside that
  private double from = -Double.MAX_VALUE; // where the interval begins
  private double to = Double.MAX_VALUE;
  private boolean isInterval;

  Trough(MinimumSearch search) {
    this.search = search;
    share = search.tolerance();
  }

  ScalarMinimum between(double lower, double upper) {
    a = lower;
    b = upper;
    from = lower;
    to = upper;
    isInterval = true;
    begin(lower / 2 + upper / 2);
    for (double part = 0x1p-4; fx == Double.POSITIVE_INFINITY && part > 0; part *= part) {
      for (double end : new double[] {lower, upper}) {
        double there = end * part;
        boolean isAllowed = evaluations < search.limit() && there > lower && there < upper;
        if (fx == Double.POSITIVE_INFINITY && isAllowed) {
          begin(there);
        }
      }
    }
    least = floor();
    Outcome outcome = settle();
    // Of the ends only one that it came to is looked at.
    ScalarMinimum found = ended(outcome);
    double reach = 4 * near();
    if (outcome == Outcome.CONVERGED && a == lower && x - a <= reach) {
      found = atEnd(lower);
    }
    if (found.outcome() == Outcome.CONVERGED && b == upper && b - x <= reach) {
      found = atEnd(upper);
    }
    return found;
  }

  private ScalarMinimum atEnd(double end) {
    double value = at(end);
    if (isBottomless || (value == fx && isFlat)) {
      return ended(isBottomless ? Outcome.UNBOUNDED : Outcome.FLAT);
    }
    if (value <= fx && value < Double.POSITIVE_INFINITY) {
      return new ScalarMinimum(
          end, value, Math.min(end, x), Math.max(end, x), evaluations, Outcome.AT_END);
    }
    return ended(Outcome.CONVERGED);
  }

  ScalarMinimum near(double guess) {
    double step = guess == 0 ? 1 : FIRST * Math.abs(guess);
    step = Math.max(step, Double.MIN_NORMAL);
    begin(guess);
    a = Math.max(guess - step, from);
    fa = at(a);
    b = Math.min(guess + step, to);
    fb = at(b);
    if (isBottomless) {
      if (fx == Double.POSITIVE_INFINITY) {
        x = fa < fb ? a : b;
        fx = Double.NEGATIVE_INFINITY;
      }
      return ended(Outcome.UNBOUNDED);
    }
    if (fa < fx || fb < fx) {
      int side = fa < fb ? -1 : 1;
      Outcome outcome = downhill(side * step, side < 0 ? a : b, Math.min(fa, fb));
      if (outcome != null) {
        return ended(outcome);
      }
    } else {
      w = fa < fb ? a : b;
      fw = Math.min(fa, fb);
      v = fa < fb ? b : a;
      fv = Math.max(fa, fb);
    }
    least = floor();
    return ended(isFlat ? flat(guess) : settle());
  }

  /// Goes on from x by a step to a lower value there, and by twice as much each time until the
  /// values rise. Returns null then, with the bracket; else why that never happens.
  private @Nullable Outcome downhill(double step, double there, double value) {
    double behind = x;
    double behindValue = fx;
    double way = step;
    x = there;
    fx = value;
    while (true) {
      way *= 2;
      double far = Math.clamp(x + way, from, to);
      boolean isSpent = evaluations >= search.limit();
      boolean isEndless = !isInterval && Math.abs(far) == Double.MAX_VALUE;
      double farValue = isSpent || isEndless || far == x ? Double.NaN : at(far);
      if (isSpent || isEndless || isBottomless) {
        a = x;
        b = x;
        return isSpent ? Outcome.EVALUATION_LIMIT : Outcome.UNBOUNDED;
      }
      if (!(farValue < fx)) {
        a = Math.min(behind, far);
        b = Math.max(behind, far);
        fa = way < 0 ? farValue : behindValue;
        fb = way < 0 ? behindValue : farValue;
        w = behind;
        fw = behindValue;
        v = far;
        fv = farValue;
        return null;
      }
      behind = x;
      behindValue = fx;
      x = far;
      fx = farValue;
    }
  }

  private double floor() {
    return share == 0 ? 0 : Math.ulp(1.0) * (b / 2 - a / 2);
  }

  /// Equal values beside a point may be those of a maximum seen from both sides.
  private Outcome flat(double guess) {
    double far = guess == 0 ? 64 : guess / 2;
    double value = at(guess + far);
    double other = at(guess - far);
    return value == fx && other == fx ? Outcome.FLAT : settle();
  }

  private void begin(double first) {
    x = first;
    fx = at(first);
    w = x;
    v = x;
    fw = fx;
    fv = fx;
  }

  private double at(double argument) {
    evaluations++;
    double value = search.function().at(argument);
    isFlat &= evaluations == 1 || value == fx;
    isBottomless |= value == Double.NEGATIVE_INFINITY;
    first = Double.isFinite(first) ? first : value;
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  private double near() {
    return Math.max(Math.max(share * Math.abs(x), least), Math.ulp(x));
  }

  private ScalarMinimum ended(Outcome outcome) {
    boolean isAtEdge = fa == Double.POSITIVE_INFINITY || fb == Double.POSITIVE_INFINITY;
    Outcome told =
        fx == Double.POSITIVE_INFINITY
            ? Outcome.NON_FINITE
            : outcome == Outcome.CONVERGED && isAtEdge ? Outcome.DOMAIN_EDGE : outcome;
    return new ScalarMinimum(x, fx, a, b, evaluations, told);
  }

  /// Narrows until what was found holds: that no value beside the point is lower says little where
  /// these are beyond all numbers, on the way down to a pole, or equal.
  private Outcome settle() {
    Outcome outcome = narrow();
    if (outcome == Outcome.CONVERGED && (isPole(-1, true) || isPole(1, true))) {
      share = 0;
      least *= MORE;
      outcome = narrow();
      if (outcome == Outcome.CONVERGED && (isPole(-1, false) || isPole(1, false))) {
        return Outcome.UNBOUNDED;
      }
    }
    if (outcome == Outcome.CONVERGED && isOverflown()) {
      isOverflown = true;
      least = 0;
      outcome = narrow();
    }
    while (outcome == Outcome.CONVERGED && (isLevel(fa) || isLevel(fb))) {
      Outcome told = plateau();
      if (told != null) {
        return told;
      }
      outcome = narrow();
    }
    return outcome;
  }

  private boolean isLevel(double value) {
    return value - fx <= LEVEL * Math.ulp(fx);
  }

  /// Returns whether the value at an end of the bracket is a number that is too large.
  private boolean isOverflown() {
    boolean isLow = fa == Double.POSITIVE_INFINITY && !Double.isNaN(search.function().at(a));
    boolean isHigh = fb == Double.POSITIVE_INFINITY && !Double.isNaN(search.function().at(b));
    return isLow || isHigh;
  }

  /// Returns whether the values fall towards the point from one side as to a pole.
  ///
  /// @param isGuess whether to return true where there is no room to tell
  private boolean isPole(int side, boolean isGuess) {
    double rise = (side < 0 ? fa : fb) - fx;
    boolean isSpanned = rise > SPANNED * Math.abs(fx) && rise < Double.POSITIVE_INFINITY;
    if ((isGuess && !isSpanned) || evaluations + Pole.MOST_VALUES > search.limit()) {
      return false;
    }
    Pole pole = new Pole(this::at, x, side * (b - a), from, to);
    if (!isGuess) {
      return pole.isTold();
    }
    return pole.hasRoom() ? pole.isSeen() : rise > MUCH * (first - fx);
  }

  /// Looks beyond equal values at the ends of the bracket. Returns what the point is; null if a
  /// lower one was found, with the bracket there.
  private @Nullable Outcome plateau() {
    Outcome left = isLevel(fa) ? beyond(a, from, a - b) : Outcome.CONVERGED;
    if (left != Outcome.CONVERGED && left != Outcome.FLAT) {
      return left;
    }
    Outcome right = isLevel(fb) ? beyond(b, to, b - a) : Outcome.CONVERGED;
    return right == Outcome.CONVERGED ? left : right;
  }

  /// Follows equal values by doubled steps, and then their edge by halved ones. Returns converged
  /// where they rise little by little, as at a bottom that is flat only for numbers, flat where
  /// they jump or never rise; null if they fall.
  private @Nullable Outcome beyond(double start, double end, double first) {
    double here = start;
    double step = first;
    double above = Double.NaN;
    double rise = Double.POSITIVE_INFINITY;
    for (int k = 0, edges = 0; k < MOST_DOUBLINGS && edges < HALVINGS && here != end; k++) {
      if (evaluations >= search.limit()) {
        return Outcome.EVALUATION_LIMIT;
      }
      boolean isEdge = !Double.isNaN(above);
      double there = isEdge ? here / 2 + above / 2 : Math.clamp(here + step, from, to);
      double value = at(there);
      if (isBottomless) {
        return Outcome.UNBOUNDED;
      }
      if (fx - value > LEVEL * Math.ulp(fx)) {
        return downhill(there - here, there, value);
      }
      edges += isEdge ? 1 : 0;
      if (isLevel(value)) {
        here = there;
        step *= 2;
      } else {
        above = there;
        rise = value - fx;
      }
      boolean isNarrow = Math.abs(above - here) <= 8 * near();
      if ((isNarrow && k == 0) || rise <= GENTLE * Math.ulp(fx)) {
        return Outcome.CONVERGED;
      }
    }
    return Outcome.FLAT;
  }

  private Outcome narrow() {
    double move = 0; // the last one, and the one before
    double before = 0;
    while (true) {
      if (isOverflown && fa != Double.POSITIVE_INFINITY && fb != Double.POSITIVE_INFINITY) {
        isOverflown = false;
        least = floor();
      }
      double middle = a / 2 + b / 2; // a sum or difference may overflow
      double near = near();
      boolean isLevel = isLevel(fa) && isLevel(fb);
      if (isBottomless) {
        return Outcome.UNBOUNDED;
      }
      if (Math.max(x - a, b - x) <= 2 * near || isLevel || !(middle > a && middle < b)) {
        return Outcome.CONVERGED;
      }
      if (evaluations >= search.limit()) {
        return Outcome.EVALUATION_LIMIT;
      }
      double next = parabola();
      if (!(Math.abs(next) < Math.abs(before) / 2) || !(x + next > a) || !(x + next < b)) {
        before = x < middle ? b - x : a - x;
        next = GOLDEN * before;
      } else {
        before = move;
        // Not so near to an end that it could not be told from it.
        if (x + next - a < 2 * near || b - x - next < 2 * near) {
          next = x < middle ? near : -near;
        }
      }
      move = next;
      double t = Math.abs(next) >= near ? x + next : x + Math.copySign(near, next);
      if (!(t > a) || !(t < b)) {
        t = middle;
      }
      double value = at(t);
      if (!isBottomless || fx == Double.POSITIVE_INFINITY) {
        take(t, value);
      }
    }
  }

  /// Returns the way from x to the lowest point of the parabola through the three best points; NaN
  /// if there is none.
  private double parabola() {
    double r = (x - w) * (fx - fv);
    double q = (x - v) * (fx - fw);
    double p = (x - v) * q - (x - w) * r;
    return q == r ? Double.NaN : -p / (2 * (q - r));
  }

  private void take(double t, double value) {
    if (value <= fx) {
      if (t < x) {
        b = x;
        fb = fx;
      } else {
        a = x;
        fa = fx;
      }
      v = w;
      fv = fw;
      w = x;
      fw = fx;
      x = t;
      fx = value;
      return;
    }
    if (t < x) {
      a = t;
      fa = value;
    } else {
      b = t;
      fb = value;
    }
    if (value <= fw || w == x) {
      v = w;
      fv = fw;
      w = t;
      fw = value;
    } else if (value <= fv || v == x || v == w) {
      v = t;
      fv = value;
    }
  }
}

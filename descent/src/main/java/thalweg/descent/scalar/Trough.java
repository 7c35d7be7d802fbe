package thalweg.descent.scalar;

import thalweg.descent.scalar.ScalarMinimum.Outcome;

/// Three arguments of which the middle one has the least value, and how they are brought together.
final class Trough {
  private static final double GOLDEN = 0.381966011250105; // (3 − √5) / 2

  /// The first step from a guess, as a share of it.
  private static final double FIRST = 0x1p-4;

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
  private boolean isFlat = true; // whether no two values differed
  private double least; // how near is near enough beside the share of x

  Trough(MinimumSearch search) {
    this.search = search;
  }

  ScalarMinimum between(double lower, double upper) {
    a = lower;
    b = upper;
    begin(lower / 2 + upper / 2);
    least = search.tolerance() == 0 ? 0 : Math.ulp(1.0) * (b / 2 - a / 2);
    Outcome outcome = narrow();
    // Of the ends only the one that it came to is looked at.
    double reach = 4 * near();
    if (outcome == Outcome.CONVERGED && a == lower && x - a <= reach) {
      return atEnd(lower);
    }
    if (outcome == Outcome.CONVERGED && b == upper && b - x <= reach) {
      return atEnd(upper);
    }
    return ended(outcome);
  }

  private ScalarMinimum atEnd(double end) {
    double value = at(end);
    if (value == fx && isFlat) {
      return ended(Outcome.FLAT);
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
    double here = guess;
    double value = fx;
    a = guess - step;
    fa = at(a);
    b = guess + step;
    fb = at(b);
    if (fa < fx || fb < fx) {
      double side = fa < fb ? -1 : 1;
      double far = side < 0 ? a : b;
      double farValue = Math.min(fa, fb);
      double behind = here;
      double behindValue = value;
      while (farValue < value) {
        behind = here;
        behindValue = value;
        here = far;
        value = farValue;
        step *= 2;
        far = here + side * step;
        if (!Double.isFinite(far) || evaluations >= search.limit() || value == -1.0 / 0) {
          x = here;
          fx = value;
          a = here;
          b = here;
          return ended(
              evaluations >= search.limit() ? Outcome.EVALUATION_LIMIT : Outcome.UNBOUNDED);
        }
        farValue = at(far);
      }
      a = Math.min(behind, far);
      b = Math.max(behind, far);
      fa = side < 0 ? farValue : behindValue;
      fb = side < 0 ? behindValue : farValue;
      x = here;
      fx = value;
      w = behind;
      fw = behindValue;
      v = far;
      fv = farValue;
    } else {
      w = fa < fb ? a : b;
      fw = Math.min(fa, fb);
      v = fa < fb ? b : a;
      fv = Math.max(fa, fb);
    }
    least = search.tolerance() == 0 ? 0 : Math.ulp(1.0) * (b / 2 - a / 2);
    return ended(isFlat ? flat(guess) : narrow());
  }

  /// Equal values beside a point may be those of a maximum seen from both sides.
  private Outcome flat(double guess) {
    double far = guess == 0 ? 64 : guess / 2;
    double value = at(guess + far);
    double other = at(guess - far);
    return value == fx && other == fx ? Outcome.FLAT : narrow();
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
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  private double near() {
    return Math.max(Math.max(search.tolerance() * Math.abs(x), least), Math.ulp(x));
  }

  private ScalarMinimum ended(Outcome outcome) {
    boolean isAtEdge = fa == Double.POSITIVE_INFINITY || fb == Double.POSITIVE_INFINITY;
    Outcome told =
        fx == Double.POSITIVE_INFINITY
            ? Outcome.NON_FINITE
            : outcome == Outcome.CONVERGED && isAtEdge ? Outcome.DOMAIN_EDGE : outcome;
    return new ScalarMinimum(x, fx, a, b, evaluations, told);
  }

  private Outcome narrow() {
    double move = 0; // the last one, and the one before
    double before = 0;
    while (true) {
      double middle = a + (b - a) / 2;
      double near = near();
      boolean isLevel = fa - fx <= 2 * Math.ulp(fx) && fb - fx <= 2 * Math.ulp(fx);
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
      take(t, at(t));
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

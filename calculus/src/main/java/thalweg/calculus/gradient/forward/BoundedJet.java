package thalweg.calculus.gradient.forward;

import java.util.Arrays;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Operator;

/// A jet whose every coefficient carries a bound of what rounding has made of it: running error
/// analysis, in the order in which the formula is evaluated.
///
/// What an addition, a product or a quotient rounds away is found exactly, by the error-free
/// transformations, so that exact operations add nothing; a function adds the ulps it is known to
/// err by and passes on the error of its argument by its Taylor coefficients. A bound is infinite
/// where the error of an argument is so large that its series says nothing. Sources: Higham 2002,
/// section 3.3 (running error analysis); Ogita, Rump and Oishi 2005 (error-free transformations).
final class BoundedJet {
  /// The unit roundoff.
  private static final double U = 0x1p-53;

  /// How many Taylor coefficients beyond its own a coefficient's sensitivity is summed from.
  private static final int BEYOND = 3;

  /// The Taylor coefficients, as [Jet] has them, and the most that each may err.
  final double[] c;

  final double[] error;

  private BoundedJet(double[] c, double[] error) {
    this.c = c;
    this.error = error;
  }

  /// A number that moves from `x` with the velocity `rate`, both exact.
  static BoundedJet moving(double x, double rate, int order) {
    double[] c = new double[order + 1];
    c[0] = x;
    c[1] = rate;
    return new BoundedJet(c, new double[order + 1]);
  }

  static BoundedJet constant(double value, double error, int order) {
    double[] c = new double[order + 1];
    c[0] = value;
    double[] e = new double[order + 1];
    e[0] = error;
    return new BoundedJet(c, e);
  }

  int order() {
    return c.length - 1;
  }

  boolean isConstant() {
    for (int k = 1; k < c.length; k++) {
      if (c[k] != 0 || error[k] != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether the value may be 0 for all that is known.
  boolean mayVanish() {
    return !(Math.abs(c[0]) > error[0]);
  }

  BoundedJet negate() {
    double[] r = new double[c.length];
    Arrays.setAll(r, k -> -c[k]);
    return new BoundedJet(r, error);
  }

  BoundedJet plus(BoundedJet other) {
    double[] r = new double[c.length];
    double[] e = new double[c.length];
    for (int k = 0; k < r.length; k++) {
      Sum sum = new Sum();
      sum.add(c[k], error[k]);
      sum.add(other.c[k], other.error[k]);
      r[k] = sum.value;
      e[k] = sum.error;
    }
    return new BoundedJet(r, e);
  }

  BoundedJet minus(BoundedJet other) {
    return plus(other.negate());
  }

  BoundedJet times(BoundedJet other) {
    double[] r = new double[c.length];
    double[] e = new double[c.length];
    for (int k = 0; k < r.length; k++) {
      Sum sum = new Sum();
      for (int i = 0; i <= k; i++) {
        sum.addProduct(1, this, i, other, k - i);
      }
      r[k] = sum.value;
      e[k] = sum.error;
    }
    return new BoundedJet(r, e);
  }

  BoundedJet over(BoundedJet other) {
    BoundedJet r = constant(0, 0, order());
    boolean still = isConstant() && other.isConstant();
    for (int k = 0; k < (still ? 1 : c.length); k++) {
      Sum rest = new Sum();
      rest.add(c[k], error[k]);
      for (int i = 1; i <= k; i++) {
        rest.addProduct(-1, other, i, r, k - i);
      }
      double divisor = other.c[0];
      double quotient = rest.value / divisor;
      double room = Math.abs(divisor) - other.error[0];
      double lost =
          rest.error
              + product(Math.abs(quotient), other.error[0])
              + Math.abs(Math.fma(quotient, divisor, -rest.value));
      r.c[k] = quotient;
      r.error[k] = lost == 0 ? 0 : room > 0 ? lost / room : Double.POSITIVE_INFINITY;
    }
    return r;
  }

  /// aᵇ: by powers of a where b does not move, by powers of ln a where a does not.
  BoundedJet power(BoundedJet exponent) {
    double a = c[0];
    double b = exponent.c[0];
    int known = c.length + BEYOND;
    double[] series = new double[known];
    double[] own = new double[c.length];
    series[0] = Operator.POWER.at(a, b);
    if (exponent.isConstant()) {
      double binomial = 1;
      for (int k = 1; k < known; k++) {
        binomial *= (b - k + 1) / k;
        series[k] = binomial == 0 ? 0 : binomial * Operator.POWER.at(a, b - k);
      }
      double spread = 0; // the relative change of a coefficient with b
      for (int k = 0; k < own.length; k++) {
        spread += k == 0 ? Math.abs(Math.log(Math.abs(a))) : 1 / Math.abs(b - k + 1);
        double rounding = isExact(b, k) ? 0 : (2 + 3 * k) * U;
        own[k] = product(Math.abs(series[k]), rounding + product(exponent.error[0], spread));
      }
      return composed(series, own);
    }
    if (isConstant() && a > 0) {
      double logarithm = Elementary.LOG.at(a);
      double relative = product(1 / a, error[0]);
      for (int k = 1; k < known; k++) {
        series[k] = series[k - 1] * logarithm / k;
      }
      for (int k = 0; k < own.length; k++) {
        double spread = relative * (Math.abs(b) + (k == 0 ? 0 : k / Math.abs(logarithm)));
        own[k] = product(Math.abs(series[k]), (2 + 5 * k) * U + spread);
      }
      return exponent.composed(series, own);
    }
    return exponent.times(apply(Elementary.LOG)).apply(Elementary.EXP);
  }

  /// Whether the k-th coefficient of aᵇ is exact: those of the square are a², 2a and 1, of which a²
  /// alone may be rounded.
  private boolean isExact(double b, int k) {
    return b == 2 && (k > 0 || Math.fma(c[0], c[0], -c[0] * c[0]) == 0);
  }

  /// The function of this number; smooth there, which [RunningError] sees to.
  BoundedJet apply(Elementary function) {
    double x = c[0];
    double[] series = new double[c.length + BEYOND];
    Series.at(function, x, series);
    double[] own = new double[c.length];
    own[0] = function.ulps() * Math.ulp(series[0]);
    double relative = function.ulps() == 0 ? 0 : (4 * function.ulps() + 2) * U;
    if (function == Elementary.ERF) {
      relative += 2 * U * x * x; // its slope is e to the power of a rounded −x²
    }
    for (int k = 1; k < own.length; k++) {
      // The recurrences of higher coefficients cancel where these vanish: their neighbours say how
      // large what cancels was.
      double size =
          k == 1
              ? Math.abs(series[1])
              : Math.max(
                  Math.abs(series[k]),
                  Math.sqrt(Math.abs(series[k - 1]) * Math.abs(series[k + 1])));
      own[k] = product(size, k * relative);
    }
    return composed(series, own);
  }

  BoundedJet hypot(BoundedJet other) {
    double largest = Math.max(Math.abs(c[0]), Math.abs(other.c[0]));
    int exponent = Math.clamp(Math.getExponent(largest), -1000, 1000);
    BoundedJet a = scaled(-exponent);
    BoundedJet b = other.scaled(-exponent);
    return a.times(a).plus(b.times(b)).apply(Elementary.SQRT).scaled(exponent);
  }

  BoundedJet atan2(BoundedJet x) {
    BoundedJet turned =
        Math.abs(c[0]) <= Math.abs(x.c[0])
            ? over(x).apply(Elementary.ATAN)
            : x.over(this).apply(Elementary.ATAN).negate();
    double angle = Operator.ATAN2.at(c[0], x.c[0]);
    return turned.plus(constant(angle - turned.c[0], 2 * Math.ulp(angle), order()));
  }

  /// Times a power of two.
  private BoundedJet scaled(int exponent) {
    double[] r = new double[c.length];
    double[] e = new double[c.length];
    for (int k = 0; k < r.length; k++) {
      r[k] = Math.scalb(c[k], exponent);
      e[k] = Math.scalb(error[k], exponent);
    }
    return new BoundedJet(r, e);
  }

  /// This with the given bounds added to those of its coefficients.
  BoundedJet widened(double... more) {
    double[] e = error.clone();
    for (int k = 0; k < e.length; k++) {
      e[k] += k < more.length ? more[k] : more[more.length - 1];
    }
    return new BoundedJet(c, e);
  }

  /// This, with bounds that hold the other as well: for where rounding, or a kink, leaves it open
  /// which of the two it is. Higher derivatives than the first do not exist at a kink.
  BoundedJet orElse(BoundedJet other) {
    double[] e = new double[c.length];
    boolean kink = false;
    for (int k = 0; k < e.length; k++) {
      double apart = Math.abs(c[k] - other.c[k]);
      double both = Math.max(error[k], apart + other.error[k]);
      e[k] = Double.isNaN(both) || kink ? Double.POSITIVE_INFINITY : both;
      kink |= apart > error[k] + other.error[k];
    }
    if (kink && e[0] > error[0] + other.error[0]) {
      e[1] = Double.POSITIVE_INFINITY; // a jump
    }
    return new BoundedJet(c, e);
  }

  /// The function with the Taylor coefficients `series` at this number's value, of this number.
  ///
  /// @param own what each coefficient that is used errs by itself
  private BoundedJet composed(double[] series, double[] own) {
    double[] e = new double[c.length];
    for (int k = 0; k < e.length; k++) {
      e[k] = own[k] + sensitivity(series, k, error[0]);
    }
    if (isConstant()) {
      return constant(series[0], e[0], order());
    }
    double[] still = c.clone();
    double[] stillError = error.clone();
    still[0] = 0;
    stillError[0] = 0;
    BoundedJet moving = new BoundedJet(still, stillError);
    BoundedJet sum = constant(series[order()], e[order()], order());
    for (int m = order() - 1; m >= 0; m--) {
      sum = moving.times(sum).plus(constant(series[m], e[m], order()));
    }
    return sum;
  }

  /// How far the k-th coefficient moves when the argument does by `width`.
  private static double sensitivity(double[] series, int k, double width) {
    if (width == 0) {
      return 0;
    }
    double total = 0;
    double largest = 0;
    double last = 0;
    double binomial = 1;
    double power = 1;
    for (int j = 1; j <= BEYOND; j++) {
      binomial *= (double) (k + j) / j;
      power *= width;
      last = product(binomial * Math.abs(series[k + j]), power);
      total += last;
      largest = j < BEYOND ? Math.max(largest, last) : largest;
    }
    boolean settles = last <= 0.5 * largest && total < Double.POSITIVE_INFINITY;
    return settles || total == 0 ? total + last : Double.POSITIVE_INFINITY;
  }

  /// What is not there does not grow, whatever it is multiplied by.
  private static double product(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  /// A sum with the error that its terms brought and that its additions made.
  private static final class Sum {
    private double value;
    private double error;

    void add(double term, double termError) {
      double sum = value + term;
      double part = sum - value;
      double lost = value - (sum - part) + (term - part);
      value = sum;
      error += termError + Math.abs(lost);
    }

    void addProduct(int sign, BoundedJet a, int i, BoundedJet b, int j) {
      boolean nothing = (i > 0 && a.isNothing(i)) || (j > 0 && b.isNothing(j));
      if (nothing) {
        return;
      }
      double x = sign * a.c[i];
      double y = b.c[j];
      double product = x * y;
      double lost = Math.abs(Math.fma(x, y, -product));
      if (x != 0 && y != 0 && Math.abs(product) < 0x1p-960) {
        lost += Double.MIN_VALUE; // the rest of the product underflows
      }
      add(
          product,
          known(Math.abs(x) * b.error[j])
              + known(Math.abs(y) * a.error[i])
              + known(a.error[i] * b.error[j])
              + lost);
    }
  }

  /// A bound; infinite where it is 0 · ∞, as beside the jump of x·ceil(x) at 0.
  private static double known(double bound) {
    return Double.isNaN(bound) ? Double.POSITIVE_INFINITY : bound;
  }

  private boolean isNothing(int k) {
    return c[k] == 0 && error[k] == 0;
  }
}

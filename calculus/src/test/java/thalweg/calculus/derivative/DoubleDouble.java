package thalweg.calculus.derivative;

/// About 31 digits: an unevaluated sum of two doubles. Source of the sums and products: Dekker
/// 1971.
record DoubleDouble(double high, double low) {
  static final DoubleDouble ZERO = of(0);
  static final DoubleDouble ONE = of(1);
  static final DoubleDouble PI = new DoubleDouble(Math.PI, 1.2246467991473532e-16);
  private static final DoubleDouble LN2 =
      new DoubleDouble(0.6931471805599453, 2.3190468138462996e-17);

  static DoubleDouble of(double value) {
    return new DoubleDouble(value, 0);
  }

  private static DoubleDouble sum(double a, double b) {
    double s = a + b;
    double t = s - a;
    return new DoubleDouble(s, a - (s - t) + (b - t));
  }

  private static DoubleDouble quick(double a, double b) {
    double s = a + b;
    return new DoubleDouble(s, b - (s - a));
  }

  DoubleDouble plus(DoubleDouble o) {
    DoubleDouble s = sum(high, o.high);
    if (!Double.isFinite(s.high)) {
      return of(s.high);
    }
    DoubleDouble t = sum(low, o.low);
    DoubleDouble u = quick(s.high, s.low + t.high);
    return quick(u.high, u.low + t.low);
  }

  DoubleDouble negate() {
    return new DoubleDouble(-high, -low);
  }

  DoubleDouble minus(DoubleDouble o) {
    return plus(o.negate());
  }

  DoubleDouble times(DoubleDouble o) {
    double p = high * o.high;
    if (!Double.isFinite(p)) {
      return of(p);
    }
    double rest = Math.fma(high, o.high, -p) + high * o.low + low * o.high;
    return quick(p, rest);
  }

  DoubleDouble times(double o) {
    return times(of(o));
  }

  DoubleDouble over(DoubleDouble o) {
    double q = high / o.high;
    if (!Double.isFinite(q) || q == 0) {
      return of(q);
    }
    DoubleDouble r = minus(o.times(q));
    double q2 = r.high / o.high;
    r = r.minus(o.times(q2));
    return quick(q, q2).plus(of(r.high / o.high));
  }

  DoubleDouble sqrt() {
    double s = Math.sqrt(high);
    if (!(s > 0) || Double.isInfinite(s)) {
      return of(s);
    }
    DoubleDouble root = of(s);
    return root.plus(minus(root.times(root)).over(root.times(2)));
  }

  DoubleDouble exp() {
    if (high > 709 || high < -709 || Double.isNaN(high)) {
      return of(Math.exp(high));
    }
    double k = Math.rint(high / 0.6931471805599453);
    DoubleDouble r = minus(LN2.times(k)).times(0x1p-9);
    DoubleDouble term = ONE;
    DoubleDouble rest = ZERO; // exp(r) − 1, which the squarings keep accurate
    for (int n = 1; n < 12; n++) {
      term = term.times(r).over(of(n));
      rest = rest.plus(term);
    }
    for (int i = 0; i < 9; i++) {
      rest = rest.times(2).plus(rest.times(rest));
    }
    DoubleDouble e = rest.plus(ONE);
    double first = Math.scalb(1.0, (int) k / 2);
    double second = Math.scalb(1.0, (int) k - (int) k / 2);
    return new DoubleDouble(e.high * first * second, e.low * first * second);
  }

  DoubleDouble log() {
    if (!(high > 0) || Double.isInfinite(high)) {
      return of(Math.log(high));
    }
    DoubleDouble y = of(Math.log(high));
    for (int i = 0; i < 2; i++) {
      y = y.plus(times(y.negate().exp()).minus(ONE));
    }
    return y;
  }

  /// Sine and cosine.
  DoubleDouble[] turn() {
    if (!(Math.abs(high) < 1e15)) {
      return new DoubleDouble[] {of(Double.NaN), of(Double.NaN)};
    }
    double k = Math.rint(high / (Math.PI / 2));
    // A third part of π/2, for arguments far out.
    DoubleDouble r =
        minus(of(k).times(PI.times(0.5))).minus(of(k).times(of(-2.9947698097183397e-33 / 2)));
    DoubleDouble square = r.times(r).negate();
    DoubleDouble sine = r;
    DoubleDouble cosine = ONE;
    DoubleDouble s = r;
    DoubleDouble c = ONE;
    for (int n = 1; n < 16; n++) {
      c = c.times(square).over(of((2 * n - 1) * (2.0 * n)));
      s = s.times(square).over(of((2 * n) * (2.0 * n + 1)));
      cosine = cosine.plus(c);
      sine = sine.plus(s);
    }
    return switch ((int) (((long) k % 4 + 4) % 4)) {
      case 0 -> new DoubleDouble[] {sine, cosine};
      case 1 -> new DoubleDouble[] {cosine, sine.negate()};
      case 2 -> new DoubleDouble[] {sine.negate(), cosine.negate()};
      default -> new DoubleDouble[] {cosine.negate(), sine};
    };
  }

  DoubleDouble atan() {
    DoubleDouble z = of(Math.atan(high));
    DoubleDouble[] t = z.turn();
    return z.plus(times(t[1]).minus(t[0]).over(t[1].plus(times(t[0]))));
  }

  DoubleDouble asin() {
    return Math.abs(high) == 1
        ? PI.times(0.5 * high)
        : over(ONE.minus(this).times(ONE.plus(this)).sqrt()).atan();
  }

  DoubleDouble sinh() {
    if (Math.abs(high) > 0.5) {
      DoubleDouble e = exp();
      return e.minus(ONE.over(e)).times(0.5);
    }
    DoubleDouble term = this;
    DoubleDouble sum = this;
    for (int n = 1; n < 14; n++) {
      term = term.times(times(this)).over(of((2 * n) * (2.0 * n + 1)));
      sum = sum.plus(term);
    }
    return sum;
  }

  DoubleDouble cosh() {
    DoubleDouble e = exp();
    return e.plus(ONE.over(e)).times(0.5);
  }

  DoubleDouble erf() {
    if (Math.abs(high) > 9) {
      return of(Math.signum(high));
    }
    DoubleDouble square = times(this).times(2);
    DoubleDouble term = ONE;
    DoubleDouble sum = ONE;
    for (int n = 1; n < 400 && term.high > sum.high * 1e-33; n++) {
      term = term.times(square).over(of(2.0 * n + 1));
      sum = sum.plus(term);
    }
    return times(times(this).negate().exp()).times(sum).times(2).over(PI.sqrt());
  }

  DoubleDouble power(DoubleDouble b) {
    if (b.low == 0 && b.high == Math.rint(b.high) && Math.abs(b.high) <= 64) {
      DoubleDouble product = ONE;
      for (int i = 0; i < Math.abs(b.high); i++) {
        product = product.times(this);
      }
      return b.high < 0 ? ONE.over(product) : product;
    }
    return high == 0 ? of(Math.pow(high, b.high)) : b.times(log()).exp();
  }
}

package thalweg.calculus.derivative.problem;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Real;

/// A number of as many decimal digits as are asked for: what answers in doubles are measured by.
///
/// Every operation is rounded to the digits of the context; the elementary functions lose a few in
/// proportion to the size of their argument. An ArithmeticException where a result is not defined
/// or too large to be of use.
record Decimal(BigDecimal v, MathContext digits) implements Real<Decimal> {
  private static final BigDecimal TWO = BigDecimal.TWO;

  private static final BigDecimal PI = machin(400);

  /// Beyond this an exponential has more digits than any double.
  private static final double GREATEST_EXPONENT = 1e4;

  /// Beyond this the turns of an angle are not worth counting.
  private static final double GREATEST_ANGLE = 1e15;

  /// Beyond this 1 − erf is below 10⁻⁷⁵⁰.
  private static final double SATURATED = 40;

  static Decimal of(BigDecimal v, int digits) {
    return new Decimal(v, new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private Decimal with(BigDecimal result) {
    return new Decimal(result, digits);
  }

  @Override
  public double value() {
    return v.doubleValue();
  }

  @Override
  public Decimal constant(double c) {
    if (!Double.isFinite(c)) {
      throw new ArithmeticException("not finite");
    }
    return with(new BigDecimal(c));
  }

  private Decimal whole(int n) {
    return with(BigDecimal.valueOf(n));
  }

  @Override
  public Decimal negate() {
    return with(v.negate());
  }

  @Override
  public Decimal plus(Decimal o) {
    return with(v.add(o.v, digits));
  }

  @Override
  public Decimal minus(Decimal o) {
    return with(v.subtract(o.v, digits));
  }

  @Override
  public Decimal times(Decimal o) {
    return with(v.multiply(o.v, digits));
  }

  @Override
  public Decimal over(Decimal o) {
    return with(v.divide(o.v, digits));
  }

  @Override
  public Decimal power(Decimal o) {
    boolean whole = o.v.stripTrailingZeros().scale() <= 0;
    if (whole && o.v.abs().compareTo(BigDecimal.valueOf(1_000)) <= 0) {
      int n = o.v.intValueExact();
      BigDecimal power = v.pow(Math.abs(n), digits);
      return with(n < 0 ? BigDecimal.ONE.divide(power, digits) : power);
    }
    if (v.signum() == 0 && o.v.signum() > 0) {
      return whole(0);
    }
    return o.times(log()).exp();
  }

  @Override
  public Decimal apply(Elementary function) {
    return switch (function) {
      case SIN -> turn()[0];
      case COS -> turn()[1];
      case TAN -> {
        Decimal[] t = turn();
        yield t[0].over(t[1]);
      }
      case ASIN -> inverseSine();
      case ACOS -> pi().over(whole(2)).minus(inverseSine());
      case ATAN -> inverseTangent();
      case SINH -> {
        Decimal e = exp();
        yield e.minus(e.inverse()).over(whole(2));
      }
      case COSH -> {
        Decimal e = exp();
        yield e.plus(e.inverse()).over(whole(2));
      }
      case TANH -> {
        Decimal e = plus(this).exp();
        yield e.minus(whole(1)).over(e.plus(whole(1)));
      }
      case EXP -> exponential();
      case LOG -> logarithm();
      case SQRT -> with(v.sqrt(digits));
      case ABS -> with(v.abs());
      case ERF -> errorFunction();
      case SIGMOID -> negate().exp().plus(whole(1)).inverse();
      case RELU -> with(v.max(BigDecimal.ZERO));
      case EXPM1 -> exp().minus(whole(1));
      case LOG1P -> plus(whole(1)).log();
      case LOG10 -> log().over(whole(10).log());
      case LOG2 -> log().over(whole(2).log());
      case CBRT ->
          v.signum() == 0
              ? this
              : with(v.abs()).log().over(whole(3)).exp().times(whole(v.signum()));
      case FLOOR -> with(v.setScale(0, RoundingMode.FLOOR));
      case CEIL -> with(v.setScale(0, RoundingMode.CEILING));
      case SIGN -> whole(v.signum());
      case ROUND -> with(v.setScale(0, RoundingMode.HALF_EVEN));
    };
  }

  private Decimal inverse() {
    return whole(1).over(this);
  }

  private boolean beyond(double size) {
    return v.abs().compareTo(BigDecimal.valueOf(size)) > 0;
  }

  /// Whether a term no longer counts beside 1.
  private boolean vanishes() {
    return v.signum() == 0 || v.precision() - v.scale() < -digits.getPrecision() - 4;
  }

  /// The Taylor series at a small part of the argument, and squares.
  private Decimal exponential() {
    if (beyond(GREATEST_EXPONENT)) {
      throw new ArithmeticException("exp of " + value());
    }
    int halvings = Math.max(0, v.precision() - v.scale()) * 4 + 8;
    Decimal r = with(v.divide(TWO.pow(halvings), digits));
    Decimal sum = whole(1);
    Decimal term = whole(1);
    for (int n = 1; !term.vanishes(); n++) {
      term = term.times(r).over(whole(n));
      sum = sum.plus(term);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.times(sum);
    }
    return sum;
  }

  /// Halley's iteration for eʸ = this; each step triples the digits.
  private Decimal logarithm() {
    if (v.signum() <= 0) {
      throw new ArithmeticException("log of " + value());
    }
    int exponent = v.precision() - v.scale();
    BigDecimal mantissa = v.scaleByPowerOfTen(-exponent);
    double first = StrictMath.log(mantissa.doubleValue()) + exponent * StrictMath.log(10);
    Decimal y = constant(first);
    for (int right = 14; right < digits.getPrecision(); right *= 3) {
      Decimal e = y.exp();
      y = y.plus(minus(e).times(whole(2)).over(plus(e)));
    }
    return y;
  }

  /// Sine and cosine.
  private Decimal[] turn() {
    if (beyond(GREATEST_ANGLE)) {
      throw new ArithmeticException("sin of " + value());
    }
    Decimal quarter = pi().over(whole(2));
    BigInteger k = v.divide(quarter.v, digits).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    Decimal r = minus(quarter.times(with(new BigDecimal(k))));
    Decimal square = r.times(r).negate();
    Decimal s = r;
    Decimal c = whole(1);
    Decimal sine = s;
    Decimal cosine = c;
    for (int n = 1; !(s.vanishes() && c.vanishes()); n++) {
      c = c.times(square).over(whole((2 * n - 1) * (2 * n)));
      s = s.times(square).over(whole(2 * n * (2 * n + 1)));
      cosine = cosine.plus(c);
      sine = sine.plus(s);
    }
    return switch (k.mod(BigInteger.valueOf(4)).intValue()) {
      case 0 -> new Decimal[] {sine, cosine};
      case 1 -> new Decimal[] {cosine, sine.negate()};
      case 2 -> new Decimal[] {sine.negate(), cosine.negate()};
      default -> new Decimal[] {cosine.negate(), sine};
    };
  }

  private Decimal pi() {
    return with(PI);
  }

  /// π = 16 atan(1/5) − 4 atan(1/239). Source: Machin 1706.
  private static BigDecimal machin(int digits) {
    Decimal one = of(BigDecimal.ONE, digits);
    return one.whole(16).times(one.arc(5)).minus(one.whole(4).times(one.arc(239))).v;
  }

  /// atan(1/n).
  private Decimal arc(int n) {
    Decimal term = whole(n).inverse();
    Decimal square = whole(-n * n);
    Decimal sum = term;
    for (int k = 3; !term.vanishes(); k += 2) {
      term = term.over(square);
      sum = sum.plus(term.over(whole(k)));
    }
    return sum;
  }

  /// Corrects the double's arc by the tangent of what it misses; each step triples the digits.
  private Decimal inverseTangent() {
    Decimal y = constant(StrictMath.atan(value()));
    for (int right = 14; right < digits.getPrecision(); right *= 3) {
      Decimal[] t = y.turn();
      y = y.plus(times(t[1]).minus(t[0]).over(t[1].plus(times(t[0]))));
    }
    return y;
  }

  private Decimal inverseSine() {
    Decimal one = whole(1);
    Decimal square = one.minus(this).times(one.plus(this));
    return square.v.signum() == 0
        ? pi().times(this).over(whole(2))
        : over(square.sqrt()).inverseTangent();
  }

  /// All terms have one sign. Source: Abramowitz and Stegun 1964, 7.1.6.
  private Decimal errorFunction() {
    if (beyond(SATURATED)) {
      return whole(v.signum());
    }
    Decimal square = times(this);
    Decimal term = this;
    Decimal sum = term;
    for (int n = 1; !term.over(sum.v.signum() == 0 ? whole(1) : sum).vanishes(); n++) {
      term = term.times(square).times(whole(2)).over(whole(2 * n + 1));
      sum = sum.plus(term);
    }
    return sum.times(whole(2)).times(square.negate().exp()).over(pi().sqrt());
  }
}

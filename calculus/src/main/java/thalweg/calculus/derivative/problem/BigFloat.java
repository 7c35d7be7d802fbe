package thalweg.calculus.derivative.problem;

import java.math.BigInteger;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Real;

/// A binary number of as many digits as are asked for, significand · 2^exponent: what answers in
/// doubles are measured by.
///
/// Every operation is right to 0.51 units of its last bit; the elementary functions lose a few bits
/// in proportion to the size of their argument. An ArithmeticException where a result is not
/// defined or too large to be of use.
record BigFloat(BigInteger significand, int exponent, int bits) implements Real<BigFloat> {
  /// By so many bits more than asked for is a quotient cut off before it is rounded.
  private static final int GUARD = 8;

  private static final double BITS_PER_DIGIT = 3.3219280948873626; // log₂ 10

  /// So many bits of a double's elementary function are right.
  private static final int FIRST = 45;

  private static final BigFloat PI = machin(400);

  /// Beyond this an exponential has more digits than any double.
  private static final double GREATEST_EXPONENT = 1e4;

  /// Beyond this the turns of an angle are not worth counting.
  private static final double GREATEST_ANGLE = 1e15;

  /// Beyond this 1 − erf is below 10⁻⁷⁵⁰.
  private static final double SATURATED = 40;

  /// Returns a double's own value, to be computed with to at least so many decimal digits.
  static BigFloat of(double v, int digits) {
    return exactly(v, (int) Math.ceil(digits * BITS_PER_DIGIT) + 1);
  }

  private static BigFloat exactly(double v, int bits) {
    if (!Double.isFinite(v)) {
      throw new ArithmeticException("not finite");
    }
    int exponent = Math.max(Math.getExponent(v), Double.MIN_EXPONENT) - 52;
    return new BigFloat(BigInteger.valueOf((long) Math.scalb(v, -exponent)), exponent, bits);
  }

  /// Returns the nearest number of so many bits, not negative; of two the greater.
  private BigFloat rounded(int most) {
    int more = significand.bitLength() - most;
    return more <= 0
        ? this
        : new BigFloat(
            significand.shiftRight(more - 1).add(BigInteger.ONE).shiftRight(1),
            Math.addExact(exponent, more),
            bits);
  }

  private BigFloat with(BigInteger s, int e) {
    return new BigFloat(s, e, bits).rounded(bits);
  }

  /// Returns this times a power of two, exactly.
  BigFloat scaled(int power) {
    return new BigFloat(significand, Math.addExact(exponent, power), bits);
  }

  private int sign() {
    return significand.signum();
  }

  /// Returns how many bits lie before the point, negative of a small number.
  private int magnitude() {
    return Math.addExact(exponent, significand.bitLength());
  }

  @Override
  public double value() {
    int kept = Math.min(53, magnitude() - Double.MIN_EXPONENT + 52);
    if (sign() == 0 || kept < 0) {
      return 0;
    }
    BigFloat near = rounded(kept);
    return Math.scalb(near.significand.doubleValue(), near.exponent);
  }

  @Override
  public BigFloat constant(double c) {
    return exactly(c, bits);
  }

  private BigFloat whole(int n) {
    return new BigFloat(BigInteger.valueOf(n), 0, bits);
  }

  @Override
  public BigFloat negate() {
    return new BigFloat(significand.negate(), exponent, bits);
  }

  @Override
  public BigFloat plus(BigFloat o) {
    if (sign() == 0 || o.sign() == 0) {
      return sign() == 0 ? o.rounded(bits) : rounded(bits);
    }
    boolean isGreater = magnitude() >= o.magnitude();
    BigFloat great = isGreater ? this : o;
    BigFloat small = isGreater ? o : this;
    if ((long) great.magnitude() - small.magnitude() > bits + GUARD) {
      return great.rounded(bits); // the other is less than any bit of it
    }
    int least = Math.min(exponent, o.exponent);
    return with(
        significand.shiftLeft(exponent - least).add(o.significand.shiftLeft(o.exponent - least)),
        least);
  }

  @Override
  public BigFloat minus(BigFloat o) {
    return plus(o.negate());
  }

  @Override
  public BigFloat times(BigFloat o) {
    return with(significand.multiply(o.significand), Math.addExact(exponent, o.exponent));
  }

  @Override
  public BigFloat over(BigFloat o) {
    int more = Math.max(0, bits + GUARD + o.significand.bitLength() - significand.bitLength());
    return with(
        significand.shiftLeft(more).divide(o.significand),
        Math.subtractExact(Math.subtractExact(exponent, more), o.exponent));
  }

  @Override
  public BigFloat power(BigFloat o) {
    boolean isWhole = o.sign() == 0 || o.exponent + o.significand.getLowestSetBit() >= 0;
    if (isWhole && !o.beyond(1_000)) {
      int n = (int) o.value();
      BigFloat power = whole(1);
      for (int bit = Integer.highestOneBit(Math.abs(n)); bit > 0; bit >>= 1) {
        power = power.times(power);
        power = (Math.abs(n) & bit) == 0 ? power : power.times(this);
      }
      return n < 0 ? power.inverse() : power;
    }
    if (sign() == 0 && o.sign() > 0) {
      return whole(0);
    }
    return o.times(log()).exp();
  }

  @Override
  public BigFloat apply(Elementary function) {
    return switch (function) {
      case SIN -> turn()[0];
      case COS -> turn()[1];
      case TAN -> {
        BigFloat[] t = turn();
        yield t[0].over(t[1]);
      }
      case ASIN -> inverseSine();
      case ACOS -> pi().scaled(-1).minus(inverseSine());
      case ATAN -> inverseTangent();
      case SINH -> {
        BigFloat e = exp();
        yield e.minus(e.inverse()).scaled(-1);
      }
      case COSH -> {
        BigFloat e = exp();
        yield e.plus(e.inverse()).scaled(-1);
      }
      case TANH -> {
        BigFloat e = plus(this).exp();
        yield e.minus(whole(1)).over(e.plus(whole(1)));
      }
      case EXP -> exponential();
      case LOG -> logarithm();
      case SQRT -> squareRoot();
      case ABS -> absolute();
      case ERF -> errorFunction();
      case SIGMOID -> negate().exp().plus(whole(1)).inverse();
      case RELU -> sign() < 0 ? whole(0) : this;
      case EXPM1 -> exp().minus(whole(1));
      case LOG1P -> plus(whole(1)).log();
      case LOG10 -> log().over(whole(10).log());
      case LOG2 -> log().over(whole(2).log());
      case CBRT -> sign() == 0 ? this : absolute().log().over(whole(3)).exp().times(whole(sign()));
      case FLOOR -> floored();
      case CEIL -> negate().floored().negate();
      case SIGN -> whole(sign());
      case ROUND -> nearestWhole();
    };
  }

  private BigFloat inverse() {
    return whole(1).over(this);
  }

  private BigFloat absolute() {
    return sign() < 0 ? negate() : this;
  }

  private boolean beyond(double size) {
    return Math.abs(value()) > size;
  }

  /// Whether a term no longer counts beside 1.
  private boolean vanishes() {
    return sign() == 0 || magnitude() < -bits - GUARD;
  }

  private BigFloat squareRoot() {
    if (sign() < 0) {
      throw new ArithmeticException("sqrt of " + value());
    }
    int more = Math.max(0, 2 * (bits + GUARD) - significand.bitLength());
    more += (exponent - more) & 1; // what is left is a power of four
    return with(significand.shiftLeft(more).sqrt(), (exponent - more) / 2);
  }

  /// Returns the greatest whole number that is no greater.
  private BigFloat floored() {
    return exponent >= 0 ? this : new BigFloat(significand.shiftRight(-exponent), 0, bits);
  }

  /// Returns the nearest whole number; of two the even one.
  private BigFloat nearestWhole() {
    BigFloat half = new BigFloat(BigInteger.ONE, -1, bits);
    BigFloat up = plus(half);
    BigFloat n = up.floored();
    boolean isTie = up.minus(n).sign() == 0;
    return isTie && n.scaled(-1).floored().scaled(1).minus(n).sign() != 0 ? n.minus(whole(1)) : n;
  }

  /// The Taylor series at a small part of the argument, and squares.
  private BigFloat exponential() {
    if (beyond(GREATEST_EXPONENT)) {
      throw new ArithmeticException("exp of " + value());
    }
    int halvings = Math.max(0, magnitude()) + 8;
    BigFloat r = scaled(-halvings);
    BigFloat sum = whole(1);
    BigFloat term = whole(1);
    for (int n = 1; !term.vanishes(); n++) {
      term = term.times(r).over(whole(n));
      sum = sum.plus(term);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.times(sum);
    }
    return sum;
  }

  /// Halley's iteration for eʸ = this; each step triples the bits.
  private BigFloat logarithm() {
    if (sign() <= 0) {
      throw new ArithmeticException("log of " + value());
    }
    double mantissa = scaled(-magnitude()).value();
    BigFloat y = constant(StrictMath.log(mantissa) + magnitude() * StrictMath.log(2));
    for (int right = FIRST; right < bits; right *= 3) {
      BigFloat e = y.exp();
      y = y.plus(minus(e).scaled(1).over(plus(e)));
    }
    return y;
  }

  /// Sine and cosine.
  private BigFloat[] turn() {
    if (beyond(GREATEST_ANGLE)) {
      throw new ArithmeticException("sin of " + value());
    }
    BigFloat quarter = pi().scaled(-1);
    BigFloat k = over(quarter).nearestWhole();
    BigFloat r = minus(quarter.times(k));
    BigFloat square = r.times(r).negate();
    BigFloat s = r;
    BigFloat c = whole(1);
    BigFloat sine = s;
    BigFloat cosine = c;
    for (int n = 1; !(s.vanishes() && c.vanishes()); n++) {
      c = c.times(square).over(whole((2 * n - 1) * (2 * n)));
      s = s.times(square).over(whole(2 * n * (2 * n + 1)));
      cosine = cosine.plus(c);
      sine = sine.plus(s);
    }
    return switch ((int) Math.floorMod((long) k.value(), 4L)) {
      case 0 -> new BigFloat[] {sine, cosine};
      case 1 -> new BigFloat[] {cosine, sine.negate()};
      case 2 -> new BigFloat[] {sine.negate(), cosine.negate()};
      default -> new BigFloat[] {cosine.negate(), sine};
    };
  }

  private BigFloat pi() {
    return with(PI.significand, PI.exponent);
  }

  /// π = 16 atan(1/5) − 4 atan(1/239). Source: Machin 1706.
  private static BigFloat machin(int digits) {
    BigFloat one = of(1, digits);
    return one.arc(5).scaled(4).minus(one.arc(239).scaled(2));
  }

  /// atan(1/n).
  private BigFloat arc(int n) {
    BigFloat term = whole(n).inverse();
    BigFloat square = whole(-n * n);
    BigFloat sum = term;
    for (int k = 3; !term.vanishes(); k += 2) {
      term = term.over(square);
      sum = sum.plus(term.over(whole(k)));
    }
    return sum;
  }

  /// Corrects the double's arc by the tangent of what it misses; each step triples the bits.
  private BigFloat inverseTangent() {
    BigFloat y = constant(StrictMath.atan(value()));
    for (int right = FIRST; right < bits; right *= 3) {
      BigFloat[] t = y.turn();
      y = y.plus(times(t[1]).minus(t[0]).over(t[1].plus(times(t[0]))));
    }
    return y;
  }

  private BigFloat inverseSine() {
    BigFloat one = whole(1);
    BigFloat square = one.minus(this).times(one.plus(this));
    return square.sign() == 0 ? pi().times(this).scaled(-1) : over(square.sqrt()).inverseTangent();
  }

  /// All terms have one sign. Source: Abramowitz and Stegun 1964, 7.1.6.
  private BigFloat errorFunction() {
    if (beyond(SATURATED)) {
      return whole(sign());
    }
    BigFloat square = times(this);
    BigFloat term = this;
    BigFloat sum = term;
    for (int n = 1; term.sign() != 0 && term.magnitude() - sum.magnitude() > -bits; n++) {
      term = term.times(square).scaled(1).over(whole(2 * n + 1));
      sum = sum.plus(term);
    }
    return sum.scaled(1).times(square.negate().exp()).over(pi().sqrt());
  }
}

package thalweg.algebra.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static thalweg.algebra.kernel.FloatElementary.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The functions of [FloatElementary] on all lanes of a vector at once, by the same steps and with
/// the same bits; what a step is for is said there. A choice between two values is a blend.
///
/// The compiler keeps vectors in registers only while it inlines, and it stops inlining ours (not
/// the vector classes' own) methods where a loop has grown to some forty vector operations. So the
/// small methods here are called early, and what comes late is written out.
final class FloatElementaryVector {
  static final VectorSpecies<Float> S = Species.FLOAT;
  static final VectorSpecies<Double> DOUBLES = Species.DOUBLE;

  private FloatElementaryVector() {}

  static FloatVector exp(FloatVector x) {
    x = clamp(x, -104, 89);
    FloatVector rounded = rounded(x);
    IntVector n = integer(rounded);
    FloatVector t = expm1OfRest(rest(x, rounded.sub(ROUNDER)));
    IntVector half = half(n);
    FloatVector s = powerOfTwo(half);
    return s.fma(t, s).mul(powerOfTwo(n.sub(half)));
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector y = clamp(x, -20, 89);
    FloatVector rounded = rounded(y);
    FloatVector r = rest(y, rounded.sub(ROUNDER));
    FloatVector s = powerOfTwo(integer(rounded).sub(1));
    FloatVector square = r.mul(r);
    FloatVector q = expTail(r);
    FloatVector t = square.fma(q, r);
    FloatVector tRest = square.fma(q, r.sub(t));
    FloatVector base = s.sub(0.5f);
    FloatVector baseRest = s.sub(base).sub(0.5f);
    FloatVector sum = s.fma(t, base);
    FloatVector sumRest = s.fma(t, base.sub(sum)).add(s.fma(tRest, baseRest));
    FloatVector result = sum.add(sumRest).mul(2);
    return result.blend(x, x.abs().compare(VectorOperators.LT, 0x1p-26f));
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
    IntVector exponent = exponent(bits);
    FloatVector f = fraction(bits, exponent);
    FloatVector k = toFloat(exponent);
    k = k.blend(k.sub(23), subnormal);
    FloatVector result = logarithm(k.mul(LN2_SHORT), f, k.mul(LN2_SHORT_REST));
    result = x.blend(result, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    result = result.blend(Float.NaN, x.compare(VectorOperators.LT, 0));
    return result.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
  }

  static FloatVector log1p(FloatVector x) {
    IntVector bits = x.add(1).reinterpretAsInts();
    IntVector exponent = exponent(bits);
    VectorMask<Float> large = x.compare(VectorOperators.GT, 0x1p26f);
    FloatVector scale = powerOfTwo(exponent.neg());
    FloatVector one = scale.sub(1);
    FloatVector direct = x.fma(scale, one);
    FloatVector lost = x.fma(scale, one.sub(direct));
    FloatVector f = direct.blend(fraction(bits, exponent), large);
    lost = lost.neg().fma(f, lost).blend(0, large);
    FloatVector k = toFloat(exponent);
    FloatVector result = logarithm(k.mul(LN2_SHORT), f, k.fma(broadcast(S, LN2_SHORT_REST), lost));
    result = x.blend(result, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    result = result.blend(Float.NaN, x.compare(VectorOperators.LT, -1));
    result = result.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, -1));
    return result.blend(x, x.compare(VectorOperators.EQ, 0));
  }

  static FloatVector sin(FloatVector x) {
    FloatVector s = circular(x.abs(), 0);
    return s.reinterpretAsInts()
        .lanewise(VectorOperators.XOR, x.reinterpretAsInts().and(Integer.MIN_VALUE))
        .reinterpretAsFloats();
  }

  static FloatVector cos(FloatVector x) {
    return circular(x.abs(), 1);
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    a = a.blend(10, a.compare(VectorOperators.GT, 10));
    FloatVector w = a.mul(a);
    FloatVector near = a.mul(w).fma(tanhTail(w), a);
    FloatVector y = a.add(a);
    FloatVector rounded = rounded(y);
    FloatVector s = powerOfTwo(integer(rounded));
    FloatVector t = expm1OfRest(rest(y, rounded.sub(ROUNDER)));
    FloatVector far = broadcast(S, 1).sub(broadcast(S, 2).div(s.fma(t, s.add(1))));
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    FloatVector magnitude = far.blend(near, a.compare(VectorOperators.LT, TANH_JOINT));
    return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector y = x.neg();
    y = clamp(y, -20, 104);
    FloatVector rounded = rounded(y);
    IntVector n = integer(rounded);
    FloatVector t = expm1OfRest(rest(y, rounded.sub(ROUNDER)));
    IntVector half = half(n);
    FloatVector c = powerOfTwo(half.neg());
    FloatVector s = powerOfTwo(n.sub(half));
    FloatVector base = s.add(c);
    FloatVector d = s.fma(t, base);
    FloatVector dRest = s.fma(t, base.sub(d)).add(c.sub(base.sub(s)));
    FloatVector q = broadcast(S, 1).div(d);
    FloatVector correction = dRest.neg().fma(q, d.neg().fma(q, broadcast(S, 1)));
    return q.fma(correction, q).mul(c);
  }

  static FloatVector softplus(FloatVector x) {
    FloatVector y = x.abs().neg();
    y = y.blend(-104, y.compare(VectorOperators.LT, -104));
    FloatVector rounded = rounded(y);
    IntVector n = integer(rounded);
    FloatVector r = rest(y, rounded.sub(ROUNDER));
    FloatVector square = r.mul(r);
    FloatVector q = expTail(r);
    FloatVector t = square.fma(q, r);
    FloatVector tRest = square.fma(q, r.sub(t));
    IntVector half = half(n);
    FloatVector s = powerOfTwo(half);
    FloatVector s2 = powerOfTwo(n.sub(half));
    FloatVector e = s.fma(t, s);
    FloatVector eRest = s.fma(t, s.sub(e)).add(s.mul(tRest)).mul(s2);
    return softplus(x, e.mul(s2), eRest);
  }

  /// The second half of softplus, from e = e^−|x| on.
  private static FloatVector softplus(FloatVector x, FloatVector e, FloatVector eRest) {
    VectorMask<Float> upper = e.compare(VectorOperators.GT, 0.33333334f);
    FloatVector k = broadcast(S, 0).blend(1, upper);
    FloatVector scale = broadcast(S, 1).blend(0.5f, upper);
    FloatVector one = scale.sub(1);
    FloatVector f = scale.fma(e, one);
    FloatVector lost = scale.fma(e, one.sub(f)).add(scale.mul(eRest));
    lost = lost.neg().fma(f, lost);
    FloatVector positive = broadcast(S, 0).blend(x, x.compare(VectorOperators.GT, 0));
    FloatVector multiple = k.mul(LN2_SHORT);
    FloatVector whole = positive.add(multiple);
    FloatVector part = whole.sub(positive);
    lost = lost.add(positive.sub(whole.sub(part)).add(multiple.sub(part)));
    FloatVector result = logarithm(whole, f, k.fma(broadcast(S, LN2_SHORT_REST), lost));
    result = result.blend(e, x.compare(VectorOperators.LT, -17.5f));
    return result.blend(x, x.compare(VectorOperators.GT, 20));
  }

  static FloatVector erf(FloatVector x) {
    FloatVector a = x.abs();
    a = a.blend(ERF_END, a.compare(VectorOperators.GT, ERF_END));
    FloatVector near = a.fma(erfTail(a.mul(a)), a);
    FloatVector y = a.neg().fma(a, logOfErfcx(a));
    FloatVector rounded = rounded(y);
    FloatVector s = powerOfTwo(integer(rounded));
    FloatVector t = expm1OfRest(rest(y, rounded.sub(ROUNDER)));
    FloatVector far = broadcast(S, 1).sub(s.fma(t, s));
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    FloatVector magnitude = far.blend(near, a.compare(VectorOperators.LT, ERF_JOINT));
    return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  static FloatVector pow(FloatVector x, FloatVector y) {
    FloatVector a = x.abs();
    FloatVector b = y.abs();
    VectorMask<Float> integer = isInteger(b);
    VectorMask<Float> odd = integer.andNot(isInteger(b.mul(0.5f)));
    VectorMask<Float> infinite = b.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY);
    VectorMask<Float> one = infinite.and(a.compare(VectorOperators.EQ, 1));
    one = one.or(y.compare(VectorOperators.EQ, 0)).or(x.compare(VectorOperators.EQ, 1));
    VectorMask<Float> negative = x.compare(VectorOperators.LT, 0);
    VectorMask<Float> finite = a.compare(VectorOperators.LT, Float.POSITIVE_INFINITY);
    VectorMask<Float> impossible = negative.and(finite).andNot(integer);
    impossible =
        impossible.or(x.compare(VectorOperators.NE, x)).or(y.compare(VectorOperators.NE, y));
    DoubleVector low = powerInDouble(doubles(a, 0), doubles(y, 0));
    DoubleVector high = powerInDouble(doubles(a, 1), doubles(y, 1));
    // Powers are not negative, so that adding the zeros in place of the other half changes no bit.
    FloatVector result = (FloatVector) low.convertShape(VectorOperators.D2F, S, 0);
    result = result.add(high.convertShape(VectorOperators.D2F, S, -1));
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    IntVector opposite = result.reinterpretAsInts().lanewise(VectorOperators.XOR, sign);
    result = result.blend(opposite.reinterpretAsFloats(), odd);
    return result.blend(Float.NaN, impossible).blend(1, one);
  }

  // Rare functions go lane by lane.

  static FloatVector tan(FloatVector x) {
    return eachLane(x, FloatElementary::tan);
  }

  static FloatVector asin(FloatVector x) {
    return eachLane(x, FloatElementary::asin);
  }

  static FloatVector acos(FloatVector x) {
    return eachLane(x, FloatElementary::acos);
  }

  static FloatVector atan(FloatVector x) {
    return eachLane(x, FloatElementary::atan);
  }

  static FloatVector sinh(FloatVector x) {
    return eachLane(x, FloatElementary::sinh);
  }

  static FloatVector cosh(FloatVector x) {
    return eachLane(x, FloatElementary::cosh);
  }

  private interface Function {
    float apply(float x);
  }

  private static FloatVector eachLane(FloatVector x, Function function) {
    float[] values = x.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = function.apply(values[i]);
    }
    return FloatVector.fromArray(S, values, 0);
  }

  private static DoubleVector doubles(FloatVector x, int part) {
    return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, part);
  }

  private static DoubleVector powerInDouble(DoubleVector a, DoubleVector y) {
    DoubleVector x = y.mul(logInDouble(a));
    x = x.blend(200, x.compare(VectorOperators.GT, 200));
    x = x.blend(-200, x.compare(VectorOperators.LT, -200));
    DoubleVector rounded = x.fma(POWER_LOG2_E, DOUBLE_ROUNDER);
    DoubleVector r =
        rounded.sub(DOUBLE_ROUNDER).fma(DoubleVector.broadcast(DOUBLES, -POWER_LN2), x);
    DoubleVector q = r.fma(POWER_EXP_8, POWER_EXP_7);
    q = q.fma(r, DoubleVector.broadcast(DOUBLES, POWER_EXP_6));
    q = q.fma(r, DoubleVector.broadcast(DOUBLES, POWER_EXP_5));
    q = q.fma(r, DoubleVector.broadcast(DOUBLES, POWER_EXP_4));
    q = q.fma(r, DoubleVector.broadcast(DOUBLES, POWER_EXP_3));
    q = q.fma(r, DoubleVector.broadcast(DOUBLES, POWER_EXP_2));
    DoubleVector t = r.mul(r).fma(q, r);
    LongVector n = rounded.reinterpretAsLongs().sub(DOUBLE_ROUNDER_BITS);
    DoubleVector scale =
        n.add(DOUBLE_BIAS)
            .lanewise(VectorOperators.LSHL, DOUBLE_FRACTION_BITS)
            .reinterpretAsDoubles();
    return scale.fma(t, scale);
  }

  private static DoubleVector logInDouble(DoubleVector a) {
    LongVector bits = a.reinterpretAsLongs();
    LongVector exponent =
        bits.sub(ROOT_HALF_BITS).lanewise(VectorOperators.ASHR, DOUBLE_FRACTION_BITS);
    DoubleVector f =
        bits.sub(exponent.lanewise(VectorOperators.LSHL, DOUBLE_FRACTION_BITS))
            .reinterpretAsDoubles()
            .sub(1);
    DoubleVector k = exponent.add(DOUBLE_ROUNDER_BITS).reinterpretAsDoubles().sub(DOUBLE_ROUNDER);
    DoubleVector s = f.div(f.add(2));
    DoubleVector w = s.mul(s);
    DoubleVector p = w.fma(POWER_LOG_11, POWER_LOG_9);
    p = p.fma(w, DoubleVector.broadcast(DOUBLES, POWER_LOG_7));
    p = p.fma(w, DoubleVector.broadcast(DOUBLES, POWER_LOG_5));
    p = p.fma(w, DoubleVector.broadcast(DOUBLES, POWER_LOG_3));
    DoubleVector log = s.neg().fma(w.neg().fma(p, f), f);
    log = k.fma(DoubleVector.broadcast(DOUBLES, POWER_LN2), log);
    log = log.blend(Double.NEGATIVE_INFINITY, a.compare(VectorOperators.EQ, 0));
    return log.blend(a, a.compare(VectorOperators.EQ, Double.POSITIVE_INFINITY));
  }

  private static FloatVector circular(FloatVector a, int turn) {
    FloatVector rounded = a.fma(TWO_OVER_PI, ROUNDER);
    FloatVector n = rounded.sub(ROUNDER);
    FloatVector first = n.fma(broadcast(S, -HALF_PI_1), a);
    FloatVector r = n.fma(broadcast(S, -HALF_PI_2), first);
    FloatVector lost = n.fma(broadcast(S, -HALF_PI_2), first.sub(r));
    FloatVector rRest = n.fma(broadcast(S, -HALF_PI_3), lost);
    FloatVector sum = r.add(rRest);
    rRest = n.fma(broadcast(S, -HALF_PI_4), r.sub(sum).add(rRest));
    FloatVector result = circularOfRest(sum, rRest, integer(rounded).add(turn));
    VectorMask<Float> large = a.compare(VectorOperators.LE, ANGLE_LIMIT).not();
    return large.anyTrue() ? withLarge(result, a, large, turn) : result;
  }

  /// Puts the lanes whose angle is beyond the limit right, one by one: they are rare.
  static FloatVector withLarge(
      FloatVector result, FloatVector a, VectorMask<Float> large, int turn) {
    float[] values = result.toArray();
    float[] angles = a.toArray();
    for (int i = 0; i < values.length; i++) {
      if (large.laneIsSet(i)) {
        values[i] = FloatElementary.circularOfLarge(angles[i], turn);
      }
    }
    return FloatVector.fromArray(S, values, 0);
  }

  private static FloatVector circularOfRest(FloatVector r, FloatVector rRest, IntVector quarters) {
    FloatVector w = r.mul(r);
    FloatVector p = w.fma(SIN_7, SIN_5);
    p = p.fma(w, broadcast(S, SIN_3));
    FloatVector h = w.mul(0.5f);
    FloatVector sine = r.add(r.mul(w).fma(p, h.neg().fma(rRest, rRest)));
    FloatVector q = w.fma(COS_8, COS_6);
    q = q.fma(w, broadcast(S, COS_4));
    FloatVector c = broadcast(S, 1).sub(h);
    FloatVector cosine =
        c.add(broadcast(S, 1).sub(c).sub(h).add(w.mul(w).fma(q, r.mul(rRest).neg())));
    VectorMask<Float> odd =
        quarters.lanewise(VectorOperators.AND, 1).compare(VectorOperators.NE, 0).cast(S);
    IntVector flip = quarters.lanewise(VectorOperators.AND, 2).lanewise(VectorOperators.LSHL, 30);
    return sine.blend(cosine, odd)
        .reinterpretAsInts()
        .lanewise(VectorOperators.XOR, flip)
        .reinterpretAsFloats();
  }

  private static FloatVector logarithm(FloatVector whole, FloatVector f, FloatVector small) {
    FloatVector p = f.fma(LOG_11, LOG_10);
    p = p.fma(f, broadcast(S, LOG_9));
    p = p.fma(f, broadcast(S, LOG_8));
    p = p.fma(f, broadcast(S, LOG_7));
    p = p.fma(f, broadcast(S, LOG_6));
    p = p.fma(f, broadcast(S, LOG_5));
    p = p.fma(f, broadcast(S, LOG_4));
    p = p.fma(f, broadcast(S, LOG_3));
    FloatVector square = f.mul(f);
    FloatVector tail = square.mul(f).fma(p, square.mul(-0.5f));
    FloatVector sum = whole.add(f);
    FloatVector lost = whole.sub(sum).add(f);
    return sum.add(tail.add(lost.add(small)));
  }

  private static FloatVector tanhTail(FloatVector w) {
    FloatVector p = w.fma(TANH_15, TANH_13);
    p = p.fma(w, broadcast(S, TANH_11));
    p = p.fma(w, broadcast(S, TANH_9));
    p = p.fma(w, broadcast(S, TANH_7));
    p = p.fma(w, broadcast(S, TANH_5));
    return p.fma(w, broadcast(S, TANH_3));
  }

  private static FloatVector erfTail(FloatVector w) {
    FloatVector v = w.sub(ERF_CENTRE);
    FloatVector p = v.fma(ERF_7, ERF_6);
    p = p.fma(v, broadcast(S, ERF_5));
    p = p.fma(v, broadcast(S, ERF_4));
    p = p.fma(v, broadcast(S, ERF_3));
    p = p.fma(v, broadcast(S, ERF_2));
    p = p.fma(v, broadcast(S, ERF_1));
    return p.fma(v, broadcast(S, ERF_0));
  }

  /// Returns log(1 − erf a) + a².
  private static FloatVector logOfErfcx(FloatVector a) {
    FloatVector y = a.fma(TAIL_6, TAIL_5);
    y = y.fma(a, broadcast(S, TAIL_4));
    y = y.fma(a, broadcast(S, TAIL_3));
    y = y.fma(a, broadcast(S, TAIL_2));
    y = y.fma(a, broadcast(S, TAIL_1));
    return y.fma(a, broadcast(S, TAIL_0));
  }

  private static FloatVector rest(FloatVector x, FloatVector n) {
    return n.fma(broadcast(S, -LN2_REST), n.fma(broadcast(S, -LN2), x));
  }

  private static FloatVector expm1OfRest(FloatVector r) {
    return r.mul(r).fma(expTail(r), r);
  }

  private static FloatVector expTail(FloatVector r) {
    FloatVector p = r.fma(EXP_7, EXP_6);
    p = p.fma(r, broadcast(S, EXP_5));
    p = p.fma(r, broadcast(S, EXP_4));
    p = p.fma(r, broadcast(S, EXP_3));
    return p.fma(r, broadcast(S, EXP_2));
  }

  /// Returns x / ln 2 rounded, with the rounder still in it.
  private static FloatVector rounded(FloatVector x) {
    return x.fma(LOG2_E, ROUNDER);
  }

  private static IntVector integer(FloatVector rounded) {
    return rounded.reinterpretAsInts().sub(ROUNDER_BITS);
  }

  private static FloatVector toFloat(IntVector n) {
    return n.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
  }

  private static IntVector half(IntVector n) {
    return n.lanewise(VectorOperators.ASHR, 1);
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(BIAS).lanewise(VectorOperators.LSHL, FRACTION_BITS).reinterpretAsFloats();
  }

  private static IntVector exponent(IntVector bits) {
    return bits.sub(TWO_THIRDS_BITS).lanewise(VectorOperators.ASHR, FRACTION_BITS);
  }

  /// Returns the number with these bits over 2 to the exponent, minus one.
  private static FloatVector fraction(IntVector bits, IntVector exponent) {
    return bits.sub(exponent.lanewise(VectorOperators.LSHL, FRACTION_BITS))
        .reinterpretAsFloats()
        .sub(1);
  }

  private static VectorMask<Float> isInteger(FloatVector a) {
    return a.add(0x1p23f)
        .sub(0x1p23f)
        .compare(VectorOperators.EQ, a)
        .or(a.compare(VectorOperators.GE, 0x1p23f));
  }

  /// Returns x between the bounds; NaN stays, which minimum and maximum make dearer.
  private static FloatVector clamp(FloatVector x, float least, float greatest) {
    x = x.blend(greatest, x.compare(VectorOperators.GT, greatest));
    return x.blend(least, x.compare(VectorOperators.LT, least));
  }
}

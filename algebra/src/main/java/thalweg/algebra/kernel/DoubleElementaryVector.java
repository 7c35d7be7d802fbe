package thalweg.algebra.kernel;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static thalweg.algebra.kernel.DoubleElementary.*;

import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The functions of [DoubleElementary] on all lanes of a vector at once, by the same steps and with
/// the same bits; what a step is for is said there. A choice between two values is a blend.
///
/// The compiler keeps vectors in registers only while it inlines, and it stops inlining ours (not
/// the vector classes' own) methods where a loop has grown to some forty vector operations. So the
/// small methods here are called early, and what comes late is written out.
final class DoubleElementaryVector {
  static final VectorSpecies<Double> S = Species.DOUBLE;

  private DoubleElementaryVector() {}

  static DoubleVector exp(DoubleVector x) {
    x = clamp(x, -746, 710);
    DoubleVector rounded = rounded(x);
    LongVector n = integer(rounded);
    DoubleVector t = expm1OfRest(rest(x, rounded.sub(ROUNDER)));
    LongVector half = half(n);
    DoubleVector s = powerOfTwo(half);
    return s.fma(t, s).mul(powerOfTwo(n.sub(half)));
  }

  static DoubleVector expm1(DoubleVector x) {
    DoubleVector y = clamp(x, -40, 710);
    DoubleVector rounded = rounded(y);
    DoubleVector n = rounded.sub(ROUNDER);
    DoubleVector first = n.fma(broadcast(S, -LN2), y);
    DoubleVector r = n.fma(broadcast(S, -LN2_REST), first);
    DoubleVector rRest = n.fma(broadcast(S, -LN2_REST), first.sub(r));
    DoubleVector s = powerOfTwo(integer(rounded).sub(1));
    DoubleVector square = r.mul(r);
    DoubleVector q = expTail(r);
    DoubleVector t = square.fma(q, r);
    DoubleVector tRest = square.fma(q, r.sub(t)).add(r.fma(rRest, rRest));
    DoubleVector base = s.sub(0.5);
    DoubleVector baseRest = s.sub(base).sub(0.5);
    DoubleVector sum = s.fma(t, base);
    DoubleVector sumRest = s.fma(t, base.sub(sum)).add(s.fma(tRest, baseRest));
    DoubleVector result = sum.add(sumRest).mul(2);
    return result.blend(x, x.abs().compare(VectorOperators.LT, 0x1p-55));
  }

  static DoubleVector log(DoubleVector x) {
    VectorMask<Double> subnormal = x.compare(VectorOperators.LT, Double.MIN_NORMAL);
    LongVector bits = x.blend(x.mul(0x1p54), subnormal).reinterpretAsLongs();
    LongVector exponent = exponent(bits);
    DoubleVector f = fraction(bits, exponent);
    DoubleVector k = toDouble(exponent);
    k = k.blend(k.sub(54), subnormal);
    DoubleVector result = logarithm(k.mul(LN2_SHORT), f, k.mul(LN2_SHORT_REST));
    result = x.blend(result, x.compare(VectorOperators.LT, Double.POSITIVE_INFINITY));
    result = result.blend(Double.NaN, x.compare(VectorOperators.LT, 0));
    return result.blend(Double.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
  }

  static DoubleVector log1p(DoubleVector x) {
    LongVector bits = x.add(1).reinterpretAsLongs();
    LongVector exponent = exponent(bits);
    VectorMask<Double> large = x.compare(VectorOperators.GT, 0x1p56);
    DoubleVector scale = powerOfTwo(exponent.neg());
    DoubleVector one = scale.sub(1);
    DoubleVector direct = x.fma(scale, one);
    DoubleVector lost = x.fma(scale, one.sub(direct));
    DoubleVector f = direct.blend(fraction(bits, exponent), large);
    lost = lost.neg().fma(f, lost).blend(0, large);
    DoubleVector k = toDouble(exponent);
    DoubleVector result = logarithm(k.mul(LN2_SHORT), f, k.fma(broadcast(S, LN2_SHORT_REST), lost));
    result = x.blend(result, x.compare(VectorOperators.LT, Double.POSITIVE_INFINITY));
    result = result.blend(Double.NaN, x.compare(VectorOperators.LT, -1));
    result = result.blend(Double.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, -1));
    return result.blend(x, x.compare(VectorOperators.EQ, 0));
  }

  static DoubleVector sin(DoubleVector x) {
    DoubleVector s = circular(x.abs(), 0);
    return s.reinterpretAsLongs()
        .lanewise(VectorOperators.XOR, x.reinterpretAsLongs().and(Long.MIN_VALUE))
        .reinterpretAsDoubles();
  }

  static DoubleVector cos(DoubleVector x) {
    return circular(x.abs(), 1);
  }

  static DoubleVector tanh(DoubleVector x) {
    DoubleVector a = x.abs();
    a = a.blend(20, a.compare(VectorOperators.GT, 20));
    DoubleVector w = a.mul(a);
    DoubleVector near = a.mul(w).fma(tanhTail(w), a);
    DoubleVector y = a.add(a);
    DoubleVector rounded = rounded(y);
    DoubleVector s = powerOfTwo(integer(rounded));
    DoubleVector t = expm1OfRest(rest(y, rounded.sub(ROUNDER)));
    DoubleVector far = broadcast(S, 1).sub(broadcast(S, 2).div(s.fma(t, s.add(1))));
    LongVector sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
    DoubleVector magnitude = far.blend(near, a.compare(VectorOperators.LT, TANH_JOINT));
    return magnitude.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
  }

  static DoubleVector sigmoid(DoubleVector x) {
    DoubleVector y = x.neg();
    y = clamp(y, -40, 746);
    DoubleVector rounded = rounded(y);
    LongVector n = integer(rounded);
    DoubleVector t = expm1OfRest(rest(y, rounded.sub(ROUNDER)));
    LongVector half = half(n);
    DoubleVector c = powerOfTwo(half.neg());
    DoubleVector s = powerOfTwo(n.sub(half));
    DoubleVector base = s.add(c);
    DoubleVector d = s.fma(t, base);
    DoubleVector dRest = s.fma(t, base.sub(d)).add(c.sub(base.sub(s)));
    DoubleVector q = broadcast(S, 1).div(d);
    DoubleVector correction = dRest.neg().fma(q, d.neg().fma(q, broadcast(S, 1)));
    return q.fma(correction, q).mul(c);
  }

  static DoubleVector softplus(DoubleVector x) {
    DoubleVector y = x.abs().neg();
    y = y.blend(-746, y.compare(VectorOperators.LT, -746));
    DoubleVector rounded = rounded(y);
    LongVector n = integer(rounded);
    DoubleVector r = rest(y, rounded.sub(ROUNDER));
    DoubleVector square = r.mul(r);
    DoubleVector q = expTail(r);
    DoubleVector t = square.fma(q, r);
    DoubleVector tRest = square.fma(q, r.sub(t));
    LongVector half = half(n);
    DoubleVector s = powerOfTwo(half);
    DoubleVector s2 = powerOfTwo(n.sub(half));
    DoubleVector e = s.fma(t, s);
    DoubleVector eRest = s.fma(t, s.sub(e)).add(s.mul(tRest)).mul(s2);
    return softplus(x, e.mul(s2), eRest);
  }

  /// The second half of softplus, from e = e^−|x| on.
  private static DoubleVector softplus(DoubleVector x, DoubleVector e, DoubleVector eRest) {
    VectorMask<Double> upper = e.compare(VectorOperators.GT, 0.41421356237309503);
    DoubleVector k = broadcast(S, 0).blend(1, upper);
    DoubleVector scale = broadcast(S, 1).blend(0.5, upper);
    DoubleVector one = scale.sub(1);
    DoubleVector f = scale.fma(e, one);
    DoubleVector lost = scale.fma(e, one.sub(f)).add(scale.mul(eRest));
    lost = lost.neg().fma(f, lost);
    DoubleVector positive = broadcast(S, 0).blend(x, x.compare(VectorOperators.GT, 0));
    DoubleVector multiple = k.mul(LN2_SHORT);
    DoubleVector whole = positive.add(multiple);
    DoubleVector part = whole.sub(positive);
    lost = lost.add(positive.sub(whole.sub(part)).add(multiple.sub(part)));
    DoubleVector result = logarithm(whole, f, k.fma(broadcast(S, LN2_SHORT_REST), lost));
    result = result.blend(e, x.compare(VectorOperators.LT, -37.5));
    return result.blend(x, x.compare(VectorOperators.GT, 40));
  }

  static DoubleVector erf(DoubleVector x) {
    DoubleVector a = x.abs();
    a = a.blend(ERF_END, a.compare(VectorOperators.GT, ERF_END));
    DoubleVector near = a.fma(erfTail(a.mul(a)), a);
    DoubleVector y = a.neg().fma(a, logOfErfcx(a));
    DoubleVector rounded = rounded(y);
    DoubleVector s = powerOfTwo(integer(rounded));
    DoubleVector t = expm1OfRest(rest(y, rounded.sub(ROUNDER)));
    DoubleVector far = broadcast(S, 1).sub(s.fma(t, s));
    LongVector sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
    DoubleVector magnitude = far.blend(near, a.compare(VectorOperators.LT, ERF_JOINT));
    return magnitude.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
  }

  static DoubleVector pow(DoubleVector x, DoubleVector y) {
    DoubleVector a = x.abs();
    DoubleVector b = y.abs();
    VectorMask<Double> integer = isInteger(b);
    VectorMask<Double> odd = integer.andNot(isInteger(b.mul(0.5)));
    VectorMask<Double> infinite = b.compare(VectorOperators.EQ, Double.POSITIVE_INFINITY);
    VectorMask<Double> one = infinite.and(a.compare(VectorOperators.EQ, 1));
    one = one.or(y.compare(VectorOperators.EQ, 0)).or(x.compare(VectorOperators.EQ, 1));
    VectorMask<Double> negative = x.compare(VectorOperators.LT, 0);
    VectorMask<Double> finite = a.compare(VectorOperators.LT, Double.POSITIVE_INFINITY);
    VectorMask<Double> impossible = negative.and(finite).andNot(integer);
    impossible =
        impossible.or(x.compare(VectorOperators.NE, x)).or(y.compare(VectorOperators.NE, y));
    DoubleVector result = power(a, y);
    LongVector sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
    LongVector opposite = result.reinterpretAsLongs().lanewise(VectorOperators.XOR, sign);
    result = result.blend(opposite.reinterpretAsDoubles(), odd);
    return result.blend(Double.NaN, impossible).blend(1, one);
  }

  // Rare functions go lane by lane.

  static DoubleVector tan(DoubleVector x) {
    return eachLane(x, DoubleElementary::tan);
  }

  static DoubleVector asin(DoubleVector x) {
    return eachLane(x, DoubleElementary::asin);
  }

  static DoubleVector acos(DoubleVector x) {
    return eachLane(x, DoubleElementary::acos);
  }

  static DoubleVector atan(DoubleVector x) {
    return eachLane(x, DoubleElementary::atan);
  }

  static DoubleVector sinh(DoubleVector x) {
    return eachLane(x, DoubleElementary::sinh);
  }

  static DoubleVector cosh(DoubleVector x) {
    return eachLane(x, DoubleElementary::cosh);
  }

  private static DoubleVector eachLane(DoubleVector x, DoubleUnaryOperator function) {
    double[] values = x.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(values[i]);
    }
    return DoubleVector.fromArray(S, values, 0);
  }

  private static DoubleVector power(DoubleVector a, DoubleVector y) {
    VectorMask<Double> subnormal = a.compare(VectorOperators.LT, Double.MIN_NORMAL);
    LongVector bits = a.blend(a.mul(0x1p54), subnormal).reinterpretAsLongs();
    LongVector exponent = exponent(bits);
    DoubleVector f = fraction(bits, exponent);
    DoubleVector k = toDouble(exponent);
    k = k.blend(k.sub(54), subnormal);

    DoubleVector d = f.add(2);
    DoubleVector dRest = broadcast(S, 2).sub(d).add(f);
    DoubleVector s = f.div(d);
    DoubleVector sRest = s.neg().fma(dRest, s.neg().fma(d, f)).div(d);
    DoubleVector w = s.mul(s);
    DoubleVector wRest = s.add(s).fma(sRest, s.fma(s, w.neg()));

    DoubleVector p = powerTail(w).mul(w);
    DoubleVector third = p.add(THIRD);
    DoubleVector thirdRest = broadcast(S, THIRD).sub(third).add(p).add(THIRD_REST);
    DoubleVector c = w.mul(third);
    DoubleVector cRest = w.fma(third, c.neg()).add(w.fma(thirdRest, wRest.mul(third)));
    return power(a, y, k, s, sRest, c, cRest);
  }

  /// The second half of the power, from log(1 + f) = 2s + 2s c on.
  private static DoubleVector power(
      DoubleVector a,
      DoubleVector y,
      DoubleVector k,
      DoubleVector s,
      DoubleVector sRest,
      DoubleVector c,
      DoubleVector cRest) {
    DoubleVector s2 = s.add(s);
    DoubleVector small = s2.mul(c);
    DoubleVector s2Rest = sRest.add(sRest);
    DoubleVector smallRest = s2.fma(c, small.neg()).add(s2.fma(cRest, s2Rest.mul(c)));
    DoubleVector log1p = s2.add(small);
    DoubleVector log1pRest = s2.sub(log1p).add(small).add(smallRest.add(s2Rest));
    DoubleVector whole = k.mul(LN2_SHORT);
    DoubleVector log = whole.add(log1p);
    DoubleVector logRest =
        whole.sub(log).add(log1p).add(k.fma(broadcast(S, LN2_SHORT_REST), log1pRest));
    log = log.blend(Double.NEGATIVE_INFINITY, a.compare(VectorOperators.EQ, 0));
    log = log.blend(a, a.compare(VectorOperators.EQ, Double.POSITIVE_INFINITY));

    DoubleVector x = y.mul(log);
    DoubleVector xRest = y.fma(logRest, y.fma(log, x.neg()));
    xRest = broadcast(S, 0).blend(xRest, x.abs().compare(VectorOperators.LT, 750));
    return expOfSum(clamp(x, -750, 750), xRest);
  }

  private static DoubleVector expOfSum(DoubleVector x, DoubleVector xRest) {
    DoubleVector rounded = rounded(x);
    DoubleVector n = rounded.sub(ROUNDER);
    DoubleVector first = n.fma(broadcast(S, -LN2), x);
    DoubleVector sum = n.fma(broadcast(S, -LN2_REST), first);
    DoubleVector rRest = n.fma(broadcast(S, -LN2_REST), first.sub(sum)).add(xRest);
    DoubleVector r = sum.add(rRest);
    rRest = sum.sub(r).add(rRest);
    DoubleVector t = r.add(r.mul(r).fma(expTail(r), r.fma(rRest, rRest)));
    LongVector exponent = integer(rounded);
    LongVector half = half(exponent);
    DoubleVector s = powerOfTwo(half);
    return s.fma(t, s).mul(powerOfTwo(exponent.sub(half)));
  }

  private static DoubleVector circular(DoubleVector a, int turn) {
    DoubleVector rounded = a.fma(TWO_OVER_PI, ROUNDER);
    DoubleVector n = rounded.sub(ROUNDER);
    DoubleVector first = n.fma(broadcast(S, -HALF_PI_1), a);
    DoubleVector r = n.fma(broadcast(S, -HALF_PI_2), first);
    DoubleVector rRest =
        n.fma(broadcast(S, -HALF_PI_3), n.fma(broadcast(S, -HALF_PI_2), first.sub(r)));
    DoubleVector result = circularOfRest(r, rRest, integer(rounded).add(turn));
    VectorMask<Double> large = a.compare(VectorOperators.LE, ANGLE_LIMIT).not();
    return large.anyTrue() ? withLarge(result, a, large, turn) : result;
  }

  /// Puts the lanes whose angle is beyond the limit right, one by one: they are rare.
  static DoubleVector withLarge(
      DoubleVector result, DoubleVector a, VectorMask<Double> large, int turn) {
    double[] values = result.toArray();
    double[] angles = a.toArray();
    for (int i = 0; i < values.length; i++) {
      if (large.laneIsSet(i)) {
        values[i] = DoubleElementary.circularOfLarge(angles[i], turn);
      }
    }
    return DoubleVector.fromArray(S, values, 0);
  }

  private static DoubleVector circularOfRest(
      DoubleVector r, DoubleVector rRest, LongVector quarters) {
    DoubleVector w = r.mul(r);
    DoubleVector h = w.mul(0.5);
    DoubleVector sine = r.add(r.mul(w).fma(sinTail(w), h.neg().fma(rRest, rRest)));
    DoubleVector c = broadcast(S, 1).sub(h);
    DoubleVector cosine =
        c.add(broadcast(S, 1).sub(c).sub(h).add(w.mul(w).fma(cosTail(w), r.mul(rRest).neg())));
    VectorMask<Double> odd =
        quarters.lanewise(VectorOperators.AND, 1).compare(VectorOperators.NE, 0).cast(S);
    LongVector flip = quarters.lanewise(VectorOperators.AND, 2).lanewise(VectorOperators.LSHL, 62);
    return sine.blend(cosine, odd)
        .reinterpretAsLongs()
        .lanewise(VectorOperators.XOR, flip)
        .reinterpretAsDoubles();
  }

  private static DoubleVector sinTail(DoubleVector w) {
    DoubleVector p = w.fma(SIN_13, SIN_11);
    p = p.fma(w, broadcast(S, SIN_9));
    p = p.fma(w, broadcast(S, SIN_7));
    p = p.fma(w, broadcast(S, SIN_5));
    return p.fma(w, broadcast(S, SIN_3));
  }

  private static DoubleVector cosTail(DoubleVector w) {
    DoubleVector q = w.fma(COS_14, COS_12);
    q = q.fma(w, broadcast(S, COS_10));
    q = q.fma(w, broadcast(S, COS_8));
    q = q.fma(w, broadcast(S, COS_6));
    return q.fma(w, broadcast(S, COS_4));
  }

  private static DoubleVector logarithm(DoubleVector whole, DoubleVector f, DoubleVector small) {
    DoubleVector s = f.div(f.add(2));
    DoubleVector w = s.mul(s);
    DoubleVector p = w.fma(LOG_15, LOG_13);
    p = p.fma(w, broadcast(S, LOG_11));
    p = p.fma(w, broadcast(S, LOG_9));
    p = p.fma(w, broadcast(S, LOG_7));
    p = p.fma(w, broadcast(S, LOG_5));
    p = p.fma(w, broadcast(S, LOG_3));
    DoubleVector tail = s.mul(w.fma(p, f.neg()));
    DoubleVector sum = whole.add(f);
    DoubleVector lost = whole.sub(sum).add(f);
    return sum.add(tail.add(lost.add(small)));
  }

  private static DoubleVector tanhTail(DoubleVector w) {
    DoubleVector p = w.fma(TANH_25, TANH_23);
    p = p.fma(w, broadcast(S, TANH_21));
    p = p.fma(w, broadcast(S, TANH_19));
    p = p.fma(w, broadcast(S, TANH_17));
    p = p.fma(w, broadcast(S, TANH_15));
    p = p.fma(w, broadcast(S, TANH_13));
    p = p.fma(w, broadcast(S, TANH_11));
    p = p.fma(w, broadcast(S, TANH_9));
    p = p.fma(w, broadcast(S, TANH_7));
    p = p.fma(w, broadcast(S, TANH_5));
    return p.fma(w, broadcast(S, TANH_3));
  }

  private static DoubleVector erfTail(DoubleVector w) {
    DoubleVector p = w.fma(ERF_25, ERF_23);
    p = p.fma(w, broadcast(S, ERF_21));
    p = p.fma(w, broadcast(S, ERF_19));
    p = p.fma(w, broadcast(S, ERF_17));
    p = p.fma(w, broadcast(S, ERF_15));
    p = p.fma(w, broadcast(S, ERF_13));
    p = p.fma(w, broadcast(S, ERF_11));
    p = p.fma(w, broadcast(S, ERF_9));
    p = p.fma(w, broadcast(S, ERF_7));
    p = p.fma(w, broadcast(S, ERF_5));
    p = p.fma(w, broadcast(S, ERF_3));
    return p.fma(w, broadcast(S, ERF_1));
  }

  /// Returns log(1 − erf a) + a².
  private static DoubleVector logOfErfcx(DoubleVector a) {
    DoubleVector p = a.fma(TAIL_17, TAIL_16);
    p = p.fma(a, broadcast(S, TAIL_15));
    p = p.fma(a, broadcast(S, TAIL_14));
    p = p.fma(a, broadcast(S, TAIL_13));
    p = p.fma(a, broadcast(S, TAIL_12));
    p = p.fma(a, broadcast(S, TAIL_11));
    p = p.fma(a, broadcast(S, TAIL_10));
    p = p.fma(a, broadcast(S, TAIL_9));
    p = p.fma(a, broadcast(S, TAIL_8));
    p = p.fma(a, broadcast(S, TAIL_7));
    p = p.fma(a, broadcast(S, TAIL_6));
    p = p.fma(a, broadcast(S, TAIL_5));
    p = p.fma(a, broadcast(S, TAIL_4));
    p = p.fma(a, broadcast(S, TAIL_3));
    p = p.fma(a, broadcast(S, TAIL_2));
    p = p.fma(a, broadcast(S, TAIL_1));
    return p.fma(a, broadcast(S, TAIL_0));
  }

  private static DoubleVector powerTail(DoubleVector w) {
    DoubleVector p = w.fma(POWER_19, POWER_17);
    p = p.fma(w, broadcast(S, POWER_15));
    p = p.fma(w, broadcast(S, POWER_13));
    p = p.fma(w, broadcast(S, POWER_11));
    p = p.fma(w, broadcast(S, POWER_9));
    p = p.fma(w, broadcast(S, POWER_7));
    return p.fma(w, broadcast(S, POWER_5));
  }

  private static DoubleVector rest(DoubleVector x, DoubleVector n) {
    return n.fma(broadcast(S, -LN2_REST), n.fma(broadcast(S, -LN2), x));
  }

  private static DoubleVector expm1OfRest(DoubleVector r) {
    return r.mul(r).fma(expTail(r), r);
  }

  private static DoubleVector expTail(DoubleVector r) {
    DoubleVector p = r.fma(EXP_12, EXP_11);
    p = p.fma(r, broadcast(S, EXP_10));
    p = p.fma(r, broadcast(S, EXP_9));
    p = p.fma(r, broadcast(S, EXP_8));
    p = p.fma(r, broadcast(S, EXP_7));
    p = p.fma(r, broadcast(S, EXP_6));
    p = p.fma(r, broadcast(S, EXP_5));
    p = p.fma(r, broadcast(S, EXP_4));
    p = p.fma(r, broadcast(S, EXP_3));
    return p.fma(r, broadcast(S, EXP_2));
  }

  /// Returns x / ln 2 rounded, with the rounder still in it.
  private static DoubleVector rounded(DoubleVector x) {
    return x.fma(LOG2_E, ROUNDER);
  }

  private static LongVector integer(DoubleVector rounded) {
    return rounded.reinterpretAsLongs().sub(ROUNDER_BITS);
  }

  private static DoubleVector toDouble(LongVector n) {
    return n.add(ROUNDER_BITS).reinterpretAsDoubles().sub(ROUNDER);
  }

  private static LongVector half(LongVector n) {
    return n.lanewise(VectorOperators.ASHR, 1);
  }

  private static DoubleVector powerOfTwo(LongVector n) {
    return n.add(BIAS).lanewise(VectorOperators.LSHL, FRACTION_BITS).reinterpretAsDoubles();
  }

  private static LongVector exponent(LongVector bits) {
    return bits.sub(ROOT_HALF_BITS).lanewise(VectorOperators.ASHR, FRACTION_BITS);
  }

  /// Returns the number with these bits over 2 to the exponent, minus one.
  private static DoubleVector fraction(LongVector bits, LongVector exponent) {
    return bits.sub(exponent.lanewise(VectorOperators.LSHL, FRACTION_BITS))
        .reinterpretAsDoubles()
        .sub(1);
  }

  private static VectorMask<Double> isInteger(DoubleVector a) {
    return a.add(0x1p52)
        .sub(0x1p52)
        .compare(VectorOperators.EQ, a)
        .or(a.compare(VectorOperators.GE, 0x1p52));
  }

  /// Returns x between the bounds; NaN stays, which minimum and maximum make dearer.
  private static DoubleVector clamp(DoubleVector x, double least, double greatest) {
    x = x.blend(greatest, x.compare(VectorOperators.GT, greatest));
    return x.blend(least, x.compare(VectorOperators.LT, least));
  }
}

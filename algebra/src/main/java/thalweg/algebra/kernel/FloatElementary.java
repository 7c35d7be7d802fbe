package thalweg.algebra.kernel;

/// Elementary functions of `float`, the same bits on every machine: sums, products, quotients and
/// fused multiply-adds in a fixed order, nothing else. [FloatElementaryVector] takes the same steps
/// with all lanes at once and gives the same bits.
///
/// Errors are below one unit in the last place (ulp) over the whole range, subnormal results
/// included: bounds a little above the largest error found, for most functions over all floats
/// between 0.01 and 128 in size. NaN gives NaN, and zeros keep their sign where the function does.
final class FloatElementary {
  // ---- The numbers, which [FloatElementaryVector] shares ----

  // Each polynomial is a minimax approximation found by Remez' exchange in 50 digits, then rounded
  // to float from the lowest coefficient on, each time fitting the others anew; the error given is
  // that of the rounded polynomial in exact arithmetic, as a share of the function's value unless
  // said otherwise.

  /// Added to a number below 2²² in size, it rounds it to the nearest integer, which then stands in
  /// the low bits of the sum.
  static final float ROUNDER = 0x1.8p23f;

  static final int ROUNDER_BITS = 0x4B400000;
  static final int BIAS = 127;
  static final int FRACTION_BITS = 23;

  // ln 2 in two parts: the nearest float and the rest. Within an fma the first product is exact.
  static final float LOG2_E = 1.442695f;
  static final float LN2 = 0.6931472f;
  static final float LN2_REST = -1.9046542e-9f;

  // e^r = 1 + r + r² (EXP_2 + EXP_3 r + …), |r| ≤ 0.3475; error of e^r − 1 at most 2^−30.8.
  static final float EXP_2 = 0.5f;
  static final float EXP_3 = 0.16666667f;
  static final float EXP_4 = 0.041666478f;
  static final float EXP_5 = 0.008333191f;
  static final float EXP_6 = 0.0013933743f;
  static final float EXP_7 = 0.00019959251f;

  // ln 2 with 15 bits, so that any exponent times it is exact, and the rest.
  static final float LN2_SHORT = 0.69314575f;
  static final float LN2_SHORT_REST = 1.4286068e-6f;

  // log(1+f) = f − f²/2 + f³ (LOG_3 + LOG_4 f + …), |f| ≤ 1/3; error at most 2^−29.8.
  static final int TWO_THIRDS_BITS = 0x3F2AAAAB;
  static final float LOG_3 = 0.33333337f;
  static final float LOG_4 = -0.24999824f;
  static final float LOG_5 = 0.19999477f;
  static final float LOG_6 = -0.16679412f;
  static final float LOG_7 = 0.14307486f;
  static final float LOG_8 = -0.12197977f;
  static final float LOG_9 = 0.10723482f;
  static final float LOG_10 = -0.12835851f;
  static final float LOG_11 = 0.12116359f;

  // tanh x = x + x³ (TANH_3 + TANH_5 x² + …), |x| ≤ 0.9; error at most 2^−29.6.
  static final float TANH_JOINT = 0.9f;
  static final float TANH_3 = -0.33333325f;
  static final float TANH_5 = 0.1333304f;
  static final float TANH_7 = -0.053933702f;
  static final float TANH_9 = 0.021678364f;
  static final float TANH_11 = -0.008290327f;
  static final float TANH_13 = 0.0026050473f;
  static final float TANH_15 = -0.0004631312f;

  // π/2 in four parts; the second has 12 bits, so that its product with n < 2¹² is exact.
  static final float TWO_OVER_PI = 0.63661975f;
  static final float HALF_PI_1 = 1.5707964f;
  static final float HALF_PI_2 = -4.3713953e-8f;
  static final float HALF_PI_3 = 2.563344e-12f;
  static final float HALF_PI_4 = 8.333743e-20f;

  /// The largest angle reduced with these parts; beyond it [PayneHanek] takes over.
  static final float ANGLE_LIMIT = 6000;

  // sin r = r + r³ (SIN_3 + SIN_5 r² + …), |r| ≤ 0.79; error at most 2^−27.8.
  static final float SIN_3 = -0.16666655f;
  static final float SIN_5 = 0.008332184f;
  static final float SIN_7 = -0.00019516995f;

  // cos r = 1 − r²/2 + r⁴ (COS_4 + COS_6 r² + …), |r| ≤ 0.79; error at most 2^−32.5.
  static final float COS_4 = 0.041666653f;
  static final float COS_6 = -0.0013887613f;
  static final float COS_8 = 2.4462155e-5f;

  // erf x = x + x (ERF_0 + ERF_1 v + …), v = x² − 3/4, |x| ≤ 1.1; error at most 2^−29.7. Powers of
  // x² itself would lose half an ulp more, as the sum's terms are larger.
  static final float ERF_JOINT = 1.1f;
  static final float ERF_CENTRE = 0.75f;
  static final float ERF_0 = -0.1001088f;
  static final float ERF_1 = -0.2445884f;
  static final float ERF_2 = 0.066918895f;
  static final float ERF_3 = -0.015131288f;
  static final float ERF_4 = 0.0028471095f;
  static final float ERF_5 = -0.00045481676f;
  static final float ERF_6 = 6.3741114e-5f;
  static final float ERF_7 = -8.670662e-6f;

  // 1 − erf x = e^(−x² + TAIL_0 + TAIL_1 x + …), 1.1 ≤ x ≤ 4; error of erf at most 2^−30.4. Beyond
  // 4, erf is 1.
  static final float ERF_END = 4;
  static final float TAIL_0 = -0.00060143124f;
  static final float TAIL_1 = -1.1261034f;
  static final float TAIL_2 = 0.36032483f;
  static final float TAIL_3 = -0.10186316f;
  static final float TAIL_4 = 0.02128056f;
  static final float TAIL_5 = -0.0028170203f;
  static final float TAIL_6 = 0.000173886f;

  // For powers, which go through double. log(1+f) = f − s (f − s² (POWER_LOG_3 + POWER_LOG_5 s² +
  // …)), s = f / (2 + f), √½ ≤ 1 + f < √2; error at most 2^−43.8. eʳ as above, error of eʳ − 1 at
  // most 2^−37.3.
  static final long ROOT_HALF_BITS = 0x3FE6A09E667F3BCDL;
  static final int DOUBLE_FRACTION_BITS = 52;
  static final int DOUBLE_BIAS = 1023;
  static final double DOUBLE_ROUNDER = 0x1.8p52;
  static final long DOUBLE_ROUNDER_BITS = 0x4338000000000000L;
  static final double POWER_LN2 = 0.6931471805599453;
  static final double POWER_LOG2_E = 1.4426950408889634;
  static final double POWER_LOG_3 = 0.6666666667442472;
  static final double POWER_LOG_5 = 0.399999960031512;
  static final double POWER_LOG_7 = 0.2857207417979112;
  static final double POWER_LOG_9 = 0.2217749665474392;
  static final double POWER_LOG_11 = 0.19566944186749327;
  static final double POWER_EXP_2 = 0.4999999999975538;
  static final double POWER_EXP_3 = 0.16666666752413217;
  static final double POWER_EXP_4 = 0.04166666694795659;
  static final double POWER_EXP_5 = 0.008333289349526046;
  static final double POWER_EXP_6 = 0.0013888810025135235;
  static final double POWER_EXP_7 = 0.0001990480904250847;
  static final double POWER_EXP_8 = 2.488230224078762e-5;

  // ---- The functions ----

  private FloatElementary() {}

  /// Returns eˣ; 0 below −103.98, infinite above 88.73. Error below 0.99 ulp.
  static float exp(float x) {
    x = x > 89 ? 89 : x;
    x = x < -104 ? -104 : x;
    float rounded = Math.fma(x, LOG2_E, ROUNDER);
    int n = integer(rounded);
    float t = expm1OfRest(rest(x, rounded - ROUNDER));
    // Two factors, as 2ⁿ alone may be out of range; only the last product can be rounded.
    int half = n >> 1;
    float s = powerOfTwo(half);
    return Math.fma(s, t, s) * powerOfTwo(n - half);
  }

  /// Returns eˣ − 1, accurate near 0. Error below 0.83 ulp.
  static float expm1(float x) {
    float y = x > 89 ? 89 : x;
    y = y < -20 ? -20 : y;
    float rounded = Math.fma(y, LOG2_E, ROUNDER);
    float r = rest(y, rounded - ROUNDER);
    // Half of the result, as 2ⁿ may be out of range: s (1 + t) − 1/2 with the roundings carried.
    float s = powerOfTwo(integer(rounded) - 1);
    float square = r * r;
    float q = expTail(r);
    float t = Math.fma(square, q, r);
    float tRest = Math.fma(square, q, r - t);
    float base = s - 0.5f;
    float baseRest = (s - base) - 0.5f;
    float sum = Math.fma(s, t, base);
    float sumRest = Math.fma(s, t, base - sum) + Math.fma(s, tRest, baseRest);
    float result = 2 * (sum + sumRest);
    return Math.abs(x) < 0x1p-26f ? x : result;
  }

  /// Returns the natural logarithm; NaN below 0, −∞ at 0. Error below 0.9 ulp.
  static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x);
    int exponent = (bits - TWO_THIRDS_BITS) >> FRACTION_BITS;
    float f = Float.intBitsToFloat(bits - (exponent << FRACTION_BITS)) - 1;
    float k = (float) exponent;
    k = subnormal ? k - 23 : k;
    float result = logarithm(k * LN2_SHORT, f, k * LN2_SHORT_REST);
    result = x < Float.POSITIVE_INFINITY ? result : x;
    result = x < 0 ? Float.NaN : result;
    return x == 0 ? Float.NEGATIVE_INFINITY : result;
  }

  /// Returns log(1 + x), accurate near 0; NaN below −1, −∞ at −1. Error below 0.95 ulp.
  static float log1p(float x) {
    float u = 1 + x;
    int bits = Float.floatToRawIntBits(u);
    int exponent = (bits - TWO_THIRDS_BITS) >> FRACTION_BITS;
    // f = (1 + x) / 2ᵏ − 1 from x itself, as 1 + x was rounded; for large x that does not matter.
    boolean large = x > 0x1p26f;
    float scale = Float.intBitsToFloat((BIAS - exponent) << FRACTION_BITS);
    float direct = Math.fma(x, scale, scale - 1);
    float lost = Math.fma(x, scale, (scale - 1) - direct);
    float rounded = Float.intBitsToFloat(bits - (exponent << FRACTION_BITS)) - 1;
    float f = large ? rounded : direct;
    lost = large ? 0 : Math.fma(-lost, f, lost);
    float k = (float) exponent;
    float result = logarithm(k * LN2_SHORT, f, Math.fma(k, LN2_SHORT_REST, lost));
    result = x < Float.POSITIVE_INFINITY ? result : x;
    result = x < -1 ? Float.NaN : result;
    result = x == -1 ? Float.NEGATIVE_INFINITY : result;
    return x == 0 ? x : result;
  }

  /// Returns sin x, x in radians of any size; NaN for an infinite x. Error below 0.8 ulp.
  static float sin(float x) {
    float a = Math.abs(x);
    float s = a <= ANGLE_LIMIT ? circular(a, 0) : circularOfLarge(a, 0);
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(s) ^ (Float.floatToRawIntBits(x) & Integer.MIN_VALUE));
  }

  /// Returns cos x, x in radians of any size; NaN for an infinite x. Error below 0.8 ulp.
  static float cos(float x) {
    float a = Math.abs(x);
    return a <= ANGLE_LIMIT ? circular(a, 1) : circularOfLarge(a, 1);
  }

  /// Returns tan x, x in radians of any size. Error below 0.51 ulp.
  static float tan(float x) {
    return (float) StrictMath.tan(x);
  }

  /// Returns the hyperbolic tangent, never beyond ±1. Error below 0.98 ulp.
  static float tanh(float x) {
    float a = Math.abs(x);
    a = a > 10 ? 10 : a;
    float w = a * a;
    float p = Math.fma(TANH_15, w, TANH_13);
    p = Math.fma(p, w, TANH_11);
    p = Math.fma(p, w, TANH_9);
    p = Math.fma(p, w, TANH_7);
    p = Math.fma(p, w, TANH_5);
    p = Math.fma(p, w, TANH_3);
    float near = Math.fma(a * w, p, a);
    // Beyond the joint: 1 − 2 / (e²ᵃ + 1).
    float y = a + a;
    float rounded = Math.fma(y, LOG2_E, ROUNDER);
    float s = powerOfTwo(integer(rounded));
    float t = expm1OfRest(rest(y, rounded - ROUNDER));
    float far = 1 - 2 / Math.fma(s, t, s + 1);
    return withSign(a < TANH_JOINT ? near : far, x);
  }

  /// Returns the logistic function 1 / (1 + e⁻ˣ). Error below 0.95 ulp.
  static float sigmoid(float x) {
    float y = -x;
    y = y > 104 ? 104 : y;
    y = y < -20 ? -20 : y;
    float rounded = Math.fma(y, LOG2_E, ROUNDER);
    int n = integer(rounded);
    float t = expm1OfRest(rest(y, rounded - ROUNDER));
    // c (1 + eʸ) with a c near 2^(−n/2), which keeps all in range, and what its roundings lost.
    int half = n >> 1;
    float c = powerOfTwo(-half);
    float s = powerOfTwo(n - half);
    float base = s + c;
    float d = Math.fma(s, t, base);
    float dRest = Math.fma(s, t, base - d) + (c - (base - s));
    float q = 1 / d;
    float correction = Math.fma(-dRest, q, Math.fma(-d, q, 1));
    return Math.fma(q, correction, q) * c;
  }

  /// Returns log(1 + eˣ). Error below 0.99 ulp.
  static float softplus(float x) {
    float y = -Math.abs(x);
    y = y < -104 ? -104 : y;
    float rounded = Math.fma(y, LOG2_E, ROUNDER);
    int n = integer(rounded);
    float r = rest(y, rounded - ROUNDER);
    float square = r * r;
    float q = expTail(r);
    float t = Math.fma(square, q, r);
    float tRest = Math.fma(square, q, r - t);
    int half = n >> 1;
    float s = powerOfTwo(half);
    float s2 = powerOfTwo(n - half);
    float e = Math.fma(s, t, s);
    float eRest = (Math.fma(s, t, s - e) + s * tRest) * s2;
    e = e * s2;
    // log(1 + e) as k ln 2 + log(1 + f), k being 0 or 1, and what the roundings lost.
    boolean upper = e > 0.33333334f;
    float k = upper ? 1 : 0;
    float scale = upper ? 0.5f : 1;
    float one = scale - 1;
    float f = Math.fma(scale, e, one);
    float lost = Math.fma(scale, e, one - f) + scale * eRest;
    lost = Math.fma(-lost, f, lost);
    // The positive part of x joins k ln 2 before the small terms do.
    float positive = x > 0 ? x : 0;
    float multiple = k * LN2_SHORT;
    float whole = positive + multiple;
    float part = whole - positive;
    lost = lost + ((positive - (whole - part)) + (multiple - part));
    float result = logarithm(whole, f, Math.fma(k, LN2_SHORT_REST, lost));
    result = x < -17.5f ? e : result;
    return x > 20 ? x : result;
  }

  /// Returns the error function 2/√π ∫₀ˣ e^(−u²) du, never beyond ±1. Error below 0.96 ulp.
  static float erf(float x) {
    float a = Math.abs(x);
    a = a > ERF_END ? ERF_END : a;
    float w = a * a;
    float v = w - ERF_CENTRE;
    float p = Math.fma(ERF_7, v, ERF_6);
    p = Math.fma(p, v, ERF_5);
    p = Math.fma(p, v, ERF_4);
    p = Math.fma(p, v, ERF_3);
    p = Math.fma(p, v, ERF_2);
    p = Math.fma(p, v, ERF_1);
    p = Math.fma(p, v, ERF_0);
    float near = Math.fma(a, p, a);
    float y = Math.fma(TAIL_6, a, TAIL_5);
    y = Math.fma(y, a, TAIL_4);
    y = Math.fma(y, a, TAIL_3);
    y = Math.fma(y, a, TAIL_2);
    y = Math.fma(y, a, TAIL_1);
    y = Math.fma(y, a, TAIL_0);
    y = Math.fma(-a, a, y);
    float rounded = Math.fma(y, LOG2_E, ROUNDER);
    float s = powerOfTwo(integer(rounded));
    float t = expm1OfRest(rest(y, rounded - ROUNDER));
    float far = 1 - Math.fma(s, t, s);
    return withSign(a < ERF_JOINT ? near : far, x);
  }

  /// Returns x to the power y by C's rules: 1 for y = 0 and for x = 1 whatever the other is, NaN
  /// for a negative x and a y that is no integer. Error below 0.51 ulp.
  static float pow(float x, float y) {
    float a = Math.abs(x);
    float b = Math.abs(y);
    float result = (float) powerInDouble(a, y);
    boolean odd = isInteger(b) && !isInteger(b * 0.5f);
    int sign = odd ? Float.floatToRawIntBits(x) & Integer.MIN_VALUE : 0;
    result = Float.intBitsToFloat(Float.floatToRawIntBits(result) ^ sign);
    result = x < 0 && a < Float.POSITIVE_INFINITY && !isInteger(b) ? Float.NaN : result;
    result = Float.isNaN(x) || Float.isNaN(y) ? Float.NaN : result;
    boolean one = y == 0 || x == 1 || (a == 1 && b == Float.POSITIVE_INFINITY);
    return one ? 1 : result;
  }

  /// Returns the arc sine in radians; NaN beyond ±1. Error below 0.51 ulp.
  static float asin(float x) {
    return (float) StrictMath.asin(x);
  }

  /// Returns the arc cosine in radians; NaN beyond ±1. Error below 0.51 ulp.
  static float acos(float x) {
    return (float) StrictMath.acos(x);
  }

  /// Returns the arc tangent in radians. Error below 0.51 ulp.
  static float atan(float x) {
    return (float) StrictMath.atan(x);
  }

  /// Returns the hyperbolic sine. Error below 0.51 ulp.
  static float sinh(float x) {
    return (float) DoubleElementary.sinh(x);
  }

  /// Returns the hyperbolic cosine. Error below 0.51 ulp.
  static float cosh(float x) {
    return (float) DoubleElementary.cosh(x);
  }

  /// Returns sin (turn 0) or cos (turn 1) of an angle from 0 to the limit.
  private static float circular(float a, int turn) {
    float rounded = Math.fma(a, TWO_OVER_PI, ROUNDER);
    float n = rounded - ROUNDER;
    // r + rRest = a − n π/2; the first difference is exact, the second nearly always.
    float first = Math.fma(n, -HALF_PI_1, a);
    float r = Math.fma(n, -HALF_PI_2, first);
    float lost = Math.fma(n, -HALF_PI_2, first - r);
    float rRest = Math.fma(n, -HALF_PI_3, lost);
    float sum = r + rRest;
    rRest = Math.fma(n, -HALF_PI_4, (r - sum) + rRest);
    return circularOfRest(sum, rRest, integer(rounded) + turn);
  }

  /// The same beyond the limit, for infinity and for NaN; the vector twin calls it lane by lane.
  static float circularOfLarge(float a, int turn) {
    if (!(a < Float.POSITIVE_INFINITY)) {
      return Float.NaN;
    }
    PayneHanek.Angle angle = PayneHanek.reduce(a);
    float r = (float) angle.rest();
    float rRest = (float) (angle.rest() - r);
    return circularOfRest(r, rRest, angle.quarters() + turn);
  }

  private static float circularOfRest(float r, float rRest, int quarters) {
    float w = r * r;
    float p = Math.fma(SIN_7, w, SIN_5);
    p = Math.fma(p, w, SIN_3);
    float h = 0.5f * w;
    float sine = r + Math.fma(r * w, p, Math.fma(-h, rRest, rRest));
    float q = Math.fma(COS_8, w, COS_6);
    q = Math.fma(q, w, COS_4);
    float c = 1 - h;
    float cosine = c + (((1 - c) - h) + Math.fma(w * w, q, -(r * rRest)));
    float chosen = (quarters & 1) != 0 ? cosine : sine;
    return Float.intBitsToFloat(Float.floatToRawIntBits(chosen) ^ ((quarters & 2) << 30));
  }

  /// Returns a to the power y, a not negative, with about 36 good bits: double spares the float
  /// arithmetic all care for the logarithm's low half.
  private static double powerInDouble(double a, double y) {
    long bits = Double.doubleToRawLongBits(a);
    long exponent = (bits - ROOT_HALF_BITS) >> DOUBLE_FRACTION_BITS;
    double f = Double.longBitsToDouble(bits - (exponent << DOUBLE_FRACTION_BITS)) - 1;
    double s = f / (2 + f);
    double w = s * s;
    double p = Math.fma(POWER_LOG_11, w, POWER_LOG_9);
    p = Math.fma(p, w, POWER_LOG_7);
    p = Math.fma(p, w, POWER_LOG_5);
    p = Math.fma(p, w, POWER_LOG_3);
    double log = Math.fma(-s, Math.fma(-w, p, f), f);
    log = Math.fma((double) exponent, POWER_LN2, log);
    log = a == 0 ? Double.NEGATIVE_INFINITY : log;
    log = a == Double.POSITIVE_INFINITY ? a : log;
    double x = y * log;
    x = x > 200 ? 200 : x;
    x = x < -200 ? -200 : x;
    double rounded = Math.fma(x, POWER_LOG2_E, DOUBLE_ROUNDER);
    double r = Math.fma(rounded - DOUBLE_ROUNDER, -POWER_LN2, x);
    double q = Math.fma(POWER_EXP_8, r, POWER_EXP_7);
    q = Math.fma(q, r, POWER_EXP_6);
    q = Math.fma(q, r, POWER_EXP_5);
    q = Math.fma(q, r, POWER_EXP_4);
    q = Math.fma(q, r, POWER_EXP_3);
    q = Math.fma(q, r, POWER_EXP_2);
    double t = Math.fma(r * r, q, r);
    long n = Double.doubleToRawLongBits(rounded) - DOUBLE_ROUNDER_BITS;
    double scale = Double.longBitsToDouble((n + DOUBLE_BIAS) << DOUBLE_FRACTION_BITS);
    return Math.fma(scale, t, scale);
  }

  /// Returns whole + log(1 + f) + small, for |f| at most 1/3.
  private static float logarithm(float whole, float f, float small) {
    float p = Math.fma(LOG_11, f, LOG_10);
    p = Math.fma(p, f, LOG_9);
    p = Math.fma(p, f, LOG_8);
    p = Math.fma(p, f, LOG_7);
    p = Math.fma(p, f, LOG_6);
    p = Math.fma(p, f, LOG_5);
    p = Math.fma(p, f, LOG_4);
    p = Math.fma(p, f, LOG_3);
    float square = f * f;
    float tail = Math.fma(square * f, p, -0.5f * square);
    float sum = whole + f;
    float lost = (whole - sum) + f;
    return sum + (tail + (lost + small));
  }

  /// Returns x − n ln 2.
  private static float rest(float x, float n) {
    return Math.fma(n, -LN2_REST, Math.fma(n, -LN2, x));
  }

  private static float expm1OfRest(float r) {
    return Math.fma(r * r, expTail(r), r);
  }

  /// Returns (eʳ − 1 − r) / r².
  private static float expTail(float r) {
    float p = Math.fma(EXP_7, r, EXP_6);
    p = Math.fma(p, r, EXP_5);
    p = Math.fma(p, r, EXP_4);
    p = Math.fma(p, r, EXP_3);
    return Math.fma(p, r, EXP_2);
  }

  private static int integer(float rounded) {
    return Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
  }

  private static float powerOfTwo(int n) {
    return Float.intBitsToFloat((n + BIAS) << FRACTION_BITS);
  }

  private static boolean isInteger(float a) {
    return a >= 0x1p23f || (a + 0x1p23f) - 0x1p23f == a;
  }

  /// Returns a magnitude with the sign of x.
  private static float withSign(float magnitude, float x) {
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(magnitude) | (Float.floatToRawIntBits(x) & Integer.MIN_VALUE));
  }
}

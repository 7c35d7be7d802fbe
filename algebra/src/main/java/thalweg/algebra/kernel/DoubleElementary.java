package thalweg.algebra.kernel;

/// Elementary functions of `double`, the same bits on every machine: sums, products, quotients and
/// fused multiply-adds in a fixed order, nothing else. [DoubleElementaryVector] takes the same
/// steps with all lanes at once and gives the same bits.
///
/// Errors are below 1.1 units in the last place (ulp) over the whole range, subnormal results
/// included: bounds a little above the largest error among some 80,000 points of each function. NaN
/// gives NaN, and zeros keep their sign where the function does.
final class DoubleElementary {
  // ---- The numbers, which [DoubleElementaryVector] shares ----

  // Each polynomial is a minimax approximation found by Remez' exchange in 50 digits, then rounded
  // to double from the lowest coefficient on, each time fitting the others anew; the error given is
  // that of the rounded polynomial in exact arithmetic, as a share of the function's value unless
  // said otherwise.

  /// Added to a number below 2⁵¹ in size, it rounds it to the nearest integer, which then stands in
  /// the low bits of the sum.
  static final double ROUNDER = 0x1.8p52;

  static final long ROUNDER_BITS = 0x4338000000000000L;
  static final int BIAS = 1023;
  static final int FRACTION_BITS = 52;

  // ln 2 in two parts: the nearest double and the rest. Within an fma the first product is exact.
  static final double LOG2_E = 1.4426950408889634;
  static final double LN2 = 0.6931471805599453;
  static final double LN2_REST = 2.3190468138462996e-17;

  // e^r = 1 + r + r² (EXP_2 + EXP_3 r + …), |r| ≤ 0.3475; error of e^r − 1 at most 2^−61.3.
  static final double EXP_2 = 0.5;
  static final double EXP_3 = 0.16666666666666677;
  static final double EXP_4 = 0.04166666666666668;
  static final double EXP_5 = 0.008333333333321402;
  static final double EXP_6 = 0.001388888888887741;
  static final double EXP_7 = 0.0001984126988676091;
  static final double EXP_8 = 2.4801587340767434e-5;
  static final double EXP_9 = 2.755724351235506e-6;
  static final double EXP_10 = 2.755725900554951e-7;
  static final double EXP_11 = 2.510929983889409e-8;
  static final double EXP_12 = 2.091958494000788e-9;

  // ln 2 with 42 bits, so that any exponent times it is exact, and the rest.
  static final double LN2_SHORT = 0.6931471805598903;
  static final double LN2_SHORT_REST = 5.497923018708371e-14;

  // log(1+f) = f − s (f − s² (LOG_3 + LOG_5 s² + …)), s = f / (2 + f), √½ ≤ 1 + f < √2; error at
  // most 2^−58.2.
  static final long ROOT_HALF_BITS = 0x3FE6A09E667F3BCDL;
  static final double LOG_3 = 0.6666666666666711;
  static final double LOG_5 = 0.39999999999544034;
  static final double LOG_7 = 0.2857142871733761;
  static final double LOG_9 = 0.22222200883660184;
  static final double LOG_11 = 0.18183454190784146;
  static final double LOG_13 = 0.15316671416266855;
  static final double LOG_15 = 0.1477130813972835;

  // tanh x = x + x³ (TANH_3 + TANH_5 x² + …), |x| ≤ 0.7; error at most 2^−56.9.
  static final double TANH_JOINT = 0.7;
  static final double TANH_3 = -0.33333333333333265;
  static final double TANH_5 = 0.13333333333316813;
  static final double TANH_7 = -0.053968253957990354;
  static final double TANH_9 = 0.021869488246116165;
  static final double TANH_11 = -0.008863230933739377;
  static final double TANH_13 = 0.0035920826859403734;
  static final double TANH_15 = -0.0014555391221332224;
  static final double TANH_17 = 0.000588718547523536;
  static final double TANH_19 = -0.000235127898806391;
  static final double TANH_21 = 8.850682255814902e-5;
  static final double TANH_23 = -2.7357704925947885e-5;
  static final double TANH_25 = 4.896986480596425e-6;

  // sinh x = x + x³ (SINH_3 + SINH_5 x² + …), |x| ≤ 1; error at most 2^−61.1.
  static final double SINH_3 = 0.16666666666666669;
  static final double SINH_5 = 0.008333333333332967;
  static final double SINH_7 = 0.0001984126984153437;
  static final double SINH_9 = 2.7557319129303207e-6;
  static final double SINH_11 = 2.505212702870863e-8;
  static final double SINH_13 = 1.605698729411739e-10;
  static final double SINH_15 = 7.766288078335657e-13;

  // π/2 in three parts; the second has 33 bits, so that its product with n < 2²⁰ is exact.
  static final double TWO_OVER_PI = 0.6366197723675814;
  static final double HALF_PI_1 = 1.5707963267948966;
  static final double HALF_PI_2 = 6.12323399538461e-17;
  static final double HALF_PI_3 = 3.5215598651832e-27;

  /// The largest angle reduced with these parts; beyond it [PayneHanek] takes over.
  static final double ANGLE_LIMIT = 1e6;

  // π/2 in two full parts.
  static final double HALF_PI = HALF_PI_1;
  static final double HALF_PI_REST = 6.123233995736766e-17;

  // sin r = r + r³ (SIN_3 + SIN_5 r² + …), |r| ≤ 0.79; error at most 2^−57.7.
  static final double SIN_3 = -0.16666666666666638;
  static final double SIN_5 = 0.008333333333323352;
  static final double SIN_7 = -0.00019841269830300296;
  static final double SIN_9 = 2.7557313801882747e-6;
  static final double SIN_11 = -2.505076830655861e-8;
  static final double SIN_13 = 1.5897069440575266e-10;

  // cos r = 1 − r²/2 + r⁴ (COS_4 + COS_6 r² + …), |r| ≤ 0.79; error at most 2^−62.9.
  static final double COS_4 = 0.04166666666666666;
  static final double COS_6 = -0.0013888888888883236;
  static final double COS_8 = 2.4801587294667215e-5;
  static final double COS_10 = -2.7557315723462584e-7;
  static final double COS_12 = 2.087589466403464e-9;
  static final double COS_14 = -1.1367842395197638e-11;

  // erf x = x + x (ERF_1 + ERF_3 x² + …), |x| ≤ 1; error at most 2^−56.1.
  static final double ERF_JOINT = 1;
  static final double ERF_1 = 0.1283791670955126;
  static final double ERF_3 = -0.37612638903183876;
  static final double ERF_5 = 0.11283791670958783;
  static final double ERF_7 = -0.026866170645631897;
  static final double ERF_9 = 0.00522397762924565;
  static final double ERF_11 = -0.0008548327199358272;
  static final double ERF_13 = 0.00012055338161400656;
  static final double ERF_15 = -1.4925748180206354e-5;
  static final double ERF_17 = 1.6463247307130268e-6;
  static final double ERF_19 = -1.6372371891698225e-7;
  static final double ERF_21 = 1.4798357234369911e-8;
  static final double ERF_23 = -1.1876555591839105e-9;
  static final double ERF_25 = 6.762801638832501e-11;

  // 1 − erf x = e^(−x² + TAIL_0 + TAIL_1 x + …), 1 ≤ x ≤ 6; error of erf at most 2^−56.9. Beyond 6,
  // erf is 1.
  static final double ERF_END = 6;
  static final double TAIL_0 = -5.25530610055349e-7;
  static final double TAIL_1 = -1.1283738752344383;
  static final double TAIL_2 = 0.36335543241170415;
  static final double TAIL_3 = -0.1027008999186566;
  static final double TAIL_4 = 0.018985440545603242;
  static final double TAIL_5 = 0.0004171020651854782;
  static final double TAIL_6 = -0.0019226500754663466;
  static final double TAIL_7 = 0.0007760226343314385;
  static final double TAIL_8 = -0.00013843208230555058;
  static final double TAIL_9 = -1.8591234882334264e-5;
  static final double TAIL_10 = 2.2168398239599848e-5;
  static final double TAIL_11 = -8.467092726129425e-6;
  static final double TAIL_12 = 2.0883233452624407e-6;
  static final double TAIL_13 = -3.648123419881939e-7;
  static final double TAIL_14 = 4.5309230306182366e-8;
  static final double TAIL_15 = -3.833569578006616e-9;
  static final double TAIL_16 = 1.9889327191726092e-10;
  static final double TAIL_17 = -4.784138793446323e-12;

  // For powers: log(1+f) / 2s = 1 + s² (1/3 + s² (POWER_5 + POWER_7 s² + …)), s as above; error of
  // the inner polynomial at most 2^−56.3 absolute.
  static final double THIRD = 0.3333333333333333;
  static final double THIRD_REST = 1.850371707708594e-17;
  static final double POWER_5 = 0.2;
  static final double POWER_7 = 0.1428571428571316;
  static final double POWER_9 = 0.11111111111386056;
  static final double POWER_11 = 0.09090909077458369;
  static final double POWER_13 = 0.07692304971784544;
  static final double POWER_15 = 0.06667069332133696;
  static final double POWER_17 = 0.05860658362691397;
  static final double POWER_19 = 0.05793295178147132;

  // ---- The functions ----

  private DoubleElementary() {}

  /// Returns eˣ; 0 below −745.14, infinite above 709.79. Error below 1 ulp.
  static double exp(double x) {
    x = x > 710 ? 710 : x;
    x = x < -746 ? -746 : x;
    double rounded = Math.fma(x, LOG2_E, ROUNDER);
    long n = integer(rounded);
    double t = expm1OfRest(rest(x, rounded - ROUNDER));
    // Two factors, as 2ⁿ alone may be out of range; only the last product can be rounded.
    long half = n >> 1;
    double s = powerOfTwo(half);
    return Math.fma(s, t, s) * powerOfTwo(n - half);
  }

  /// Returns eˣ − 1, accurate near 0. Error below 0.8 ulp.
  static double expm1(double x) {
    double y = x > 710 ? 710 : x;
    y = y < -40 ? -40 : y;
    double rounded = Math.fma(y, LOG2_E, ROUNDER);
    double n = rounded - ROUNDER;
    double first = Math.fma(n, -LN2, y);
    double r = Math.fma(n, -LN2_REST, first);
    double rRest = Math.fma(n, -LN2_REST, first - r);
    // Half of the result, as 2ⁿ may be out of range: s (1 + t) − 1/2 with the roundings carried.
    double s = powerOfTwo(integer(rounded) - 1);
    double square = r * r;
    double q = expTail(r);
    double t = Math.fma(square, q, r);
    double tRest = Math.fma(square, q, r - t) + Math.fma(r, rRest, rRest);
    double base = s - 0.5;
    double baseRest = (s - base) - 0.5;
    double sum = Math.fma(s, t, base);
    double sumRest = Math.fma(s, t, base - sum) + Math.fma(s, tRest, baseRest);
    double result = 2 * (sum + sumRest);
    return Math.abs(x) < 0x1p-55 ? x : result;
  }

  /// Returns the natural logarithm; NaN below 0, −∞ at 0. Error below 1 ulp.
  static double log(double x) {
    boolean subnormal = x < Double.MIN_NORMAL;
    long bits = Double.doubleToRawLongBits(subnormal ? x * 0x1p54 : x);
    long exponent = (bits - ROOT_HALF_BITS) >> FRACTION_BITS;
    double f = Double.longBitsToDouble(bits - (exponent << FRACTION_BITS)) - 1;
    double k = (double) exponent;
    k = subnormal ? k - 54 : k;
    double result = logarithm(k * LN2_SHORT, f, k * LN2_SHORT_REST);
    result = x < Double.POSITIVE_INFINITY ? result : x;
    result = x < 0 ? Double.NaN : result;
    return x == 0 ? Double.NEGATIVE_INFINITY : result;
  }

  /// Returns log(1 + x), accurate near 0; NaN below −1, −∞ at −1. Error below 1 ulp.
  static double log1p(double x) {
    double u = 1 + x;
    long bits = Double.doubleToRawLongBits(u);
    long exponent = (bits - ROOT_HALF_BITS) >> FRACTION_BITS;
    // f = (1 + x) / 2ᵏ − 1 from x itself, as 1 + x was rounded; for large x that does not matter.
    boolean large = x > 0x1p56;
    double scale = Double.longBitsToDouble((BIAS - exponent) << FRACTION_BITS);
    double direct = Math.fma(x, scale, scale - 1);
    double lost = Math.fma(x, scale, (scale - 1) - direct);
    double rounded = Double.longBitsToDouble(bits - (exponent << FRACTION_BITS)) - 1;
    double f = large ? rounded : direct;
    lost = large ? 0 : Math.fma(-lost, f, lost);
    double k = (double) exponent;
    double result = logarithm(k * LN2_SHORT, f, Math.fma(k, LN2_SHORT_REST, lost));
    result = x < Double.POSITIVE_INFINITY ? result : x;
    result = x < -1 ? Double.NaN : result;
    result = x == -1 ? Double.NEGATIVE_INFINITY : result;
    return x == 0 ? x : result;
  }

  /// Returns sin x, x in radians of any size; NaN for an infinite x. Error below 0.85 ulp.
  static double sin(double x) {
    double a = Math.abs(x);
    double s = a <= ANGLE_LIMIT ? circular(a, 0) : circularOfLarge(a, 0);
    return Double.longBitsToDouble(
        Double.doubleToRawLongBits(s) ^ (Double.doubleToRawLongBits(x) & Long.MIN_VALUE));
  }

  /// Returns cos x, x in radians of any size; NaN for an infinite x. Error below 0.85 ulp.
  static double cos(double x) {
    double a = Math.abs(x);
    return a <= ANGLE_LIMIT ? circular(a, 1) : circularOfLarge(a, 1);
  }

  /// Returns tan x, x in radians of any size. Error below 1 ulp.
  static double tan(double x) {
    return StrictMath.tan(x);
  }

  /// Returns the hyperbolic tangent, never beyond ±1. Error below 1.1 ulp.
  static double tanh(double x) {
    double a = Math.abs(x);
    a = a > 20 ? 20 : a;
    double w = a * a;
    double p = Math.fma(TANH_25, w, TANH_23);
    p = Math.fma(p, w, TANH_21);
    p = Math.fma(p, w, TANH_19);
    p = Math.fma(p, w, TANH_17);
    p = Math.fma(p, w, TANH_15);
    p = Math.fma(p, w, TANH_13);
    p = Math.fma(p, w, TANH_11);
    p = Math.fma(p, w, TANH_9);
    p = Math.fma(p, w, TANH_7);
    p = Math.fma(p, w, TANH_5);
    p = Math.fma(p, w, TANH_3);
    double near = Math.fma(a * w, p, a);
    // Beyond the joint: 1 − 2 / (e²ᵃ + 1).
    double y = a + a;
    double rounded = Math.fma(y, LOG2_E, ROUNDER);
    double s = powerOfTwo(integer(rounded));
    double t = expm1OfRest(rest(y, rounded - ROUNDER));
    double far = 1 - 2 / Math.fma(s, t, s + 1);
    return withSign(a < TANH_JOINT ? near : far, x);
  }

  /// Returns the logistic function 1 / (1 + e⁻ˣ). Error below 1 ulp.
  static double sigmoid(double x) {
    double y = -x;
    y = y > 746 ? 746 : y;
    y = y < -40 ? -40 : y;
    double rounded = Math.fma(y, LOG2_E, ROUNDER);
    long n = integer(rounded);
    double t = expm1OfRest(rest(y, rounded - ROUNDER));
    // c (1 + eʸ) with a c near 2^(−n/2), which keeps all in range, and what its roundings lost.
    long half = n >> 1;
    double c = powerOfTwo(-half);
    double s = powerOfTwo(n - half);
    double base = s + c;
    double d = Math.fma(s, t, base);
    double dRest = Math.fma(s, t, base - d) + (c - (base - s));
    double q = 1 / d;
    double correction = Math.fma(-dRest, q, Math.fma(-d, q, 1));
    return Math.fma(q, correction, q) * c;
  }

  /// Returns log(1 + eˣ). Error below 1.1 ulp.
  static double softplus(double x) {
    double y = -Math.abs(x);
    y = y < -746 ? -746 : y;
    double rounded = Math.fma(y, LOG2_E, ROUNDER);
    long n = integer(rounded);
    double r = rest(y, rounded - ROUNDER);
    double square = r * r;
    double q = expTail(r);
    double t = Math.fma(square, q, r);
    double tRest = Math.fma(square, q, r - t);
    long half = n >> 1;
    double s = powerOfTwo(half);
    double s2 = powerOfTwo(n - half);
    double e = Math.fma(s, t, s);
    double eRest = (Math.fma(s, t, s - e) + s * tRest) * s2;
    e = e * s2;
    // log(1 + e) as k ln 2 + log(1 + f), k being 0 or 1, and what the roundings lost.
    boolean upper = e > 0.41421356237309503;
    double k = upper ? 1 : 0;
    double scale = upper ? 0.5 : 1;
    double one = scale - 1;
    double f = Math.fma(scale, e, one);
    double lost = Math.fma(scale, e, one - f) + scale * eRest;
    lost = Math.fma(-lost, f, lost);
    // The positive part of x joins k ln 2 before the small terms do.
    double positive = x > 0 ? x : 0;
    double multiple = k * LN2_SHORT;
    double whole = positive + multiple;
    double part = whole - positive;
    lost = lost + ((positive - (whole - part)) + (multiple - part));
    double result = logarithm(whole, f, Math.fma(k, LN2_SHORT_REST, lost));
    result = x < -37.5 ? e : result;
    return x > 40 ? x : result;
  }

  /// Returns the error function 2/√π ∫₀ˣ e^(−u²) du, never beyond ±1. Error below 1.1 ulp.
  static double erf(double x) {
    double a = Math.abs(x);
    a = a > ERF_END ? ERF_END : a;
    double w = a * a;
    double p = Math.fma(ERF_25, w, ERF_23);
    p = Math.fma(p, w, ERF_21);
    p = Math.fma(p, w, ERF_19);
    p = Math.fma(p, w, ERF_17);
    p = Math.fma(p, w, ERF_15);
    p = Math.fma(p, w, ERF_13);
    p = Math.fma(p, w, ERF_11);
    p = Math.fma(p, w, ERF_9);
    p = Math.fma(p, w, ERF_7);
    p = Math.fma(p, w, ERF_5);
    p = Math.fma(p, w, ERF_3);
    p = Math.fma(p, w, ERF_1);
    double near = Math.fma(a, p, a);
    double y = Math.fma(TAIL_17, a, TAIL_16);
    y = Math.fma(y, a, TAIL_15);
    y = Math.fma(y, a, TAIL_14);
    y = Math.fma(y, a, TAIL_13);
    y = Math.fma(y, a, TAIL_12);
    y = Math.fma(y, a, TAIL_11);
    y = Math.fma(y, a, TAIL_10);
    y = Math.fma(y, a, TAIL_9);
    y = Math.fma(y, a, TAIL_8);
    y = Math.fma(y, a, TAIL_7);
    y = Math.fma(y, a, TAIL_6);
    y = Math.fma(y, a, TAIL_5);
    y = Math.fma(y, a, TAIL_4);
    y = Math.fma(y, a, TAIL_3);
    y = Math.fma(y, a, TAIL_2);
    y = Math.fma(y, a, TAIL_1);
    y = Math.fma(y, a, TAIL_0);
    y = Math.fma(-a, a, y);
    double rounded = Math.fma(y, LOG2_E, ROUNDER);
    double s = powerOfTwo(integer(rounded));
    double t = expm1OfRest(rest(y, rounded - ROUNDER));
    double far = 1 - Math.fma(s, t, s);
    return withSign(a < ERF_JOINT ? near : far, x);
  }

  /// Returns x to the power y by C's rules: 1 for y = 0 and for x = 1 whatever the other is, NaN
  /// for a negative x and a y that is no integer. Error below 1 ulp.
  static double pow(double x, double y) {
    double a = Math.abs(x);
    double b = Math.abs(y);
    double result = power(a, y);
    boolean odd = isInteger(b) && !isInteger(b * 0.5);
    long sign = odd ? Double.doubleToRawLongBits(x) & Long.MIN_VALUE : 0L;
    result = Double.longBitsToDouble(Double.doubleToRawLongBits(result) ^ sign);
    result = x < 0 && a < Double.POSITIVE_INFINITY && !isInteger(b) ? Double.NaN : result;
    result = Double.isNaN(x) || Double.isNaN(y) ? Double.NaN : result;
    boolean one = y == 0 || x == 1 || (a == 1 && b == Double.POSITIVE_INFINITY);
    return one ? 1 : result;
  }

  /// Returns the arc sine in radians; NaN beyond ±1. Error below 1 ulp.
  static double asin(double x) {
    return StrictMath.asin(x);
  }

  /// Returns the arc cosine in radians; NaN beyond ±1. Error below 1 ulp.
  static double acos(double x) {
    return StrictMath.acos(x);
  }

  /// Returns the arc tangent in radians. Error below 1 ulp.
  static double atan(double x) {
    return StrictMath.atan(x);
  }

  /// Returns the hyperbolic sine. Error below 1 ulp.
  static double sinh(double x) {
    double a = Math.abs(x);
    if (a > 1) {
      return withSign(halfExpPlus(a, -0.25), x);
    }
    double w = a * a;
    double p = Math.fma(SINH_15, w, SINH_13);
    p = Math.fma(p, w, SINH_11);
    p = Math.fma(p, w, SINH_9);
    p = Math.fma(p, w, SINH_7);
    p = Math.fma(p, w, SINH_5);
    p = Math.fma(p, w, SINH_3);
    return withSign(Math.fma(a * w, p, a), x);
  }

  /// Returns the hyperbolic cosine. Error below 1 ulp.
  static double cosh(double x) {
    return halfExpPlus(Math.abs(x), 0.25);
  }

  /// Returns h + c / h, h = eᵃ / 2, for a not negative.
  private static double halfExpPlus(double a, double c) {
    a = a > 710.5 ? 710.5 : a;
    double rounded = Math.fma(a, LOG2_E, ROUNDER);
    double t = expm1OfRest(rest(a, rounded - ROUNDER));
    long n = integer(rounded) - 1;
    if (a > 40) { // where c / h does not count, and 2ⁿ may be out of range
      double s = powerOfTwo(n - 1);
      return Math.fma(s, t, s) * 2;
    }
    double s = powerOfTwo(n);
    double small = c / Math.fma(s, t, s);
    double base = s + small;
    double baseRest = small - (base - s);
    double sum = Math.fma(s, t, base);
    return sum + (Math.fma(s, t, base - sum) + baseRest);
  }

  /// Returns sin (turn 0) or cos (turn 1) of an angle from 0 to the limit.
  private static double circular(double a, int turn) {
    double rounded = Math.fma(a, TWO_OVER_PI, ROUNDER);
    double n = rounded - ROUNDER;
    // r + rRest = a − n π/2; the first two products and differences are exact.
    double first = Math.fma(n, -HALF_PI_1, a);
    double r = Math.fma(n, -HALF_PI_2, first);
    double rRest = Math.fma(n, -HALF_PI_3, Math.fma(n, -HALF_PI_2, first - r));
    return circularOfRest(r, rRest, (int) integer(rounded) + turn);
  }

  /// The same beyond the limit, for infinity and for NaN; the vector twin calls it lane by lane.
  static double circularOfLarge(double a, int turn) {
    if (!(a < Double.POSITIVE_INFINITY)) {
      return Double.NaN;
    }
    PayneHanek.Angle angle = PayneHanek.reduce(a);
    return circularOfRest(angle.rest(), angle.restLow(), angle.quarters() + turn);
  }

  private static double circularOfRest(double r, double rRest, int quarters) {
    double w = r * r;
    double p = Math.fma(SIN_13, w, SIN_11);
    p = Math.fma(p, w, SIN_9);
    p = Math.fma(p, w, SIN_7);
    p = Math.fma(p, w, SIN_5);
    p = Math.fma(p, w, SIN_3);
    double h = 0.5 * w;
    double sine = r + Math.fma(r * w, p, Math.fma(-h, rRest, rRest));
    double q = Math.fma(COS_14, w, COS_12);
    q = Math.fma(q, w, COS_10);
    q = Math.fma(q, w, COS_8);
    q = Math.fma(q, w, COS_6);
    q = Math.fma(q, w, COS_4);
    double c = 1 - h;
    double cosine = c + (((1 - c) - h) + Math.fma(w * w, q, -(r * rRest)));
    double chosen = (quarters & 1) != 0 ? cosine : sine;
    return Double.longBitsToDouble(Double.doubleToRawLongBits(chosen) ^ ((quarters & 2L) << 62));
  }

  /// Returns a to the power y, a not negative: the logarithm and its product with y are carried in
  /// two doubles each, as an error in them grows with the size of the product.
  private static double power(double a, double y) {
    boolean subnormal = a < Double.MIN_NORMAL;
    long bits = Double.doubleToRawLongBits(subnormal ? a * 0x1p54 : a);
    long exponent = (bits - ROOT_HALF_BITS) >> FRACTION_BITS;
    double f = Double.longBitsToDouble(bits - (exponent << FRACTION_BITS)) - 1;
    double k = (double) exponent;
    k = subnormal ? k - 54 : k;

    // s = f / (2 + f) and its square w.
    double d = 2 + f;
    double dRest = (2 - d) + f;
    double s = f / d;
    double sRest = Math.fma(-s, dRest, Math.fma(-s, d, f)) / d;
    double w = s * s;
    double wRest = Math.fma(s + s, sRest, Math.fma(s, s, -w));

    // log(1 + f) / 2s − 1 = w (1/3 + w (1/5 + …)).
    double p = Math.fma(POWER_19, w, POWER_17);
    p = Math.fma(p, w, POWER_15);
    p = Math.fma(p, w, POWER_13);
    p = Math.fma(p, w, POWER_11);
    p = Math.fma(p, w, POWER_9);
    p = Math.fma(p, w, POWER_7);
    p = Math.fma(p, w, POWER_5);
    p = p * w;
    double third = THIRD + p;
    double thirdRest = ((THIRD - third) + p) + THIRD_REST;
    double c = w * third;
    double cRest = Math.fma(w, third, -c) + Math.fma(w, thirdRest, wRest * third);

    // k ln 2 + 2s + 2s c
    double s2 = s + s;
    double small = s2 * c;
    double smallRest = Math.fma(s2, c, -small) + Math.fma(s2, cRest, (sRest + sRest) * c);
    double log1p = s2 + small;
    double log1pRest = ((s2 - log1p) + small) + (smallRest + (sRest + sRest));
    double whole = k * LN2_SHORT;
    double log = whole + log1p;
    double logRest = ((whole - log) + log1p) + Math.fma(k, LN2_SHORT_REST, log1pRest);
    log = a == 0 ? Double.NEGATIVE_INFINITY : log;
    log = a == Double.POSITIVE_INFINITY ? a : log;

    double x = y * log;
    double xRest = Math.fma(y, logRest, Math.fma(y, log, -x));
    xRest = Math.abs(x) < 750 ? xRest : 0;
    x = x > 750 ? 750 : x;
    x = x < -750 ? -750 : x;
    return expOfSum(x, xRest);
  }

  private static double expOfSum(double x, double xRest) {
    double rounded = Math.fma(x, LOG2_E, ROUNDER);
    double n = rounded - ROUNDER;
    double first = Math.fma(n, -LN2, x);
    double sum = Math.fma(n, -LN2_REST, first);
    double rRest = Math.fma(n, -LN2_REST, first - sum) + xRest;
    double r = sum + rRest;
    rRest = (sum - r) + rRest;
    double t = r + Math.fma(r * r, expTail(r), Math.fma(r, rRest, rRest));
    long exponent = integer(rounded);
    long half = exponent >> 1;
    double s = powerOfTwo(half);
    return Math.fma(s, t, s) * powerOfTwo(exponent - half);
  }

  /// Returns whole + log(1 + f) + small, for √½ ≤ 1 + f < √2.
  private static double logarithm(double whole, double f, double small) {
    double s = f / (2 + f);
    double w = s * s;
    double p = Math.fma(LOG_15, w, LOG_13);
    p = Math.fma(p, w, LOG_11);
    p = Math.fma(p, w, LOG_9);
    p = Math.fma(p, w, LOG_7);
    p = Math.fma(p, w, LOG_5);
    p = Math.fma(p, w, LOG_3);
    double tail = s * Math.fma(w, p, -f);
    double sum = whole + f;
    double lost = (whole - sum) + f;
    return sum + (tail + (lost + small));
  }

  /// Returns x − n ln 2.
  private static double rest(double x, double n) {
    return Math.fma(n, -LN2_REST, Math.fma(n, -LN2, x));
  }

  private static double expm1OfRest(double r) {
    return Math.fma(r * r, expTail(r), r);
  }

  /// Returns (eʳ − 1 − r) / r².
  private static double expTail(double r) {
    double p = Math.fma(EXP_12, r, EXP_11);
    p = Math.fma(p, r, EXP_10);
    p = Math.fma(p, r, EXP_9);
    p = Math.fma(p, r, EXP_8);
    p = Math.fma(p, r, EXP_7);
    p = Math.fma(p, r, EXP_6);
    p = Math.fma(p, r, EXP_5);
    p = Math.fma(p, r, EXP_4);
    p = Math.fma(p, r, EXP_3);
    return Math.fma(p, r, EXP_2);
  }

  private static long integer(double rounded) {
    return Double.doubleToRawLongBits(rounded) - ROUNDER_BITS;
  }

  private static double powerOfTwo(long n) {
    return Double.longBitsToDouble((n + BIAS) << FRACTION_BITS);
  }

  private static boolean isInteger(double a) {
    return a >= 0x1p52 || (a + 0x1p52) - 0x1p52 == a;
  }

  /// Returns a magnitude with the sign of x.
  private static double withSign(double magnitude, double x) {
    return Double.longBitsToDouble(
        Double.doubleToRawLongBits(magnitude) | (Double.doubleToRawLongBits(x) & Long.MIN_VALUE));
  }
}

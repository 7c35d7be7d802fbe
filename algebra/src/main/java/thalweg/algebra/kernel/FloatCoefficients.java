package thalweg.algebra.kernel;

/// The numbers behind [FloatElementary] and [FloatElementaryVector], which share them.
///
/// Each polynomial is a minimax approximation found by Remez' exchange in 50 digits and then
/// rounded to float from the lowest coefficient on, each time fitting the others anew; the error
/// given is that of the rounded polynomial in exact arithmetic, as a share of the function's value
/// unless said otherwise.
final class FloatCoefficients {
  private FloatCoefficients() {}

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
  // x²
  // itself would lose half an ulp more, as the sum's terms are larger.
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
  // 4, erf
  // is 1.
  static final float ERF_END = 4;
  static final float TAIL_0 = -0.00060143124f;
  static final float TAIL_1 = -1.1261034f;
  static final float TAIL_2 = 0.36032483f;
  static final float TAIL_3 = -0.10186316f;
  static final float TAIL_4 = 0.02128056f;
  static final float TAIL_5 = -0.0028170203f;
  static final float TAIL_6 = 0.000173886f;

  // For powers, which go through double. log(1+f) = f − s (f − s² (POWER_LOG_3 + POWER_LOG_5 s² +
  // …)),
  // s = f / (2 + f), √½ ≤ 1 + f < √2; error at most 2^−43.8. eʳ as above, error of eʳ − 1 at most
  // 2^−37.3.
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
}

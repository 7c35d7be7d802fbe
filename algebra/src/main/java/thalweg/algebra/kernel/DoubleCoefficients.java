package thalweg.algebra.kernel;

/// The numbers behind [DoubleElementary] and [DoubleElementaryVector], which share them.
///
/// Each polynomial is a minimax approximation found by Remez' exchange in 50 digits and then
/// rounded to double from the lowest coefficient on, each time fitting the others anew; the error
/// given is that of the rounded polynomial in exact arithmetic, as a share of the function's value
/// unless said otherwise.
final class DoubleCoefficients {
  private DoubleCoefficients() {}

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
  // most
  // 2^−58.2.
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
  // erf
  // is 1.
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
  // the
  // inner polynomial at most 2^−56.3 absolute.
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
}

package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Once: these functions know no vectors, whatever Java has.
@Tag("once")
class FloatElementaryTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  interface Function {
    float apply(float x);
  }

  record Case(String name, Function function, DoubleUnaryOperator exact, double bound) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// The functions, what they are compared with, and the error their description promises.
  static Stream<Case> cases() {
    return Stream.of(
        new Case("exp", FloatElementary::exp, StrictMath::exp, 0.99),
        new Case("expm1", FloatElementary::expm1, StrictMath::expm1, 0.83),
        new Case("log", FloatElementary::log, StrictMath::log, 0.9),
        new Case("log1p", FloatElementary::log1p, StrictMath::log1p, 0.95),
        new Case("sin", FloatElementary::sin, StrictMath::sin, 0.8),
        new Case("cos", FloatElementary::cos, StrictMath::cos, 0.8),
        new Case("tan", FloatElementary::tan, StrictMath::tan, 0.51),
        new Case("tanh", FloatElementary::tanh, StrictMath::tanh, 0.98),
        new Case("sigmoid", FloatElementary::sigmoid, FloatElementaryTest::sigmoid, 0.95),
        new Case("softplus", FloatElementary::softplus, FloatElementaryTest::softplus, 0.99),
        new Case("erf", FloatElementary::erf, DoubleElementary::erf, 0.96),
        new Case("asin", FloatElementary::asin, StrictMath::asin, 0.51),
        new Case("acos", FloatElementary::acos, StrictMath::acos, 0.51),
        new Case("atan", FloatElementary::atan, StrictMath::atan, 0.51),
        new Case("sinh", FloatElementary::sinh, StrictMath::sinh, 0.51),
        new Case("cosh", FloatElementary::cosh, StrictMath::cosh, 0.51));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  private static double softplus(double x) {
    return x > 40 ? x : StrictMath.log1p(StrictMath.exp(x));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void errors_stay_below_the_bound_over_all_floats(Case function) {
    double worst = 0;
    float at = 0;
    for (long bits = 0; bits < 1L << 32; bits += 1009) {
      float x = Float.intBitsToFloat((int) bits);
      double error = error(function.function.apply(x), function.exact.applyAsDouble(x));
      if (!(error <= worst)) {
        worst = error;
        at = x;
      }
    }
    System.out.printf("float %s: at most %.4f ulp, at %s%n", function, worst, at);
    assertThat(worst).as("%s at %s", function, at).isLessThan(function.bound);
  }

  @Test
  void errors_of_the_power_stay_below_the_bound() {
    Random random = new Random(5);
    double worst = 0;
    for (int i = 0; i < 400_000; i++) {
      float x = Math.abs(Float.intBitsToFloat(random.nextInt()));
      x = i % 2 == 0 ? x : 0.5f + 1.5f * random.nextFloat();
      float y = (float) ((random.nextDouble() * 2 - 1) * 104 / Math.abs(StrictMath.log(x)));
      y = i % 3 == 0 ? Math.round(y) : y;
      double error = error(FloatElementary.pow(x, y), exactPower(x, y));
      worst = error <= worst ? worst : error;
    }
    System.out.printf("float pow: at most %.4f ulp%n", worst);
    assertThat(worst).isLessThan(0.51);
  }

  private static double exactPower(float x, float y) {
    DoubleBinaryOperator power = StrictMath::pow;
    return power.applyAsDouble(x, y);
  }

  /// The difference in units of the last place a float of the exact value's size has; 1e9 where one
  /// is NaN or infinite and the other is not, or where zeros differ in sign.
  private static double error(float value, double exact) {
    float nearest = (float) exact;
    if (Float.isNaN(value) || Float.isNaN(nearest)) {
      return Float.isNaN(value) && Float.isNaN(nearest) ? 0 : 1e9;
    }
    if (Float.isInfinite(value) || Float.isInfinite(nearest)) {
      boolean edge = Math.abs(exact) > Float.MAX_VALUE * 0.9999999;
      return value == nearest || edge ? 0 : 1e9;
    }
    if (exact == 0) {
      return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(exact) ? 0 : 1e9;
    }
    double ulp = Math.scalb(1.0, Math.max(Math.getExponent(exact), Float.MIN_EXPONENT) - 23);
    return Math.abs(value - exact) / ulp;
  }

  @Test
  void special_values_are_those_of_the_functions() {
    assertThat(FloatElementary.exp(0)).isEqualTo(1f);
    assertThat(FloatElementary.exp(INFINITY)).isEqualTo(INFINITY);
    assertThat(FloatElementary.exp(-INFINITY)).isEqualTo(0f);
    assertThat(FloatElementary.exp(88.72284f)).isEqualTo(INFINITY);
    assertThat(FloatElementary.exp(88.72283f)).isLessThan(INFINITY);
    assertThat(FloatElementary.exp(-103.97f)).isEqualTo(Float.MIN_VALUE);
    assertThat(FloatElementary.exp(-103.98f)).isEqualTo(0f);
    assertThat(FloatElementary.expm1(-INFINITY)).isEqualTo(-1f);
    assertThat(FloatElementary.expm1(INFINITY)).isEqualTo(INFINITY);
    assertThat(FloatElementary.log(1)).isEqualTo(0f);
    assertThat(FloatElementary.log(0)).isEqualTo(-INFINITY);
    assertThat(FloatElementary.log(-0f)).isEqualTo(-INFINITY);
    assertThat(FloatElementary.log(INFINITY)).isEqualTo(INFINITY);
    assertThat(FloatElementary.log(-Float.MIN_VALUE)).isNaN();
    assertThat(FloatElementary.log(-INFINITY)).isNaN();
    assertThat(FloatElementary.log1p(-1)).isEqualTo(-INFINITY);
    assertThat(FloatElementary.log1p(INFINITY)).isEqualTo(INFINITY);
    assertThat(FloatElementary.log1p(-1.0000001f)).isNaN();
    assertThat(FloatElementary.sin(INFINITY)).isNaN();
    assertThat(FloatElementary.cos(-INFINITY)).isNaN();
    assertThat(FloatElementary.cos(0)).isEqualTo(1f);
    assertThat(FloatElementary.tanh(INFINITY)).isEqualTo(1f);
    assertThat(FloatElementary.tanh(-INFINITY)).isEqualTo(-1f);
    assertThat(FloatElementary.sigmoid(0)).isEqualTo(0.5f);
    assertThat(FloatElementary.sigmoid(INFINITY)).isEqualTo(1f);
    assertThat(FloatElementary.sigmoid(-INFINITY)).isEqualTo(0f);
    assertThat(FloatElementary.softplus(INFINITY)).isEqualTo(INFINITY);
    assertThat(FloatElementary.softplus(-INFINITY)).isEqualTo(0f);
    assertThat(FloatElementary.softplus(Float.MAX_VALUE)).isEqualTo(Float.MAX_VALUE);
    assertThat(FloatElementary.erf(INFINITY)).isEqualTo(1f);
    assertThat(FloatElementary.erf(-INFINITY)).isEqualTo(-1f);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nan_gives_nan_and_zeros_keep_their_sign(Case function) {
    assertThat(function.function.apply(NAN)).isNaN();
    boolean odd = function.exact.applyAsDouble(0) == 0 && !function.name.equals("log");
    if (odd) {
      assertThat(Float.floatToRawIntBits(function.function.apply(0f))).isZero();
      assertThat(Float.floatToRawIntBits(function.function.apply(-0f)))
          .isEqualTo(Integer.MIN_VALUE);
    }
  }

  @Test
  void powers_follow_the_rules_of_c() {
    float[] values = {
      0,
      -0f,
      1,
      -1,
      2,
      -2,
      0.5f,
      -0.5f,
      3,
      -3,
      2.5f,
      -2.5f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      8388609,
      16777215,
      1e10f,
      INFINITY,
      -INFINITY,
      NAN
    };
    for (float x : values) {
      for (float y : values) {
        // Java's own power differs from C's in these two only.
        boolean one = x == 1 || (x == -1 && Float.isInfinite(y));
        double expected = one ? 1 : exactPower(x, y);
        assertThat(error(FloatElementary.pow(x, y), expected)).as("%s ^ %s", x, y).isLessThan(0.51);
      }
    }
  }

  @Test
  void functions_are_odd() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt());
      assertOdd(FloatElementary::tanh, x);
      assertOdd(FloatElementary::erf, x);
      assertOdd(FloatElementary::sin, x);
    }
  }

  private static void assertOdd(Function function, float x) {
    assertThat(function.apply(-x)).isEqualTo((Float) (-function.apply(x)));
  }

  @Test
  void results_stay_in_range() {
    for (long bits = 0; bits < 1L << 32; bits += 5003) {
      float x = Float.intBitsToFloat((int) bits);
      if (!Float.isNaN(x)) {
        assertRange(FloatElementary.tanh(x), -1, 1, x);
        assertRange(FloatElementary.erf(x), -1, 1, x);
        assertRange(FloatElementary.sigmoid(x), 0, 1, x);
        assertRange(FloatElementary.exp(x), 0, INFINITY, x);
        assertRange(FloatElementary.softplus(x), Math.max(x, 0), INFINITY, x);
        assertRange(FloatElementary.expm1(x), -1, INFINITY, x);
      }
    }
  }

  private static void assertRange(float value, float least, float greatest, float x) {
    if (!(value >= least && value <= greatest)) {
      assertThat(value).as("at %s", x).isBetween(least, greatest);
    }
  }

  @Test
  void logistic_values_of_opposite_numbers_add_up_to_one() {
    for (float x = 0; x < 110; x += 0.0371f) {
      float sum = FloatElementary.sigmoid(x) + FloatElementary.sigmoid(-x);
      assertThat(sum).isCloseTo(1f, within(1.2e-7f));
    }
  }

  @Test
  void rising_functions_never_fall_by_more_than_a_rounding_at_the_joints() {
    // Halfway between multiples of ln 2 the reduction changes over; at 0.9 tanh and at 1.1 erf do.
    for (int n = -150; n <= 127; n++) {
      float joint = (float) ((n + 0.5) * Math.log(2));
      assertRising(FloatElementary::exp, joint);
      assertRising(FloatElementary::sigmoid, joint);
      assertRising(FloatElementary::tanh, joint / 2);
    }
    assertRising(FloatElementary::tanh, FloatElementary.TANH_JOINT);
    assertRising(FloatElementary::erf, FloatElementary.ERF_JOINT);
    assertRising(FloatElementary::softplus, -17.5f);
    assertRising(FloatElementary::softplus, 20);
  }

  private static void assertRising(Function function, float joint) {
    float x = joint;
    for (int i = 0; i < 40; i++) {
      x = Math.nextDown(x);
    }
    float highest = function.apply(x);
    for (int i = 0; i < 80; i++) {
      x = Math.nextUp(x);
      float value = function.apply(x);
      assertThat(value).as("at %s", x).isGreaterThanOrEqualTo(Math.nextDown(highest));
      highest = Math.max(highest, value);
    }
  }

  @Test
  void the_two_reductions_of_angles_meet_at_the_limit() {
    float a = FloatElementary.ANGLE_LIMIT;
    for (int i = 0; i < 2000; i++) {
      a = Math.nextDown(a);
      assertThat(FloatElementary.sin(a))
          .isCloseTo(FloatElementary.circularOfLarge(a, 0), within(6e-8f));
      assertThat(FloatElementary.cos(a))
          .isCloseTo(FloatElementary.circularOfLarge(a, 1), within(6e-8f));
    }
  }
}

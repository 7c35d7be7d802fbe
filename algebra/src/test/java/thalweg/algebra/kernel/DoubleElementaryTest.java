package thalweg.algebra.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Accuracy is checked against tables of exact values: each line holds the bits of x and of the
/// double nearest to f(x), and by how many ten-thousandths of its last place f(x) is above it. A
/// quarter of the points are the worst among 50,000 random ones; values come from 240 bits.
class DoubleElementaryTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  record Case(String name, DoubleUnaryOperator function, double bound) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// The functions and the error their description promises.
  static Stream<Case> cases() {
    return Stream.of(
        new Case("exp", DoubleElementary::exp, 1),
        new Case("expm1", DoubleElementary::expm1, 0.8),
        new Case("log", DoubleElementary::log, 1),
        new Case("log1p", DoubleElementary::log1p, 1),
        new Case("sin", DoubleElementary::sin, 0.85),
        new Case("cos", DoubleElementary::cos, 0.85),
        new Case("tan", DoubleElementary::tan, 1),
        new Case("tanh", DoubleElementary::tanh, 1.1),
        new Case("sigmoid", DoubleElementary::sigmoid, 1),
        new Case("softplus", DoubleElementary::softplus, 1.1),
        new Case("erf", DoubleElementary::erf, 1.1),
        new Case("asin", DoubleElementary::asin, 1),
        new Case("acos", DoubleElementary::acos, 1),
        new Case("atan", DoubleElementary::atan, 1),
        new Case("sinh", DoubleElementary::sinh, 1),
        new Case("cosh", DoubleElementary::cosh, 1));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void errors_stay_below_the_bound(Case function) {
    double worst = 0;
    double at = 0;
    for (String line : table(function.name)) {
      String[] fields = line.split(" ");
      double x = number(fields[0]);
      double error = error(function.function.applyAsDouble(x), number(fields[1]), fields[2]);
      if (!(error <= worst)) {
        worst = error;
        at = x;
      }
    }
    System.out.printf("double %s: at most %.4f ulp, at %s%n", function, worst, at);
    assertThat(worst).as("%s at %s", function, at).isLessThan(function.bound);
  }

  @Test
  void errors_of_the_power_stay_below_the_bound() {
    double worst = 0;
    for (String line : table("pow")) {
      String[] fields = line.split(" ");
      double value = DoubleElementary.pow(number(fields[0]), number(fields[1]));
      double error = error(value, number(fields[2]), fields[3]);
      worst = error <= worst ? worst : error;
    }
    System.out.printf("double pow: at most %.4f ulp%n", worst);
    assertThat(worst).isLessThan(1);
  }

  private static List<String> table(String name) {
    var stream = DoubleElementaryTest.class.getResourceAsStream("elementary/" + name + ".txt");
    assertThat(stream).as(name).isNotNull();
    try (var reader = new BufferedReader(new InputStreamReader(stream, US_ASCII))) {
      List<String> lines = reader.readAllLines();
      assertThat(lines).hasSizeGreaterThan(390);
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double number(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }

  private static double error(double value, double nearest, String tenThousandths) {
    return Math.abs((value - nearest) / Math.ulp(nearest) - Integer.parseInt(tenThousandths) / 1e4);
  }

  @Test
  void special_values_are_those_of_the_functions() {
    assertThat(DoubleElementary.exp(0)).isEqualTo(1);
    assertThat(DoubleElementary.exp(INFINITY)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.exp(-INFINITY)).isEqualTo(0);
    assertThat(DoubleElementary.exp(709.782712893384)).isLessThan(INFINITY);
    assertThat(DoubleElementary.exp(709.7827128933841)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.exp(-745.1332191019411)).isEqualTo(Double.MIN_VALUE);
    assertThat(DoubleElementary.exp(-745.1332191019412)).isEqualTo(0);
    assertThat(DoubleElementary.expm1(-INFINITY)).isEqualTo(-1);
    assertThat(DoubleElementary.expm1(INFINITY)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.log(1)).isEqualTo(0);
    assertThat(DoubleElementary.log(0)).isEqualTo(-INFINITY);
    assertThat(DoubleElementary.log(INFINITY)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.log(-Double.MIN_VALUE)).isNaN();
    assertThat(DoubleElementary.log1p(-1)).isEqualTo(-INFINITY);
    assertThat(DoubleElementary.log1p(INFINITY)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.log1p(Math.nextDown(-1.0))).isNaN();
    assertThat(DoubleElementary.sin(INFINITY)).isNaN();
    assertThat(DoubleElementary.cos(-INFINITY)).isNaN();
    assertThat(DoubleElementary.tanh(INFINITY)).isEqualTo(1);
    assertThat(DoubleElementary.sigmoid(0)).isEqualTo(0.5);
    assertThat(DoubleElementary.sigmoid(INFINITY)).isEqualTo(1);
    assertThat(DoubleElementary.sigmoid(-INFINITY)).isEqualTo(0);
    assertThat(DoubleElementary.softplus(INFINITY)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.softplus(-INFINITY)).isEqualTo(0);
    assertThat(DoubleElementary.softplus(Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
    assertThat(DoubleElementary.erf(INFINITY)).isEqualTo(1);
    assertThat(DoubleElementary.erf(-INFINITY)).isEqualTo(-1);
    assertThat(DoubleElementary.sinh(-INFINITY)).isEqualTo(-INFINITY);
    assertThat(DoubleElementary.sinh(711)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.cosh(-INFINITY)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.cosh(-711)).isEqualTo(INFINITY);
    assertThat(DoubleElementary.cosh(710.4)).isLessThan(INFINITY);
    assertThat(DoubleElementary.cosh(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nan_gives_nan_and_zeros_keep_their_sign(Case function) {
    assertThat(function.function.applyAsDouble(Double.NaN)).isNaN();
    if (function.function.applyAsDouble(0) == 0) {
      assertThat(Double.doubleToRawLongBits(function.function.applyAsDouble(0))).isZero();
      assertThat(Double.doubleToRawLongBits(function.function.applyAsDouble(-0.0)))
          .isEqualTo(Long.MIN_VALUE);
    }
  }

  @Test
  void powers_follow_the_rules_of_c() {
    double[] values = {
      0,
      -0.0,
      1,
      -1,
      2,
      -2,
      0.5,
      -0.5,
      3,
      -3,
      2.5,
      -2.5,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      0x1p52 + 1,
      0x1p53 - 1,
      0x1p53 + 2,
      1e300,
      INFINITY,
      -INFINITY,
      Double.NaN
    };
    for (double x : values) {
      for (double y : values) {
        // Java's own power differs from C's in these two only.
        boolean one = x == 1 || (x == -1 && Double.isInfinite(y));
        double expected = one ? 1 : StrictMath.pow(x, y);
        double value = DoubleElementary.pow(x, y);
        // Boxed, as equal then means the same bits, for zeros and NaN too.
        boolean simple = expected == 0 || Double.isInfinite(expected) || Double.isNaN(expected);
        if (simple) {
          assertThat(value).as("%s ^ %s", x, y).isEqualTo((Double) expected);
        } else {
          double ulps = Math.abs(value - expected) / Math.ulp(expected);
          assertThat(ulps).as("%s ^ %s", x, y).isLessThan(1.5);
        }
      }
    }
  }

  @Test
  void the_cosine_nearest_to_zero_has_all_its_digits() {
    double x = 6381956970095103.0 * 0x1p797;
    assertThat(DoubleElementary.cos(x)).isEqualTo(-4.687165924254628e-19);
  }

  @Test
  void functions_are_odd_and_stay_in_range() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      double x =
          i % 2 == 0 ? random.nextGaussian() * 4 : Double.longBitsToDouble(random.nextLong());
      if (Double.isNaN(x)) {
        continue;
      }
      assertOdd(DoubleElementary::sin, x);
      assertOdd(DoubleElementary::tanh, x);
      assertOdd(DoubleElementary::erf, x);
      assertOdd(DoubleElementary::sinh, x);
      assertThat(Math.abs(DoubleElementary.tanh(x)) <= 1).isTrue();
      assertThat(Math.abs(DoubleElementary.erf(x)) <= 1).isTrue();
      double sigmoid = DoubleElementary.sigmoid(x);
      assertThat(sigmoid >= 0 && sigmoid <= 1).isTrue();
      assertThat(Math.abs(sigmoid + DoubleElementary.sigmoid(-x) - 1)).isLessThan(3e-16);
    }
  }

  private static void assertOdd(DoubleUnaryOperator function, double x) {
    assertThat(function.applyAsDouble(-x)).isEqualTo((Double) (-function.applyAsDouble(x)));
  }

  @Test
  void rising_functions_never_fall_by_more_than_a_rounding_at_the_joints() {
    for (int n = -1075; n <= 1023; n++) {
      double joint = (n + 0.5) * Math.log(2);
      assertRising(DoubleElementary::exp, joint);
      assertRising(DoubleElementary::sigmoid, joint);
      assertRising(DoubleElementary::tanh, joint / 2);
    }
    assertRising(DoubleElementary::tanh, DoubleElementary.TANH_JOINT);
    assertRising(DoubleElementary::erf, DoubleElementary.ERF_JOINT);
    assertRising(DoubleElementary::softplus, -37.5);
    assertRising(DoubleElementary::softplus, 40);
    assertRising(DoubleElementary::sinh, 1);
    assertRising(DoubleElementary::sinh, 40);
    assertRising(DoubleElementary::cosh, 40);
  }

  private static void assertRising(DoubleUnaryOperator function, double joint) {
    double x = joint;
    for (int i = 0; i < 20; i++) {
      x = Math.nextDown(x);
    }
    double highest = function.applyAsDouble(x);
    for (int i = 0; i < 40; i++) {
      x = Math.nextUp(x);
      double value = function.applyAsDouble(x);
      assertThat(value).as("at %s", x).isGreaterThanOrEqualTo(Math.nextDown(highest));
      highest = Math.max(highest, value);
    }
  }

  @Test
  void the_two_reductions_of_angles_meet_at_the_limit() {
    double a = DoubleElementary.ANGLE_LIMIT;
    for (int i = 0; i < 2000; i++) {
      a = Math.nextDown(a);
      assertThat(DoubleElementary.sin(a))
          .isCloseTo(DoubleElementary.circularOfLarge(a, 0), within(2.3e-16));
      assertThat(DoubleElementary.cos(a))
          .isCloseTo(DoubleElementary.circularOfLarge(a, 1), within(2.3e-16));
    }
  }
}

package thalweg.calculus.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ElementaryTest {
  /// Arguments and the error function of them, correctly rounded from 30 digits.
  private static final double[] ERF = {
    1e-300, 1.1283791670955126e-300,
    1e-20, 1.1283791670955125e-20,
    1e-08, 1.1283791670955126e-08,
    0.001, 0.0011283787909692365,
    0.1, 0.1124629160182849,
    0.25, 0.27632639016823696,
    0.3, 0.3286267594591274,
    0.4769362762044699, 0.5,
    0.5, 0.5204998778130465,
    0.75, 0.7111556336535151,
    0.9, 0.7969082124228322,
    1.0, 0.8427007929497149,
    1.1, 0.8802050695740817,
    1.25, 0.9229001282564583,
    1.5, 0.9661051464753108,
    1.7, 0.9837904585907745,
    1.9, 0.9927904292352575,
    1.999, 0.9953015566513705,
    2.0, 0.9953222650189527,
    2.1, 0.997020533343667,
    2.5, 0.999593047982555,
    3.0, 0.9999779095030014,
    3.5, 0.9999992569016276,
    4.0, 0.9999999845827421,
    5.0, 0.9999999999984626,
    5.8, 0.9999999999999998,
    6.0, 1.0,
    7.0, 1.0,
    30.0, 1.0,
  };

  @Test
  void the_error_function_is_within_four_ulp() {
    for (int i = 0; i < ERF.length; i += 2) {
      double x = ERF[i];
      double expected = ERF[i + 1];
      assertThat(Elementary.ERF.at(x)).isCloseTo(expected, within(4 * Math.ulp(expected)));
      assertThat(Elementary.ERF.at(-x)).isEqualTo(-Elementary.ERF.at(x));
    }
  }

  @Test
  void the_error_function_rises_from_minus_one_to_one_through_zero() {
    assertThat(Elementary.ERF.at(0)).isZero();
    assertThat(Elementary.ERF.at(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(Elementary.ERF.at(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Elementary.ERF.at(Double.NaN)).isNaN();
    double before = -1;
    for (double x = -7; x <= 7; x += 1.0 / 64) {
      assertThat(Elementary.ERF.at(x)).as("erf(%s)", x).isGreaterThanOrEqualTo(before);
      before = Elementary.ERF.at(x);
    }
  }

  @Test
  void the_sigmoid_neither_overflows_nor_loses_its_tail() {
    assertThat(Elementary.SIGMOID.at(1000)).isEqualTo(1);
    assertThat(Elementary.SIGMOID.at(-1000)).isZero();
    assertThat(Elementary.SIGMOID.at(-700)).isCloseTo(9.85967654375977e-305, within(1e-317));
    assertThat(Elementary.SIGMOID.at(Double.NaN)).isNaN();
  }

  @Test
  void whole_powers_are_rounded_correctly() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 5_000; i++) {
      double base = random.nextDouble(-5, 5);
      int exponent = random.nextInt(1, 65);
      BigDecimal exact = new BigDecimal(base).pow(exponent, new MathContext(60));
      assertThat(Powers.power(base, exponent))
          .as("%s^%d", base, exponent)
          .isEqualTo(exact.doubleValue());
      assertThat(Powers.power(base, -exponent))
          .as("%s^-%d", base, exponent)
          .isEqualTo(BigDecimal.ONE.divide(exact, new MathContext(60)).doubleValue());
    }
  }

  @Test
  void powers_at_the_edges_follow_the_standard_library() {
    double[] edges = {
      0,
      -0.0,
      1,
      -1,
      2,
      3,
      -3,
      0.5,
      -0.5,
      64,
      65,
      -64,
      1e-300,
      1e300,
      -1e300,
      Double.MIN_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    for (double base : edges) {
      for (double exponent : edges) {
        double expected = StrictMath.pow(base, exponent);
        double power = Powers.power(base, exponent);
        if (Double.isFinite(expected)) {
          assertThat(power).isCloseTo(expected, within(Math.ulp(expected)));
        } else {
          assertThat(power).as("%s^%s", base, exponent).isEqualTo((Double) expected);
        }
      }
    }
  }
}

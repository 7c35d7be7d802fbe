package thalweg.calculus.derivative.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.Elementary;

/// Numbers of many bits beside decimal ones of twice as many digits.
class BigFloatTest {
  private static final MathContext MANY = new MathContext(200);
  private static final int DIGITS = 60;

  private final SplittableRandom random = new SplittableRandom(29);

  private static BigDecimal exact(BigFloat v) {
    BigDecimal power = BigDecimal.TWO.pow(Math.abs(v.exponent()));
    BigDecimal significand = new BigDecimal(v.significand());
    return v.exponent() < 0
        ? significand.divide(power) // has an end
        : significand.multiply(power);
  }

  /// Draws a number of any sign and size, of all bits, of few, or none.
  private BigFloat draw() {
    double size = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-300, 300));
    BigFloat v = BigFloat.of(random.nextInt(4) == 0 ? random.nextInt(-9, 10) : size, DIGITS);
    return random.nextBoolean() ? v : v.over(BigFloat.of(3 + random.nextInt(99), DIGITS));
  }

  private void assertNear(BigFloat got, BigDecimal truth) {
    BigDecimal ulp = truth.abs().movePointLeft(DIGITS);
    assertThat(exact(got).subtract(truth).abs()).isLessThanOrEqualTo(ulp);
  }

  private void agree(BinaryOperator<BigFloat> ours, BinaryOperator<BigDecimal> theirs) {
    for (int i = 0; i < 2000; i++) {
      BigFloat a = draw();
      BigFloat b = random.nextInt(9) == 0 ? a.negate().scaled(-random.nextInt(250)) : draw();
      if (b.significand().signum() != 0) {
        assertNear(ours.apply(a, b), theirs.apply(exact(a), exact(b)));
      }
    }
  }

  @Test
  void sums_differences_products_and_quotients_are_right_to_all_digits() {
    agree(BigFloat::plus, BigDecimal::add);
    agree(BigFloat::minus, BigDecimal::subtract);
    agree(BigFloat::times, BigDecimal::multiply);
    agree(BigFloat::over, (a, b) -> a.divide(b, MANY));
  }

  @Test
  void the_double_is_the_nearest_whatever_its_size() {
    for (int i = 0; i < 5000; i++) {
      BigFloat v = draw().scaled(random.nextInt(-900, 900));
      assertThat(v.value()).isEqualTo(exact(v).doubleValue() + 0.0);
    }
    assertThat(BigFloat.of(Double.MIN_VALUE, DIGITS).value()).isEqualTo(Double.MIN_VALUE);
    assertThat(BigFloat.of(-Double.MAX_VALUE, DIGITS).value()).isEqualTo(-Double.MAX_VALUE);
    assertThat(BigFloat.of(Double.MAX_VALUE, DIGITS).scaled(1).value()).isInfinite();
  }

  @Test
  void roots_whole_powers_and_whole_numbers_are_those_of_decimals() {
    for (int i = 0; i < 500; i++) {
      BigFloat v = draw();
      assertNear(v.apply(Elementary.ABS).sqrt(), exact(v).abs().sqrt(MANY));
      int n = random.nextInt(8);
      assertThat(exact(v.power(n)).subtract(exact(v).pow(n, MANY)).abs())
          .isLessThanOrEqualTo(exact(v).pow(n, MANY).abs().movePointLeft(DIGITS - 1));
      double half = random.nextInt(-99, 99) / 2.0;
      BigFloat halves = BigFloat.of(half, DIGITS);
      assertThat(halves.apply(Elementary.ROUND).value()).isEqualTo(Math.rint(half) + 0.0);
      assertThat(halves.apply(Elementary.FLOOR).value()).isEqualTo(Math.floor(half) + 0.0);
      assertThat(halves.apply(Elementary.CEIL).value()).isEqualTo(Math.ceil(half) + 0.0);
    }
  }

  @Test
  void what_has_no_value_is_refused() {
    BigFloat none = BigFloat.of(0, DIGITS);
    BigFloat less = BigFloat.of(-1, DIGITS);
    assertThatThrownBy(() -> less.over(none)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(none::log).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(less::sqrt).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> none.constant(Double.NaN)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> BigFloat.of(1e9, DIGITS).exp())
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> BigFloat.of(1, DIGITS).scaled(Integer.MAX_VALUE).scaled(99))
        .isInstanceOf(ArithmeticException.class);
  }
}

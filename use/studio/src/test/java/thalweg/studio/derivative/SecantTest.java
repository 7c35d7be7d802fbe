package thalweg.studio.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;

class SecantTest {
  private static final ScalarFunction SINE = Formula.parse("sin(x)").asScalar();

  private static Secant sine(double h) {
    return Secant.of(DifferenceFormula.CENTRAL, SINE, 1, h, Math.cos(1), false);
  }

  @Test
  void a_shorter_step_gains_digits_until_the_subtraction_takes_them_away() {
    assertThat(sine(1e-2).right()).isBetween(4.0, 6.0);
    assertThat(sine(1e-5).right()).isGreaterThan(9);
    assertThat(sine(1e-13).right()).isLessThan(5);
    assertThat(sine(1e-13).lost()).isBetween(12.0, 14.0);
    assertThat(sine(1e-13).error()).isLessThan(2 * sine(1e-13).rounding());
    assertThat(sine(1e-17).vanished()).isTrue();
    assertThat(sine(1e-17).right()).isZero();
    assertThat(sine(1e-17).written()[0]).isEqualTo(sine(1e-17).written()[1]);
  }

  @Test
  void the_numbers_are_written_so_that_their_digits_stand_below_each_other() {
    Secant secant = sine(1e-9);
    assertThat(secant.written()[0]).hasSameSizeAs(secant.written()[1]).startsWith("0.84147098");
    assertThat(secant.shared()).isEqualTo("0.84147098".length());
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 1_000; i++) {
      double scale = Math.pow(10, random.nextInt(-300, 300)) * random.nextDouble(-1, 1);
      Secant any =
          Secant.of(
              DifferenceFormula.FORWARD, x -> scale * (1 + x), 0, random.nextDouble(), 1, false);
      for (int end = 0; end < 2; end++) {
        double written = new BigDecimal(any.written()[end]).doubleValue();
        assertThat(written).isCloseTo(any.y()[end], within(1e-15 * Math.abs(2 * scale)));
      }
      assertThat(behindThePoint(any.written()[0])).isEqualTo(behindThePoint(any.written()[1]));
    }
  }

  private static int behindThePoint(String written) {
    return written.length() - written.indexOf('.');
  }

  @Test
  void values_that_are_not_finite_have_no_digits() {
    Secant secant =
        Secant.of(
            DifferenceFormula.BACKWARD, Formula.parse("log(x)").asScalar(), 0.1, 1, 10, false);
    assertThat(secant.lost()).isNaN();
    assertThat(secant.written()[0]).isEqualTo("NaN");
    Secant zero = Secant.of(DifferenceFormula.CENTRAL, _ -> 0, 3, 1e-3, 0, false);
    assertThat(zero.slope()).isZero();
    assertThat(zero.lost()).isNaN();
  }

  @Test
  void in_single_precision_the_ends_move_to_the_nearest_floats() {
    ScalarFunction single = Single.function(Formula.parse("sin(x)"));
    Secant secant = Secant.of(DifferenceFormula.CENTRAL, single, 1, 1e-4, Math.cos(1), true);
    assertThat(secant.x()[1]).isEqualTo((double) (float) (1 + 1e-4));
    assertThat(secant.error()).isBetween(1e-6, 1e-3).isLessThan(2 * secant.rounding() + 1e-8);
    assertThat(Secant.of(DifferenceFormula.CENTRAL, single, 1, 1e-8, Math.cos(1), true).vanished())
        .isTrue();
  }
}

package thalweg.calculus.gradient.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.Real;

class JetTest {
  private static <R extends Real<R>> R bell(R x) {
    return x.times(x).negate().over(2).exp().plus(1);
  }

  private static <R extends Real<R>> R saddle(R[] x) {
    return x[0].times(x[0]).minus(x[1].power(3)).plus(x[0].times(x[1]).sin());
  }

  @Test
  void a_function_over_real_gives_derivatives_of_every_order() {
    double x = 0.7;
    double e = Math.exp(-x * x / 2);
    Jet jet = Jet.of(JetTest::bell, x, 4);
    assertThat(jet.value()).isEqualTo(1 + e);
    double[] hermite = {1, -x, x * x - 1, -x * x * x + 3 * x, x * x * x * x - 6 * x * x + 3};
    for (int k = 1; k <= 4; k++) {
      assertThat(jet.derivative(k)).isCloseTo(hermite[k] * e, within(1e-15 * 8));
    }
    assertThat(jet.order()).isEqualTo(4);
    assertThat(Jet.of(y -> y.times(y), 2, 2)).hasToString("[4.0, 4.0, 2.0]");
  }

  @Test
  void vector_mode_gives_the_gradient_in_one_pass() {
    VectorDual dual = VectorDual.of(JetTest::saddle, 1.5, -0.5);
    double c = Math.cos(1.5 * -0.5);
    assertThat(dual.value()).isCloseTo(2.25 + 0.125 + Math.sin(-0.75), within(1e-15));
    assertThat(dual.gradient()[0]).isCloseTo(3 - 0.5 * c, within(1e-15));
    assertThat(dual.gradient()[1]).isCloseTo(-0.75 + 1.5 * c, within(1e-15));
    assertThat(VectorDual.of(x -> x[0].times(x[1]), 3, 4)).hasToString("12.0 [4.0, 3.0]");
  }

  private static final List<String> FORMULAS =
      List.of(
          "x^4 - 3*x",
          "2^x",
          "x^x",
          "x^-2.5",
          "x^0.5/(1 + x)",
          "sin(2*x)*cos(x)",
          "tan(x/2)",
          "asin(x/3)",
          "acos(x/4)",
          "atan(x*x)",
          "sinh(x) - cosh(x/2)",
          "tanh(x)",
          "exp(-x^2)",
          "log(1 + x^2)",
          "sqrt(1 + x)",
          "abs(x)*x",
          "erf(x)",
          "sigmoid(3*x - 1)",
          "relu(x)^3",
          "max(x, 1/x)",
          "1/(1 + exp(-x))^2",
          "expm1(x) - log1p(x)",
          "log10(x)*log2(1 + x)",
          "cbrt(x^2 - 7)",
          "atan2(x, 1) + atan2(1, x - 1.8) + atan2(-x, -1)",
          "atan2(x - 1.8, -2 - x)*x",
          "hypot(x, 2*x - 3)",
          "hypot(x - 1, 0)^3",
          "if(x < 5 and not x < 0, x^3, log(-x))",
          "if(x^2 > 9, sqrt(-x), x)*floor(x/3 + 1)",
          "ceil(x/9)*x + round(x/9)*x^2 + sign(x)/x",
          "pow(x, 2.5)",
          "(1 - x)^3/(2 + x)");

  @Test
  void every_rule_agrees_with_the_ladder_to_the_fourth_order() {
    SplittableRandom random = new SplittableRandom(31);
    for (String text : FORMULAS) {
      Formula formula = Formula.parse(text, List.of("x"));
      for (int i = 0; i < 25; i++) {
        double x = random.nextDouble(1.1, 2.5);
        Jet jet = Jet.of(formula, x, 4);
        assertThat(jet.value()).isEqualTo(formula.at(x));
        for (int k = 1; k <= 4; k++) {
          Derivative numerical = Ladder.standard().nth(k).derivative(formula.asScalar(), x);
          assertThat(Math.abs(jet.derivative(k) - numerical.derivative()))
              .as("%s at %s: %s against %s", text, x, jet, numerical)
              .isLessThanOrEqualTo(10 * numerical.error() + 1e-12 * Math.abs(jet.derivative(k)));
        }
      }
    }
  }

  @Test
  void coefficients_of_elementary_functions_are_known_at_zero() {
    assertThat(Jet.variable(0, 4).apply(Elementary.TAN).derivative(3)).isEqualTo(2);
    assertThat(Jet.variable(0, 4).apply(Elementary.ASIN).derivative(3)).isEqualTo(1);
    assertThat(Jet.variable(0, 4).apply(Elementary.ATAN).derivative(3)).isEqualTo(-2);
    assertThat(Jet.variable(0, 4).apply(Elementary.TANH).derivative(3)).isEqualTo(-2);
    assertThat(Jet.variable(0, 4).apply(Elementary.SIGMOID).derivative(3)).isEqualTo(-0.125);
    assertThat(Jet.variable(0, 4).power(4).derivative(4)).isEqualTo(24);
    assertThat(Jet.variable(0, 4).power(2).derivative(3)).isZero();
    assertThat(Jet.variable(1, 4).log().derivative(4)).isEqualTo(-6);
  }

  @Test
  void new_coefficients_at_zero() {
    assertThat(Jet.variable(0, 4).expm1().derivative(4)).isEqualTo(1);
    assertThat(Jet.variable(0, 4).log1p().derivative(4)).isEqualTo(-6);
    assertThat(Jet.variable(1e-20, 2).expm1().value()).isEqualTo(1e-20);
    assertThat(Jet.variable(0, 1).apply(Elementary.CBRT).derivative(1)).isInfinite();
    assertThat(Jet.variable(0, 2).hypot(Jet.variable(0, 2)).derivative(1)).isZero();
    assertThat(Jet.variable(0, 2).atan2(Jet.variable(0, 2)).derivative(1)).isNaN();
    assertThat(Jet.variable(2, 3).apply(Elementary.FLOOR)).hasToString("[2.0, 0.0, 0.0, 0.0]");
  }

  @Test
  void a_vector_of_rates_holds_what_jets_along_the_axes_hold() {
    SplittableRandom random = new SplittableRandom(8);
    List<String> texts =
        List.of(
            "atan2(y, x)",
            "hypot(x*y, x - y)",
            "hypot(1e200*x, 1e200*y)",
            "if(x < y, x*y, x/y)",
            "min(x, y, x*y)^2 + max(x, 1, y)*x",
            "expm1(x)*log1p(y^2) + cbrt(x*y)",
            "floor(3*x)*y + round(y)*x + log2(1 + x^2) + log10(2 + y)",
            "pow(2 + x, y)");
    for (String text : texts) {
      Formula f = Formula.parse(text, List.of("x", "y"));
      for (int i = 0; i < 200; i++) {
        double[] x = {random.nextDouble(-2, 2), random.nextDouble(-2, 2)};
        VectorDual dual = VectorDual.of(f, x);
        assertThat(dual.value()).isEqualTo(f.at(x));
        for (int k = 0; k < 2; k++) {
          double[] axis = {1 - k, k};
          Jet jet = Jet.along(f, x, axis, 1);
          assertThat(jet.value()).isEqualTo(f.at(x));
          assertThat(dual.gradient()[k])
              .as("%s at %s", text, List.of(x[0], x[1]))
              .isCloseTo(jet.derivative(1), within(1e-13 * (1 + Math.abs(jet.derivative(1)))));
        }
      }
    }
  }

  @Test
  void directional_derivatives_follow_a_line() {
    Formula f = Formula.parse("x^2*y + y^3", List.of("x", "y"));
    Jet jet = Jet.along(f, new double[] {1, 2}, new double[] {3, -1}, 3);
    // φ(t) = (1 + 3t)²(2 − t) + (2 − t)³
    assertThat(jet.value()).isEqualTo(10);
    assertThat(jet.derivative(1)).isEqualTo(2 * 3 * 2 - 1 - 12);
    assertThat(jet.derivative(2)).isEqualTo(2 * (9 * 2 - 6) + 2 * 3 * 2);
    assertThat(jet.derivative(3)).isEqualTo(-6 * 9 - 6);
  }

  @Test
  void orders_are_checked() {
    for (int order : new int[] {0, 5, 50}) {
      assertThatThrownBy(() -> Jet.variable(1, order))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("forward mode: the order is " + order + "; it must be 1 to 4.");
    }
    assertThatThrownBy(() -> Jet.variable(1, 2).derivative(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jet: derivative 3 was asked for; it carries 0 to 2.");
  }
}

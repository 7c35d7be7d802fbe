package thalweg.calculus.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.gradient.forward.DualGradient;
import thalweg.calculus.gradient.forward.Jet;
import thalweg.calculus.gradient.numerical.LadderGradient;

@Tag("plain")
class MoreFunctionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expm1(1e-20) | 1e-20",
        "log1p(1e-20) | 1e-20",
        "log10(1000) | 3",
        "log2(0.125) | -3",
        "cbrt(-27) | -3",
        "floor(-1.5) | -2",
        "ceil(-1.5) | -1",
        "round(2.5) | 2",
        "round(3.5) | 4",
        "atan2(1, -1) | 2.356194490192345",
        "atan2(-1, 0) | -1.5707963267948966",
        "hypot(3, 4) | 5",
        "if(1 < 2, 10, 20) | 10",
        "if(2 <= 1, 10, 20) | 20",
        "if(2 == 2, 10, 20) | 10",
        "if(2 != 2, 10, 20) | 20",
        "if(3 > 2, if(1 >= 2, 1, 2), 3) | 2",
        "if(0 < 1, 1, sqrt(-1)) | 1",
      })
  void values_are_those_of_the_names(String formula, double value) {
    assertThat(Formula.parse(formula).at()).isEqualTo(value);
    Expression expression = Formula.parse(formula).expression();
    assertThat(Formula.parse(expression.text()).expression().at(new double[0])).isEqualTo(value);
  }

  /// Each rule of forward mode against the ladder, which knows the values alone.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "expm1(x)",
        "log1p(x)",
        "log10(x)",
        "log2(x)",
        "cbrt(x)",
        "floor(3*x)",
        "ceil(x)*x",
        "round(x)+x^2",
        "atan2(x, 2)",
        "atan2(1, x)",
        "atan2(x^2, -x)",
        "hypot(x, 1)",
        "hypot(2, x^2)",
        "if(x < 0.5, x^2, x^3)",
        "if(x >= 2, x, sin(x))"
      })
  void derivatives_of_all_orders_agree_with_the_ladder(String text) {
    Formula formula = Formula.parse(text);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20; i++) {
      double x = random.nextDouble(0.05, 3);
      for (int n = 1; n <= Jet.HIGHEST; n++) {
        Derivative numerical = Ladder.standard().nth(n).derivative(formula.asScalar(), x);
        double exact = DualGradient.derivative(formula, x, n).derivative();
        assertThat(Math.abs(numerical.derivative() - exact) <= 10 * numerical.error() + 1e-12)
            .as("%s at %s, order %s: %s, %s", text, x, n, numerical, exact)
            .isTrue();
      }
    }
  }

  @Test
  void gradients_of_two_arguments_are_smooth_in_every_quadrant() {
    Formula angle = Formula.parse("atan2(y, x) + hypot(x, y)", List.of("x", "y"));
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 200; i++) {
      double[] point = {random.nextDouble(-2, 2), random.nextDouble(-2, 2)};
      double square = point[0] * point[0] + point[1] * point[1];
      double[] gradient = new DualGradient(angle).gradient(point);
      assertThat(gradient[0])
          .isCloseTo(-point[1] / square + point[0] / Math.sqrt(square), within(1e-12 / square));
      assertThat(LadderGradient.of(angle).gradient(point)[1])
          .isCloseTo(gradient[1], within(1e-9 / square));
    }
  }

  @Test
  void kinks_and_jumps_are_told() {
    Derivative kink = Derivative.of(Formula.parse("if(x < 1, x, 2*x - 1)").asScalar(), 1);
    assertThat(kink.reason()).isEqualTo(Reason.KINK);
    assertThat(kink.left()).isCloseTo(1, within(1e-9));
    assertThat(kink.right()).isCloseTo(2, within(1e-9));
    assertThat(Derivative.of(Formula.parse("floor(x)").asScalar(), 2).reason())
        .isEqualTo(Reason.JUMP);
    assertThat(Derivative.of(Formula.parse("floor(x)").asScalar(), 2.5).derivative()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sinx | write sin(x)",
        "2*expx | write exp(x)",
        "x + log1px | write log1p(x)",
        "atan2(x) | has 1 argument; it takes 2",
        "hypot(x, 1, 2) | has 3 arguments; it takes 2",
        "if(x, 1, 2) | this is a number, not a condition",
        "if(x < 1, 2) | it takes 3: if(condition, a, b)",
        "x < 1 | this is a condition, not a number",
      })
  void what_is_wrong_is_said(String formula, String said) {
    assertThatThrownBy(() -> Formula.parse(formula))
        .isInstanceOf(FormulaException.class)
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "2^", "sin(", "x+", "1,", "abcdefg", " ", "\u001b", "9"})
  void a_million_characters_are_refused_at_once_and_in_a_few_words(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());
    assertThatThrownBy(() -> Formula.parse(text))
        .isInstanceOf(FormulaException.class)
        .message()
        .satisfies(
            message -> {
              assertThat(message.length()).isLessThan(400);
              assertThat(message.chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
            });
    String longest = text.substring(0, Math.min(text.length(), 1_900));
    if (!piece.equals("abcdefg") && !piece.equals("9")) {
      assertThatThrownBy(() -> Formula.parse(longest))
          .message()
          .satisfies(message -> assertThat(message.length()).isLessThan(900))
          .satisfies(
              message ->
                  assertThat(message.chars().filter(c -> c != '\n'))
                      .noneMatch(Character::isISOControl));
    }
  }
}

package thalweg.studio.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.Formula;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;

class SurfaceTest {
  private static Frame of(String formula, double left, double right, int across, int up) {
    return Surface.of(
        new Surface.Asked(RaceTest.formula(formula), left, right, -1, 3, across, up), new Asking());
  }

  @Test
  void values_are_the_functions_from_the_lower_left_row_by_row() {
    SplittableRandom random = new SplittableRandom(3);
    String text = "x^3 - y + sin(x*y)";
    Formula f = Formula.parse(text);
    for (int trial = 0; trial < 50; trial++) {
      double left = random.nextDouble(-5, 5);
      double right = left + random.nextDouble(0.1, 5);
      int across = random.nextInt(2, 40);
      int up = random.nextInt(2, 40);
      float[] values = of(text, left, right, across, up).numbers()[0];
      int i = random.nextInt(across);
      int j = random.nextInt(up);
      double x = left + (right - left) * i / (across - 1);
      double y = -1 + 4.0 * j / (up - 1);
      assertThat(values).hasSize(across * up);
      assertThat(values[j * across + i]).isEqualTo((float) f.at(x, y));
    }
  }

  @Test
  void levels_lie_between_the_extremes_and_what_is_not_finite_is_counted() {
    Surface.Head head = (Surface.Head) of("sqrt(x) + y^2", -2, 2, 41, 41).head();
    assertThat(head.broken()).isEqualTo(20 * 41);
    assertThat(head.levels()).hasSizeGreaterThan(4);
    for (double level : head.levels()) {
      assertThat(level).isBetween(head.least(), head.greatest());
    }
    Surface.Head nothing = (Surface.Head) of("log(-1 - x^2 - y^2)", -2, 2, 5, 5).head();
    assertThat(nothing.broken()).isEqualTo(25);
    assertThat(nothing.levels()).isEmpty();
  }

  @Test
  void one_variable_gives_a_curve_and_three_are_refused() {
    assertThat(of("x^2", -2, 2, 5, 9).numbers()[0]).containsExactly(4, 1, 0, 1, 4);
    assertThatThrownBy(() -> of("x + y + z", -2, 2, 5, 5))
        .hasMessage("surface: the function has 3 variables; only one or two can be drawn.");
    assertThatThrownBy(() -> of("x + y", -2, 2, 401, 5))
        .hasMessage("surface: 401 values across; there must be from 2 to 400.");
    assertThatThrownBy(() -> of("x + y", 2, -2, 5, 5)).hasMessageStartingWith("window: from 2.0");
  }
}

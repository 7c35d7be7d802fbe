package thalweg.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("text")
class NumeralTest {
  @Test
  void numbers_are_short_and_typographic() {
    assertThat(Numeral.text(0.1999999999990898, 4)).isEqualTo("0.2");
    assertThat(Numeral.text(-0.25, 4)).isEqualTo("−0.25");
    assertThat(Numeral.text(0, 4)).isEqualTo("0");
    assertThat(Numeral.text(-0.0, 4)).isEqualTo("0");
    assertThat(Numeral.text(1e-10, 4)).isEqualTo("10⁻¹⁰");
    assertThat(Numeral.text(-2.5e7, 4)).isEqualTo("−2.5×10⁷");
    assertThat(Numeral.text(100, 3)).isEqualTo("100");
    assertThat(Numeral.text(Double.NEGATIVE_INFINITY, 3)).isEqualTo("−∞");
    assertThat(Numeral.text(Double.NaN, 3)).isEqualTo("not a number");
  }

  @Test
  void linear_ticks_are_round_evenly_spaced_and_equally_long() {
    assertThat(labels(Ticks.of(0, 1, false, false, 5)))
        .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(labels(Ticks.of(-3, 3, false, false, 6)))
        .containsExactly("−3", "−2", "−1", "0", "1", "2", "3");
    assertThat(labels(Ticks.of(0.7, 3.3, false, true, 10))).containsExactly("1", "2", "3");
    assertThat(labels(Ticks.of(0, 4e6, false, false, 4)))
        .containsExactly("0", "10⁶", "2×10⁶", "3×10⁶", "4×10⁶");
  }

  @Test
  void logarithmic_ticks_are_powers_of_ten_that_never_crowd() {
    assertThat(labels(Ticks.of(0.01, 100, true, false, 8)))
        .containsExactly("0.01", "0.1", "1", "10", "100");
    assertThat(labels(Ticks.of(1, 20, true, false, 8))).containsExactly("1", "2", "5", "10", "20");
    for (int decades = 3; decades < 300; decades++) {
      List<String> labels = labels(Ticks.of(Math.pow(10, -decades), 1, true, false, 8));
      assertThat(labels)
          .hasSizeBetween(2, 10)
          .contains("10⁰".equals(labels.getLast()) ? "10⁰" : "1");
    }
  }

  @Test
  void levels_lie_strictly_inside_and_follow_the_shape_of_the_values() {
    assertThat(Levels.linear(0, 10, 5)).containsExactly(2, 4, 6, 8);
    assertThat(Levels.logarithmic(0.5, 100)).containsExactly(1, 2, 5, 10, 20, 50);
    double[] bowl = new double[100];
    double[] cliff = new double[100];
    for (int i = 0; i < 100; i++) {
      bowl[i] = i;
      cliff[i] = Math.exp(i / 5.0);
    }
    assertThat(Levels.suiting(bowl)).containsExactly(10, 20, 30, 40, 50, 60, 70, 80, 90);
    double[] steep = Levels.suiting(cliff);
    assertThat(steep).hasSizeBetween(4, 20);
    assertThat(steep[steep.length - 1] / steep[0]).isGreaterThan(1e3);
    assertThat(Levels.suiting(new double[] {3, 3, Double.NaN})).isEmpty();
  }

  private static List<String> labels(List<Ticks.Tick> ticks) {
    return ticks.stream().map(Ticks.Tick::label).filter(label -> !label.isEmpty()).toList();
  }
}

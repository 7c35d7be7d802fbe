package thalweg.calculus.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoiseTest {
  @Test
  void the_level_is_found_over_twelve_powers_of_ten() {
    SplittableRandom random = new SplittableRandom(3);
    for (int exponent = -13; exponent <= -1; exponent++) {
      double sigma = Math.pow(10, exponent);
      int near = 0;
      for (int i = 0; i < 100; i++) {
        double level = Noise.of(x -> Math.exp(x) + sigma * random.nextGaussian(), 1);
        near += level > sigma / 4 && level < 4 * sigma ? 1 : 0;
      }
      assertThat(near).as("%s", sigma).isGreaterThan(90);
    }
  }

  @Test
  void smooth_values_have_none_beyond_rounding() {
    for (double x : new double[] {1e-8, 0.3, 1, 1e4}) {
      assertThat(Noise.of(Math::sin, x)).isLessThan(2 * Math.ulp(Math.sin(x)));
    }
    assertThat(Noise.of(_ -> 42, 1)).isZero();
    assertThat(Noise.of(x -> (float) Math.sin(x), 1)).isBetween(1e-9, 1e-7);
  }

  @Test
  void points_are_checked() {
    assertThatThrownBy(() -> Noise.of(Math::sin, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("noise: x is NaN; it must be a finite number.");
    assertThat(Noise.of(Math::log, -1)).isNaN();
  }
}

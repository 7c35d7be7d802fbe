package thalweg.calculus.derivative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LanczosDerivativeTest {
  private static double[] samples(RandomGenerator random, int count, double dt, double sigma) {
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      y[i] = Math.sin(i * dt) + sigma * random.nextGaussian();
    }
    return y;
  }

  @Test
  void polynomials_of_the_degree_are_exact_to_the_ends() {
    double[] y = new double[30];
    double[] slopes = new double[30];
    for (int i = 0; i < 30; i++) {
      double t = 0.5 * i - 3;
      y[i] = t * t * t - 2 * t;
      slopes[i] = 3 * t * t - 2;
    }
    assertThat(LanczosDerivative.of(y, 0.5, 4, 3).slopes()).containsExactly(slopes, offset(1e-9));
  }

  @Test
  void noise_is_averaged_away_and_the_bars_tell_what_is_left() {
    SplittableRandom random = new SplittableRandom(5);
    double dt = 0.02;
    int covered = 0;
    int count = 0;
    double plain = 0;
    double smooth = 0;
    for (int round = 0; round < 20; round++) {
      double[] y = samples(random, 400, dt, 0.01);
      LanczosDerivative lanczos = LanczosDerivative.of(y, dt, 20, 3);
      assertThat(lanczos.noise()).isCloseTo(0.01, within(0.002));
      double[] slopes = lanczos.slopes();
      double[] errors = lanczos.errors();
      for (int i = 1; i < 399; i++) {
        double truth = Math.cos(i * dt);
        covered += Math.abs(slopes[i] - truth) <= 2 * errors[i] ? 1 : 0;
        count++;
        plain += Math.abs((y[i + 1] - y[i - 1]) / (2 * dt) - truth);
        smooth += Math.abs(slopes[i] - truth);
      }
    }
    assertThat((double) covered / count).isGreaterThan(0.93);
    assertThat(smooth).isLessThan(plain / 12);
  }

  @Test
  void the_error_falls_like_the_width_to_the_power_three_halves() {
    SplittableRandom random = new SplittableRandom(6);
    double[] y = samples(random, 4_000, 1e-4, 0.01);
    double narrow = LanczosDerivative.of(y, 1e-4, 20, 1).errors()[2_000];
    double wide = LanczosDerivative.of(y, 1e-4, 80, 1).errors()[2_000];
    assertThat(narrow / wide).isBetween(4.0, 16.0);
  }

  @Test
  void settings_are_checked() {
    assertThatThrownBy(() -> LanczosDerivative.of(new double[5], 0.1, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lanczos: 5 samples given; a window of 3 on each side needs at least 7.");
    assertThatThrownBy(() -> LanczosDerivative.of(new double[9], 0, 3, 1))
        .hasMessageContaining("spacing is 0.0");
    assertThatThrownBy(() -> LanczosDerivative.of(new double[9], 1, 2, 4))
        .hasMessageContaining("below twice the half");
    double[] y = new double[9];
    y[4] = Double.NaN;
    assertThatThrownBy(() -> LanczosDerivative.of(y, 1, 2, 1))
        .hasMessageContaining("sample 4 is NaN");
  }
}

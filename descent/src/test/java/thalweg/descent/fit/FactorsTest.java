package thalweg.descent.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FactorsTest {
  private static double[][] columns(SplittableRandom random, int m, int n) {
    double[][] columns = new double[n][m];
    for (double[] column : columns) {
      Arrays.setAll(column, _ -> random.nextGaussian());
    }
    return columns;
  }

  @Test
  void the_full_step_leaves_residuals_at_right_angles_to_all_columns() {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 200; run++) {
      int n = random.nextInt(1, 9);
      int m = n + random.nextInt(0, 20);
      double[][] columns = columns(random, m, n);
      double[] scales = new double[n];
      for (int j = 0; j < n; j++) {
        scales[j] = Math.pow(10, random.nextInt(-12, 13));
        for (int i = 0; i < m; i++) {
          columns[j][i] *= scales[j];
        }
      }
      double[] r = random.doubles(m).toArray();
      Factors factors = Factors.of(columns, r, scales);
      double[] step = factors.step(0, n);
      double[] left = r.clone();
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
          left[i] += columns[j][i] * step[j];
        }
      }
      for (int j = 0; j < n; j++) {
        double dot = 0;
        for (int i = 0; i < m; i++) {
          dot += columns[j][i] / scales[j] * left[i];
        }
        assertThat(dot).as("run %s, column %s", run, j).isCloseTo(0, within(1e-11));
      }
      assertThat(Factors.norm(left)).isCloseTo(factors.left(n), within(1e-11));
    }
  }

  @Test
  void a_damped_step_has_the_length_asked_for() {
    SplittableRandom random = new SplittableRandom(2);
    for (int run = 0; run < 200; run++) {
      int n = random.nextInt(1, 7);
      double[][] columns = columns(random, n + 5, n);
      double[] r = random.doubles(n + 5).toArray();
      double[] scales = Arrays.stream(columns).mapToDouble(Factors::norm).toArray();
      Factors factors = Factors.of(columns, r, scales);
      double radius = factors.stepNorm(0, n) * Math.pow(10, -6 * random.nextDouble());
      double norm = factors.stepNorm(factors.damping(radius, n), n);
      assertThat(norm / radius).as("run %s", run).isBetween(0.89, 1.11);
    }
  }

  @Test
  void small_singular_values_keep_their_digits() {
    // The inverse of this matrix is known: (1, δ; 0, δ)ᵀ has JᵀJ⁻¹ in closed form.
    for (int k = 1; k < 15; k++) {
      double d = Math.pow(10, -k);
      Factors factors =
          Factors.of(
              new double[][] {{1, 0, 0}, {1, d, 0}}, new double[] {0, 0, 1}, new double[] {1, 1});
      double[][] inverse = factors.inverse(2);
      assertThat(inverse[1][1] * d * d).isCloseTo(1, within(1e-14 / d));
      assertThat(factors.value(1)).isCloseTo(d / Math.sqrt(2), within(1e-10 * d + d * d));
    }
  }

  @Test
  void equal_columns_have_rank_one() {
    double[][] columns = {{1, 2, 3}, {2, 4, 6}};
    Factors factors = Factors.of(columns, new double[] {1, 1, 1}, new double[] {1, 2});
    assertThat(factors.rank(1e-14)).isEqualTo(1);
    double[] step = factors.step(0, 1);
    assertThat(step[0]).isCloseTo(2 * step[1], within(1e-14));
  }
}

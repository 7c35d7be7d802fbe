package thalweg.descent.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegionStepTest {
  private static QuadraticModel draw(int n, double bend, SplittableRandom random) {
    double[] g = new double[n];
    double[][] h = new double[n][n];
    for (int i = 0; i < n; i++) {
      g[i] = random.nextInt(6) == 0 ? 0 : random.nextDouble(-1, 1);
      for (int j = 0; j <= i; j++) {
        h[i][j] = bend * random.nextDouble(-1, 1) + (i == j && random.nextBoolean() ? bend * n : 0);
        h[j][i] = h[i][j];
      }
    }
    return new QuadraticModel(0, g, h);
  }

  private static double norm(double[] d) {
    return Math.sqrt(Arrays.stream(d).map(each -> each * each).sum());
  }

  /// Returns the least value that many projected gradient steps from many starts come to.
  private static double sought(
      QuadraticModel model, double[] low, double[] high, double radius, SplittableRandom random) {
    int n = model.dimension();
    double least = 0;
    for (int start = 0; start < 40; start++) {
      double[] d = random.doubles(n, -radius, radius).toArray();
      for (int step = 0; step < 80; step++) {
        double[] moved = new double[n];
        for (int i = 0; i < n; i++) {
          double size = 0;
          for (int j = 0; j < n; j++) {
            size += Math.abs(model.hessian(i, j));
          }
          moved[i] = d[i] - model.partial(i, d) / (size * n + 1 / radius);
        }
        for (int turn = 0; turn < 8; turn++) {
          double length = norm(moved);
          for (int i = 0; i < n; i++) {
            moved[i] *= length > radius ? radius / length : 1;
            moved[i] = Math.clamp(moved[i], low[i], high[i]);
          }
        }
        d = moved;
      }
      least = norm(d) <= radius * (1 + 1e-9) ? Math.min(least, model.value(d)) : least;
    }
    return least;
  }

  @Test
  void in_a_ball_nothing_is_clearly_lower() {
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < 300; k++) {
      int n = 1 + k % 6;
      double radius = Math.pow(10, random.nextDouble(-3, 3));
      QuadraticModel model = draw(n, Math.pow(10, random.nextDouble(-3, 3)) / radius, random);
      double[] free = new double[n];
      Arrays.fill(free, Double.POSITIVE_INFINITY);
      double[] low = Arrays.stream(free).map(each -> -each).toArray();
      double[] d = RegionStep.least(model, low, free, radius);
      assertThat(norm(d)).isLessThanOrEqualTo(radius * (1 + 1e-9));
      double least = sought(model, low, free, radius, random);
      assertThat(model.value(d)).as("%s", k).isLessThanOrEqualTo(0.85 * least);
    }
  }

  @Test
  void in_a_box_it_stays_and_comes_near_the_least() {
    SplittableRandom random = new SplittableRandom(2);
    int good = 0;
    int count = 400;
    for (int k = 0; k < count; k++) {
      int n = 1 + k % 6;
      double radius = Math.pow(10, random.nextDouble(-3, 3));
      QuadraticModel model = draw(n, Math.pow(10, random.nextDouble(-3, 3)) / radius, random);
      double[] low = new double[n];
      double[] high = new double[n];
      for (int i = 0; i < n; i++) {
        low[i] = random.nextInt(4) == 0 ? 0 : -radius * random.nextDouble(0, 1.5);
        high[i] = random.nextInt(4) == 0 ? 0 : radius * random.nextDouble(0, 1.5);
      }
      double[] d = RegionStep.least(model, low, high, radius);
      for (int i = 0; i < n; i++) {
        assertThat(d[i]).isBetween(low[i], high[i]);
      }
      assertThat(norm(d)).isLessThanOrEqualTo(radius * (1 + 1e-9));
      assertThat(model.value(d)).isLessThanOrEqualTo(0);
      good += model.value(d) <= 0.7 * sought(model, low, high, radius, random) ? 1 : 0;
    }
    assertThat(good).isGreaterThanOrEqualTo(count * 9 / 10);
  }

  @Test
  void where_all_is_flat_it_goes_nowhere_and_from_a_saddle_it_leaves() {
    double[] wide = {9, 9};
    double[] down = {-9, -9};
    assertThat(RegionStep.least(QuadraticModel.zero(2), down, wide, 1)).containsExactly(0, 0);
    QuadraticModel saddle = new QuadraticModel(0, new double[2], new double[][] {{1, 0}, {0, -1}});
    double[] d = RegionStep.least(saddle, down, wide, 2);
    assertThat(saddle.value(d)).isLessThan(-1.5);
  }
}

package thalweg.descent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InterpolationTest {
  private static double[][] points(int count, int n, double scale, SplittableRandom random) {
    double[][] points = new double[count][n];
    for (int k = 1; k < count; k++) {
      for (int i = 0; i < n; i++) {
        points[k][i] = scale * random.nextDouble(-1, 1);
      }
    }
    return points;
  }

  private static QuadraticModel quadratic(int n, SplittableRandom random) {
    double[] g = random.doubles(n, -1, 1).toArray();
    double[][] h = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        h[i][j] = random.nextDouble(-1, 1);
        h[j][i] = h[i][j];
      }
    }
    return new QuadraticModel(random.nextDouble(-1, 1), g, h);
  }

  private static double square(QuadraticModel model) {
    double sum = 0;
    for (int i = 0; i < model.dimension(); i++) {
      for (int j = 0; j < model.dimension(); j++) {
        sum += model.hessian(i, j) * model.hessian(i, j);
      }
    }
    return sum;
  }

  @Test
  void it_goes_through_all_points_and_no_quadratic_that_does_curves_less() {
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < 400; k++) {
      int n = 1 + k % 8;
      int full = (n + 1) * (n + 2) / 2;
      int count = n + 1 + random.nextInt(full - n);
      double scale = Math.pow(10, random.nextDouble(-6, 6));
      double[][] points = points(count, n, scale, random);
      QuadraticModel truth = quadratic(n, random).in(filled(n, 1 / scale));
      double[] values = Arrays.stream(points).mapToDouble(truth::value).toArray();
      Interpolation interpolation = new Interpolation(points);
      assertThat(interpolation.isSingular()).as("%s of %s in %s", count, full, n).isFalse();
      QuadraticModel through = interpolation.through(values);
      for (int p = 0; p < count; p++) {
        assertThat(through.value(points[p])).isCloseTo(values[p], within(1e-6));
      }
      assertThat(square(through)).isLessThanOrEqualTo(square(truth) * (1 + 1e-5));
      if (count == full) {
        double[] x = points(2, n, scale, random)[1];
        assertThat(through.value(x)).isCloseTo(truth.value(x), within(1e-4));
      }
    }
  }

  private static double[] filled(int n, double value) {
    double[] filled = new double[n];
    Arrays.fill(filled, value);
    return filled;
  }

  @Test
  void lagrange_polynomials_are_one_at_their_point_and_add_up_to_one() {
    SplittableRandom random = new SplittableRandom(2);
    for (int k = 0; k < 200; k++) {
      int n = 1 + k % 7;
      double[][] points = points(2 * n + 1, n, Math.pow(10, random.nextDouble(-5, 5)), random);
      Interpolation interpolation = new Interpolation(points);
      if (interpolation.isSingular()) {
        continue;
      }
      double[] x = points(2, n, points[1][0], random)[1];
      double[] values = interpolation.lagrangeAt(x);
      assertThat(Arrays.stream(values).sum()).isCloseTo(1, within(1e-6));
      for (int p = 0; p < points.length; p++) {
        QuadraticModel lagrange = interpolation.lagrange(p);
        double size = 1 + Math.abs(values[p]);
        assertThat(lagrange.value(x)).isCloseTo(values[p], within(1e-6 * size));
        assertThat(lagrange.value(points[p])).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void points_that_tell_no_quadratic_are_found_out() {
    double[][] twice = {{0, 0}, {1, 0}, {0, 1}, {1, 0}};
    assertThat(new Interpolation(twice).isSingular()).isTrue();
    double[][] line = {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}};
    assertThat(new Interpolation(line).isSingular()).isTrue();
    double[][] nowhere = {{0, 0}, {Double.NaN, 1}, {1, 0}};
    assertThat(new Interpolation(nowhere).isSingular()).isTrue();
  }

  @Test
  void a_model_seen_from_elsewhere_and_in_other_units_is_the_same() {
    SplittableRandom random = new SplittableRandom(3);
    for (int k = 0; k < 100; k++) {
      int n = 1 + k % 5;
      QuadraticModel model = quadratic(n, random);
      double[] from = random.doubles(n, -2, 2).toArray();
      double[] d = random.doubles(n, -2, 2).toArray();
      double[] units = random.doubles(n, 0.1, 9).toArray();
      double[] sum = new double[n];
      double[] scaled = new double[n];
      for (int i = 0; i < n; i++) {
        sum[i] = from[i] + d[i];
        scaled[i] = units[i] * d[i];
      }
      assertThat(model.from(from).value(d)).isCloseTo(model.value(sum), within(1e-9));
      assertThat(model.in(units).value(d)).isCloseTo(model.value(scaled), within(1e-7));
      assertThat(model.plus(model.negated()).value(d)).isCloseTo(0, within(1e-12));
      assertThat(model.isFinite()).isTrue();
    }
  }
}

package thalweg.descent.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.descent.vector.Vectors;

class DualActiveSetTest {
  private static double[][] positive(SplittableRandom random, int n) {
    double[][] root = Families.matrix(random, n, n);
    double[][] b = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        for (int m = 0; m < n; m++) {
          b[i][k] += root[i][m] * root[k][m];
        }
      }
      b[i][i] += 0.1;
    }
    return b;
  }

  /// Whatever it answers, the conditions of Karush, Kuhn and Tucker hold, and these are enough.
  @Test
  void answers_fulfil_all_conditions_of_a_least_value() {
    SplittableRandom random = new SplittableRandom(1);
    int solved = 0;
    for (int trial = 0; trial < 1_000; trial++) {
      int n = random.nextInt(1, 9);
      int m = random.nextInt(0, 2 * n + 1);
      double[][] b = positive(random, n);
      double[] g = Families.matrix(random, 1, n)[0];
      double[][] rows = Families.matrix(random, m, n);
      double[] lower = new double[m];
      double[] upper = new double[m];
      double[] inside = Families.matrix(random, 1, n)[0]; // there is always a point
      for (int i = 0; i < m; i++) {
        double at = Vectors.dot(rows[i], inside);
        boolean isEqual = i < n / 2 && random.nextBoolean();
        lower[i] =
            isEqual
                ? at
                : random.nextInt(3) == 0 ? Double.NEGATIVE_INFINITY : at - random.nextDouble();
        upper[i] =
            isEqual
                ? at
                : random.nextInt(3) == 0 ? Double.POSITIVE_INFINITY : at + random.nextDouble();
        if (i > 0 && random.nextInt(4) == 0 && !isEqual && lower[i - 1] < upper[i - 1]) {
          rows[i] = rows[i - 1].clone(); // dependent, and no contradiction
          lower[i] = lower[i - 1];
          upper[i] = upper[i - 1];
        }
      }
      DualActiveSet.Found found = DualActiveSet.solve(b, g, rows, lower, upper);
      assertThat(found).as("trial %s", trial).isNotNull();
      solved++;
      double[] left = g.clone();
      for (int k = 0; k < n; k++) {
        left[k] += Vectors.dot(b[k], found.step());
      }
      for (int i = 0; i < m; i++) {
        double at = Vectors.dot(rows[i], found.step());
        double multiplier = found.multipliers()[i];
        assertThat(at).isBetween(lower[i] - 1e-9, upper[i] + 1e-9);
        if (multiplier > 0 && lower[i] < upper[i]) {
          assertThat(at - lower[i]).isLessThan(1e-8);
        } else if (multiplier < 0 && lower[i] < upper[i]) {
          assertThat(upper[i] - at).isLessThan(1e-8);
        }
        for (int k = 0; k < n; k++) {
          left[k] -= multiplier * rows[i][k];
        }
      }
      double size = 1 + Arrays.stream(found.multipliers()).map(Math::abs).sum();
      assertThat(Vectors.norm(left)).as("trial %s", trial).isLessThan(1e-8 * size);
    }
    assertThat(solved).isEqualTo(1_000);
  }

  /// By Farkas: rows that add up to nothing with positive weights, and lower limits that do not.
  @Test
  void contradictions_are_found_wherever_they_are() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 500; trial++) {
      int n = random.nextInt(1, 7);
      int m = random.nextInt(2, n + 3);
      double[][] rows = Families.matrix(random, m, n);
      double[] lower = new double[m];
      double[] upper = new double[m];
      Arrays.fill(upper, Double.POSITIVE_INFINITY);
      double weighted = 0;
      Arrays.fill(rows[m - 1], 0);
      for (int i = 0; i < m - 1; i++) {
        double weight = random.nextDouble(0.1, 1);
        lower[i] = random.nextDouble(-1, 1);
        weighted += weight * lower[i];
        for (int k = 0; k < n; k++) {
          rows[m - 1][k] -= weight * rows[i][k];
        }
      }
      lower[m - 1] = -weighted + random.nextDouble(0.01, 1);
      assertThat(DualActiveSet.solve(positive(random, n), new double[n], rows, lower, upper))
          .as("trial %s", trial)
          .isNull();
    }
  }
}

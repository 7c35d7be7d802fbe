package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReductionKernelsTest {
  @ParameterizedTest
  @EnumSource
  void sums_and_maxima_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(5);
    for (int n : loops.lengths()) {
      for (boolean special : new boolean[] {false, true}) {
        for (int rows : new int[] {0, 1, 2, 3, 4, 7, 8, 21}) {
          int spare = random.nextInt(40); // vectors may reach beyond a row, never beyond the array
          int count = rows * n + 3 + spare;
          Object x = special ? loops.mixed(random, count) : loops.ordinary(random, count);
          Object expected = loops.array(rows + 3);
          Object actual = loops.array(rows + 3);
          loops.plain.sum(x, 3, rows, n, expected, 1, dirty(loops, random));
          loops.inUse.sum(x, 3, rows, n, actual, 1, dirty(loops, random));
          assertThat(Loops.bits(actual))
              .as("sums of %d rows of %d", rows, n)
              .isEqualTo(Loops.bits(expected));
          if (n > 0) {
            loops.plain.max(x, 3, rows, n, expected, 2, dirty(loops, random));
            loops.inUse.max(x, 3, rows, n, actual, 2, dirty(loops, random));
            assertThat(Loops.bits(actual))
                .as("maxima of %d rows of %d", rows, n)
                .isEqualTo(Loops.bits(expected));
          }
        }
      }
    }
  }

  private static Object dirty(Loops loops, Random random) {
    return loops.mixed(random, Kernels.PARTIALS);
  }

  @ParameterizedTest
  @EnumSource
  void a_sum_is_sixteen_interleaved_sums_and_then_halves(Loops loops) {
    Random random = new Random(6);
    for (int n : loops.lengths()) {
      Object x = loops.ordinary(random, n);
      double[] partial = new double[16];
      for (int i = 0; i < n; i++) {
        partial[i % 16] = round(loops, partial[i % 16] + loops.at(x, i));
      }
      for (int half = 8; half > 0; half /= 2) {
        for (int j = 0; j < half; j++) {
          partial[j] = round(loops, partial[j] + partial[j + half]);
        }
      }
      Object out = loops.array(1);
      loops.inUse.sum(x, 0, 1, n, out, 0, dirty(loops, random));
      assertThat(loops.at(out, 0)).as("sum of %d", n).isEqualTo(partial[0]);
    }
  }

  private static double round(Loops loops, double x) {
    return loops == Loops.FLOAT ? (float) x : x;
  }

  @ParameterizedTest
  @EnumSource
  void sums_and_maxima_of_rows_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(7);
    for (int rows : new int[] {0, 1, 2, 5, 64}) {
      for (int columns : loops.lengths()) {
        Object x = loops.mixed(random, rows * columns + 3);
        Object expected = loops.ordinary(random, columns + 5);
        Object actual = Loops.copy(expected);
        loops.plain.addRows(x, 3, rows, columns, expected, 2);
        loops.inUse.addRows(x, 3, rows, columns, actual, 2);
        assertThat(Loops.bits(actual))
            .as("sum of %d rows of %d", rows, columns)
            .isEqualTo(Loops.bits(expected));
        if (rows > 0) {
          loops.plain.maxRows(x, 3, rows, columns, expected, 2);
          loops.inUse.maxRows(x, 3, rows, columns, actual, 2);
          assertThat(Loops.bits(actual))
              .as("max of %d rows of %d", rows, columns)
              .isEqualTo(Loops.bits(expected));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_index_of_the_largest_is_the_first_of_equals_and_the_first_nan(Loops loops) {
    double nan = Double.NaN;
    assertThat(argMax(loops, 3, 7, 7, 1)).isEqualTo(1);
    assertThat(argMax(loops, 3, nan, 7, nan)).isEqualTo(1);
    assertThat(argMax(loops, nan, 8)).isEqualTo(0);
    assertThat(argMax(loops, Double.NEGATIVE_INFINITY, -5)).isEqualTo(1);
    assertThat(argMax(loops, -0.0, 0.0)).isEqualTo(0);
    Random random = new Random(8);
    for (int n = 1; n < 70; n++) {
      Object x = loops.mixed(random, 3 * n + 2);
      assertThat(loops.inUse.argMax(x, 2, 3, n)).isEqualTo(loops.plain.argMax(x, 2, 3, n));
    }
  }

  private static int argMax(Loops loops, double... x) {
    return loops.inUse.argMax(loops.array(x), 0, 1, x.length);
  }
}

package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Products of operands that stand anywhere, against the plain loop bit for bit and against the
/// product of operands laid out in rows.
class ContractionKernelsTest {
  /// Returns how far each of n indices is from the first: side by side, in runs with gaps, evenly
  /// apart or anyhow, each place once, times `factor`.
  private static int[] apart(Random random, int n, int factor) {
    int[] places = new int[n];
    int run = 1 + random.nextInt(20);
    int gap = 1 + random.nextInt(3);
    int kind = random.nextInt(4);
    for (int i = 1; i < n; i++) {
      places[i] =
          switch (kind) {
            case 0 -> i;
            case 1 -> places[i - 1] + (i % run == 0 ? 1 + gap : 1);
            case 2 -> i * gap;
            default -> places[i - 1] + 1 + random.nextInt(3) / 2;
          };
    }
    int length = n == 0 ? 1 : places[n - 1] + 1;
    boolean backwards = kind == 3 && random.nextBoolean();
    return IntStream.of(places).map(p -> factor * (backwards ? length - 1 - p : p)).toArray();
  }

  /// Returns places for a matrix in which no two elements stand at one.
  private static Places places(Random random, int m, int n) {
    boolean turned = random.nextBoolean();
    int[] along = apart(random, turned ? m : n, 1);
    int width = IntStream.of(along).max().orElse(0) + 1;
    int[] across = apart(random, turned ? n : m, width);
    return turned ? new Places(along, across) : new Places(across, along);
  }

  /// Returns places as a window sees them: rows and columns overlap.
  private static Places windowed(Random random, int m, int n) {
    int[] rows = apart(random, m, 1);
    return new Places(rows, apart(random, n, random.nextInt(4)));
  }

  private static int reach(Places places) {
    return IntStream.of(places.rows).max().orElse(0)
        + IntStream.of(places.columns).max().orElse(0)
        + 1;
  }

  private static void check(Loops loops, Random random, int m, int n, int k, boolean special) {
    Places pa = random.nextBoolean() ? places(random, m, k) : windowed(random, m, k);
    Places pb = random.nextBoolean() ? places(random, k, n) : windowed(random, k, n);
    Places pc = places(random, m, n);
    int sa = reach(pa) + random.nextInt(3);
    int sb = reach(pb) + random.nextInt(3);
    Object a = special ? loops.mixed(random, 3 + sa) : loops.ordinary(random, 3 + sa);
    Object b = special ? loops.mixed(random, 2 + sb) : loops.ordinary(random, 2 + sb);
    Object expected = loops.ordinary(random, 5 + reach(pc) + 40);
    Object actual = Loops.copy(expected);
    int from = random.nextInt(4) == 0 ? random.nextInt(n + 1) : 0;
    int to = random.nextInt(4) == 0 ? from + random.nextInt(n - from + 1) : n;
    Object plain = loops.mixed(random, loops.plain.contractScratch(m, n, k));
    Object scratch = loops.mixed(random, loops.inUse.contractScratch(m, n, k));
    loops.plain.contract(m, from, to, 0, k, a, 3, pa, b, 2, pb, expected, 5, pc, plain);
    int part = random.nextInt(3) == 0 ? random.nextInt(k + 1) : k; // in two pieces
    loops.inUse.contract(m, from, to, 0, part, a, 3, pa, b, 2, pb, actual, 5, pc, scratch);
    if (part < k) {
      loops.inUse.contract(m, from, to, part, k, a, 3, pa, b, 2, pb, actual, 5, pc, scratch);
    }
    assertThat(Loops.bits(actual))
        .as("%s %d×%d · %d×%d, columns %d to %d", loops, m, k, k, n, from, to)
        .isEqualTo(Loops.bits(expected));
  }

  @ParameterizedTest
  @EnumSource
  void products_of_elements_that_stand_anywhere_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(21);
    for (int i = 0; i < 1500; i++) {
      check(
          loops,
          random,
          1 + random.nextInt(40),
          1 + random.nextInt(90),
          random.nextInt(40),
          i % 4 == 0);
    }
    int[][] sizes = {{5, 40, 289}, {14, 33, 288}, {400, 20, 17}, {385, 7, 580}, {3, 500, 9}};
    for (int[] size : sizes) {
      for (int i = 0; i < 4; i++) {
        check(loops, random, size[0], size[1], size[2], false);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void in_rows_and_columns_it_is_the_matrix_product(Loops loops) {
    Random random = new Random(22);
    for (int i = 0; i < 50; i++) {
      int m = 1 + random.nextInt(30);
      int n = 1 + random.nextInt(60);
      int k = 1 + random.nextInt(30);
      Object a = loops.ordinary(random, m * k);
      Object b = loops.ordinary(random, k * n);
      Object expected = loops.ordinary(random, m * n);
      Object actual = Loops.copy(expected);
      loops.plain.matmul(
          m, n, k, a, 0, k, 1, b, 0, n, 1, expected, 0, n, loops.ordinary(random, n), new int[0]);
      Object scratch = loops.mixed(random, loops.inUse.contractScratch(m, n, k));
      Places pa = rows(m, k);
      Places pb = rows(k, n);
      loops.inUse.contract(m, 0, n, 0, k, a, 0, pa, b, 0, pb, actual, 0, rows(m, n), scratch);
      assertThat(Loops.bits(actual)).isEqualTo(Loops.bits(expected));
    }
  }

  private static Places rows(int m, int n) {
    return new Places(
        IntStream.range(0, m).map(i -> i * n).toArray(), IntStream.range(0, n).toArray());
  }
}

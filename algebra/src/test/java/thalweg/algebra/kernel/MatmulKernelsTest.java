package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatmulKernelsTest {
  /// Multiplies m × k by k × n with both operands plain or transposed in memory, and checks the
  /// bits against the plain loop, everything outside the product untouched.
  private static void check(Loops loops, Random random, int m, int n, int k, boolean special) {
    for (int transposed = 0; transposed < 4; transposed++) {
      boolean at = (transposed & 1) != 0;
      boolean bt = (transposed & 2) != 0;
      int ao = random.nextInt(4);
      int bo = random.nextInt(4);
      Object a = special ? loops.mixed(random, ao + m * k) : loops.ordinary(random, ao + m * k);
      Object b = special ? loops.mixed(random, bo + k * n) : loops.ordinary(random, bo + k * n);
      check(loops, random, m, n, k, a, ao, at, b, bo, bt);
    }
  }

  private static void check(
      Loops loops,
      Random random,
      int m,
      int n,
      int k,
      Object a,
      int ao,
      boolean at,
      Object b,
      int bo,
      boolean bt) {
    Object expected = loops.ordinary(random, 2 + m * n + 40);
    Object actual = Loops.copy(expected);
    int ar = at ? 1 : k;
    int ac = at ? m : 1;
    int br = bt ? 1 : n;
    int bc = bt ? k : 1;
    // Scratch comes as the step before left it, with NaN and infinity in it.
    Object plainScratch = loops.mixed(random, loops.plain.matmulScratch(m, n, k));
    Object scratch = loops.mixed(random, loops.inUse.matmulScratch(m, n, k));
    loops.plain.matmul(
        m, n, k, a, ao, ar, ac, b, bo, br, bc, expected, 2, n, plainScratch, new int[0]);
    int[] ones = new int[loops.inUse.matmulIntScratch(m, n, k)];
    Arrays.fill(ones, 12345);
    loops.inUse.matmul(m, n, k, a, ao, ar, ac, b, bo, br, bc, actual, 2, n, scratch, ones);
    assertThat(Loops.bits(actual))
        .as("%s %d×%d%s · %d×%d%s", loops, m, k, at ? "ᵀ" : "", k, n, bt ? "ᵀ" : "")
        .isEqualTo(Loops.bits(expected));
  }

  @ParameterizedTest
  @EnumSource
  void small_products_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(11);
    for (int i = 0; i < 400; i++) {
      check(
          loops,
          random,
          1 + random.nextInt(40),
          1 + random.nextInt(40),
          1 + random.nextInt(40),
          i % 4 == 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void products_around_the_tile_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(12);
    int[] ns = {1, loops.lanes - 1, loops.lanes, 2 * loops.lanes - 1, 2 * loops.lanes};
    for (int m : new int[] {1, 5, 6, 7, 11, 12, 13, 17, 18, 19, 24, 25}) {
      for (int n : ns) {
        for (int k : new int[] {1, 2, loops.lanes - 1, loops.lanes, loops.lanes + 1}) {
          check(loops, random, m, n, k, false);
        }
      }
      check(loops, random, m, 2 * loops.lanes + 1, 3, true);
      check(loops, random, m, 4 * loops.lanes, 3, true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void products_around_the_blocks_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(13);
    int[][] sizes = {
      {13, 33, 255},
      {13, 33, 256},
      {13, 33, 257},
      {7, 9, 513},
      {95, 17, 20},
      {96, 17, 20},
      {97, 17, 20},
      {193, 5, 258},
      {3, 511, 9},
      {3, 512, 9},
      {14, 513, 9},
      {5, 1025, 260},
      {97, 513, 257},
    };
    for (int[] size : sizes) {
      check(loops, random, size[0], size[1], size[2], false);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leaving_out_zeros_gives_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(16);
    for (int i = 0; i < 200; i++) {
      int m = 12 + random.nextInt(40);
      int n = 1 + random.nextInt(80);
      int k = 20 + random.nextInt(i % 10 == 0 ? 600 : 60);
      boolean at = random.nextBoolean();
      boolean bt = random.nextBoolean();
      // Mostly zeros, of both signs; from run to run ordinary numbers, some so small that products
      // underflow to −0, and now and then a b that is not finite.
      Object a = zeros(loops, random, m * k, i % 3);
      Object b = zeros(loops, random, k * n, 3 + i % 4);
      check(loops, random, m, n, k, a, 0, at, b, 0, bt);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leaving_out_zeros_at_every_edge_gives_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(17);
    int l = loops.lanes;
    int[] ns = {
      1, l - 1, l, l + 1, 2 * l - 1, 2 * l, 2 * l + 1, 3 * l, 3 * l + 2, 4 * l - 1, 4 * l,
      4 * l + 1, 5 * l, 6 * l + 1, 8 * l + 3
    };
    int[] ms = {16, 17, 18, 19, 20, 21, 33, 50, 64};
    int[] ks = {1, 2, 15, 31, 32, 33, 63, 64, 65, 129};
    for (int n : ns) {
      for (int m : ms) {
        int k = ks[random.nextInt(ks.length)];
        checkSparse(loops, random, m, n, k);
      }
    }
    for (int k : ks) {
      checkSparse(loops, random, 37, 3 * l + 2, k);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leaving_out_zeros_in_large_products_gives_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(18);
    checkSparse(loops, random, 50, 50, 784);
    checkSparse(loops, random, 784, 50, 50);
    // Lists of several blocks of rows, and a k too long for them.
    checkSparse(loops, random, 297, 9, 1000);
    checkSparse(loops, random, 133, 70, 2100);
    checkSparse(loops, random, 19, 5, 32 * 1024);
    checkSparse(loops, random, 19, 5, 32 * 1024 + 1);
  }

  /// As the other check with an a of which most rows and columns are empty and the others have many
  /// zeros, with and without room behind the operands, and b finite, tiny, NaN somewhere or
  /// infinite.
  private static void checkSparse(Loops loops, Random random, int m, int n, int k) {
    for (int transposed = 0; transposed < 4; transposed++) {
      boolean at = (transposed & 1) != 0;
      boolean bt = (transposed & 2) != 0;
      int ao = random.nextInt(4);
      int bo = random.nextInt(4);
      double[] a = new double[ao + m * k + random.nextInt(2) * random.nextInt(40)];
      boolean[] column = new boolean[k];
      for (int p = 0; p < k; p++) {
        column[p] = random.nextInt(3) == 0;
      }
      double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Float.MIN_VALUE};
      double size = random.nextInt(3) == 0 ? Math.sqrt(Float.MIN_VALUE) : 1;
      for (int i = 0; i < m; i++) {
        boolean row = random.nextInt(4) > 0;
        for (int p = 0; p < k; p++) {
          boolean used = row && column[p] && random.nextBoolean();
          double value = used ? size * random.nextGaussian() : random.nextBoolean() ? 0.0 : -0.0;
          if (used && random.nextInt(500) == 0) {
            value = special[random.nextInt(special.length)];
          }
          a[ao + (at ? p * m + i : i * k + p)] = value;
        }
      }
      int kind = random.nextInt(4) == 0 ? 5 + random.nextInt(2) : 3 + random.nextInt(2);
      Object b = zeros(loops, random, bo + k * n + random.nextInt(2) * 20, kind);
      check(loops, random, m, n, k, loops.array(a), ao, at, b, bo, bt);
    }
  }

  private static Object zeros(Loops loops, Random random, int length, int kind) {
    double tiny = loops == Loops.FLOAT ? 1e-30 : 1e-200;
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      boolean zero = kind < 3 && random.nextInt(1 + i % 40) < 39;
      values[i] = zero ? (kind == 1 && random.nextBoolean() ? -0.0 : 0.0) : random.nextGaussian();
      values[i] *= kind == 2 || kind == 4 ? tiny : 1;
    }
    if (kind == 5) {
      values[random.nextInt(length)] = Double.NaN;
    } else if (kind == 6) {
      values[random.nextInt(length)] = Double.NEGATIVE_INFINITY;
    }
    return loops.array(values);
  }

  @ParameterizedTest
  @EnumSource
  void grids_of_products_give_the_bits_of_the_plain_loop(Loops loops) {
    Random random = new Random(19);
    for (int i = 0; i < 150; i++) {
      int n = 1 + random.nextInt(i % 3 == 0 ? 6 : 3 * loops.lanes);
      int k = 1 + random.nextInt(i % 10 == 0 ? 600 : 40);
      checkGrid(loops, random, 1 + random.nextInt(3), 1 + random.nextInt(4), n, k, i % 7);
    }
    checkGrid(loops, random, 3, 2, 2 * loops.lanes, 257, 0);
    checkGrid(loops, random, 2, 1, 64 + loops.lanes, 512, 0);
  }

  /// Multiplies each of some matrices with each of some others, in one go and in two, and checks
  /// the bits against the plain loop, everything else untouched.
  private static void checkGrid(
      Loops loops, Random random, int lefts, int rights, int n, int k, int kind) {
    int[] heights = new int[lefts];
    Object[] arrays = new Object[lefts + rights + lefts * rights];
    int[] offsets = new int[arrays.length];
    for (int id = 0; id < arrays.length; id++) {
      offsets[id] = random.nextInt(5);
      int rows = id < lefts + rights ? k : heights[(id - lefts - rights) / rights];
      if (id < lefts) {
        heights[id] = 1 + random.nextInt(id == 0 ? 30 : 130);
      }
      int length = offsets[id] + rows * (id < lefts ? heights[id] : n) + random.nextInt(3);
      // Ordinary numbers, the edge of what there is, or a left matrix that is mostly zeros.
      arrays[id] =
          kind == 0
              ? loops.mixed(random, length)
              : kind == 1 && id < lefts
                  ? zeros(loops, random, length, random.nextInt(3))
                  : loops.ordinary(random, length);
    }
    int[] ids = IntStream.range(0, arrays.length).toArray();
    ProductGrid grid =
        new ProductGrid(
            Arrays.copyOf(ids, lefts),
            heights,
            Arrays.copyOfRange(ids, lefts, lefts + rights),
            n,
            k,
            Arrays.copyOfRange(ids, lefts + rights, ids.length));
    Object[] expected = Arrays.stream(arrays).map(Loops::copy).toArray();
    Object plainScratch = loops.mixed(random, loops.plain.productsScratch(grid));
    loops.plain.products(grid, 0, grid.columns(), expected, offsets, plainScratch, new int[0]);
    int cut = random.nextInt(grid.columns() + 1);
    Object scratch = loops.mixed(random, loops.inUse.productsScratch(grid));
    int[] ones = new int[loops.inUse.productsIntScratch(grid)];
    loops.inUse.products(grid, cut, grid.columns(), arrays, offsets, scratch, ones);
    loops.inUse.products(grid, 0, cut, arrays, offsets, scratch, ones);
    for (int id = 0; id < arrays.length; id++) {
      assertThat(Loops.bits(arrays[id]))
          .as("%s array %d of %d×%dᵀ · %d of %d×%d", loops, id, lefts, k, rights, k, n)
          .isEqualTo(Loops.bits(expected[id]));
    }
  }

  @ParameterizedTest
  @EnumSource
  void empty_products_are_zero(Loops loops) {
    Random random = new Random(14);
    check(loops, random, 0, 5, 5, false);
    check(loops, random, 5, 0, 5, false);
    check(loops, random, 5, 7, 0, false);
    Object out = loops.ordinary(random, 35);
    Object scratch = loops.array(loops.inUse.matmulScratch(5, 7, 0));
    Object none = loops.array(0);
    int[] ones = new int[loops.inUse.matmulIntScratch(5, 7, 0)];
    loops.inUse.matmul(5, 7, 0, none, 0, 0, 1, none, 0, 7, 1, out, 0, 7, scratch, ones);
    assertThat(Loops.bits(out)).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource
  void products_agree_with_sums_of_products_in_double(Loops loops) {
    Random random = new Random(15);
    double unit = loops == Loops.FLOAT ? Math.ulp(1f) : Math.ulp(1.0);
    for (int i = 0; i < 60; i++) {
      int m = 1 + random.nextInt(40);
      int n = 1 + random.nextInt(40);
      int k = 1 + random.nextInt(300);
      Object a = loops.ordinary(random, m * k);
      Object b = loops.ordinary(random, k * n);
      Object c = loops.array(m * n);
      Object scratch = loops.array(loops.inUse.matmulScratch(m, n, k));
      int[] ones = new int[loops.inUse.matmulIntScratch(m, n, k)];
      loops.inUse.matmul(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, scratch, ones);
      for (int row = 0; row < m; row++) {
        for (int column = 0; column < n; column++) {
          double sum = 0;
          double size = 0;
          for (int p = 0; p < k; p++) {
            double product = loops.at(a, row * k + p) * loops.at(b, p * n + column);
            sum += product;
            size += Math.abs(product);
          }
          // The error of a chain of k fused multiply-adds is at most k units of Σ|a·b|.
          assertThat(loops.at(c, row * n + column)).isCloseTo(sum, within(k * unit * size));
        }
      }
    }
  }
}

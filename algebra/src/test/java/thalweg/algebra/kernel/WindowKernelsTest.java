package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.elementwise.UnaryFunction;

/// Loops over windows against the plain ones, bit for bit.
class WindowKernelsTest {
  private static int[] filled(int[] places) {
    int[] filled = Arrays.copyOf(places, (places.length + 15) / 16 * 16);
    Arrays.fill(filled, places.length, filled.length, places[places.length - 1]);
    return filled;
  }

  private static void agree(Object what, Object expected, Object actual) {
    assertThat(Loops.bits(actual)).as(what.toString()).isEqualTo(Loops.bits(expected));
  }

  @ParameterizedTest
  @EnumSource
  void the_largest_of_windows_and_its_gradient(Loops loops) {
    Random random = new Random(31);
    for (int i = 0; i < 1000; i++) {
      int n = 1 + random.nextInt(40);
      int size = 1 + random.nextInt(3);
      int stride = size + random.nextInt(2);
      boolean squares = size == 2 && stride == 2;
      int line = n * stride + size;
      int[] starts = filled(IntStream.range(0, n).map(j -> j * stride).toArray());
      int[] places = IntStream.range(0, size * size).map(p -> p / size * line + p % size).toArray();
      Object x = loops.mixed(random, 2 + size * line);
      if (i % 2 == 0) { // few different numbers: many equal largest ones
        x = loops.ordinary(random, 2 + size * line);
        loops.plain.unary(UnaryFunction.SIGN, x, 0, x, 0, 2 + size * line);
      }
      Object expected = loops.ordinary(random, 3 + n + 20);
      Object actual = Loops.copy(expected);
      loops.plain.maxOfWindows(x, 2, squares, starts, n, places, expected, 3);
      loops.inUse.maxOfWindows(x, 2, squares, starts, n, places, actual, 3);
      agree(loops, expected, actual);
      Object g = i % 3 == 0 ? loops.mixed(random, 1 + n) : loops.ordinary(random, 1 + n);
      Object back = loops.ordinary(random, 4 + size * line + 20);
      loops.plain.fill(back, 4, size * line, 0);
      Object backToo = Loops.copy(back);
      loops.plain.maxOfWindowsGradient(
          x, 2, squares, starts, n, places, expected, 3, g, 1, back, 4, starts, places);
      loops.inUse.maxOfWindowsGradient(
          x, 2, squares, starts, n, places, expected, 3, g, 1, backToo, 4, starts, places);
      agree(loops + " back", back, backToo);
    }
  }

  @ParameterizedTest
  @EnumSource
  void windows_laid_over_each_other(Loops loops) {
    Random random = new Random(32);
    for (int i = 0; i < 1000; i++) {
      int places = 1 + random.nextInt(6);
      int positions = 1 + random.nextInt(40);
      int dilation = 1 + random.nextInt(i % 5 == 0 ? 40 : 3);
      int size = positions + (places - 1) * dilation + random.nextInt(3);
      Object x =
          i % 4 == 0
              ? loops.mixed(random, 1 + places * positions)
              : loops.ordinary(random, 1 + places * positions);
      Object expected = loops.ordinary(random, 2 + size + 20);
      Object actual = Loops.copy(expected);
      loops.plain.overlap(x, 1, places, positions, dilation, expected, 2, size);
      loops.inUse.overlap(x, 1, places, positions, dilation, actual, 2, size);
      agree(loops, expected, actual);
    }
  }
}

package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.elementwise.UnaryFunction;

/// Pooled convolutions in use against the plain loops, bit for bit, and the plain loops against
/// products of everything.
class PooledConvolutionKernelsTest {
  /// Returns a convolution of any sizes, with windows that do not overlap, some positions unseen.
  private static PooledConvolution any(Random random) {
    int channels = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
    int filters = 1 + random.nextInt(70);
    int[] size = {1 + random.nextInt(5), 1 + random.nextInt(5)};
    int[] stride = {1 + random.nextInt(2), 1 + random.nextInt(2)};
    int[] dilation = {1 + random.nextInt(2), 1 + random.nextInt(2)};
    int height = (size[0] - 1) * dilation[0] + 1 + random.nextInt(9);
    int width = (size[1] - 1) * dilation[1] + 1 + random.nextInt(20);
    int rows = (height - (size[0] - 1) * dilation[0] - 1) / stride[0] + 1;
    int columns = (width - (size[1] - 1) * dilation[1] - 1) / stride[1] + 1;
    int high = Math.min(rows, 1 + random.nextInt(3));
    int wide = Math.min(columns, 1 + random.nextInt(3));
    int apart = wide + random.nextInt(2);
    int across = (columns - wide) / apart + 1;
    int places = high * wide;
    int[] seen = new int[rows / high * across * places];
    Arrays.setAll(
        seen,
        i -> {
          int window = i / places;
          int place = i % places;
          int row = window / across * high + place / wide;
          return row * columns + window % across * apart + place % wide;
        });
    return random.nextInt(3) == 0
        ? new PooledConvolution(channels, height, width, filters, size, stride, dilation, null, 1)
        : new PooledConvolution(
            channels, height, width, filters, size, stride, dilation, seen, places);
  }

  private static void agree(String what, Object expected, Object actual) {
    assertThat(Loops.bits(actual)).as(what).isEqualTo(Loops.bits(expected));
  }

  /// Returns the elements that count: codes and sums have others that fill up.
  private static double[] counted(Loops loops, Object array, int from, Places places) {
    return Arrays.stream(places.rows)
        .boxed()
        .flatMapToDouble(
            row ->
                Arrays.stream(places.columns)
                    .mapToDouble(column -> loops.at(array, from + row + column)))
        .toArray();
  }

  private static Places codes(PooledConvolution c) {
    if (!c.isPooled()) {
      return new Places(new int[0], new int[0]);
    }
    int[] windows = new int[c.windows()];
    Arrays.setAll(windows, q -> q * c.paddedFilters());
    int[] filters = new int[c.filters()];
    Arrays.setAll(filters, f -> f);
    return new Places(windows, filters);
  }

  @ParameterizedTest
  @EnumSource
  void pooled_convolutions_give_the_bits_of_the_plain_loops(Loops loops) {
    Random random = new Random(41);
    for (int i = 0; i < 100; i++) {
      PooledConvolution c = any(random);
      String what = loops + " " + i;
      Object x = numbers(loops, random, 3 + c.elements());
      Object w = numbers(loops, random, 2 + c.terms() * c.paddedFilters());
      Object together = numbers(loops, random, 1 + c.filters() * c.together());
      Object bias = numbers(loops, random, 1 + c.filters());
      Object g = numbers(loops, random, 4 + c.windows() * c.filters());
      Object y = loops.ordinary(random, 1 + c.windows() * c.filters());
      Object codes = loops.ordinary(random, 2 + c.windows() * c.paddedFilters());
      Object yToo = Loops.copy(y);
      Object codesToo = Loops.copy(codes);
      Object plain = loops.mixed(random, loops.plain.pooledConvolutionScratch(c));
      Object scratch = loops.mixed(random, loops.inUse.pooledConvolutionScratch(c));
      int[] ints = random.ints(loops.inUse.pooledGradientIntScratch(c)).toArray();
      loops.plain.pooledConvolution(c, x, 3, w, 2, bias, 1, y, 1, codes, 2, plain);
      loops.inUse.pooledConvolution(c, x, 3, w, 2, bias, 1, yToo, 1, codesToo, 2, scratch);
      agree(what, y, yToo);
      double[] code = counted(loops, codes, 2, codes(c));
      assertThat(counted(loops, codesToo, 2, codes(c))).as(what).isEqualTo(code);

      if (!c.isPooled()) { // the result takes the place of the codes
        System.arraycopy(y, 1, codes, 2, c.codeElements());
        System.arraycopy(y, 1, codesToo, 2, c.codeElements());
      }
      plain = loops.mixed(random, loops.plain.pooledGradientScratch(c));
      scratch = loops.mixed(random, loops.inUse.pooledGradientScratch(c));
      Object sums = loops.array(3 + c.sumElements());
      Object own = loops.array(1 + c.filters());
      Object sumsToo = Loops.copy(sums);
      Object ownToo = Loops.copy(own);
      boolean all =
          !loops.inUse.areFinite(x, 3, c.elements())
              || !loops.inUse.areFinite(together, 1, c.filters() * c.together());
      for (int picture = 0; picture < 2; picture++) {
        loops.plain.pooledConvolutionGradient(c, true, true, g, 4, codes, 2, plain, new int[0]);
        loops.inUse.pooledConvolutionGradient(
            c, all, picture > 0 || !c.isThin(), g, 4, codesToo, 2, scratch, ints);
        loops.plain.pooledConvolutionFilters(c, x, 3, sums, 3, own, 1, plain, new int[0]);
        loops.inUse.pooledConvolutionFilters(c, x, 3, sumsToo, 3, ownToo, 1, scratch, ints);
      }
      agree(
          what + " filters",
          loops.array(counted(loops, sums, 3, c.sumPlaces())),
          loops.array(counted(loops, sumsToo, 3, c.sumPlaces())));
      agree(what + " bias", own, ownToo);

      Object back = loops.ordinary(random, 2 + c.elements());
      Object backToo = Loops.copy(back);
      loops.plain.pooledConvolutionInput(c, together, 1, back, 2, plain, new int[0]);
      loops.inUse.pooledConvolutionInput(c, together, 1, backToo, 2, scratch, ints);
      agree(what + " pictures", back, backToo);
    }
  }

  /// Returns ordinary numbers, few different ones (many equal largest ones), or those at the edge
  /// of what there is.
  private static Object numbers(Loops loops, Random random, int length) {
    int kind = random.nextInt(6);
    if (kind == 0) {
      return loops.mixed(random, length);
    }
    Object numbers = loops.ordinary(random, length);
    if (kind == 1) {
      loops.plain.unary(UnaryFunction.SIGN, numbers, 0, numbers, 0, length);
    }
    return numbers;
  }
}

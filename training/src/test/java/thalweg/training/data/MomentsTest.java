package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;

@Tag("plain")
class MomentsTest {
  private static final MathContext EXACT = new MathContext(60);

  /// Numbers of any size, about any offset, of which a column may be the same throughout.
  private static double[] numbers(Random random, int rows, int width, double scale) {
    double[] numbers = new double[rows * width];
    for (int field = 0; field < width; field++) {
      double offset = random.nextInt(3) == 0 ? scale * random.nextInt(-1_000, 1_000) : 0;
      double spread = random.nextInt(6) == 0 ? 0 : scale * StrictMath.pow(10, -random.nextInt(6));
      for (int row = 0; row < rows; row++) {
        numbers[row * width + field] = offset + spread * random.nextGaussian();
      }
    }
    return numbers;
  }

  private static double[] column(double[] numbers, int field, int width) {
    return IntStream.range(0, numbers.length / width)
        .mapToDouble(row -> numbers[row * width + field])
        .toArray();
  }

  /// The mean is as good as rounding each number once leaves it, and so is the deviation, beside
  /// how far the numbers are from 0.
  @Test
  void they_are_those_of_exact_arithmetic_however_many_pages_there_are() {
    Random random = new Random(1);
    for (int trial = 0; trial < 150; trial++) {
      int rows = 1 + random.nextInt(trial % 10 == 0 ? 9_000 : 2_600);
      double[] numbers = numbers(random, rows, 1, StrictMath.pow(10, random.nextInt(-280, 280)));
      Moments moments = Moments.of(Values.of(1, numbers)).getFirst();
      BigDecimal count = BigDecimal.valueOf(rows);
      BigDecimal mean =
          Arrays.stream(numbers)
              .mapToObj(BigDecimal::new)
              .reduce(BigDecimal.ZERO, BigDecimal::add)
              .divide(count, EXACT);
      double deviation =
          Arrays.stream(numbers)
              .mapToObj(x -> new BigDecimal(x).subtract(mean).pow(2, EXACT))
              .reduce(BigDecimal.ZERO, (a, b) -> a.add(b, EXACT))
              .divide(count, EXACT)
              .sqrt(EXACT)
              .doubleValue();
      double size = Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
      assertThat(moments.count()).isEqualTo(rows);
      assertThat(moments.least()).isEqualTo(Arrays.stream(numbers).min().orElseThrow());
      assertThat(moments.most()).isEqualTo(Arrays.stream(numbers).max().orElseThrow());
      assertThat(Math.abs(moments.mean() - mean.doubleValue())).isLessThanOrEqualTo(2e-13 * size);
      assertThat(Math.abs(moments.deviation() - deviation))
          .isLessThanOrEqualTo(2e-13 * size + 1e-12 * deviation);
    }
  }

  @Test
  void whoever_reads_which_pages_the_bits_are_those_of_one_who_reads_all() {
    Random random = new Random(2);
    for (int trial = 0; trial < 200; trial++) {
      int width = 1 + random.nextInt(4);
      int rows = 1 + random.nextInt(20 * Moments.PAGE);
      double[] numbers = numbers(random, rows, width, StrictMath.pow(10, random.nextInt(-9, 9)));
      Values all = Values.of(width, numbers);
      List<Moments> whole = Moments.of(all);
      int pages = Moments.pages(rows);
      List<Moments.Branch> branches = new ArrayList<>();
      for (int from = 0; from < pages; ) {
        int end = Math.min(pages, from + random.nextInt(1 + pages));
        int first = from * Moments.PAGE;
        int last = Math.min(rows, end * Moments.PAGE);
        branches.addAll(
            Moments.branches(all.select(IntStream.range(first, last).toArray()), pages, from, end));
        from = end;
      }
      assertThat(Moments.folded(pages, branches)).isEqualTo(whole);
      for (int field = 0; field < width; field++) {
        assertThat(Moments.of(Values.of(1, column(numbers, field, width))).getFirst())
            .isEqualTo(whole.get(field));
      }
    }
  }

  /// Rows so wide that a page does not fit into the heap are read some at a time.
  @Test
  void wide_rows_in_a_mapped_file_have_the_moments_of_each_column() {
    Random random = new Random(3);
    int width = 700;
    int rows = 1_500;
    double[] numbers = random.doubles((long) rows * width, -5, 8).toArray();
    ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(numbers);
    List<Moments> all =
        Moments.of(Values.mapped(DType.DOUBLE, width, MemorySegment.ofBuffer(bytes)));
    for (int field = 0; field < width; field += 37) {
      assertThat(Moments.of(Values.of(1, column(numbers, field, width))).getFirst())
          .isEqualTo(all.get(field));
    }
  }

  @Test
  void the_largest_numbers_and_the_least_stay_in_range() {
    double[] extremes = new double[5_000];
    for (double size : new double[] {Double.MAX_VALUE, 1e300, 1e-300, Double.MIN_NORMAL}) {
      for (int i = 0; i < extremes.length; i++) {
        extremes[i] = i < 2_048 ? size : -size;
      }
      Moments moments = Moments.of(Values.of(1, extremes)).getFirst();
      assertThat(moments.mean() / size).isCloseTo(-904.0 / 5_000, offset());
      assertThat(moments.deviation() / size).isCloseTo(Math.sqrt(1 - 904.0 * 904 / 25e6), offset());
    }
    Arrays.fill(extremes, 0.0);
    assertThat(Moments.of(Values.of(1, extremes)).getFirst())
        .isEqualTo(new Moments(5_000, 0, 0, 0, 0));
    assertThat(Moments.of(Values.of(1, new double[0])).getFirst().count()).isZero();
    extremes[4_000] = Double.NaN;
    assertThat(Moments.of(Values.of(1, extremes)).getFirst().mean()).isNaN();
  }

  private static org.assertj.core.data.Offset<Double> offset() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }
}

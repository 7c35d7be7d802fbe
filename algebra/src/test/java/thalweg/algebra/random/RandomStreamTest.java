package thalweg.algebra.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {
  private final RandomStream stream =
      new RandomStream(0x299f31d0a4093822L, Purpose.CHECK, 0x13198a2e, 0x03707344);

  @Test
  void words_are_the_blocks_of_philox_in_the_documented_layout() {
    int[] block = new int[4];
    for (long index : new long[] {0, 1, 77, 0xFFFFFFFFL, 0x1_0000_0000L, 0xABCD_1234_5678L}) {
      Philox.block(
          (int) index,
          (int) (index >>> 32) | (Purpose.CHECK.code() << 24),
          0x13198a2e,
          0x03707344,
          0xa4093822,
          0x299f31d0,
          block,
          0);
      for (int word = 0; word < 4; word++) {
        assertThat(stream.bits(4 * index + word)).isEqualTo(block[word]);
      }
      assertThat(stream.bits64(2 * index))
          .isEqualTo((block[0] & 0xFFFFFFFFL) | ((long) block[1] << 32));
      assertThat(stream.bits64(2 * index + 1))
          .isEqualTo((block[2] & 0xFFFFFFFFL) | ((long) block[3] << 32));
    }
  }

  @Test
  void each_part_of_the_key_gives_another_stream() {
    Set<Long> firsts = new HashSet<>();
    int streams = 0;
    for (long seed : new long[] {0, 1, -1, 1L << 32, Long.MIN_VALUE}) {
      for (Purpose purpose : Purpose.values()) {
        for (int layer : new int[] {0, 1, -1}) {
          for (int epoch : new int[] {0, 1, Integer.MAX_VALUE}) {
            firsts.add(new RandomStream(seed, purpose, layer, epoch).bits64(0));
            streams++;
          }
        }
      }
    }
    assertThat(firsts).hasSize(streams);
  }

  @Test
  void codes_of_purposes_are_small_distinct_and_never_zero() {
    assertThat(Arrays.stream(Purpose.values()).mapToInt(Purpose::code))
        .doesNotHaveDuplicates()
        .allMatch(code -> code > 0 && code < 256);
    assertThat(Purpose.INITIALISATION.code()).isEqualTo(1);
    assertThat(Purpose.DIGITS.code()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void filling_gives_the_numbers_by_position_wherever_it_begins(int from) {
    for (int count = 0; count < 12; count++) {
      double[] uniform = new double[count + 2];
      float[] uniformFloat = new float[count + 2];
      double[] normal = new double[count + 2];
      float[] normalFloat = new float[count + 2];
      int[] below = new int[count + 2];
      stream.fillUniform(uniform, 1, count, from);
      stream.fillUniform(uniformFloat, 1, count, from);
      stream.fillNormal(normal, 1, count, from);
      stream.fillNormal(normalFloat, 1, count, from);
      stream.fillBelow(below, 1, count, from, 1_700_000_000);
      for (int i = 0; i < count; i++) {
        assertThat(uniform[1 + i]).isEqualTo(stream.uniform(from + i));
        assertThat(uniformFloat[1 + i]).isEqualTo(stream.uniformFloat(from + i));
        assertThat(normal[1 + i]).isEqualTo(stream.normal(from + i));
        assertThat(normalFloat[1 + i]).isEqualTo((float) stream.normal(from + i));
        assertThat(below[1 + i]).isEqualTo(stream.below(from + i, 1_700_000_000));
      }
      assertThat(uniform[0] + uniform[count + 1]).isZero();
      assertThat(uniformFloat[0] + uniformFloat[count + 1]).isZero();
      assertThat(normal[0] + normal[count + 1]).isZero();
      assertThat(normalFloat[0] + normalFloat[count + 1]).isZero();
      assertThat(below[0] + below[count + 1]).isZero();
    }
  }

  @Test
  void a_million_normals_have_the_moments_of_the_normal_distribution() {
    int n = 1_000_000;
    double[] x = new double[n];
    stream.fillNormal(x, 0, n, 0);
    double[] moments = new double[5];
    for (double value : x) {
      double power = value;
      for (int k = 1; k <= 4; k++) {
        moments[k] += power / n;
        power *= value;
      }
    }
    // Five standard errors each: the variances of x, x², x³, x⁴ are 1, 2, 15, 96.
    assertThat(moments[1]).isCloseTo(0, within(5 * Math.sqrt(1.0 / n)));
    assertThat(moments[2]).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    assertThat(moments[3]).isCloseTo(0, within(5 * Math.sqrt(15.0 / n)));
    assertThat(moments[4]).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
    long beyondTwo = Arrays.stream(x).filter(value -> Math.abs(value) > 2).count();
    assertThat(beyondTwo / (double) n).isCloseTo(0.0455003, within(0.001));
  }

  @Test
  void neighbouring_normals_are_not_correlated() {
    int n = 200_000;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += stream.normal(i) * stream.normal(i + 1);
    }
    assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
  }

  @Test
  void uniform_numbers_fill_their_interval_evenly() {
    int n = 160_000;
    int[] doubles = new int[16];
    int[] floats = new int[16];
    for (int i = 0; i < n; i++) {
      double u = stream.uniform(i);
      float f = stream.uniformFloat(i);
      assertThat(u >= 0 && u < 1 && f >= 0 && f < 1).isTrue();
      doubles[(int) (u * 16)]++;
      floats[(int) (f * 16)]++;
    }
    assertThat(chiSquare(doubles)).isLessThan(CHI_SQUARE_15);
    assertThat(chiSquare(floats)).isLessThan(CHI_SQUARE_15);
  }

  private static final double CHI_SQUARE_15 = 44.3; // exceeded by chance once in 10,000

  private static double chiSquare(int[] counts) {
    double expected = IntStream.of(counts).sum() / (double) counts.length;
    return IntStream.of(counts)
        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE})
  void numbers_below_a_bound_keep_below_it_and_fill_it_evenly(int bound) {
    int bins = Math.min(bound, 16);
    int n = 16_000 * bins;
    int[] counts = new int[bins];
    for (int i = 0; i < n; i++) {
      int value = stream.below(i, bound);
      assertThat(value >= 0 && value < bound).isTrue();
      counts[(int) ((long) value * bins / bound)]++;
    }
    assertThat(chiSquare(counts)).isLessThan(CHI_SQUARE_15);
  }

  @Test
  void a_refused_word_is_replaced_by_the_next_try_at_the_same_position() {
    // Below 2³⁰ + 1 a word is refused with probability nearly ¼: some among these positions are.
    int bound = (1 << 30) + 1;
    long refuse = (1L << 32) % bound;
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      long product = (stream.bits(i) & 0xFFFFFFFFL) * bound;
      if ((product & 0xFFFFFFFFL) < refuse) {
        refused++;
      } else {
        assertThat(stream.below(i, bound)).isEqualTo((int) (product >>> 32));
      }
    }
    assertThat(refused).isBetween(10, 90);
  }

  @Test
  void a_bound_below_one_is_an_error() {
    assertThatThrownBy(() -> stream.below(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("random: the bound is 0; it must be at least 1.");
    assertThatThrownBy(() -> stream.fillBelow(new int[1], 0, 1, 0, -3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("random: the bound is -3; it must be at least 1.");
  }

  @Test
  void every_permutation_of_four_is_equally_likely() {
    int[] counts = new int[24];
    int[] order = new int[4];
    for (int epoch = 0; epoch < 24_000; epoch++) {
      new RandomStream(5, Purpose.SHUFFLE, 0, epoch).fillPermutation(order, 4);
      int rank = 0;
      for (int i = 0; i < 4; i++) {
        int smaller = 0;
        for (int j = i + 1; j < 4; j++) {
          smaller += order[j] < order[i] ? 1 : 0;
        }
        rank = rank * (4 - i) + smaller;
      }
      counts[rank]++;
    }
    assertThat(chiSquare(counts)).isLessThan(58.6); // 23 degrees of freedom, once in 16,000
  }

  @Test
  void filling_a_million_normals_allocates_nothing() throws ReflectiveOperationException {
    float[] floats = new float[1_000_000];
    double[] doubles = new double[1_000_000];
    allocatedBytes();
    long before = allocatedBytes();
    stream.fillNormal(floats, 0, floats.length, 0);
    stream.fillNormal(doubles, 0, doubles.length, 0);
    assertThat(allocatedBytes() - before).isLessThan(10_000);
  }

  /// The bytes this thread has allocated. By reflection, since the module does not read the
  /// management modules.
  private static long allocatedBytes() throws ReflectiveOperationException {
    Object threads =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    return (long)
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes")
            .invoke(threads);
  }

  /// References computed with 30 digits from the inverse of the error function; the three formulas
  /// meet at q = 0.425 and at a distance of 1.4e-11 from one half.
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1e-10, 2.5066282746310005938e-10",
    "0.1, 0.25334710313579981317",
    "0.3, 0.84162123357291416552",
    "0.425, 1.4395314709384558369",
    "0.4250001, 1.4395321773759004884",
    "0.49, 2.3263478740408407676",
    "0.4999, 3.7190164854557083867",
    "0x0.ffffe0p-1, 4.763001034267813957",
    "0x0.fffffff8p-1, 6.0093535655307438932",
    "0x0.ffffffffep-1, 6.6510353798930105467",
    "0x0.fffffffffep-1, 7.0477002566644087254",
    "0x0.fffffffffffff8p-1, 8.2923610758135955382",
  })
  void the_normal_quantile_is_exact_to_a_few_last_bits(double q, double expected) {
    assertThat(NormalQuantile.at(q)).isCloseTo(expected, within(1e-15 * Math.abs(expected)));
    assertThat(NormalQuantile.at(-q)).isEqualTo(-NormalQuantile.at(q));
  }

  @Test
  void the_most_extreme_bits_give_finite_and_symmetric_normals() {
    assertThat(NormalQuantile.ofBits(Long.MAX_VALUE)).isCloseTo(8.292361075813597, within(1e-14));
    assertThat(NormalQuantile.ofBits(Long.MIN_VALUE))
        .isEqualTo(-NormalQuantile.ofBits(Long.MAX_VALUE));
    assertThat(NormalQuantile.ofBits(-1)).isEqualTo(-NormalQuantile.ofBits(0)).isNegative();
  }
}

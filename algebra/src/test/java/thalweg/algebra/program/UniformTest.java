package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

class UniformTest {
  private static double[] numbers(RandomKey key, int layer, DType type, Shape shape) {
    return Program.of(Tensor.uniform(Tensor.of(key.array()), Purpose.LAYER, layer, type, shape))
        .execution()
        .run()
        .output(0)
        .toDoubles();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_number_is_that_of_the_stream_at_its_position(DType type) {
    Random random = new Random(1);
    for (int trial = 0; trial < 300; trial++) {
      long seed = random.nextLong();
      int epoch = random.nextInt();
      int layer = random.nextInt();
      int[] row = random.ints(random.nextInt(3), 1, 9).toArray();
      int columns = Shape.of(row).elements();
      int rows = random.nextInt(6);
      long most = (RandomStream.POSITIONS - (long) rows * columns) / columns;
      long first = trial % 7 == 0 ? most : random.nextLong(most) >> random.nextInt(49);
      double[] actual =
          numbers(new RandomKey(seed, epoch, first), layer, type, Shape.of(row).prepend(rows));
      RandomStream stream = new RandomStream(seed, Purpose.LAYER, layer, epoch);
      for (int i = 0; i < actual.length; i++) {
        long position = first * columns + i;
        assertThat(actual[i])
            .isEqualTo(
                type == DType.FLOAT ? stream.uniformFloat(position) : stream.uniform(position))
            .isGreaterThanOrEqualTo(0)
            .isLessThan(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void rows_have_the_same_numbers_however_they_are_cut(DType type) {
    Random random = new Random(2);
    for (int trial = 0; trial < 100; trial++) {
      int rows = 1 + random.nextInt(200);
      int columns = 1 + random.nextInt(20);
      long first = random.nextInt(100_000);
      long seed = random.nextLong();
      double[] whole = numbers(new RandomKey(seed, 3, first), 2, type, Shape.of(rows, columns));
      for (int from = 0; from < rows; ) {
        int count = 1 + random.nextInt(rows - from);
        assertThat(numbers(new RandomKey(seed, 3, first + from), 2, type, Shape.of(count, columns)))
            .isEqualTo(Arrays.copyOfRange(whole, from * columns, (from + count) * columns));
        from += count;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_team_gives_the_bits_of_one_thread(DType type) {
    Tensor key = RandomKey.variable();
    Tensor u = Tensor.uniform(key, Purpose.LAYER, 1, type, Shape.of(301, 211));
    Tensor x = Tensor.variable("x", type, 301, 211);
    Program program = Program.of(u, u.lessThan(x).multiply(x).sum(1), u.sum(0));
    NdArray xs = NdArray.zeros(type, x.shape());
    IntStream.range(0, x.shape().elements()).forEach(i -> xs.set(i, i % 97 / 97.0));
    NdArray given = new RandomKey(-5, 7, 12_345_678_901L).array();
    Execution alone = program.execution().set(key, given).set(x, xs).run();
    for (int threads : new int[] {1, 2, 3, 7}) {
      try (Team team = new Team(threads)) {
        Execution shared = program.execution(team).set(key, given).set(x, xs).run();
        for (int i = 0; i < 3; i++) {
          assertThat(shared.output(i).toDoubles()).isEqualTo(alone.output(i).toDoubles());
        }
      }
    }
  }

  @Test
  void each_part_of_the_key_and_each_layer_give_other_numbers() {
    double[] base = numbers(new RandomKey(1, 1, 1), 0, DType.FLOAT, Shape.of(4, 3));
    for (double[] other :
        new double[][] {
          numbers(new RandomKey(2, 1, 1), 0, DType.FLOAT, Shape.of(4, 3)),
          numbers(new RandomKey(1 + (1L << 32), 1, 1), 0, DType.FLOAT, Shape.of(4, 3)),
          numbers(new RandomKey(1, 2, 1), 0, DType.FLOAT, Shape.of(4, 3)),
          numbers(new RandomKey(1, 1, 1 + (1L << 32)), 0, DType.FLOAT, Shape.of(4, 3)),
          numbers(new RandomKey(1, 1, 1), 1, DType.FLOAT, Shape.of(4, 3))
        }) {
      IntStream.range(0, 12).forEach(i -> assertThat(other[i]).isNotEqualTo(base[i]));
    }
  }

  @Test
  void one_program_follows_its_key_from_run_to_run_and_says_what_it_does() {
    Tensor key = RandomKey.variable();
    Program program =
        Program.of(Tensor.uniform(key, Purpose.LAYER, 0, DType.DOUBLE, Shape.of(5, 2)));
    NdArray given = NdArray.zeros(DType.INT, RandomKey.SHAPE);
    Execution execution = program.execution().set(key, given);
    for (int epoch = 0; epoch < 5; epoch++) {
      RandomKey.write(given, 9, epoch, 10L * epoch);
      assertThat(execution.run().output(0).toDoubles())
          .isEqualTo(
              numbers(new RandomKey(9, epoch, 10L * epoch), 0, DType.DOUBLE, Shape.of(5, 2)));
    }
    assertThat(program.explain()).contains("10 uniform random numbers");
  }

  @Test
  void the_same_numbers_are_computed_once() {
    Tensor key = RandomKey.variable();
    Tensor u = Tensor.uniform(key, Purpose.LAYER, 0, DType.FLOAT, Shape.of(5, 2));
    Tensor again = Tensor.uniform(key, Purpose.LAYER, 0, DType.FLOAT, Shape.of(5, 2));
    Tensor others = Tensor.uniform(key, Purpose.LAYER, 1, DType.FLOAT, Shape.of(5, 2));
    assertThat(Program.of(u.subtract(again)).explain().split("uniform random", -1)).hasSize(2);
    assertThat(Program.of(u.subtract(others)).explain().split("uniform random", -1)).hasSize(3);
  }

  @Test
  void a_position_beyond_all_is_refused() {
    Tensor key = RandomKey.variable();
    Execution execution =
        Program.of(Tensor.uniform(key, Purpose.LAYER, 0, DType.FLOAT, Shape.of(4, 100)))
            .execution();
    for (long first : new long[] {-1, Long.MIN_VALUE, 1L << 43, Long.MAX_VALUE}) {
      NdArray given = NdArray.zeros(DType.INT, RandomKey.SHAPE);
      RandomKey.write(given, 0, 0, first);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> execution.set(key, given).run())
          .withMessage(
              "random key: the first row is "
                  + first
                  + "; with 100 numbers in a row it must be from 0 to 5629499534209.");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomKey(0, 0, -3))
        .withMessage("random key: the first row is -3; it must be at least 0.");
  }

  @Test
  void a_key_of_another_shape_or_type_is_refused() {
    for (Tensor wrong :
        new Tensor[] {
          Tensor.variable("key", DType.INT, 4),
          Tensor.variable("key", DType.INT, 1, 5),
          Tensor.variable("key", DType.FLOAT, 5)
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Tensor.uniform(wrong, Purpose.LAYER, 0, DType.FLOAT, Shape.of(2)))
          .withMessageContaining("uniform: the key is " + wrong.type() + " " + wrong.shape());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Tensor.uniform(RandomKey.variable(), Purpose.LAYER, 0, DType.INT, Shape.of(2)))
        .withMessageEndingWith("they must be INT [5] and FLOAT or DOUBLE.");
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_million_numbers_are_spread_evenly(DType type) {
    double[] numbers = numbers(new RandomKey(4, 1, 0), 0, type, Shape.of(1000, 1000));
    int[] counts = new int[100];
    for (double number : numbers) {
      counts[(int) (number * 100)]++;
    }
    double chiSquared =
        Arrays.stream(counts).mapToDouble(count -> (count - 1e4) * (count - 1e4) / 1e4).sum();
    assertThat(chiSquared).isBetween(50.0, 160.0); // 99 degrees of freedom: 99 ± 14
  }

  @Test
  void a_warm_run_allocates_nothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Tensor key = RandomKey.variable();
    Execution execution =
        Program.of(
                Tensor.uniform(key, Purpose.LAYER, 0, DType.FLOAT, Shape.of(6, 7)),
                Tensor.uniform(key, Purpose.LAYER, 0, DType.DOUBLE, Shape.of(6, 7)))
            .execution();
    NdArray given = new RandomKey(1, 1, 0).array();
    execution.set(key, given);
    long fewest = Long.MAX_VALUE;
    for (int round = 0; round < 1000 && fewest > 200; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int run = 0; run < 1000; run++) {
        RandomKey.write(given, 1, 2, run);
        execution.run();
      }
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(fewest).isLessThanOrEqualTo(200);
  }
}

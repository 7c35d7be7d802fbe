package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.machine.VectorUnit;
import thalweg.algebra.program.Load.Spread;

class ElementwiseChainTest {
  /// (x + row) · column, then its exponential times a number, over rows of `columns` elements.
  private static ElementwiseChain chain(int rows, int columns) {
    return new ElementwiseChain(
        true,
        rows * columns,
        4,
        List.of(
            new Load(Spread.ROW, 1, 0, columns, 0),
            new Load(Spread.COLUMN, 2, 0, columns, 1),
            new Load(Spread.SCALAR, -1, 0.3, 1, 2)),
        List.of(
            new Instruction.Binary(
                BinaryFunction.ADD, Location.value(0), Location.slot(0), Location.slot(3)),
            new Instruction.Binary(
                BinaryFunction.MULTIPLY, Location.slot(3), Location.slot(1), Location.slot(3)),
            new Instruction.Unary(UnaryFunction.EXP, Location.slot(3), Location.slot(3)),
            new Instruction.Binary(
                BinaryFunction.MULTIPLY, Location.slot(3), Location.slot(2), Location.value(3))));
  }

  private static float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static Memory memory(ElementwiseChain chain, int rows, int columns) {
    Memory memory = new Memory(4, chain.scratch(DType.FLOAT), 0, 0);
    memory.arrays[0] = numbers(rows * columns, 1);
    memory.arrays[1] = numbers(columns, 2);
    memory.arrays[2] = numbers(rows, 3);
    memory.arrays[3] = new float[rows * columns];
    return memory;
  }

  @Test
  void ranges_in_any_order_give_the_whole() {
    Random random = new Random(5);
    for (int columns : new int[] {1, 3, 10, 64, 700, 1500}) {
      int rows = 1 + 5000 / columns;
      ElementwiseChain chain = chain(rows, columns);
      Memory whole = memory(chain, rows, columns);
      chain.run(whole);
      List<int[]> ranges = new ArrayList<>();
      for (int from = 0; from < rows * columns; ) {
        int to = Math.min(rows * columns, from + 1 + random.nextInt(1500));
        ranges.add(new int[] {from, to});
        from = to;
      }
      Collections.shuffle(ranges, random);
      Memory parts = memory(chain, rows, columns);
      for (int[] range : ranges) {
        chain.run(parts, range[0], range[1]);
      }
      assertThat(parts.arrays[3]).as(columns + " columns").isEqualTo(whole.arrays[3]);
    }
  }

  // ---- Written loops ----

  private static final int VALUES = 6; // read, and as many written

  /// A random chain over `rows` rows of `columns` elements that reads and writes values and slots
  /// in every way a chain can.
  private static ElementwiseChain randomChain(
      Random random, boolean single, int rows, int columns) {
    List<Load> loads = new ArrayList<>();
    int slots = random.nextInt(4);
    for (int slot = 0; slot < slots; slot++) {
      loads.add(
          switch (random.nextInt(4)) {
            case 0 -> new Load(Spread.ROW, slot, 0, columns, slot);
            case 1 -> new Load(Spread.COLUMN, slot, 0, columns, slot);
            case 2 -> new Load(Spread.SCALAR, slot, 0, 1, slot);
            default -> new Load(Spread.SCALAR, -1, random.nextGaussian(), 1, slot);
          });
    }
    List<Location> readable = new ArrayList<>();
    loads.forEach(load -> readable.add(Location.slot(load.slot())));
    for (int value = 3; value < VALUES; value++) {
      readable.add(Location.value(value));
    }
    List<Location> free = new ArrayList<>();
    for (int slot = slots; slot < slots + 3; slot++) {
      free.add(Location.slot(slot));
    }
    UnaryFunction[] unaries = UnaryFunction.values();
    BinaryFunction[] binaries = BinaryFunction.values();
    List<Instruction> code = new ArrayList<>();
    int written = VALUES;
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length; i++) {
      Location x = readable.get(random.nextInt(readable.size()));
      Location y = readable.get(random.nextInt(readable.size()));
      Location z = readable.get(random.nextInt(readable.size()));
      boolean kept = written < 2 * VALUES && (i == length - 1 || random.nextInt(3) == 0);
      Location out = kept ? Location.value(written++) : free.get(random.nextInt(free.size()));
      code.add(
          switch (random.nextInt(5)) {
            case 0, 1 -> new Instruction.Unary(unaries[random.nextInt(unaries.length)], x, out);
            case 2, 3 ->
                new Instruction.Binary(binaries[random.nextInt(binaries.length)], x, y, out);
            default -> new Instruction.Select(x, y, z, out);
          });
      readable.add(out);
    }
    return new ElementwiseChain(single, rows * columns, slots + 3, loads, code);
  }

  private static Memory randomMemory(
      ElementwiseChain chain, boolean single, int rows, int columns, long seed) {
    Random random = new Random(seed);
    Memory memory =
        new Memory(2 * VALUES, chain.scratch(DType.FLOAT), chain.scratch(DType.DOUBLE), 0);
    for (int value = 0; value < 2 * VALUES; value++) {
      int count = rows * columns + 5;
      float[] floats = new float[single ? count : 0];
      double[] doubles = new double[single ? 0 : count];
      for (int i = 0; i < count; i++) {
        double number =
            switch (random.nextInt(40)) {
              case 0 -> Double.NaN;
              case 1 -> Double.POSITIVE_INFINITY;
              case 2 -> Double.NEGATIVE_INFINITY;
              case 3 -> -0.0;
              case 4 -> 0;
              case 5 -> 1e5 * random.nextGaussian();
              case 6 -> (single ? Float.MIN_VALUE : Double.MIN_VALUE) * random.nextInt(1000);
              default -> random.nextGaussian();
            };
        if (single) {
          floats[i] = (float) number;
        } else {
          doubles[i] = number;
        }
      }
      memory.arrays[value] = single ? floats : doubles;
      memory.offsets[value] = value % 5;
    }
    return memory;
  }

  private static void assertEqualBits(Object actual, Object expected, String what) {
    // As bits, so that −0 is not 0; the bits of a NaN are not part of the contract.
    if (actual instanceof float[] floats) {
      float[] others = (float[]) expected;
      for (int i = 0; i < floats.length; i++) {
        if (Float.floatToIntBits(floats[i]) != Float.floatToIntBits(others[i])) {
          assertThat(floats[i]).as(what + ", element " + i).isEqualTo(others[i]);
        }
      }
    } else {
      assertThat((double[]) actual).as(what).isEqualTo(expected);
    }
  }

  @Test
  void written_loops_give_the_bits_of_the_instructions() {
    assumeTrue(VectorUnit.BITS > 0, "loops are written for vectors only");
    int[] sizes = {1, 2, 7, 10, 15, 16, 17, 33, 100, 128, 777, 1023, 1024, 1025, 2100};
    for (long seed = 0; seed < 600; seed++) {
      Random random = new Random(seed);
      boolean single = random.nextBoolean();
      int columns = sizes[random.nextInt(sizes.length)];
      int rows = 1 + random.nextInt(Math.max(1, 3000 / columns));
      ElementwiseChain chain = randomChain(random, single, rows, columns);
      Memory expected = randomMemory(chain, single, rows, columns, seed);
      chain.run(expected);
      chain.fuse(Fusion.segments(chain, 1 + random.nextInt(200), Fusion.Choice.ALL));
      Memory actual = randomMemory(chain, single, rows, columns, seed);
      chain.run(actual);
      for (int value = 0; value < 2 * VALUES; value++) {
        assertEqualBits(
            actual.arrays[value],
            expected.arrays[value],
            "seed " + seed + ", value " + value + " of " + chain.describe());
      }
      // The same by ranges that begin anywhere.
      Memory parts = randomMemory(chain, single, rows, columns, seed);
      for (int from = 0; from < rows * columns; ) {
        int to = Math.min(rows * columns, from + 1 + random.nextInt(1500));
        chain.run(parts, from, to);
        from = to;
      }
      for (int value = 0; value < 2 * VALUES; value++) {
        assertEqualBits(
            parts.arrays[value],
            expected.arrays[value],
            "by ranges, seed " + seed + ", value " + value + " of " + chain.describe());
      }
    }
  }

  @Test
  void a_chain_that_works_much_asks_for_loops_and_has_the_same_bits_with_and_without() {
    assumeTrue(Fusion.ENOUGH < Long.MAX_VALUE, "loops are written for vectors only");
    ElementwiseChain chain = chain(400, 128);
    Memory memory = memory(chain, 400, 128);
    chain.run(memory);
    float[] before = ((float[]) memory.arrays[3]).clone();
    long work = 400L * 128 * chain.code().size();
    for (long run = 0; run <= Fusion.ENOUGH / work; run++) {
      chain.run(memory);
    }
    assertThat(chain.hasAsked()).isTrue();
    // Whether they win, and when, is for this machine to say, as busy as it is.
    for (int run = 0; run < 2_000 && !chain.isFused(); run++) {
      chain.run(memory);
    }
    chain.run(memory);
    assertThat((float[]) memory.arrays[3]).isEqualTo(before);
  }

  @Test
  void a_chain_that_is_to_work_much_is_given_loops_before_its_first_run() {
    assumeTrue(VectorUnit.BITS > 0, "loops are written for vectors only");
    ElementwiseChain plain = chain(400, 128);
    plain.expect(10);
    assertThat(plain.isFused()).isFalse();
    Memory expected = memory(plain, 400, 128);
    plain.run(expected);
    ElementwiseChain chain = chain(400, 128);
    chain.expect(1_000_000);
    assertThat(chain.isFused()).isTrue();
    Memory actual = memory(chain, 400, 128);
    chain.run(actual);
    assertThat((float[]) actual.arrays[3]).isEqualTo((float[]) expected.arrays[3]);
  }
}

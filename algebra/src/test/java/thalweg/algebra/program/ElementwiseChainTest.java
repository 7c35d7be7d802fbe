package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thalweg.algebra.Operation.BinaryFunction;
import thalweg.algebra.Operation.UnaryFunction;
import thalweg.algebra.program.ElementwiseChain.Instruction;
import thalweg.algebra.program.ElementwiseChain.Load;
import thalweg.algebra.program.ElementwiseChain.Place;
import thalweg.algebra.program.ElementwiseChain.Spread;

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
                BinaryFunction.ADD, Place.value(0), Place.slot(0), Place.slot(3)),
            new Instruction.Binary(
                BinaryFunction.MULTIPLY, Place.slot(3), Place.slot(1), Place.slot(3)),
            new Instruction.Unary(UnaryFunction.EXP, Place.slot(3), Place.slot(3)),
            new Instruction.Binary(
                BinaryFunction.MULTIPLY, Place.slot(3), Place.slot(2), Place.value(3))));
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
    Memory memory = new Memory(4, chain.scratch(), 0, 0);
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
}

package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.machine.VectorUnit;

class RowsStepTest {
  private static final int[][] SHAPES = {
    {2, 2},
    {3, 10},
    {128, 10},
    {5, 16},
    {7, 33},
    {40, 64},
    {3, 96},
    {130, 128},
    {2, 160},
    {30, 512},
    {17, 1000},
    {5, 1024},
    {3, 2048},
    {2, 5000}
  };

  /// The things that are computed row by row in practice, and their like.
  private static List<List<Tensor>> programs(Tensor x, Tensor d, Tensor gamma, Tensor beta) {
    int columns = x.shape().size(1);
    Tensor mean = x.sum(1).multiply(1.0 / columns);
    Tensor centred = x.subtract(mean.expand(1));
    Tensor deviation = centred.square().sum(1).multiply(1.0 / columns).add(1e-5).squareRoot();
    Tensor normal = centred.divide(deviation.expand(1));
    Tensor q = d.multiply(gamma);
    Tensor share = q.sum(1).multiply(1.0 / columns);
    Tensor along = q.multiply(normal).sum(1).multiply(1.0 / columns);
    Tensor gradient =
        q.subtract(share.expand(1))
            .subtract(normal.multiply(along.expand(1)))
            .divide(deviation.expand(1));
    Tensor delta = d.multiply(Tensor.fill(0, x.type(), x.shape()).lessThan(x));
    Tensor losses = d.multiply(x.logSoftmax(1)).sum(1).negate();
    return List.of(
        List.of(x.softmax(1)),
        List.of(x.logSoftmax(1), x.max(1)),
        List.of(losses, losses.sum(0), x.softmax(1).subtract(d)),
        List.of(normal.multiply(gamma).add(beta)),
        List.of(gradient, d.multiply(normal).sum(0), d.sum(0)),
        List.of(delta, delta.sum(0)),
        List.of(delta.sum(0), delta.sum(0).add(beta)),
        List.of(x.max(1).expand(1).subtract(x).exp().sum(1), x.sum(0), x.add(d).sum(0)));
  }

  private static NdArray values(Random random, DType type, Shape shape) {
    NdArray values = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      values.set(
          i,
          switch (random.nextInt(3000)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> -0.0;
            default -> random.nextGaussian();
          });
    }
    return values;
  }

  private static IdentityHashMap<Tensor, NdArray> drawn(Random random, List<Tensor> tensors) {
    IdentityHashMap<Tensor, NdArray> variables = new IdentityHashMap<>();
    tensors.forEach(each -> variables.put(each, values(random, each.type(), each.shape())));
    return variables;
  }

  private static long[] bits(NdArray array) {
    return array.type() == DType.FLOAT
        ? IntStream.range(0, array.shape().elements())
            .mapToLong(i -> Float.floatToIntBits(array.floats()[i]))
            .toArray()
        : Arrays.stream(array.toDoubles()).mapToLong(Double::doubleToLongBits).toArray();
  }

  @Test
  void rows_by_groups_and_rows_by_written_loops_give_the_bits_of_the_plainest_interpreter() {
    Random random = new Random(3);
    int written = 0;
    for (DType type : List.of(DType.FLOAT, DType.DOUBLE)) {
      for (int[] sizes : SHAPES) {
        Shape shape = Shape.of(sizes);
        Shape row = Shape.of(sizes[1]);
        IdentityHashMap<Tensor, NdArray> variables = new IdentityHashMap<>();
        Tensor x = Tensor.variable("x", type, sizes);
        Tensor d = Tensor.variable("d", type, sizes);
        Tensor gamma = Tensor.variable("gamma", type, sizes[1]);
        Tensor beta = Tensor.variable("beta", type, sizes[1]);
        variables.put(x, values(random, type, shape));
        variables.put(d, values(random, type, shape));
        variables.put(gamma, values(random, type, row));
        variables.put(beta, values(random, type, row));
        for (List<Tensor> outputs : programs(x, d, gamma, beta)) {
          Program program = Program.of(outputs);
          Interpreter interpreter = new Interpreter(variables);
          Execution execution = program.execution();
          variables.forEach(execution::set);
          check(execution, outputs, interpreter);
          written += fuse(program);
          check(execution, outputs, interpreter);
        }
      }
    }
    if (VectorUnit.BITS > 0) {
      assertThat(written).isGreaterThan(100);
    }
  }

  /// Gives all steps on rows a loop of their own and returns how many have one.
  private static int fuse(Program program) {
    int written = 0;
    for (ProgramStep step : program.steps()) {
      if (VectorUnit.BITS > 0 && step instanceof RowsStep rows && rows.isWritable()) {
        Fusion.fuse(rows, Fusion.Choice.ALL);
        written += rows.isFused() ? 1 : 0;
      }
    }
    return written;
  }

  private static void check(Execution execution, List<Tensor> outputs, Interpreter interpreter) {
    execution.run();
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      NdArray expected = NdArray.zeros(output.type(), output.shape());
      double[] values = interpreter.value(output);
      for (int j = 0; j < values.length; j++) {
        expected.set(j, values[j]);
      }
      assertThat(bits(execution.output(i)))
          .as(() -> output + "\n" + execution.explain())
          .isEqualTo(bits(expected));
    }
  }

  /// Checks a program before and after its steps on rows have loops, and returns how many have one.
  private static int checkFusedAndNot(
      List<Tensor> outputs, IdentityHashMap<Tensor, NdArray> variables) {
    Program program = Program.of(outputs);
    Execution execution = program.execution();
    variables.forEach(execution::set);
    check(execution, outputs, new Interpreter(variables));
    int written = fuse(program);
    check(execution, outputs, new Interpreter(variables));
    return written;
  }

  /// A random expression of a matrix, of one number for each row and of one for each column; where
  /// the matrix is square these two may meet.
  private static Tensor grown(Random random, int rows, int columns, List<Tensor> leaves) {
    List<Tensor> pool = new ArrayList<>(leaves);
    for (int i = 0; i < 12; i++) {
      Tensor one = pool.get(pool.size() - 1 - random.nextInt(Math.min(3, pool.size())));
      Tensor other = pool.get(random.nextInt(pool.size()));
      boolean isMatrix = one.shape().rank() == 2;
      pool.add(
          switch (random.nextInt(8)) {
            case 0 -> one.multiply(0.5).add(1);
            case 1, 2 -> isMatrix ? one.sum(random.nextInt(2)) : one.square();
            case 3 -> isMatrix ? one.max(1) : one.negate();
            case 4 -> one.shape().equals(other.shape()) ? one.add(other) : one.square();
            case 5 -> one.shape().equals(other.shape()) ? one.multiply(other) : one.negate();
            default -> {
              Tensor matrix = isMatrix ? one : leaves.getFirst();
              Tensor vector = isMatrix ? other : one;
              yield vector.shape().equals(Shape.of(rows)) && random.nextBoolean()
                  ? matrix.multiply(vector.expand(1))
                  : vector.shape().equals(Shape.of(columns)) ? matrix.add(vector) : one.negate();
            }
          });
    }
    return pool.getLast();
  }

  /// As attention does with its mask, a sequence with its places, and what repeats one number for
  /// each of several rows.
  private static List<List<Tensor>> repeated(Tensor x, Tensor rows, Tensor column, Tensor row) {
    Tensor seen = rows.lessThan(column.expand(1)).select(x, Tensor.fill(-1e9, x.type(), x.shape()));
    Tensor weights = seen.softmax(2);
    Tensor along = x.multiply(weights).sum(2);
    Tensor back = weights.multiply(x.subtract(along.expand(2)));
    Tensor shifted = x.multiply(rows).sum(2).add(column);
    return List.of(
        List.of(weights),
        List.of(back, rows.lessThan(row).select(back, x).sum(2)),
        List.of(x.add(rows).add(row).sum(2), x.add(rows)),
        List.of(x.subtract(shifted.expand(2)).exp(), shifted));
  }

  private static Tensor element(Random random, List<Tensor> known) {
    Tensor one = known.get(random.nextInt(known.size()));
    Tensor other = known.get(random.nextInt(known.size()));
    return switch (random.nextInt(7)) {
      case 0 -> one.add(other);
      case 1 -> one.subtract(other);
      case 2 -> one.multiply(other);
      case 3 -> one.divide(other);
      case 4 -> one.square().add(other);
      case 5 -> one.negate();
      default -> one.maximum(other);
    };
  }

  /// A number for each row, from its elements, and what these become with it: all that stands in
  /// memory are matrices, whole or repeated.
  @Test
  void rows_whose_numbers_are_kept_nowhere_have_the_bits_of_the_plainest_interpreter() {
    Random random = new Random(29);
    int written = 0;
    for (int member = 0; member < 600; member++) {
      DType type = random.nextBoolean() ? DType.DOUBLE : DType.FLOAT;
      int rows = 2 + random.nextInt(20);
      int columns = 64 * (1 + random.nextInt(3));
      Tensor x = Tensor.variable("x", type, 2, rows, columns);
      Tensor y = Tensor.variable("y", type, 2, rows, columns);
      Tensor mask = Tensor.variable("mask", type, rows, columns);
      IdentityHashMap<Tensor, NdArray> variables = drawn(random, List.of(x, y, mask));
      List<Tensor> known = new ArrayList<>(List.of(x, y));
      if (random.nextBoolean()) {
        known.add(x.add(mask));
      }
      for (int numbers = random.nextInt(3); numbers >= 0; numbers--) {
        Tensor all = random.nextInt(3) == 0 ? x : element(random, known);
        Tensor number =
            switch (random.nextInt(3)) {
              case 0 -> all.max(2);
              case 1 -> all.sum(2);
              default -> all.mean(2);
            };
        known.add(number.expand(2));
      }
      Tensor output =
          element(
              random, List.of(random.nextBoolean() ? x : element(random, known), known.getLast()));
      written += checkFusedAndNot(List.of(output), variables);
    }
    if (VectorUnit.BITS > 0) {
      assertThat(written).isGreaterThan(200);
    }
  }

  @Test
  void work_on_rows_beside_several_that_are_repeated_gives_the_bits_of_the_plainest_interpreter() {
    Random random = new Random(23);
    int written = 0;
    for (int member = 0; member < 200; member++) {
      DType type = random.nextBoolean() ? DType.DOUBLE : DType.FLOAT;
      int rows = random.nextInt(4) == 0 ? 64 : 2 + random.nextInt(20);
      int columns = 64 * (1 + random.nextInt(3)) - (random.nextInt(4) == 0 ? 3 : 0);
      Tensor x = Tensor.variable("x", type, 2 + random.nextInt(3), rows, columns);
      Tensor matrix = Tensor.variable("rows", type, rows, columns);
      Tensor column = Tensor.variable("column", type, rows);
      Tensor row = Tensor.variable("row", type, columns);
      IdentityHashMap<Tensor, NdArray> variables = drawn(random, List.of(x, matrix, column, row));
      List<List<Tensor>> all = repeated(x, matrix, column, row);
      List<Tensor> outputs = all.get(member % all.size());
      written += checkFusedAndNot(outputs, variables);
    }
    if (VectorUnit.BITS > 0) {
      assertThat(written).isGreaterThan(80);
    }
  }

  @Test
  void random_work_on_rows_of_any_shape_gives_the_bits_of_the_plainest_interpreter() {
    Random random = new Random(17);
    int grouped = 0;
    int written = 0;
    for (int member = 0; member < 1500; member++) {
      boolean isWide = random.nextInt(8) == 0;
      int rows = isWide ? 64 : 2 + random.nextInt(5);
      int columns = isWide || random.nextBoolean() ? rows : 2 + random.nextInt(5);
      DType type = random.nextBoolean() ? DType.DOUBLE : DType.FLOAT;
      Tensor x = Tensor.variable("x", type, rows, columns);
      Tensor u = Tensor.variable("u", type, rows);
      Tensor v = Tensor.variable("v", type, columns);
      IdentityHashMap<Tensor, NdArray> variables = drawn(random, List.of(x, u, v));
      Tensor output = grown(random, rows, columns, List.of(x, u, v));
      Program program = Program.of(output);
      grouped += holdsRows(program) ? 1 : 0;
      Execution execution = program.execution();
      variables.forEach(execution::set);
      check(execution, List.of(output), new Interpreter(variables));
      if (isWide) {
        written += fuse(program);
        check(execution, List.of(output), new Interpreter(variables));
      }
    }
    assertThat(grouped).isGreaterThan(200);
    assertThat(written).isGreaterThan(VectorUnit.BITS > 0 ? 20 : -1);
  }

  private static boolean holdsRows(Program program) {
    return Arrays.stream(program.steps()).anyMatch(RowsStep.class::isInstance);
  }

  @Test
  void what_only_steps_on_rows_need_takes_memory_for_a_few_rows() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 10_000, 512);
    assertThat(Program.of(x.logSoftmax(1)).arenaBytes()).isLessThan(400_000);
    assertThat(Program.of(x.logSoftmax(1)).explain())
        .contains(" of 10000 rows: max of 512 in a row")
        .contains("without sharing 41,080,000");
  }

  @Test
  void a_sum_of_columns_that_is_read_ends_the_steps_on_rows() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 4, 4);
    Tensor total = x.exp().sum(0);
    NdArray ones = NdArray.zeros(DType.FLOAT, Shape.of(4, 4));
    NdArray result = Program.of(x.add(total)).execution().set(x, ones).run().output(0);
    assertThat(result.toDoubles()).containsOnly(4);
  }
}

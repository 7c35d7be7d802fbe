package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

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
          for (Step step : program.steps()) {
            if (VectorUnit.BITS > 0 && step instanceof RowsStep rows && rows.isWritable()) {
              Fusion.fuse(rows, Fusion.Choice.ALL);
              written += rows.isFused() ? 1 : 0;
            }
          }
          check(execution, outputs, interpreter);
        }
      }
    }
    if (VectorUnit.BITS > 0) {
      assertThat(written).isGreaterThan(100);
    }
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

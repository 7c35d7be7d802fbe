package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Recurrences and attention of random shapes, which are run slice by slice and by several members
/// of a team, against the plainest interpreter, bit for bit.
class SequenceLawsTest {
  private final IdentityHashMap<Tensor, NdArray> variables = new IdentityHashMap<>();
  private Random random = new Random(0);

  private Tensor variable(DType type, int... sizes) {
    Tensor variable = Tensor.variable("v" + variables.size(), type, sizes);
    NdArray numbers = NdArray.zeros(type, variable.shape());
    for (int i = 0; i < numbers.shape().elements(); i++) {
      numbers.set(i, random.nextInt(5) == 0 ? 0 : random.nextGaussian() / 3);
    }
    variables.put(variable, numbers);
    return variable;
  }

  private int any(int... sizes) {
    return sizes[random.nextInt(sizes.length)];
  }

  private static long[] bits(double[] numbers) {
    return java.util.Arrays.stream(numbers).mapToLong(Double::doubleToLongBits).toArray();
  }

  private void check(String what, List<Tensor> outputs) {
    Program program = Program.of(outputs);
    Interpreter interpreter = new Interpreter(variables);
    List<long[]> expected =
        outputs.stream().map(output -> bits(interpreter.value(output))).toList();
    for (int threads = 1; threads <= 3; threads++) {
      try (Team team = new Team(threads)) {
        Execution execution = program.execution(team);
        variables.forEach(execution::set);
        for (int run = 0; run < 2; run++) {
          execution.run(run == 1);
          for (int i = 0; i < outputs.size(); i++) {
            assertThat(bits(execution.output(i).toDoubles()))
                .as("%s, output %d on %d threads: %s", what, i, threads, outputs.get(i))
                .isEqualTo(expected.get(i));
          }
        }
      }
    }
  }

  @Test
  void a_recurrence_gives_the_bits_of_its_places_one_by_one() {
    for (int seed = 0; seed < 24; seed++) {
      random = new Random(seed);
      variables.clear();
      DType type = seed % 4 == 3 ? DType.DOUBLE : DType.FLOAT;
      int rows = any(1, 3, 16, 33, 40);
      int units = any(1, 5, 16, 32, 64);
      int places = 2 + random.nextInt(5);
      int parts = 1 + random.nextInt(3);
      Tensor x = variable(type, rows, places, 7);
      Tensor weight = variable(type, 7, parts * units);
      Tensor state = variable(type, units, parts * units);
      Tensor bias = variable(type, parts * units);
      Tensor flat = x.transpose(1, 0, 2).reshape(places * rows, 7);
      Tensor h = random.nextBoolean() ? variable(type, rows, units) : zeros(type, rows, units);
      List<Tensor> states = new ArrayList<>();
      List<Tensor> back = new ArrayList<>();
      Tensor before = h;
      for (int place = 0; place < places; place++) {
        Tensor next = before;
        for (int part = 0; part < parts; part++) {
          Tensor own = state.slice(1, part * units, (part + 1) * units);
          Tensor seen =
              flat.matmul(weight.slice(1, part * units, (part + 1) * units))
                  .add(bias.slice(0, part * units, (part + 1) * units));
          Tensor of = before.matmul(part == 1 ? own.transpose() : own);
          Tensor z = seen.slice(0, place * rows, (place + 1) * rows).add(of);
          next = part == 0 ? z.tanh() : next.multiply(z.sigmoid()).add(before);
        }
        before = next;
        states.add(next);
        back.add(next.matmul(state.slice(1, 0, units).transpose()));
      }
      Tensor all = Tensor.concatenate(0, states);
      List<Tensor> outputs =
          new ArrayList<>(
              List.of(
                  before,
                  all.transpose().matmul(Tensor.concatenate(0, back)),
                  Tensor.concatenate(1, states.stream().map(one -> one.expand(1)).toList())));
      if (random.nextBoolean()) {
        outputs.add(all);
      }
      if (random.nextBoolean()) {
        outputs.add(states.getFirst().multiply(2));
      }
      if (random.nextBoolean()) {
        // A place that stands in two sequences, and one that is asked for by itself.
        outputs.add(Tensor.concatenate(0, List.of(states.getLast(), back.getFirst(), all)));
        outputs.add(states.get(1));
      }
      check("seed " + seed, outputs);
    }
  }

  private static Tensor zeros(DType type, int rows, int units) {
    return Tensor.of(NdArray.zeros(type, Shape.of(rows, units)));
  }

  @Test
  void attention_gives_the_bits_of_its_operations_one_by_one() {
    for (int seed = 0; seed < 24; seed++) {
      random = new Random(1000 + seed);
      variables.clear();
      DType type = seed % 4 == 3 ? DType.DOUBLE : DType.FLOAT;
      int rows = any(1, 2, 3);
      int heads = any(1, 2, 4);
      int length = any(1, 5, 16, 29, 32, 48, 70);
      int head = any(1, 4, 16, 20, 32);
      boolean causal = random.nextInt(3) > 0;
      Shape shape = Shape.of(rows * heads, length, head);
      Tensor x = variable(type, rows, length, heads * head);
      List<Tensor> parts = new ArrayList<>();
      for (int part = 0; part < 4; part++) {
        Tensor seen = x.matmul(variable(type, heads * head, heads * head));
        parts.add(seen.reshape(rows, length, heads, head).transpose(0, 2, 1, 3).reshape(shape));
      }
      Tensor queries = parts.get(0);
      Tensor keys = parts.get(1);
      Tensor values = parts.get(2);
      Tensor scores = queries.matmul(keys.transpose());
      if (causal) {
        NdArray mask = NdArray.zeros(type, Shape.of(length, length));
        for (int i = 0; i < length * length; i++) {
          mask.set(i, i % length <= i / length ? 1 : 0);
        }
        Tensor never = Tensor.fill(Double.NEGATIVE_INFINITY, type, Shape.SCALAR);
        scores = Tensor.of(mask).select(scores, never);
      }
      Tensor weights = scores.softmax(-1);
      Tensor seen = weights.matmul(values);
      Tensor g = parts.get(3);
      Tensor dWeights = g.matmul(values.transpose());
      Tensor dot = dWeights.multiply(weights).sum(2).expand(2);
      Tensor dScores = weights.multiply(dWeights.subtract(dot));
      List<Tensor> outputs =
          List.of(
              merged(seen, rows, heads),
              merged(dScores.matmul(keys), rows, heads),
              merged(dScores.transpose().matmul(queries), rows, heads),
              merged(weights.transpose().matmul(g), rows, heads));
      check("seed " + seed, outputs);
    }
  }

  /// Returns heads beside each other again.
  private static Tensor merged(Tensor x, int rows, int heads) {
    int length = x.shape().size(1);
    int head = x.shape().size(2);
    return x.reshape(rows, heads, length, head)
        .transpose(0, 2, 1, 3)
        .reshape(rows, length, heads * head);
  }
}

package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;

/// Large steps, cut into parts and panels, against the same expressions a few rows at a time.
class SharedStepsTest {
  private static NdArray numbers(Tensor like, long seed) {
    Random random = new Random(seed);
    NdArray numbers = NdArray.zeros(like.type(), like.shape());
    for (int i = 0; i < like.shape().elements(); i++) {
      numbers.set(i, random.nextInt(4) == 0 ? 0 : random.nextGaussian());
    }
    return numbers;
  }

  private static List<NdArray> run(Execution execution, List<Tensor> outputs) {
    execution.run();
    List<NdArray> results = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      results.add(execution.output(i).copy());
    }
    return results;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_team_gives_the_bits_of_one_thread(DType type) {
    Tensor x = Tensor.variable("x", type, 700, 130);
    Tensor w = Tensor.variable("w", type, 130, 210);
    Tensor b = Tensor.variable("b", type, 210);
    Tensor row = Tensor.variable("row", type, 1, 130);
    Tensor wide = Tensor.variable("wide", type, 130, 20_000);
    Tensor y = x.matmul(w).add(b);
    List<Tensor> outputs =
        List.of(
            y.relu(),
            y.tanh().sum(0),
            y.sigmoid().sum(1),
            x.transpose().matmul(y),
            y.matmul(w.transpose()),
            row.matmul(wide).square(),
            x.matmul(x.transpose()).exp().max(1));
    expectTheSameBits(outputs, List.of(x, w, b, row, wide));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_team_gives_the_bits_of_one_thread_in_batches_of_products(DType type) {
    Tensor x = Tensor.variable("x", type, 6, 90, 4, 32);
    Tensor y = Tensor.variable("y", type, 24, 32, 70);
    Tensor heads = x.transpose(0, 2, 1, 3);
    Tensor rows = heads.reshape(24, 90, 32);
    Tensor scores = rows.matmul(rows.transpose()).softmax(-1);
    List<Tensor> outputs =
        List.of(
            scores,
            scores.matmul(rows).reshape(6, 4, 90, 32).transpose(0, 2, 1, 3),
            rows.matmul(y).logSoftmax(2),
            scores.transpose().matmul(rows),
            y.transpose().matmul(rows.transpose()).transpose(),
            heads.reshape(24 * 90, 32).transpose().matmul(x.reshape(24 * 90, 32)));
    expectTheSameBits(outputs, List.of(x, y));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_team_gives_the_bits_of_one_thread_in_products_side_by_side(DType type) {
    Tensor x = Tensor.variable("x", type, 90, 500);
    List<Tensor> variables = new ArrayList<>(List.of(x));
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Tensor y = Tensor.variable("y" + i, type, 90, 90);
      variables.add(y);
      outputs.add(x.transpose().matmul(y));
    }
    assertThat(Program.of(outputs).explain()).contains("5 times matmul");
    expectTheSameBits(outputs, variables);
    // One that needs another waits for it.
    Tensor square = Tensor.variable("square", type, 130, 130);
    Tensor once = square.matmul(square);
    expectTheSameBits(List.of(once, once.matmul(square), square.matmul(once)), List.of(square));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_team_gives_the_bits_of_one_thread_in_grids_of_products(DType type) {
    Tensor x = Tensor.variable("x", type, 300, 130);
    Tensor h = Tensor.variable("h", type, 300, 35);
    Tensor alone = Tensor.variable("alone", type, 300, 7);
    List<Tensor> variables = new ArrayList<>(List.of(x, h, alone));
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Tensor y = Tensor.variable("y" + i, type, 300, 90);
      variables.add(y);
      outputs.add(x.transpose().matmul(y));
      outputs.add(h.transpose().matmul(y).tanh()); // what needs one stands between them
    }
    outputs.add(alone.transpose().matmul(variables.getLast()));
    assertThat(Program.of(outputs).explain())
        .contains("matmul 130 and 35×300ᵀ · 5 of 300×90", "matmul 7×300ᵀ · 300×90");
    expectTheSameBits(outputs, variables);
    // Each by itself.
    Execution all = Program.of(outputs).execution();
    for (int i = 0; i < variables.size(); i++) {
      all.set(variables.get(i), numbers(variables.get(i), i));
    }
    all.run();
    for (int output = 0; output < outputs.size(); output++) {
      Execution one = Program.of(outputs.get(output)).execution();
      for (int i = 0; i < variables.size(); i++) {
        one.set(variables.get(i), numbers(variables.get(i), i));
      }
      assertThat(one.run().output(0).toDoubles()).isEqualTo(all.output(output).toDoubles());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void products_that_need_each_other_are_no_grid(DType type) {
    Tensor x = Tensor.variable("x", type, 120, 120);
    Tensor y = Tensor.variable("y", type, 120, 120);
    Tensor one = x.transpose().matmul(y);
    Tensor other = one.add(y).transpose().matmul(y);
    Tensor third = x.transpose().matmul(one);
    List<Tensor> outputs = List.of(one, other, third, x.transpose().matmul(other.sigmoid()));
    assertThat(Program.of(outputs).explain()).doesNotContain(" and ", " of 120×120");
    expectTheSameBits(outputs, List.of(x, y));
  }

  private static void expectTheSameBits(List<Tensor> outputs, List<Tensor> variables) {
    Program program = Program.of(outputs);
    Execution alone = program.execution();
    for (int i = 0; i < variables.size(); i++) {
      alone.set(variables.get(i), numbers(variables.get(i), i));
    }
    List<NdArray> expected = run(alone, outputs);
    for (int threads : new int[] {1, 2, 3, 7}) {
      try (Team team = new Team(threads)) {
        Execution shared = program.execution(team);
        for (int i = 0; i < variables.size(); i++) {
          shared.set(variables.get(i), numbers(variables.get(i), i));
        }
        for (int run = 0; run < 2; run++) {
          List<NdArray> actual = run(shared, outputs);
          for (int i = 0; i < outputs.size(); i++) {
            assertThat(actual.get(i).toDoubles())
                .as("output %d on %d threads", i, threads)
                .isEqualTo(expected.get(i).toDoubles());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_product_with_its_tail_gives_the_bits_of_rows_alone(DType type) {
    int rows = 1000;
    Tensor x = Tensor.variable("x", type, rows, 40);
    Tensor w = Tensor.variable("w", type, 40, 300);
    Tensor b = Tensor.variable("b", type, 300);
    NdArray xs = numbers(x, 1);
    NdArray ws = numbers(w, 2);
    NdArray bs = numbers(b, 3);
    Execution all = Program.of(x.matmul(w).add(b).tanh()).execution();
    all.set(x, xs).set(w, ws).set(b, bs).profile(true).run();
    assertThat(all.explain()).contains("matmul 1000×40 · 40×300, then add → tanh over 300000");
    Tensor few = Tensor.variable("few", type, 8, 40);
    NdArray part = NdArray.zeros(type, few.shape());
    Execution small = Program.of(few.matmul(w).add(b).tanh()).execution();
    small.set(few, part).set(w, ws).set(b, bs);
    for (int from = 0; from < rows; from += 8) {
      System.arraycopy(xs.raw(), from * 40, part.raw(), 0, 8 * 40);
      double[] expected = small.run().output(0).toDoubles();
      for (int i = 0; i < expected.length; i++) {
        assertThat(all.output(0).at(from * 300 + i)).isEqualTo(expected[i]);
      }
    }
  }
}

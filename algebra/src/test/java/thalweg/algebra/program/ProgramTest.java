package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

class ProgramTest {
  private final Tensor x = Tensor.variable("x", DType.FLOAT, 2, 3);
  private final Tensor y = Tensor.variable("y", DType.FLOAT, 2, 3);

  private static NdArray array(float... elements) {
    return NdArray.of(Shape.of(2, 3), elements);
  }

  private static NdArray counting() {
    return array(1, 2, 3, 4, 5, 6);
  }

  @Test
  void outputs_may_be_variables_constants_and_other_names_of_each_other() {
    Tensor constant = Tensor.of(5, 6);
    Tensor sum = x.add(y);
    Program program =
        Program.of(x, sum, sum.reshape(6), constant, sum, x.reshape(3, 2), sum.detach(), x.add(y));
    Execution execution = program.execution().set(x, counting()).set(y, counting()).run();
    float[] doubled = {2, 4, 6, 8, 10, 12};
    assertThat(execution.output(0)).isEqualTo(counting());
    assertThat(execution.output(1)).isEqualTo(array(doubled));
    assertThat(execution.output(2)).isEqualTo(NdArray.of(Shape.of(6), doubled));
    assertThat(execution.output(3)).isEqualTo(NdArray.of(5, 6));
    assertThat(execution.output(4)).isEqualTo(array(doubled));
    assertThat(execution.output(5)).isEqualTo(counting().reshape(Shape.of(3, 2)));
    assertThat(execution.output(6)).isEqualTo(array(doubled));
    assertThat(execution.output(7)).isEqualTo(array(doubled));
    // Every output is an array of its own: changing one changes no other, nor the variable.
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < i; j++) {
        if (program.outputs().get(i).type() == program.outputs().get(j).type()) {
          execution.output(i).set(0, 100 + i);
          assertThat(execution.output(j).at(0)).isNotEqualTo(100 + i);
        }
      }
    }
  }

  @Test
  void arrays_of_variables_are_read_anew_at_each_run() {
    NdArray values = counting();
    Execution execution = Program.of(x.sum()).execution().set(x, values).run();
    assertThat(execution.output(0).at(0)).isEqualTo(21);
    values.set(0, 101);
    assertThat(execution.run().output(0).at(0)).isEqualTo(121);
    assertThat(execution.set(x, counting()).run().output(0).at(0)).isEqualTo(21);
  }

  @Test
  void outputs_are_written_where_they_are_wanted() {
    Execution execution = Program.of(x.negate(), x.sum(0)).execution().set(x, counting());
    NdArray first = array(new float[6]);
    assertThat(execution.into(0, first).run().output(0)).isSameAs(first);
    assertThat(first).isEqualTo(array(-1, -2, -3, -4, -5, -6));
    NdArray second = array(new float[6]);
    execution.into(0, second).run();
    assertThat(second).isEqualTo(first);
    assertThat(execution.output(1).toDoubles()).containsExactly(5, 7, 9);
  }

  @Test
  void only_variables_that_are_needed_must_be_set() {
    Program program = Program.of(x.add(1));
    assertThat(program.variables()).containsExactly(x);
    Execution execution = program.execution().set(y, counting()).set(x, counting()).run();
    assertThat(execution.output(0).at(0)).isEqualTo(2);
  }

  @Test
  void two_variables_of_one_name_are_two_places() {
    Tensor a = Tensor.variable("a", DType.FLOAT, 2, 3);
    Tensor other = Tensor.variable("a", DType.FLOAT, 2, 3);
    Execution execution =
        Program.of(a.exp().subtract(other.exp()).sum(), a.subtract(other).sum())
            .execution()
            .set(a, counting())
            .set(other, array(new float[6]))
            .run();
    assertThat(execution.output(1).at(0)).isEqualTo(21);
    assertThat(execution.output(0).at(0)).isGreaterThan(100);
  }

  @Test
  void equal_expressions_are_computed_once() {
    Tensor twice = x.exp().add(y).sum(0).add(x.exp().add(y).sum(0));
    assertThat(Program.of(twice).operations()).isEqualTo(6 + 6 + 6 + 3);
  }

  @Test
  void what_no_output_needs_is_not_computed() {
    Tensor product = x.matmul(y.transpose());
    assertThat(Program.of(product.sum()).operations()).isEqualTo(2 * 2 * 2 * 3 + 4);
    assertThat(Program.of(x.sum()).operations()).isEqualTo(6);
  }

  @Test
  void fills_take_no_memory_and_no_step_where_they_are_operands() {
    Tensor index = Tensor.variable("index", DType.INT, 4);
    Program program =
        Program.of(index.add(Tensor.fill(3, DType.INT, Shape.SCALAR)), x.multiply(2).add(1));
    assertThat(program.explain()).doesNotContain("fill");
    Execution execution =
        program
            .execution()
            .set(index, NdArray.of(Shape.of(4), new int[] {1, 2, 3, Integer.MAX_VALUE}))
            .set(x, counting())
            .run();
    assertThat(execution.output(0).ints()).containsExactly(4, 5, 6, Integer.MIN_VALUE + 2);
    assertThat(execution.output(1).at(5)).isEqualTo(13);
  }

  @Test
  void values_that_are_never_alive_together_share_memory() {
    Tensor big = Tensor.variable("big", DType.FLOAT, 100, 100);
    Tensor chain = big;
    for (int i = 0; i < 10; i++) {
      chain = big.matmul(chain);
    }
    // Nine intermediate products, of which two are alive at a time.
    assertThat(Program.of(chain).arenaBytes()).isEqualTo(2 * 4 * (10_000));
    assertThat(Program.of(chain).explain()).contains("80,000 bytes; without sharing 360,000");
  }

  @Test
  void an_elementwise_result_takes_the_place_of_an_operand_that_dies() {
    Tensor big = Tensor.variable("big", DType.FLOAT, 100, 100);
    Tensor product = big.matmul(big);
    assertThat(Program.of(product.exp().add(1).matmul(big)).explain())
        .endsWith("memory between steps: 40,000 bytes; without sharing 80,000");
  }

  @Test
  void an_operand_read_again_after_a_result_is_written_keeps_its_place_until_then() {
    Tensor big = Tensor.variable("big", DType.FLOAT, 100, 100);
    Tensor product = big.matmul(big);
    Tensor first = product.exp();
    Tensor second = first.add(product);
    // The second result may stand where the product stood, the first may not.
    assertThat(Program.of(first.matmul(second)).explain())
        .endsWith("memory between steps: 80,000 bytes; without sharing 120,000");
  }

  @Test
  void a_row_added_to_a_batch_of_one_row_is_added_after_it_is_computed() {
    // Source and repetition have equally many elements: once they shared a chain.
    Tensor row = x.slice(0, 0, 1).reshape(3).exp();
    Tensor other = y.slice(0, 0, 1);
    NdArray sum =
        Program.of(other.multiply(2).add(row.multiply(3)))
            .execution()
            .set(x, array(new float[6]))
            .set(y, counting())
            .run()
            .output(0);
    assertThat(sum.toDoubles()).containsExactly(5, 7, 9);
  }

  @Test
  void repeated_operands_longer_than_a_block_are_read_at_the_right_place() {
    int columns = 1500;
    Tensor wide = Tensor.variable("wide", DType.FLOAT, 4, columns);
    Tensor row = Tensor.variable("row", DType.FLOAT, columns);
    Tensor column = Tensor.variable("column", DType.FLOAT, 4, 1);
    NdArray ones = NdArray.zeros(DType.FLOAT, Shape.of(4, columns));
    NdArray rows = NdArray.zeros(DType.FLOAT, Shape.of(columns));
    for (int i = 0; i < columns; i++) {
      rows.set(i, i);
    }
    NdArray columnValues = NdArray.of(Shape.of(4, 1), new float[] {0, 10_000, 20_000, 30_000});
    NdArray sum =
        Program.of(wide.add(row).add(column))
            .execution()
            .set(wide, ones)
            .set(row, rows)
            .set(column, columnValues)
            .run()
            .output(0);
    for (int i = 0; i < 4 * columns; i++) {
      assertThat(sum.at(i)).isEqualTo(10_000 * (i / columns) + i % columns);
    }
  }

  @Test
  void numbers_in_the_plan_look_alike_in_every_locale() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      Execution execution =
          Program.of(x.matmul(y.transpose()).exp().sum())
              .execution()
              .set(x, counting())
              .set(y, counting())
              .profile(true)
              .run();
      assertThat(execution.explain())
          .contains("matmul 2×3 · 3×2ᵀ")
          .contains("exp over 4")
          .containsPattern("step +operations +bytes +µs +Gop/s +of limit  what")
          .containsPattern("   1 +24 +64 +[\\d,]+\\.\\d\\d +\\d+\\.\\d +\\d+ %  matmul")
          .containsPattern(
              "all steps [\\d,]+\\.\\d\\d µs, \\d+ % of the limit: \\d+ Gop/s in float, \\d+ GB/s")
          .contains("on 1 thread")
          .endsWith("memory between steps: 64 bytes; without sharing 32");
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void a_take_outside_names_index_and_place() {
    Tensor index = Tensor.of(NdArray.of(Shape.of(3), new int[] {0, 2, 1}));
    Execution execution = Program.of(x.take(index)).execution().set(x, counting());
    assertThatThrownBy(execution::run)
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("take: index 2 at place 1; it must be at least 0 and below 2.");
  }

  @Test
  void one_hot_of_an_index_outside_is_zero() {
    Tensor index = Tensor.of(NdArray.of(Shape.of(3), new int[] {-1, 2, 1}));
    assertThat(Program.evaluate(index.oneHot(2, DType.DOUBLE)).toDoubles())
        .containsExactly(0, 0, 0, 0, 0, 1);
  }

  // ---- Errors ----

  @Test
  void a_program_needs_outputs() {
    assertThatThrownBy(() -> Program.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("program: no outputs given; name at least one tensor.");
  }

  @Test
  void a_variable_not_set_is_named() {
    Execution execution = Program.of(x.add(y)).execution().set(x, counting());
    assertThatThrownBy(execution::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "run: Variable y FLOAT [2, 3] has not been set; call set(variable, array) first.");
  }

  @Test
  void an_array_that_does_not_fit_its_variable_is_refused() {
    Execution execution = Program.of(x.add(y)).execution();
    assertThatThrownBy(() -> execution.set(x, NdArray.zeros(DType.FLOAT, Shape.of(3, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("set: variable x is FLOAT [2, 3], the array is FLOAT [3, 2]; both must agree.");
    assertThatThrownBy(() -> execution.set(x, NdArray.zeros(DType.DOUBLE, Shape.of(2, 3))))
        .hasMessage(
            "set: variable x is FLOAT [2, 3], the array is DOUBLE [2, 3]; both must agree.");
    assertThatThrownBy(() -> execution.set(x.add(y), counting()))
        .hasMessage("set: ADD FLOAT [2, 3] is computed; only a variable can be set.");
    assertThatThrownBy(() -> execution.into(0, NdArray.zeros(DType.DOUBLE, Shape.of(2, 3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("into: output 0 is FLOAT [2, 3], the array is DOUBLE [2, 3]; both must agree.");
  }

  @Test
  void an_output_cannot_be_read_before_a_run() {
    Execution execution = Program.of(x.add(y)).execution();
    assertThatThrownBy(() -> execution.output(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("output 0: nothing has been computed yet; call run() first.");
  }

  @Test
  void an_output_in_an_array_of_a_variable_constant_or_other_output_is_refused() {
    NdArray shared = counting();
    Execution onVariable = Program.of(x.add(y)).execution().set(x, counting()).set(y, shared);
    assertThatThrownBy(onVariable.into(0, shared)::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "run: output 0 would be written into the array of Variable y FLOAT [2, 3]; give it an"
                + " array of its own.");
    Execution onConstant = Program.of(x.add(Tensor.of(shared))).execution().set(x, counting());
    assertThatThrownBy(onConstant.into(0, shared)::run)
        .hasMessage(
            "run: output 0 would be written into the array of a constant; give it an array of its"
                + " own.");
    Execution onOutput = Program.of(x.negate(), x.exp()).execution().set(x, counting());
    assertThatThrownBy(onOutput.into(0, shared).into(1, shared)::run)
        .hasMessage(
            "run: output 1 would be written into the array of output 0; give it an array of its"
                + " own.");
    // Exchanging the arrays of two outputs is no conflict.
    NdArray other = counting();
    onOutput.into(1, other).run();
    onOutput.into(0, other).into(1, shared).run();
    assertThat(other.at(0)).isEqualTo(-1);
  }
}

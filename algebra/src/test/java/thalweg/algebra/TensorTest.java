package thalweg.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import thalweg.algebra.program.Program;

class TensorTest {
  private static Tensor tensor(int... sizes) {
    return Tensor.variable("t", DType.FLOAT, sizes);
  }

  private static Tensor ints(int... sizes) {
    return Tensor.variable("i", DType.INT, sizes);
  }

  private static void refused(ThrowingCallable work, String message) {
    assertThatIllegalArgumentException().isThrownBy(work).withMessage(message);
  }

  // ---- Shapes ----

  @Test
  void operands_are_broadcast_from_the_last_axis() {
    assertThat(tensor(3, 4).add(tensor(4)).shape()).isEqualTo(Shape.of(3, 4));
    assertThat(tensor(4).add(tensor(3, 4)).shape()).isEqualTo(Shape.of(3, 4));
    assertThat(tensor(3, 1).multiply(tensor(1, 4)).shape()).isEqualTo(Shape.of(3, 4));
    assertThat(tensor(2, 1, 5).add(tensor(7, 1)).shape()).isEqualTo(Shape.of(2, 7, 5));
    assertThat(tensor().add(tensor(2, 3)).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(tensor(0, 3).add(tensor(1)).shape()).isEqualTo(Shape.of(0, 3));
    assertThat(tensor(1).add(tensor(0)).shape()).isEqualTo(Shape.of(0));
    assertThat(tensor(3, 1).select(tensor(4), tensor(2, 1, 1)).shape())
        .isEqualTo(Shape.of(2, 3, 4));
  }

  @Test
  void products_have_rows_of_the_left_and_columns_of_the_right() {
    assertThat(tensor(3, 4).matmul(tensor(4, 5)).shape()).isEqualTo(Shape.of(3, 5));
    assertThat(tensor(2, 3, 4).matmul(tensor(2, 4, 5)).shape()).isEqualTo(Shape.of(2, 3, 5));
    assertThat(tensor(6, 2, 3, 4).matmul(tensor(4, 5)).shape()).isEqualTo(Shape.of(6, 2, 3, 5));
    assertThat(tensor(2, 3, 0).matmul(tensor(0, 5)).shape()).isEqualTo(Shape.of(2, 3, 5));
    assertThat(tensor(0, 3, 4).matmul(tensor(4, 5)).shape()).isEqualTo(Shape.of(0, 3, 5));
  }

  @Test
  void one_size_of_a_reshape_may_be_left_open() {
    assertThat(tensor(3, 4).reshape(-1).shape()).isEqualTo(Shape.of(12));
    assertThat(tensor(3, 4).reshape(2, -1, 3).shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(tensor(0, 4).reshape(0, -1).shape()).isEqualTo(Shape.of(0, 0));
    assertThat(tensor(1, 1).reshape().shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void movements_and_reductions_give_the_shapes_they_say() {
    Tensor x = tensor(2, 3, 4);
    assertThat(x.transpose().shape()).isEqualTo(Shape.of(2, 4, 3));
    assertThat(x.transpose(2, 0, 1).shape()).isEqualTo(Shape.of(4, 2, 3));
    assertThat(x.expand(0).shape()).isEqualTo(Shape.of(1, 2, 3, 4));
    assertThat(x.expand(-1).shape()).isEqualTo(Shape.of(2, 3, 4, 1));
    assertThat(x.slice(-1, 1, 3).shape()).isEqualTo(Shape.of(2, 3, 2));
    assertThat(x.pad(1, 2, 1).shape()).isEqualTo(Shape.of(2, 6, 4));
    assertThat(x.sum(1).shape()).isEqualTo(Shape.of(2, 4));
    assertThat(x.sum().shape()).isEqualTo(Shape.SCALAR);
    assertThat(x.argMax(-1).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(x.argMax(-1).type()).isEqualTo(DType.INT);
    assertThat(ints(5).oneHot(3, DType.DOUBLE).shape()).isEqualTo(Shape.of(5, 3));
    assertThat(x.take(ints(6, 7)).shape()).isEqualTo(Shape.of(6, 7, 3, 4));
  }

  // ---- Errors: what was given, what was expected, what to do ----

  @Test
  void unequal_sizes_name_both_shapes_and_the_axis() {
    refused(
        () -> tensor(3, 4).add(tensor(3, 5)),
        "add: left has shape [3, 4], right has shape [3, 5]; counted from the last axis, sizes must"
            + " be equal or 1, but axis −1 has 4 and 5.");
    refused(
        () -> tensor(3, 4).maximum(tensor(2, 4)),
        "maximum: left has shape [3, 4], right has shape [2, 4]; counted from the last axis, sizes"
            + " must be equal or 1, but axis −2 has 3 and 2.");
  }

  @Test
  void a_product_of_unequal_inner_sizes_says_which_operand_to_transpose() {
    refused(
        () -> tensor(3, 4).matmul(tensor(5, 4)),
        "matmul: left has shape [3, 4], right has shape [5, 4]; the inner sizes 4 and 5 must be"
            + " equal. Did you mean left.matmul(right.transpose())?");
    refused(
        () -> tensor(3, 4).matmul(tensor(3, 5)),
        "matmul: left has shape [3, 4], right has shape [3, 5]; the inner sizes 4 and 3 must be"
            + " equal. Did you mean left.transpose().matmul(right)?");
    refused(
        () -> tensor(3, 4).matmul(tensor(5, 6)),
        "matmul: left has shape [3, 4], right has shape [5, 6]; the inner sizes 4 and 5 must be"
            + " equal.");
    refused(
        () -> tensor(4).matmul(tensor(4, 6)),
        "matmul: left has shape [4], right has shape [4, 6]; both need at least two axes. Use"
            + " reshape or expand.");
    refused(
        () -> tensor(2, 3, 4).matmul(tensor(5, 4, 6)),
        "matmul: left has shape [2, 3, 4], right has shape [5, 4, 6]; all axes before the last two"
            + " must be equal.");
    refused(
        () -> tensor(3, 4).matmul(Tensor.variable("d", DType.DOUBLE, 4, 5)),
        "matmul: left is FLOAT, right is DOUBLE; both must have one type.");
  }

  @Test
  void wrong_types_say_how_to_convert() {
    refused(
        () -> tensor(3).add(ints(3)),
        "add: left is FLOAT, right is INT; both must have one type. Convert one with to(…).");
    refused(
        () -> ints(3).exp(),
        "exp: the operand is INT; it must be FLOAT or DOUBLE. Convert it with to(FLOAT).");
    refused(
        () -> ints(3).divide(ints(3)),
        "divide: the operand is INT; it must be FLOAT or DOUBLE. Convert it with to(FLOAT).");
    refused(
        () -> ints(3).sum(),
        "sum: the operand is INT; it must be FLOAT or DOUBLE. Convert it with to(FLOAT).");
    refused(
        () -> tensor(3).select(tensor(3), ints(3)),
        "select: condition is FLOAT, choices are FLOAT and INT; all must have one type.");
    refused(
        () -> tensor(3).oneHot(4, DType.FLOAT),
        "oneHot: indices are FLOAT, the result asked for is FLOAT; they must be INT and FLOAT or"
            + " DOUBLE.");
    refused(
        () -> tensor(3).take(tensor(2)),
        "take: from shape [3] by indices of type FLOAT; indices must be INT and the tensor must"
            + " have an axis.");
  }

  @Test
  void movements_that_do_not_fit_name_the_shape() {
    refused(
        () -> tensor(3, 4).reshape(5, 2),
        "reshape: shape [3, 4] has 12 elements, shape [5, 2] has 10; the counts must be equal.");
    refused(
        () -> tensor(3, 4).reshape(5, -1),
        "reshape: shape [3, 4] has 12 elements, shape [5, 2] has 10; the counts must be equal.");
    refused(
        () -> tensor(3).transpose(),
        "transpose: shape [3] has fewer than two axes; nothing can be exchanged.");
    refused(
        () -> tensor(3, 4).transpose(0, 0),
        "transpose: axes [0, 0] must name each axis of shape [3, 4] once.");
    refused(
        () -> tensor(3, 4).slice(1, 2, 5),
        "slice: from 2 to 5 does not fit axis 1 of shape [3, 4], whose size is 4.");
    refused(() -> tensor(3).pad(0, -1, 0), "pad: -1 before and 0 after; both must be at least 0.");
    refused(() -> tensor(3).expand(3), "expand: axis 3 does not fit shape [3].");
    refused(
        () -> tensor(3, 4).sum(2),
        "axis 2 does not exist in shape [3, 4]; it must be from -2 to 1.");
    refused(
        () -> tensor(3, 0).max(1),
        "max: axis 1 of shape [3, 0] is empty and has no largest element.");
    refused(
        () -> tensor(3, 0).argMax(1),
        "argMax: axis 1 of shape [3, 0] is empty and has no largest element.");
  }

  @Test
  void a_broadcast_that_does_not_fit_is_refused_also_for_fills() {
    String message =
        "broadcast: shape [3] cannot be repeated to [4]; counted from the last axis, its sizes must"
            + " be 1 or equal.";
    refused(() -> tensor(3).broadcast(Shape.of(4)), message);
    refused(() -> Tensor.fill(1, DType.FLOAT, Shape.of(3)).broadcast(Shape.of(4)), message);
    refused(
        () -> tensor(1, 3).broadcast(Shape.of(3)),
        "broadcast: shape [1, 3] cannot be repeated to [3]; counted from the last axis, its sizes"
            + " must be 1 or equal.");
  }

  // ---- Values ----

  @Test
  void compounds_are_stable_at_large_scores() {
    Tensor scores = Tensor.of(new double[][] {{1000, 0, -1000}, {-1000, -1000, -1000}});
    assertThat(Program.evaluate(scores.softmax(1)).toDoubles())
        .containsExactly(new double[] {1, 0, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-16));
    assertThat(Program.evaluate(scores.logSoftmax(1)).toDoubles())
        .containsExactly(
            new double[] {0, -1000, -2000, -Math.log(3), -Math.log(3), -Math.log(3)},
            within(1e-12));
    assertThat(Program.evaluate(scores.logSumExp(1)).toDoubles())
        .containsExactly(new double[] {1000, -1000 + Math.log(3)}, within(1e-12));
  }

  @Test
  void batched_products_multiply_matrix_by_matrix() {
    Tensor x = Tensor.of(1, 2, 3, 4, 5, 6, 7, 8).reshape(2, 2, 2);
    Tensor y = Tensor.of(1, 0, 0, 1, 0, 1, 1, 0).reshape(2, 2, 2);
    assertThat(Program.evaluate(x.matmul(y)).toDoubles()).containsExactly(1, 2, 3, 4, 6, 5, 8, 7);
    assertThat(Program.evaluate(x.matmul(Tensor.of(new double[][] {{1}, {1}}))).toDoubles())
        .containsExactly(3, 7, 11, 15);
  }

  @Test
  void a_product_over_an_empty_axis_is_zero() {
    NdArray product =
        Program.evaluate(
            Tensor.of(NdArray.zeros(DType.FLOAT, Shape.of(2, 3, 0)))
                .matmul(Tensor.of(NdArray.zeros(DType.FLOAT, Shape.of(0, 2)))));
    assertThat(product).isEqualTo(NdArray.zeros(DType.FLOAT, Shape.of(2, 3, 2)));
  }

  @Test
  void conversions_round_as_they_say() {
    Tensor x = Tensor.of(1.9, -1.9, 0.1, 1e10);
    assertThat(Program.evaluate(x.to(DType.INT)).ints())
        .containsExactly(1, -1, 0, Integer.MAX_VALUE);
    assertThat(Program.evaluate(x.to(DType.FLOAT)).floats())
        .containsExactly(1.9f, -1.9f, 0.1f, 1e10f);
    assertThat(x.to(DType.DOUBLE)).isSameAs(x);
  }

  @Test
  void a_tensor_is_shown_by_operation_type_and_shape() {
    assertThat(tensor(3, 4)).hasToString("Variable t FLOAT [3, 4]");
    assertThat(tensor(3, 4).matmul(tensor(4, 5))).hasToString("Matmul FLOAT [3, 5]");
    assertThat(tensor(3, 4).exp()).hasToString("EXP FLOAT [3, 4]");
    assertThat(tensor(3, 4).sum(0)).hasToString("SUM FLOAT [4]");
    assertThat(tensor(3).add(tensor(1))).hasToString("ADD FLOAT [3]");
    assertThat(Tensor.fill(2, DType.INT, Shape.SCALAR)).hasToString("Fill 2.0 INT []");
  }

  @Test
  void parts_that_do_not_fit_are_not_concatenated() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 2, 5);
    assertThat(Tensor.concatenate(-1, List.of(x, x.slice(1, 0, 3))).shape())
        .isEqualTo(Shape.of(2, 8));
    assertThatThrownBy(() -> Tensor.concatenate(0, List.of()))
        .hasMessage("concatenate: no tensors given; give at least one.");
    assertThatThrownBy(() -> Tensor.concatenate(0, List.of(x, x.slice(1, 0, 3))))
        .hasMessage(
            "concatenate: the first is FLOAT [2, 5], another FLOAT [2, 3]; types and all axes but"
                + " axis 0 must be equal.");
    assertThatThrownBy(() -> Tensor.concatenate(0, List.of(x, x.to(DType.INT))))
        .hasMessageContaining("another INT [2, 5]");
  }

  @Test
  void windows_that_do_not_fit_are_refused_in_words() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 2, 5);
    assertThat(x.window(1, 3, 2, 2).shape()).isEqualTo(Shape.of(2, 3, 1));
    assertThatThrownBy(() -> x.window(1, 3, 1, 3))
        .hasMessage(
            "window: 3 places, 3 apart, reach over 7 elements; axis 1 of shape [2, 5] has 5. Pad"
                + " it, or take a smaller window.");
    assertThatThrownBy(() -> x.window(0, 2, 0, 1))
        .hasMessage("window: 2 places, 1 apart, moved by 0; all three must be at least 1.");
    assertThatThrownBy(() -> x.window(2, 2, 1, 1)).hasMessageContaining("axis 2");
    assertThatThrownBy(() -> x.overlap(0, 5, 1, 1))
        .hasMessage(
            "overlap: 5 windows of 2 places reach over 6 elements; the result has room for 5.");
    assertThatThrownBy(() -> x.overlap(1, 9, 1, 1))
        .hasMessage(
            "overlap: axis 1 of shape [2, 5] holds the places in a window; an axis of positions"
                + " must follow it.");
  }
}

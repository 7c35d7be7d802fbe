package thalweg.calculus.gradient.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Operation;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;

@Tag("plain")
class ReverseTest {
  private final Tensor x = Tensor.variable("x", DType.DOUBLE, 2);
  private final Tensor y = Tensor.variable("y", DType.DOUBLE, 2);
  private final NdArray xs = NdArray.of(3, 4);
  private final NdArray ys = NdArray.of(-1, 0.5);

  private double[] value(Tensor tensor) {
    Execution execution = Program.of(tensor).execution();
    return execution.set(x, xs).set(y, ys).run().output(0).toDoubles();
  }

  @Test
  void the_gradient_of_a_sum_of_squares_is_twice_the_point() {
    List<Tensor> gradient = Reverse.gradient(x.square().sum(), List.of(x));
    assertThat(value(gradient.getFirst())).containsExactly(6, 8);
  }

  @Test
  void variables_that_do_not_matter_have_zero_gradients() {
    Tensor far = Tensor.variable("far", DType.FLOAT, 2, 3);
    List<Tensor> gradients = Reverse.gradient(x.sum(), List.of(y, x, far));
    assertThat(value(gradients.get(0))).containsExactly(0, 0);
    assertThat(value(gradients.get(1))).containsExactly(1, 1);
    assertThat(gradients.get(2).shape()).isEqualTo(far.shape());
    assertThat(gradients.get(2).type()).isEqualTo(DType.FLOAT);
    assertThat(gradients.get(2).operation()).isEqualTo(new Operation.Fill(0));
  }

  @Test
  void what_is_detached_counts_as_constant() {
    assertThat(value(Reverse.gradient(x.detach().multiply(x).sum(), List.of(x)).getFirst()))
        .containsExactly(3, 4);
    assertThat(value(Reverse.gradient(x.square().detach().sum(), List.of(x)).getFirst()))
        .containsExactly(0, 0);
    // Twice differentiated, the detached factor is still constant.
    Tensor first = Reverse.gradient(x.detach().multiply(x.square()).sum(), List.of(x)).getFirst();
    assertThat(value(first)).containsExactly(18, 32);
    assertThat(value(Reverse.gradient(first.sum(), List.of(x)).getFirst())).containsExactly(6, 8);
  }

  @Test
  void whole_numbers_let_no_gradient_through() {
    Tensor rounded = x.to(DType.INT).to(DType.DOUBLE).multiply(x);
    assertThat(value(Reverse.gradient(rounded.sum(), List.of(x)).getFirst())).containsExactly(3, 4);
    Tensor chosen = y.take(x.argMax(0).reshape(1));
    assertThat(value(Reverse.gradient(chosen.sum(), List.of(x)).getFirst())).containsExactly(0, 0);
    assertThat(value(Reverse.gradient(chosen.sum(), List.of(y)).getFirst())).containsExactly(0, 1);
  }

  @Test
  void a_tensor_on_the_way_can_be_asked_for_with_its_own_inputs() {
    Tensor squares = x.square();
    Tensor result = squares.multiply(y).add(x).sum();
    List<Tensor> gradients = Reverse.gradient(result, List.of(squares, x, result));
    assertThat(value(gradients.get(0))).containsExactly(-1, 0.5);
    assertThat(value(gradients.get(1))).containsExactly(-5, 5);
    assertThat(value(gradients.get(2))).containsExactly(1);
  }

  @Test
  void many_ways_to_one_variable_add_up() {
    Tensor sum = x;
    for (int i = 0; i < 50; i++) {
      sum = sum.add(sum); // 2⁵⁰ ways, each tensor differentiated once
    }
    assertThat(value(Reverse.gradient(sum.sum(), List.of(x)).getFirst()))
        .containsExactly(0x1p50, 0x1p50);
  }

  @Test
  void long_expressions_need_no_deep_stack() {
    Tensor chain = x;
    for (int i = 0; i < 2000; i++) {
      chain = chain.multiply(0.999);
    }
    assertThat(value(Reverse.gradient(chain.sum(), List.of(x)).getFirst()))
        .containsExactly(
            new double[] {Math.pow(0.999, 2000), Math.pow(0.999, 2000)}, within(1e-12));
  }

  @Test
  void third_derivatives_come_by_a_third_application() {
    Tensor derivative = x.power(4).add(x.exp()).sum();
    for (int i = 0; i < 3; i++) {
      derivative = Reverse.gradient(derivative, List.of(x)).getFirst().sum();
    }
    double expected = 24 * 3 + Math.exp(3) + 24 * 4 + Math.exp(4);
    assertThat(value(derivative)[0]).isCloseTo(expected, within(1e-12 * expected));
  }

  @Test
  void the_value_and_its_gradient_share_their_work() {
    Tensor a = Tensor.variable("a", DType.FLOAT, 50, 60);
    Tensor b = Tensor.variable("b", DType.FLOAT, 60, 70);
    Tensor c = Tensor.variable("c", DType.FLOAT, 70, 10);
    Tensor result = a.matmul(b).tanh().matmul(c).square().sum();
    List<Tensor> gradients = Reverse.gradient(result, List.of(b, c));
    long value = Program.of(result).operations();
    long both = Program.of(result, gradients.get(0), gradients.get(1)).operations();
    assertThat(both).isLessThan(3 * value);
  }

  @Test
  void what_has_no_gradient_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reverse.gradient(x, List.of(x)))
        .withMessage(
            "gradient: the function returned shape [2]; a gradient needs one number. Sum the"
                + " result, or differentiate one element.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reverse.gradient(x.argMax(0), List.of(x)))
        .withMessage(
            "gradient: the function's type is INT; only FLOAT and DOUBLE have derivatives.");
    Tensor index = Tensor.variable("index", DType.INT, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reverse.gradient(x.sum(), List.of(index)))
        .withMessage(
            "gradient: Variable index INT [2] is INT; only FLOAT and DOUBLE have derivatives.");
  }

  @Test
  void one_number_may_stand_in_any_shape_of_one_element() {
    Tensor one = x.square().sum().reshape(1, 1);
    assertThat(value(Reverse.gradient(one, List.of(x)).getFirst())).containsExactly(6, 8);
    assertThat(Reverse.gradient(one, List.of(one)).getFirst().shape()).isEqualTo(Shape.of(1, 1));
  }
}

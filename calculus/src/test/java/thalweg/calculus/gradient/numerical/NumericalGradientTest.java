package thalweg.calculus.gradient.numerical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.DifferenceFormula;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.MultivariateFunction;

class NumericalGradientTest {
  private static final MultivariateFunction BOWL = x -> x[0] * x[0] + x[1] * x[1];

  @Test
  void the_bowl_has_the_digits_of_the_textbook() {
    for (MultivariateFunction bowl : List.of(BOWL, Formula.parse("x0^2 + x1^2"))) {
      NumericalGradient gradient = NumericalGradient.of(bowl);
      assertThat(gradient.gradient(3, 4)).containsExactly(6.00000000000378, 7.999999999999119);
      assertThat(gradient.gradient(0, 2)).containsExactly(0, 4.000000000004);
      assertThat(gradient.gradient(3, 0)).containsExactly(6.000000000012662, 0);
      assertThat(gradient.partial(0).at(3, 4)).isEqualTo(6.00000000000378);
      assertThat(gradient.partial(1).at(3, 4)).isEqualTo(7.999999999999119);
    }
  }

  @Test
  void forward_and_backward_gradients_follow_their_formulas() {
    double h = 1e-3;
    double[] x = {3, 4};
    NumericalGradient forward = new NumericalGradient(BOWL, DifferenceFormula.FORWARD, h);
    assertThat(forward.gradient(x))
        .containsExactly(
            (BOWL.at(3 + h, 4) - BOWL.at(3, 4)) / h, (BOWL.at(3, 4 + h) - BOWL.at(3, 4)) / h);
    NumericalGradient backward = new NumericalGradient(BOWL, DifferenceFormula.BACKWARD, h);
    assertThat(backward.gradient(x))
        .containsExactly(
            (BOWL.at(3, 4) - BOWL.at(3 - h, 4)) / h, (BOWL.at(3, 4) - BOWL.at(3, 4 - h)) / h);
  }

  @Test
  void the_softmax_network_has_the_gradient_of_the_textbook() {
    double[][] weights = {
      {0.47355232, 0.9977393, 0.84668094}, {0.85557411, 0.03563661, 0.69422093}
    };
    NdArray w = NdArray.of(weights);
    double[] scores = scores(w);
    assertThat(scores)
        .containsExactly(new double[] {1.05414809, 0.63071653, 1.1328074}, offset(5e-9));
    assertThat(loss(w)).isCloseTo(0.9280682857864075, within(1e-15));
    NdArray gradient = NumericalGradient.over(w, NumericalGradientTest::loss);
    assertThat(gradient.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(gradient.toDoubles())
        .containsExactly(
            new double[] {0.21924757, 0.14356243, -0.36281, 0.32887136, 0.21534364, -0.544215},
            offset(5e-9));
    assertThat(w).isEqualTo(NdArray.of(weights));
  }

  private static double[] scores(NdArray w) {
    double[] x = {0.6, 0.9};
    double[] scores = new double[3];
    for (int j = 0; j < 3; j++) {
      scores[j] = x[0] * w.get(0, j) + x[1] * w.get(1, j);
    }
    return scores;
  }

  /// The cross entropy −log(y + 1e-7) of the softmax y of the third score.
  private static double loss(NdArray w) {
    double[] scores = scores(w);
    double greatest = Math.max(scores[0], Math.max(scores[1], scores[2]));
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score - greatest);
    }
    return -Math.log(Math.exp(scores[2] - greatest) / sum + 1e-7);
  }

  @Test
  void partials_carry_errors_and_count_evaluations() {
    AtomicInteger calls = new AtomicInteger();
    MultivariateFunction counted =
        x -> {
          calls.incrementAndGet();
          return BOWL.at(x);
        };
    for (DifferenceFormula formula : DifferenceFormula.values()) {
      NumericalGradient numerical = new NumericalGradient(counted, formula, 1e-4);
      calls.set(0);
      List<Derivative> partials = numerical.partials(3, 4);
      assertThat(partials.stream().mapToInt(Derivative::evaluations).sum()).isEqualTo(calls.get());
      assertThat(partials.stream().mapToDouble(Derivative::derivative).toArray())
          .containsExactly(numerical.gradient(3, 4));
      assertThat(partials).allSatisfy(partial -> assertThat(partial.value()).isEqualTo(25));
      assertThat(Math.abs(partials.get(0).derivative() - 6))
          .isLessThanOrEqualTo(partials.get(0).error());
      calls.set(0);
      numerical.gradient(3, 4);
      assertThat(calls.get()).isEqualTo(numerical.valuesPerGradient(2));
    }
  }

  @Test
  void the_point_is_as_before_even_if_the_function_throws() {
    double[] x = {1, 2, 3};
    AtomicInteger calls = new AtomicInteger();
    NumericalGradient failing =
        NumericalGradient.of(
            _ -> {
              if (calls.incrementAndGet() == 4) {
                throw new IllegalStateException("fourth");
              }
              return 0;
            });
    assertThatThrownBy(() -> failing.valueAndGradient(x, new double[3])).hasMessage("fourth");
    assertThat(x).containsExactly(1, 2, 3);
  }

  @Test
  void an_array_is_as_before_even_if_the_function_throws() {
    for (DType type : List.of(DType.DOUBLE, DType.FLOAT)) {
      NdArray x = NdArray.of(1, 2, 3).to(type);
      AtomicInteger calls = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  NumericalGradient.over(
                      x,
                      () -> {
                        if (calls.incrementAndGet() == 4) {
                          throw new IllegalStateException("fourth");
                        }
                        return 0;
                      }))
          .hasMessage("fourth");
      assertThat(x).isEqualTo(NdArray.of(1, 2, 3).to(type));
    }
  }

  @Test
  void gradients_over_arrays_of_any_shape_keep_shape_and_type() {
    NdArray x = NdArray.of(Shape.of(2, 1, 3), new double[] {1, 2, 3, 4, 5, 6});
    for (DifferenceFormula formula : DifferenceFormula.values()) {
      NdArray gradient = NumericalGradient.over(x, () -> sumOfSquares(x), formula, 1e-4);
      assertThat(gradient.shape()).isEqualTo(x.shape());
      assertThat(gradient.toDoubles())
          .containsExactly(new double[] {2, 4, 6, 8, 10, 12}, offset(2e-4));

      NdArray floats = x.to(DType.FLOAT);
      NdArray ofFloats = NumericalGradient.over(floats, () -> sumOfSquares(floats), formula, 1e-4);
      assertThat(ofFloats.type()).isEqualTo(DType.FLOAT);
      assertThat(ofFloats.toDoubles())
          .containsExactly(new double[] {2, 4, 6, 8, 10, 12}, offset(2e-4));
    }
    NdArray large = NdArray.of(1e6, 1).to(DType.FLOAT);
    assertThat(NumericalGradient.over(large, NumericalGradientTest::sumOfSquares).at(0)).isNaN();
    NdArray empty = NdArray.zeros(DType.DOUBLE, Shape.of(0, 3));
    assertThat(NumericalGradient.over(empty, _ -> 1).shape()).isEqualTo(Shape.of(0, 3));
  }

  private static double sumOfSquares(NdArray x) {
    double sum = 0;
    for (double element : x.toDoubles()) {
      sum += element * element;
    }
    return sum;
  }

  @Test
  void a_step_that_vanishes_beside_a_coordinate_is_known() {
    NumericalGradient gradient = NumericalGradient.of(BOWL);
    assertThat(gradient.resolves(new double[] {1, -1e8})).isTrue();
    assertThat(gradient.resolves(new double[] {1, -1e13})).isFalse();
  }

  @Test
  void arguments_are_checked() {
    assertThatThrownBy(() -> new NumericalGradient(BOWL, DifferenceFormula.CENTRAL, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("numerical gradient: the step is 0.0; it must be a finite number above 0.");
    assertThatThrownBy(() -> NumericalGradient.of(BOWL).partial(2).at(1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "partial derivative: there is no variable 2 among 2; variables are counted from 0.");
    assertThatThrownBy(() -> NumericalGradient.of(BOWL).partial(-1))
        .isInstanceOf(IllegalArgumentException.class);
    NdArray integers = NdArray.zeros(DType.INT, Shape.of(2));
    assertThatThrownBy(() -> NumericalGradient.over(integers, _ -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient: the array is INT; only FLOAT and DOUBLE have derivatives.");
  }

  @Test
  void a_gradient_by_hand_must_have_the_length_of_the_point() {
    DifferentiableFunction byHand =
        DifferentiableFunction.of(BOWL, x -> new double[] {2 * x[0], 2 * x[1]});
    assertThat(byHand.gradient(3, 4)).containsExactly(6, 8);
    assertThat(byHand.valuesPerGradient(2)).isEqualTo(1);
    assertThatThrownBy(() -> DifferentiableFunction.of(BOWL, _ -> new double[1]).gradient(3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for 2 variables returned 1 numbers");
  }
}

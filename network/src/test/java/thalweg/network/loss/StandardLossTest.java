package thalweg.network.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.Reverse;
import thalweg.network.activation.Activation;

class StandardLossTest {
  /// The tutorial's network: two inputs, three classes, softmax, the right class being the last.
  @Test
  void the_tutorials_network_gives_the_tutorials_numbers() {
    Tensor w = Tensor.variable("W", DType.DOUBLE, 2, 3);
    Tensor scores = Tensor.of(new double[][] {{0.6, 0.9}}).matmul(w);
    Tensor target = Tensor.of(new double[][] {{0, 0, 1}});
    Tensor loss =
        StandardLoss.PROBABILITY_CROSS_ENTROPY.perRow(Activation.SOFTMAX.of(scores), target).mean();
    Tensor gradient = Reverse.gradient(loss, List.of(w)).getFirst();
    Execution execution =
        Program.of(scores, loss, gradient)
            .execution()
            .set(
                w,
                NdArray.of(
                    new double[][] {
                      {0.47355232, 0.9977393, 0.84668094}, {0.85557411, 0.03563661, 0.69422093}
                    }))
            .run();
    assertThat(execution.output(0).toDoubles())
        .containsExactly(new double[] {1.05414809, 0.63071653, 1.1328074}, within(5e-9));
    assertThat(execution.output(1).at(0)).isCloseTo(0.9280682857864075, within(1e-15));
    assertThat(execution.output(2).toDoubles())
        .containsExactly(
            new double[] {0.21924757, 0.14356243, -0.36281, 0.32887136, 0.21534364, -0.544215},
            within(5e-9));
  }

  @Test
  void cross_entropy_and_its_gradient_stay_exact_however_sure_the_network_is() {
    for (DType type : List.of(DType.FLOAT, DType.DOUBLE)) {
      Tensor scores = Tensor.variable("scores", type, 4, 3);
      NdArray values =
          NdArray.of(
                  new double[][] {
                    {1000, -1000, 0}, {1000, -1000, 0}, {-1000, -1000, 1000}, {0, 0, 0}
                  })
              .to(type);
      Tensor target =
          Tensor.of(
              NdArray.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}}).to(type));
      Tensor perRow = StandardLoss.SOFTMAX_CROSS_ENTROPY.perRow(scores, target);
      Tensor gradient = Reverse.gradient(perRow.sum(), List.of(scores)).getFirst();
      Execution execution = Program.of(perRow, gradient).execution().set(scores, values).run();
      assertThat(execution.output(0).toDoubles())
          .containsExactly(new double[] {0, 2000, 0, Math.log(3)}, within(1e-6));
      double third = 1 / 3.0;
      assertThat(execution.output(1).toDoubles())
          .containsExactly(
              new double[] {0, 0, 0, 1, -1, 0, 0, 0, 0, third, third, third - 1}, within(1e-7));
    }
  }

  @Test
  void cross_entropy_of_scores_is_that_of_their_probabilities() {
    Tensor scores = Tensor.of(new double[][] {{1, 2, 3}, {0.1, -0.5, 2}});
    Tensor target = Tensor.of(new double[][] {{0, 1, 0}, {0.5, 0.25, 0.25}});
    double[] exact =
        Program.evaluate(StandardLoss.SOFTMAX_CROSS_ENTROPY.perRow(scores, target)).toDoubles();
    double[] tutorial =
        Program.evaluate(StandardLoss.PROBABILITY_CROSS_ENTROPY.perRow(scores.softmax(-1), target))
            .toDoubles();
    assertThat(tutorial).containsExactly(exact, within(2e-6)); // the 1e-7 inside its logarithm
  }

  @Test
  void the_squared_error_is_a_mean_over_outputs() {
    Tensor output = Tensor.of(new double[][] {{1, 2}, {3, 4}});
    Tensor target = Tensor.of(new double[][] {{1, 0}, {0, 0}});
    assertThat(Program.evaluate(StandardLoss.MEAN_SQUARED_ERROR.perRow(output, target)).toDoubles())
        .containsExactly(2, 12.5);
    for (StandardLoss loss : StandardLoss.values()) {
      Tensor rows = Tensor.variable("rows", DType.FLOAT, 7, 3);
      assertThat(loss.perRow(rows, rows).shape()).as(loss.toString()).isEqualTo(Shape.of(7));
    }
  }

  @Test
  void losses_and_activations_are_found_by_name() {
    for (StandardLoss loss : StandardLoss.values()) {
      assertThat(StandardLoss.parse(loss.toString())).isEqualTo(loss);
    }
    for (Activation activation : Activation.values()) {
      assertThat(Activation.parse(activation.toString())).isEqualTo(activation);
    }
    assertThat(StandardLoss.parse("Softmax-Cross-Entropy"))
        .isEqualTo(StandardLoss.SOFTMAX_CROSS_ENTROPY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StandardLoss.parse("hinge"))
        .withMessage(
            "loss: \"hinge\" is unknown; it must be softmax-cross-entropy or"
                + " probability-cross-entropy or mean-squared-error.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Activation.parse("gelu"))
        .withMessage(
            "activation: \"gelu\" is unknown; it must be sigmoid, relu, tanh, softmax or"
                + " identity.");
  }
}

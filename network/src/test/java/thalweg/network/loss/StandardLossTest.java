package thalweg.network.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.reverse.Reverse;
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
                + " probability-cross-entropy or binary-cross-entropy or mean-absolute-error or"
                + " mean-squared-error or kl-divergence.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Activation.parse("gelu"))
        .withMessage(
            "activation: \"gelu\" is unknown; it must be sigmoid, relu, tanh, softmax, identity,"
                + " selu, silu, mish, softplus, hard-sigmoid, hard-swish, hard-tanh.");
  }

  // ---- Labels each for itself, absolute errors ----

  @Test
  void binary_cross_entropy_and_its_gradient_stay_exact_however_sure_the_network_is() {
    double[] scores = {-1000, -40, -1, 0, 1, 40, 1000};
    for (DType type : List.of(DType.FLOAT, DType.DOUBLE)) {
      for (double target : new double[] {0, 0.25, 1}) {
        Tensor s = Tensor.variable("s", type, scores.length, 1);
        Tensor t = Tensor.fill(target, type, s.shape());
        Tensor perRow = StandardLoss.BINARY_CROSS_ENTROPY.perRow(s, t);
        Tensor gradient = Reverse.gradient(perRow.sum(), List.of(s)).getFirst();
        Execution execution =
            Program.of(perRow, gradient)
                .execution()
                .set(s, NdArray.of(s.shape(), scores.clone()).to(type))
                .run();
        for (int i = 0; i < scores.length; i++) {
          double yes = Math.max(0, -scores[i]) + Math.log1p(Math.exp(-Math.abs(scores[i])));
          double no = Math.max(0, scores[i]) + Math.log1p(Math.exp(-Math.abs(scores[i])));
          double loss = target * yes + (1 - target) * no;
          double slope =
              (1 - target) / (1 + Math.exp(-scores[i])) - target / (1 + Math.exp(scores[i]));
          double relative = type == DType.FLOAT ? 1e-6 : 1e-14;
          assertThat(execution.output(0).at(i)).isCloseTo(loss, within(relative * loss));
          assertThat(execution.output(1).at(i))
              .isCloseTo(
                  slope, within(relative * Math.max(Math.abs(slope), target * (1 - target))));
        }
      }
    }
  }

  @Test
  void the_absolute_error_is_a_mean_over_outputs_flat_where_nothing_is_wrong() {
    Tensor output = Tensor.variable("y", DType.DOUBLE, 2, 2);
    Tensor target = Tensor.of(new double[][] {{1, 0}, {0, 6}});
    Tensor loss = StandardLoss.MEAN_ABSOLUTE_ERROR.perRow(output, target);
    Execution execution =
        Program.of(loss, Reverse.gradient(loss.sum(), List.of(output)).getFirst())
            .execution()
            .set(output, NdArray.of(new double[][] {{1, 2}, {-3, 4}}))
            .run();
    assertThat(execution.output(0).doubles()).containsExactly(1, 2.5);
    assertThat(execution.output(1).doubles()).containsExactly(0, 0.5, -0.5, -0.5);
  }

  @Test
  void gradients_of_all_losses_agree_with_differences() {
    Random random = new Random(4);
    for (StandardLoss loss : StandardLoss.values()) {
      for (int outputs : new int[] {1, 2, 7}) {
        Tensor y = Tensor.variable("y", DType.DOUBLE, 5, outputs);
        NdArray values = NdArray.zeros(DType.DOUBLE, y.shape());
        NdArray targets = NdArray.zeros(DType.DOUBLE, y.shape());
        for (int i = 0; i < y.shape().elements(); i++) {
          values.set(i, 0.4 + random.nextDouble());
          targets.set(i, random.nextDouble());
        }
        Tensor sum = loss.ofRows(y, Tensor.of(targets)).sum();
        Execution execution =
            Program.of(sum, Reverse.gradient(sum, List.of(y)).getFirst())
                .execution()
                .set(y, values);
        double[] exact = execution.run().output(1).toDoubles();
        assertThat(NumericalGradient.over(values, () -> execution.run().output(0).at(0)).doubles())
            .as("%s of %d", loss, outputs)
            .containsExactly(exact, within(1e-6));
      }
    }
  }

  // ---- Losses of one's own ----

  /// Squares near 0, absolute values far away.
  record Huber(double delta) implements Loss {
    @Override
    public Tensor perRow(Tensor output, Tensor target) {
      Tensor distance = output.subtract(target).absolute();
      Tensor near = distance.minimum(delta);
      return near.multiply(distance.subtract(near.multiply(0.5))).mean(-1);
    }
  }

  @Test
  void a_loss_of_ones_own_is_kept_by_class_and_settings() {
    Loss huber = new Huber(1.5);
    assertThat(huber.text()).isEqualTo("thalweg.network.loss.StandardLossTest$Huber(delta=1.5)");
    assertThat(Loss.parse(huber.text())).isEqualTo(huber);
    for (StandardLoss loss : StandardLoss.values()) {
      assertThat(loss.text()).isEqualTo(loss.toString());
      assertThat(Loss.parse(loss.text())).isEqualTo(loss);
    }
    Loss lambda = (output, target) -> output.subtract(target).square().mean(-1);
    assertThatIllegalArgumentException()
        .isThrownBy(lambda::text)
        .withMessageStartingWith(
            "written form: a lambda of thalweg.network.loss.StandardLossTest cannot be written"
                + " down; make it a record");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Loss.parse("thalweg.network.activation.Activation.RELU"))
        .withMessage("written form: the class thalweg.network.activation.Activation is no Loss.");
  }

  @Test
  void a_loss_of_another_shape_is_refused_by_name() {
    Tensor output = Tensor.variable("y", DType.FLOAT, 4, 3);
    Loss unsummed = (y, t) -> y.subtract(t).square();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> unsummed.ofRows(output, output))
        .withMessage(
            "loss: a lambda of thalweg.network.loss.StandardLossTest gives FLOAT [4, 3] for outputs"
                + " FLOAT [4, 3]; it must give one number for each row, FLOAT [4]. Sum or average"
                + " over the other axes.");
    Loss summed = (y, t) -> y.subtract(t).square().sum();
    assertThatIllegalArgumentException().isThrownBy(() -> summed.ofRows(output, output));
    Loss converted = (y, t) -> y.subtract(t).square().sum(1).to(DType.DOUBLE);
    assertThatIllegalArgumentException().isThrownBy(() -> converted.ofRows(output, output));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Huber(1).ofRows(output, Tensor.variable("t", DType.FLOAT, 4, 2)))
        .withMessage("loss: outputs are FLOAT [4, 3], targets are FLOAT [4, 2]; both must agree.");
    assertThat(new Huber(1).ofRows(output, output).shape()).isEqualTo(Shape.of(4));
  }
}

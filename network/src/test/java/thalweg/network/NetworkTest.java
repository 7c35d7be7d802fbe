package thalweg.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Flatten;

class NetworkTest {
  private final Network digits = Network.of("784-50-10", Activation.SIGMOID);

  @Test
  void parameters_are_named_and_counted_layer_by_layer() {
    assertThat(digits.parameters())
        .extracting(Network.Parameter::name)
        .containsExactly("dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias");
    assertThat(digits.parameters())
        .extracting(Network.Parameter::shape)
        .containsExactly(Shape.of(784, 50), Shape.of(50), Shape.of(50, 10), Shape.of(10));
    assertThat(digits.parameters())
        .extracting(Network.Parameter::layer)
        .containsExactly(0, 0, 2, 2);
    assertThat(digits.parameterCount()).isEqualTo(784 * 50 + 50 + 50 * 10 + 10);
    assertThat(digits.names()).containsExactly("dense1", "sigmoid1", "dense2");
    assertThat(digits.output()).isEqualTo(Shape.of(10));
  }

  @Test
  void the_summary_is_a_table_alike_in_every_locale() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(digits.summary())
          .isEqualTo(
              """
              layer        what                         output         parameters
              input                                     [784]                   \s
              dense1       dense(50,xavier)             [50]               39,250
              sigmoid1     sigmoid                      [50]                    \s
              dense2       dense(10,xavier)             [10]                  510
              total                                                        39,760\
              """);
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void a_layer_that_does_not_fit_is_named_with_its_number() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(Shape.of(28, 28), List.of(Activation.RELU, Dense.of(10))))
        .withMessage(
            "network: layer 2 (dense(10,xavier)) does not fit: dense: rows have shape [28, 28];"
                + " they must be vectors. Put a Flatten layer before.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(5))
        .withMessage("network: it has no layers; give at least one.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dense.of(0))
        .withMessage("dense: 0 units; there must be at least 1.");
  }

  @Test
  void a_batch_or_parameters_that_do_not_fit_are_refused() {
    List<Tensor> parameters = digits.variables(DType.FLOAT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> digits.apply(parameters, Tensor.variable("x", DType.FLOAT, 100, 780)))
        .withMessage("network: the batch has shape [100, 780]; it must be [rows, 784].");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> digits.apply(parameters.subList(0, 3), Tensor.variable("x", DType.FLOAT, 9, 784)))
        .withMessage("network: 3 parameters given; there must be 4.");
  }

  @Test
  void a_network_is_its_layers_one_after_another() {
    Network network =
        new Network(
            Shape.of(2, 2),
            List.of(new Flatten(), Dense.of(3), Activation.RELU, Dense.of(2), Activation.SOFTMAX));
    List<Tensor> parameters = network.variables(DType.DOUBLE);
    Tensor x = Tensor.variable("x", DType.DOUBLE, 5, 2, 2);
    Tensor flat = x.reshape(5, 4);
    Tensor byHand =
        flat.matmul(parameters.get(0))
            .add(parameters.get(1))
            .relu()
            .matmul(parameters.get(2))
            .add(parameters.get(3))
            .softmax(-1);
    Tensor byNetwork = network.apply(parameters, x);
    assertThat(byNetwork.shape()).isEqualTo(Shape.of(5, 2));
    Execution execution = Program.of(byNetwork, byHand).execution();
    List<NdArray> values = network.initial(DType.DOUBLE, 3);
    for (int i = 0; i < values.size(); i++) {
      execution.set(parameters.get(i), values.get(i));
    }
    NdArray rows = NdArray.zeros(DType.DOUBLE, x.shape());
    for (int i = 0; i < 20; i++) {
      rows.set(i, Math.sin(i));
    }
    execution.set(x, rows).run();
    assertThat(execution.output(0)).isEqualTo(execution.output(1));
    assertThat(execution.output(0).get(0, 0)).isBetween(0.0, 1.0);
  }

  @Test
  void the_network_can_be_given_another_initialisation() {
    Network other = digits.with(new Initialisation.Normal(0.01));
    assertThat(other).hasToString("784 dense(50,normal:0.01) sigmoid dense(10,normal:0.01)");
    assertThat(other.with(new Initialisation.Xavier())).isEqualTo(digits);
  }

  @Test
  void activations_go_with_the_initialisation_that_suits_them() {
    assertThat(Network.of("4-3-2", Activation.RELU)).hasToString("4 dense(3,he) relu dense(2,he)");
    assertThat(Network.of("4-3-2", Activation.TANH))
        .hasToString("4 dense(3,xavier) tanh dense(2,xavier)");
  }
}

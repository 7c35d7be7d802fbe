package thalweg.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Flatten;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;

@Tag("plain")
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
              layer        what                         output         parameters     operations
              input                                     [784]
              dense1       dense 50                     [50]               39,250         78,450
              sigmoid1     sigmoid                      [50]                                  50
              dense2       dense 10                     [10]                  510          1,010
              total                                                        39,760         79,510
              in float: parameters 160 kB; training: gradients 160 kB, Adam's means 319 kB, \
              outputs of layers for 64 rows 29 kB\
              """);
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void operations_and_outputs_are_counted_by_hand() {
    Network network =
        NetworkParser.parse("6, residual(dense 4, relu, dense 6), frozen(dense 3), identity");
    // 2·6·4 + 4, 4, 2·4·6 + 6, and 6 to add; 2·6·3 + 3
    assertThat(network.operations()).containsExactly(52L + 4 + 54 + 6, 39L, 0L);
    assertThat(network.outputsOfLayers()).isEqualTo(6 + 3 + 3);
    assertThat(network.summary())
        .contains("parameters 1 kB")
        .contains("residual(dense 4, relu, dense 6) [6]");
  }

  @Test
  void a_layer_that_does_not_fit_is_named_with_its_number() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(Shape.of(28, 28), List.of(Activation.RELU, Dense.of(10))))
        .withMessage(
            "network: layer 2 (dense 10) does not fit: dense: rows have shape [28, 28];"
                + " they must be vectors. Put flatten before, or write each where each of"
                + " their vectors is meant.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(5))
        .withMessage("network: it has no layers; give at least one.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of("784-100000000-10", Activation.RELU))
        .withMessageStartingWith(
            "network: layer 1 (dense 100000000 init he) does not fit: shape: [784, 100000000] has"
                + " 78400000000 elements");
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
    assertThat(other)
        .hasToString("784, dense 50 init normal:0.01, sigmoid, dense 10 init normal:0.01");
    assertThat(other.with(new Initialisation.Xavier())).isEqualTo(digits);
  }

  @Test
  void activations_go_with_the_initialisation_that_suits_them() {
    assertThat(Network.of("4-3-2", Activation.RELU))
        .hasToString("4, dense 3 init he, relu, dense 2 init he");
    assertThat(Network.of("4-3-2", Activation.TANH)).hasToString("4, dense 3, tanh, dense 2");
  }

  // ---- Statistics ----

  private final Network normalised =
      Network.of(
          8,
          Dense.of(5),
          new BatchNormalisation(),
          Activation.RELU,
          new Dropout(0.5),
          new BatchNormalisation(0.25, 0.01),
          Dense.of(2));

  @Test
  void statistics_are_named_beside_the_parameters_and_not_counted_with_them() {
    assertThat(normalised.statistics())
        .extracting(Layer.Statistic::name)
        .containsExactly(
            "batchnorm1.mean", "batchnorm1.variance", "batchnorm2.mean", "batchnorm2.variance");
    assertThat(normalised.statistics())
        .extracting(Layer.Statistic::momentum)
        .containsExactly(0.1, 0.1, 0.25, 0.25);
    assertThat(normalised.parameters())
        .extracting(Network.Parameter::name)
        .containsExactly(
            "dense1.weight",
            "dense1.bias",
            "batchnorm1.scale",
            "batchnorm1.shift",
            "batchnorm2.scale",
            "batchnorm2.shift",
            "dense2.weight",
            "dense2.bias");
    assertThat(normalised.parameterCount()).isEqualTo(45 + 10 + 10 + 12);
    for (DType type : List.of(DType.FLOAT, DType.DOUBLE)) {
      assertThat(normalised.initialStatistics(type))
          .extracting(values -> values.type(), values -> values.toDoubles()[4])
          .containsExactly(tuple(type, 0.0), tuple(type, 1.0), tuple(type, 0.0), tuple(type, 1.0));
      assertThat(normalised.initial(type, 1).get(2).toDoubles()).containsOnly(1);
      assertThat(normalised.initial(type, 1).get(3).toDoubles()).containsOnly(0);
    }
  }

  @Test
  void the_summary_says_what_is_kept() {
    assertThat(normalised.summary())
        .isEqualTo(
            """
            layer        what                                 output         parameters     operations
            input                                             [8]
            dense1       dense 5                              [5]                    45             85
            batchnorm1   batchnorm                            [5]                    10             30
                         keeps mean and variance of leaves of at most 64 rows: 10 numbers
            relu1        relu                                 [5]                                    5
            dropout1     dropout 0.5                          [5]
            batchnorm2   batchnorm momentum 0.25 epsilon 0.01 [5]                    10             30
                         keeps mean and variance of leaves of at most 64 rows: 10 numbers
            dense2       dense 2                              [2]                    12             22
            total                                                                    77            172
            in float: parameters 1 kB; training: gradients 1 kB, Adam's means 1 kB, outputs of \
            layers for 64 rows 7 kB\
            """);
  }

  @Test
  void a_network_in_training_observes_each_statistic_and_in_use_sees_it() {
    List<Tensor> parameters = normalised.variables(DType.FLOAT);
    List<Tensor> statistics = normalised.statisticVariables(DType.FLOAT);
    Tensor x = Tensor.variable("x", DType.FLOAT, 7, 8);
    Network.Trained trained = normalised.train(parameters, statistics, RandomKey.variable(), x);
    assertThat(trained.output().shape()).isEqualTo(Shape.of(7, 2));
    assertThat(trained.observed())
        .extracting(Tensor::shape)
        .containsExactly(Shape.of(5), Shape.of(5), Shape.of(5), Shape.of(5));
    assertThat(normalised.apply(parameters, statistics, x).shape()).isEqualTo(Shape.of(7, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> normalised.apply(parameters, x))
        .withMessage(
            "network: it keeps statistics, batchnorm1.mean, batchnorm1.variance, batchnorm2.mean,"
                + " …; give them too: apply(parameters, statistics, x).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> normalised.apply(parameters, statistics.subList(0, 3), x))
        .withMessage("network: 3 statistics given; there must be 4.");
  }

  // ---- Layers that do not do what they say ----

  /// A layer of which everything can be said wrongly.
  private record Odd(Shape says, UnaryOperator<Tensor> does, List<Statistic> statistics)
      implements Layer {
    @Override
    public String kind() {
      return "odd";
    }

    @Override
    public Shape output(Shape input) {
      return says;
    }

    @Override
    public List<Statistic> statistics(Shape input) {
      return statistics;
    }

    @Override
    public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
      return does.apply(x);
    }

    @Override
    public String toString() {
      return "odd";
    }
  }

  @Test
  void a_layer_whose_output_is_another_than_it_says_is_refused_by_name_and_number() {
    String says = " and its output(…) says FLOAT [2, 4]; apply and output must agree.";
    for (UnaryOperator<Tensor> does :
        List.<UnaryOperator<Tensor>>of(
            x -> x.slice(1, 0, 3),
            x -> x.sum(1),
            x -> x.transpose(),
            x -> x.to(DType.DOUBLE),
            x -> x.sum(0),
            x -> x.expand(0))) {
      Tensor made = does.apply(Tensor.variable("x", DType.FLOAT, 2, 4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Network.of(5, Dense.of(4), new Odd(Shape.of(4), does, List.of())))
          .withMessage(
              "network: layer 2 (odd) makes of a batch FLOAT [2, 4] one of "
                  + made.type()
                  + " "
                  + made.shape()
                  + ","
                  + says);
    }
  }

  @Test
  void a_layer_that_observes_other_than_it_keeps_is_refused() {
    List<Layer.Statistic> kept = List.of(new Layer.Statistic("mean", Shape.of(4), 0, 0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.of(4, new Odd(Shape.of(4), x -> x, kept)))
        .withMessage(
            "network: layer 1 (odd) observes shapes [], and its statistics(…) have [[4]]; observed"
                + " and statistics must agree.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Layer.Statistic("mean", Shape.of(4), 0, 0))
        .withMessage("statistic mean: momentum is 0.0; it must be above 0, at most 1.");
  }

  @Test
  void what_a_layer_says_against_its_rows_in_apply_names_the_layer() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Network.of(4, Activation.RELU, new Odd(Shape.of(4), x -> x.matmul(x), List.of())))
        .withMessageStartingWith(
            "network: layer 2 (odd) fails on rows of shape [4]: matmul: left has shape [2, 4]");
    UnaryOperator<Tensor> asksForMore = _ -> List.<Tensor>of().getFirst();
    UnaryOperator<Tensor> givesNull = x -> x.shape().rank() < 0 ? x : null;
    for (UnaryOperator<Tensor> does : List.of(asksForMore, givesNull)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Network.of(4, new Odd(Shape.of(4), does, List.of())))
          .withMessageStartingWith("network: layer 1 (odd) fails on rows of shape [4]: ");
    }
  }

  @Test
  void a_large_network_is_made_at_once() {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      layers.add(Dense.of(30_000));
      layers.add(Activation.RELU);
    }
    // 1.8 TB of weights, of which none are made
    assertThat(new Network(Shape.of(30_000), layers).parameterCount()).isEqualTo(450_015_000_000L);
  }

  @Test
  void a_likeness_has_fewer_units_and_the_same_settings() {
    assertThat(new Dense(200, new Initialisation.He()).narrowed(50))
        .isEqualTo(new Dense(50, new Initialisation.He()));
    assertThat(new Dense(20, new Initialisation.He()).narrowed(50))
        .isEqualTo(new Dense(20, new Initialisation.He()));
    assertThat(new Dropout(0.2).narrowed(1)).isEqualTo(new Dropout(0.2));
  }
}

package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.layer.Frozen;
import thalweg.network.layer.Layer;
import thalweg.network.loss.LossParser;
import thalweg.training.data.Split;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;

/// The laws that every layer keeps that a network's text knows, walked from the parser's table.
@Tag("plain")
class EveryLayerTest {
  private static final Tensor KEY = Tensor.of(new RandomKey(31, 4, 200).array());

  @TempDir Path folder;

  static Stream<String> names() {
    return LayerExamples.all().keySet().stream();
  }

  private static NdArray numbers(Random random, boolean isWhole, DType type, Shape shape) {
    NdArray numbers = NdArray.zeros(type, shape);
    for (int i = 0; i < shape.elements(); i++) {
      numbers.set(i, isWhole ? random.nextInt(2) : random.nextGaussian());
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("names")
  void what_it_writes_is_read_back_equal(String name) {
    for (LayerExamples.Example example : LayerExamples.all().get(name)) {
      String written = NetworkParser.write(example.network());
      assertThat(NetworkParser.parse(written)).isEqualTo(example.network());
      assertThat(example.network()).hasToString(written);
      assertThat(example.network().layers().getFirst().text()).startsWith(name);
      String padded = written.toUpperCase(java.util.Locale.ROOT).replace(" ", "\n\t ");
      assertThat(NetworkParser.parse(padded.replace("X", "x"))).isEqualTo(example.network());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void its_gradients_agree_with_differences(String name) {
    for (LayerExamples.Example example : LayerExamples.all().get(name)) {
      for (int rows : new int[] {2, 5}) {
        for (boolean isTraining : new boolean[] {true, false}) {
          check(example, rows, isTraining);
        }
      }
    }
  }

  private static void check(LayerExamples.Example example, int rows, boolean isTraining) {
    Network network = example.network();
    Random random = new Random(rows);
    Tensor x = Tensor.variable("x", DType.DOUBLE, network.input().prepend(rows));
    List<Tensor> parameters = network.variables(DType.DOUBLE);
    List<Tensor> statistics = new ArrayList<>();
    for (Layer.Statistic kept : network.statistics()) {
      NdArray value = numbers(random, false, DType.DOUBLE, kept.shape());
      Arrays.setAll(value.doubles(), i -> 0.5 + Math.abs(value.at(i)));
      statistics.add(Tensor.of(value));
    }
    Tensor y =
        isTraining
            ? network.train(parameters, statistics, KEY, x).output()
            : network.apply(parameters, statistics, x);
    Tensor weights = Tensor.of(numbers(random, false, DType.DOUBLE, y.shape()));
    Tensor loss = y.multiply(weights).sum();
    List<Tensor> variables = new ArrayList<>();
    if (!example.isWhole()) {
      variables.add(x);
    }
    boolean isFrozen = network.layers().getFirst() instanceof Frozen;
    if (!isFrozen || !isTraining) {
      variables.addAll(parameters);
    }
    if (variables.isEmpty()) {
      return;
    }
    List<Tensor> outputs = new ArrayList<>(List.of(loss));
    outputs.addAll(Reverse.gradient(loss, variables));
    Execution execution = Program.of(outputs).execution();
    execution.set(x, numbers(random, example.isWhole(), DType.DOUBLE, x.shape()));
    List<NdArray> values = new ArrayList<>();
    for (Tensor parameter : parameters) {
      NdArray value = numbers(random, false, DType.DOUBLE, parameter.shape());
      if (isFrozen) { // where a kept variance is a parameter
        Arrays.setAll(value.doubles(), i -> 0.5 + Math.abs(value.at(i)));
      }
      execution.set(parameter, value);
      values.add(value);
    }
    if (!example.isWhole()) {
      values.addFirst(numbers(random, false, DType.DOUBLE, x.shape()));
      execution.set(x, values.getFirst());
    }
    execution.run();
    List<NdArray> exact = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      exact.add(execution.output(1 + i).copy());
    }
    for (int i = 0; i < variables.size(); i++) {
      NdArray numerical =
          NumericalGradient.over(values.get(i), () -> execution.run().output(0).at(0));
      double largest = Arrays.stream(exact.get(i).doubles()).map(Math::abs).max().orElse(0);
      assertThat(exact.get(i).doubles())
          .as("%s, %d rows, in training %s: %s", network, rows, isTraining, variables.get(i))
          .containsExactly(numerical.doubles(), within(1e-6 * (1 + largest)));
    }
  }

  /// Numbers as large as float holds give numbers, and so do their gradients.
  @ParameterizedTest
  @MethodSource("names")
  void bends_are_numbers_far_out_and_so_are_their_slopes(String name) {
    for (LayerExamples.Example example : LayerExamples.all().get(name)) {
      if (!example.network().parameters().isEmpty() || example.isWhole()) {
        continue;
      }
      for (DType type : List.of(DType.FLOAT, DType.DOUBLE)) {
        for (double far : new double[] {1e30, -1e30, 88, -88, 1e4, -1e4, 0, -0.0, 1e-30, -1e-30}) {
          Tensor x = Tensor.variable("x", type, example.network().input().prepend(2));
          Tensor y = example.network().apply(List.of(), x);
          NdArray value = NdArray.zeros(type, x.shape());
          for (int i = 0; i < x.shape().elements(); i++) {
            value.set(i, i % 3 == 0 ? far : i % 3 == 1 ? -far : far / 2);
          }
          Execution execution =
              Program.of(y, Reverse.gradient(y.sum(), List.of(x)).getFirst()).execution();
          execution.set(x, value).run();
          for (int output = 0; output < 2; output++) {
            assertThat(Arrays.stream(execution.output(output).toDoubles()))
                .as("%s at ±%s, %s", example.network(), far, type)
                .allMatch(Double::isFinite);
          }
        }
      }
    }
  }

  // ---- Training ----

  @ParameterizedTest
  @MethodSource("names")
  void threads_and_a_stop_change_no_bit_and_a_model_is_read_back(String name) throws IOException {
    for (LayerExamples.Example example : LayerExamples.all().get(name)) {
      Network network = LayerExamples.trained(example);
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(RuleParser.parse("adam(rate 0.01) + decay(0.01)"))
              .withBatch(150)
              .withEpochs(2)
              .withThreads(1);
      Split data = LayerExamples.rows(example, 200);
      TrainingResult whole = Trainer.of(network, data, settings).run();
      String bits = whole.model().weightsSha256();
      assertThat(Trainer.of(network, data, settings.withThreads(3)).run().model().weightsSha256())
          .as("%s on three threads", network)
          .isEqualTo(bits);
      TrainingResult part = Trainer.of(network, data, settings).stopWhen(() -> true).run();
      assertThat(Trainer.of(network, data, settings).run(part.state()).model().weightsSha256())
          .as("%s stopped after a step", network)
          .isEqualTo(bits);
      Path file = folder.resolve("model.safetensors");
      new StoredModel(whole.model(), java.util.Map.of()).save(file);
      Model read = StoredModel.load(file).model();
      assertThat(read.network()).isEqualTo(network);
      assertThat(read.weightsSha256()).isEqualTo(bits);
      NdArray x = data.test().features(DType.FLOAT);
      assertThat(read.outputs(x)).isEqualTo(whole.model().outputs(x));
    }
  }

  @Test
  void every_name_is_explained_in_the_guide() throws IOException {
    String chapter = Files.readString(Path.of("../docs/guide/further/layers.md"));
    assertThat(Stream.concat(NetworkParser.names().stream(), LossParser.names().stream()))
        .allMatch(name -> Pattern.compile("`" + name + "[` (]").matcher(chapter).find());
  }

  @Test
  void what_is_frozen_stays_bit_for_bit_whatever_the_rule() {
    Network network =
        NetworkParser.parse(
            "3, dense 4, frozen(dense 4, batchnorm, tanh), residual(frozen(dense 4)), dense 2");
    LayerExamples.Example example =
        new LayerExamples.Example(NetworkParser.parse("3, tanh"), false);
    for (String rule :
        List.of("sgd(rate 0.1)", "adam(rate 0.1) + decay(0.1) + clip(norm 1)", "muon(rate 0.1)")) {
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(RuleParser.parse(rule))
              .withEpochs(2)
              .withThreads(1)
              .withBatch(20);
      Model model =
          Trainer.of(Classification.of(network), LayerExamples.rows(example, 60), settings)
              .run()
              .model();
      List<NdArray> first = network.initial(DType.FLOAT, settings.seed());
      for (int i = 0; i < first.size(); i++) {
        Network.Parameter parameter = network.parameters().get(i);
        assertThat(model.parameters().get(i).equals(first.get(i)))
            .as("%s: %s", rule, parameter.name())
            .isEqualTo(!parameter.isTrained());
      }
    }
  }
}

package thalweg.training.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.model.Model;

/// What a model says of a row and how sure it is.
class PredictionTest {
  private static Model model(Network network, List<String> names, SplittableRandom random) {
    List<NdArray> parameters =
        network.parameters().stream()
            .map(
                each ->
                    NdArray.of(
                        each.shape(), random.doubles(each.shape().elements(), -9, 9).toArray()))
            .map(array -> array.to(DType.FLOAT))
            .toList();
    return new Model(network, parameters, names);
  }

  @Test
  void a_class_comes_with_the_probability_of_each_by_name() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < 40; n++) {
      int classes = random.nextInt(2, 9);
      boolean isNamed = random.nextBoolean();
      List<String> names =
          IntStream.range(0, classes).mapToObj(i -> isNamed ? "class " + i : "" + i).toList();
      Model model =
          model(Network.of("3-" + classes, Activation.TANH), isNamed ? names : List.of(), random);
      double[] row = random.doubles(3, -50, 50).toArray();
      Prediction.OneClass one = (Prediction.OneClass) model.predict(row);
      double[] outputs = model.outputs(NdArray.of(Shape.of(1, 3), row).to(DType.FLOAT)).toDoubles();
      double largest = Arrays.stream(outputs).max().orElseThrow();
      double sum = Arrays.stream(outputs).map(each -> Math.exp(each - largest)).sum();
      for (int i = 0; i < classes; i++) {
        assertThat(one.probability(names.get(i)))
            .isCloseTo(Math.exp(outputs[i] - largest) / sum, within(1e-14));
      }
      assertThat(Arrays.stream(one.probabilities().toArray()).sum()).isCloseTo(1, within(1e-14));
      assertThat(one.probability(one.name()))
          .isEqualTo(Arrays.stream(one.probabilities().toArray()).max().orElseThrow())
          .isEqualTo(one.probabilities().at(one.index()));
    }
  }

  @Test
  void several_labels_have_a_probability_each() {
    SeveralLabels labels =
        new SeveralLabels(Network.of("2-3", Activation.TANH), StandardLoss.BINARY_CROSS_ENTROPY);
    Column.Kind kind =
        new Column.Kind(
            Dataset.TARGET,
            Shape.of(3),
            DType.INT,
            Fields.named(List.of("a", "b", "c")),
            List.of());
    double[][] cases = {{0, 2, -2}, {800, -800, 1e-9}, {1e30, -1e30, -40}};
    for (double[] outputs : cases) {
      Prediction said = labels.prediction(outputs, List.of(kind));
      for (int i = 0; i < 3; i++) {
        double p = said.probability(List.of("a", "b", "c").get(i));
        assertThat(p).isCloseTo(1 / (1 + Math.exp(-outputs[i])), within(1e-15)).isBetween(0.0, 1.0);
        assertThat(((Prediction.Labels) said).names().contains(List.of("a", "b", "c").get(i)))
            .isEqualTo(outputs[i] > 0);
      }
    }
  }

  @Test
  void of_quantities_and_of_losses_that_say_nothing_no_probability_is_known() {
    assertThat(new Prediction.Quantity(3).probabilities().areKnown()).isFalse();
    assertThat(Prediction.of(new double[] {1, 2}).probabilities().count()).isZero();
    assertThatThrownBy(() -> new Prediction.Quantity(3).probability("cat"))
        .hasMessage("probability: the model says of nothing how likely it is, nor of \"cat\".");
    Classification own =
        new Classification(
            Network.of("2-2", Activation.TANH),
            (output, target) -> output.subtract(target).square().sum(-1));
    Column.Kind kind = Column.classes(Dataset.TARGET, new int[] {0}, List.of("cat", "dog")).kind();
    Prediction said = own.prediction(new double[] {0.2, 0.9}, List.of(kind));
    assertThat(said).isEqualTo(new Prediction.OneClass("dog", 1)).hasToString("dog");
  }

  @Test
  void an_unknown_name_is_told_those_there_are() {
    Probabilities both = Probabilities.of(List.of("cat", "dog\u001b[31m"), 0.25, 0.75);
    assertThat(both).hasToString("cat 0.2500, dog<U+001B>[31m 0.7500");
    assertThatThrownBy(() -> both.of("owl"))
        .hasMessage("probability: there is no \"owl\", only \"cat\", \"dog<U+001B>[31m\".");
    assertThatThrownBy(() -> Probabilities.of(List.of("cat"), 0.5, 0.5))
        .hasMessage("probabilities: 2 are given for 1 names; give one for each.");
  }
}

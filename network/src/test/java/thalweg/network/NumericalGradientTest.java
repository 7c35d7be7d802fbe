package thalweg.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.NumericalGradient;
import thalweg.calculus.gradient.ProgramDifferences;
import thalweg.network.activation.Activation;
import thalweg.network.loss.StandardLoss;

/// Differences that follow what an element changes, against the whole loss twice for each element.
class NumericalGradientTest {
  private static final double H = 1e-4;

  @Test
  void networks_of_dense_layers_agree_with_one_element_after_another() {
    for (String sizes : List.of("5-3", "5-4-3", "5-4-6-3")) {
      for (Activation activation : Activation.values()) {
        for (StandardLoss loss : StandardLoss.values()) {
          for (int rows : new int[] {1, 7, 64}) {
            agree(Network.of(sizes, activation), loss, rows);
          }
        }
      }
    }
  }

  private static void agree(Network network, StandardLoss loss, int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    Tensor x = Tensor.variable("x", DType.DOUBLE, rows, 5);
    Tensor labels = Tensor.variable("labels", DType.INT, rows);
    NdArray features = NdArray.zeros(DType.DOUBLE, x.shape());
    for (int i = 0; i < features.shape().elements(); i++) {
      features.set(i, Math.max(0, random.nextDouble(-1, 1)));
    }
    NdArray classes = NdArray.zeros(DType.INT, labels.shape());
    for (int i = 0; i < rows; i++) {
      classes.set(i, random.nextInt(3));
    }
    List<Tensor> parameters = network.variables(DType.DOUBLE);
    Tensor output = network.apply(parameters, x);
    if (loss == StandardLoss.PROBABILITY_CROSS_ENTROPY) {
      output = Activation.SOFTMAX.of(output);
    }
    Tensor sum = loss.perRow(output, labels.oneHot(3, DType.DOUBLE)).sum(0);
    ProgramDifferences differences = ProgramDifferences.of(sum, parameters, H);
    assertThat(differences.followed()).isEqualTo(parameters);

    List<NdArray> weights = network.initial(DType.DOUBLE, 3);
    ProgramDifferences.Line line = differences.line().set(x, features).set(labels, classes);
    Execution naive = Program.of(sum).execution().set(x, features).set(labels, classes);
    List<NdArray> gradients = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      line.set(parameters.get(i), weights.get(i));
      naive.set(parameters.get(i), weights.get(i));
      gradients.add(NdArray.zeros(DType.DOUBLE, weights.get(i).shape()));
    }
    line.run(gradients);
    double value = naive.run().output(0).at(0);
    for (int i = 0; i < parameters.size(); i++) {
      NdArray expected = NumericalGradient.over(weights.get(i), () -> naive.run().output(0).at(0));
      assertThat(gradients.get(i).doubles())
          .as("%s, %s, %d rows: %s", network, loss, rows, parameters.get(i))
          .containsExactly(expected.doubles(), within(1e-9 * Math.max(1, value)));
    }
  }
}

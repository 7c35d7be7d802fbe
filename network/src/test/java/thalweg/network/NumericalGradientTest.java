package thalweg.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.calculus.gradient.program.ProgramDifferences;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.activation.Activation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Layer;
import thalweg.network.loss.StandardLoss;

/// Differences that follow what an element changes, against the whole loss twice for each element.
@Tag("plain")
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
    ProgramDifferences.Worker worker = differences.worker().set(x, features).set(labels, classes);
    Execution naive = Program.of(sum).execution().set(x, features).set(labels, classes);
    List<NdArray> gradients = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      worker.set(parameters.get(i), weights.get(i));
      naive.set(parameters.get(i), weights.get(i));
      gradients.add(NdArray.zeros(DType.DOUBLE, weights.get(i).shape()));
    }
    worker.run(gradients);
    double value = naive.run().output(0).at(0);
    for (int i = 0; i < parameters.size(); i++) {
      NdArray expected = NumericalGradient.over(weights.get(i), () -> naive.run().output(0).at(0));
      assertThat(gradients.get(i).doubles())
          .as("%s, %s, %d rows: %s", network, loss, rows, parameters.get(i))
          .containsExactly(expected.doubles(), within(1e-9 * Math.max(1, value)));
    }
  }

  /// In training a row's loss hangs on its own numbers and, by batch normalisation, on other rows.
  @Test
  void layers_in_training_agree_with_their_rules() {
    for (int rows : new int[] {2, 7, 64}) {
      for (Layer between : List.of(new Dropout(0.4), new BatchNormalisation())) {
        Network network =
            Network.of(5, Dense.of(4), between, Activation.TANH, new Dropout(0.2), Dense.of(3));
        Tensor x = Tensor.variable("x", DType.DOUBLE, rows, 5);
        SplittableRandom random = new SplittableRandom(rows);
        NdArray features = NdArray.zeros(DType.DOUBLE, x.shape());
        for (int i = 0; i < features.shape().elements(); i++) {
          features.set(i, random.nextDouble(-1, 1));
        }
        Tensor key = RandomKey.variable();
        List<Tensor> parameters = network.variables(DType.DOUBLE);
        List<Tensor> statistics = network.statisticVariables(DType.DOUBLE);
        Tensor sum = network.train(parameters, statistics, key, x).output().logSumExp(-1).sum(0);
        Execution reverse = Program.of(Reverse.gradient(sum, parameters)).execution();
        ProgramDifferences.Worker worker = ProgramDifferences.of(sum, parameters, H).worker();
        List<NdArray> weights = network.initial(DType.DOUBLE, 3);
        List<NdArray> gradients = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
          worker.set(parameters.get(i), weights.get(i));
          reverse.set(parameters.get(i), weights.get(i));
          gradients.add(NdArray.zeros(DType.DOUBLE, weights.get(i).shape()));
        }
        NdArray given = new RandomKey(rows, 1, 640).array();
        worker.set(x, features).set(key, given).run(gradients);
        reverse.set(x, features).set(key, given).run();
        for (int i = 0; i < parameters.size(); i++) {
          assertThat(gradients.get(i).doubles())
              .as("%s, %d rows: %s", network, rows, parameters.get(i))
              .containsExactly(reverse.output(i).doubles(), within(1e-5));
        }
      }
    }
  }
}

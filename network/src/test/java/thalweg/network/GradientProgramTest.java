package thalweg.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.RandomKey;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.network.activation.Activation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.loss.Loss;
import thalweg.network.loss.StandardLoss;

/// A leaf's work as training does it: loss and gradient of a network over a few rows, in one
/// program.
@Tag("plain")
class GradientProgramTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Execution leaf(Network network, Loss loss, DType type, int first, int rows) {
    List<Tensor> parameters = network.variables(type);
    Tensor x = Tensor.variable("x", type, network.input().prepend(rows));
    Tensor target = Tensor.variable("target", type, network.output().prepend(rows));
    Tensor sum = loss.perRow(network.apply(parameters, x), target).sum();
    List<Tensor> outputs = new ArrayList<>(List.of(sum));
    outputs.addAll(Reverse.gradient(sum, parameters));
    Execution execution = Program.of(outputs).execution();
    List<NdArray> values = network.initial(type, 81);
    for (int i = 0; i < values.size(); i++) {
      execution.set(parameters.get(i), values.get(i));
    }
    NdArray batch = NdArray.zeros(type, x.shape());
    for (int i = 0; i < batch.shape().elements(); i++) {
      batch.set(i, Math.sin(first * network.input().elements() + i));
    }
    NdArray targets = NdArray.zeros(type, target.shape());
    int classes = network.output().elements();
    for (int row = 0; row < rows; row++) {
      targets.set(row * classes + (first + row) % classes, 1);
    }
    return execution.set(x, batch).set(target, targets);
  }

  @Test
  void a_warm_leaf_allocates_nothing() {
    Execution execution =
        leaf(
            Network.of("30-20-10", Activation.RELU),
            StandardLoss.MEAN_SQUARED_ERROR,
            DType.FLOAT,
            0,
            8);
    requireNoAllocation(execution);
  }

  @Test
  void a_warm_leaf_with_random_numbers_and_statistics_allocates_nothing() {
    Network network =
        Network.of(30, Dense.of(20), new BatchNormalisation(), new Dropout(0.5), Dense.of(10));
    List<Tensor> parameters = network.variables(DType.FLOAT);
    List<Tensor> statistics = network.statisticVariables(DType.FLOAT);
    Tensor key = RandomKey.variable();
    Tensor x = Tensor.variable("x", DType.FLOAT, 8, 30);
    Network.Trained trained = network.train(parameters, statistics, key, x);
    List<Tensor> outputs =
        new ArrayList<>(Reverse.gradient(trained.output().square().sum(), parameters));
    outputs.addAll(trained.observed());
    Execution execution = Program.of(outputs).execution();
    List<NdArray> weights = network.initial(DType.FLOAT, 1);
    for (int i = 0; i < weights.size(); i++) {
      execution.set(parameters.get(i), weights.get(i));
    }
    execution
        .set(key, new RandomKey(1, 1, 0).array())
        .set(x, NdArray.zeros(DType.FLOAT, x.shape()));
    requireNoAllocation(execution);
  }

  private static void requireNoAllocation(Execution execution) {
    long fewest = Long.MAX_VALUE;
    long end = System.nanoTime() + 60_000_000_000L; // the compiler may have to wait for a core
    while (fewest > 200 && System.nanoTime() < end) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int run = 0; run < 1000; run++) {
        execution.run();
      }
      fewest = Math.min(fewest, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(fewest).as("bytes of a thousand runs").isLessThanOrEqualTo(200);
  }

  @Test
  void rows_grouped_otherwise_give_the_same_scores() {
    // What depends on rows alone may be computed in any grouping: bits do not depend on it.
    Network network = Network.of("30-20-10", Activation.TANH);
    List<NdArray> values = network.initial(DType.FLOAT, 82);
    NdArray all = NdArray.zeros(DType.FLOAT, network.input().prepend(65));
    for (int i = 0; i < all.shape().elements(); i++) {
      all.set(i, Math.cos(i));
    }
    NdArray together = scores(network, values, all);
    for (int row = 0; row < 65; row++) {
      NdArray one = NdArray.zeros(DType.FLOAT, network.input().prepend(1));
      System.arraycopy(all.floats(), row * 30, one.floats(), 0, 30);
      NdArray alone = scores(network, values, one);
      for (int i = 0; i < 10; i++) {
        assertThat(alone.at(i)).isEqualTo(together.get(row, i));
      }
    }
  }

  private static NdArray scores(Network network, List<NdArray> values, NdArray rows) {
    List<Tensor> parameters = new ArrayList<>();
    values.forEach(value -> parameters.add(Tensor.of(value)));
    return Program.evaluate(network.apply(parameters, Tensor.of(rows)));
  }

  @Test
  void a_leaf_is_the_sum_of_its_rows() {
    for (Activation activation : List.of(Activation.SIGMOID, Activation.RELU, Activation.TANH)) {
      Network network = Network.of("4-3-2", activation);
      Loss loss = StandardLoss.SOFTMAX_CROSS_ENTROPY;
      Execution first = leaf(network, loss, DType.DOUBLE, 0, 1).run();
      Execution second = leaf(network, loss, DType.DOUBLE, 1, 1).run();
      Execution both = leaf(network, loss, DType.DOUBLE, 0, 2).run();
      for (int i = 0; i <= network.parameters().size(); i++) {
        for (int j = 0; j < both.output(i).shape().elements(); j++) {
          assertThat(both.output(i).at(j))
              .as("%s, output %d", activation, i)
              .isCloseTo(first.output(i).at(j) + second.output(i).at(j), within(1e-14));
        }
      }
    }
  }
}

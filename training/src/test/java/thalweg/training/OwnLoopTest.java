package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.calculus.gradient.reverse.Reverse;
import thalweg.descent.direction.SteepestDescent;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.loss.StandardLoss;
import thalweg.training.data.Dataset;
import thalweg.training.data.Sampling;
import thalweg.training.data.Split;
import thalweg.training.model.Model;

/// Shuffle, take a batch, gradient, small step, repeat: without a trainer, to a trainer's bits.
@Tag("plain")
class OwnLoopTest {
  private static Dataset rows(Random random, int count, int width) {
    double[][] x = new double[count][];
    Arrays.setAll(x, _ -> random.doubles(width, -2, 2).toArray());
    int[] labels = new int[count];
    Arrays.setAll(labels, row -> row < 3 ? row : random.nextInt(3));
    return Dataset.of(x, labels);
  }

  @Test
  void the_loop_written_out_comes_to_the_weights_of_a_trainer() {
    for (int seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      int width = 1 + random.nextInt(6);
      Dataset data = rows(random, 3 + random.nextInt(150), width);
      Network network =
          Network.of(
              width + "-" + (1 + random.nextInt(9)) + "-3",
              random.nextBoolean() ? Activation.RELU : Activation.TANH);
      int batch = 1 + random.nextInt(Math.min(64, data.rows())); // one leaf, summed in one go
      double rate = Math.pow(10, -3 + 2 * random.nextDouble());
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(new SteepestDescent(rate))
              .withBatch(batch)
              .withEpochs(3)
              .withSeed(seed)
              .withThreads(1 + seed % 2);
      List<NdArray> values = network.initial(DType.FLOAT, seed);
      for (int epoch = 1; epoch <= 3; epoch++) {
        for (Dataset rows : data.batches(batch, seed, epoch)) {
          step(network, values, rows, rate);
        }
      }
      assertThat(new Model(network, values, data.classNames()).weightsSha256())
          .as("seed %d", seed)
          .isEqualTo(Trainer.of(network, Split.of(data), settings).run().model().weightsSha256());
    }
  }

  private static void step(Network network, List<NdArray> values, Dataset rows, double rate) {
    NdArray features = rows.features(DType.FLOAT);
    NdArray labels = rows.numbers(Dataset.TARGET, DType.INT);
    Tensor x = Tensor.variable("x", DType.FLOAT, features.shape());
    Tensor label = Tensor.variable("label", DType.INT, labels.shape());
    List<Tensor> weights = network.variables(DType.FLOAT);
    Tensor loss =
        StandardLoss.SOFTMAX_CROSS_ENTROPY
            .perRow(network.apply(weights, x), label.oneHot(3, DType.FLOAT))
            .sum(0);
    Execution gradients = Program.of(Reverse.gradient(loss, weights)).execution();
    gradients.set(x, features).set(label, labels);
    for (int i = 0; i < values.size(); i++) {
      gradients.set(weights.get(i), values.get(i));
    }
    gradients.run();
    for (int i = 0; i < values.size(); i++) {
      float[] weight = values.get(i).floats();
      float[] gradient = gradients.output(i).floats();
      for (int j = 0; j < weight.length; j++) {
        weight[j] -= gradient[j] * (float) (1.0 / rows.rows()) * (float) rate;
      }
    }
  }

  @Test
  void batches_are_the_rows_in_the_order_that_sampling_draws() {
    for (int seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      int count = 3 + random.nextInt(200);
      double[][] x = new double[count][1];
      Arrays.setAll(x, row -> new double[] {row});
      int[] labels = new int[count];
      Arrays.setAll(labels, row -> row % 3);
      Dataset data = Dataset.of(x, labels);
      int size = 1 + random.nextInt(count);
      int epoch = 1 + random.nextInt(50);
      int[] order = new int[count];
      Sampling.EPOCHS.order(count, size, seed, epoch, order);
      Iterable<Dataset> batches = data.batches(size, seed, epoch);
      for (int time = 0; time < 2; time++) { // the same again
        List<Integer> seen = new ArrayList<>();
        int left = count;
        for (Dataset batch : batches) {
          assertThat(batch.rows()).isEqualTo(Math.min(size, left));
          left -= batch.rows();
          double[] rows = batch.features(DType.DOUBLE).doubles();
          Arrays.stream(rows).forEach(row -> seen.add((int) row));
          assertThat(batch.labels())
              .isEqualTo(Arrays.stream(rows).mapToInt(row -> (int) row % 3).toArray());
        }
        assertThat(seen).isEqualTo(Arrays.stream(order).boxed().toList());
      }
    }
  }

  @Test
  void sizes_and_epochs_that_there_cannot_be_are_refused() {
    Dataset data = rows(new Random(1), 5, 2);
    for (int size : new int[] {Integer.MIN_VALUE, -1, 0, 6, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> data.batches(size, 1, 1))
          .withMessage(
              "dataset: a batch of "
                  + size
                  + " rows of rows; it must be from 1 to 5, as many as there are.");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> data.batches(5, 1, 0))
        .withMessage("dataset: batches of epoch 0; epochs are counted from 1.");
  }
}

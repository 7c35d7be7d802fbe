package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.leaf.GradientMethod;
import thalweg.training.leaf.Leaves;

@Tag("plain")
class LayersThatNeedMoreTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults()
          .withRule(RuleParser.parse("momentum(rate 0.05)"))
          .withEpochs(3)
          .withThreads(2);

  private static Split rows(int rows) {
    Random random = new Random(17);
    double[][] x = new double[rows][3];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < 3; i++) {
        x[row][i] = random.nextGaussian() * (i + 1) + i;
      }
      labels[row] = x[row][0] + x[row][1] > 1 ? 1 : 0;
    }
    Dataset data = Dataset.of(x, labels);
    return new Split(data, data);
  }

  private static TrainingResult stoppedAfter(
      int steps, Network network, Split data, TrainingSettings settings) {
    Trainer trainer = Trainer.of(network, data, settings).stopWhen(() -> true);
    TrainingResult result = trainer.run();
    for (int step = 1; step < steps; step++) {
      result = trainer.run(result.state());
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3, dense 5, dropout 0.5, tanh, dense 2",
        "3, batchnorm, dense 5, relu, dense 2",
        "3, dense 6, batchnorm, relu, dropout 0.3, dense 5, batchnorm, dense 2",
      })
  void stopped_at_any_step_and_resumed_it_ends_with_the_same_bits_on_any_threads(String text) {
    Network network = NetworkParser.parse(text);
    for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
      TrainingSettings settings = SETTINGS.withBatch(4).withPrecision(precision);
      Split data = rows(11); // steps of 4, 4 and 3 rows, three epochs
      String whole = Trainer.of(network, data, settings).run().model().weightsSha256();
      for (int stopAfter = 1; stopAfter < 9; stopAfter++) {
        TrainingResult part = stoppedAfter(stopAfter, network, data, settings);
        assertThat(Trainer.of(network, data, settings).run(part.state()).model().weightsSha256())
            .as("%s stopped after step %d", precision, stopAfter)
            .isEqualTo(whole);
      }
      Set<String> hashes = new HashSet<>();
      for (int threads : new int[] {1, 2, 3, 7}) {
        TrainingSettings wide = settings.withBatch(150).withThreads(threads);
        hashes.add(Trainer.of(network, rows(400), wide).run().model().weightsSha256());
      }
      assertThat(hashes).hasSize(1);
    }
  }

  @Test
  void dropout_draws_anew_in_every_step_and_nothing_in_use() {
    Network with = NetworkParser.parse("3, dense 40, tanh, dropout 0.5, dense 2");
    Network without = NetworkParser.parse("3, dense 40, tanh, dense 2");
    Split data = rows(64);
    TrainingSettings settings = SETTINGS.withBatch(64).withEpochs(40);
    TrainingResult dropped = Trainer.of(with, data, settings).run();
    TrainingResult kept = Trainer.of(without, data, settings).run();
    assertThat(dropped.model().weightsSha256()).isNotEqualTo(kept.model().weightsSha256());
    assertThat(Trainer.of(with, data, settings.withSeed(2)).run().model().weightsSha256())
        .isNotEqualTo(dropped.model().weightsSha256());
    assertThat(dropped.history().getLast().of("testAccuracy")).isGreaterThan(0.9);
    // In use the layer is not there: the same parameters give the same outputs.
    NdArray x = data.test().features(DType.FLOAT);
    assertThat(dropped.model().outputs(x))
        .isEqualTo(
            new thalweg.training.model.Model(
                    without, dropped.model().parameters(), data.train().classNames())
                .outputs(x));
  }

  @Test
  void statistics_follow_the_leaves_of_every_batch() {
    Network network = NetworkParser.parse("3, batchnorm momentum 0.25, dense 2");
    Split data = rows(150);
    TrainingSettings settings =
        SETTINGS.withBatch(150).withEpochs(4).withPrecision(DType.DOUBLE).withThreads(3);
    TrainingResult result = Trainer.of(network, data, settings).run();
    // By hand: each epoch shuffles, and the variance is that within leaves.
    double[] x = data.train().features(DType.DOUBLE).doubles();
    double[] mean = new double[3];
    double[] variance = {1, 1, 1};
    int[] order = new int[150];
    for (int epoch = 1; epoch <= 4; epoch++) {
      settings.sampling().order(150, 150, settings.seed(), epoch, order);
      for (int i = 0; i < 3; i++) {
        double means = 0;
        double squares = 0;
        for (int leaf = 0; leaf < Leaves.count(150); leaf++) {
          int from = Leaves.start(150, leaf);
          int end = Leaves.start(150, leaf + 1);
          int column = i;
          double[] rows =
              IntStream.range(from, end).mapToDouble(at -> x[3 * order[at] + column]).toArray();
          double average = java.util.Arrays.stream(rows).average().orElseThrow();
          means += average * rows.length;
          for (double row : rows) {
            squares += (row - average) * (row - average);
          }
        }
        mean[i] += 0.25 * (means / 150 - mean[i]);
        variance[i] += 0.25 * (squares / 150 - variance[i]);
      }
    }
    assertThat(result.model().statistics().get(0).doubles()).containsExactly(mean, within(1e-12));
    assertThat(result.model().statistics().get(1).doubles())
        .containsExactly(variance, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void gradients_by_differences_lead_the_same_way(GradientMethod method) {
    Network network = NetworkParser.parse("3, dense 4, dropout 0.5, tanh, dense 2");
    TrainingSettings settings = SETTINGS.withBatch(6).withPrecision(DType.DOUBLE);
    TrainingResult automatic = Trainer.of(network, rows(20), settings).run();
    TrainingResult other = Trainer.of(network, rows(20), settings.withGradient(method)).run();
    for (int i = 0; i < automatic.model().parameters().size(); i++) {
      assertThat(other.model().parameters().get(i).doubles())
          .containsExactly(automatic.model().parameters().get(i).doubles(), within(1e-7));
    }
  }
}

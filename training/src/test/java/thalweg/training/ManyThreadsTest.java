package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.training.data.Split;

/// More threads than this machine has processors, and than there are leaves: what a machine of many
/// cores does, with the bits of one thread.
class ManyThreadsTest {
  private static final int[] MANY = {8, 16, 33, 64};

  private static String hash(Network network, Split data, TrainingSettings settings) {
    return Trainer.of(network, data, settings).run().model().weightsSha256();
  }

  @Test
  void every_kind_of_layer_has_the_bits_of_one_thread() {
    List<LayerExamples.Example> examples = new ArrayList<>();
    LayerExamples.all().values().forEach(all -> examples.add(all.getLast()));
    int turn = 0;
    for (LayerExamples.Example example : examples) {
      Network network = LayerExamples.trained(example);
      Split data = LayerExamples.rows(example, 330);
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(RuleParser.parse("adam(rate 0.01)"))
              .withBatch(230) // four leaves, then two
              .withEpochs(1)
              .withThreads(1);
      String one = hash(network, data, settings);
      for (int i = 0; i < 2; i++) { // each with two of the numbers, in turn
        int threads = MANY[turn++ % MANY.length];
        assertThat(hash(network, data, settings.withThreads(threads)))
            .as("%s on %d threads", network, threads)
            .isEqualTo(one);
      }
    }
  }

  @Test
  void wide_networks_have_them_with_one_leaf_and_with_three() {
    int turn = 0;
    for (Network network : LayerExamples.wide()) {
      LayerExamples.Example example = new LayerExamples.Example(network, false);
      for (int batch : new int[] {40, 130}) {
        DType precision = turn % 2 == 0 ? DType.FLOAT : DType.DOUBLE;
        Split data = LayerExamples.rows(example, batch);
        TrainingSettings settings =
            TrainingSettings.defaults()
                .withBatch(batch)
                .withPrecision(precision)
                .withEpochs(1)
                .withThreads(1);
        int threads = MANY[turn++ % MANY.length];
        assertThat(hash(network, data, settings.withThreads(threads)))
            .as("%s in batches of %d on %d threads, %s", network, batch, threads, precision)
            .isEqualTo(hash(network, data, settings));
      }
    }
  }
}

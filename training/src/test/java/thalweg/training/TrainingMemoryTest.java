package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import thalweg.algebra.Shape;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;

class TrainingMemoryTest {
  private static final TrainingSettings ADAM =
      TrainingSettings.defaults().withRule(RuleParser.parse("adam")).withThreads(2).withEpochs(1);

  private static Split rows(int rows) {
    int[] labels = new int[rows];
    labels[0] = 1;
    Dataset data =
        Dataset.ofDoubles("few", Shape.of(3), new double[3 * rows], labels, List.of("no", "yes"));
    return new Split(data, data);
  }

  private static TrainingMemory memory(
      Network network, TrainingSettings settings, boolean keepsBest) {
    return TrainingMemory.of(
        network,
        settings,
        settings.job(Classification.of(network)).family(rows(2).train().kinds(), 1),
        keepsBest);
  }

  @Test
  void it_counts_what_stands_in_the_heap_at_the_same_time() {
    Network network = Network.of("3-100-200-2", Activation.RELU);
    long once = 4 * network.parameterCount();
    TrainingMemory memory = memory(network, ADAM.withBatch(128), false); // two leaves
    assertThat(memory.parameters()).isEqualTo(2 * once);
    assertThat(memory(network, ADAM.withBatch(128), true).parameters()).isEqualTo(3 * once);
    assertThat(memory.state()).isBetween(2 * 2 * once, 2 * 2 * once + 1000); // and step counts
    assertThat(memory.gradients()).isEqualTo(2 * once);
    assertThat(memory.work()).isPositive();
    memory.requireFits(memory.bytes());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.requireFits(memory.bytes() - 1))
        .withMessageContaining("dense2.weight [100, 200]");
  }

  @Test
  void a_run_that_cannot_fit_is_refused_before_it_begins() {
    Network network = Network.of("3-40000-40000-2", Activation.RELU);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.of(network, rows(130), ADAM.withBatch(130)).run())
        .withMessageMatching(
            "training: it takes 55,\\d{3} MB of memory and Java's heap has at most [\\d,]+ MB:"
                + " 12,\\d{3} MB for parameters, 24,\\d{3} MB for the rule's state, 18,\\d{3} MB"
                + " for gradients, \\d+ MB to compute them in on 2 threads\\. The largest"
                + " parameter: dense2\\.weight \\[40000, 40000\\]\\. Give Java more, -Xmx68g \\(the"
                + " command: THALWEG_JAVA_OPTIONS=-Xmx68g\\), or make the network or the batch"
                + " smaller\\.");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
  }
}

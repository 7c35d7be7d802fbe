package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;
import thalweg.training.leaf.LeafJob;
import thalweg.training.objective.Classification;
import thalweg.training.picture.Augmentation;

/// Pictures changed by chance give the same weights on any threads, and wherever a run was resumed.
@Tag("plain")
class AugmentedTrainingTest {
  private static final Augmentation CHANGES =
      Augmentation.parse("shift 2, flip, rotate 10, crop 0.9, brightness 0.2");

  @TempDir Path folder;

  private final Network network = Network.of("784-8-10", Activation.RELU);
  private final Split data = Digits.split(3, 330, 50);

  private static TrainingSettings settings(int threads) {
    return TrainingSettings.defaults().withEpochs(2).withThreads(threads).withAugmentation(CHANGES);
  }

  @Test
  void threads_and_a_stop_after_any_step_leave_no_trace() throws Exception {
    String whole = Trainer.of(network, data, settings(1)).run().model().weightsSha256();
    String plain =
        Trainer.of(network, data, settings(1).withAugmentation(Augmentation.NONE))
            .run()
            .model()
            .weightsSha256();
    assertThat(whole).isNotEqualTo(plain);
    for (int threads = 1; threads <= 3; threads++) {
      assertThat(Trainer.of(network, data, settings(threads)).run().model().weightsSha256())
          .isEqualTo(whole);
      Trainer first = Trainer.of(network, data, settings(threads)).stopWhen(() -> true);
      TrainingState state = null;
      TrainingResult result = null;
      for (int step = 0; step < 8; step++) {
        result = state == null ? first.run() : first.run(state);
        Path file = folder.resolve("step" + step);
        new Checkpoint(result.model(), settings(threads), result.state(), "digits", "none")
            .save(file);
        Checkpoint kept = Checkpoint.load(file);
        assertThat(kept.settings().augmentation()).isEqualTo(CHANGES);
        state = kept.state();
        if (state.epoch() > 2) {
          break;
        }
        assertThat(
                Trainer.of(network, data, kept.settings().withThreads(threads))
                    .run(state)
                    .model()
                    .weightsSha256())
            .as("resumed at epoch %s, step %s", state.epoch(), state.step())
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void a_job_says_how_pictures_are_changed() {
    LeafJob job = settings(1).job(Classification.of(network));
    assertThat(LeafJob.parse(job.written())).isEqualTo(job);
    assertThat(job.written()).contains("augmentation shift 2, flip, rotate 10.0");
  }

  @Test
  void rows_that_are_no_pictures_are_refused() {
    Dataset table = Dataset.of(new double[][] {{1, 2}, {2, 1}}, new int[] {0, 1});
    assertThatThrownBy(
            () ->
                Trainer.of(
                    Network.of("2-2", Activation.RELU), Split.of(table), settings(1).withBatch(2)))
        .hasMessageStartingWith("augmentation: rows have shape [2]");
  }
}

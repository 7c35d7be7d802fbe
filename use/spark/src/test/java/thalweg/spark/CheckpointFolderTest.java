package thalweg.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Dataset;

class CheckpointFolderTest {
  @TempDir private Path place;

  /// Checkpoints of three epochs of two steps.
  private static List<Checkpoint> checkpoints() {
    double[][] rows = {{1, 2}, {3, 4}, {5, 7}, {8, 9}};
    List<Checkpoint> all = new ArrayList<>();
    Trainer.of(
            Network.of("2-1", Activation.RELU),
            thalweg.training.data.Split.of(Dataset.of(rows, new double[] {1, 2, 3, 4})),
            TrainingSettings.defaults().withBatch(2).withEpochs(3).withThreads(1).withRate(0.001))
        .keptBy(
            new Keeper() {
              @Override
              public boolean isDue(int step) {
                return true;
              }

              @Override
              public void keep(TrainingResult stopped, TrainingSettings settings) {
                all.add(
                    new Checkpoint(
                        stopped.model(), settings, stopped.state().copy(), "rows", "00"));
              }
            })
        .run();
    return all;
  }

  @Test
  void the_newest_whole_one_of_two_is_found_and_nothing_else_stays() throws IOException {
    CheckpointFolder folder =
        new CheckpointFolder(place.resolve("deep/down").toUri().toString(), new Configuration());
    assertThat(folder.newest()).isNull();
    assertThat(folder.hasBegun("x")).isFalse();
    folder.begin("x");
    folder.begin("y");
    assertThat(folder.hasBegun("x")).isFalse();
    assertThat(folder.hasBegun("y")).isTrue();
    List<Checkpoint> all = checkpoints();
    assertThat(all).hasSizeGreaterThan(5);
    String before = "";
    for (int i = 0; i < all.size(); i++) {
      folder.save(all.get(i), i);
      CheckpointFolder.Found found = Objects.requireNonNull(folder.newest());
      assertThat(found.checkpoint().state().parameters())
          .isEqualTo(all.get(i).state().parameters());
      assertThat(found.slot()).isEqualTo(i % 2);
      assertThat(found.place()).isNotEqualTo(before);
      before = found.place();
    }
    Path newest = place.resolve("deep/down/checkpoint-" + (1 + (all.size() - 1) % 2));
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);
    assertThat(Objects.requireNonNull(folder.newest()).checkpoint().state().parameters())
        .isEqualTo(all.get(all.size() - 2).state().parameters());
    Path other = place.resolve("deep/down/checkpoint-" + (1 + all.size() % 2));
    Files.write(other, new byte[] {1, 2, 3});
    assertThatThrownBy(folder::newest)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checkpoint-1: ")
        .hasMessageContaining("checkpoint-2: ")
        .hasMessageEndingWith("Remove what is damaged to begin anew.");
    folder.remove();
    try (Stream<Path> left = Files.list(place.resolve("deep/down"))) {
      assertThat(left).isEmpty();
    }
  }
}

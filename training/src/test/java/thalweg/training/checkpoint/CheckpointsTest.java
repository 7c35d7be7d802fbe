package thalweg.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static thalweg.training.checkpoint.SmallRun.SETTINGS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;

@Tag("plain")
class CheckpointsTest {
  @TempDir Path folder;
  private Path file = Path.of("");
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  private Checkpoints open() throws IOException {
    return Checkpoints.open(file, "rows", "hash", Map.of(), Duration.ZERO, told::add);
  }

  private static Trainer trainer() {
    return SmallRun.trainer(SETTINGS);
  }

  /// Keeps a run after every step, and ends it, as if it were killed, after so many writings.
  private static Keeper killedAfter(int writings, Keeper keeper) {
    int[] left = {writings};
    return new Keeper() {
      @Override
      public boolean isDue(int step) {
        return keeper.isDue(step);
      }

      @Override
      public void keep(TrainingResult stopped, TrainingSettings settings) {
        if (left[0]-- == 0) {
          throw new CancellationException("killed");
        }
        keeper.keep(stopped, settings);
      }
    };
  }

  private void kill(int writings) throws IOException {
    try (Checkpoints checkpoints = open()) {
      assertThatThrownBy(() -> trainer().keptBy(killedAfter(writings, checkpoints)).run())
          .isInstanceOf(CancellationException.class);
    }
  }

  private TrainingResult goneOn() throws IOException {
    try (Checkpoints checkpoints = open()) {
      return trainer().keptBy(checkpoints).run(Checkpoints.newest(file).state());
    }
  }

  private Path slot(int number) {
    return folder.resolve("model.safetensors.checkpoint-" + number);
  }

  private Path best() {
    return folder.resolve("model.safetensors.checkpoint-best");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void killed_at_every_step_it_goes_on_to_the_same_bits() throws IOException {
    TrainingResult whole = trainer().run();
    int steps = 3 * whole.history().size();
    for (int writings = 1; writings <= steps; writings++) {
      kill(writings);
      assertThat(names()).doesNotContain("model.safetensors.checkpoint-lock");
      Checkpoint newest = Checkpoints.newest(file);
      assertThat(3 * (newest.state().epoch() - 1) + newest.state().step()).isEqualTo(writings - 1);
      TrainingResult result = goneOn();
      assertThat(result.model().weightsSha256()).isEqualTo(whole.model().weightsSha256());
      assertThat(result.restoredEpoch()).isEqualTo(whole.restoredEpoch());
      assertThat(result.outcome()).isEqualTo(whole.outcome());
    }
    assertThat(told).isEmpty();
  }

  @Test
  void damaged_anywhere_the_newest_gives_way_to_the_one_before() throws IOException {
    String hash = trainer().run().model().weightsSha256();
    Random random = new Random(5);
    for (int i = 0; i < 16; i++) {
      int writings = 2 + random.nextInt(12);
      kill(writings);
      Path newest = Checkpoints.find(file).path();
      byte[] bytes = Files.readAllBytes(newest);
      int place = random.nextInt(bytes.length);
      if (i % 2 == 0) {
        Files.write(newest, Arrays.copyOf(bytes, place)); // as a disk that lost its end has it
      } else {
        bytes[place] ^= (byte) (1 << random.nextInt(8));
        Files.write(newest, bytes);
      }
      Checkpoints.Found found = Checkpoints.find(file);
      assertThat(found.path()).isNotEqualTo(newest);
      assertThat(found.passedOver()).hasSize(1);
      assertThat(found.passedOver().getFirst()).contains(newest.toString());
      assertThat(goneOn().model().weightsSha256()).isEqualTo(hash);
    }
  }

  @Test
  void killed_right_after_it_went_on_there_are_two_still() throws IOException {
    String hash = trainer().run().model().weightsSha256();
    for (int writings = 2; writings < 9; writings++) {
      kill(writings);
      for (int again = 0; again < 3; again++) {
        try (Checkpoints checkpoints = open()) {
          Trainer killed = trainer().keptBy(killedAfter(1 + again % 2, checkpoints));
          assertThatThrownBy(() -> killed.run(Checkpoints.newest(file).state()))
              .isInstanceOf(CancellationException.class);
        }
        assertThat(slot(1)).exists();
        assertThat(slot(2)).exists();
      }
      Files.write(Checkpoints.find(file).path(), new byte[9]);
      assertThat(goneOn().model().weightsSha256()).isEqualTo(hash);
    }
  }

  @Test
  void with_both_others_damaged_it_goes_on_from_the_best_epoch_to_the_same_bits()
      throws IOException {
    TrainingResult whole = trainer().run();
    Random random = new Random(6);
    for (int writings = 5; writings < 3 * whole.history().size(); writings++) {
      kill(writings);
      Checkpoint newest = Checkpoints.newest(file);
      TrainingState.Best best = newest.state().best();
      for (int i = 1; i <= 2; i++) {
        byte[] bytes = Files.readAllBytes(slot(i));
        if (random.nextInt(4) == 0) {
          Files.delete(slot(i));
        } else {
          Files.write(slot(i), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        }
      }
      Checkpoints.Found found = Checkpoints.find(file);
      assertThat(found.path()).isEqualTo(best());
      assertThat(found.checkpoint().state().best()).isEqualTo(best);
      assertThat(found.checkpoint().model().weightsSha256())
          .isEqualTo(newest.model().weightsSha256());
      TrainingResult result = goneOn();
      assertThat(result.model().weightsSha256()).isEqualTo(whole.model().weightsSha256());
      assertThat(result.restoredEpoch()).isEqualTo(whole.restoredEpoch());
    }
    assertThat(told).isEmpty();
  }

  @Test
  void damaged_with_nothing_else_to_go_on_from_says_what_is_damaged() throws IOException {
    kill(1);
    Files.write(slot(1), new byte[9]);
    assertThatThrownBy(() -> Checkpoints.newest(file)).hasMessageContaining(slot(1).toString());
  }

  @Test
  void what_cannot_be_written_is_told_once_and_tried_again_while_the_training_goes_on()
      throws IOException {
    Files.createDirectory(slot(1)); // nothing can be written there
    try (Checkpoints checkpoints = open()) {
      int[] writings = {0};
      TrainingResult result =
          trainer()
              .keptBy(
                  new Keeper() {
                    @Override
                    public boolean isDue(int step) {
                      return checkpoints.isDue(step);
                    }

                    @Override
                    public void keep(TrainingResult stopped, TrainingSettings settings) {
                      try {
                        if (++writings[0] == 6) {
                          Files.delete(slot(1));
                        }
                      } catch (IOException failed) {
                        throw new IllegalStateException(failed);
                      }
                      checkpoints.keep(stopped, settings);
                    }
                  })
              .run();
      assertThat(result.model().weightsSha256()).isEqualTo(trainer().run().model().weightsSha256());
    }
    assertThat(told).hasSize(2);
    assertThat(told.getFirst())
        .startsWith("The checkpoint " + slot(1) + " could not be written (")
        .endsWith("); the training goes on, and it is tried again.");
    assertThat(told.getLast()).isEqualTo("Checkpoints are written again, as " + slot(1) + ".");
    assertThat(goneOn().history()).hasSize(trainer().run().history().size());
  }

  @Test
  void two_lie_beside_the_file_and_none_when_they_are_removed() throws IOException {
    Files.writeString(slot(2), "of a run before");
    Files.writeString(best(), "of a run before");
    try (Checkpoints checkpoints = open()) {
      trainer().keptBy(checkpoints).run();
      assertThat(names())
          .containsExactly(
              "model.safetensors.checkpoint-1",
              "model.safetensors.checkpoint-2",
              "model.safetensors.checkpoint-best",
              "model.safetensors.checkpoint-lock");
      checkpoints.remove();
    }
    assertThat(names()).isEmpty();
    assertThatThrownBy(() -> Checkpoints.newest(file)).hasMessageContaining(file.toString());
  }

  @Test
  void beside_one_file_one_run_is_kept_at_a_time() throws IOException {
    try (Checkpoints _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessage(
              file
                  + ": another training keeps its checkpoints beside it; give this one another"
                  + " name, or wait until that one has ended");
    }
    open().close();
  }

  @Test
  void without_checkpoints_a_run_goes_on_from_the_file_itself() throws IOException {
    TrainingResult stopped = trainer().stopWhen(() -> true).run();
    new Checkpoint(stopped.model(), SETTINGS, stopped.state(), "rows", "hash").save(file);
    assertThat(Checkpoints.find(file).path()).isEqualTo(file);
    assertThat(goneOn().model().weightsSha256()).isEqualTo(trainer().run().model().weightsSha256());
  }
}

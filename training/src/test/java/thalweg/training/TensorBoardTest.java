package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.network.NetworkParser;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.tracking.TensorBoard;

/// A run is written for TensorBoard and is the same run; see [thalweg.exchange.EventFile] for the
/// format.
class TensorBoardTest {
  @TempDir Path folder;

  private static Trainer trainer() {
    Objective objective = Classification.of(NetworkParser.parse("4, dense 3, tanh, dense 2"));
    LayerExamples.Example example = new LayerExamples.Example(objective.network(), false);
    Split rows = LayerExamples.rows(example, 40);
    return Trainer.of(objective, rows, TrainingSettings.defaults().withBatch(10).withEpochs(3));
  }

  @Test
  void a_run_is_written_and_stays_the_same_run() throws IOException {
    Trainer trainer = trainer();
    String hash = trainer.run().model().weightsSha256();
    try (TensorBoard board =
        TensorBoard.in(
            folder,
            NetworkParser.parse("4, dense 3, tanh, dense 2"),
            TrainingSettings.defaults())) {
      assertThat(trainer().listen(board).run().model().weightsSha256()).isEqualTo(hash);
    }
    try (Stream<Path> files = Files.list(folder)) {
      String text =
          new String(
              Files.readAllBytes(files.findFirst().orElseThrow()), StandardCharsets.ISO_8859_1);
      for (String tag :
          List.of("loss", "testAccuracy", "dense1.weight", "network/text_summary", "_hparams_")) {
        assertThat(text).contains(tag);
      }
      assertThat(text.split("testAccuracy", -1)).hasSize(4); // once each epoch
    }
  }

  @Test
  void a_file_that_is_gone_does_not_harm_the_run() throws IOException {
    TensorBoard board =
        TensorBoard.in(folder, NetworkParser.parse("4, dense 2"), TrainingSettings.defaults());
    board.close();
    assertThat(trainer().listen(board).run().history()).hasSize(3);
  }
}

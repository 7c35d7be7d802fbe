package thalweg.training.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.tracking.MlflowServer.Kept;

/// Runs of the trainer as MLflow sees them: all that was measured, and how each ended.
@Tag("plain")
class MlflowTrainingTest {
  private static final Network NETWORK = NetworkParser.parse("2, dense 3, relu, dense 2");
  private static final TrainingSettings SETTINGS =
      TrainingSettings.defaults().withBatch(10).withEpochs(4);

  private final List<String> told = new CopyOnWriteArrayList<>();

  private Mlflow at(MlflowServer server) {
    return Mlflow.at(server.address(), "runs", told::add, Map.of(), Patience.USUAL);
  }

  private static Split rows() {
    double[][] features = new double[40][];
    int[] labels = new int[40];
    for (int i = 0; i < 40; i++) {
      labels[i] = i % 2;
      features[i] = new double[] {labels[i] + i / 100.0, (i * 7 % 11) / 11.0};
    }
    Dataset all = Dataset.of(features, labels);
    return Split.of(all);
  }

  private static Trainer trainer(TrainingSettings settings) {
    return Trainer.of(NETWORK, rows(), settings);
  }

  private static Kept only(MlflowServer server) {
    assertThat(server.broken).isEmpty();
    assertThat(server.runs).hasSize(1);
    return server.runs.get("r0");
  }

  @Test
  void a_run_is_reported_whole_and_stays_the_same_run() throws IOException {
    String hash = trainer(SETTINGS).run().model().weightsSha256();
    try (MlflowServer server = MlflowServer.kind()) {
      TrainingResult result;
      try (Mlflow mlflow = at(server)) {
        MlflowRun run = mlflow.run("first", NETWORK, SETTINGS);
        result = trainer(SETTINGS).listen(run).run();
      }
      assertThat(result.model().weightsSha256()).isEqualTo(hash);
      Kept kept = only(server);
      assertThat(kept.name()).isEqualTo("first");
      assertThat(kept.states()).containsExactly("FINISHED");
      assertThat(kept.tags())
          .containsEntry("weightsSha256", hash)
          .containsEntry("mlflow.note.content", "```\n" + NETWORK.summary() + "\n```")
          .containsKey("thalweg");
      assertThat(kept.parameters())
          .containsEntry("network", NETWORK.toString())
          .containsEntry("batch", "10")
          .containsEntry("epochs", "4");
      Set<List<Object>> wanted =
          result.history().stream()
              .flatMap(
                  done ->
                      done.measured().stream()
                          .map(
                              each ->
                                  List.<Object>of(each.name(), each.value(), (long) done.epoch())))
              .collect(Collectors.toSet());
      assertThat(
              kept.metrics().stream().map(each -> List.of(each.get(0), each.get(1), each.get(3))))
          .containsAll(wanted)
          .hasSize(wanted.size() + 4); // and the speed
      assertThat(told).isEmpty();
    }
  }

  @Test
  void one_that_is_stopped_was_killed() throws IOException {
    try (MlflowServer server = MlflowServer.kind()) {
      try (Mlflow mlflow = at(server)) {
        trainer(SETTINGS).listen(mlflow.run("x", Map.of())).stopWhen(() -> true).run();
      }
      assertThat(only(server).states()).containsExactly("KILLED");
    }
  }

  @Test
  void one_that_diverges_has_failed_and_says_why() throws IOException {
    TrainingSettings wild = SETTINGS.withRate(1e30);
    try (MlflowServer server = MlflowServer.kind()) {
      try (Mlflow mlflow = at(server)) {
        trainer(wild).listen(mlflow.run("x", NETWORK, wild)).run();
      }
      Kept kept = only(server);
      assertThat(kept.states()).containsExactly("FAILED");
      assertThat(kept.tags().get("cause")).isNotBlank();
    }
  }

  @Test
  void one_that_breaks_off_has_failed() throws IOException {
    try (MlflowServer server = MlflowServer.kind()) {
      assertThatThrownBy(
              () -> {
                try (Mlflow mlflow = at(server)) {
                  trainer(SETTINGS)
                      .listen(mlflow.run("x", Map.of()))
                      .listen(
                          _ -> {
                            throw new IllegalStateException("somebody else's");
                          })
                      .run();
                }
              })
          .hasMessage("somebody else's");
      assertThat(only(server).states()).containsExactly("FAILED");
    }
  }
}

package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.network.NetworkParser;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.Checkpoints;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;
import tools.jackson.databind.JsonNode;

/// The events that a training and a search tell in JSON: those of a long one are tried here without
/// its length.
class JsonEventsTest {
  private static final Classification OBJECTIVE =
      Classification.of(NetworkParser.parse("2, dense 3, tanh, dense 2"));

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Output json() {
    Shared shared = new Shared();
    shared.json = true;
    return new Output(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Screen.none(),
            Screen.none(),
            Map.of())
        .with(shared);
  }

  private List<JsonNode> lines() {
    return new Ran(0, out.toString(StandardCharsets.UTF_8), "").jsonLines();
  }

  @Test
  void a_long_training_tells_how_far_it_is() {
    Random random = new Random(1);
    for (int member = 0; member < 200; member++) {
      out.reset();
      int epochs = 1 + random.nextInt(9);
      int steps = 1 + random.nextInt(1000);
      int first = 1 + random.nextInt(epochs);
      TrainingReport report = new TrainingReport(json(), OBJECTIVE, Json.object(), false, 0);
      report.accept(new TrainingEvent.Started(9, 9, 0, 9, steps, first, epochs));
      int told = 0;
      for (int epoch = first; epoch <= epochs; epoch++) {
        for (int step = 1 + random.nextInt(steps); step <= steps; step += 1 + random.nextInt(200)) {
          double loss = random.nextInt(9) == 0 ? Double.NaN : random.nextDouble();
          report.accept(new TrainingEvent.Progress(epoch, step, steps, loss, 1e4));
          JsonNode line = lines().getLast();
          assertThat(line.get("event").asString()).isEqualTo("progress");
          assertThat(line.get("epoch").asInt()).isEqualTo(epoch);
          assertThat(line.get("step").asInt()).isEqualTo(step);
          assertThat(line.get("stepsPerEpoch").asInt()).isEqualTo(steps);
          assertThat(line.get("loss").isNull()).isEqualTo(Double.isNaN(loss));
          assertThat(line.get("samplesPerSecond").asDouble()).isEqualTo(1e4);
          double left = line.get("secondsLeft").asDouble();
          assertThat(left >= 0 && Double.isFinite(left)).as(line.toString()).isTrue();
          assertThat(left == 0).isEqualTo(epoch == epochs && step == steps);
          told++;
        }
      }
      assertThat(lines()).hasSize(told + 1);
    }
  }

  @Test
  void a_short_training_does_not() {
    TrainingReport report = new TrainingReport(json(), OBJECTIVE, Json.object(), false);
    for (int step = 1; step <= 100; step++) {
      report.accept(new TrainingEvent.Progress(1, step, 100, 0.5, 1e4));
    }
    assertThat(lines()).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void a_checkpoint_is_where_it_is_said_to_be() throws IOException {
    double[][] features = new double[60][];
    int[] labels = new int[60];
    for (int i = 0; i < 60; i++) {
      labels[i] = i % 2;
      features[i] = new double[] {labels[i] + i / 99.0, i * 7 % 11};
    }
    Dataset rows = Dataset.of(features, labels);
    List<String> loaded = new ArrayList<>();
    try (Checkpoints checkpoints =
        Checkpoints.open(
            folder.resolve("m"), "rows", rows.sha256(), Map.of(), Duration.ZERO, loaded::add)) {
      Trainer.of(
              OBJECTIVE,
              Split.of(rows),
              TrainingSettings.defaults()
                  .withBatch(20)
                  .withEpochs(5)
                  .withPrecision(thalweg.algebra.DType.DOUBLE))
          .keptBy(new ToldCheckpoints(checkpoints, json(), 0))
          .listen(
              event -> {
                if (!(event instanceof TrainingEvent.Started) && out.size() > 0) {
                  loaded.add(checked(lines().getLast()));
                }
              })
          .run();
    }
    assertThat(loaded).hasSizeGreaterThan(10).allMatch(file -> file.contains("m.checkpoint-"));
    assertThat(new HashSet<>(loaded)).hasSize(2);
    assertThat(lines().size()).isGreaterThanOrEqualTo(15); // after each step
  }

  private static String checked(JsonNode line) {
    assertThat(line.get("event").asString()).isEqualTo("checkpoint");
    Path file = Path.of(line.get("file").asString());
    try {
      Checkpoint checkpoint = Checkpoint.load(file);
      assertThat(checkpoint.state().epoch()).isEqualTo(line.get("epoch").asInt());
      assertThat(checkpoint.state().step()).isEqualTo(line.get("step").asInt());
    } catch (IOException missing) {
      throw new AssertionError(line.toString(), missing);
    }
    return file.toString();
  }

  private Ran thalweg(String verb, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                verb,
                "--json",
                "--data",
                Ran.table(folder).toString(),
                "--save",
                folder.resolve("m").toString(),
                "--picture",
                folder.resolve("p.svg").toString()));
    words.addAll(List.of(more));
    return Ran.thalweg(words.toArray(String[]::new));
  }

  @Test
  void a_checkpoint_that_cannot_be_written_is_a_warning() throws IOException {
    Files.createDirectories(folder.resolve("m.checkpoint-1/in-the-way"));
    Files.createDirectories(folder.resolve("m.checkpoint-2/in-the-way"));
    Ran ran = thalweg("train", "--epochs", "3");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.jsonLines())
        .filteredOn(line -> line.get("event").asString().equals("warning"))
        .anySatisfy(
            line -> {
              assertThat(line.get("trouble").asString()).isEqualTo("CHECKPOINT");
              assertThat(line.get("what").asString()).contains("could not be written");
            });
    assertThat(ran.lastJson().get("event").asString()).isEqualTo("finished");
  }

  @Test
  void a_search_counts_its_trials() {
    Ran ran = thalweg("tune", "--trials", "9", "--epochs", "12");
    Set<String> rungs = new HashSet<>();
    int done = 0;
    int of = 0;
    for (JsonNode line : ran.jsonLines()) {
      assertThat(line.has("event")).as(line.toString()).isTrue();
      if (line.get("event").asString().equals("trial")) {
        done = rungs.add(line.get("rung").toString()) ? 1 : done + 1;
        assertThat(line.get("done").asInt()).isEqualTo(done);
        of = line.get("of").asInt();
        assertThat(of).isGreaterThanOrEqualTo(done);
      }
    }
    assertThat(rungs).hasSizeGreaterThan(1);
    assertThat(done).isEqualTo(of);
    assertThat(ran.lastJson().get("event").asString()).isEqualTo("finished");
  }
}

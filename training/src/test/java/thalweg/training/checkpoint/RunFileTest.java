package thalweg.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static thalweg.training.checkpoint.SmallRun.DATA;
import static thalweg.training.checkpoint.SmallRun.OBJECTIVE;
import static thalweg.training.checkpoint.SmallRun.SETTINGS;
import static thalweg.training.checkpoint.SmallRun.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.training.Keeper;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;

@Tag("plain")
class RunFileTest {
  @TempDir Path folder;
  private Path model = Path.of("");
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void name() {
    model = folder.resolve("model.safetensors");
  }

  private static Provenance begun(TrainingSettings settings) {
    return Provenance.begun(
        List.of("train", "--data", "a\u001b[31m \"b\" ü"),
        OBJECTIVE,
        Provenance.Source.of(DATA),
        settings);
  }

  private Provenance read() throws IOException {
    return Provenance.read(Provenance.beside(model));
  }

  @Test
  void tellsOfEveryEpochTheWeightsThatAShorterRunEndsWith() throws IOException {
    RunFile run = RunFile.of(model, OBJECTIVE, DATA, SETTINGS);
    TrainingResult result = trainer(SETTINGS).keptBy(run).run();
    result.model().save(model);
    run.end(result, model);
    Provenance read = read();
    assertThat(read.written()).isEqualTo(Files.readString(Provenance.beside(model)));
    assertThat(read.end().outcome()).isEqualTo(Provenance.Outcome.COMPLETED);
    assertThat(read.end().weightsSha256()).isEqualTo(result.model().weightsSha256());
    assertThat(read.end().modelSha256()).hasSize(64);
    assertThat(read.parts()).hasSize(1);
    assertThat(read.parts().getFirst().settings()).isEqualTo(SETTINGS);
    assertThat(read.parts().getFirst().environment()).isEqualTo(Environment.here());
    assertThat(read.source().rows()).extracting(Provenance.Rows::rows).containsExactly(17, 11, 9);
    assertThat(read.epochs()).hasSize(5);
    int hashed = 0;
    for (Provenance.Epoch epoch : read.epochs()) {
      assertThat(epoch.measured()).containsKeys("loss", "validationLoss", "testAccuracy");
      if (epoch.weightsSha256() != null) {
        hashed++;
        assertThat(epoch.weightsSha256())
            .isEqualTo(
                trainer(SETTINGS.withEpochs(epoch.epoch()).withEarlyStopping(null))
                    .run()
                    .model()
                    .weightsSha256());
      }
    }
    assertThat(hashed).isPositive();
  }

  @Test
  void tellsOfARunThatWasKilledThatItRunsAndOfOneThatGoesOnAllEpochs() throws IOException {
    RunFile killed = new RunFile(model, begun(SETTINGS), told::add);
    AtomicInteger asked = new AtomicInteger();
    Keeper killing =
        new Keeper() {
          @Override
          public boolean isDue(int step) {
            return asked.incrementAndGet() == 8; // two steps into the third epoch
          }

          @Override
          public void keep(TrainingResult stopped, TrainingSettings settings) {
            throw new CancellationException("killed");
          }
        };
    try (Checkpoints checkpoints =
        Checkpoints.open(model, "rows", "hash", Map.of(), Duration.ZERO, told::add)) {
      assertThatThrownBy(() -> trainer(SETTINGS).keptBy(killed.and(checkpoints).and(killing)).run())
          .isInstanceOf(CancellationException.class);
    }
    Provenance before = read();
    assertThat(before.end().outcome()).isEqualTo(Provenance.Outcome.RUNNING);
    assertThat(before.command()).containsExactly("train", "--data", "a\u001b[31m \"b\" ü");
    assertThat(Files.readString(Provenance.beside(model))).doesNotContain("\u001b");

    Checkpoint from = Checkpoints.newest(model);
    assertThat(from.state().epoch()).isEqualTo(3);
    TrainingSettings more = SETTINGS.withEpochs(7).withRate(0.01).withEarlyStopping(null);
    RunFile on = new RunFile(model, begun(more).goingOn(before, from.state()), told::add);
    TrainingResult result = trainer(more).keptBy(on).run(from.state());
    on.end(result, null);
    Provenance read = read();
    assertThat(read.epochs()).hasSize(7);
    assertThat(read.parts()).hasSize(2);
    assertThat(read.parts().getLast().epoch()).isEqualTo(from.state().epoch());
    assertThat(read.parts().getLast().step()).isEqualTo(from.state().step());
    assertThat(read.parts().getFirst().settings()).isEqualTo(SETTINGS);
    assertThat(read.parts().getLast().settings()).isEqualTo(more);
    assertThat(told).isEmpty();

    // What led elsewhere is not what was before.
    TrainingResult other = trainer(SETTINGS.withSeed(2)).run();
    Provenance alone = begun(SETTINGS).goingOn(before, other.state());
    assertThat(alone.parts()).hasSize(1);
    assertThat(alone.epochs()).allMatch(epoch -> epoch.weightsSha256() == null);
  }

  @Test
  void putsBackWhatWasToldOfAModelThatStays() throws IOException {
    RunFile first = new RunFile(model, begun(SETTINGS), told::add);
    first.end(trainer(SETTINGS).run(), null);
    String before = Files.readString(Provenance.beside(model));
    RunFile second = new RunFile(model, begun(SETTINGS.withSeed(2)), told::add);
    trainer(SETTINGS.withSeed(2)).keptBy(second).run();
    assertThat(Files.readString(Provenance.beside(model))).isNotEqualTo(before);
    second.withdraw();
    assertThat(Files.readString(Provenance.beside(model))).isEqualTo(before);
    RunFile third = new RunFile(model, begun(SETTINGS.withSeed(3)), told::add);
    TrainingResult elsewhere = trainer(SETTINGS.withSeed(3)).keptBy(third).run();
    Path other = folder.resolve("rescued.safetensors");
    elsewhere.model().save(other);
    third.end(elsewhere, other);
    assertThat(Files.readString(Provenance.beside(model))).isEqualTo(before);
    assertThat(Provenance.read(Provenance.beside(other)).end().weightsSha256())
        .isEqualTo(elsewhere.model().weightsSha256());
  }

  @Test
  void tellsOnceWhatCannotBeWrittenAndTrainsOn() throws IOException {
    Files.createDirectory(Provenance.beside(model));
    RunFile run = new RunFile(model, begun(SETTINGS), told::add);
    TrainingResult result = trainer(SETTINGS).keptBy(run).run();
    run.end(result, null);
    assertThat(result.history()).hasSize(5);
    assertThat(told).singleElement().asString().contains("run.json").contains("no regular file");
  }

  /// Bytes changed, cut out and put in, and words exchanged: what is read is a run, or it is told
  /// in one line that it is not.
  @Test
  @Timeout(60)
  void refusesWhatIsDamagedInOneLine() throws IOException {
    RunFile run = new RunFile(model, begun(SETTINGS), told::add);
    run.end(trainer(SETTINGS).keptBy(run).run(), null);
    String whole = Files.readString(Provenance.beside(model));
    Path damaged = folder.resolve("damaged.run.json");
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder(whole);
      int at = random.nextInt(text.length());
      switch (i % 4) {
        case 0 -> text.setLength(at);
        case 1 -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
        case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(50)));
        default -> text.insert(at, List.of("null", "[", "{}", "-1", "1e999", "\"").get(i / 4 % 6));
      }
      Files.writeString(damaged, text);
      try {
        Provenance.read(damaged);
      } catch (IOException told) {
        refused++;
        assertThat(told.getMessage())
            .startsWith(damaged + ": ")
            .doesNotContain("\n")
            .endsWith(".")
            .doesNotContain("jackson");
      }
    }
    assertThat(refused).isGreaterThan(1000);
    for (String foreign : List.of("", "{}", "[1]", "1", "{\"thalweg.run\": 2}", "[".repeat(5000))) {
      Files.writeString(damaged, foreign);
      assertThatThrownBy(() -> Provenance.read(damaged)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_changed_rate_is_told_as_a_part_from_which_the_run_is_trained_again() throws IOException {
    for (int seed = 1; seed <= 12; seed++) {
      Random random = new Random(seed);
      int[] changes = random.ints(3, 1, 15).sorted().distinct().toArray();
      int[] step = {0};
      RunFile run = new RunFile(model, begun(SETTINGS), told::add);
      TrainingResult result =
          trainer(SETTINGS)
              .rateFrom(
                  () ->
                      Arrays.binarySearch(changes, ++step[0]) >= 0
                          ? OptionalDouble.of(0.05 / (1 + step[0]))
                          : OptionalDouble.empty())
              .keptBy(run)
              .run();
      run.end(result, null);
      Provenance read = read();
      assertThat(run.settings()).isEqualTo(read.parts().getLast().settings());
      TrainingResult again = null;
      for (int i = 0; i < read.parts().size(); i++) {
        Provenance.Part part = read.parts().get(i);
        boolean isLast = i + 1 == read.parts().size();
        int epoch = isLast ? read.end().epoch() : read.parts().get(i + 1).epoch();
        int done = isLast ? read.end().step() : read.parts().get(i + 1).step();
        int[] left = {(epoch - part.epoch()) * 3 + done - part.step()};
        Trainer trainer = trainer(part.settings()).stopWhen(() -> --left[0] <= 0);
        again = again == null ? trainer.run() : trainer.run(again.state());
      }
      assertThat(again).isNotNull();
      assertThat(again.model().weightsSha256())
          .as("seed %s", seed)
          .isEqualTo(read.end().weightsSha256());
      assertThat(read.parts()).hasSizeGreaterThan(1);
    }
  }
}

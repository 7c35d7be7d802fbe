package thalweg.studio.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.RunFile;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;

@Timeout(60)
class PastRunsTest {
  @Test
  void runs_that_differ_in_their_seeds_alone_are_one_group(@TempDir Path folder) throws Exception {
    Random random = new Random(1);
    double[][] x = new double[40][2];
    int[] labels = new int[40];
    for (int i = 0; i < 40; i++) {
      x[i] = random.doubles(2, -1, 1).toArray();
      labels[i] = x[i][0] > x[i][1] ? 1 : 0;
    }
    Split data = Split.of(Dataset.of(x, labels));
    Objective objective = Classification.of(Network.of("2-4-2", Activation.TANH));
    List<Double> losses = new ArrayList<>();
    for (double rate : new double[] {0.1, 0.5}) {
      for (int seed = 1; seed <= 4; seed++) {
        TrainingSettings settings =
            TrainingSettings.defaults()
                .withBatch(10)
                .withEpochs(5)
                .withRate(rate)
                .withSeed(seed)
                .withThreads(1 + seed % 2);
        Path file = folder.resolve(rate + "-" + seed + ".safetensors");
        RunFile run = RunFile.of(file, objective, data, settings);
        TrainingResult result = Trainer.of(objective, data, settings).keptBy(run).run();
        run.end(result, null);
        losses.add(result.history().get(2).loss());
      }
    }
    Files.writeString(folder.resolve("damaged.safetensors.run.json"), "{");
    Files.writeString(folder.resolve("other.json"), "{");
    PastRuns.All all = PastRuns.in(folder);
    assertThat(all.passedOver()).containsExactly("damaged.safetensors");
    assertThat(all.runs()).hasSize(8);
    assertThat(all.groups()).hasSize(2);
    for (PastRuns.Group group : all.groups()) {
      assertThat(group.runs()).isEqualTo(4);
      List<Double> four =
          losses.subList(
              group.rule().contains("0.5") ? 4 : 0, group.rule().contains("0.5") ? 8 : 4);
      double mean = four.stream().mapToDouble(each -> each).average().orElseThrow();
      double squares = four.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
      assertThat(Objects.requireNonNull(group.mean().get("loss"))[2])
          .isCloseTo(mean, within(1e-12));
      assertThat(Objects.requireNonNull(group.deviation().get("loss"))[2])
          .isCloseTo(Math.sqrt(squares / 3), within(1e-12));
    }
    assertThat(all.runs().stream().map(PastRuns.Past::name))
        .allMatch(name -> !name.contains("/") && name.endsWith(".safetensors"));
  }

  @Test
  void a_pipe_is_not_waited_for(@TempDir Path folder) throws Exception {
    Process pipe =
        new ProcessBuilder("mkfifo", folder.resolve("x.safetensors.run.json").toString()).start();
    assumeTrue(pipe.waitFor() == 0, "this system makes no pipes");
    assertThat(PastRuns.in(folder).passedOver()).containsExactly("x.safetensors");
  }
}

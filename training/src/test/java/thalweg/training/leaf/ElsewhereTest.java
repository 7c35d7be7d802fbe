package thalweg.training.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.program.Team;
import thalweg.descent.direction.RuleParser;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.training.Trainer;
import thalweg.training.TrainingSettings;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;

/// The sums of a step computed in other processes, over plain pipes: that the contract is enough
/// for workers that share nothing.
@Tag("plain")
class ElsewhereTest {
  private static final int WORKERS = 2;

  private static Split data() {
    return Digits.split(5, 400, 100);
  }

  /// A process that computes some groups of every step it is asked for.
  static final class Worker {
    private Worker() {}

    public static void main(String[] arguments) throws IOException {
      LeafJob job = LeafJob.parse(arguments[0]);
      Dataset data = data().train();
      try (Team team = new Team(1)) {
        LocalSums sums = new LocalSums(job, data, job.family(data.kinds(), 1_000), team);
        while (true) {
          Safetensors asked = Safetensors.read(System.in);
          Map<String, String> what = asked.metadata();
          if (what.containsKey("end")) {
            return;
          }
          Network network = job.objective().network();
          Step step =
              new Step(Integer.parseInt(what.get("epoch")), Integer.parseInt(what.get("step")));
          int from = Integer.parseInt(what.get("from"));
          int end = Integer.parseInt(what.get("to"));
          List<NdArray> parameters =
              network.parameters().stream().map(p -> asked.tensors().get(p.name())).toList();
          List<NdArray> statistics =
              network.statistics().stream().map(s -> asked.tensors().get(s.name())).toList();
          sums.compute(step, new Weights(parameters, statistics), from, end);
          Map<String, NdArray> answer = new LinkedHashMap<>();
          for (int group = from; group < end; group++) {
            for (int i = 0; i < sums.group(group).size(); i++) {
              answer.put(group + "." + i, sums.group(group).get(i));
            }
          }
          new Safetensors(Map.of(), answer).write(System.out);
        }
      }
    }
  }

  /// Asks each worker for a part of the groups.
  private static final class Elsewhere implements LeafSums, AutoCloseable {
    private final LeafJob job;
    private final int rows;
    private final List<Process> workers = new ArrayList<>();
    private final List<List<NdArray>> groups = new ArrayList<>();
    private int asked;

    Elsewhere(LeafJob job, int rows) throws IOException {
      this.job = job;
      this.rows = rows;
      for (int i = 0; i < WORKERS; i++) {
        workers.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules",
                    "jdk.incubator.vector",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Worker.class.getName(),
                    job.written())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
      }
    }

    @Override
    public int compute(Step step, Weights weights) {
      int count = LeafFold.groupCount(Leaves.count(job.batchRows(rows, step.number())));
      groups.clear();
      try {
        Network network = job.objective().network();
        Map<String, NdArray> tensors = new LinkedHashMap<>();
        for (int i = 0; i < weights.parameters().size(); i++) {
          tensors.put(network.parameters().get(i).name(), weights.parameters().get(i));
        }
        for (int i = 0; i < weights.statistics().size(); i++) {
          tensors.put(network.statistics().get(i).name(), weights.statistics().get(i));
        }
        for (int i = 0; i < WORKERS; i++) {
          new Safetensors(
                  Map.of(
                      "epoch", String.valueOf(step.epoch()),
                      "step", String.valueOf(step.number()),
                      "from", String.valueOf(count * i / WORKERS),
                      "to", String.valueOf(count * (i + 1) / WORKERS)),
                  tensors)
              .write(workers.get(i).getOutputStream());
        }
        for (int i = 0; i < WORKERS; i++) {
          Map<String, NdArray> answer = Safetensors.read(workers.get(i).getInputStream()).tensors();
          for (int group = count * i / WORKERS; group < count * (i + 1) / WORKERS; group++) {
            List<NdArray> sums = new ArrayList<>();
            for (int j = 0; answer.containsKey(group + "." + j); j++) {
              sums.add(answer.get(group + "." + j));
            }
            groups.add(sums);
          }
        }
      } catch (IOException lost) {
        throw new UncheckedIOException(lost);
      }
      asked++;
      return count;
    }

    @Override
    public List<NdArray> group(int group) {
      return groups.get(group);
    }

    @Override
    public void close() throws IOException, InterruptedException {
      for (Process worker : workers) {
        new Safetensors(Map.of("end", "yes"), Map.of()).write(worker.getOutputStream());
        if (!worker.waitFor(20, TimeUnit.SECONDS)) {
          worker.destroyForcibly();
        }
      }
    }
  }

  @Test
  void groups_computed_in_two_other_processes_give_the_same_weights() throws Exception {
    Objective objective =
        Classification.of(
            NetworkParser.parse(
                "28x28, flatten, dense 6 init he, batchnorm, relu, dropout 0.2, dense 10 init he"));
    for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(RuleParser.parse("adam"))
              .withBatch(300) // five leaves in five groups, then two
              .withEpochs(3)
              .withThreads(1)
              .withPrecision(precision);
      LeafJob job = settings.job(objective);
      assertThat(LeafJob.parse(job.written())).isEqualTo(job);
      String here = Trainer.of(objective, data(), settings).run().model().weightsSha256();
      try (Elsewhere elsewhere = new Elsewhere(job, data().train().rows())) {
        String there =
            Trainer.of(objective, data(), settings)
                .computedBy(_ -> elsewhere)
                .run()
                .model()
                .weightsSha256();
        assertThat(there).isEqualTo(here);
        assertThat(elsewhere.asked).isEqualTo(6);
      }
    }
  }
}

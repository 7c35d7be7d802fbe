package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.descent.direction.RuleParser;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;

/// One network, one hash of its weights for each precision: on any number of threads and at any
/// vector width, for which processes of their own are needed, a width being chosen once in each.
class SameBitsTest {
  private static final int[] THREADS = {1, 2, 3, 7};
  private static final int STEPS = 6;

  @TempDir Path folder;

  /// Prints a line for each training: network and precision, threads, width, hash.
  static final class Trainings {
    private Trainings() {}

    public static void main(String[] none) {
      ofTwoNetworks();
      ofEveryLayer();
    }

    /// Trains two networks for [#STEPS] steps on every number of threads in both precisions.
    private static void ofTwoNetworks() {
      int batch = 128;
      // The last batch is a short one.
      Split data = Digits.split(5, STEPS * batch - 50, 20);
      int[] rows = IntStream.range(0, STEPS * 100).toArray();
      Split fewer = new Split(data.train().select("fewer digits", rows), data.test());
      for (DType precision : new DType[] {DType.FLOAT, DType.DOUBLE}) {
        for (int threads : THREADS) {
          TrainingSettings settings =
              TrainingSettings.defaults()
                  .withEpochs(1)
                  .withThreads(threads)
                  .withPrecision(precision);
          train(Network.of("784-50-10", Activation.SIGMOID), fewer, settings.withBatch(100));
          train(
              Network.of("784-256-128-10", Activation.RELU),
              data,
              settings.withBatch(batch).withRule(RuleParser.parse("adam")));
        }
      }
    }

    /// Trains a network for each layer, and wide ones of several, a step.
    private static void ofEveryLayer() {
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withRule(RuleParser.parse("adam(rate 0.01)"))
              .withBatch(70)
              .withEpochs(1)
              .withThreads(1);
      for (List<LayerExamples.Example> examples : LayerExamples.all().values()) {
        LayerExamples.Example last = examples.getLast();
        train(LayerExamples.trained(last), LayerExamples.rows(last, 70), settings);
      }
      for (Network network : LayerExamples.wide()) {
        Split rows = LayerExamples.rows(new LayerExamples.Example(network, false), 70);
        train(network, rows, settings.withThreads(3));
        train(network, rows, settings.withPrecision(DType.DOUBLE));
      }
    }
  }

  private static void train(Network network, Split data, TrainingSettings settings) {
    TrainingResult result = Trainer.of(network, data, settings).run();
    System.out.printf(
        "%s %s, %d steps\t%d threads, vector %s\t%s%n",
        network,
        settings.precision(),
        result.history().getLast().steps(),
        settings.threads(),
        System.getProperty("thalweg.vector"),
        result.model().weightsSha256());
  }

  private List<String> trainings(String width) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("--add-modules=jdk.incubator.vector");
    line.add("-XX:+UseSerialGC");
    if (width.equals("none")) {
      line.add("-XX:TieredStopAtLevel=1"); // plain loops are begun soonest by this compiler
    }
    line.add("-Dthalweg.vector=" + width);
    line.add("-cp");
    line.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    line.add(Trainings.class.getName());
    Path errors = folder.resolve("errors.txt");
    Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return out.lines().toList();
  }

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void threads_and_vector_widths_leave_no_trace_in_the_weights_whatever_the_layers()
      throws Exception {
    assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "the module jdk.incubator.vector is not there, so neither are its widths");
    List<String> all = new ArrayList<>();
    List<String> widths = widths();
    for (String width : widths) {
      all.addAll(trainings(width));
    }
    Map<String, Set<String>> hashes = byNetwork(all);
    assertThat(hashes).hasSizeGreaterThan(50);
    hashes.forEach((network, bits) -> assertThat(bits).as(network).hasSize(1));
    List<String> several =
        hashes.keySet().stream().filter(name -> name.endsWith(", " + STEPS + " steps")).toList();
    assertThat(several).hasSize(4);
    assertThat(several.stream().flatMap(name -> hashes.get(name).stream())).doesNotHaveDuplicates();
    for (String network : several) {
      assertThat(all.stream().filter(line -> line.startsWith(network + "\t")))
          .as(network)
          .hasSize(widths.size() * THREADS.length);
    }
  }

  /// Returns the hashes that were printed for each network and precision.
  private static Map<String, Set<String>> byNetwork(List<String> lines) {
    Map<String, Set<String>> hashes = new TreeMap<>();
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      hashes.computeIfAbsent(fields[0], _ -> new TreeSet<>()).add(fields[2]);
    }
    return hashes;
  }

  /// Returns none and the widths that this processor has, wider ones being computed by objects:
  /// with `-Dthalweg.widths=all` all of them, else the widest.
  private static List<String> widths() {
    int widest = Width.preferred();
    boolean all = "all".equals(System.getProperty("thalweg.widths"));
    return Stream.of(0, 128, 256, 512)
        .filter(width -> width == 0 || width == widest || all && width < widest)
        .map(width -> width == 0 ? "none" : width.toString())
        .toList();
  }

  /// Touched only where the module is there.
  private static final class Width {
    static int preferred() {
      return jdk.incubator.vector.VectorShape.preferredShape().vectorBitSize();
    }
  }
}

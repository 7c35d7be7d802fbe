package thalweg.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Idx;
import thalweg.training.data.Mnist;
import thalweg.training.data.Split;

/// Is Thalweg faster than its peers, and how near is it to what the processor can do?
///
/// Run: `verify/benchmarks/peers/run`; last answers under docs/measurements.
@Command(
    name = "verify/benchmarks/peers/run",
    mixinStandardHelpOptions = true,
    version = "of Thalweg 0.1.0",
    description =
        "Runs Thalweg beside NumPy, PyTorch, DJL, DL4J and Smile, in turn, and writes a page of"
            + " medians, ratios and bars. Those not installed are left out.")
public final class Peers implements Callable<Integer> {
  static final String THALWEG = "Thalweg";

  /// Another checkout of Thalweg, such as the one before a change.
  static final String BEFORE = "Thalweg before";

  static final String NUMPY = "NumPy";
  static final String PYTORCH = "PyTorch";
  static final String COMPILED = "torch.compile";

  /// Whole steps compiled by XLA.
  static final String JAX = "JAX";

  /// PyTorch whose MKL is told that the processor is Intel's: on others it keeps to AVX2.
  static final String UNLOCKED = "PyTorch with MKL unlocked";

  static final String MACHINE = "machine";

  private static final List<String> NAMES =
      List.of(THALWEG, BEFORE, NUMPY, PYTORCH, COMPILED, UNLOCKED, JAX, "DJL", "DL4J", "Smile");

  /// Where the contestants' sources are.
  static final Path FOLDER = Path.of(System.getProperty("peers.folder", "."));

  private static final Path TERMINAL = FOLDER.resolve("../../../use/terminal").normalize();

  /// Before a question that counts: threads of the one who was asked before wait actively for more
  /// work until then (those of PyTorch for 200 ms), and would share the processors with who is
  /// next.
  private static final long REST_MILLIS = 400;

  private static final String PEAK = "peak 40"; // about 0.1 s

  @Option(
      names = "--mnist",
      paramLabel = "FOLDER",
      description = "the four files of MNIST; without it the built-in digits")
  private @Nullable Path mnist;

  @Option(
      names = "--python",
      paramLabel = "PYTHON",
      defaultValue = "${env:PEERS_PYTHON:-python3}",
      description = "a Python that has NumPy and perhaps PyTorch and JAX; ${DEFAULT-VALUE}")
  private String python = "python3";

  @Option(
      names = "--before",
      paramLabel = "CHECKOUT",
      description = "another checkout of Thalweg, whose benchmarks are built, to take part too")
  private @Nullable Path before;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads for everyone; all processors")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--quick",
      description = "fewer and shorter rounds: to see that all works, not to be quoted")
  private boolean quick;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "where the page goes; docs/measurements/DATE-peers.md")
  private @Nullable Path page;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "these contestants only, such as Thalweg,PyTorch")
  private List<String> only = List.of();

  /// After how many epochs accuracy is asked for.
  record Epochs(int a, int b) {
    /// As many as make some 3,000 steps of a and 900 of b.
    static Epochs of(int rows) {
      return new Epochs(
          Math.ceilDiv(3000, Math.ceilDiv(rows, 100)), Math.ceilDiv(900, Math.ceilDiv(rows, 128)));
    }
  }

  private final Results results = new Results();
  private final List<Contestant> field = new ArrayList<>();

  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Peers());
    command.setExecutionExceptionHandler(
        (failure, _, _) -> {
          System.err.println("peers: " + failure.getMessage());
          return 1;
        });
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads; there must be at least 1.");
    }
    if (!NAMES.containsAll(only)) {
      throw new IllegalArgumentException(
          "contestants are %s; asked for %s.".formatted(NAMES, only));
    }
    Path work = Files.createTempDirectory("peers");
    try {
      Split data = mnist == null ? Digits.split() : Mnist.read(mnist);
      export(data.train(), work, "train");
      export(Objects.requireNonNull(data.test()), work, "t10k");
      long start = System.nanoTime();
      Epochs epochs = quick ? new Epochs(1, 1) : Epochs.of(data.train().rows());
      contest(epochs, work);
      LocalDate date = LocalDate.now(ZoneId.systemDefault());
      Page written =
          new Page(
              date,
              results,
              field,
              data,
              threads,
              epochs,
              quick,
              (System.nanoTime() - start) / 1e9);
      Path file =
          page != null ? page : FOLDER.resolve("../../../docs/measurements/" + date + "-peers.md");
      Files.writeString(file, written.text());
      System.out.println(written.text());
      System.err.println("written to " + file.normalize());
      return 0;
    } finally {
      field.forEach(Contestant::close);
      try (Stream<Path> files = Files.walk(work)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void export(Dataset data, Path folder, String part) throws IOException {
    float[] features = data.features(DType.FLOAT).floats();
    byte[] pixels = new byte[features.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(features[i] * 255);
    }
    int[] classes = data.labels();
    byte[] labels = new byte[classes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) classes[i];
    }
    Idx.ofBytes(data.rowShape().prepend(data.rows()), pixels)
        .write(folder.resolve(part + "-images-idx3-ubyte"));
    Idx.ofBytes(Shape.of(data.rows()), labels).write(folder.resolve(part + "-labels-idx1-ubyte"));
  }

  // ---- Who takes part ----

  private void enter(String name, int threads, Path work) {
    if (!only.isEmpty() && !only.contains(name) && !name.equals(MACHINE)) {
      return;
    }
    try {
      List<String> command = new ArrayList<>(command(name, threads));
      command.add(work.toString());
      command.add(Integer.toString(threads));
      if (name.equals(COMPILED)) {
        command.add("compile");
      }
      Path log = work.resolve(name + threads + ".log");
      Contestant contestant = new Contestant(name, threads, command, log);
      field.add(contestant);
      say("%s %s, threads %d".formatted(name, contestant.version(), threads));
    } catch (IOException absent) {
      if (threads == this.threads) {
        say("%s is left out: %s".formatted(name, absent.getMessage()));
      }
    }
  }

  private List<String> command(String name, int threads) throws IOException {
    String here = System.getProperty("java.class.path");
    return switch (name) {
      case NUMPY -> python("numpy_peer.py");
      case PYTORCH, COMPILED -> python("torch_peer.py");
      case JAX -> python("jax_peer.py");
      case UNLOCKED -> {
        Path key = FOLDER.resolve("../target/unlock.so").normalize();
        if (!Files.exists(key)) {
          throw new IOException("it is for processors with AVX-512 that are not Intel's, with cc");
        }
        yield withEnvironment("LD_PRELOAD=" + key, python("torch_peer.py"));
      }
      case THALWEG -> thalweg(threads, here, TERMINAL);
      case BEFORE -> {
        if (before == null) {
          throw new IOException("no --before CHECKOUT was given");
        }
        Path target = before.resolve("verify/benchmarks/target");
        yield thalweg(
            threads,
            target.resolve("classes") + ":" + Files.readString(target.resolve("class.path")),
            before.resolve("use/terminal"));
      }
      case MACHINE -> java(threads, here, "MachinePeer", "--add-modules=jdk.incubator.vector");
      case "DJL" ->
          java(
              threads,
              library("djl"),
              "djl.DjlPeer",
              "-Dai.djl.offline=true",
              "-DOPT_OUT_TRACKING=true",
              "-DDJL_CACHE_DIR=" + FOLDER.resolve("djl/target/cache"),
              "-Dai.djl.pytorch.num_threads=" + threads);
      case "DL4J" ->
          // Its two OpenMP runtimes wait actively for each other: three times slower without this.
          withEnvironment(
              "OMP_WAIT_POLICY=passive",
              java(
                  threads,
                  library("dl4j"),
                  "dl4j.Dl4jPeer",
                  "-Dorg.bytedeco.javacpp.cachedir=" + FOLDER.resolve("dl4j/target/cache")));
      default -> java(threads, library("smile"), "smile.SmilePeer");
    };
  }

  /// Starts Thalweg as its command does.
  private static List<String> thalweg(int threads, String path, Path terminal) {
    return java(
        threads,
        path,
        "ThalwegPeer",
        "@" + terminal.resolve("training.options"),
        "-XX:CompileCommandFile=" + terminal.resolve("training.compiler"),
        "--add-modules=jdk.incubator.vector");
  }

  private List<String> python(String program) {
    return List.of(python, "-B", FOLDER.resolve(program).toString());
  }

  private static List<String> withEnvironment(String setting, List<String> command) {
    return Stream.concat(Stream.of("env", setting), command.stream()).toList();
  }

  private static List<String> java(int threads, String path, String main, String... flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:ActiveProcessorCount=" + threads);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", path, "thalweg.benchmarks.peers." + main));
    return command;
  }

  private String library(String module) throws IOException {
    Path target = FOLDER.resolve(module).resolve("target");
    if (!Files.exists(target.resolve("class.path"))) {
      throw new IOException("it was not built; run without --no-jvm-peers");
    }
    return target.resolve("classes") + ":" + Files.readString(target.resolve("class.path"));
  }

  // ---- What they do ----

  private void contest(Epochs epochs, Path work) {
    enter(MACHINE, threads, work);
    for (String name : NAMES) {
      int before = field.size();
      enter(name, threads, work);
      if (field.size() > before) {
        learn(field.getLast(), epochs);
      }
    }
    if (threads > 1) {
      for (String name : List.of(MACHINE, THALWEG, BEFORE, NUMPY, PYTORCH, UNLOCKED)) {
        enter(name, 1, work);
      }
    }
    List<Contestant> all = field.stream().filter(one -> one.threads() == threads).toList();
    List<Contestant> single = field.stream().filter(one -> one.threads() == 1).toList();
    race("step a", all);
    race("step b", field); // with those on one thread, to see how each scales
    race("step c", all);
    for (String step : List.of("step d", "step e")) {
      race(step, all.stream().filter(one -> Page.SEQUENTIAL.contains(one.name())).toList());
    }
    for (int rows : Page.PREDICTIONS) {
      race("predict " + rows, all);
    }
    for (String product : Page.PRODUCTS) {
      race("product " + product, single);
    }
  }

  /// Takes accuracy and memory of one that has just started. Network b comes first, so that the
  /// memory is that of training it alone.
  private void learn(Contestant contestant, Epochs epochs) {
    if (learn(contestant, "b", epochs.b())) {
      results.add("memory", contestant, contestant.peakBytes());
    }
    learn(contestant, "a", epochs.a());
  }

  private boolean learn(Contestant contestant, String network, int epochs) {
    double accuracy = contestant.ask("train " + network + " " + epochs);
    if (Double.isNaN(accuracy)) {
      return false;
    }
    results.add("train " + network, contestant, accuracy);
    say("  %s: %.4f right, epochs %d".formatted(network, accuracy, epochs));
    return true;
  }

  /// Lets all answer the same question in turn, round after round, once each is warm.
  private void race(String question, List<Contestant> contestants) {
    say(question);
    double slice = (quick ? 0.1 : 0.25) * 1e6;
    Map<Contestant, Integer> counts = new HashMap<>();
    for (Contestant contestant : contestants) {
      if (!contestant.name().equals(MACHINE)) {
        int count = 1;
        double micros = 0;
        long start = System.nanoTime();
        for (int times = 0;
            !Double.isNaN(micros) && (times < 2 || System.nanoTime() - start < 3e3 * slice);
            times++) {
          micros = contestant.ask(question + " " + count);
          count = (int) Math.clamp(slice / micros, 1, 1e6);
        }
        if (!Double.isNaN(micros)) {
          counts.put(contestant, count);
        }
      }
    }
    for (int round = 0; round < (quick ? 3 : 9); round++) {
      for (Contestant contestant : contestants) {
        if (contestant.name().equals(MACHINE)) {
          rest();
          results.add("peak", contestant, contestant.ask(PEAK));
        } else if (counts.containsKey(contestant)) {
          rest();
          double micros = contestant.ask(question + " " + counts.get(contestant));
          results.add(question, contestant, micros);
        }
      }
    }
  }

  private static void rest() {
    try {
      Thread.sleep(REST_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopped);
    }
  }

  private static void say(String line) {
    System.err.println(line);
  }
}

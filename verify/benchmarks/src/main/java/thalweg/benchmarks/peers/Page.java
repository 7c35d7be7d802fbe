package thalweg.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import thalweg.training.data.Split;

/// The page of a run: what was measured, the ratios, and which bars are reached.
final class Page {
  static final List<Integer> PREDICTIONS = List.of(1, 10_000);

  /// Element type, rows, columns and inner size, as in the question.
  static final List<String> PRODUCTS =
      List.of(
          "float 128 512 784",
          "float 128 512 512",
          "float 512 512 128",
          "float 512 512 512",
          "float 1024 1024 1024",
          "float 100 50 784",
          "float 784 50 100",
          "double 512 512 512");

  /// Who multiplies matrices beside Thalweg.
  private static final List<String> MULTIPLIERS =
      List.of(Peers.PYTORCH, Peers.UNLOCKED, Peers.NUMPY);

  /// Floating-point operations of a step's matrix products, forward and backward; the gradient of
  /// the input is not among them, for nobody needs it.
  private static final Map<String, Double> OPERATIONS =
      Map.of(
          "a", 2.0 * 100 * (2 * 784 * 50 + 3 * 50 * 10),
          "b", 2.0 * 128 * (2 * 784 * 512 + 3 * 512 * 512 + 3 * 512 * 10));

  /// Who trains the networks of sequences.
  static final List<String> SEQUENTIAL =
      List.of(
          Peers.THALWEG,
          Peers.BEFORE,
          Peers.PYTORCH,
          Peers.COMPILED,
          Peers.UNLOCKED,
          Peers.JAX,
          Peers.MACHINE);

  private static final double NONE = Double.NaN;

  private final LocalDate date;
  private final Results results;
  private final List<Contestant> field;
  private final Split data;
  private final int threads;
  private final Peers.Epochs epochs;
  private final boolean quick;
  private final double seconds;
  private final StringBuilder text = new StringBuilder();

  Page(
      LocalDate date,
      Results results,
      List<Contestant> field,
      Split data,
      int threads,
      Peers.Epochs epochs,
      boolean quick,
      double seconds) {
    this.date = date;
    this.results = results;
    this.field = field;
    this.data = data;
    this.threads = threads;
    this.epochs = epochs;
    this.quick = quick;
    this.seconds = seconds;
  }

  String text() throws IOException {
    introduction();
    training();
    prediction();
    products();
    scaling();
    bars();
    return text.toString();
  }

  private void introduction() throws IOException {
    line("# %s: Thalweg beside its peers%s".formatted(date, quick ? " (a quick look)" : ""));
    text.append(
        """

        What `verify/benchmarks/peers/run` found. All worked in turn, round after round, each in a warm process of its own; figures
        are medians. Compare within this page only.%s

        """
            .formatted(quick ? " Rounds were few and short: not to be quoted." : ""));
    line("- Machine: %s".formatted(machine()));
    line("- Thalweg: %s".formatted(commit()));
    for (String name : names()) {
      if (!name.equals(Peers.THALWEG)) {
        line("- %s %s".formatted(name, version(name)));
      }
    }
    line(
        "- Data: %s, %s rows to train, %s to test"
            .formatted(
                data.train().name(),
                number(data.train().rows()),
                number(Objects.requireNonNull(data.test()).rows())));
    line("- Threads: %d, where nothing else is said".formatted(threads));
    line("- Peak in fused multiply-adds, GFLOP/s: one thread %s".formatted(number(peak(1))));
    if (threads > 1) {
      line("- The same on %d: %s".formatted(threads, number(peak(threads))));
    }
    line("- The contest took %s s".formatted(number(seconds)));
    line("");
  }

  private void training() {
    text.append(
        """
        ## A training step

        Gathering a shuffled batch from bytes, forward, backward, update; µs. a: 784-50-10, sigmoid, batch 100, SGD.
        b: 784-512-512-10, ReLU, batch 128, Adam. c: two convolutions and two dense layers, batch 128, Adam. d: a transformer of
        four blocks, vectors of 128, 4 heads, 128 characters, batch 16, Adam. e: an LSTM of 128 units, 64 vectors of 64, batch 64,
        Adam. Behind each time, how many times Thalweg's it is. Accuracy: the share of test rows right after training, epochs: a %d, b %d. Memory: the most that was
        resident while training b, data included.

        """
            .formatted(epochs.a(), epochs.b()));
    line("| | a | | b | | c | | d | | e | | accuracy a | accuracy b | memory, MB |");
    line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (String name : names()) {
      line(
          "| %s | %s | %s | %s | %s |"
              .formatted(
                  name,
                  Stream.of("a", "b", "c", "d", "e")
                      .map(
                          step ->
                              number(all("step " + step, name))
                                  + " | "
                                  + times(ratio("step " + step, name, threads)))
                      .collect(Collectors.joining(" | ")),
                  accuracy(all("train a", name)),
                  accuracy(all("train b", name)),
                  number(all("memory", name) / 1e6)));
    }
    line("");
    text.append(
        """
        Thalweg's share of the peak: a %s, b %s. All operations of the products are counted and no others, also those that Thalweg
        leaves out where pixels are 0.

        """
            .formatted(percent(share("a")), percent(share("b"))));
  }

  private void prediction() {
    line("## Prediction by network b");
    line("");
    line("| | one row, µs | | 10,000 rows, ms | |");
    line("|---|--:|--:|--:|--:|");
    for (String name : names()) {
      if (!Double.isNaN(all("predict 1", name))) {
        line(
            "| %s | %s | %s | %s | %s |"
                .formatted(
                    name,
                    number(all("predict 1", name)),
                    times(ratio("predict 1", name, threads)),
                    number(all("predict 10000", name) / 1e3),
                    times(ratio("predict 10000", name, threads))));
      }
    }
    line("");
  }

  private void products() {
    text.append(
        """
        ## Matrix products on one thread

        [m, k]·[k, n], GFLOP/s; the share is of the peak in float, or half of it in double. PyTorch calls MKL, NumPy OpenBLAS. On
        processors that are not Intel's, MKL keeps to AVX2; unlocked, it was told that this one is.

        """);
    List<String> others = names().stream().filter(MULTIPLIERS::contains).toList();
    line("| m × n × k | Thalweg | share | %s |".formatted(String.join(" | | ", others) + " |"));
    line("|---|--:|--:|" + "--:|--:|".repeat(others.size()));
    for (String product : PRODUCTS) {
      double rate = rate(product, Peers.THALWEG);
      double share = rate / peak(1) * (product.startsWith("double") ? 2 : 1);
      line(
          "| %s | %s | %s | %s |"
              .formatted(
                  words(product),
                  number(rate),
                  percent(share),
                  others.stream()
                      .map(
                          name ->
                              number(rate(product, name))
                                  + " | "
                                  + times(ratio("product " + product, name, 1)))
                      .collect(Collectors.joining(" | "))));
    }
    line("");
  }

  private void scaling() {
    if (threads == 1) {
      return;
    }
    line("## From one thread to %d: a step of b, µs".formatted(threads));
    line("");
    line("| | one | %d | times faster |".formatted(threads));
    line("|---|--:|--:|--:|");
    for (String name : List.of(Peers.THALWEG, Peers.PYTORCH, Peers.UNLOCKED)) {
      line(
          "| %s | %s | %s | %s |"
              .formatted(
                  name,
                  number(results.median("step b", name, 1)),
                  number(all("step b", name)),
                  times(scaling(name))));
    }
    line("");
  }

  private void bars() {
    text.append(
        """
        ## The bars

        Ratios are the peer's time divided by Thalweg's: above 1, Thalweg is faster. The last two columns ask the same of a PyTorch
        whose MKL is unlocked.

        | work | bar | reached | | unlocked | |
        |---|---|--:|---|--:|---|
        """);
    for (String product : PRODUCTS) {
      double factor = product.contains(" 50 ") ? 1.2 : product.startsWith("double") ? 0.9 : 1;
      faster(words(product) + ", one thread", factor, Peers.PYTORCH, "product " + product, 1);
    }
    faster("step a", 2.5, Peers.NUMPY, "step a", threads);
    faster("step a", 4, Peers.PYTORCH, "step a", threads);
    faster("step a", 4, Peers.COMPILED, "step a", threads);
    faster("step a", 2.5, Peers.JAX, "step a", threads);
    faster("step b", 1.5, Peers.PYTORCH, "step b", threads);
    faster("step b", 1.5, Peers.COMPILED, "step b", threads);
    faster("step c", 3, Peers.PYTORCH, "step c", threads);
    faster("step d", 1.5, Peers.PYTORCH, "step d", threads);
    faster("step e", 1.7, Peers.PYTORCH, "step e", threads);
    double share = share("b");
    bar("step b", "≥ 55 % of peak", percent(share), verdict(share - 0.55), "", "");
    double row = all("predict 1", Peers.THALWEG);
    bar("prediction of one row", "≤ 60 µs", number(row) + " µs", verdict(60 - row), "", "");
    faster("prediction of 10,000 rows", 1.2, Peers.PYTORCH, "predict 10000", threads);
    if (threads > 1) {
      double wanted = 0.9 * threads;
      double scaling = scaling(Peers.THALWEG);
      String what = "step b, one thread to " + threads;
      bar(what, "≥ " + times(wanted), times(scaling), verdict(scaling - wanted), "", "");
    }
    double memory = all("memory", Peers.THALWEG) / all("memory", Peers.PYTORCH);
    bar("memory training b", "≤ 50 % of PyTorch", percent(memory), verdict(0.5 - memory), "", "");
  }

  /// Writes the bar that Thalweg be so many times as fast as a peer.
  private void faster(String what, double factor, String peer, String question, int threads) {
    double ratio = ratio(question, peer, threads);
    double unlocked =
        peer.equals(Peers.PYTORCH) ? ratio(question, Peers.UNLOCKED, threads) : Double.NaN;
    boolean both = !Double.isNaN(unlocked);
    bar(
        what,
        "≥ %s %s".formatted(times(factor), peer),
        times(ratio),
        verdict(ratio - factor),
        both ? times(unlocked) : "",
        both ? verdict(unlocked - factor) : "");
  }

  private void bar(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private static String verdict(double beyond) {
    if (Double.isNaN(beyond)) {
      return "not measured";
    }
    return beyond >= 0 ? "met" : "not met";
  }

  // ---- Figures ----

  private List<String> names() {
    return field.stream()
        .filter(one -> one.threads() == threads)
        .map(Contestant::name)
        .filter(name -> !name.equals(Peers.MACHINE))
        .toList();
  }

  private String version(String name) {
    return field.stream()
        .filter(one -> one.name().equals(name))
        .map(Contestant::version)
        .findFirst()
        .orElse("");
  }

  private double all(String question, String name) {
    return results.median(question, name, threads);
  }

  private double ratio(String question, String name, int threads) {
    return results.median(question, name, threads)
        / results.median(question, Peers.THALWEG, threads);
  }

  private double peak(int threads) {
    return results.median("peak", Peers.MACHINE, threads);
  }

  private double share(String network) {
    double operations = OPERATIONS.getOrDefault(network, NONE);
    return operations / all("step " + network, Peers.THALWEG) / 1e3 / peak(threads);
  }

  private double scaling(String name) {
    return results.median("step b", name, 1) / all("step b", name);
  }

  private double rate(String product, String name) {
    double operations =
        2
            * Stream.of(product.split(" ", -1))
                .skip(1)
                .mapToDouble(Double::parseDouble)
                .reduce(1, (left, right) -> left * right);
    return operations / results.median("product " + product, name, 1) / 1e3;
  }

  // ---- Words ----

  private void line(String line) {
    text.append(line).append('\n');
  }

  private static String words(String product) {
    String[] words = product.split(" ", 2);
    return words[1].replace(" ", "×") + (words[0].equals("double") ? " double" : "");
  }

  /// Returns three figures or the whole number, or nothing for what was not measured.
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    int places = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + places + "f", value);
  }

  private static String times(double ratio) {
    return Double.isNaN(ratio) ? "–" : String.format(Locale.ROOT, "%.2f ×", ratio);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String accuracy(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.4f", share);
  }

  private static String machine() throws IOException {
    Path processors = Path.of("/proc/cpuinfo");
    String model = System.getProperty("os.arch");
    if (Files.isReadable(processors)) {
      model =
          Files.readAllLines(processors).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.replaceFirst(".*:\\s*", ""))
              .findFirst()
              .orElse(model);
    }
    return "%s, %d processors, %s, JDK %s"
        .formatted(
            model,
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            Runtime.version());
  }

  /// Returns which commit this is, and whether files have changed since.
  private static String commit() throws IOException {
    String commit = git("log", "-1", "--format=%h of %cs, %s");
    if (commit.isEmpty()) {
      return "of an unknown commit";
    }
    return commit + (git("status", "--porcelain").isEmpty() ? "" : "; files have changed since");
  }

  private static String git(String... words) throws IOException {
    Process git =
        new ProcessBuilder(
                Stream.concat(Stream.of("git", "-C", Peers.FOLDER.toString()), Stream.of(words))
                    .collect(Collectors.toList()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = git.inputReader()) {
      return output.lines().collect(Collectors.joining("\n"));
    }
  }
}

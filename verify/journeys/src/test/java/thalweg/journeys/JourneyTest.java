package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whole journeys of a stranger through the real command, in a folder with a blank in its name.
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class JourneyTest {
  private static final Pattern SHA = Pattern.compile("\"weightsSha256\":\"([0-9a-f]{64})\"");

  @TempDir Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Command.isPacked(), "the command is not packed yet: run mvn verify");
    folder = Files.createDirectory(temporary.resolve("a folder"));
  }

  /// Returns the hash of the weights of a run that ended, whether or not it has learnt anything.
  private static String weights(Command.Result result) {
    assertThat(result.exit()).as(result.err()).isIn(0, 6);
    Matcher matcher = SHA.matcher(result.out());
    assertThat(matcher.find()).as(result.out()).isTrue();
    return matcher.group(1);
  }

  /// Returns a line that trains on few of the digits.
  private static List<String> onFew(String... more) {
    return Stream.concat(
            Stream.of("train", "--train-rows", "600", "--test-rows", "100"), Stream.of(more))
        .toList();
  }

  @Test
  void the_same_weights_come_of_any_threads_and_any_vector_width() {
    Set<String> hashes = new HashSet<>();
    List<String> auto = onFew("--json", "--epochs", "2", "--threads", "1");
    hashes.add(weights(Command.run(folder, auto)));
    List<String> narrow = onFew("--json", "--epochs", "2", "--threads", "3", "--vector", "128");
    hashes.add(weights(Command.run(folder, narrow)));
    List<String> plain = onFew("--json", "--epochs", "2", "--threads", "2");
    hashes.add(weights(Command.runWith(Command.BRIEF, folder, plain)));
    assertThat(hashes).hasSize(1);
  }

  @Test
  void an_interrupted_training_saves_says_how_to_go_on_and_ends_with_the_same_weights()
      throws Exception {
    // Every few epochs the rate is cut, so that where the plateau stands is part of what is saved.
    String rule = "momentum + clip(norm 5) + plateau(factor 0.7, patience 1, threshold 0.2)";
    List<String> train = onFew("--rule", rule, "--epochs", "400000", "--save", "m.safetensors");
    Process process = Command.startBehind(Command.hearing(), folder, train);
    int done = 0; // epochs; on a busy machine some pass before the signal comes
    try (BufferedReader err = process.errorReader();
        BufferedReader out = process.inputReader()) {
      awaitThirdEpoch(out);
      signal("INT", process);
      done = 3 + (int) out.lines().filter(line -> line.matches("epoch +\\d+/.*")).count();
      StringBuilder rest = new StringBuilder();
      err.lines().forEach(text -> rest.append(text).append('\n'));
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(rest.toString()).isEqualTo(130);
      assertThat(rest.toString()).contains("--resume");
    }
    assertThat(folder.resolve("m.safetensors")).exists();
    String end = String.valueOf(done + 5);
    List<String> resume = onFew("--json", "--resume", "m.safetensors", "--epochs", end);
    String resumed = weights(Command.runWith(Command.BRIEF, folder, resume));
    List<String> other = onFew("--json", "--rule", rule, "--epochs", end, "--save", "whole");
    String whole = weights(Command.runWith(Command.BRIEF, folder, other));
    assertThat(resumed).isEqualTo(whole);
  }

  @Test
  void training_a_large_network_leaves_the_process_small() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "the system tells no peak");
    // What it holds: 19 MB of digits and 24 MB of weights, gradients and Adam's state.
    List<String> train =
        List.of(
            "train",
            "--network",
            "784-512-512-10",
            "--rule",
            "adam",
            "--batch",
            "128",
            "--epochs",
            "2",
            "--threads",
            "2");
    Process process = Command.start(folder, train);
    long peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, peakKilobytes(process));
      Thread.sleep(5);
    }
    assertThat(process.exitValue()).isZero();
    assertThat(folder.resolve("thalweg-training.png")).exists();
    // Of the same command 211 to 228 MB, as Java's own threads and code happen to lie.
    assertThat(peak).isBetween(100_000L, 250_000L);
  }

  /// Returns the largest resident size so far, or 0 of a process that has just ended.
  private static long peakKilobytes(Process process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }

  private static void awaitThirdEpoch(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.matches("epoch +3/.*")) {
      line = out.readLine();
    }
  }

  private static void signal(String name, Process process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  @Test
  void a_training_that_cannot_hear_control_c_says_so_and_stops_on_the_other_signals()
      throws Exception {
    List<String> deaf = new ArrayList<>(Command.hearing());
    deaf.addAll(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    for (String name : List.of("TERM", "HUP")) {
      Path model = folder.resolve(name + ".safetensors");
      Process process =
          Command.startBehind(
              deaf, folder, onFew("--epochs", "400000", "--save", model.toString()));
      try (BufferedReader err = process.errorReader();
          BufferedReader out = process.inputReader()) {
        awaitThirdEpoch(out);
        signal("INT", process);
        assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        signal(name, process);
        signal(name, process); // as timeout and closing terminals do
        String rest = String.join("\n", err.lines().toList());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(rest).isEqualTo(name.equals("TERM") ? 143 : 129);
        assertThat(rest.lines().filter(line -> line.contains("Ctrl-C is not heard")))
            .singleElement()
            .asString()
            .contains("kill " + process.pid());
        assertThat(rest).contains("--resume");
      }
      assertThat(model).exists();
    }
  }

  @Test
  void interrupted_before_there_is_anything_to_save_is_no_code_that_says_saved() throws Exception {
    // Nothing is printed before the data are there, so nothing tells when it begins to listen: a
    // signal that comes before ends Java in its own way, and the next trial waits longer.
    int exit = 0;
    for (int wait = 1500; exit != 1 && wait < 30_000; wait *= 3) {
      Process process =
          Command.startBehind(Command.hearing(), folder, List.of("train", "--data", "/dev/stdin"));
      Thread.sleep(wait);
      signal("INT", process);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      exit = process.exitValue();
    }
    assertThat(exit).isEqualTo(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void the_same_bytes_come_of_every_locale() throws IOException {
    Files.writeString(folder.resolve("tabelle ü.csv"), table());
    List<List<String>> lines =
        List.of(
            List.of("derivative", "x^3 - 2.5*x", "--at", "0.5,1e9"),
            List.of("descend", "(x-1.5)^2", "--from", "-3"),
            List.of("solve", "i^2 = 2.25", "--from", "-3"),
            List.of(
                "train",
                "--data",
                "tabelle ü.csv",
                "--network",
                "2-3-2",
                "--batch",
                "10",
                "--epochs",
                "2",
                "--quiet"),
            List.of("descend", "x^2 + İ", "--from", "1,2"),
            List.of("fit", "b = p + q*a", "--data", "tabelle ü.csv", "--predict", "0.5"));
    List<String> usual = null;
    for (String locale : List.of("C", "ar_EG.UTF-8", "tr_TR", "fa_IR")) {
      String[] parts = locale.split("[_.@]", -1);
      List<String> said = new ArrayList<>();
      for (List<String> line : lines) {
        Command.Result result =
            Command.runBehind(
                List.of(
                    "env",
                    "LC_ALL=" + locale,
                    "THALWEG_JAVA_OPTIONS=" + Command.BRIEF,
                    "JDK_JAVA_OPTIONS=-Duser.language="
                        + (parts[0].equals("C") ? "en" : parts[0])
                        + " -Duser.country="
                        + (parts[0].equals("C") ? "US" : parts[1])),
                folder,
                line);
        said.add(
            result.exit()
                + result.out()
                + result.err().lines().filter(text -> !text.startsWith("NOTE: Picked")).toList());
      }
      usual = usual == null ? said : usual;
      assertThat(said).as(locale).isEqualTo(usual);
    }
  }

  private static String table() {
    StringBuilder table = new StringBuilder("a,b,kind\n");
    for (int row = 0; row < 60; row++) {
      table.append(row % 7).append(',').append(row % 11).append(',').append(row % 2).append('\n');
    }
    return table.toString();
  }

  @Test
  void the_bar_never_breaks_on_a_terminal_of_any_width_resized_while_it_moves() throws Exception {
    assumeTrue(has("script") && has("stty") && has("tty"), "no terminal can be made here");
    // One epoch takes minutes on any machine, so that its bar is always under way.
    String train =
        "tty; stty cols 100;"
            + " exec \"$THE_COMMAND\" train --network 784-2000-2000-10 --batch 1 --epochs 4000";
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qfec", train, "/dev/null").directory(folder.toFile());
    builder.environment().put("THE_COMMAND", Command.house().resolve("thalweg").toString());
    builder.environment().put("THALWEG_JAVA_OPTIONS", Command.BRIEF);
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("CI");
    builder.environment().remove("COLUMNS");
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader()) {
      String terminal = out.readLine().strip();
      for (int columns : new int[] {100, 60, 200, 80, 30}) {
        Command.ended(
            new ProcessBuilder("stty", "-F", terminal, "cols", String.valueOf(columns)).start());
        assertBarsWithin(columns, out);
      }
    } finally {
      List<ProcessHandle> all = process.descendants().toList();
      all.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle each : all) {
        each.onExit().get(30, TimeUnit.SECONDS);
      }
      process.destroyForcibly().waitFor();
    }
  }

  private static boolean has(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  /// Reads what is drawn until ten bars in a row are narrower than this. Those of the old width
  /// come first: how many depends on when the terminal's signal is heard.
  private static void assertBarsWithin(int columns, BufferedReader out) throws IOException {
    StringBuilder line = new StringBuilder();
    int bars = 0;
    int late = 0;
    while (bars < 10) {
      int letter = out.read();
      assertThat(letter).as("the end came early: %s", line).isNotNegative();
      if (letter != '\r' && letter != '\n') {
        line.append((char) letter);
        continue;
      }
      String shown = line.toString().replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "");
      line.setLength(0);
      if (shown.matches("epoch 1/4000  .*")) {
        boolean fits = shown.length() < columns;
        bars = fits ? bars + 1 : 0;
        late += fits ? 0 : 1;
        assertThat(late).as("%s in %d columns", shown, columns).isLessThan(500);
      }
    }
  }

  @Test
  void the_table_of_the_tutorial_is_met_to_the_last_digit() {
    assertThat(
            Command.run(
                    folder,
                    "derivative",
                    "0.01*x^2 + 0.1*x",
                    "--at",
                    "5,10",
                    "--method",
                    "central",
                    "--json")
                .out())
        .contains("\"derivative\":0.1999999999990898", "\"derivative\":0.2999999999986347")
        .contains("\"intercept\":-0.24999999999544897", "\"intercept\":-0.9999999999863469");
    assertThat(
            Command.run(
                    folder,
                    "derivative",
                    "0.01*x^2 + 0.1*x",
                    "--at",
                    "5",
                    "--method",
                    "forward",
                    "--json")
                .out())
        .contains("\"derivative\":0.20000099999917254");
    assertThat(
            Command.run(
                    folder,
                    "gradient",
                    "x0^2 + x1^2",
                    "--at",
                    "3,4",
                    "--method",
                    "central",
                    "--json")
                .out())
        .contains("\"gradient\":[6.00000000000378,7.999999999999119]");
    Command.Result small = descent("1e-10");
    assertThat(small.out()).contains("\"point\":[-2.999999939999995,3.9999999199999934]");
    Command.Result good = descent("0.1");
    assertThat(good.out())
        .contains("\"point\":[-6.111107928998789E-10,8.148143905314271E-10]")
        .contains("\"outcome\":\"STEP_LIMIT\"");
    assertThat(good.exit()).isZero();
    Command.Result large = descent("10");
    assertThat(large.out())
        .contains("\"point\":[-2.5898374737328363E13,-1.2952486168965398E12]")
        .contains("\"outcome\":\"DIVERGED\"");
    assertThat(large.exit()).isEqualTo(3);
  }

  private Command.Result descent(String rate) {
    return Command.run(
        folder,
        "descend",
        "x0^2 + x1^2",
        "--from",
        "-3,4",
        "--rate",
        rate,
        "--steps",
        "100",
        "--json");
  }

  @Test
  void wrong_input_is_told_in_one_line_and_nothing_is_overwritten() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Command.Result refused = Command.run(folder, "train", "--epochs", "1", "--save", "notes.txt");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("notes.txt", "no model");
    assertThat(folder.resolve("notes.txt")).hasContent("mine");

    Files.writeString(folder.resolve("ragged.csv"), "a,b,label\n1,2,x\n3,y\n");
    Command.Result ragged = Command.run(folder, "train", "--data", "ragged.csv");
    assertThat(ragged.exit()).isEqualTo(4);
    assertThat(ragged.err()).contains("ragged.csv", "line 3");

    Command.Result formula = Command.run(folder, "derivative", "2x", "--at", "1");
    assertThat(formula.exit()).isEqualTo(2);
    assertThat(formula.err()).contains("2*x", "^");
  }

  @Test
  void a_machine_or_a_java_that_lacks_something_is_told_in_one_line_and_the_weights_are_the_same()
      throws IOException {
    StringBuilder table = new StringBuilder("a,b,label\n");
    for (int row = 0; row < 60; row++) {
      table.append(row % 7).append(',').append(row % 11).append(',').append(row % 2).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), table);
    List<String> train =
        List.of("train", "--data", "table.csv", "--network", "2-3-2", "--batch", "10");
    List<String> brief = Stream.concat(train.stream(), Stream.of("--epochs", "2")).toList();
    List<String> json = Stream.concat(brief.stream(), Stream.of("--json")).toList();
    String expected = weights(Command.run(folder, json));

    Command.Result unfused = Command.runWith("-XX:-UseFMA", folder, json);
    assertThat(weights(unfused)).isEqualTo(expected);
    assertThat(unfused.errLines().stream().filter(line -> line.contains("multiply-add")))
        .singleElement()
        .asString()
        .contains("thousands of times slower", "-XX:-UseFMA");

    Command.Result plain = Command.runWithoutVectorModule(folder, json);
    assertThat(weights(plain)).isEqualTo(expected);
    assertThat(plain.errLines().stream().filter(line -> line.contains("jdk.incubator.vector")))
        .singleElement()
        .asString()
        .contains("Start Java with --add-modules jdk.incubator.vector");

    List<String> wide =
        List.of("train", "--data", "table.csv", "--network", "2-3000-3000-2", "--batch", "10");
    Command.Result large = Command.runWith("-Xmx64m", folder, wide);
    assertThat(large.exit()).isEqualTo(2);
    assertThat(large.err())
        .containsOnlyOnce("thalweg: training: it takes")
        .contains("dense2.weight [3000, 3000]", "THALWEG_JAVA_OPTIONS=-Xmx");
  }

  @Test
  void the_librarys_own_jars_are_small() throws IOException {
    long bytes = 0;
    try (Stream<Path> jars = Files.list(Command.house().resolve("use/terminal/target/dist/lib"))) {
      for (Path jar :
          jars.filter(file -> file.getFileName().toString().startsWith("thalweg")).toList()) {
        bytes += Files.size(jar);
      }
    }
    assertThat(bytes).isBetween(100_000L, 3L << 20);
  }

  @Test
  @Timeout(120)
  void the_studio_prints_where_it_is_is_seen_there_and_ends_when_told() throws Exception {
    assumeTrue(Command.isPacked(), "the command is not packed yet: run mvn verify");
    Process process =
        Command.startBehind(
            List.of("env", "THALWEG_JAVA_OPTIONS=-Xlog:class+load:file=loaded.txt"),
            folder,
            List.of("studio", "--no-open", "--quiet"));
    try (BufferedReader out = process.inputReader();
        HttpClient client =
            HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
      String address = String.valueOf(out.readLine());
      assertThat(address).matches("http://127\\.0\\.0\\.1:[0-9]+/\\?token=[0-9a-f]{32}");
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20)).build(),
              HttpResponse.BodyHandlers.ofString());
      // Without npm there is no page, and the answer says so.
      assertThat(page.body()).containsAnyOf("<title>Thalweg</title>", "install Node 20 with npm");
      process.toHandle().destroy(); // which leaves what it wrote to be read
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(out.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
    // What the build has kept of a first visit is what Java begins from.
    if (Files.exists(Command.house().resolve("use/terminal/target/dist/classes.jsa"))) {
      assertThat(Files.readAllLines(folder.resolve("loaded.txt")))
          .anyMatch(
              line -> line.matches(".* org\\.eclipse\\.jetty\\.server\\.Server source: shared .*"));
    }
  }
}

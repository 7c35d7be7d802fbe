package thalweg.training.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.training.objective.Score;
import thalweg.training.tracking.MlflowServer.Kept;
import thalweg.training.tracking.MlflowServer.Mood;

/// What is told arrives once and within MLflow's rules, whatever the server does meanwhile; and
/// what does not arrive is counted. Runs of the trainer itself: [MlflowTrainingTest].
@Tag("plain")
class MlflowTest {
  /// Waits long for an answer, and calls again soon.
  private static final Patience KEEN = patience(10_000, 20_000);

  /// Waits for nobody.
  private static final Patience BRIEF = patience(100, 300);

  private static Patience patience(int answer, int end) {
    return new Patience(
        Duration.ofSeconds(2),
        Duration.ofMillis(answer),
        Duration.ofMillis(1),
        Duration.ofMillis(8),
        Duration.ofMillis(end),
        Duration.ofMillis(end));
  }

  private final List<String> told = new CopyOnWriteArrayList<>();

  private Mlflow at(MlflowServer server, Patience patience) {
    return Mlflow.at(server.address(), "a & b/ü", told::add, Map.of(), patience);
  }

  private static List<Score.Measured> values(int step) {
    return List.of(
        new Score.Measured("loss", 1.0 / step), new Score.Measured("testAccuracy", step / 100.0));
  }

  /// Returns what of a run is not a time.
  private static Set<List<Object>> metrics(Kept run) {
    return run.metrics().stream()
        .map(each -> List.of(each.get(0), each.get(1), each.get(3)))
        .collect(Collectors.toSet());
  }

  private static Set<List<Object>> expected(int steps) {
    Set<List<Object>> expected = new HashSet<>();
    for (int step = 1; step <= steps; step++) {
      for (Score.Measured each : values(step)) {
        expected.add(List.of(each.name(), each.value(), (long) step));
      }
    }
    return expected;
  }

  private static void tell(MlflowRun run, int steps) {
    for (int step = 1; step <= steps; step++) {
      run.measured(step, values(step));
    }
    run.tag(Map.of("weightsSha256", "abc")).end(MlflowRun.Status.FINISHED);
  }

  /// A server in bad moods for a while, drawn by chance: each kind of call meets each of them.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  @Timeout(120)
  void all_arrives_once_whatever_the_server_does_meanwhile(int family) {
    Semaphore few = new Semaphore(10); // whose servers are busy, and who else is there
    IntStream.range(0, 75)
        .mapToObj(
            member ->
                CompletableFuture.runAsync(
                    () -> {
                      few.acquireUninterruptibly();
                      try {
                        arrivesOnce(new Random(100L * family + member));
                      } finally {
                        few.release();
                      }
                    },
                    Thread::startVirtualThread))
        .toList()
        .forEach(CompletableFuture::join);
  }

  private static void arrivesOnce(Random random) {
    double share = random.nextDouble();
    List<Mood> moods = new ArrayList<>();
    for (int i = random.nextInt(14); i > 0; i--) {
      boolean isBad = random.nextDouble() < share;
      moods.add(isBad ? Mood.values()[random.nextInt(Mood.HESITATES.ordinal())] : Mood.ANSWERS);
    }
    arrivesOnce(moods, KEEN, 1 + random.nextInt(30));
  }

  /// Each call in turn is answered too late, though done, or half.
  @Test
  @Timeout(120)
  void all_arrives_once_where_an_answer_comes_too_late() {
    IntStream.range(0, 18)
        .mapToObj(
            i -> {
              List<Mood> moods = new ArrayList<>(Collections.nCopies(i / 2, Mood.ANSWERS));
              moods.add(i % 2 == 0 ? Mood.HESITATES : Mood.DRIPS);
              return CompletableFuture.runAsync(
                  () -> arrivesOnce(moods, patience(2000, 20_000), 3), Thread::startVirtualThread);
            })
        .toList()
        .forEach(CompletableFuture::join);
  }

  private static void arrivesOnce(List<Mood> moods, Patience patience, int steps) {
    List<String> told = new CopyOnWriteArrayList<>();
    try (MlflowServer server =
        new MlflowServer(call -> call < moods.size() ? moods.get(call) : Mood.ANSWERS, 3000)) {
      Mlflow mlflow = Mlflow.at(server.address(), "a & b/ü", told::add, Map.of(), patience);
      MlflowRun outer = mlflow.run("outer", Map.of("seed", steps, "rate", 0.1));
      tell(outer.nested("inner", Map.of("batch", 10)), steps);
      tell(outer, steps);
      mlflow.close();
      String what = moods + " " + told + " " + server.calls;
      assertThat(mlflow.lost()).as(what).isZero();
      assertThat(server.broken).as(what).isEmpty();
      assertThat(server.experiments).as(what).hasSize(1).containsKey("a & b/ü");
      assertThat(server.runs).as(what).hasSize(2);
      boolean isBad = moods.stream().anyMatch(mood -> mood != Mood.ANSWERS);
      assertThat(told).as(what).hasSizeLessThanOrEqualTo(isBad ? 1 : 0);
      for (Kept run : server.runs.values()) {
        assertThat(metrics(run)).as(what).isEqualTo(expected(steps));
        assertThat(run.metrics()).as(what).hasSize(2 * steps); // each with one time
        assertThat(run.states()).as(what).containsOnly("FINISHED");
        assertThat(run.tags()).as(what).containsEntry("weightsSha256", "abc");
      }
      assertThat(server.runs.get("r0").parameters())
          .isEqualTo(Map.of("seed", String.valueOf(steps), "rate", "0.1"));
      assertThat(server.runs.get("r1").tags()).containsEntry("mlflow.parentRunId", "r0");
      assertThat(mlflow.page(outer))
          .contains(URI.create(server.address() + "/#/experiments/e0/runs/r0"));
    } catch (IOException noServer) {
      throw new UncheckedIOException(noServer);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mood.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ANSWERS", "HESITATES"})
  @Timeout(60)
  void who_never_answers_is_told_of_once_and_at_the_end(Mood mood) throws IOException {
    try (MlflowServer server = new MlflowServer(_ -> mood, 5000)) {
      Mlflow mlflow = at(server, BRIEF);
      tell(mlflow.run("lost", Map.of()), 20);
      long start = System.nanoTime();
      mlflow.close();
      mlflow.close();
      assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
      assertThat(mlflow.lost())
          .isEqualTo(24); // the beginning, the version, 20 steps, a tag, the end
      assertThat(told).hasSize(2);
      assertThat(told.getFirst()).startsWith("MLflow at http://127.0.0.1:").contains("tried again");
      assertThat(told.getLast()).contains("24 of 24 reports are lost; ");
      assertThat(server.calls.size()).as("called again").isGreaterThan(1);
    }
  }

  @Test
  void who_is_not_there_at_all_holds_up_nobody() throws IOException {
    URI nowhere;
    try (MlflowServer gone = MlflowServer.kind()) {
      nowhere = gone.address();
    }
    Mlflow mlflow = Mlflow.at(nowhere, "x", told::add, Map.of(), patience(10_000, 300));
    MlflowRun run = mlflow.run("lost", Map.of());
    long start = System.nanoTime();
    int steps = 3 * Outbox.MOST_KEPT;
    tell(run, steps);
    assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
    mlflow.close();
    assertThat(mlflow.lost()).isEqualTo(steps + 4);
    assertThat(told).hasSize(2).allMatch(what -> what.contains("nothing answers there"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308, 400, 401, 403, 404, 410, 422})
  void what_is_refused_is_not_asked_again(int status) throws IOException {
    com.sun.net.httpserver.HttpServer server =
        com.sun.net.httpserver.HttpServer.create(
            new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().set("Location", "https://elsewhere.example/login");
          byte[] body =
              "{\"error_code\":\"NO\",\"message\":\"not\\u001b[31m you\"}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prefix/");
    Mlflow mlflow = Mlflow.at(address, "x", told::add, Map.of(), KEEN);
    tell(mlflow.run("refused", Map.of()), 20);
    mlflow.close();
    server.stop(0);
    assertThat(asked).containsExactly("/prefix/api/2.0/mlflow/experiments/get-by-name");
    assertThat(mlflow.lost()).isEqualTo(24);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst())
        .contains(
            status < 400 ? "\"https://elsewhere.example/login\"" : status + " NO: not<U+001B>")
        .doesNotContain("tried again");
  }

  @Test
  void one_refused_report_takes_no_other_with_it() throws IOException {
    try (MlflowServer server = MlflowServer.kind()) {
      Mlflow mlflow = at(server, KEEN);
      MlflowRun run = mlflow.run("run", Map.of("a", 1));
      run.end(MlflowRun.Status.KILLED);
      run.measured(1, values(1)); // which this server refuses after the end
      MlflowRun next = mlflow.run("next", Map.of());
      tell(next, 3);
      mlflow.close();
      assertThat(mlflow.lost()).isEqualTo(1);
      assertThat(told).hasSize(2);
      assertThat(metrics(server.runs.get("r1"))).isEqualTo(expected(3));
      assertThat(server.runs.get("r0").states()).containsExactly("KILLED");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-7", " b", "<>%zz", "\u001b[31m", "/../x?y#z", "ü\ud800", "\n\"'\\"})
  void whatever_a_server_calls_a_run_ends_no_training(String ending) throws IOException {
    try (MlflowServer server = MlflowServer.kind()) {
      server.ending = ending;
      Mlflow mlflow = at(server, KEEN);
      MlflowRun run = mlflow.run("run", Map.of("a", 1));
      tell(run, 2);
      mlflow.close();
      String page = mlflow.page(run).orElseThrow().toString();
      assertThat(page).startsWith(server.address() + "/#/experiments/e0/runs/r0");
      assertThat(page.chars()).allMatch(letter -> letter > ' ' && letter < 0x7f);
      server.ending = "x".repeat(100_000);
      Mlflow other = at(server, BRIEF);
      MlflowRun endless = other.run("run", Map.of());
      other.close();
      assertThat(other.page(endless)).isEmpty();
      assertThat(told).last().asString().contains("run_id of at most 250 letters");
    }
  }

  /// Names and values of all kinds and lengths, and more of each than go into one call.
  @Test
  @Timeout(60)
  void the_limits_are_kept() throws IOException {
    for (int member = 0; member < 25; member++) {
      Random random = new Random(member);
      Map<String, Object> parameters = new LinkedHashMap<>();
      for (int i = random.nextInt(350); i > 0; i--) {
        parameters.put(i + text(random), text(random).repeat(1 + random.nextInt(9)));
      }
      List<Score.Measured> many = new ArrayList<>();
      for (int i = random.nextInt(3000); i > 0; i--) {
        double value =
            switch (random.nextInt(6)) {
              case 0 -> Double.NaN;
              case 1 -> Double.POSITIVE_INFINITY;
              case 2 -> Double.NEGATIVE_INFINITY;
              case 3 -> random.nextInt(9);
              default -> Double.longBitsToDouble(random.nextLong());
            };
        many.add(new Score.Measured("m" + i, value));
      }
      try (MlflowServer server = MlflowServer.kind()) {
        Mlflow mlflow = at(server, KEEN);
        MlflowRun run = mlflow.run(text(random), parameters);
        run.tag(Map.of(text(random), text(random).repeat(90))).measured(7, many);
        run.measured(8, List.of(new Score.Measured(text(random), 1), new Score.Measured("..", 2)));
        mlflow.close();
        assertThat(told).isEmpty();
        assertThat(server.broken).isEmpty();
        Kept kept = server.runs.get("r0");
        assertThat(kept.parameters()).hasSize(parameters.size());
        assertThat(kept.states()).containsExactly("FAILED"); // nobody ended it
        Set<List<Object>> wanted =
            many.stream()
                .map(each -> List.<Object>of(each.name(), each.value(), 7L))
                .collect(Collectors.toSet());
        Set<List<Object>> all = metrics(kept);
        assertThat(all).hasSize(many.size() + 2);
        assertThat(all.containsAll(wanted)).isTrue(); // at once: it tells of no difference
      }
    }
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(300), 0, 0x11000)
        .map(point -> random.nextInt(3) == 0 ? point : point % 0x7f)
        .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void a_text_is_cut_to_bytes_and_never_within_a_letter() {
    Random random = new Random(1);
    for (int member = 0; member < 3000; member++) {
      String text = text(random);
      int bytes = 3 + random.nextInt(400);
      String cut = MlflowWriter.cut(text, bytes);
      int size = text.getBytes(StandardCharsets.UTF_8).length;
      assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(bytes);
      if (size <= bytes) {
        assertThat(cut).isEqualTo(text);
      } else {
        assertThat(cut).endsWith("…");
        assertThat(text).startsWith(cut.substring(0, cut.length() - 1));
        assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(bytes - 4);
      }
    }
  }

  @Test
  void who_one_is_stands_in_the_environment_and_in_no_message() throws IOException {
    record Who(Map<String, String> environment, String header) {}
    for (Who who :
        List.of(
            new Who(Map.of(), ""),
            new Who(Map.of("MLFLOW_TRACKING_TOKEN", " s3cret\n"), "Bearer s3cret"),
            new Who(
                Map.of("MLFLOW_TRACKING_USERNAME", "ü", "MLFLOW_TRACKING_PASSWORD", "s3cret"),
                "Basic w7w6czNjcmV0"),
            new Who(
                Map.of(
                    "MLFLOW_TRACKING_USERNAME",
                    "u",
                    "MLFLOW_TRACKING_PASSWORD",
                    "s3cret",
                    "MLFLOW_TRACKING_TOKEN",
                    "t"),
                "Basic dTpzM2NyZXQ="))) {
      try (MlflowServer server = new MlflowServer(_ -> Mood.FAILS, 0)) {
        Mlflow mlflow = Mlflow.at(server.address(), "x", told::add, who.environment(), BRIEF);
        tell(mlflow.run("run", Map.of()), 1);
        mlflow.close();
        assertThat(server.access).containsExactly(who.header());
      }
    }
    assertThat(told).isNotEmpty().noneMatch(what -> what.contains("s3cret"));
    assertThatThrownBy(
            () ->
                Mlflow.at(
                    URI.create("http://h"),
                    "x",
                    told::add,
                    Map.of("MLFLOW_TRACKING_TOKEN", "s3\ncret"),
                    BRIEF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MLFLOW_TRACKING_TOKEN has blanks")
        .hasMessageNotContaining("s3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:5000",
        "localhost",
        "ftp://localhost",
        "http:/x",
        "http:///x",
        "file:///tmp/mlruns",
        "databricks",
        "http://h?x=1",
        "http://h:65536",
        "http://h/#/experiments/1"
      })
  void what_is_no_address_of_a_server_is_refused(String address) {
    assertThatThrownBy(() -> Mlflow.at(URI.create(address), "x", told::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "MLflow: \""
                + address
                + "\" is no address of a server; write one such as http://localhost:5000.");
  }

  @Test
  void an_address_with_a_password_and_an_experiment_without_a_name_are_refused() {
    assertThatThrownBy(() -> Mlflow.at(URI.create("https://me:s3cret@h"), "x", told::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MLFLOW_TRACKING_PASSWORD")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> Mlflow.at(URI.create("https://h"), " ", told::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("MLflow: the experiment has no name; give it one.");
  }
}

package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the command reports to a server that answers as MLflow does; that all arrives within
/// MLflow's rules is tested where it is sent.
class MlflowReportingTest {
  @TempDir private Path folder;

  private final List<String> paths = Collections.synchronizedList(new ArrayList<>());
  private final List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private String address;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/2.0/mlflow/",
        exchange -> {
          byte[] sent = exchange.getRequestBody().readAllBytes();
          paths.add(exchange.getRequestURI().toString().replaceFirst("/api/2.0/mlflow/", ""));
          if (sent.length > 0) {
            bodies.add(new JsonMapper().readTree(sent));
          }
          long made = paths.stream().filter(path -> path.equals("runs/create")).count();
          byte[] answer =
              """
              {"experiment": {"experiment_id": "7"}, "run": {"info": {"run_id": "r%s"}}}\
              """
                  .formatted(made)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    address = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Ran thalweg(String verb, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                verb,
                "--data",
                Ran.table(folder).toString(),
                "--save",
                folder.resolve("m").toString(),
                "--picture",
                folder.resolve("p.svg").toString(),
                "--epochs",
                "2"));
    words.addAll(List.of(more));
    return Ran.thalweg(words.toArray(String[]::new));
  }

  private List<String> statuses() {
    return bodies.stream()
        .filter(body -> body.has("status"))
        .map(body -> body.get("run_id").asString() + " " + body.get("status").asString())
        .toList();
  }

  private List<JsonNode> metrics(String run) {
    return bodies.stream()
        .filter(body -> body.has("metrics") && body.get("run_id").asString().equals(run))
        .flatMap(body -> body.get("metrics").valueStream())
        .toList();
  }

  @Test
  void a_training_is_reported_and_its_last_line_stays_the_end() {
    Ran ran = thalweg("train", "--json", "--mlflow", address, "--mlflow-experiment", "a b");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(paths).contains("experiments/get-by-name?experiment_name=a+b");
    assertThat(statuses()).containsExactly("r1 FINISHED");
    assertThat(metrics("r1"))
        .filteredOn(metric -> metric.get("key").asString().equals("testAccuracy"))
        .extracting(metric -> metric.get("step").asInt())
        .containsExactly(1, 2);
    List<JsonNode> lines = ran.jsonLines();
    JsonNode last = lines.getLast();
    assertThat(last.get("event").asString()).isEqualTo("finished");
    JsonNode reported = lines.get(lines.size() - 2);
    assertThat(reported.get("event").asString()).isEqualTo("reported");
    assertThat(reported.get("lost").asInt()).isZero();
    assertThat(reported.get("page").asString()).isEqualTo(address + "/#/experiments/7/runs/r1");
    String all = bodies.toString();
    assertThat(all)
        .contains(last.get("weightsSha256").asString())
        .contains(lines.getFirst().get("dataSha256").asString());
  }

  @Test
  void people_are_told_where_it_stands() {
    Ran ran = thalweg("train", "--mlflow", address);
    assertThat(ran.err()).contains("Reported to " + address + "/#/experiments/7/runs/r1\n");
    assertThat(paths).contains("experiments/get-by-name?experiment_name=thalweg");
  }

  @Test
  void a_search_is_a_run_with_its_trials_in_it_and_then_comes_the_best() {
    Ran ran = thalweg("tune", "--trials", "3", "--seed", "2", "--mlflow", address);
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(statuses())
        .containsExactlyInAnyOrder(
            "r2 FINISHED", "r3 FINISHED", "r4 FINISHED", "r1 FINISHED", "r5 FINISHED");
    assertThat(bodies.toString()).contains("\"mlflow.parentRunId\"").contains("trial 3");
    assertThat(metrics("r2")).isNotEmpty();
    assertThat(metrics("r5")).hasSizeGreaterThan(2);
  }

  @Test
  void a_server_that_is_away_costs_a_note_and_nothing_else() {
    server.stop(0);
    Ran ran = thalweg("train", "--mlflow", address);
    assertThat(ran.exit()).isZero();
    assertThat(ran.err().lines().filter(line -> line.contains("MLflow at " + address)))
        .hasSize(2)
        .last()
        .asString()
        .matches("Note: MLflow at \\S+: (\\d+) of \\1 reports are lost; nothing answers there\\.");
    Ran json = thalweg("train", "--mlflow", address, "--json");
    assertThat(json.jsonLines())
        .filteredOn(line -> line.get("event").asString().equals("warning"))
        .extracting(line -> line.get("trouble").asString())
        .contains("REPORTING");
    assertThat(json.lastJson().get("event").asString()).isEqualTo("finished");
  }

  @Test
  void what_cannot_be_meant_is_said_before_any_work() {
    assertThat(thalweg("train", "--mlflow", "localhost:5000").err())
        .contains("--mlflow: \"localhost:5000\" is no address of a server");
    assertThat(thalweg("train", "--mlflow", "http://a b").err())
        .contains("--mlflow: \"http://a b\" is no address of a server");
    assertThat(thalweg("train", "--mlflow", "http://me:s3cret@h"))
        .satisfies(
            ran -> {
              assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
              assertThat(ran.err()).contains("MLFLOW_TRACKING_PASSWORD").doesNotContain("s3cret");
            });
    assertThat(thalweg("train", "--mlflow", address, "--folds", "2").err())
        .contains("--mlflow reports one run");
    assertThat(thalweg("tune", "--mlflow-experiment", "x").err())
        .contains("--mlflow-experiment is said of a server; give --mlflow with it");
    assertThat(folder.resolve("m")).doesNotExist();
    assertThat(paths).isEmpty();
  }
}

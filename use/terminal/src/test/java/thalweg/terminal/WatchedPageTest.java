package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.training.checkpoint.Provenance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(90)
class WatchedPageTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  @TempDir Path folder;

  @Test
  void a_training_that_nobody_looks_at_ends_as_any_other_with_the_same_weights() {
    String[] plain = {
      "train",
      "--network",
      "784-6-10",
      "--train-rows",
      "300",
      "--epochs",
      "2",
      "--json",
      "--save",
      folder.resolve("a.safetensors").toString(),
      "--picture",
      folder.resolve("a.png").toString()
    };
    Ran alone = Ran.thalweg(plain);
    Ran watched =
        Ran.thalweg(
            List.of(
                    plain[0],
                    "--watch",
                    "--no-open",
                    "--network",
                    "784-6-10",
                    "--train-rows",
                    "300",
                    "--epochs",
                    "2",
                    "--json",
                    "--save",
                    folder.resolve("b.safetensors").toString(),
                    "--picture",
                    folder.resolve("b.png").toString())
                .toArray(String[]::new));
    assertThat(watched.exit()).as(watched.err()).isEqualTo(alone.exit());
    assertThat(watched.jsonLines().getFirst().get("address").asString())
        .matches("http://127\\.0\\.0\\.1:[0-9]+/\\?token=[0-9a-f]{32}#/training");
    assertThat(watched.lastJson().get("weightsSha256"))
        .isEqualTo(alone.lastJson().get("weightsSha256"));
  }

  @Test
  void what_is_not_one_training_is_not_watched() {
    assertThat(Ran.thalweg("train", "--watch", "--folds", "3").err())
        .contains("--watch watches one training");
    assertThat(Ran.thalweg("train", "--no-open").err()).contains("give both");
  }

  @Test
  void a_training_slowed_and_stopped_from_the_page_is_replayed_exactly() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dthalweg.vector=none",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "thalweg.terminal.Thalweg",
                "train",
                "--watch",
                "--no-open",
                "--network",
                "784-6-10",
                "--rule",
                "momentum",
                "--rate",
                "0.01",
                "--train-rows",
                "300",
                "--epochs",
                "1000000",
                "--json",
                "--save",
                "m.safetensors")
            .directory(folder.toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    try (BufferedReader out = process.inputReader();
        HttpClient client =
            HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
      String first = out.readLine();
      URI address =
          URI.create(MAPPER.readTree(first).get("address").asString().replaceAll("#.*", ""));
      Thread.ofPlatform().daemon().start(() -> out.lines().forEach(_ -> {}));
      client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
      InputStream page =
          client
              .send(
                  HttpRequest.newBuilder(address.resolve("/feed")).build(),
                  HttpResponse.BodyHandlers.ofInputStream())
              .body();
      until(client, address, "at", 20);
      ask(client, address, "steer", "{\"run\":1,\"what\":\"rate\",\"rate\":0.002}");
      until(client, address, "at", run(client, address).get("at").asInt() + 20);
      ask(client, address, "steer", "{\"run\":1,\"what\":\"stop\",\"rate\":null}");
      while (run(client, address).get("outcome").isNull()) {
        Thread.sleep(20);
      }
      assertThat(process.isAlive()).isTrue(); // as long as the page is open
      page.close();
      client.shutdownNow();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
    Path file = folder.resolve("m.safetensors.run.json");
    Provenance told = Provenance.read(file);
    assertThat(told.parts()).hasSize(2);
    assertThat(told.parts().getLast().settings().rule().rate()).isEqualTo(0.002);
    Ran replayed = Ran.thalweg("replay", file.toString());
    assertThat(replayed.exit()).as(replayed.err()).isZero();
    assertThat(replayed.out()).contains("equal");
  }

  private static JsonNode run(HttpClient client, URI address)
      throws IOException, InterruptedException {
    JsonNode runs = ask(client, address, "runs", "{}").get("runs");
    return runs.isEmpty() ? MAPPER.readTree("{\"at\":0,\"outcome\":null}") : runs.get(0);
  }

  private static void until(HttpClient client, URI address, String what, int least)
      throws IOException, InterruptedException {
    while (run(client, address).get(what).asInt() < least) {
      Thread.sleep(10);
    }
  }

  private static JsonNode ask(HttpClient client, URI address, String path, String question)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(address.resolve("/api/training/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return MAPPER.readTree(response.body());
  }
}

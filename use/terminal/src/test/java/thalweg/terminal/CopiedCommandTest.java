package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.studio.Studio;
import thalweg.studio.StudioSettings;
import thalweg.training.checkpoint.Checkpoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a page gives to be copied does what the page shows.
@Timeout(60)
class CopiedCommandTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  @TempDir Path folder;

  /// A studio and who asks it.
  private record Page(Studio studio, HttpClient client) implements AutoCloseable {
    static Page open() throws IOException, InterruptedException {
      Studio studio = Studio.open(StudioSettings.standard());
      HttpClient client =
          HttpClient.newBuilder()
              .cookieHandler(new CookieManager())
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
      client.send(
          HttpRequest.newBuilder(studio.address()).build(), HttpResponse.BodyHandlers.discarding());
      return new Page(studio, client);
    }

    byte[] ask(String path, String question) throws IOException, InterruptedException {
      URI address = studio.address().resolve("/api/" + path);
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(address)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(question))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.statusCode())
          .as(new String(response.body(), StandardCharsets.UTF_8))
          .isEqualTo(200);
      return response.body();
    }

    JsonNode record(String path, String question) throws IOException, InterruptedException {
      return MAPPER.readTree(ask(path, question));
    }

    /// Returns the record before the numbers.
    JsonNode head(String path, String question) throws IOException, InterruptedException {
      byte[] bytes = ask(path, question);
      int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
      return MAPPER.readTree(new String(bytes, 4, length, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      client.close();
      studio.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plane", "sorted", "numerical", "rows"})
  void a_training_copied_from_the_page_gives_its_weights(String which) throws Exception {
    boolean isTrouble = which.equals("sorted");
    String kind = isTrouble || which.equals("numerical") ? "circles" : which;
    String setup =
        """
        {"points":{"kind":"%s","count":60,"noise":0.2,"seed":3,"train":60,"formula":"",
        "text":"a b,c'd,END\\n1,2,u\\n3,1,v\\n2,5,u\\n4,4,w\\n1,1,v\\n6,2,w\\n","columns":"","target":"","trouble":"%s"},
        "layout":{"hidden":[3],"activation":"tanh","initialisation":"","dropout":0.1,"normalised":true,"written":""},
        "learning":{"rule":"adam","rate":0.01,"decay":0.001,"schedule":"cosine","batch":7,"epochs":9,"seed":5,"gradient":"%s"}}
        """
            .formatted(
                kind, isTrouble ? which : "none", which.equals("numerical") ? which : "automatic");
    try (Page page = Page.open()) {
      String session =
          page.record("network/open", "{\"setup\":" + setup + ",\"replaces\":null}")
              .get("session")
              .asString();
      String named = "{\"session\":\"" + session + "\"";
      for (int i = 0; i < 2; i++) {
        page.ask("network/act", named + ",\"what\":\"epoch\",\"speed\":0}");
      }
      JsonNode shown = page.head("network/look", named + ",\"known\":0}");
      assertThat(shown.get("epoch").asInt()).isEqualTo(2);
      String command = page.record("network/copy", named + "}").get("command").asString();

      Ran ran = run(command);
      assertThat(ran.exit()).as(ran.err()).isIn(0, 6);
      assertThat(ran.lastJson().get("weightsSha256").asString())
          .isEqualTo(shown.get("weightsSha256").asString());
      JsonNode epoch =
          ran.jsonLines().stream()
              .filter(line -> line.path("epoch").asInt() == 2)
              .findFirst()
              .orElseThrow();
      JsonNode measured = shown.get("measured").get(1);
      assertThat(epoch.get("loss").asDouble()).isEqualTo(measured.get("loss").asDouble());
      assertThat(epoch.get("testLoss").asDouble()).isEqualTo(measured.get("testLoss").asDouble());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"ground":{"formula":"x^2 + 3*y^2","problem":""},"start":[2,-1],"steps":37,"up":false,"within":null,
        "racers":[{"rule":"steepest","rate":0.21},{"rule":"momentum(momentum 0.7)","rate":0.03},
        {"rule":"adam + clip(norm 1)","rate":0.3},{"rule":"bfgs","rate":null},{"rule":"newton","rate":null}]}
        """,
        """
        {"ground":{"formula":"100*(y - x^2)^2 + (1 - x)^2","problem":""},"start":[-1.2,1],"steps":200,"up":false,
        "within":[-2,0.5,0,null],"racers":[{"rule":"lbfgs","rate":null}]}
        """,
        """
        {"ground":{"formula":"4 - x^2 - 1e-7*y^4","problem":""},"start":[1e-9,20],"steps":20,"up":true,"within":null,
        "racers":[{"rule":"nesterov","rate":1e-5}]}
        """,
        """
        {"ground":{"formula":"","problem":"wood"},"start":[-3,-1,-3,-1],"steps":100,"up":false,"within":null,
        "racers":[{"rule":"cg","rate":null},{"rule":"adam","rate":0.1}]}
        """
      })
  void a_race_copied_from_the_page_comes_to_its_points(String race) throws Exception {
    try (Page page = Page.open()) {
      JsonNode shown = page.head("descent/race", race).get("runs");
      Ran ran = run(page.record("descent/transcript", race).get("command").asString());
      assertThat(ran.exit()).as(ran.err()).isZero();
      JsonNode json = ran.json();
      for (int i = 0; i < shown.size(); i++) {
        JsonNode run = json.has("runs") ? json.get("runs").get(i) : json;
        for (String name :
            List.of("rule", "point", "value", "gradientNorm", "outcome", "valueEvaluations")) {
          assertThat(run.get(name)).as(name).isEqualTo(shown.get(i).get(name));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "backward", "central"})
  void a_difference_copied_from_the_page_gives_its_slope(String method) throws Exception {
    String asked = "{\"formula\":\"exp(-x^2) + x\",\"x\":-0.7,\"h\":1.3e-5";
    try (Page page = Page.open()) {
      JsonNode shown = page.record("derivative/at", asked + "}");
      String command =
          page.record("derivative/copies", asked + ",\"method\":\"" + method + "\"}")
              .get("command")
              .asString();

      Ran ran = run(command);
      assertThat(ran.exit()).as(ran.err()).isZero();
      JsonNode result = ran.lastJson().get("results").get(0);
      JsonNode secant =
          shown
              .get("secants")
              .valueStream()
              .filter(each -> each.get("method").asString().equals(method))
              .findFirst()
              .orElseThrow();
      assertThat(result.get("derivative").asDouble()).isEqualTo(secant.get("slope").asDouble());
      assertThat(result.get("value").asDouble()).isEqualTo(shown.get("value").asDouble());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"(1 - x)^2 + 100*(y - x^2)^2", "b^2 - sin(a)", "y", "hypot(x0, x1)"})
  void a_gradient_copied_from_the_page_gives_its_numbers(String formula) throws Exception {
    String asked =
        "{\"formula\":\"%s\",\"x\":-1.5,\"y\":0.25,\"h\":1e-4,".formatted(formula)
            + "\"left\":-2.5,\"right\":2,\"bottom\":-1,\"top\":3}";
    try (Page page = Page.open()) {
      JsonNode shown = page.head("gradient/point", asked);
      Ran ran = run(page.record("gradient/copies", asked).get("command").asString());
      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(folder.resolve("gradient.svg")).isNotEmptyFile();
      for (int i = 0; i < 2; i++) {
        JsonNode ladder = shown.get("ladder").get(i);
        JsonNode exact = shown.get("automatic").get(i);
        assertThat(ran.lastJson().get("gradient").get(i).asDouble())
            .isEqualTo(ladder.get("derivative").asDouble());
        assertThat(ran.lastJson().get("error").get(i).asDouble())
            .isEqualTo(ladder.get("error").asDouble());
        assertThat(ran.lastJson().get("beside").get("gradient").get(i).asDouble())
            .isEqualTo(exact.get("derivative").asDouble());
      }
    }
  }

  @Test
  void digits_trained_from_the_page_are_trained_again_to_the_same_weights() throws Exception {
    try (Page page = Page.open()) {
      int run =
          page.record(
                  "training/begin",
                  """
                  {"network":"784-8-10","activation":"tanh","rule":"momentum + cosine(steps 12)",
                  "rate":0.05,"batch":100,"epochs":2,"seed":7,"rows":400}
                  """)
              .get("run")
              .asInt();
      String moment = "{\"run\":" + run + ",\"at\":8}";
      JsonNode back = page.record("training/runs", "{}");
      while (back.get("runs").get(0).get("outcome").isNull()) {
        Thread.sleep(20);
        back = page.record("training/runs", "{}");
      }
      back = page.record("training/back", moment);
      while (!back.get("done").asBoolean()) {
        back = page.record("training/back", moment);
      }
      Ran ran = run(page.record("training/copy", moment).get("command").asString());
      assertThat(ran.exit()).as(ran.err()).isIn(0, 6);
      assertThat(ran.lastJson().get("weightsSha256").asString())
          .isEqualTo(back.get("sha256").asString());
    }
  }

  @Test
  void digits_saved_on_the_page_are_gone_on_with_by_the_command() throws Exception {
    try (Page page = Page.open()) {
      int run =
          page.record(
                  "training/begin",
                  """
                  {"network":"784-8-10","activation":"relu","rule":"adam","rate":0.001,"batch":10,
                  "epochs":100000,"seed":7,"rows":300}
                  """)
              .get("run")
              .asInt();
      String steer = "{\"run\":" + run + ",\"rate\":%s,\"what\":\"%s\"}";
      JsonNode saved = page.record("training/steer", steer.formatted("null", "save"));
      String name = saved.get("saved").asString();
      Files.move(Path.of(name), folder.resolve(name));
      Checkpoint from = Checkpoint.load(folder.resolve(name));
      long end = 30L * (from.state().epoch() + 1);
      JsonNode back = page.record("training/runs", "{}");
      while (back.get("runs").get(0).get("at").asLong() < end) {
        back = page.record("training/runs", "{}");
      }
      page.record("training/steer", steer.formatted("null", "stop"));
      do {
        back = page.record("training/back", "{\"run\":" + run + ",\"at\":" + end + "}");
      } while (!back.get("done").asBoolean());

      Ran ran = run(saved.get("resume").asString() + " --epochs " + (from.state().epoch() + 1));
      assertThat(ran.exit()).as(ran.err()).isIn(0, 6);
      assertThat(ran.lastJson().get("weightsSha256").asString())
          .isEqualTo(back.get("sha256").asString());
    }
  }

  /// Gives the command to a shell, which starts ours.
  private Ran run(String command) throws IOException, InterruptedException {
    Path script =
        Ran.write(
            folder.resolve("copied.sh"),
            """
            thalweg() {
              "$JAVA" -Dthalweg.vector=none -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
                -cp "$CLASSES" thalweg.terminal.Thalweg "$@" --json
            }
            """
                + command);
    ProcessBuilder shell =
        new ProcessBuilder("sh", script.toString())
            .directory(folder.toFile())
            .redirectError(folder.resolve("err.txt").toFile());
    shell
        .environment()
        .putAll(
            Map.of(
                "JAVA",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "CLASSES",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))));
    Process process = shell.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, Files.readString(folder.resolve("err.txt")));
  }
}

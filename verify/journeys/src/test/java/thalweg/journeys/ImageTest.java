package thalweg.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The image that `mvn -Pimage package` makes, copied to another place, on a machine without Java.
class ImageTest {
  private static final Path BUILT = Command.house().resolve("use/image/target/image/thalweg");

  /// All that the script asks of the system.
  private static final List<String> TOOLS = List.of("dirname", "readlink", "tr", "getconf", "grep");

  @TempDir static Path folder = Path.of("");
  private static Path command = Path.of("");
  private static Path path = Path.of("");

  @BeforeAll
  static void elsewhere() throws Exception {
    assumeTrue(Files.exists(BUILT), "there is no image: run mvn -Pimage verify");
    Path place = folder.resolve("another place");
    // With the times of the files, as tar does: Java heeds what it kept only for the same jars.
    Process copied =
        new ProcessBuilder("cp", "-Rp", BUILT.toString(), place.toString()).inheritIO().start();
    assertThat(copied.waitFor()).isZero();
    command = place.resolve("bin/thalweg");
    path = Files.createDirectory(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Path word = path.resolve(tool);
      Files.writeString(word, "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
      assertThat(word.toFile().setExecutable(true)).isTrue();
    }
  }

  private static Process start(String javaOptions, String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", path.toString());
    environment.put("HOME", folder.toString());
    environment.put("THALWEG_JAVA_OPTIONS", javaOptions);
    return builder.start();
  }

  private static Command.Result run(String javaOptions, String... arguments) throws IOException {
    return Command.ended(start(javaOptions, arguments));
  }

  @Test
  void it_answers_from_the_classes_that_were_kept() throws IOException {
    // Java ends where they do not fit.
    Command.Result answer = run("-XX:AOTMode=on", "derivative", "x^2", "--at", "1");
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out()).contains("2.0 x - 1.0");
    assertThat(answer.err()).isEmpty();
    assertThat(Files.readString(BUILT.resolve("bin/thalweg")))
        .isEqualTo(Files.readString(Command.house().resolve("thalweg")));
  }

  @Test
  void it_trains_by_vectors_to_the_weights_of_every_other_way() throws IOException {
    assumeTrue(Command.isPacked(), "the command is not packed yet: run mvn verify");
    String[] words =
        "train --epochs 1 --json --train-rows 200 --test-rows 100 --seed 7".split(" ", -1);
    Command.Result ours = run("", words);
    assertThat(ours.exit()).as(ours.err()).isZero();
    Path other = Files.createDirectory(folder.resolve("other"));
    Command.Result theirs = Command.run(other, words);
    assertThat(value("weightsSha256", ours.out())).isEqualTo(value("weightsSha256", theirs.out()));
    assertThat(value("vectorBits", ours.out()))
        .isEqualTo(value("vectorBits", theirs.out()))
        .isNotEqualTo("0");
  }

  @Test
  void it_reads_parquet() throws IOException {
    // A compressed one, whose third column holds numbers that no float can.
    Path table = Command.house().resolve("use/parquet/src/test/resources/zstd.parquet");
    Command.Result refused = run("", "train", "--data", table.toString());
    assertThat(refused.exit()).as(refused.err()).isEqualTo(4);
    assertThat(refused.err()).contains("row 1, column 3 (double): found \"-1.0E300\"");
  }

  @Test
  void it_runs_programs() throws IOException {
    Path program = folder.resolve("Slope.java");
    Files.writeString(
        program,
        """
        import module thalweg;

        void main() {
          IO.println(Derivative.central(x -> 0.01 * x * x + 0.1 * x, 5));
        }
        """);
    Command.Result result = run("", "run", program.toString());
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("0.19999999999");
  }

  @Test
  void it_serves_the_page() throws Exception {
    Process studio = start("", "studio", "--no-open", "--quiet");
    try (BufferedReader out = studio.inputReader();
        HttpClient client =
            HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
      String address = out.readLine();
      assertThat(address).startsWith("http://127.0.0.1:");
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<title>Thalweg");
    } finally {
      studio.destroy();
      assertThat(studio.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String value(String name, String json) {
    Matcher found = Pattern.compile("\"" + name + "\":\"?(\\w+)").matcher(json);
    assertThat(found.find()).as(json).isTrue();
    return found.group(1);
  }
}

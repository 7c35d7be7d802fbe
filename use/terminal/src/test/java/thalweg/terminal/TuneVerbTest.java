package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TuneVerbTest {
  @TempDir private Path folder;
  private Path table = Path.of("");

  @BeforeEach
  void files() {
    table = Ran.table(folder, 110);
  }

  private String[] line(String name, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "tune",
                "--save",
                folder.resolve(name).toString(),
                "--picture",
                folder.resolve(name + ".svg").toString()));
    List<String> given = List.of(more);
    line.addAll(given);
    if (!given.contains("--data")) {
      line.addAll(List.of("--data", table.toString()));
    }
    if (!given.contains("--trials")) {
      line.addAll(List.of("--trials", "9"));
    }
    if (!given.contains("--epochs")) {
      line.addAll(List.of("--epochs", "9"));
    }
    return line.toArray(String[]::new);
  }

  private Ran tune(String name, String... more) {
    return Ran.thalweg(line(name, more));
  }

  private static JsonNode event(Ran ran, String name) {
    return ran.jsonLines().stream()
        .filter(line -> line.get("event").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String sha(Ran ran) {
    return ran.lastJson().get("weightsSha256").asString();
  }

  private static List<String> words(Ran ran) {
    return StreamSupport.stream(event(ran, "searched").get("train").spliterator(), false)
        .map(JsonNode::asString)
        .toList();
  }

  @Test
  void the_best_is_trained_and_the_line_that_does_it_gives_the_same_bits() {
    Ran ran = tune("m", "--json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    List<String> words = words(ran);
    assertThat(words).startsWith("train").doesNotContain("--trials");
    assertThat(sha(Ran.thalweg(words.toArray(String[]::new)))).isEqualTo(sha(ran));
    JsonNode best = event(ran, "searched").get("best").get(0);
    // What the search saw of the best is what its training comes to.
    assertThat(ran.lastJson().get("restoredEpoch")).isEqualTo(best.get("bestEpoch"));
    JsonNode epoch =
        ran.jsonLines().stream()
            .filter(line -> line.get("event").asString().equals("epoch"))
            .filter(line -> line.get("epoch").equals(best.get("bestEpoch")))
            .findFirst()
            .orElseThrow();
    assertThat(epoch.get("validationLoss")).isEqualTo(best.get("validationLoss"));
    assertThat(folder.resolve("m")).exists();
    assertThat(folder.resolve("m.svg")).exists();
    assertThat(folder.resolve("m-training.svg")).exists();
  }

  @Test
  void it_is_told_in_a_table() {
    Ran ran = tune("m");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("drawn    network, rule, rate, batch", "trials   9 for 3 epochs, then the best 4")
        .containsPattern("(?m)^trial +hidden +rule +rate +batch +epochs +best +validation loss$")
        .containsPattern("(?m)^1 \\(usual\\) ")
        .contains("weights  sha256", "journal  ");
    assertThat(ran.err())
        .contains("Training the best on all rows to learn from:", "--network '2, ");
  }

  @Test
  @Timeout(120)
  void a_search_cut_off_goes_on_to_the_same_model() throws Exception {
    Ran whole = tune("whole", "--json", "--seed", "3");
    String text = Files.readString(folder.resolve("whole.tuning"));
    for (int lines : new int[] {0, 7, 12}) {
      int cut = 0;
      for (int i = 0; i < lines; i++) {
        cut = text.indexOf('\n', cut) + 1;
      }
      Files.writeString(
          folder.resolve("m.tuning"), text.substring(0, Math.min(cut + 5, text.length())));
      Ran ran = tune("m", "--json", "--seed", "3", "--resume");
      assertThat(sha(ran)).isEqualTo(sha(whole));
      assertThat(folder.resolve("m.tuning")).hasContent(text);
    }
  }

  @Test
  @Timeout(120)
  void one_that_is_killed_goes_on_to_the_same_model() throws Exception {
    Ran whole = tune("whole", "--json", "--epochs", "15");
    Path journal = folder.resolve("m.tuning");
    Process process = Ran.process(folder, line("m", "--json", "--epochs", "15"));
    while (process.isAlive()
        && (!Files.exists(journal) || Files.readString(journal).lines().count() < 4)) {
      Thread.sleep(10);
    }
    process.destroyForcibly().waitFor();
    assertThat(sha(tune("m", "--json", "--epochs", "15", "--resume"))).isEqualTo(sha(whole));
  }

  @Test
  void what_is_stated_stays() {
    Ran ran =
        tune("m", "--json", "--rule", "adam(beta1 0.8)", "--network", "2-7-3", "--batch", "11");
    assertThat(event(ran, "searching").get("drawn").toString()).isEqualTo("[\"rate\"]");
    assertThat(ran.jsonLines())
        .filteredOn(line -> line.get("event").asString().equals("trial"))
        .allMatch(line -> line.get("batch").asInt() == 11)
        .allMatch(line -> line.get("network").asString().startsWith("2, dense 7 init he, "))
        .allMatch(line -> line.get("rule").asString().contains("beta1 0.8"));
    assertThat(sha(Ran.thalweg(words(ran).toArray(String[]::new)))).isEqualTo(sha(ran));
  }

  @Test
  void rows_without_any_to_choose_by_are_all_learnt_from_in_the_end() {
    Ran ran =
        tune(
            "m",
            "--json",
            "--data",
            "digits",
            "--train-rows",
            "100",
            "--test-rows",
            "20",
            "--trials",
            "4",
            "--epochs",
            "3");
    JsonNode searching = event(ran, "searching");
    assertThat(searching.get("trainRows").asInt() + searching.get("validationRows").asInt())
        .isEqualTo(100);
    assertThat(event(ran, "started").get("trainRows").asInt()).isEqualTo(100);
    assertThat(event(ran, "started").get("epochs"))
        .isEqualTo(event(ran, "searched").get("best").get(0).get("bestEpoch"));
  }

  @Test
  void quantities_are_searched_too() {
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 200; row++) {
      double a = Math.cos(row * 1.3);
      double b = Math.sin(row * 2.1);
      text.append("%.4f,%.4f,%.4f%n".formatted(a, b, a * b + a + row % 7 * 0.001));
    }
    Path file = Ran.write(folder.resolve("quantity.csv"), text.toString());
    Ran ran = tune("m", "--json", "--data", file.toString(), "--loss", "mean-absolute-error");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(event(ran, "started").get("loss").asString()).isEqualTo("mean-absolute-error");
  }

  @Test
  @Timeout(60)
  void when_time_is_up_the_best_so_far_is_trained() {
    Ran ran =
        tune("m", "--trials", "100000", "--seconds", "2", "--network", "2-4-3", "--epochs", "27");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("Time is up before all was tried", "--resume");
    assertThat(folder.resolve("m")).exists();
  }

  @Test
  void what_makes_no_sense_is_told_in_a_line() {
    Ran.write(folder.resolve("foreign.tuning"), "my notes\n");
    Ran.write(folder.resolve("damaged.tuning"), "search: of something else\ntrial\n");
    for (Object[] wrong :
        new Object[][] {
          {tune("m", "--folds", "3"), ExitCode.USAGE, "--folds"},
          {tune("m", "--trials", "0"), ExitCode.USAGE, "from 1 to 100,000"},
          {tune("m", "--seconds", "0"), ExitCode.USAGE, "at least 1"},
          {tune("m", "--resume"), ExitCode.BAD_INPUT, "there is no journal"},
          {tune("foreign"), ExitCode.USAGE, "exists and is none"},
          {tune("damaged", "--resume"), ExitCode.BAD_INPUT, "another search"},
          {
            tune("m", "--rule", "sgd", "--rate", "0.1", "--batch", "9", "--activation", "relu"),
            ExitCode.USAGE,
            "nothing is left to look for"
          },
          {Ran.thalweg("tune", "--trails", "3"), ExitCode.USAGE, "--trials"}
        }) {
      Ran ran = (Ran) wrong[0];
      assertThat(ran.err()).contains((String) wrong[2]).hasLineCount(1);
      assertThat(ran.exit()).isEqualTo(wrong[1]);
    }
    assertThat(folder.resolve("foreign.tuning")).hasContent("my notes\n");
  }
}

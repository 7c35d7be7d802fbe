package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `train --rate auto`.
class FoundRateTest {
  @TempDir private Path folder;

  private Ran train(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                Ran.table(folder).toString(),
                "--epochs",
                "5",
                "--save",
                folder.resolve("m").toString(),
                "--picture",
                folder.resolve("p.svg").toString()));
    line.addAll(List.of(more));
    return Ran.thalweg(line.toArray(String[]::new));
  }

  @Test
  void the_rate_found_gives_the_same_bits_when_it_is_stated() {
    for (String rule : List.of("sgd", "momentum", "adam", "adam + cosine(steps 30)")) {
      Ran found = train("--json", "--rule", rule, "--rate", "auto");
      assertThat(found.exit()).as(found.err()).isZero();
      JsonNode rate = found.jsonLines().getFirst();
      assertThat(rate.get("event").asString()).isEqualTo("rate");
      assertThat(rate.get("isFound").asBoolean()).isTrue();
      assertThat(folder.resolve("p-rate.svg")).exists();
      Ran stated = train("--json", "--rule", rule, "--rate", rate.get("rate").toString());
      assertThat(stated.lastJson().get("weightsSha256"))
          .isEqualTo(found.lastJson().get("weightsSha256"));
    }
  }

  @Test
  void it_is_said_in_a_line_and_may_be_compared_and_folded() {
    assertThat(train("--rate", "auto").out())
        .containsPattern(
            "(?m)^rate +[0-9.]+(E-\\d+)?, found by \\d+ steps with rising rates and \\d short"
                + " trainings; picture ");
    Ran compared =
        Ran.thalweg(
            "train",
            "--data",
            Ran.table(folder).toString(),
            "--epochs",
            "3",
            "--picture",
            folder.resolve("c.svg").toString(),
            "--compare",
            "rate auto,0.001");
    assertThat(compared.exit()).as(compared.err()).isZero();
    assertThat(compared.out()).containsPattern("(?m)^auto ").contains("found by");
    assertThat(train("--rate", "auto", "--folds", "3").exit()).isZero();
  }

  @Test
  void each_value_that_is_compared_has_a_rate_and_a_picture_of_its_own() {
    List<String> line =
        List.of(
            "train",
            "--data",
            Ran.table(folder).toString(),
            "--epochs",
            "2",
            "--picture",
            folder.resolve("c.svg").toString(),
            "--rate",
            "auto",
            "--compare",
            "rule sgd,adam(beta1 0.8),momentum");
    List<String> json = new ArrayList<>(line);
    json.add("--json");
    Ran compared = Ran.thalweg(json.toArray(String[]::new));
    assertThat(compared.exit()).as(compared.err()).isZero();
    List<JsonNode> rates =
        compared.jsonLines().stream()
            .filter(each -> each.get("event").asString().equals("rate"))
            .toList();
    assertThat(rates.stream().map(rate -> rate.get("value").asString()))
        .containsExactly("sgd", "adam(beta1 0.8)", "momentum");
    assertThat(rates.stream().map(rate -> Path.of(rate.get("picture").asString())))
        .doesNotHaveDuplicates()
        .allSatisfy(picture -> assertThat(picture).exists().isNotEqualTo(folder.resolve("c.svg")));
    Ran said = Ran.thalweg(line.toArray(String[]::new));
    for (String rule : List.of("sgd", "adam(beta1 0.8)", "momentum")) {
      assertThat(said.out()).containsOnlyOnce(", for rule " + rule + ";");
    }
  }

  @Test
  void a_search_takes_auto_for_what_it_does_anyhow() {
    List<String> line =
        List.of(
            "tune",
            "--data",
            Ran.table(folder).toString(),
            "--trials",
            "2",
            "--epochs",
            "2",
            "--json",
            "--save",
            folder.resolve("t").toString(),
            "--picture",
            folder.resolve("t.svg").toString());
    List<String> auto = new ArrayList<>(line);
    auto.addAll(List.of("--rate", "auto"));
    Ran plain = Ran.thalweg(line.toArray(String[]::new));
    Ran stated = Ran.thalweg(auto.toArray(String[]::new));
    assertThat(stated.exit()).as(stated.err()).isEqualTo(plain.exit());
    assertThat(stated.lastJson().get("weightsSha256"))
        .isEqualTo(plain.lastJson().get("weightsSha256"));
  }

  @Test
  void what_is_no_rate_is_told_in_a_line() {
    assertThat(train("--rate", "fast").err()).contains("must be a number such as").hasLineCount(1);
    Ran resumed =
        Ran.thalweg("train", "--resume", folder.resolve("m").toString(), "--rate", "auto");
    assertThat(resumed.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(resumed.err()).contains("--rate auto: a run that goes on");
  }
}

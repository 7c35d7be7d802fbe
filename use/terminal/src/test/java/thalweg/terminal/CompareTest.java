package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `train --compare`: the same training with one thing changed.
class CompareTest {
  @TempDir private Path folder;
  private Path table = Path.of("");
  private Path picture = Path.of("");

  @BeforeEach
  void files() {
    table = Ran.table(folder);
    picture = folder.resolve("compared.svg");
  }

  private Ran train(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("train", "--data", table.toString(), "--picture", picture.toString()));
    line.addAll(List.of(more));
    if (!String.join(" ", more).matches(".*(--|--compare )epochs .*")) {
      line.addAll(List.of("--epochs", "3"));
    }
    return Ran.thalweg(line.toArray(String[]::new));
  }

  private static List<JsonNode> compared(Ran ran) {
    return ran.jsonLines().stream()
        .filter(line -> line.get("event").asString().equals("compared"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate | 0.001 | 0.1",
        "rule | adam(beta1 0.8, epsilon 1e-7) | sgd + clip(norm 1)",
        "activation | relu | sigmoid",
        "network | 2-5-3 | 2, dense 4 init he, relu, dense 3",
        "initialisation | he | normal:0.01",
        "loss | softmax-cross-entropy | mean-squared-error",
        "batch | 7 | 20",
        "epochs | 2 | 4",
        "patience | 0 | 2",
        "sampling | epochs | replacement",
        "seed | 5 | 6",
        "precision | float | double",
        "gradient | automatic | numerical",
        "threads | 1 | 2"
      })
  void each_value_is_trained_as_it_would_be_alone(String name, String one, String other) {
    Ran ran =
        train("--json", "--compare", name + " " + one + (other.contains(",") ? "; " : ",") + other);
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.jsonLines())
        .filteredOn(line -> !line.get("event").asString().equals("finished"))
        .filteredOn(line -> !line.get("event").asString().equals("warning"))
        .allMatch(line -> line.get("compare").asString().equals(name))
        .allMatch(line -> List.of(one, other).contains(line.get("value").asString()));
    List<JsonNode> compared = compared(ran);
    assertThat(compared).hasSize(2);
    for (JsonNode entry : compared) {
      Path model = folder.resolve("alone.safetensors");
      Ran alone =
          train("--json", "--" + name, entry.get("value").asString(), "--save", model.toString());
      assertThat(alone.lastJson().get("weightsSha256")).isEqualTo(entry.get("weightsSha256"));
    }
    assertThat(ran.lastJson().get("best").asString()).isIn(one, other);
    assertThat(ran.lastJson().get("saved").isNull()).isTrue();
  }

  @Test
  void they_stand_side_by_side_in_a_table_and_a_picture() throws Exception {
    Ran ran = train("--rule", "sgd", "--compare", "rate 0.1,1e30,0.5", "--batch", "20");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("rate  epochs  kept  train loss  validation loss  test loss  validation accuracy")
        .containsPattern("(?m)^0\\.1 +3 +3 .* completed$")
        .containsPattern("(?m)^1e30 .* diverged at step \\d+ of epoch 1$")
        .containsPattern("best by the validation loss: rate 0\\.[15]\n");
    assertThat(ran.err())
        .containsPattern("No model is saved of a comparison; train one with: .*--rate 0\\.[15]");
    assertThat(Files.readString(picture)).contains("rate 0.1").contains("rate 0.5");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("table.csv", "compared.svg");
    }
  }

  @Test
  void all_diverged_is_told_as_that() {
    Ran ran = train("--rule", "sgd", "--compare", "rate 1e30,1e33");
    assertThat(ran.exit()).isEqualTo(ExitCode.DIVERGED);
    assertThat(picture).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rat 1,2 | Did you mean rate?",
        "data a,b | is no setting",
        "rate | at least two values",
        "rate 1 | at least two values",
        "rate 1,,2 | an empty value",
        "rate 1,1 | there twice",
        "rate 1,x | must be a number",
        "batch 1,2.5 | is no whole number",
        "rule adam,adan | adan",
        "'' | is no setting"
      })
  void what_cannot_be_compared_is_told_before_any_training(String what, String told) {
    Ran ran = train("--compare", what);
    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(told).hasLineCount(1);
  }

  @Test
  void what_is_given_twice_or_saves_a_model_is_refused() {
    assertThat(train("--compare", "rate 1,2", "--rate", "3").err())
        .contains("leave one of the two");
    assertThat(train("--compare", "rate 1,2", "--folds", "3").err())
        .contains("leave one of the two");
    assertThat(train("--compare", "rate 1,2", "--save", "m").err()).contains("saves no model");
    assertThat(Ran.thalweg("train", "--resume", "m", "--compare", "rate 1,2").err())
        .contains("--compare: a run that goes on");
  }
}

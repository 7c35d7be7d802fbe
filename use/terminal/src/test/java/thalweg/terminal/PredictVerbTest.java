package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Predictions and gradient checks of a saved model.
class PredictVerbTest {
  @TempDir private Path folder;
  private String table = "";
  private String model = "";

  @BeforeEach
  void trained() {
    table = Ran.table(folder).toString();
    model = folder.resolve("model.safetensors").toString();
    Ran ran =
        Ran.thalweg(
            "train",
            "--data",
            table,
            "--batch",
            "20",
            "--epochs",
            "40",
            "--save",
            model,
            "--picture",
            folder.resolve("p.svg").toString(),
            "--quiet");
    assertThat(ran.exit()).isZero();
  }

  @Test
  void predictions_are_class_names_and_come_with_the_accuracy() {
    Ran ran = Ran.thalweg("predict", model, "--data", table, "--json");
    assertThat(ran.exit()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("predict");
    assertThat(json.get("predictions").size()).isEqualTo(150);
    int right = 0;
    for (int row = 0; row < 150; row++) {
      String predicted = json.get("predictions").get(row).asString();
      assertThat(predicted).isIn("a", "b", "c");
      JsonNode probabilities = json.get("probabilities").get(row);
      double most = 0;
      double sum = 0;
      for (JsonNode each : probabilities) {
        most = Math.max(most, each.asDouble());
        sum += each.asDouble();
      }
      assertThat(probabilities.size()).isEqualTo(3);
      assertThat(sum).isCloseTo(1, within(1e-14));
      assertThat(probabilities.get(predicted.charAt(0) - 'a').asDouble()).isEqualTo(most);
      right += predicted.equals(String.valueOf("abc".charAt(row % 3))) ? 1 : 0;
    }
    assertThat(json.get("accuracy").asDouble()).isEqualTo(right / 150.0).isGreaterThan(0.9);
  }

  @Test
  void data_of_another_kind_are_refused_with_what_was_expected() {
    Ran ran = Ran.thalweg("predict", model, "--data", "digits");
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err()).contains("found rows of 784 numbers, expected 2").hasLineCount(1);
  }

  @Test
  void limit_takes_the_first_rows() {
    Ran ran = Ran.thalweg("predict", model, "--data", table, "--limit", "4");
    assertThat(ran.out()).hasLineCount(6).contains("of 4 rows right");
    assertThat(Ran.thalweg("predict", model, "--data", table).out()).contains("and 130 more rows");
    assertThat(Ran.thalweg("predict", model, "--data", table, "--quiet").out()).hasLineCount(1);
    assertThat(Ran.thalweg("predict", model, "--data", table, "--limit", "0").exit()).isEqualTo(2);
  }

  @Test
  void a_model_or_data_that_does_not_fit_is_exit_4() {
    Ran wide =
        Ran.thalweg(
            "predict",
            model,
            "--data",
            Ran.write(folder.resolve("wide.csv"), "p,q,r,label\n1,2,3,a\n").toString());
    assertThat(wide.exit()).isEqualTo(4);
    assertThat(wide.err()).hasLineCount(1).contains("\"height\", \"width\" missing");
    Ran unknown =
        Ran.thalweg(
            "predict",
            model,
            "--data",
            Ran.write(folder.resolve("columns.csv"), "p,q,label\n1,2,z\n").toString());
    assertThat(unknown.exit()).isEqualTo(4);
    assertThat(unknown.err()).hasLineCount(1).contains("\"height\", \"width\" missing");
    for (String bad : new String[] {table, folder.resolve("none").toString(), "" + folder}) {
      Ran ran = Ran.thalweg("predict", bad, "--data", table);
      assertThat(ran.exit()).as(bad).isEqualTo(4);
      assertThat(ran.err()).hasLineCount(1).contains(bad);
    }
  }

  @Test
  void columns_are_found_by_name_and_labels_may_be_missing_or_unknown() throws IOException {
    List<String> lines = Files.readAllLines(Path.of(table));
    StringBuilder turned = new StringBuilder();
    StringBuilder bare = new StringBuilder();
    StringBuilder empty = new StringBuilder();
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      turned.append(fields[2] + "," + fields[1] + "," + fields[0] + "\n");
      bare.append(fields[0] + "," + fields[1] + "\n");
      empty.append(
          fields[0] + "," + fields[1] + "," + (bare.length() < 20 ? fields[2] : "") + "\n");
    }
    JsonNode expected = Ran.thalweg("predict", model, "--data", table, "--json").json();
    for (String text : List.of(turned.toString(), bare.toString(), empty.toString())) {
      String other = Ran.write(folder.resolve("other.csv"), text).toString();
      Ran ran = Ran.thalweg("predict", model, "--data", other, "--json");
      assertThat(ran.exit()).isZero();
      assertThat(ran.json().get("predictions")).isEqualTo(expected.get("predictions"));
      assertThat(ran.json().get("accuracy").isNull()).isEqualTo(!text.equals(turned.toString()));
      assertThat(Ran.thalweg("predict", model, "--data", other).exit()).isZero();
    }
    String strange =
        Ran.write(folder.resolve("strange.csv"), String.join("\n", lines) + "\n1,1,fox\n")
            .toString();
    Ran ran = Ran.thalweg("predict", model, "--data", strange, "--json");
    assertThat(ran.json().get("accuracy")).isEqualTo(expected.get("accuracy"));
    assertThat(ran.json().get("labelled").asInt()).isEqualTo(150);
    assertThat(Ran.thalweg("predict", model, "--data", strange).err())
        .contains("1 row has a label that the model does not know: \"fox\"");
  }

  @Test
  void the_gradient_of_a_saved_model_is_right() {
    Ran ran = Ran.thalweg("check", model, "--data", table, "--json");
    assertThat(ran.exit()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("check");
    assertThat(json.get("verdict").asString()).isEqualTo("OK");
    JsonNode block = json.get("blocks").get(0);
    assertThat(block.get("name").asString()).isEqualTo("dense1.weight");
    assertThat(block.get("worst").get("index").size()).isEqualTo(2);
    assertThat(block.get("worst").get("automatic").isNumber()).isTrue();
    assertThat(block.get("worst").get("numerical").isNumber()).isTrue();
    assertThat(block.get("worst").get("error").isNumber()).isTrue();
  }

  @Test
  void the_gradient_of_a_new_network_is_right_for_every_activation() {
    for (String activation : new String[] {"sigmoid", "relu", "tanh", "identity"}) {
      Ran ran =
          Ran.thalweg(
              "check", "--network", "7-6-5-4", "--activation", activation, "--samples", "9");
      assertThat(ran.exit()).as(activation).isZero();
      assertThat(ran.out()).contains("dense3.bias", "verdict OK");
    }
  }

  @Test
  void a_check_of_nothing_or_of_two_things_is_refused() {
    assertThat(Ran.thalweg("check").err()).contains("nothing to check").hasLineCount(1);
    assertThat(Ran.thalweg("check", model, "--network", "2-3").exit()).isEqualTo(2);
    assertThat(Ran.thalweg("check", "--network", "2-3", "--data", table, "--rows", "0").exit())
        .isEqualTo(2);
  }

  @Test
  void data_that_do_not_fit_are_a_bad_file_to_predict_and_to_check_alike() {
    String[] unfit = {"a,b,c,label\n", "depth,weight,label\n", "height,label\n"};
    for (String header : unfit) {
      StringBuilder text = new StringBuilder(header);
      for (int row = 0; row < 30; row++) {
        int features = header.split(",").length - 1;
        text.append((row + ",").repeat(features)).append("abc".charAt(row % 3)).append('\n');
      }
      String other = Ran.write(folder.resolve("other.csv"), text.toString()).toString();
      for (String verb : new String[] {"predict", "check"}) {
        Ran ran = Ran.thalweg(verb, model, "--data", other);
        assertThat(ran.exit()).as("%s %s", verb, header).isEqualTo(4);
        assertThat(ran.err()).as("%s %s", verb, header).contains(other).hasLineCount(1);
      }
    }
    Ran ran = Ran.thalweg("check", "--network", "5-3", "--data", table);
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err()).contains("rows of 2 numbers").hasLineCount(1);
  }
}

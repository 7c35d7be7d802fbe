package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A saved model, measured and shown.
class EvaluateVerbTest {
  @TempDir private Path folder;
  private String table = "";
  private String model = "";

  @BeforeEach
  void trained() {
    table = Ran.table(folder).toString();
    model = trained(table, "model.safetensors");
  }

  private String trained(String data, String name) {
    String saved = folder.resolve(name).toString();
    Ran ran =
        Ran.thalweg(
            "train",
            "--data",
            data,
            "--batch",
            "20",
            "--epochs",
            "20",
            "--save",
            saved,
            "--picture",
            folder.resolve("p.svg").toString(),
            "--quiet");
    assertThat(ran.exit()).as(ran.err()).isZero();
    return saved;
  }

  @Test
  void classes_are_measured_and_what_is_taken_for_what_is_counted() {
    String picture = folder.resolve("confusion.svg").toString();
    Ran ran = Ran.thalweg("evaluate", model, "--data", table, "--json", "--picture", picture);
    assertThat(ran.exit()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("evaluate");
    assertThat(json.get("rows").asInt()).isEqualTo(150);
    double right = 0;
    double all = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double count = json.get("confusion").get(i).get(j).asDouble();
        right += i == j ? count : 0;
        all += count;
      }
    }
    assertThat(all).isEqualTo(150);
    JsonNode predicted = Ran.thalweg("predict", model, "--data", table, "--json").json();
    assertThat(json.get("accuracy").asDouble())
        .isCloseTo(right / 150, within(1e-12))
        .isCloseTo(predicted.get("accuracy").asDouble(), within(1e-12));
    assertThat(json.get("classes").size()).isEqualTo(3);
    assertThat(json.get("calibration").size()).isEqualTo(10);
    assertThat(json.get("auroc").asDouble()).isBetween(0.9, 1.0);
    assertThat(json.get("perplexity").asDouble())
        .isCloseTo(Math.exp(json.get("logLoss").asDouble()), within(1e-12));
    for (JsonNode each : json.get("worst")) {
      int row = each.get("row").asInt();
      assertThat(each.get("label").asString()).isEqualTo("" + "abc".charAt(row % 3));
      assertThat(each.get("predicted"))
          .isEqualTo(predicted.get("predictions").get(row))
          .isNotEqualTo(each.get("label"));
    }
    assertThat(Path.of(picture)).content().contains("<svg").contains("right");
    Ran words = Ran.thalweg("evaluate", model, "--data", table);
    assertThat(words.out())
        .contains("balanced accuracy", "precision", "macro", "confusion:", "calibration error");
    assertThat(words.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void a_quantity_is_measured_in_its_unit() {
    StringBuilder text = new StringBuilder("x,y,price\n");
    for (int row = 0; row < 120; row++) {
      double x = Math.sin(row);
      double y = Math.cos(1.7 * row);
      text.append(String.format(Locale.ROOT, "%.4f,%.4f,%.3f%n", x, y, 1000 + 50 * x - 20 * y));
    }
    String prices = Ran.write(folder.resolve("prices.csv"), text.toString()).toString();
    String saved = trained(prices, "prices.safetensors");
    String picture = folder.resolve("prices.png").toString();
    Ran ran =
        Ran.thalweg("evaluate", saved, "--data", prices, "--worst", "3", "--picture", picture);
    assertThat(ran.out()).contains("price", "R²", "RMSE", "largest error", "picture");
    assertThat(Files.exists(Path.of(picture))).isTrue();
    JsonNode json =
        Ran.thalweg("evaluate", saved, "--data", prices, "--worst", "3", "--json").json();
    assertThat(json.get("worst").size()).isEqualTo(3);
    JsonNode first = json.get("quantities").get(0);
    assertThat(first.get("name").asString()).isEqualTo("price");
    assertThat(first.get("largestError").asDouble())
        .isCloseTo(
            Math.abs(
                json.get("worst").get(0).get("predicted").asDouble()
                    - json.get("worst").get(0).get("right").asDouble()),
            within(1e-9));
    assertThat(json.get("r2").asDouble())
        .isCloseTo(
            Ran.thalweg("predict", saved, "--data", prices, "--json").json().get("r2").asDouble(),
            within(1e-5));
    JsonNode spread = Ran.thalweg("summary", saved, "--json").json().get("spread");
    assertThat(spread.get(0).asDouble()).isPositive().isLessThan(50);
    assertThat(Ran.thalweg("predict", saved, "--data", prices, "--json").json().get("spread"))
        .isEqualTo(spread);
    assertThat(Ran.thalweg("predict", saved, "--data", prices, "--limit", "1").out())
        .containsPattern("\n0 +[0-9.]+ ± [0-9.]+ +[0-9.]+");
  }

  @Test
  void a_part_of_the_data_trained_on_is_judged_alone() {
    StringBuilder text = new StringBuilder("x,y,label\n");
    for (int row = 0; row < 200; row++) {
      double x = Math.sin(row);
      double y = Math.cos(1.7 * row);
      text.append(String.format(Locale.ROOT, "%.4f,%.4f,%s%n", x, y, x > y ? "low" : "high"));
    }
    String rows = Ran.write(folder.resolve("parts.csv"), text.toString()).toString();
    String saved = trained(rows, "parts.safetensors");
    JsonNode trained = Ran.thalweg("summary", saved, "--json").json();
    Ran test = Ran.thalweg("evaluate", saved, "--data", rows, "--part", "test", "--json");
    assertThat(test.json().get("rows").asInt()).isEqualTo(20);
    assertThat(test.json().get("accuracy").asDouble())
        .isCloseTo(trained.get("measured").get("testAccuracy").asDouble(), within(1e-9));
    for (String part : new String[] {"train", "validation"}) {
      Ran ran = Ran.thalweg("evaluate", saved, "--data", rows, "--part", part, "--json");
      assertThat(ran.json().get("rows").asInt()).isEqualTo(part.equals("train") ? 160 : 20);
    }
    assertThat(Ran.thalweg("evaluate", saved, "--data", rows).err())
        .contains("the model was trained on rows of this name; --part test judges it by those");
    assertThat(Ran.thalweg("evaluate", saved, "--data", rows, "--part", "tests").err())
        .contains("--part: \"tests\" is unknown; it must be train, validation or test.");
    String others =
        Ran.write(folder.resolve("others.csv"), text.append("0.5,0.1,low\n").toString()).toString();
    Ran refused = Ran.thalweg("evaluate", saved, "--data", others, "--part", "test");
    assertThat(refused.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("was trained on other data than " + others).hasLineCount(1);
    assertThat(
            Ran.thalweg("evaluate", saved, "--data", rows, "--worst-picture", others + ".png")
                .err())
        .contains("--worst-picture: " + rows + " holds no pictures; leave it out.");
  }

  @Test
  void rows_without_labels_are_counted_and_without_any_there_is_nothing_to_measure() {
    String partly =
        Ran.write(folder.resolve("partly.csv"), "height,width,label\n1,0,a\n0,1,\n-1,0,b\n")
            .toString();
    Ran ran = Ran.thalweg("evaluate", model, "--data", partly);
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("1 more rows have no label", "no row is of the class \"c\"", "–");
    assertThat(
            Ran.thalweg("evaluate", model, "--data", partly, "--json")
                .json()
                .get("unlabelled")
                .asInt())
        .isOne();
    String bare = Ran.write(folder.resolve("bare.csv"), "height,width\n1,0\n0,1\n").toString();
    Ran none = Ran.thalweg("evaluate", model, "--data", bare);
    assertThat(none.exit()).isEqualTo(4);
    assertThat(none.err()).contains(bare, "right answer");
    assertThat(Ran.thalweg("evaluate", model, "--data", table, "--worst", "-1").exit())
        .isEqualTo(2);
    assertThat(Ran.thalweg("evaluate", model, "--data", "digits").exit()).isEqualTo(4);
  }

  @Test
  void a_summary_shows_all_that_is_in_a_model() {
    Ran ran = Ran.thalweg("summary", model, "--json");
    assertThat(ran.exit()).isZero();
    JsonNode json = ran.json();
    assertThat(json.get("verb").asString()).isEqualTo("summary");
    long parameters = 0;
    for (JsonNode layer : json.get("layers")) {
      parameters += layer.get("parameters").asLong();
    }
    assertThat(json.get("parameters").asLong()).isEqualTo(parameters).isPositive();
    assertThat(json.get("weightsSha256").asString()).hasSize(64);
    assertThat(json.get("columns").get(1).get("classes").toString())
        .isEqualTo("[\"a\",\"b\",\"c\"]");
    assertThat(json.get("measured").get("testAccuracy").asDouble()).isBetween(0.0, 1.0);
    Ran words = Ran.thalweg("summary", model);
    assertThat(words.out())
        .contains("dense1", "total", "height", "classes  a, b, c", "rule", "testAccuracy")
        .contains(json.get("weightsSha256").asString());
    Ran none = Ran.thalweg("summary", table);
    assertThat(none.exit()).isEqualTo(4);
    assertThat(none.err()).hasLineCount(1);
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void nothing_in_a_models_names_acts_on_a_terminal() {
    String hostile =
        Ran.write(
                folder.resolve("hostile.csv"),
                read(table)
                    .replace(",b\n", ",\"b\u001b[2J\"\n")
                    .replace("height", "\u001b]0;x\u0007"))
            .toString();
    String saved = trained(hostile, "hostile.safetensors");
    for (String[] line :
        new String[][] {
          {"summary", saved},
          {"summary", saved, "--json"},
          {"evaluate", saved, "--data", hostile},
          {"evaluate", saved, "--data", hostile, "--json"}
        }) {
      Ran ran = Ran.thalweg(line);
      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(ran.out() + ran.err()).doesNotContain("\u001b", "\u0007");
    }
  }
}

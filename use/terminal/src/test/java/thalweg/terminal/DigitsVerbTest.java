package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsVerbTest {
  @TempDir private Path folder;

  @Test
  void exported_digits_are_read_back_as_the_same_data() {
    Path export = folder.resolve("digits");
    Path picture = folder.resolve("sheet.png");
    Ran ran = Ran.thalweg("digits", "--export", "" + export, "--picture", "" + picture, "--json");
    assertThat(ran.exit()).isZero();
    assertThat(picture).isNotEmptyFile();
    Ran trained =
        Ran.thalweg(
            "train",
            "--data",
            "" + export,
            "--epochs",
            "1",
            "--network",
            "784-10",
            "--save",
            "" + folder.resolve("m.safetensors"),
            "--picture",
            "" + folder.resolve("p.svg"),
            "--json");
    assertThat(trained.jsonLines().getFirst().get("dataSha256"))
        .isEqualTo(ran.json().get("trainSha256"));
    assertThat(trained.lastJson().get("testAccuracy").asDouble()).isGreaterThan(0.7);
    Ran again = Ran.thalweg("digits", "--export", "" + export);
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("not overwritten").hasLineCount(1);
  }

  @Test
  void a_digit_of_each_class_is_drawn_and_left_out_where_it_is_not_wanted() {
    List<String> drawn =
        Ran.thalweg("digits").out().lines().filter(line -> line.matches("[ ▀▄█]*")).toList();
    // Ten digits of 28 by 28 points, halved, two points a line, five side by side.
    assertThat(drawn).hasSize(2 * 7).allMatch(line -> line.length() <= 5 * 15);
    assertThat(String.join("", drawn).chars().filter(point -> point != ' ').count())
        .isBetween(100L, 600L);
    for (String silent : List.of("--quiet", "--json")) {
      assertThat(Ran.thalweg("digits", silent).out()).doesNotContainPattern("[▀▄█]");
    }
  }

  @Test
  void points_are_shown_two_by_two_in_black_and_white_and_in_greys() {
    double[] picture = new double[16];
    Arrays.fill(picture, 0, 8, 1); // the upper half
    HalfBlocks halved = HalfBlocks.halved(List.of(picture, picture), 4);
    assertThat(halved.plain()).containsExactly("▀▀ ▀▀");
    assertThat(halved.coloured())
        .singleElement()
        .asString()
        .contains("38;5;255;48;5;232m▀")
        .endsWith("\u001b[0m");
  }

  @Test
  void a_model_trained_on_digits_predicts_digits() {
    String model = folder.resolve("m.safetensors").toString();
    Ran trained =
        Ran.thalweg(
            "train",
            "--epochs",
            "2",
            "--train-rows",
            "4000",
            "--test-rows",
            "500",
            "--save",
            model,
            "--picture",
            "" + folder.resolve("p.svg"),
            "--json");
    assertThat(trained.exit()).isZero();
    Ran ran = Ran.thalweg("predict", model, "--data", "digits", "--limit", "500", "--json");
    assertThat(ran.json().get("predictions").get(0).isInt()).isTrue();
    assertThat(ran.json().get("accuracy").asDouble())
        .isEqualTo(trained.lastJson().get("testAccuracy").asDouble())
        .isGreaterThan(0.6);
  }
}

package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder of pictures becomes a model, and the model names new pictures.
class PicturesJourneyTest {
  @TempDir private Path folder;
  private Path pictures;
  private Path model;

  @BeforeEach
  void draw_bars_that_lie_and_stand() throws IOException {
    pictures = folder.resolve("bars");
    model = folder.resolve("model.safetensors");
    Random random = new Random(3);
    for (int i = 0; i < 120; i++) {
      String name = (i % 2 == 0 ? "lying/" : "standing/") + i + (i % 3 == 0 ? ".jpg" : ".png");
      draw(pictures.resolve(name), i % 2 == 0, random);
    }
  }

  private static void draw(Path file, boolean lying, Random random) throws IOException {
    BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_BYTE_GRAY);
    int at = 1 + random.nextInt(8);
    for (int i = 0; i < 10; i++) {
      image.getRaster().setSample(lying ? i : at, lying ? at : i, 0, 150 + random.nextInt(100));
    }
    Files.createDirectories(file.getParent());
    String name = file.toString();
    assertThat(ImageIO.write(image, name.substring(name.length() - 3), file.toFile())).isTrue();
  }

  private Ran thalweg(String verb, String... arguments) {
    List<String> words = new ArrayList<>(List.of(verb));
    words.addAll(List.of(arguments));
    if (verb.equals("train")) {
      words.addAll(List.of("--save", model.toString()));
      words.addAll(List.of("--picture", folder.resolve("curve.png").toString()));
    }
    return Ran.thalweg(words.toArray(String[]::new));
  }

  @Test
  void a_folder_is_learnt_and_new_pictures_are_named_by_file() throws IOException {
    Ran train = thalweg("train", "--data", pictures.toString(), "--epochs", "30");
    assertThat(train.exit()).as(train.err()).isZero();
    assertThat(train.err() + train.out())
        .contains("120 pictures of 12 × 10 pixels", "in grey, for none has colour");
    Ran tried = thalweg("predict", model.toString(), "--data", pictures.toString(), "--json");
    assertThat(tried.json().get("accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(tried.json().get("names").get(0).asString()).isEqualTo("lying/0.jpg");

    Path one = folder.resolve("new.png");
    draw(one, true, new Random(9));
    Ran named = thalweg("predict", model.toString(), "--data", one.toString());
    assertThat(named.exit()).isZero();
    assertThat(named.out()).containsPattern("new\\.png +lying").contains("none has a label");

    Ran more = thalweg("train", "--resume", model.toString(), "--epochs", "31", "--quiet");
    assertThat(more.exit()).as(more.err()).isZero();
  }

  @Test
  void the_rows_are_parted_by_default_as_is_stated_or_in_folds_and_again_when_a_run_goes_on() {
    String data = pictures.toString();
    Ran train = thalweg("train", "--data", data, "--epochs", "2");
    assertThat(train.out() + train.err())
        .contains(
            "96 training, 12 validation and 12 test rows",
            "best on validation rows",
            "dropout 0.5");
    Ran stated = thalweg("train", "--data", data, "--epochs", "2", "--split", "60:20:20");
    assertThat(stated.out() + stated.err()).contains("72 training, 24 validation and 24 test rows");
    Ran more = thalweg("train", "--resume", model.toString(), "--epochs", "3");
    assertThat(more.exit()).as(more.err()).isZero();
    assertThat(more.out() + more.err()).contains("72 training, 24 validation and 24 test rows");
    Ran folds = thalweg("train", "--data", data, "--epochs", "2", "--folds", "3");
    assertThat(folds.exit()).as(folds.err()).isZero();
    assertThat(folds.out() + folds.err()).contains("3 folds", "40 to be judged by", "over 3 folds");
    assertThat(
            thalweg("evaluate", model.toString(), "--data", data, "--part", "test", "--json")
                .json()
                .get("rows")
                .asInt())
        .isEqualTo(24);
    assertThat(thalweg("train", "--data", data, "--group", "x").err())
        .contains("--group is for tables, and " + data + " is none; leave it out.");
  }

  @Test
  void of_pictures_that_come_in_parts_a_tenth_is_set_apart_to_choose_by() throws IOException {
    Random random = new Random(4);
    for (int i = 0; i < 40; i++) {
      String name = (i % 2 == 0 ? "lying/" : "standing/") + i + ".png";
      draw(folder.resolve("parts/test").resolve(name), i % 2 == 0, random);
    }
    Files.move(pictures, folder.resolve("parts/train"));
    String data = folder.resolve("parts").toString();
    Ran train = thalweg("train", "--data", data, "--epochs", "2");
    assertThat(train.exit()).as(train.err()).isZero();
    assertThat(train.out() + train.err()).contains("108 training, 12 validation and 40 test rows");
    Path worst = folder.resolve("worst.png");
    Ran sheet =
        thalweg(
            "evaluate",
            model.toString(),
            "--data",
            data,
            "--worst-picture",
            worst.toString(),
            "--json");
    assertThat(sheet.json().get("rows").asInt()).isEqualTo(40);
    int wrong = sheet.json().get("worst").size();
    assertThat(wrong).isPositive(); // two epochs are few
    assertThat(sheet.json().get("worst").get(0).get("name").asString()).endsWith(".png");
    assertThat(ImageIO.read(worst.toFile()).getWidth()).isGreaterThan(50 * wrong);
    assertThat(thalweg("train", "--resume", model.toString(), "--epochs", "3").exit()).isZero();
    assertThat(thalweg("train", "--data", data, "--split", "80:20").err())
        .contains("--split is for data in one part, and " + data + " comes in parts of its own");
  }

  @Test
  void what_cannot_be_read_is_named_refused_or_left_out() throws IOException {
    Files.write(pictures.resolve("lying/bad.png"), new byte[] {1, 2, 3});
    Ran refused = thalweg("train", "--data", pictures.toString());
    assertThat(refused.exit()).isEqualTo(4);
    assertThat(refused.err())
        .contains(
            "1 of 121 pictures cannot be used: lying/bad.png is no picture", "--skip-corrupt");
    Ran left = thalweg("train", "--data", pictures.toString(), "--skip-corrupt", "--epochs", "1");
    assertThat(left.err() + left.out()).contains("1 picture left out: lying/bad.png");
  }

  @Test
  void options_that_do_not_fit_are_refused() {
    String data = pictures.toString();
    assertThat(thalweg("train", "--data", data, "--size", "12").err())
        .contains("--size: \"12\" is no size; give width and height in pixels, such as 28x28.");
    assertThat(thalweg("train", "--data", data, "--size", "0x9").err()).contains("from 1 to 4096");
    assertThat(thalweg("train", "--data", data, "--colour", "blue").err())
        .contains("--colour: \"blue\" is unknown; it must be yes or no.");
    assertThat(thalweg("train", "--data", data, "--separator", "tab").err())
        .contains("--separator is for tables, and " + data + " holds pictures; leave it out.");
    assertThat(thalweg("train", "--size", "9x9").err())
        .contains("--size is for pictures, and digits holds none; leave it out.");
    assertThat(thalweg("train", "--data", data, "--epochs", "1").exit()).isZero();
    assertThat(thalweg("predict", model.toString(), "--data", data, "--size", "9x9").err())
        .contains("there is no option \"--size\" here; train, tune and check have it");
  }

  @Test
  void pictures_are_changed_by_chance_where_that_is_asked_for() throws IOException {
    String data = pictures.toString();
    Ran train = thalweg("train", "--data", data, "--augment", "shift 1, flip", "--epochs", "1");
    assertThat(train.exit()).as(train.err()).isZero();
    assertThat(train.out() + train.err()).contains("pictures changed each time: shift 1, flip");
    assertThat(thalweg("train", "--resume", model.toString(), "--augment", "flip").err())
        .contains("--augment: a run that goes on keeps the settings it began with");
    assertThat(thalweg("train", "--data", data, "--augment", "blur 3").err())
        .contains("augmentation: \"blur 3\" is unknown; it must be shift, flip, rotate, crop or");
    Path table = Files.writeString(folder.resolve("t.csv"), "a,label\n1,x\n2,y\n3,x\n4,y\n");
    Ran refused = thalweg("train", "--data", table.toString(), "--augment", "flip");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("augmentation: rows have shape [1]").hasLineCount(1);
  }
}

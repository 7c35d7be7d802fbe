package thalweg.terminal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What is stated of a table on the command line.
@Tag("text")
class TableOptionsTest {
  private static final int ROWS = 40;

  @TempDir private Path folder;

  private Ran train(Path table, String... more) {
    List<String> line = new ArrayList<>(List.of("train", "--json", "--data", table.toString()));
    line.addAll(List.of("--epochs", "30", "--network", "2-8-2", "--picture", at("p.svg")));
    line.addAll(List.of("--save", at("m.safetensors"), "--rule", "sgd"));
    line.addAll(List.of(more));
    return Ran.thalweg(line.toArray(String[]::new));
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  /// A table that nobody could guess: the label is a number and stands anywhere, the names are
  /// numbers, fields are parted by strange characters.
  private record Strange(
      String separator, char decimal, boolean header, int label, Charset charset) {
    static Strange drawn(Random random) {
      String[] separators = {"comma", ";", "tab", "~", "space", "bar", "!"};
      return new Strange(
          separators[random.nextInt(separators.length)],
          random.nextBoolean() ? '.' : ',',
          random.nextBoolean(),
          random.nextInt(3),
          Charset.forName(random.nextBoolean() ? "UTF-16LE" : "windows-1252"));
    }

    Path write(Path path, Random random) throws IOException {
      StringBuilder text = new StringBuilder(header ? line(List.of("größe", "3", "2")) : "");
      for (int row = 0; row < ROWS; row++) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          String number = String.format(Locale.ROOT, "%.2f", row % 2 * 3 + random.nextDouble());
          fields.add(number.replace('.', decimal));
        }
        fields.add(label, String.valueOf(row % 2 + 1));
        text.append(line(fields));
      }
      return Files.writeString(path, text, charset);
    }

    /// Writes a labelled table again without its label.
    void writeUnlabelled(Path table, Path path) throws IOException {
      String parted = line(List.of("", "")).substring(2, 3);
      StringBuilder text = new StringBuilder();
      for (String row : Files.readString(table, charset).lines().toList()) {
        List<String> fields =
            new ArrayList<>(
                List.of(
                    row.substring(1, row.length() - 1).split("\"" + Pattern.quote(parted) + "\"")));
        fields.remove(label);
        text.append(line(fields));
      }
      Files.writeString(path, text, charset);
    }

    private String line(List<String> fields) {
      String parted =
          switch (separator) {
            case "comma" -> ",";
            case "tab" -> "\t";
            case "space" -> " ";
            case "bar" -> "|";
            default -> separator;
          };
      return fields.stream().map(field -> '"' + field + '"').collect(Collectors.joining(parted))
          + "\n";
    }

    String[] options() {
      // The header's second and third column are called 3 and 2: a name comes before a number.
      String target = header ? List.of("größe", "3", "2").get(label) : String.valueOf(label + 1);
      return new String[] {
        "--separator",
        separator,
        "--decimal",
        String.valueOf(decimal),
        "--header",
        header ? "yes" : "no",
        "--target",
        target,
        "--encoding",
        charset.name()
      };
    }
  }

  @Test
  void a_table_is_read_as_stated_in_training_going_on_predicting_and_checking() throws IOException {
    Random random = new Random(9);
    for (int trial = 0; trial < 12; trial++) {
      Strange strange = Strange.drawn(random);
      Path table = strange.write(folder.resolve("t.csv"), random);
      Ran ran = train(table, strange.options());
      assertThat(ran.exit()).as("%s %s", strange, ran.err()).isZero();
      assertThat(ran.lastJson().get("bestTestAccuracy").asDouble()).as("%s", strange).isEqualTo(1);
      // The model keeps what was stated, so that it need not be stated again.
      List<String> line = new ArrayList<>(List.of("predict", at("m.safetensors"), "--json"));
      line.addAll(List.of("--data", table.toString()));
      JsonNode predicted = Ran.thalweg(line.toArray(String[]::new)).json();
      assertThat(predicted.get("accuracy").asDouble()).as("%s", strange).isGreaterThan(0.95);
      assertThat(predicted.get("labelled").asInt()).as("%s", strange).isEqualTo(ROWS);
      line.addAll(List.of(strange.options()));
      assertThat(Ran.thalweg(line.toArray(String[]::new)).json().get("predictions"))
          .as("%s", strange)
          .isEqualTo(predicted.get("predictions"));
      strange.writeUnlabelled(table, folder.resolve("u.csv"));
      JsonNode bare =
          Ran.thalweg("predict", at("m.safetensors"), "--json", "--data", at("u.csv")).json();
      assertThat(bare.get("labelled").asInt()).as("%s", strange).isZero();
      assertThat(bare.get("predictions")).as("%s", strange).isEqualTo(predicted.get("predictions"));
      line = new ArrayList<>(List.of("train", "--json", "--resume", at("m.safetensors")));
      line.addAll(List.of("--epochs", "31", "--picture", at("p.svg")));
      Ran on = Ran.thalweg(line.toArray(String[]::new));
      assertThat(on.exit()).as("%s %s", strange, on.err()).isZero();
      line = new ArrayList<>(List.of("check", at("m.safetensors"), "--json", "--rows", "4"));
      line.addAll(List.of("--data", table.toString()));
      assertThat(Ran.thalweg(line.toArray(String[]::new)).exit()).as("%s", strange).isZero();
    }
  }

  @Test
  void lines_to_paste_say_again_what_was_stated() throws IOException {
    Path table =
        new Strange("~", '.', false, 0, Charset.forName("UTF-8"))
            .write(folder.resolve("t.csv"), new Random(1));
    Ran ran =
        Ran.thalweg(
            "train",
            "--data",
            table.toString(),
            "--target",
            "1",
            "--separator",
            "~",
            "--epochs",
            "20",
            "--save",
            at("m.safetensors"),
            "--picture",
            at("p.svg"));
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(
            ran.out()
                .lines()
                .filter(line -> line.contains(" predict ") || line.contains("--resume")))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("--target 1 --separator '~'"));
  }

  @Test
  void what_cannot_be_meant_is_refused_in_a_line() throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), "a,b,k\n1,2,x\n3,4,y\n5,1,x\n2,2,y\n");
    String[][] wrong = {
      {"--separator", ""}, {"--separator", "ab"}, {"--separator", "\""}, {"--separator", "7"},
      {"--decimal", ";"}, {"--header", "maybe"}, {"--encoding", "utf9"}, {"--encoding", "a b"}
    };
    for (String[] option : wrong) {
      Ran ran = train(table, option);
      assertThat(ran.exit()).as(String.join(" ", option)).isEqualTo(2);
      assertThat(ran.err()).as(String.join(" ", option)).contains(option[0]).hasLineCount(1);
    }
    for (String target : List.of("z", "4", "0", "-4", "1.5", "9999999999999")) {
      Ran ran = train(table, "--target", target);
      assertThat(ran.exit()).as(target).isEqualTo(4);
      assertThat(ran.err()).as(target).contains("expected one named").hasLineCount(1);
    }
    Ran digits = Ran.thalweg("train", "--data", "digits", "--target", "3", "--save", at("d"));
    assertThat(digits.exit()).isEqualTo(2);
    assertThat(digits.err()).contains("--target is for tables").hasLineCount(1);
  }

  @Test
  void what_to_state_of_a_table_is_said_by_the_option_and_helps() throws IOException {
    String rows = "1;2;x\n3;4;y\n5;1;x\n2;2;y\n1;3;x\n2;4;y\n";
    String words = "1~2~x\n3~4~y\n5~1~x\n2~2~y\n1~3~x\n2~4~y\n";
    String commas = rows.replace(';', ',').repeat(20) + "\"1,5\",3,x\n"; // beyond the first rows
    String quantities =
        IntStream.range(0, 60)
            .mapToObj(i -> (i % 2 + 1) + ";" + i * i + ";" + (100 + (i ^ 1)) + "\n")
            .collect(Collectors.joining());
    record Case(String text, Charset charset, String option, String value) {}
    for (Case trial :
        List.of(
            new Case(words, UTF_8, "--separator", "~"),
            new Case("a;2;k\n" + rows, UTF_8, "--header", "yes"),
            new Case("a,b,k\n" + commas, UTF_8, "--decimal", "comma"),
            new Case("a;b;k\n" + rows.replace("x", "é"), ISO_8859_1, "--encoding", "latin1"),
            new Case("a;b;k\n" + rows, UTF_16LE, "--encoding", "UTF-16LE"),
            new Case(
                "k;a;b;label\n" + quantities.replaceAll(";1(.)(.)\n", ";$2.$1;1\n"),
                UTF_8,
                "--target",
                "k"))) {
      Path table = Files.writeString(folder.resolve("t.csv"), trial.text, trial.charset);
      Ran refused = train(table);
      assertThat(refused.exit()).as(trial.toString()).isEqualTo(4);
      assertThat(refused.err())
          .as(trial.toString())
          .endsWith(" with " + trial.option + ".\n")
          .doesNotContain("Csv")
          .hasLineCount(1);
      Ran stated = train(table, trial.option, trial.value);
      assertThat(stated.exit()).as("%s: %s", trial, stated.err()).isIn(0, 6);
    }
    for (String end : List.of("\n", ".5\n")) {
      Path quantity =
          Files.writeString(folder.resolve("t.csv"), "k;a;label\n" + quantities.replace("\n", end));
      Ran learnt =
          Ran.thalweg(
              "train",
              "--json",
              "--data",
              quantity.toString(),
              "--picture",
              at("p.svg"),
              "--save",
              at("m.safetensors"));
      assertThat(learnt.exit()).as(learnt.err()).isZero();
      assertThat(learnt.out())
          .contains("if they are classes, say so with --objective", "\"testR2\"");
      assertThat(train(quantity, "--target", "k").exit()).isIn(0, 6);
    }
    Path guessed = Files.writeString(folder.resolve("t.csv"), "a;b;k\n" + rows);
    assertThat(train(guessed).out())
        .contains("the label is in column 3 (k), the last; state another with --target\"");
    assertThat(train(guessed, "--target", "z").err()).endsWith("choose another with --target.\n");
  }

  @Test
  void a_model_of_0_1_0_goes_on_with_the_rows_that_it_began_with() {
    Path models = Path.of("..", "..", "training", "src", "test", "resources", "models");
    List<String> line = new ArrayList<>(List.of("train", "--json", "--epochs", "10"));
    line.addAll(List.of("--resume", models.resolve("model-0.1.0.safetensors").toString()));
    line.addAll(List.of("--data", models.resolve("flowers.csv").toString()));
    line.addAll(List.of("--save", at("m.safetensors"), "--picture", at("p.svg")));
    Ran ran = Ran.thalweg(line.toArray(String[]::new));
    assertThat(ran.lastJson().get("weightsSha256").asString())
        .isEqualTo("625788d053bcd97c62e8635cc0c09982c3f371b8e5ebc25f30ba8d7b3aaad82b");
  }

  @Test
  void too_few_rows_to_tell_anything_apart_are_a_bad_file() throws IOException {
    for (String text :
        List.of("a,k\n1,x\n2,y\n", "a,k\n1,x\n", "a,k\n", "", "a,k\n1,x\n2,x\n3,x\n")) {
      Ran ran = train(Files.writeString(folder.resolve("t.csv"), text));
      assertThat(ran.exit()).as(text).isEqualTo(4);
      assertThat(ran.err()).as(text).contains("expected at least").hasLineCount(1);
    }
  }
}

package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.checkpoint.Provenance;
import tools.jackson.databind.JsonNode;

/// What a run leaves of where it comes from is enough to train it again, and to tell where it would
/// come to something else.
@Timeout(120)
class ReplayVerbTest {
  @TempDir private Path folder;
  private Path table = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void names() {
    table = Ran.table(folder);
    model = folder.resolve("m.safetensors");
  }

  private Ran train(String... words) {
    List<String> line = new ArrayList<>(List.of("train", "--json"));
    line.addAll(List.of("--save", model.toString()));
    line.addAll(List.of("--picture", folder.resolve("p.svg").toString()));
    line.addAll(List.of(words));
    Ran ran = Ran.thalweg(line.toArray(String[]::new));
    assertThat(ran.exit()).as(ran.err()).isIn(0, 6);
    return ran;
  }

  private String file() {
    return Provenance.beside(model).toString();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void a_model_alone_tells_of_its_run_also_when_it_went_on() throws IOException {
    train("--data", table.toString(), "--epochs", "3", "--rule", "momentum");
    Files.delete(Path.of(file()));
    Ran resumed =
        Ran.thalweg(
            "train",
            "--json",
            "--resume",
            model.toString(),
            "--epochs",
            "5",
            "--picture",
            folder.resolve("p.svg").toString());
    assertThat(resumed.exit()).as(resumed.err()).isIn(0, 6);
    Files.delete(Path.of(file()));
    Provenance held = Checkpoint.load(model).run();
    assertThat(held.parts()).hasSize(2);
    assertThat(held.epochs()).hasSize(5);
    Ran ran = Ran.thalweg("replay", model.toString(), "--json");
    assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.lastJson().get("epochs").asInt()).isEqualTo(5);
    assertThat(Ran.thalweg("runs", model.toString()).exit()).isZero();
    assertThat(Ran.thalweg("summary", model.toString()).out()).contains("train --json --save");

    // Of changed data it is told as by the file.
    Ran.write(table, Files.readString(table).replace("0.9", "0.7"));
    Ran changed = Ran.thalweg("replay", model.toString());
    assertThat(changed.exit()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(changed.err()).contains("the data have changed");

    Path plain = folder.resolve("plain");
    Checkpoint.load(model).model().save(plain);
    Ran none = Ran.thalweg("replay", plain.toString());
    assertThat(none.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(none.err()).hasLineCount(1).contains("does not tell how it was trained");
  }

  @Test
  void every_kind_of_run_is_equal_when_it_is_trained_again() throws IOException {
    String data = table.toString();
    List<List<String>> kinds =
        List.of(
            List.of("--data", data, "--epochs", "4"),
            List.of("--data", data, "--epochs", "30", "--patience", "2", "--target", "label"),
            List.of("--data", data, "--epochs", "3", "--balance", "--split", "60:20:20"),
            List.of("--data", data, "--epochs", "3", "--train-rows", "50", "--seed", "-7"),
            List.of("--data", data, "--epochs", "3", "--target", "height", "--ignore", "width"),
            List.of("--data", data, "--epochs", "3", "--precision", "double", "--rule", "adam"),
            List.of("--train-rows", "300", "--test-rows", "100", "--epochs", "2"),
            List.of(
                "--train-rows",
                "300",
                "--test-rows",
                "100",
                "--epochs",
                "2",
                "--augment",
                "shift 2, rotate 10"));
    for (List<String> kind : kinds) {
      JsonNode end = train(kind.toArray(String[]::new)).lastJson();
      List<String> before = files();
      Provenance told = Provenance.read(Path.of(file()));
      Provenance held = Checkpoint.load(model).run();
      assertThat(held.epochs()).isEqualTo(told.epochs());
      assertThat(held.command()).isEqualTo(told.command());
      assertThat(held.source()).isEqualTo(told.source());
      assertThat(held.end().weightsSha256()).isEqualTo(told.end().weightsSha256());
      Path away = Files.move(Path.of(file()), folder.resolve("away"));
      Ran alone = Ran.thalweg("replay", model.toString(), "--json");
      assertThat(alone.exit()).as(kind + ": " + alone.out() + alone.err()).isZero();
      assertThat(alone.lastJson().get("equal").asBoolean()).isTrue();
      assertThat(alone.lastJson().get("epochs")).isEqualTo(end.get("epochs"));
      Files.move(away, Path.of(file()));
      Ran ran = Ran.thalweg("replay", file(), "--json");
      assertThat(ran.exit()).as(kind + ": " + ran.out() + ran.err()).isZero();
      assertThat(ran.err()).isEmpty();
      assertThat(ran.lastJson().get("equal").asBoolean()).isTrue();
      assertThat(ran.lastJson().get("epochs").asInt()).isEqualTo(end.get("epochs").asInt());
      assertThat(ran.lastJson().get("weightsSha256")).isEqualTo(end.get("weightsSha256"));
      assertThat(files()).isEqualTo(before);
    }
    Ran words = Ran.thalweg("replay", model.toString(), "--threads", "3");
    assertThat(words.exit()).isZero();
    assertThat(words.out()).contains("equal: 2 epochs");
  }

  @Test
  void a_run_that_went_on_with_other_settings_is_equal_too() {
    train("--data", table.toString(), "--epochs", "3", "--patience", "0");
    train("--resume", model.toString(), "--epochs", "5", "--rate", "0.003");
    JsonNode end = train("--resume", model.toString(), "--epochs", "6").lastJson();
    Ran ran = Ran.thalweg("replay", file(), "--json");
    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.lastJson().get("epochs").asInt()).isEqualTo(6);
    assertThat(ran.lastJson().get("weightsSha256")).isEqualTo(end.get("weightsSha256"));
    Ran runs = Ran.thalweg("runs", folder.toString(), "--json");
    assertThat(runs.json().get("runs")).hasSize(1);
    assertThat(runs.json().get("runs").get(0).get("epochs").asInt()).isEqualTo(6);
  }

  /// A table's rate falls along a cosine over all epochs: with more of them, over all of those.
  @Test
  void a_schedule_over_all_epochs_spans_those_that_are_asked_for_later() throws IOException {
    for (int[] epochs : new int[][] {{2, 3}, {1, 4}}) {
      train("--data", table.toString(), "--epochs", "" + epochs[1], "--patience", "0");
      String wanted = rule();
      train("--data", table.toString(), "--epochs", "" + epochs[0], "--patience", "0");
      assertThat(rule()).isNotEqualTo(wanted).contains("cosine(steps ");
      Ran more =
          Ran.thalweg(
              "train",
              "--resume",
              model.toString(),
              "--epochs",
              "" + epochs[1],
              "--picture",
              folder.resolve("p.svg").toString());
      assertThat(more.exit()).as(more.err()).isIn(0, 6);
      assertThat(more.err()).contains("spans all " + epochs[1] + " epochs anew");
      assertThat(rule()).isEqualTo(wanted);
      assertThat(Ran.thalweg("replay", file()).exit()).isZero();
    }
    Ran same =
        Ran.thalweg(
            "train",
            "--data",
            table.toString(),
            "--epochs",
            "4",
            "--rule",
            "adam",
            "--save",
            model.toString(),
            "--picture",
            folder.resolve("p.svg").toString());
    assertThat(same.exit()).isZero();
    train("--resume", model.toString(), "--epochs", "5");
    assertThat(rule()).isEqualTo("adam(rate 0.001, beta1 0.9, beta2 0.999, epsilon 1.0E-8)");
  }

  private String rule() throws IOException {
    Provenance told = Provenance.read(Provenance.beside(model));
    return told.parts().getLast().settings().rule().toString();
  }

  /// One value of the record at a time is made another: the replay tells the first epoch in which
  /// it would matter.
  @Test
  void the_first_epoch_that_differs_is_told() throws IOException {
    train("--data", table.toString(), "--epochs", "4", "--patience", "0");
    String whole = Files.readString(Provenance.beside(model));
    Provenance told = Provenance.read(Provenance.beside(model));
    for (int epoch = 1; epoch <= 4; epoch++) {
      String loss = "\"epoch\": " + epoch + ", \"loss\": ";
      int at = whole.indexOf(loss) + loss.length();
      String changed = whole.substring(0, at) + "1" + whole.substring(at);
      Files.writeString(Provenance.beside(model), changed);
      Ran ran = Ran.thalweg("replay", file());
      assertThat(ran.exit()).isEqualTo(5);
      assertThat(ran.err())
          .hasLineCount(1)
          .contains("epoch " + epoch + " differs")
          .contains("nothing that is known of data, versions and machine differs");
    }
    Files.writeString(
        Provenance.beside(model), whole.replace("\"seed\": \"1\"", "\"seed\": \"2\""));
    assertThat(
            Ran.thalweg("replay", file(), "--json").lastJson().get("firstDifferentEpoch").asInt())
        .isEqualTo(1);
    String java = told.parts().getFirst().environment().java();
    Files.writeString(
        Provenance.beside(model), whole.replace(java, "24").replace("\"loss\": ", "\"loss\": 1"));
    Ran other = Ran.thalweg("replay", file());
    assertThat(other.exit()).isEqualTo(5);
    assertThat(other.err())
        .contains("Note: java: " + java + ", not 24")
        .contains("epoch 1 differs");
  }

  @Test
  void data_that_have_changed_or_moved_are_told_before() throws IOException {
    train("--data", table.toString(), "--epochs", "2");
    Path moved = folder.resolve("moved.csv");
    Files.move(table, moved);
    Ran gone = Ran.thalweg("replay", file());
    assertThat(gone.exit()).isEqualTo(4);
    assertThat(gone.err()).hasLineCount(1);
    assertThat(Ran.thalweg("replay", file(), "--data", moved.toString()).exit()).isZero();
    List<String> lines = new ArrayList<>(Files.readAllLines(moved));
    lines.set(3, lines.get(4));
    Files.write(moved, lines);
    Ran changed = Ran.thalweg("replay", file(), "--data", moved.toString());
    assertThat(changed.exit()).isEqualTo(5);
    assertThat(changed.err()).startsWith("Note: the data have changed; ");
  }

  @Test
  void what_is_no_run_is_refused_in_one_line() throws IOException {
    Path foreign = Files.writeString(folder.resolve("x.run.json"), "{\"a\": [1, 2]}");
    for (String wrong : List.of(foreign.toString(), table.toString(), "gone.run.json")) {
      Ran ran = Ran.thalweg("replay", wrong);
      assertThat(ran.exit()).as(ran.err()).isEqualTo(4);
      assertThat(ran.err()).hasLineCount(1);
    }
  }

  @Test
  void runs_are_listed_and_compared() throws IOException {
    train("--data", table.toString(), "--epochs", "2");
    model = Files.createDirectory(folder.resolve("deep")).resolve("b.safetensors");
    train("--data", table.toString(), "--epochs", "3", "--rate", "0.5");
    Files.writeString(folder.resolve("deep/damaged.run.json"), "{");
    Ran list = Ran.thalweg("runs", folder.toString());
    assertThat(list.exit()).isZero();
    assertThat(list.out()).hasLineCount(3).contains("b.safetensors", "accuracy", "completed");
    assertThat(list.err()).hasLineCount(1).contains("damaged.run.json");
    String first = Provenance.beside(folder.resolve("m.safetensors")).toString();
    Ran both = Ran.thalweg("runs", first, file());
    assertThat(both.exit()).isZero();
    assertThat(both.out()).contains("rule", "rate 0.5", "epochs done", "testAccuracy");
    assertThat(both.out()).doesNotContain("seed").doesNotContain("table.");
    Files.writeString(
        Path.of(first), Files.readString(Path.of(first)).replace("COMPLETED", "RUNNING"));
    assertThat(Ran.thalweg("runs", folder.toString()).out()).contains("killed");
    Ran none = Ran.thalweg("runs", Files.createDirectory(folder.resolve("none")).toString());
    assertThat(none.exit()).isZero();
    assertThat(none.err()).contains("No run");
  }
}

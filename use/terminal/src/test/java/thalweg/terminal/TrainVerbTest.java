package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Checkpoints;
import thalweg.training.data.Digits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainVerbTest {
  @TempDir private Path folder;
  private Path table = Path.of("");
  private Path model = Path.of("");
  private Path picture = Path.of("");

  @BeforeEach
  void files() {
    table = Ran.table(folder);
    model = folder.resolve("model.safetensors");
    picture = folder.resolve("training.svg");
  }

  /// Trains on the small table, in few steps, into the test's own folder.
  private Ran train(String... more) {
    return Ran.thalweg(line(more));
  }

  private String[] line(String... more) {
    List<String> line = new ArrayList<>(List.of("train"));
    List<String> given = List.of(more);
    line.addAll(given);
    if (!given.contains("--resume")) {
      append(line, "--data", table.toString());
      append(line, "--batch", "20");
      append(line, "--network", "2-8-3");
      append(line, "--rule", "sgd"); // the steps of three epochs are few for the usual rule
    }
    append(line, "--epochs", "3");
    append(line, "--save", model.toString());
    append(line, "--picture", picture.toString());
    return line.toArray(String[]::new);
  }

  private static void append(List<String> line, String option, String value) {
    if (!line.contains(option)) {
      line.add(option);
      line.add(value);
    }
  }

  private static String sha(Ran ran) {
    return ran.lastJson().get("weightsSha256").asString();
  }

  @Test
  void a_run_prints_one_json_object_a_line() {
    Ran ran = train("--json");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    List<JsonNode> lines = ran.jsonLines();
    assertThat(lines.stream().map(line -> line.get("event").asString()))
        .containsExactly("started", "epoch", "epoch", "epoch", "finished");
    assertThat(lines.getFirst().get("parameters").asInt()).isEqualTo(51);
    assertThat(lines.getFirst().get("stepsPerEpoch").asInt()).isEqualTo(6);
    JsonNode epoch = lines.get(1);
    assertThat(epoch.get("epoch").asInt()).isEqualTo(1);
    assertThat(epoch.get("steps").asInt()).isEqualTo(6);
    for (String field :
        new String[] {
          "loss",
          "trainAccuracy",
          "testAccuracy",
          "trainSeconds",
          "microsecondsPerStep",
          "samplesPerSecond"
        }) {
      assertThat(epoch.get(field).isNumber()).as(field).isTrue();
    }
    JsonNode finished = lines.getLast();
    assertThat(finished.get("epochs").asInt()).isEqualTo(3);
    assertThat(finished.get("outcome").asString()).isEqualTo("COMPLETED");
    assertThat(finished.get("weightsSha256").asString()).matches("[0-9a-f]{64}");
    assertThat(finished.get("saved").asString()).isEqualTo(model.toString());
    assertThat(model).exists();
    assertThat(picture).content().contains("<svg", "accuracy");
  }

  @Test
  void the_loss_of_each_step_is_told_where_it_is_asked_for_and_drawn() {
    Ran plain = train("--json");
    Ran ran = train("--json", "--steps");
    assertThat(sha(ran)).isEqualTo(sha(plain));
    List<JsonNode> steps =
        ran.jsonLines().stream()
            .filter(line -> line.get("event").asString().equals("step"))
            .toList();
    assertThat(steps).hasSize(18);
    for (int i = 0; i < 18; i++) {
      assertThat(steps.get(i).get("epoch").asInt()).isEqualTo(1 + i / 6);
      assertThat(steps.get(i).get("step").asInt()).isEqualTo(1 + i % 6);
      assertThat(steps.get(i).get("loss").asDouble()).isBetween(0.1, 2.0);
    }
    assertThat(picture).content().contains("each step");
    Ran more = train("--resume", model.toString(), "--epochs", "4", "--json", "--steps");
    assertThat(more.jsonLines().stream().map(line -> line.get("event").asString()))
        .containsExactly(
            "started", "step", "step", "step", "step", "step", "step", "epoch", "finished");
    assertThat(picture).content().contains("each step");
    for (String[] wrong :
        new String[][] {
          {"--steps"},
          {"--steps", "--json", "--folds", "3"},
          {"--steps", "--json", "--compare", "rate 0.1,1"}
        }) {
      Ran refused = Ran.thalweg(plainLine(wrong));
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains("--steps tells the steps of one training in JSON");
    }
  }

  private String[] plainLine(String... more) {
    List<String> line = new ArrayList<>(List.of("train", "--data", table.toString()));
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  @Test
  void text_shows_each_epoch_and_three_things_to_try() {
    Ran ran = train();
    assertThat(ran.out())
        .containsPattern(
            "epoch 1/3  loss \\d\\.\\d{4}  train \\d+\\.\\d\\d %  validation \\d+\\.\\d\\d %  test"
                + " \\d+\\.\\d\\d %  ")
        .contains("epoch 3/3", "sha256", model.toString(), picture.toString())
        .contains("thalweg predict", "thalweg train --resume", "thalweg check");
    assertThat(train("--quiet").out()).doesNotContain("epoch 1/3").contains("sha256");
  }

  @Test
  void the_table_is_learnt() {
    assertThat(train("--epochs", "60", "--json").lastJson().get("testAccuracy").asDouble())
        .isGreaterThan(0.9);
  }

  @Test
  void a_rule_is_chosen_by_name_kept_by_the_model_and_gone_on_with() {
    Ran whole = train("--rule", "adam", "--rate", "0.02", "--json");
    assertThat(whole.jsonLines().getFirst().get("rule").asString())
        .isEqualTo("adam(rate 0.02, beta1 0.9, beta2 0.999, epsilon 1.0E-8)");
    assertThat(sha(whole)).isNotEqualTo(sha(train("--rate", "0.02", "--json")));
    train("--rule", "adam", "--rate", "0.02", "--epochs", "1");
    Ran rest = train("--resume", model.toString(), "--json");
    assertThat(sha(rest)).isEqualTo(sha(whole));
    assertThat(train("--rule", "momentum", "--json").jsonLines().getFirst().get("rule").asString())
        .isEqualTo("momentum(rate 0.01, momentum 0.9)");
  }

  @Test
  void a_plateau_is_kept_by_the_model_and_gone_on_with_after_any_epoch() {
    String rule = "adam(rate 0.05) + clip(norm 1) + plateau(factor 0.5, patience 1, threshold 0.9)";
    Ran whole = train("--rule", rule, "--epochs", "8", "--json");
    assertThat(sha(whole))
        .isNotEqualTo(
            sha(train("--rule", "adam(rate 0.05) + clip(norm 1)", "--epochs", "8", "--json")));
    train("--rule", rule, "--epochs", "1");
    for (int epochs = 2; epochs < 8; epochs++) {
      train("--resume", model.toString(), "--epochs", String.valueOf(epochs));
    }
    Ran rest = train("--resume", model.toString(), "--epochs", "8", "--json");
    assertThat(rest.jsonLines().getFirst().get("rule").asString())
        .contains(" + plateau(factor 0.5, patience 1, threshold 0.9, cooldown 0, least 0.0)");
    assertThat(sha(rest)).isEqualTo(sha(whole));
  }

  @Test
  void the_weights_are_the_same_on_any_number_of_threads_and_any_vector_width() throws Exception {
    String one = sha(train("--threads", "1", "--batch", "100", "--json"));
    for (String threads : new String[] {"2", "3"}) {
      assertThat(sha(train("--threads", threads, "--batch", "100", "--json"))).isEqualTo(one);
    }
    assertThat(sha(train("--seed", "2", "--batch", "100", "--json"))).isNotEqualTo(one);
    for (String width : new String[] {"none", "128"}) {
      Process process = Ran.process(folder, line("--vector", width, "--batch", "100", "--json"));
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      Ran ran = new Ran(0, out, "");
      assertThat(ran.jsonLines().getFirst().get("vectorBits").asString())
          .isEqualTo(width.equals("none") ? "0" : width);
      assertThat(sha(ran)).as(width).isEqualTo(one);
    }
  }

  @Test
  void going_on_gives_the_weights_of_a_run_that_never_stopped() {
    String whole = sha(train("--epochs", "5", "--json"));
    train("--epochs", "2");
    Ran resumed = train("--resume", model.toString(), "--epochs", "5", "--json");
    assertThat(resumed.exit()).isZero();
    assertThat(resumed.jsonLines().getFirst().get("firstEpoch").asInt()).isEqualTo(3);
    assertThat(resumed.lastJson().get("epochs").asInt()).isEqualTo(5);
    assertThat(sha(resumed)).isEqualTo(whole);
  }

  @Test
  void a_signal_ends_the_step_saves_and_lets_the_run_go_on_exactly() throws Exception {
    String rule =
        "momentum + decay(0.001) + clip(norm 1) + warmup(steps 50) + plateau(patience 5, factor"
            + " 0.9)";
    String whole = sha(train("--rule", rule, "--epochs", "4000", "--json"));
    Files.delete(model);
    Process process = Ran.process(folder, line("--rule", rule, "--epochs", "4000", "--json"));
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        lines.add(new JsonMapper().readTree(text));
        if (lines.size() == 2) {
          process.toHandle().destroy(); // SIGTERM; Ctrl-C takes the same way
        }
      }
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.TERMINATED);
    assertThat(lines.getLast().get("outcome").asString()).isEqualTo("STOPPED");
    assertThat(lines.getLast().get("saved").asString()).isEqualTo(model.toString());
    Ran resumed = train("--resume", model.toString(), "--epochs", "4000", "--json");
    assertThat(sha(resumed)).isEqualTo(whole);
  }

  @Test
  void killed_again_and_again_it_goes_on_to_the_weights_of_a_run_that_nobody_killed()
      throws Exception {
    String whole = sha(train("--epochs", "3000", "--json"));
    Files.delete(model);
    String[] next = line("--epochs", "3000", "--json");
    for (int lines : new int[] {200, 1, 600, 30}) {
      Process process = Ran.process(folder, next);
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (int i = 0; i < lines; i++) {
          reader.readLine();
        }
        process.toHandle().destroyForcibly(); // SIGKILL
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(model).doesNotExist();
      next = line("--resume", model.toString(), "--epochs", "3000", "--json");
    }
    Path newest = Checkpoints.find(model).path();
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length - 1));
    Ran resumed = train("--resume", model.toString(), "--epochs", "3000");
    assertThat(resumed.err())
        .contains("Note: passed over " + newest)
        .containsPattern("Going on from .*checkpoint-[12], step \\d of epoch \\d+: the run");
    assertThat(resumed.out()).contains(whole);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(Path::toString)).noneMatch(name -> name.contains("checkpoint"));
    }
  }

  @Test
  void two_trainings_into_one_file_at_the_same_time_are_refused() throws Exception {
    try (Checkpoints _ = Checkpoints.open(model, Digits.split(1, 20, 10).train())) {
      Ran refused = train("--epochs", "1");
      assertThat(refused.exit()).isEqualTo(ExitCode.FAILURE);
      assertThat(refused.err())
          .contains("--save: " + model + ": another training keeps its checkpoints beside it");
    }
    assertThat(train("--epochs", "1").exit()).isZero();
  }

  @Test
  void patience_without_validation_rows_is_refused() {
    Ran refused = train("--split", "80:20", "--patience", "3");
    assertThat(refused.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err())
        .contains("--patience is 3, and there are no validation rows to wait for; leave it out.");
  }

  @Test
  void a_signal_before_the_first_step_leaves_a_good_model_as_it_was() throws Exception {
    train("--epochs", "2");
    byte[] before = Files.readAllBytes(model);
    for (int wait = 0; wait < 10; wait += 2) {
      Process process = Ran.process(folder, line("--epochs", "400000", "--json"));
      String last = "";
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        last = reader.readLine(); // it has started, and warms up
        Thread.sleep(wait * wait);
        process.toHandle().destroy();
        for (String text = last; text != null; text = reader.readLine()) {
          last = text;
        }
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      JsonNode end = new JsonMapper().readTree(last);
      boolean moved =
          end.has("step") && (end.get("step").asInt() > 0 || end.get("epoch").asInt() > 1);
      assertThat(process.exitValue()).as(last).isEqualTo(moved ? ExitCode.TERMINATED : 1);
      if (moved) {
        assertThat(end.get("saved").asString()).isEqualTo(model.toString());
        Files.write(model, before);
      } else {
        assertThat(model).as(last).hasBinaryContent(before);
      }
    }
  }

  @Test
  void a_run_that_goes_on_keeps_its_settings_and_its_data() throws Exception {
    train("--epochs", "2");
    byte[] before = Files.readAllBytes(model);
    Ran seed = train("--resume", model.toString(), "--seed", "3");
    assertThat(seed.exit()).isEqualTo(2);
    assertThat(seed.err()).contains("--seed", "keeps the settings").hasLineCount(1);
    Ran done = train("--resume", model.toString(), "--epochs", "2");
    assertThat(done.exit()).isEqualTo(2);
    assertThat(done.err()).contains("has done 2 epochs", "--epochs 12");
    Ran.write(table, Files.readString(table) + "0.5,0.5,a\n");
    Ran other = train("--resume", model.toString());
    assertThat(other.exit()).isEqualTo(4);
    assertThat(other.err()).contains("other data", "SHA-256").hasLineCount(1);
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
  }

  @Test
  void nan_stops_the_run_saves_the_last_good_weights_and_is_exit_3() {
    Ran ran = train("--rate", "1e30", "--json");
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.err()).contains("NaN or infinite at step", "epoch 1", "a tenth").hasLineCount(1);
    assertThat(ran.lastJson().get("outcome").asString()).isEqualTo("NON_FINITE");
    assertThat(ran.lastJson().has("where")).isTrue();
    assertThat(Ran.thalweg("predict", model.toString(), "--data", table.toString()).exit())
        .isZero();
  }

  @Test
  void numerical_gradients_imply_double_precision() {
    Ran ran = train("--gradient", "numerical", "--epochs", "1", "--json");
    assertThat(ran.exit()).isZero();
    assertThat(ran.jsonLines().getFirst().get("precision").asString()).isEqualTo("double");
    double numerical = ran.lastJson().get("testAccuracy").asDouble();
    Ran automatic = train("--precision", "double", "--epochs", "1", "--json");
    assertThat(numerical).isEqualTo(automatic.lastJson().get("testAccuracy").asDouble());
  }

  @Test
  void more_threads_than_processors_work_and_are_noted_in_one_line() {
    int processors = Runtime.getRuntime().availableProcessors();
    Ran ran = train("--threads", String.valueOf(processors + 5));
    assertThat(ran.exit()).isZero();
    assertThat(ran.err().lines().filter(line -> line.contains("threads")))
        .singleElement()
        .asString()
        .startsWith("Note: " + (processors + 5) + " threads share " + processors + " processor")
        .endsWith("no faster than with --threads " + processors + ".");
    assertThat(train("--threads", String.valueOf(processors)).err()).doesNotContain("threads");
    assertThat(train("--threads", String.valueOf(processors + 5), "--json").err()).isEmpty();
  }

  @Test
  void a_network_larger_than_the_heap_is_refused_with_what_it_needs() {
    Ran ran = train("--network", "2-40000-40000-3");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err())
        .hasLineCount(1)
        .contains("thalweg: training: it takes", "dense2.weight [40000, 40000]", "-Xmx");
    assertThat(model).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate | 0 | rate is 0.0",
        "--rate | fast | 'fast'",
        "--batch | 0 | batch is 0",
        "--batch | 121 | training data of 120 rows",
        "--epochs | 0 | 0 epochs",
        "--threads | 0 | 0 threads",
        "--network | 2-8-4 | end the network with 3",
        "--network | 5-3 | begin the network with 2",
        "--network | 2-x-3 | \"x\"",
        "--network | 2 | one size",
        "--activation | step | sigmoid",
        "--initialisation | best | xavier",
        "--initialisation | normal:-1 | above 0",
        "--loss | anger | softmax-cross-entropy",
        "--rule | adm | Did you mean adam?",
        "--rule | adam(beta 0.8) | it has rate, beta1, beta2, epsilon",
        "--rule | sgd + platau | Did you mean plateau?",
        "--rule | sgd + plateau(patiense 3) | Did you mean patience?",
        "--rule | sgd + plateau(patience 0) | from 1 to 16777216",
        "--rule | sgd + plateau(patience 1.5) | a whole number",
        "--rule | adam + plateau(factor 2) | the factor is 2.0",
        "--rule | adam + plateau(factor 0.1, least 0.5) | from 0 to the factor, 0.1",
        "--sampling | some | epochs or replacement",
        "--gradient | guessed | automatic or numerical",
        "--precision | half | float or double",
        "--vector | 64 | auto, 512, 256, 128 or none",
        "--train-rows | 1000 | from 1 to 120",
        "--picture | p.jpg | .png or .svg",
        "--save | no/such/model.safetensors | folder",
        "--bach | 3 | --batch",
      })
  void wrong_settings_are_refused_before_any_work(String option, String value, String say) {
    Ran ran = train(option, value);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).hasLineCount(1).contains(say);
    assertThat(model).doesNotExist();
    assertThat(picture).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b,label;1,2,x;3,4 | line 3",
        "a,b,label;1,2,x;3,4,y;5,word,x;7,8,y;9,10,x | line 4, column 2 (b): found \"word\"",
        "a,b,label;1,2,x;3,inf,y;5,inf,x;7,8,y | line 3, column 2 (b): found \"inf\"",
        "a,b,label | rows",
      })
  void bad_tables_are_exit_4(String lines, String say) {
    Path bad = Ran.write(folder.resolve("bad.csv"), lines.replace(';', '\n') + "\n");
    Ran ran = train("--data", bad.toString());
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err()).hasLineCount(1).contains("bad.csv", say);
    assertThat(model).doesNotExist();
  }

  @Test
  void missing_and_damaged_data_is_exit_4() throws Exception {
    assertThat(train("--data", "digit"))
        .matches(ran -> ran.exit() == 4)
        .extracting(Ran::err)
        .asString()
        .contains("there is no \"digit\"", "give digits, a folder");
    Path mnist = Files.createDirectory(folder.resolve("mnist"));
    assertThat(train("--data", mnist.toString()).err()).contains("train-images");
    for (String name :
        new String[] {
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte"
        }) {
      Files.write(mnist.resolve(name), new byte[] {0, 0, 8, 1, 0, 0, 0, 9, 1});
    }
    Ran mislabelled = train("--data", mnist.toString());
    assertThat(mislabelled.exit()).isEqualTo(4);
    assertThat(mislabelled.err()).hasLineCount(1).contains("train-images-idx3-ubyte");
  }

  @Test
  void files_that_are_not_ours_are_not_overwritten() throws Exception {
    Ran.write(model, "my thesis");
    Ran ran = train();
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).hasLineCount(1).contains("not overwritten");
    assertThat(Files.readString(model)).isEqualTo("my thesis");
    Files.delete(model);
    Ran.write(picture, "my diary");
    assertThat(train().exit()).isEqualTo(2);
    assertThat(Files.readString(picture)).isEqualTo("my diary");
    assertThat(model).doesNotExist();
  }

  @Test
  void a_folder_is_not_taken_for_a_file() {
    assertThat(Ran.thalweg("train", "--save", folder.toString()).err())
        .contains("--save: \"" + folder + "\" is a folder; name a file in it.");
    assertThat(Ran.thalweg("train", "--save", "").err()).contains("\"\" is a folder");
  }

  @Test
  void help_tells_the_epochs_there_are_without_the_option() {
    assertThat(Ran.thalweg("train", "--help").out())
        .contains("Default: " + TrainingSettings.defaults().epochs() + ".");
  }

  @Test
  void model_and_picture_must_be_two_files() {
    Ran ran = train("--save", picture.toString());
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).hasLineCount(1).contains("two different files");
    assertThat(picture).doesNotExist();
  }

  @Test
  void a_model_of_ours_is_overwritten_and_damage_is_told() throws Exception {
    assertThat(train().exit()).isZero();
    assertThat(train().exit()).isZero();
    byte[] whole = Files.readAllBytes(model);
    Files.write(model, java.util.Arrays.copyOf(whole, whole.length - 5));
    Ran ran = train("--resume", model.toString());
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.err()).hasLineCount(1).contains("model.safetensors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2, dense 8 init he, relu, dropout 0.2, dense 3",
        "dense 8, batchnorm, relu, dense 3",
        "dropout 0.1,dense 4 init normal:0.5,batchnorm momentum 0.8 epsilon 1e-4,tanh,dense 3",
        "2 dense(8,he) relu dropout(0.2) dense(3,he)"
      })
  void a_network_written_layer_by_layer_is_trained_kept_and_gone_on_with(String network) {
    Ran whole = train("--network", network, "--epochs", "6", "--json");
    assertThat(whole.exit()).as(whole.err()).isZero();
    JsonNode started = whole.jsonLines().getFirst();
    // What a model says of itself makes the same network.
    String said = started.get("network").asString();
    assertThat(sha(train("--network", said, "--epochs", "6", "--json"))).isEqualTo(sha(whole));
    for (int epochs = 1; epochs < 6; epochs += 2) {
      train("--network", network, "--epochs", String.valueOf(epochs));
      Ran rest = train("--resume", model.toString(), "--epochs", "6", "--json");
      assertThat(rest.exit()).as(rest.err()).isZero();
      assertThat(sha(rest)).isEqualTo(sha(whole));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3, dense 4, relu, dense 3 | rows of 3 numbers | begin the network with 2",
        "2, dense 4, relu, dense 5 | gives 5 outputs | end the network with 3",
        "dense 4, relu, dense 5 | gives 5 outputs | end the network with 3",
        "2, dense 4, rulu, dense 3 | \"rulu\" at character 13 names no layer | relu",
        "dense 4, rulu, dense 3 | \"rulu\" at character 10 names no layer | relu",
        "dense 4 int he | \"int\" is no setting of it | did you mean init?",
        "2 dense(4 | at the end of \"2 dense(4\" | closing parenthesis",
        "two dense(4) | \"two\" at character 1 | names no layer",
      })
  void a_network_that_is_misspelt_or_does_not_fit_is_one_line(
      String network, String given, String expected) {
    Ran ran = train("--network", network);
    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).hasLineCount(1).contains(given, expected);
    assertThat(model).doesNotExist();
  }

  @Test
  void a_network_may_stand_in_a_file() {
    String layers = "dense 4 init he, tanh, dense 3";
    Ran stated = train("--network", layers, "--epochs", "2", "--json");
    String json = "{\"layers\": [\"dense 4 init he\", \"tanh\", \"dense 3\"]}";
    for (String[] file :
        new String[][] {
          {"net.txt", layers + "\n"},
          {"net.json", json},
          {"full.json", "{\"input\": [2]," + json.substring(1)}
        }) {
      Path held = Ran.write(folder.resolve(file[0]), file[1]);
      Ran ran = train("--network", held.toString(), "--epochs", "2", "--json");
      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(sha(ran)).isEqualTo(sha(stated));
    }
    Ran none = train("--network", folder.resolve("none.json").toString());
    assertThat(none.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(none.err()).hasLineCount(1).contains("none.json");
    Path wrong = Ran.write(folder.resolve("wrong.json"), "{\"layer\": []}");
    Ran refused = train("--network", wrong.toString());
    assertThat(refused.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).hasLineCount(1).contains("did you mean layers?");
  }

  @Test
  void what_a_written_network_says_itself_is_not_said_beside_it() {
    String network = "dense 8 init he, relu, dense 3";
    for (String[] beside : new String[][] {{"--activation", "tanh"}, {"--initialisation", "he"}}) {
      Ran ran = train("--network", network, beside[0], beside[1]);
      assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err()).hasLineCount(1).contains(beside[0], "leave");
    }
  }

  @Test
  void a_quantity_of_two_rows_is_refused_and_one_test_row_is_drawn() {
    Path two = Ran.write(folder.resolve("two.csv"), "a,y\n1,5.5\n2,6.5\n");
    String[] line = {
      "--data", two.toString(), "--objective", "regression", "--network", "1-4-1", "--batch", "2"
    };
    Ran refused = train(line);
    assertThat(refused.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).hasLineCount(1).contains("1 row to learn from", "at least 2");
    assertThat(model).doesNotExist();
    for (int rows = 3; rows < 8; rows++) {
      StringBuilder few = new StringBuilder("a,y\n");
      for (int row = 0; row < rows; row++) {
        few.append(row).append(',').append(row * row + 0.5).append('\n');
      }
      Ran.write(two, few.toString());
      Ran ran = train(line);
      assertThat(ran.exit()).as(ran.err()).isIn(ExitCode.OK, ExitCode.LEARNT_NOTHING);
      assertThat(ran.err()).as("%s rows", rows).doesNotContain("--picture:");
      assertThat(picture).exists();
    }
  }
}

package thalweg.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.descent.direction.RuleParser;
import thalweg.exchange.Safetensors;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.Trainer;
import thalweg.training.TrainingEvent.EpochDone;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.TrainingState;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.data.Split;
import thalweg.training.model.Checksum;
import thalweg.training.model.Model;
import thalweg.training.objective.Prediction;
import thalweg.training.objective.Score;
import thalweg.training.table.Choices;
import thalweg.training.table.Csv;

/// What a file may hold: the models of earlier versions, names of any kind, and damage. It changes
/// the locale by itself, so once is enough.
@Tag("plain")
class CheckpointFileTest {
  private static final Network NETWORK = Network.of("2-4-3", Activation.TANH);
  private static final List<String> COLUMNS = List.of("a", "b\n\u001b[31m");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  private static Split split(List<String> classNames) {
    double[] features = new Random(1).doubles(80, -3, 3).toArray();
    int[] labels = IntStream.range(0, 40).map(row -> row % 3).toArray();
    return Dataset.ofDoubles("d", Shape.of(2), features, labels, classNames)
        .withFieldNames(COLUMNS)
        .split(0.25, 1)
        .standardised();
  }

  private static Checkpoint trained(List<String> classNames, int epochs) {
    Split split = split(classNames);
    TrainingSettings settings =
        TrainingSettings.defaults()
            .withRule(RuleParser.parse("adam + plateau(factor 0.5, patience 1)"))
            .withBatch(7)
            .withThreads(1)
            .withEpochs(epochs);
    TrainingResult result = Trainer.of(NETWORK, split, settings).run();
    return new Checkpoint(result.model(), settings, result.state(), "d", split.train().sha256());
  }

  private static Path resource(String name) {
    return Path.of(
        Objects.requireNonNull(CheckpointFileTest.class.getResource("/models/" + name)).getPath());
  }

  @Test
  void a_model_of_0_1_0_predicts_and_goes_on_as_it_did() throws IOException {
    Checkpoint old = Checkpoint.load(resource("model-0.1.0.safetensors"));
    Dataset flowers =
        Csv.defaults().read(resource("flowers.csv")).dataset().arranged(Fields.UNKNOWN);
    StringBuilder initials = new StringBuilder();
    for (Prediction predicted : old.model().predict(flowers)) {
      initials.append(predicted.toString().charAt(0));
    }
    assertThat(initials.toString())
        .isEqualTo("coooooooocoocoocoocoodoocoooooooodoodoooooooooooooocooooocoo");
    assertThat(old.model().weightsSha256())
        .isEqualTo("a9de9bbd2a63f275ea134e6cf4e45603f051d43e0f6afc29a7cdcadbd1ee76fa");
    assertThat(old.state().history()).hasSize(5);
    Split split = flowers.split(0.2, 1);
    assertThat(split.train().sha256()).isEqualTo(old.dataSha256());
    TrainingResult result =
        Trainer.of(old.model().network(), split, old.settings().withEpochs(10)).run(old.state());
    assertThat(result.model().weightsSha256())
        .isEqualTo("625788d053bcd97c62e8635cc0c09982c3f371b8e5ebc25f30ba8d7b3aaad82b");

    new Checkpoint(
            result.model(),
            old.settings().withEpochs(10),
            result.state(),
            old.data(),
            old.dataSha256())
        .save(file);
    assertThat(Checkpoint.load(file).model()).isEqualTo(result.model());
  }

  @Test
  void names_come_back_whatever_they_hold() throws IOException {
    Random random = new Random(2);
    for (int trial = 0; trial < 300; trial++) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        StringBuilder name = new StringBuilder(i + ":");
        int length = random.nextInt(12);
        for (int j = 0; j < length; j++) {
          int range = List.of(0x20, 0x80, 0xD800, 0x3000).get(random.nextInt(4));
          name.append((char) random.nextInt(range));
        }
        names.add(name.toString());
      }
      Model model =
          new Model(NETWORK, NETWORK.initial(DType.FLOAT, 1), names, split(names).train().fields());
      TrainingSettings settings = TrainingSettings.defaults();
      TrainingState state =
          new TrainingState(
              model.parameters(),
              List.of(),
              List.of(List.of(), List.of(), List.of(), List.of()),
              1,
              0,
              List.of());
      new Checkpoint(model, settings, state, "d", "").save(file);
      Checkpoint loaded = Checkpoint.load(file);
      assertThat(loaded.model()).isEqualTo(model);
    }
  }

  @Test
  void predictions_are_the_same_after_a_reload_with_columns_in_any_order() throws IOException {
    Checkpoint checkpoint = trained(List.of("x", "y", "z"), 3);
    checkpoint.save(file);
    Model loaded = Checkpoint.load(file).model();
    Dataset data = split(List.of("x", "y", "z")).train();
    double[] swapped = data.features(DType.DOUBLE).doubles();
    for (int i = 0; i < swapped.length; i += 2) {
      double first = swapped[i];
      swapped[i] = swapped[i + 1];
      swapped[i + 1] = first;
    }
    Dataset turned =
        Dataset.ofDoubles("t", Shape.of(2), swapped, data.labels(), data.classNames())
            .withFieldNames(COLUMNS.reversed());
    assertThat(loaded.outputs(turned)).isEqualTo(checkpoint.model().outputs(data));
  }

  @Test
  void the_bytes_are_the_same_in_every_locale() throws IOException {
    Checkpoint checkpoint = trained(List.of("x", "y", "z"), 2);
    Locale usual = Locale.getDefault();
    byte[] expected = null;
    try {
      for (String tag : List.of("en-US", "ar-EG", "fa-IR", "tr-TR", "hi-IN-u-nu-deva", "th-TH")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        checkpoint.save(file);
        byte[] bytes = Files.readAllBytes(file);
        expected = expected == null ? bytes : expected;
        assertThat(bytes).as(tag).isEqualTo(expected);
        assertThat(Checkpoint.load(file).state().history()).isEqualTo(checkpoint.state().history());
      }
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void a_million_epochs_can_be_saved() throws IOException {
    Checkpoint one = trained(List.of("x", "y", "z"), 1);
    List<EpochDone> history = new ArrayList<>();
    for (int epoch = 1; epoch <= 1_000_000; epoch++) {
      history.add(
          new EpochDone(
              epoch, 5, score(1.0 / epoch, 0.5), null, score(1 / 3.0, 0.25), 1e-3, 0, 1, epoch));
    }
    TrainingState state = one.state();
    new Checkpoint(
            one.model(),
            one.settings(),
            new TrainingState(
                state.parameters(), List.of(), state.ruleState(), history.size() + 1, 0, history),
            one.data(),
            one.dataSha256())
        .save(file);
    assertThat(Checkpoint.load(file).state().history()).isEqualTo(history);
  }

  private static Score score(double loss, double accuracy) {
    return new Score(loss, List.of(new Score.Measured("accuracy", accuracy)));
  }

  /// A model without a checksum, so that what is wrong in itself must be found.
  private Safetensors good() throws IOException {
    trained(List.of("x", "y", "z"), 3).save(file);
    Safetensors saved = Safetensors.read(file);
    Map<String, String> metadata = new HashMap<>(saved.metadata());
    assertThat(metadata.remove("checksum")).matches("[0-9a-f]{8}");
    return new Safetensors(metadata, saved.tensors());
  }

  @Test
  void what_was_stated_of_the_table_comes_back() throws IOException {
    Checkpoint plain = trained(List.of("x", "y", "z"), 1);
    assertThat(plain.table()).isEmpty();
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 50; trial++) {
      Csv csv = Csv.defaults();
      csv = random.nextBoolean() ? csv.separator(",;~\t |".charAt(random.nextInt(6))) : csv;
      csv = random.nextBoolean() ? csv.decimal(random.nextBoolean() ? '.' : ',') : csv;
      csv = random.nextBoolean() ? csv.header(Csv.Header.ABSENT) : csv;
      csv = random.nextBoolean() ? csv.charset(StandardCharsets.UTF_16LE) : csv;
      Choices choices =
          Choices.NONE.target(random.nextBoolean() ? "größe\n\"" + trial : "" + (trial - 25));
      Map<String, String> stated = new HashMap<>(csv.stated());
      stated.putAll(choices.stated());
      new Checkpoint(plain.model(), plain.settings(), plain.state(), "d", "", stated).save(file);
      assertThat(Checkpoint.load(file).table()).isEqualTo(stated);
    }
    Safetensors good = good();
    String[][] wrong = {
      {"header", "x"},
      {"separator", "ab"},
      {"separator", "\""},
      {"decimal", ";"},
      {"encoding", "utf 9"},
      {"labelAt", "one"},
      {"target", "SOMETHING"},
      {"type a", "COLOUR"}
    };
    for (String[] word : wrong) {
      refused(
          with(good, "table." + word[0], word[1]),
          (word[0].matches("labelAt|target|type a") ? "table" : "csv") + ": \"" + word[0]);
    }
  }

  private void refused(Safetensors damaged, String why) throws IOException {
    damaged.write(file);
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": the model is damaged: " + why)
        .satisfies(CheckpointFileTest::isOneShortLine);
    assertThatThrownBy(() -> Checkpoint.loadModel(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": the model is damaged: " + why);
  }

  private static void isOneShortLine(Throwable thrown) {
    assertThat(thrown.getMessage().codePoints()).noneMatch(Character::isISOControl);
    assertThat(thrown.getMessage()).hasSizeLessThan(900).endsWith(".");
  }

  private static Safetensors with(Safetensors good, String key, String value) {
    Map<String, String> metadata = new HashMap<>(good.metadata());
    metadata.put(key, value);
    return new Safetensors(metadata, good.tensors());
  }

  @Test
  void places_outside_the_run_are_refused() throws IOException {
    Safetensors good = good(); // 3 epochs of 5 steps, at step 0 of epoch 4
    for (String epoch : List.of("0", "-1", "-2147483648", "2147483648", "1.5", "")) {
      refused(with(good, "epoch", epoch), "epoch is \"");
    }
    for (String epoch : List.of("1", "3", "5", "2147483647")) {
      refused(with(good, "epoch", epoch), "its history has 3 epochs, ");
    }
    for (String step : List.of("-1", "6", "2147483647", "-2147483648", "x".repeat(100_000))) {
      refused(with(good, "step", step), "step is \"");
    }
    for (String key : List.of("batch", "epochs")) {
      for (String value : List.of("0", "-5", "1e3", "99999999999")) {
        refused(with(good, key, value), key + " is \"" + value + "\"; it must be a whole number");
      }
    }
  }

  @Test
  void names_that_do_not_fit_are_refused() throws IOException {
    Safetensors good = good();
    refused(
        with(good, "column.target.classes", "[\"x\",\"y\"]"),
        "it names 2 classes, the network has 3 outputs.");
    refused(
        with(good, "column.features.names", "[\"x\"]"), "it names 1 columns, a row has 2 numbers.");
    refused(
        with(good, "column.features.names", "[\"x\",\"x\"]"),
        "columns: 1 and 2 are both named \"x\"");
    for (String text : List.of("", "x\ny\nz", "[\"x\",\"y\",3]", "[", "[\"x\"", "{}", "[]]")) {
      refused(with(good, "column.target.classes", text), "column.target.classes is \"");
    }
    Safetensors old = Safetensors.read(resource("model-0.1.0.safetensors"));
    refused(with(old, "classes", "cat\ndog"), "it names 2 classes, the network has 3 outputs.");
    refused(with(old, "history", "1 2 3"), "its history has the line \"1 2 3\"");
  }

  @Test
  void numbers_that_are_not_finite_are_refused() throws IOException {
    Safetensors good = good();
    for (String name : good.tensors().keySet()) {
      NdArray array = good.tensors().get(name);
      for (int place = 0; place < array.shape().elements(); place++) {
        NdArray broken = array.copy();
        broken.set(place, Double.NaN);
        Map<String, NdArray> tensors = new HashMap<>(good.tensors());
        tensors.put(name, broken);
        boolean testLoss = name.equals("history") && place % 10 == 4; // the one that may be NaN
        if (testLoss) {
          continue;
        }
        new Safetensors(good.metadata(), tensors).write(file);
        assertThatThrownBy(() -> Checkpoint.load(file))
            .as("%s at %d", name, place)
            .isInstanceOf(IOException.class)
            .satisfies(CheckpointFileTest::isOneShortLine);
      }
    }
  }

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "\u0000",
          "\u001b[2J\u0007",
          "-1",
          "9".repeat(400),
          "NaN",
          "+".repeat(1_000_000),
          "sgd" + " + clip".repeat(60_000),
          "sgd(" + "rate 1,".repeat(60_000) + ")",
          "2 " + "relu ".repeat(300_000),
          "2, " + "relu, ".repeat(200_000),
          "2, dense 2147483647, dense 2147483647",
          "2 dense(2147483647,he) dense(2147483647,he)",
          "99999x99999 flatten dense(3,he)",
          "2-".repeat(100_000),
          "dense(" + "1".repeat(1_000_000),
          "(".repeat(1_000_000),
          "a(" + ")".repeat(1_000_000) + "b",
          "[".repeat(100_000),
          "a".repeat(500_000) + " ".repeat(500_000) + "b");

  @Test
  void whatever_an_entry_holds_the_file_is_read_or_refused_in_one_line() throws IOException {
    Safetensors good = good();
    for (String key : good.metadata().keySet()) {
      for (String value : HOSTILE) {
        with(good, key, value).write(file);
        readOrRefused();
      }
    }
  }

  @Test
  void whatever_byte_is_damaged_the_file_is_read_or_refused_in_one_line() throws IOException {
    good().write(file);
    for (Path from : List.of(resource("model-0.1.0.safetensors"), file)) {
      byte[] bytes = Files.readAllBytes(from);
      Random random = new Random(9);
      for (int trial = 0; trial < 500; trial++) {
        byte[] damaged = bytes.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
          damaged[random.nextInt(damaged.length)] =
              (byte)
                  (random.nextBoolean()
                      ? "0123456789-+eE.,:\"\\{}[]\n".charAt(random.nextInt(24))
                      : random.nextInt(256));
        }
        if (random.nextInt(10) == 0) {
          damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
        }
        Path copy = Files.write(folder.resolve("damaged"), damaged);
        try {
          assertThat(
                  Checkpoint.load(copy).model().predict(NdArray.zeros(DType.FLOAT, Shape.of(1, 2))))
              .hasSize(1);
        } catch (IOException refused) {
          isOneShortLine(refused);
        } catch (IllegalArgumentException other) {
          // An intact model of other inputs or another precision.
          assertThat(other).hasMessageStartingWith("predict: ");
        }
      }
    }
  }

  @Test
  void wherever_one_bit_is_wrong_the_model_is_refused() throws IOException {
    trained(List.of("x", "y", "z"), 3).save(file);
    Safetensors saved = Safetensors.read(file);
    byte[] bytes = Files.readAllBytes(file);
    int data = (int) (8 + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
    Path copy = folder.resolve("damaged");
    SplittableRandom random = new SplittableRandom(12);
    for (int trial = 0; trial < 4_000; trial++) {
      // Half of them in the numbers, where nothing else would tell.
      int place = random.nextInt(trial % 2 == 0 ? data : 0, bytes.length);
      byte[] damaged = bytes.clone();
      damaged[place] ^= (byte) (1 << random.nextInt(8));
      Files.write(copy, damaged);
      try {
        Checkpoint.load(copy);
      } catch (IOException refused) {
        isOneShortLine(refused);
        assertThat(refused).hasMessageStartingWith(copy + ": ");
        continue;
      }
      // What is left: blanks between words, and the name of the checksum itself.
      Safetensors read = Safetensors.read(copy);
      Map<String, String> metadata = new HashMap<>(read.metadata());
      metadata.keySet().retainAll(saved.metadata().keySet());
      assertThat(place).isLessThan(data);
      assertThat(read.tensors()).isEqualTo(saved.tensors());
      assertThat(saved.metadata()).containsAllEntriesOf(metadata);
    }
  }

  @Test
  void a_finite_number_that_is_wrong_is_told_with_the_file_and_what_to_do() throws IOException {
    trained(List.of("x", "y", "z"), 1).save(file);
    Safetensors saved = Safetensors.read(file);
    NdArray wrong = saved.tensors().get("dense1.weight").copy();
    wrong.set(3, -wrong.at(3));
    Map<String, NdArray> tensors = new HashMap<>(saved.tensors());
    tensors.put("dense1.weight", wrong);
    refused(
        new Safetensors(saved.metadata(), tensors),
        "its content has the checksum "
            + Checksum.of(saved.metadata(), tensors)
            + ", it was saved with \""
            + saved.metadata().get("checksum")
            + "\"; restore the file from a copy");
    Map<String, String> meant = new HashMap<>(saved.metadata());
    meant.remove("checksum");
    new Safetensors(meant, tensors).write(file);
    assertThat(Checkpoint.load(file).model().parameters().getFirst()).isEqualTo(wrong);
  }

  private void readOrRefused() {
    try {
      Checkpoint loaded = Checkpoint.load(file);
      assertThat(loaded.model().network().output().elements()).isPositive();
    } catch (IOException refused) {
      isOneShortLine(refused);
    }
  }
}

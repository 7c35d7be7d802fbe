package thalweg.terminal;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;
import thalweg.exchange.Safetensors;
import thalweg.training.model.Model;
import tools.jackson.databind.JsonNode;

/// Weights of other programs become a model, which predicts and learns on.
@Tag("text")
class ImportVerbTest {
  private static final String NETWORK = "2, dense 5, tanh, dense 3";

  @TempDir private Path folder;
  private final Map<String, NdArray> tensors = new LinkedHashMap<>();

  @BeforeEach
  void weights() throws IOException {
    Random random = new Random(1);
    for (String name : List.of("0.weight", "0.bias", "2.weight", "2.bias")) {
      int outputs = name.startsWith("0") ? 5 : 3;
      Shape shape =
          name.endsWith("bias") ? Shape.of(outputs) : Shape.of(outputs, outputs == 5 ? 2 : 5);
      NdArray array = NdArray.zeros(DType.FLOAT, shape);
      for (int i = 0; i < shape.elements(); i++) {
        array.set(i, random.nextGaussian());
      }
      tensors.put(name, array);
    }
    new Safetensors(Map.of(), tensors).write(folder.resolve("w.safetensors"));
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Ran run(String... words) {
    return Ran.thalweg(words);
  }

  private Ran imported(String model, String... more) {
    List<String> words =
        new ArrayList<>(List.of("import", at("w.safetensors"), at(model), "--network", NETWORK));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  @Test
  void weights_are_taken_and_told_where_from() throws IOException {
    Ran ran = imported("m");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("m: classification(softmax-cross-entropy)")
        .contains("dense1.weight from 0.weight", "dense2.bias from 2.bias");
    Ran json = imported("m", "--json", "--objective", "regression(huber)");
    assertThat(json.json().get("layout").asString()).isEqualTo("pytorch");
    assertThat(json.json().get("objective").asString()).isEqualTo("regression(huber)");
    assertThat(json.json().get("from").get("dense2.weight").get(0).asString())
        .isEqualTo("2.weight");
    Model model = Model.load(folder.resolve("m"));
    double[] row = {0.5, -2};
    double[] hidden = new double[5];
    for (int i = 0; i < 5; i++) {
      NdArray weight = tensors.get("0.weight");
      double sum = tensors.get("0.bias").at(i);
      hidden[i] = Math.tanh(sum + weight.get(i, 0) * row[0] + weight.get(i, 1) * row[1]);
    }
    NdArray outputs = model.outputs(NdArray.of(Shape.of(1, 2), new float[] {0.5f, -2}));
    for (int i = 0; i < 3; i++) {
      double sum = tensors.get("2.bias").at(i);
      for (int j = 0; j < 5; j++) {
        sum += tensors.get("2.weight").get(i, j) * hidden[j];
      }
      assertThat(outputs.at(i)).isCloseTo(sum, within(1e-5));
    }
  }

  @Test
  void an_archive_of_arrays_in_either_layout_is_taken_too() throws IOException {
    Map<String, Npy> arrays = new LinkedHashMap<>();
    NdArray kernel = NdArray.zeros(DType.FLOAT, Shape.of(2, 3));
    kernel.set(4, 7);
    arrays.put("sequential/dense/kernel", Npy.of(kernel));
    arrays.put("sequential/dense/bias", Npy.of(NdArray.zeros(DType.FLOAT, Shape.of(3))));
    new Npz(arrays).write(folder.resolve("k.npz"));
    Ran ran = run("import", at("k.npz"), at("m"), "--network", "2-3", "--json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.json().get("layout").asString()).isEqualTo("keras");
    assertThat(Model.load(folder.resolve("m")).parameters().getFirst()).isEqualTo(kernel);
    Ran other = run("import", at("k.npz"), at("m"), "--network", "2-3", "--like", "pytorch");
    assertThat(other.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(other.err()).contains("there weight [3, 2]", "sequential/dense/kernel [2, 3]");
  }

  @Test
  void a_run_begins_with_weights_goes_on_and_is_replayed() throws IOException {
    assertThat(imported("m").exit()).isZero();
    byte[] before = Files.readAllBytes(folder.resolve("m"));
    Ran ran = begun("n", "--rule sgd --rate 1e-30 --epochs 1 --json");
    assertThat(ran.exit()).as(ran.err()).isIn(ExitCode.OK, ExitCode.LEARNT_NOTHING);
    Model first = Model.load(folder.resolve("m"));
    Model same = Model.load(folder.resolve("n"));
    assertThat(same.parameters()).isEqualTo(first.parameters());
    assertThat(same.classNames()).containsExactly("a", "b", "c");
    assertThat(same.fields().names()).containsExactly("height", "width");
    assertThat(same.fields().areScaled()).isFalse(); // the weights take the columns as they are

    String rule = "--rule adam --rate 0.02 --seed 5 --epochs ";
    Ran learnt = begun("o", rule + 4);
    assertThat(learnt.exit()).as(learnt.err()).isZero();
    assertThat(learnt.err()).contains("Beginning with the weights of " + at("m"));
    assertThat(Files.readAllBytes(folder.resolve("m"))).isEqualTo(before);
    Ran on = run("train", "--resume", at("o"), "--epochs", "6", "--picture", at("p.svg"), "--json");
    assertThat(on.exit()).as(on.err()).isZero();
    List<JsonNode> told = begun("whole", rule + 6 + " --json").jsonLines();
    JsonNode last = told.get(told.size() - 2);
    JsonNode gone = on.jsonLines().get(on.jsonLines().size() - 2);
    assertThat(last.get("epoch").asInt()).isEqualTo(6);
    for (String measured : List.of("epoch", "loss", "validationLoss", "testLoss")) {
      assertThat(gone.get(measured)).as(measured).isNotNull().isEqualTo(last.get(measured));
    }
    assertThat(Model.load(folder.resolve("o")).weightsSha256())
        .isEqualTo(Model.load(folder.resolve("whole")).weightsSha256());
    Ran replayed = run("replay", at("o"));
    assertThat(replayed.exit()).as(replayed.err()).isZero();
    assertThat(replayed.out()).contains("equal: 6 epochs");
    Files.copy(folder.resolve("n"), folder.resolve("m"), REPLACE_EXISTING);
    assertThat(run("replay", at("o")).exit()).isZero(); // the same weights
    Files.copy(folder.resolve("o"), folder.resolve("m"), REPLACE_EXISTING);
    Ran others = run("replay", at("o"));
    assertThat(others.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(others.err()).contains("put back the file that it began with");
  }

  /// Trains on from the imported model on the usual table.
  private Ran begun(String save, String options) throws IOException {
    List<String> words = new ArrayList<>(List.of("train", "--resume", at("m"), "--save", at(save)));
    words.addAll(List.of("--data", Ran.table(folder).toString(), "--picture", at("p.svg")));
    words.addAll(List.of(options.split(" ")));
    return run(words.toArray(String[]::new));
  }

  @Test
  void a_graph_that_was_imported_learns_on_with_its_own_scaling() throws IOException {
    String table = Ran.table(folder).toString();
    Ran trained =
        run("train", "--data", table, "--epochs", "3", "--save", at("t"), "--picture", at("p.svg"));
    assertThat(trained.exit()).isIn(ExitCode.OK, ExitCode.LEARNT_NOTHING);
    assertThat(run("export", at("t"), at("t.onnx")).exit()).isZero();
    assertThat(run("import", at("t.onnx"), at("m")).exit()).isZero();
    Ran ran = begun("n", "--epochs 3 --json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    Model before = Model.load(folder.resolve("t"));
    Model after = Model.load(folder.resolve("n"));
    assertThat(after.fields()).isEqualTo(before.fields());
    assertThat(ran.jsonLines().get(1).get("loss").asDouble())
        .isLessThan(1.0986); // what was learnt is not forgotten
    Path others =
        Ran.write(
            folder.resolve("u.csv"), Files.readString(Path.of(table)).replace(",a\n", ",d\n"));
    Ran apart = run("train", "--resume", at("m"), "--data", others.toString(), "--save", at("n"));
    assertThat(apart.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(apart.err()).contains("found the classes b, c, d, expected those of");
  }

  @Test
  void what_cannot_be_is_said_in_a_line() throws IOException {
    refused(
        ExitCode.USAGE, "does not say of which network", "import", at("w.safetensors"), at("m"));
    refused(
        ExitCode.USAGE,
        "give --network",
        "import",
        at("w.safetensors"),
        at("m"),
        "--names",
        "dense1=0");
    refusedWeights(ExitCode.USAGE, "must begin with the shape of a row", "--network", "dense 3");
    refusedWeights(
        ExitCode.USAGE, "is no layout; it must be pytorch, keras or thalweg", "--like", "jax");
    refusedWeights(ExitCode.USAGE, "is no pair of names", "--names", "dense1");
    refusedWeights(ExitCode.USAGE, "is named twice", "--names", "dense1=0,dense1=2");
    refusedWeights(ExitCode.USAGE, "did you mean dense1?", "--names", "dence1=0");
    refusedWeights(ExitCode.USAGE, "objective: \"guess\" is unknown", "--objective", "guess");
    refusedWeights(ExitCode.BAD_INPUT, "nothing called \"9\"", "--names", "dense1=9");
    refusedWeights(ExitCode.BAD_INPUT, "Not used is 0.bias [5]", "--network", "2, dense 4");
    Ran.write(folder.resolve("names.txt"), "# by hand\ndense1 = 0\n\ndense2.weight=2.weight\n");
    assertThat(imported("m", "--names", at("names.txt")).exit()).isZero();
    refusedWeights(ExitCode.BAD_INPUT, "no such file", "--names", at("none.txt"));
    String table = Ran.table(folder).toString();
    assertThat(imported("m").exit()).isZero();
    String[] more = {"--compare", "rate 1,2"};
    for (String[] option : List.of(more, new String[] {"--network", "2-3"})) {
      refused(
          ExitCode.USAGE,
          "leave",
          "train",
          "--resume",
          at("m"),
          "--data",
          table,
          option[0],
          option[1]);
    }
  }

  private void refusedWeights(int exit, String why, String option, String value) {
    List<String> words = new ArrayList<>(List.of("import", at("w.safetensors"), at("x")));
    if (!option.equals("--network")) {
      words.addAll(List.of("--network", NETWORK));
    }
    words.addAll(List.of(option, value));
    refused(exit, why, words.toArray(String[]::new));
  }

  private void refused(int exit, String why, String... words) {
    Ran ran = run(words);
    assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
    assertThat(ran.err()).contains(why);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(folder.resolve("x")).doesNotExist();
  }
}

package thalweg.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.exchange.Npy;
import thalweg.exchange.Npz;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.training.model.Model;

/// A trained model leaves for other programs.
@Tag("text")
class ExportVerbTest {
  @TempDir private Path folder;
  private String model = "";

  @BeforeEach
  void train() {
    model = at("m.safetensors");
    String table = Ran.table(folder).toString();
    String[] words = {"train", "--data", table, "--epochs", "2", "--picture", at("p.svg")};
    assertThat(Ran.thalweg(with(words, "--save", model)).exit())
        .isIn(ExitCode.OK, ExitCode.LEARNT_NOTHING);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void a_model_becomes_a_graph_that_scales_and_names() throws IOException {
    Ran ran = Ran.thalweg("export", model, at("m.onnx"));
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("m.onnx: ", " operators of version 17, ", " bytes");
    OnnxModel read = OnnxModel.read(folder.resolve("m.onnx"));
    assertThat(read.graph().initialisers()).containsKeys("features.centre", "features.scale");
    assertThat(read.metadata())
        .containsEntry("thalweg.column.target.classes", "[\"a\",\"b\",\"c\"]")
        .containsEntry("thalweg.column.features.names", "[\"height\",\"width\"]");
    byte[] bytes = Files.readAllBytes(folder.resolve("m.onnx"));
    Ran again = Ran.thalweg("export", model, at("m.onnx"), "--json");
    assertThat(again.json().get("bytes").asLong()).isEqualTo(bytes.length);
    assertThat(again.json().get("verb").asString()).isEqualTo("export");
    assertThat(Files.readAllBytes(folder.resolve("m.onnx"))).isEqualTo(bytes);
  }

  @Test
  void what_was_exported_is_imported_and_predicts_the_same() throws IOException {
    assertThat(Ran.thalweg("export", model, at("m.onnx")).exit()).isZero();
    Ran ran = Ran.thalweg("import", at("m.onnx"), at("again.safetensors"));
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("again.safetensors: classification", "dense1", "total");
    String table = at("table.csv");
    assertThat(Ran.thalweg("predict", at("again.safetensors"), "--data", table).out())
        .isEqualTo(Ran.thalweg("predict", model, "--data", table).out());
    Path damaged = folder.resolve("damaged.onnx");
    byte[] bytes = Files.readAllBytes(folder.resolve("m.onnx"));
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length / 2));
    Ran refused = Ran.thalweg("import", damaged.toString(), at("none.safetensors"));
    assertThat(refused.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("is no ONNX model, or a damaged one").hasLineCount(1);
    assertThat(folder.resolve("none.safetensors")).doesNotExist();
  }

  @Test
  void weights_are_written_as_arrays_under_their_names() throws IOException {
    Ran ran = Ran.thalweg("export", model, at("w.npz"));
    assertThat(ran.exit()).as(ran.err()).isZero();
    Model trained = Model.load(Path.of(model));
    Npz read = Npz.read(folder.resolve("w.npz"));
    assertThat(ran.out()).contains("w.npz: " + read.arrays().size() + " arrays, ");
    assertThat(read.arrays()).hasSameSizeAs(trained.parameters());
    for (int i = 0; i < trained.parameters().size(); i++) {
      String name = trained.network().parameters().get(i).name();
      Npy array = read.arrays().get(name);
      assertThat(array).as(name).isNotNull();
      assertThat(array.shape()).isEqualTo(trained.parameters().get(i).shape());
      assertThat(array.array()).isEqualTo(trained.parameters().get(i));
    }
  }

  @Test
  void a_training_is_written_for_tensorboard() throws IOException {
    String[] words = {
      "train", "--data", at("table.csv"), "--epochs", "2", "--picture", at("p.svg")
    };
    String[] more = {"--save", at("n.safetensors"), "--tensorboard", at("board/first")};
    Ran ran = Ran.thalweg(with(words, more));
    assertThat(ran.exit()).as(ran.err()).isIn(ExitCode.OK, ExitCode.LEARNT_NOTHING);
    try (Stream<Path> files = Files.list(folder.resolve("board/first"))) {
      Path file = files.findFirst().orElseThrow();
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertThat(text).contains("brain.Event:2", "testAccuracy", "dense1.weight");
    }
    Ran both = Ran.thalweg(with(words, "--tensorboard", at("board"), "--folds", "2"));
    assertThat(both.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(both.err()).contains("--tensorboard writes one run");
    Ran onFile = Ran.thalweg(with(words, "--save", at("o"), "--tensorboard", at("table.csv")));
    assertThat(onFile.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(onFile.err()).contains("--tensorboard: ");
  }

  @Test
  void what_cannot_be_is_said_in_a_line() {
    refused("m.txt ends neither in .onnx nor in .npz", model, at("m.txt"));
    refused("opset 9; write 17 or 23", model, at("m.onnx"), "--opset", "9");
    refused("--opset is for graphs", model, at("m.npz"), "--opset", "17");
    refused("does not exist", model, at("none/m.onnx"));
    Ran absent = Ran.thalweg("export", at("none"), at("m.onnx"));
    assertThat(absent.exit()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(folder.resolve("m.onnx")).doesNotExist();
  }

  private static String[] with(String[] words, String... more) {
    return Stream.of(words, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private static void refused(String why, String... given) {
    Ran ran = Ran.thalweg(with(new String[] {"export"}, given));
    assertThat(ran.exit()).as(ran.err()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains(why);
    assertThat(ran.err().lines()).hasSize(1);
  }
}

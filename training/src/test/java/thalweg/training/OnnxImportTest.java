package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.ElementType;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.exchange.onnx.OnnxException;
import thalweg.exchange.onnx.OnnxGraph;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.exchange.onnx.OnnxTensor;
import thalweg.exchange.onnx.OnnxValue;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;
import thalweg.training.onnx.OnnxExport;
import thalweg.training.onnx.OnnxImport;

/// What was exported is imported again: exactly where the file says what it was written from, and
/// from the operators alone where it does not.
@Tag("plain")
class OnnxImportTest {
  static Stream<OnnxExamples.Tried> models() {
    return OnnxExamples.all();
  }

  private static OnnxModel exported(Model model, int opset) {
    return OnnxExport.of(new StoredModel(model, Map.of()), opset);
  }

  private static Model imported(OnnxModel model) throws IOException {
    return OnnxImport.of("m.onnx", model, Classification::of).model();
  }

  /// The same graph without a word of who has written it.
  private static OnnxModel nameless(OnnxModel model) {
    return new OnnxModel(model.irVersion(), model.opset(), model.graph(), new TreeMap<>());
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_file_of_this_library_gives_the_model_it_was_written_from(OnnxExamples.Tried tried)
      throws IOException {
    for (int opset : new int[] {17, 23}) {
      Model model = imported(exported(tried.model(), opset));
      assertThat(model.network()).isEqualTo(tried.model().network());
      NdArray rows = tried.rows(5, 77);
      requireNear(model.outputs(rows), tried.model().outputs(rows), 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void operators_alone_give_a_network_that_computes_the_same(OnnxExamples.Tried tried)
      throws IOException {
    for (int opset : new int[] {17, 23}) {
      OnnxModel graph = nameless(exported(tried.model(), opset));
      Model model;
      try {
        model = imported(graph);
      } catch (OnnxException refused) {
        throw new AssertionError(tried + ": " + refused.getMessage(), refused);
      }
      NdArray rows = tried.rows(5, 78);
      boolean endsWithShares =
          tried.model().network().toString().endsWith("softmax")
              && !model.network().toString().endsWith("softmax");
      if (!endsWithShares) {
        requireNear(model.outputs(rows), tried.model().outputs(rows), 1e-5);
      }
    }
  }

  private static OnnxNode node(String operator, String name, String... inputs) {
    return new OnnxNode(name, operator, "", List.of(inputs), List.of(name), Map.of());
  }

  private static OnnxTensor numbers(Random random, int... sizes) {
    NdArray values = NdArray.zeros(DType.FLOAT, Shape.of(sizes));
    for (int i = 0; i < values.shape().elements(); i++) {
      values.set(i, random.nextGaussian());
    }
    return OnnxTensor.of(values);
  }

  private static OnnxModel graph(
      Map<String, OnnxTensor> arrays, int width, String output, OnnxNode... nodes) {
    OnnxValue x = new OnnxValue("x", ElementType.FLOAT, List.of(OnnxValue.OPEN, width));
    OnnxValue y = new OnnxValue(output, ElementType.FLOAT, List.of(OnnxValue.OPEN, 3));
    return OnnxModel.of(
        17, new OnnxGraph("g", List.of(nodes), arrays, List.of(x), List.of(y)), Map.of());
  }

  /// As exporters elsewhere write them: weights lie the other way round, a bias is added by itself,
  /// pixels are divided first, and shares come last.
  @Test
  void a_graph_of_others_is_read_and_training_goes_on() throws IOException {
    Random random = new Random(4);
    Map<String, OnnxTensor> arrays =
        new TreeMap<>(
            Map.of(
                "fc1.weight", numbers(random, 8, 4),
                "fc1.bias", numbers(random, 8),
                "w2", numbers(random, 8, 3),
                "b2", numbers(random, 3),
                "p", OnnxTensor.of(NdArray.of(Shape.SCALAR, new float[] {255}))));
    OnnxNode gemm =
        new OnnxNode(
            "fc1",
            "Gemm",
            "",
            List.of("d", "fc1.weight", "fc1.bias"),
            List.of("fc1"),
            Map.of("transB", new OnnxAttribute.Whole(1)));
    OnnxModel graph =
        graph(
            arrays,
            4,
            "s",
            node("Div", "d", "x", "p"),
            gemm,
            node("Sigmoid", "g", "fc1"),
            node("Mul", "silu", "fc1", "g"),
            node("MatMul", "m", "silu", "w2"),
            node("Add", "a", "b2", "m"),
            node("Softmax", "s", "a"));
    Model model = imported(graph);
    assertThat(model.network()).hasToString("4, dense 8, silu, dense 3");
    assertThat(model.fields().all().getFirst().scale()).isEqualTo(255);
    double[][] rows = new double[60][4];
    int[] labels = new int[60];
    for (int row = 0; row < rows.length; row++) {
      Arrays.setAll(rows[row], _ -> 255 * random.nextDouble());
      labels[row] = rows[row][0] > 170 ? 2 : rows[row][0] > 85 ? 1 : 0;
    }
    Dataset data = Dataset.of(rows, labels);
    Dataset described = data.describedBy(model.kinds());
    Trainer trainer =
        Trainer.of(
            model.objective(),
            new Split(described, described),
            TrainingSettings.defaults().withEpochs(5).withBatch(20));
    double before = model.score(data).loss();
    TrainingState start = trainer.from(model.parameters(), model.statistics());
    assertThat(trainer.run(start).model().score(data).loss()).isLessThan(before);
  }

  @Test
  void what_no_layer_stands_for_is_refused_by_operator_and_node() {
    refused("node Sin \"odd\" is not read", node("Sin", "odd", "x"));
    refused("node Transpose \"t\" is not read: no layer puts axes", node("Transpose", "t", "x"));
    refused("node MatMul \"m\" cannot be computed", node("MatMul", "m", "x", "x"));
    refused("node Mul \"m\" is not read: no layer stands for it", node("Mul", "m", "x", "x"));
    refused(
        "node own.Relu \"r\" is not read: its domain",
        new OnnxNode("r", "Relu", "own", List.of("x"), List.of("r"), Map.of()));
    refused(
        "node LSTM \"l\" ", new OnnxNode("l", "LSTM", "", List.of("x"), List.of("l"), Map.of()));
    refused("node Relu \"r\" has no input 1", node("Relu", "r"));
  }

  private static void refused(String why, OnnxNode node) {
    OnnxModel graph = graph(Map.of(), 4, node.name(), node);
    assertThatThrownBy(() -> imported(graph))
        .isInstanceOf(OnnxException.class)
        .hasMessageStartingWith("m.onnx: ")
        .hasMessageContaining(why);
  }

  /// A damaged file is refused in a line, or computes what its graph says.
  @Test
  void damage_ends_in_one_line() throws IOException {
    Random random = new Random(6);
    List<OnnxExamples.Tried> all = models().limit(60).toList();
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = nameless(exported(all.get(i % all.size()).model(), 17)).toBytes();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        imported(OnnxModel.read("m.onnx", bytes));
      } catch (OnnxException told) {
        refused++;
        assertThat(told.getMessage().lines()).hasSize(1);
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  private static void requireNear(NdArray given, NdArray expected, double tolerance) {
    double[] one = given.toDoubles();
    double[] other = expected.toDoubles();
    assertThat(one).hasSameSizeAs(other);
    double largest = Math.max(1, Arrays.stream(other).map(Math::abs).max().orElse(1));
    for (int i = 0; i < one.length; i++) {
      assertThat(one[i]).isCloseTo(other[i], within(tolerance * largest));
    }
  }
}

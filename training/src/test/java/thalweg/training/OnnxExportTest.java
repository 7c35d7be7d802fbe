package thalweg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.exchange.onnx.ElementType;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.exchange.onnx.OnnxValue;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.onnx.OnnxExport;

/// A model of every layer becomes a graph that keeps the rules of the format.
@Tag("plain")
class OnnxExportTest {
  @TempDir Path folder;

  static Stream<OnnxExamples.Tried> models() {
    return OnnxExamples.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void its_graph_keeps_the_rules_of_the_format(OnnxExamples.Tried tried) throws IOException {
    for (int opset : new int[] {17, 23}) {
      StoredModel stored = new StoredModel(tried.model(), Map.of());
      OnnxModel exported = OnnxExport.of(stored, opset);
      assertThat(OnnxRules.breaches(exported)).isEmpty();
      byte[] bytes = exported.toBytes();
      assertThat(OnnxExport.of(stored, opset).toBytes()).isEqualTo(bytes);
      assertThat(OnnxModel.read("m", bytes)).isEqualTo(exported);
    }
  }

  @Test
  void version_23_has_operators_for_attention() {
    Model model =
        OnnxExamples.model(NetworkParser.parse("3x4, attention heads 2 rotary, rmsnorm"), 1);
    assertThat(OnnxExport.of(new StoredModel(model, Map.of()), 23).graph().nodes())
        .extracting(OnnxNode::operator)
        .contains("Attention", "RotaryEmbedding", "RMSNormalization")
        .doesNotContain("Softmax");
    assertThatThrownBy(() -> OnnxExport.of(new StoredModel(model, Map.of()), 18))
        .hasMessage("onnx: opset 18; write 17 or 23.");
  }

  @Test
  void it_says_what_goes_in_and_comes_out() throws IOException {
    Model model = OnnxExamples.model(NetworkParser.parse("6, embedding 9 2, flatten, dense 3"), 1);
    OnnxExport.write(model, folder.resolve("m.onnx"));
    OnnxModel read = OnnxModel.read(folder.resolve("m.onnx"));
    assertThat(read.graph().inputs())
        .containsExactly(new OnnxValue("features", ElementType.INT64, List.of(OnnxValue.OPEN, 6)));
    assertThat(read.graph().outputs())
        .containsExactly(
            new OnnxValue("outputs", ElementType.FLOAT, List.of(OnnxValue.OPEN, 3)),
            new OnnxValue("probabilities", ElementType.FLOAT, List.of(OnnxValue.OPEN, 3)));
    assertThat(read.metadata())
        .containsEntry("thalweg.network", NetworkParser.write(model.network()))
        .containsEntry("thalweg.objective", "classification(softmax-cross-entropy)")
        .containsKey("thalweg.column.target.classes");
    assertThat(Files.size(folder.resolve("m.onnx"))).isLessThan(3_000);
    Model scaled = OnnxExamples.scaled(NetworkParser.parse("2, dense 1"), 1);
    assertThat(OnnxExport.of(scaled).graph().outputs())
        .extracting(OnnxValue::name)
        .containsExactly("outputs", "quantities");
    assertThat(OnnxExport.of(scaled).metadata()).containsKey("thalweg.tensor.column.target.scale");
  }

  /// A layer that ONNX knows nothing of.
  record Halved() implements Layer {
    @Override
    public String kind() {
      return "halved";
    }

    @Override
    public Shape output(Shape input) {
      return input;
    }

    @Override
    public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
      return x.divide(2);
    }
  }

  @Test
  void what_no_operator_stands_for_is_refused_by_name() {
    Model own = OnnxExamples.model(Network.of(3, new Halved()), 1);
    assertThatThrownBy(() -> OnnxExport.of(own))
        .hasMessage(
            "onnx: layer halved1 is a Halved, which no operator stands for; build it of the"
                + " library's layers.");
    Model wide = OnnxExamples.model(NetworkParser.parse("1x4, maxpool 2 pad 2"), 1);
    assertThatThrownBy(() -> OnnxExport.of(wide))
        .hasMessageContaining(
            "layer maxpool1 (maxpool 2 pad 2) has windows that stand in the padding");
  }
}

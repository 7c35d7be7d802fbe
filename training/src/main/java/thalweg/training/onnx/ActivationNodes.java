package thalweg.training.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.network.activation.Activation;

/// Functions between layers as operators.
final class ActivationNodes {
  // As in Activation; source: Klambauer et al. (2017).
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;

  private ActivationNodes() {}

  static String write(GraphWriter graph, Activation activation, LayerNodes.At at) {
    String x = at.x();
    String name = at.name();
    return switch (activation) {
      case SIGMOID -> graph.node(name, "Sigmoid", List.of(x));
      case RELU -> graph.node(name, "Relu", List.of(x));
      case TANH -> graph.node(name, "Tanh", List.of(x));
      case SOFTMAX ->
          graph.node(name, "Softmax", List.of(x), Map.of("axis", new OnnxAttribute.Whole(-1)));
      case IDENTITY -> graph.node(name, "Identity", List.of(x));
      case SELU ->
          graph.node(name, "Selu", List.of(x), two("alpha", SELU_ALPHA, "gamma", SELU_SCALE));
      case SILU ->
          graph.binary(name, "Mul", x, graph.node(at.sub("sigmoid"), "Sigmoid", List.of(x)));
      case MISH -> {
        String soft = graph.node(at.sub("softplus"), "Softplus", List.of(x));
        yield graph.binary(name, "Mul", x, graph.node(at.sub("tanh"), "Tanh", List.of(soft)));
      }
      case SOFTPLUS -> graph.node(name, "Softplus", List.of(x));
      case HARD_SIGMOID ->
          graph.node(name, "HardSigmoid", List.of(x), two("alpha", 1.0 / 6, "beta", 0.5));
      case HARD_SWISH -> graph.node(name, "HardSwish", List.of(x));
      case HARD_TANH -> graph.node(name, "Clip", List.of(x, graph.number(-1), graph.number(1)));
    };
  }

  private static Map<String, OnnxAttribute> two(
      String first, double one, String second, double other) {
    Map<String, OnnxAttribute> both = new LinkedHashMap<>();
    both.put(first, LayerNodes.real(one));
    both.put(second, LayerNodes.real(other));
    return both;
  }

  static String gelu(GraphWriter graph, String name, String x, boolean isByTanh) {
    if (graph.has(20)) {
      return graph.node(
          name,
          "Gelu",
          List.of(x),
          Map.of("approximate", new OnnxAttribute.Text(isByTanh ? "tanh" : "none")));
    }
    if (!isByTanh) {
      String part = graph.binary(name + ".part", "Div", x, graph.number(Math.sqrt(2)));
      String erf = graph.node(name + ".erf", "Erf", List.of(part));
      String above = graph.binary(name + ".above", "Add", erf, graph.number(1));
      String whole = graph.binary(name + ".whole", "Mul", x, above);
      return graph.binary(name, "Mul", whole, graph.number(0.5));
    }
    // x·sigmoid(2·√(2/π)·x·(1 + 0.044715·x²)), as Gelu has it
    String square = graph.binary(name + ".square", "Mul", x, x);
    String part = graph.binary(name + ".part", "Mul", square, graph.number(0.044715));
    String above = graph.binary(name + ".above", "Add", part, graph.number(1));
    String inner = graph.binary(name + ".inner", "Mul", above, x);
    String slope =
        graph.binary(name + ".slope", "Mul", inner, graph.number(2 * Math.sqrt(2 / Math.PI)));
    return graph.binary(name, "Mul", x, graph.node(name + ".sigmoid", "Sigmoid", List.of(slope)));
  }
}

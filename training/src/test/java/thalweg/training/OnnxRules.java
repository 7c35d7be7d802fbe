package thalweg.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.exchange.onnx.OnnxNode;

/// What the format says of the operators that are written, told once more by hand from its table of
/// operators: since which version each is there as used here, how many inputs and outputs it has,
/// and the kinds of its attributes.
final class OnnxRules {
  private OnnxRules() {}

  private record Rule(
      int since, int until, int least, int most, int outputs, Map<String, Character> attributes) {}

  /// Operator, first and last version of this form, least and most inputs, outputs, attributes: `i`
  /// whole, `f` real, `s` text, `I` wholes. Source: onnx/onnx, docs/Changelog.md.
  private static final String TABLE =
      """
      Add 14 99 2 2 1
      Attention 23 99 3 6 4 q_num_heads:i kv_num_heads:i is_causal:i scale:f
      AveragePool 11 99 1 1 1 kernel_shape:I strides:I pads:I ceil_mode:i count_include_pad:i auto_pad:s
      BatchNormalization 15 99 5 5 3 epsilon:f momentum:f training_mode:i
      Cast 13 99 1 1 1 to:i
      Clip 13 99 1 3 1
      Concat 13 99 1 99 1 axis:i
      Conv 11 99 2 3 1 kernel_shape:I strides:I pads:I dilations:I group:i auto_pad:s
      ConvTranspose 11 99 2 3 1 kernel_shape:I strides:I pads:I dilations:I group:i output_padding:I
      Div 14 99 2 2 1
      Dropout 13 99 1 3 2 seed:i
      Elu 6 99 1 1 1 alpha:f
      Erf 13 99 1 1 1
      Expand 13 99 2 2 1
      Flatten 13 99 1 1 1 axis:i
      GRU 14 99 3 6 2 hidden_size:i direction:s linear_before_reset:i layout:i
      Gather 13 99 2 2 1 axis:i
      Gelu 20 99 1 1 1 approximate:s
      Gemm 13 99 2 3 1 alpha:f beta:f transA:i transB:i
      GlobalAveragePool 1 99 1 1 1
      GlobalMaxPool 1 99 1 1 1
      HardSigmoid 6 99 1 1 1 alpha:f beta:f
      HardSwish 14 99 1 1 1
      Identity 16 99 1 1 1
      InstanceNormalization 6 99 3 3 1 epsilon:f
      LSTM 14 99 3 8 3 hidden_size:i direction:s layout:i
      LayerNormalization 17 99 2 3 3 axis:i epsilon:f
      LeakyRelu 16 99 1 1 1 alpha:f
      MatMul 13 99 2 2 1
      MaxPool 12 99 1 1 2 kernel_shape:I strides:I pads:I dilations:I ceil_mode:i auto_pad:s
      Mul 14 99 2 2 1
      RMSNormalization 23 99 2 2 1 axis:i epsilon:f
      ReduceMax 13 17 1 1 1 axes:I keepdims:i
      ReduceMax 18 99 1 2 1 keepdims:i
      ReduceMean 13 17 1 1 1 axes:I keepdims:i
      ReduceMean 18 99 1 2 1 keepdims:i
      Relu 14 99 1 1 1
      Reshape 14 99 2 2 1 allowzero:i
      RotaryEmbedding 23 99 3 4 1 num_heads:i interleaved:i rotary_embedding_dim:i
      Selu 6 99 1 1 1 alpha:f gamma:f
      Shape 15 99 1 1 1 start:i end:i
      Sigmoid 13 99 1 1 1
      Slice 13 99 3 5 1
      Softmax 13 99 1 1 1 axis:i
      Softplus 1 99 1 1 1
      Sqrt 13 99 1 1 1
      Squeeze 13 99 1 2 1
      Sub 14 99 2 2 1
      Sum 13 99 1 99 1
      Tanh 13 99 1 1 1
      Transpose 13 99 1 1 1 perm:I
      Unsqueeze 13 99 2 2 1
      """;

  private static final Map<String, List<Rule>> RULES = new HashMap<>();

  static {
    TABLE
        .lines()
        .forEach(
            line -> {
              String[] words = line.split(" ");
              Map<String, Character> attributes = new HashMap<>();
              for (int i = 6; i < words.length; i++) {
                String[] told = words[i].split(":");
                attributes.put(told[0], told[1].charAt(0));
              }
              int[] n = new int[6];
              for (int i = 1; i < 6; i++) {
                n[i] = Integer.parseInt(words[i]);
              }
              RULES
                  .computeIfAbsent(words[0], _ -> new ArrayList<>())
                  .add(new Rule(n[1], n[2], n[3], n[4], n[5], attributes));
            });
  }

  /// Returns a line for each breach.
  static List<String> breaches(OnnxModel model) {
    List<String> breaches = new ArrayList<>();
    if (model.irVersion() != Map.of(17, 8, 23, 11).get(model.opset())) {
      breaches.add("format " + model.irVersion() + " has no operators of " + model.opset());
    }
    for (OnnxNode node : model.graph().nodes()) {
      Rule rule =
          RULES.getOrDefault(node.operator(), List.of()).stream()
              .filter(one -> one.since <= model.opset() && model.opset() <= one.until)
              .findFirst()
              .orElse(null);
      if (rule == null || !node.domain().isEmpty()) {
        breaches.add(node.shown() + " is no operator of version " + model.opset());
        continue;
      }
      int inputs = node.inputs().size();
      if (inputs < rule.least || inputs > rule.most || node.outputs().size() > rule.outputs) {
        breaches.add(
            node.shown() + " has " + inputs + " inputs, " + node.outputs().size() + " outputs");
      }
      node.attributes()
          .forEach(
              (name, value) -> {
                if (!kind(value).equals(rule.attributes.get(name))) {
                  breaches.add(node.shown() + ": " + name + " is " + value);
                }
              });
    }
    Set<String> names = model.graph().initialisers().keySet();
    for (String name : names) {
      if (model.graph().nodes().stream().noneMatch(node -> node.inputs().contains(name))) {
        breaches.add(name + " is read by no node");
      }
    }
    return breaches;
  }

  private static Character kind(OnnxAttribute value) {
    return switch (value) {
      case OnnxAttribute.Whole _ -> 'i';
      case OnnxAttribute.Real _ -> 'f';
      case OnnxAttribute.Text _ -> 's';
      case OnnxAttribute.Wholes _ -> 'I';
      case OnnxAttribute.Reals _,
          OnnxAttribute.Texts _,
          OnnxAttribute.Array _,
          OnnxAttribute.Other _ ->
          '?';
    };
  }
}

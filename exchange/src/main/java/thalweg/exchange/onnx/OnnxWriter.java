package thalweg.exchange.onnx;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import thalweg.exchange.protobuf.ProtoWriter;

/// A model as bytes. The numbers of the fields are those of `onnx.proto`.
final class OnnxWriter {
  private static final String PRODUCER = "thalweg";

  /// What an open first axis is called.
  private static final String ROWS = "rows";

  private OnnxWriter() {}

  static byte[] bytes(OnnxModel model) {
    long arrays =
        model.graph().initialisers().values().stream()
            .mapToLong(
                each -> (long) each.values().shape().elements() * each.type().stored().bytes())
            .sum();
    if (arrays > Integer.MAX_VALUE / 2) {
      // Twice, for the graph is written into the model.
      throw new IllegalArgumentException(
          "onnx: the arrays take " + arrays + " bytes; at most 1073741823 are written.");
    }
    ProtoWriter to =
        new ProtoWriter()
            .whole(1, model.irVersion())
            .text(2, PRODUCER)
            .message(7, graph -> put(graph, model.graph()))
            .message(8, opset -> opset.text(1, "").whole(2, model.opset()));
    model
        .metadata()
        .forEach((key, value) -> to.message(14, entry -> entry.text(1, key).text(2, value)));
    return to.toBytes();
  }

  private static void put(ProtoWriter to, OnnxGraph graph) {
    for (OnnxNode node : graph.nodes()) {
      to.message(1, each -> put(each, node));
    }
    to.text(2, graph.name());
    for (Map.Entry<String, OnnxTensor> each : graph.initialisers().entrySet()) {
      to.message(5, tensor -> put(tensor, each.getKey(), each.getValue()));
    }
    graph.inputs().forEach(value -> to.message(11, each -> put(each, value)));
    graph.outputs().forEach(value -> to.message(12, each -> put(each, value)));
  }

  private static void put(ProtoWriter to, OnnxNode node) {
    node.inputs().forEach(input -> to.text(1, input));
    node.outputs().forEach(output -> to.text(2, output));
    to.text(3, node.name()).text(4, node.operator());
    node.attributes().forEach((name, value) -> to.message(5, each -> put(each, name, value)));
    if (!node.domain().isEmpty()) {
      to.text(7, node.domain());
    }
  }

  private static void put(ProtoWriter to, String name, OnnxAttribute attribute) {
    to.text(1, name);
    switch (attribute) {
      case OnnxAttribute.Real(float value) -> to.real(2, value).whole(20, 1);
      case OnnxAttribute.Whole(long value) -> to.whole(3, value).whole(20, 2);
      case OnnxAttribute.Text(String value) -> to.text(4, value).whole(20, 3);
      case OnnxAttribute.Array(OnnxTensor value) ->
          to.message(5, tensor -> put(tensor, "", value)).whole(20, 4);
      case OnnxAttribute.Reals(List<Float> values) -> {
        values.forEach(value -> to.real(7, value));
        to.whole(20, 6);
      }
      case OnnxAttribute.Wholes(List<Long> values) -> {
        values.forEach(value -> to.whole(8, value));
        to.whole(20, 7);
      }
      case OnnxAttribute.Texts(List<String> values) -> {
        values.forEach(value -> to.text(9, value));
        to.whole(20, 8);
      }
      case OnnxAttribute.Other(long type) ->
          throw new IllegalArgumentException(
              "onnx: attribute " + name + " is of type " + type + ", which is not written.");
    }
  }

  private static void put(ProtoWriter to, String name, OnnxTensor tensor) {
    for (int size : tensor.values().shape().sizes()) {
      to.whole(1, size);
    }
    to.whole(2, tensor.type().number());
    if (!name.isEmpty()) {
      to.text(8, name);
    }
    to.bytes(9, tensor.type().stored().bytesOf(tensor.values(), ByteOrder.LITTLE_ENDIAN, "onnx"));
  }

  private static void put(ProtoWriter to, OnnxValue value) {
    to.text(1, value.name())
        .message(
            2,
            type ->
                type.message(
                    1,
                    tensor ->
                        tensor
                            .whole(1, value.type().number())
                            .message(2, shape -> putSizes(shape, value.sizes()))));
  }

  private static void putSizes(ProtoWriter to, List<Integer> sizes) {
    for (int i = 0; i < sizes.size(); i++) {
      int size = sizes.get(i);
      String open = i == 0 ? ROWS : "size" + i;
      to.message(
          1,
          axis -> {
            if (size == OnnxValue.OPEN) {
              axis.text(2, open);
            } else {
              axis.whole(1, size);
            }
          });
    }
  }
}

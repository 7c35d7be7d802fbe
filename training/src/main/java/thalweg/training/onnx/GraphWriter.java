package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.exchange.onnx.OnnxGraph;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.exchange.onnx.OnnxTensor;
import thalweg.exchange.onnx.OnnxValue;

/// A graph that grows node by node; values are known by their names.
final class GraphWriter {
  private static final Map<String, OnnxAttribute> NONE = Map.of();

  private final int opset;
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxTensor> initialisers = new LinkedHashMap<>();
  private final Set<String> names = new LinkedHashSet<>();

  GraphWriter(int opset, String input) {
    this.opset = opset;
    names.add(input);
  }

  /// Returns whether operators of this version may be used.
  boolean has(int version) {
    return opset >= version;
  }

  /// Adds a node with one output and returns its name, which is that of its output.
  String node(String name, String operator, List<String> inputs) {
    return node(name, operator, inputs, NONE);
  }

  /// Adds a node with one output and returns its name, which is that of its output.
  String node(
      String name, String operator, List<String> inputs, Map<String, OnnxAttribute> attributes) {
    String own = free(name);
    nodes.add(new OnnxNode(own, operator, "", inputs, List.of(own), attributes));
    return own;
  }

  /// Adds a node of which one of several outputs is wanted.
  String node(
      String name,
      String operator,
      List<String> inputs,
      int wanted,
      Map<String, OnnxAttribute> attributes) {
    String own = free(name);
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      outputs.add("");
    }
    outputs.add(own);
    nodes.add(new OnnxNode(own, operator, "", inputs, outputs, attributes));
    return own;
  }

  private String free(String name) {
    String free = name;
    for (int i = 2; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  /// Adds the nodes of an operator that reads two values.
  String binary(String name, String operator, String left, String right) {
    return node(name, operator, List.of(left, right));
  }

  /// Returns an array of the network, added when it is first asked for.
  String array(String name, NdArray values) {
    names.add(name);
    initialisers.putIfAbsent(name, OnnxTensor.of(values.to(DType.FLOAT)));
    return name;
  }

  /// Returns an array of doubles.
  String doubles(String name, NdArray values) {
    names.add(name);
    initialisers.putIfAbsent(name, OnnxTensor.of(values.to(DType.DOUBLE)));
    return name;
  }

  /// Returns a number.
  String number(double value) {
    NdArray one = NdArray.zeros(DType.FLOAT, Shape.SCALAR);
    one.set(0, value);
    return array("number_" + (float) value, one);
  }

  /// Returns a vector of whole numbers.
  String wholes(int... numbers) {
    String name =
        "wholes_"
            + Arrays.stream(numbers).mapToObj(String::valueOf).collect(Collectors.joining("_"));
    names.add(name);
    initialisers.putIfAbsent(name, OnnxTensor.wholes(numbers));
    return name;
  }

  /// Gives each row another shape.
  String reshape(String name, String x, Shape row) {
    int[] sizes = new int[row.rank() + 1]; // its 0 stands for the rows, as many as there are
    System.arraycopy(row.sizes(), 0, sizes, 1, row.rank());
    return binary(name, "Reshape", x, wholes(sizes));
  }

  String transpose(String name, String x, Integer... axes) {
    return node(name, "Transpose", List.of(x), Map.of("perm", OnnxAttribute.wholes(List.of(axes))));
  }

  /// Folds one axis by an operator whose axes became an input in version 18.
  String reduce(String name, String operator, String x, int axis, boolean keeps) {
    OnnxAttribute kept = new OnnxAttribute.Whole(keeps ? 1 : 0);
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    if (!has(18)) {
      attributes.put("axes", OnnxAttribute.wholes(List.of(axis)));
    }
    attributes.put("keepdims", kept);
    return node(name, operator, has(18) ? List.of(x, wholes(axis)) : List.of(x), attributes);
  }

  OnnxGraph graph(String name, OnnxValue input, List<OnnxValue> outputs) {
    return new OnnxGraph(name, nodes, initialisers, List.of(input), outputs);
  }
}

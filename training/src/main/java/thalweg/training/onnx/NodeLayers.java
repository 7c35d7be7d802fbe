package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.network.activation.Activation;
import thalweg.network.activation.Elu;
import thalweg.network.activation.Gelu;
import thalweg.network.activation.LeakyRelu;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Convolution;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Embedding;
import thalweg.network.layer.GlobalPooling;
import thalweg.network.layer.GroupNormalisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.LayerNormalisation;
import thalweg.network.layer.Padding;
import thalweg.network.layer.Pooling;
import thalweg.network.layer.Recurrent;
import thalweg.network.layer.RmsNormalisation;
import thalweg.network.layer.TransposedConvolution;

/// Operators for each of which one layer stands: the other way round of [LayerNodes].
final class NodeLayers {
  private static final Initialisation HE = new Initialisation.He();

  private final GraphExpression graph;

  NodeLayers(GraphExpression graph) {
    this.graph = graph;
  }

  /// A layer with its arrays, in its order.
  record Known(Layer layer, List<NdArray> parameters, List<NdArray> statistics) {
    Known(Layer layer, NdArray... parameters) {
      this(layer, List.of(parameters), List.of());
    }
  }

  /// Returns the layer that stands for an operator, null if none does.
  ///
  /// @throws IllegalArgumentException if it has settings that no layer has
  @Nullable Known of(OnnxNode node) {
    return switch (node.operator()) {
      case "Relu" -> new Known(Activation.RELU);
      case "Sigmoid" -> new Known(Activation.SIGMOID);
      case "Tanh" -> new Known(Activation.TANH);
      case "Softplus" -> new Known(Activation.SOFTPLUS);
      case "HardSwish" -> new Known(Activation.HARD_SWISH);
      case "Mish" -> new Known(Activation.MISH);
      case "Selu" -> new Known(Activation.SELU);
      case "HardSigmoid" -> {
        require(node, near(node.real("alpha", 0.2), 1 / 6.0), "alpha must be 1/6");
        require(node, near(node.real("beta", 0.5), 0.5), "beta must be 1/2");
        yield new Known(Activation.HARD_SIGMOID);
      }
      case "Clip" -> {
        require(node, near(number(node, 1), -1), "it must clip at -1");
        require(node, near(number(node, 2), 1), "it must clip at 1");
        yield new Known(Activation.HARD_TANH);
      }
      case "Elu" -> new Known(new Elu(node.real("alpha", 1)));
      case "LeakyRelu" -> new Known(new LeakyRelu(node.real("alpha", 0.01)));
      case "Gelu" -> new Known(new Gelu(node.text("approximate", "none").equals("tanh")));
      case "Softmax" -> {
        int axis = node.whole("axis", graph.opset() < 13 ? 1 : -1);
        int rank = graph.shape(node.input(0)).rank();
        require(node, axis == -1 || axis == rank - 1, "its axis must be the last");
        yield new Known(Activation.SOFTMAX);
      }
      case "Dropout" -> {
        double ratio =
            graph.opset() < 12
                ? node.real("ratio", 0.5)
                : node.has(1) ? Double.parseDouble("" + (float) number(node, 1)) : 0.5;
        yield new Known(new Dropout(ratio));
      }
      case "BatchNormalization" ->
          new Known(
              new BatchNormalisation(
                  Double.parseDouble("" + (float) (1 - node.real("momentum", 0.9))),
                  node.real("epsilon", 1e-5)),
              List.of(array(node, 1), array(node, 2)),
              List.of(array(node, 3), array(node, 4)));
      case "LayerNormalization" -> {
        NdArray scale = vector(node, 1);
        NdArray shift = node.has(2) ? vector(node, 2) : NdArray.zeros(DType.FLOAT, scale.shape());
        requireLast(node);
        yield new Known(new LayerNormalisation(node.real("epsilon", 1e-5)), scale, shift);
      }
      case "RMSNormalization" -> {
        requireLast(node);
        yield new Known(new RmsNormalisation(node.real("epsilon", 1e-5)), vector(node, 1));
      }
      case "InstanceNormalization" -> {
        NdArray scale = vector(node, 1);
        yield new Known(
            new GroupNormalisation(scale.shape().elements(), node.real("epsilon", 1e-5)),
            scale,
            vector(node, 2));
      }
      case "GroupNormalization" ->
          new Known(
              new GroupNormalisation(node.whole("num_groups", 0), node.real("epsilon", 1e-5)),
              vector(node, 1),
              vector(node, 2));
      case "Gemm" -> gemm(node);
      case "Conv" -> convolution(node);
      case "ConvTranspose" -> transposed(node);
      case "MaxPool" -> pooling(node, Pooling.Kind.MAX);
      case "AveragePool" -> pooling(node, Pooling.Kind.AVERAGE);
      case "GlobalMaxPool" -> new Known(new GlobalPooling(Pooling.Kind.MAX));
      case "GlobalAveragePool" -> new Known(new GlobalPooling(Pooling.Kind.AVERAGE));
      default -> null;
    };
  }

  static void require(OnnxNode node, boolean holds, String what) {
    if (!holds) {
      throw node.refused("is not read: " + what);
    }
  }

  private static boolean near(double one, double other) {
    return Math.abs(one - other) < 1e-6;
  }

  private double number(OnnxNode node, int input) {
    return graph.known(node, input).at(0);
  }

  /// Returns an array of floats.
  NdArray array(OnnxNode node, int input) {
    NdArray array = graph.known(node, input);
    return array.type() == DType.FLOAT ? array : array.to(DType.FLOAT);
  }

  private NdArray vector(OnnxNode node, int input) {
    NdArray array = array(node, input);
    require(node, array.shape().rank() == 1, "its input " + (input + 1) + " must be a vector");
    return array;
  }

  private void requireLast(OnnxNode node) {
    int axis = node.whole("axis", -1);
    int rank = graph.shape(node.input(0)).rank();
    require(node, axis == -1 || axis == rank - 1, "its axis must be the last");
  }

  private Known gemm(OnnxNode node) {
    NdArray weight = array(node, 1);
    require(node, weight.shape().rank() == 2, "its weight must be a matrix");
    require(node, node.whole("transA", 0) == 0, "transA must be 0");
    require(
        node,
        near(node.real("alpha", 1), 1) && near(node.real("beta", 1), 1),
        "alpha and beta must be 1");
    NdArray turned = node.whole("transB", 0) == 0 ? weight : transposed(weight);
    int units = turned.shape().size(1);
    NdArray bias = NdArray.zeros(DType.FLOAT, Shape.of(units));
    if (node.has(2)) {
      NdArray given = array(node, 2);
      require(
          node,
          given.shape().elements() == units || given.shape().elements() == 1,
          "its bias must be one number for each output");
      for (int i = 0; i < units; i++) {
        bias.set(i, given.at(given.shape().elements() == 1 ? 0 : i));
      }
    }
    return new Known(Dense.of(units), turned, bias);
  }

  static NdArray transposed(NdArray matrix) {
    int rows = matrix.shape().size(0);
    int columns = matrix.shape().size(1);
    NdArray turned = NdArray.zeros(matrix.type(), Shape.of(columns, rows));
    for (int i = 0; i < rows * columns; i++) {
      turned.set(i % columns * rows + i / columns, matrix.at(i));
    }
    return turned;
  }

  private NdArray bias(OnnxNode node, int filters) {
    return node.has(2) ? vector(node, 2) : NdArray.zeros(DType.FLOAT, Shape.of(filters));
  }

  private static List<Integer> each(OnnxNode node, String name, int axes, int usual) {
    List<Integer> told = node.wholes(name, Collections.nCopies(axes, usual));
    require(node, told.size() == axes, name + " must have one number for each axis of space");
    return told;
  }

  private Known convolution(OnnxNode node) {
    NdArray weight = array(node, 1);
    int axes = weight.shape().rank() - 2;
    List<Integer> size = sizes(weight, axes);
    List<Integer> stride = each(node, "strides", axes, 1);
    List<Integer> dilation = each(node, "dilations", axes, 1);
    int filters = weight.shape().size(0);
    Convolution layer =
        new Convolution(
            filters,
            size,
            stride,
            padding(node, size, stride, dilation),
            dilation,
            node.whole("group", 1),
            HE);
    return new Known(layer, weight, bias(node, filters));
  }

  private static List<Integer> sizes(NdArray weight, int axes) {
    return IntStream.range(0, axes).mapToObj(axis -> weight.shape().size(axis + 2)).toList();
  }

  private Known transposed(OnnxNode node) {
    NdArray weight = array(node, 1);
    int axes = weight.shape().rank() - 2;
    require(node, node.whole("group", 1) == 1, "its channels must be one group");
    require(
        node,
        each(node, "output_padding", axes, 0).stream().allMatch(more -> more == 0),
        "output_padding must be 0");
    require(node, !node.attributes().containsKey("output_shape"), "output_shape must be left out");
    List<Integer> pads = pads(node, axes);
    List<Integer> before = pads.subList(0, axes);
    require(
        node,
        before.equals(pads.subList(axes, 2 * axes)),
        "it must crop both ends of an axis alike");
    int filters = weight.shape().size(1);
    TransposedConvolution layer =
        new TransposedConvolution(
            filters,
            sizes(weight, axes),
            each(node, "strides", axes, 1),
            before,
            each(node, "dilations", axes, 1),
            HE);
    return new Known(layer, weight, bias(node, filters));
  }

  private static List<Integer> pads(OnnxNode node, int axes) {
    String auto = node.text("auto_pad", "NOTSET");
    require(
        node,
        auto.equals("NOTSET") || auto.equals("VALID") || auto.equals("SAME_UPPER"),
        "auto_pad is " + auto);
    List<Integer> pads = node.wholes("pads", Collections.nCopies(2 * axes, 0));
    require(node, pads.size() == 2 * axes, "pads must have two numbers for each axis of space");
    return pads;
  }

  private Padding padding(
      OnnxNode node, List<Integer> size, List<Integer> stride, List<Integer> dilation) {
    int axes = size.size();
    List<Integer> pads = pads(node, axes);
    if (node.text("auto_pad", "NOTSET").equals("SAME_UPPER")) {
      return Padding.SAME;
    }
    if (pads.stream().allMatch(zeros -> zeros == 0)) {
      return Padding.VALID;
    }
    if (pads.subList(0, axes).equals(pads.subList(axes, 2 * axes))) {
      return new Padding.Of(pads.subList(0, axes));
    }
    Shape row = graph.shape(node.input(0));
    List<Integer> same = new ArrayList<>(pads);
    for (int axis = 0; axis < axes; axis++) {
      int reach = (size.get(axis) - 1) * dilation.get(axis) + 1;
      Padding.Amount zeros = Padding.SAME.around(axis, row.size(axis + 2), reach, stride.get(axis));
      same.set(axis, zeros.before());
      same.set(axes + axis, zeros.after());
    }
    require(node, same.equals(pads), "pads must be alike at both ends of an axis");
    return Padding.SAME;
  }

  private Known pooling(OnnxNode node, Pooling.Kind kind) {
    int axes = graph.shape(node.input(0)).rank() - 2;
    List<Integer> size = node.wholes("kernel_shape", List.of());
    require(node, size.size() == axes, "kernel_shape must have one number for each axis of space");
    List<Integer> stride = each(node, "strides", axes, 1);
    List<Integer> ones = Collections.nCopies(axes, 1);
    require(node, each(node, "dilations", axes, 1).equals(ones), "dilations must be 1");
    require(node, node.outputs().size() == 1, "its second output must be left out");
    Padding padding = padding(node, size, stride, ones);
    require(
        node,
        kind == Pooling.Kind.MAX
            || padding.equals(Padding.VALID)
            || node.whole("count_include_pad", 0) == 0,
        "count_include_pad must be 0");
    Pooling layer = new Pooling(kind, size, stride, padding);
    Shape row = graph.shape(node.input(0)).withoutFirst();
    if (node.whole("ceil_mode", 0) != 0) {
      for (int axis = 0; axis < axes; axis++) {
        Padding.Amount zeros =
            padding.around(axis, row.size(axis + 1), size.get(axis), stride.get(axis));
        int rest = row.size(axis + 1) + zeros.before() + zeros.after() - size.get(axis);
        require(node, rest % stride.get(axis) == 0, "ceil_mode must be 0");
      }
    }
    return new Known(layer);
  }

  /// Returns an embedding, null if the node gathers something else.
  @Nullable Known embedding(OnnxNode node) {
    if (!node.operator().equals("Gather")
        || node.whole("axis", 0) != 0
        || !graph.isKnown(node.input(0))
        || graph.isKnown(node.input(1))) {
      return null;
    }
    NdArray weight = array(node, 0);
    require(node, weight.shape().rank() == 2, "it must choose rows of a matrix");
    return new Known(new Embedding(weight.shape().size(0), weight.shape().size(1)), weight);
  }

  /// Returns the recurrent layer that gives all states.
  Known recurrent(OnnxNode node) {
    boolean isLstm = node.operator().equals("LSTM");
    int units = node.whole("hidden_size", 0);
    String direction = node.text("direction", "forward");
    require(node, !direction.equals("reverse"), "direction must be forward or bidirectional");
    require(
        node, isLstm || node.whole("linear_before_reset", 0) == 1, "linear_before_reset must be 1");
    require(node, node.whole("layout", 0) == 0, "layout must be 0");
    require(
        node,
        !node.attributes().containsKey("activations") && !node.attributes().containsKey("clip"),
        "activations and clip must be left out");
    require(node, !node.has(4), "sequence_lens must be left out");
    for (int input = 5; input < node.inputs().size(); input++) {
      require(
          node,
          !node.has(input)
              || (graph.isKnown(node.input(input))
                  && Arrays.stream(graph.known(node, input).toDoubles())
                      .allMatch(first -> first == 0)),
          "first states must be zeros");
    }
    NdArray weight = array(node, 1);
    int all = (isLstm ? 4 : 3) * units;
    int directions = direction.equals("bidirectional") ? 2 : 1;
    require(
        node,
        units > 0
            && weight.shape().rank() == 3
            && weight.shape().size(0) == directions
            && weight.shape().size(1) == all,
        "its weights must be [directions, gates, inputs]");
    NdArray bias =
        node.has(3) ? array(node, 3) : NdArray.zeros(DType.FLOAT, Shape.of(directions, 2 * all));
    Recurrent.Cell cell = isLstm ? Recurrent.Cell.LSTM : Recurrent.Cell.GRU;
    Recurrent layer = new Recurrent(cell, units, false, directions == 2);
    return new Known(
        layer, RecurrentNodes.here(cell, units, weight, array(node, 2), bias), List.of());
  }
}

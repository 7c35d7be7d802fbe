package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.network.layer.Convolution;
import thalweg.network.layer.GlobalPooling;
import thalweg.network.layer.Padding;
import thalweg.network.layer.Pooling;
import thalweg.network.layer.TransposedConvolution;

/// Layers whose windows move over space, as operators.
final class SpaceNodes {
  private static final int MOST_AXES = 3;

  private SpaceNodes() {}

  /// Returns the axes of space that a window of these sizes has over rows of a shape: what is told
  /// once holds for all axes but the channels'.
  static int axes(List<Integer> size, Shape row) {
    return size.size() > 1 ? size.size() : Math.clamp(row.rank() - 1, 1, MOST_AXES);
  }

  private static List<Integer> each(List<Integer> told, int axes) {
    return told.size() == axes ? told : Collections.nCopies(axes, told.getFirst());
  }

  /// Returns the rows with an axis of channels, which rows of space alone are without.
  private static String channelled(GraphWriter graph, LayerNodes.At at, int axes) {
    return at.row().rank() == axes
        ? graph.binary(at.sub("channelled"), "Unsqueeze", at.x(), graph.wholes(1))
        : at.x();
  }

  private record Windows(List<Integer> size, List<Integer> stride, List<Integer> dilation) {
    static Windows over(
        int axes, List<Integer> size, List<Integer> stride, List<Integer> dilation) {
      return new Windows(each(size, axes), each(stride, axes), each(dilation, axes));
    }

    /// Returns the zeros before each axis, then those after each.
    List<Integer> pads(Padding padding, Shape row) {
      int axes = size.size();
      List<Integer> before = new ArrayList<>();
      List<Integer> after = new ArrayList<>();
      for (int axis = 0; axis < axes; axis++) {
        int length = row.size(row.rank() - axes + axis);
        int reach = (size.get(axis) - 1) * dilation.get(axis) + 1;
        Padding.Amount zeros = padding.around(axis, length, reach, stride.get(axis));
        before.add(zeros.before());
        after.add(zeros.after());
      }
      before.addAll(after);
      return before;
    }

    /// Returns the attributes that say so; the dilation is left out where it is 1.
    Map<String, OnnxAttribute> attributes(List<Integer> pads) {
      Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
      attributes.put("kernel_shape", OnnxAttribute.wholes(size));
      attributes.put("strides", OnnxAttribute.wholes(stride));
      if (pads.stream().anyMatch(zeros -> zeros != 0)) {
        attributes.put("pads", OnnxAttribute.wholes(pads));
      }
      if (dilation.stream().anyMatch(apart -> apart != 1)) {
        attributes.put("dilations", OnnxAttribute.wholes(dilation));
      }
      return attributes;
    }
  }

  static String convolution(
      LayerNodes layers, GraphWriter graph, Convolution convolution, LayerNodes.At at) {
    int axes = axes(convolution.size(), at.row());
    Windows windows =
        Windows.over(axes, convolution.size(), convolution.stride(), convolution.dilation());
    Map<String, OnnxAttribute> attributes =
        windows.attributes(windows.pads(convolution.padding(), at.row()));
    if (convolution.groups() != 1) {
      attributes.put("group", new OnnxAttribute.Whole(convolution.groups()));
    }
    String x = channelled(graph, at, axes);
    return graph.node(
        at.name(),
        "Conv",
        List.of(x, layers.given(at, "weight"), layers.given(at, "bias")),
        attributes);
  }

  static String transposed(
      LayerNodes layers, GraphWriter graph, TransposedConvolution transposed, LayerNodes.At at) {
    int axes = axes(transposed.size(), at.row());
    Windows windows =
        Windows.over(axes, transposed.size(), transposed.stride(), transposed.dilation());
    List<Integer> crop = each(transposed.crop(), axes);
    List<Integer> pads = new ArrayList<>(crop);
    pads.addAll(crop);
    String x = channelled(graph, at, axes);
    return graph.node(
        at.name(),
        "ConvTranspose",
        List.of(x, layers.given(at, "weight"), layers.given(at, "bias")),
        windows.attributes(pads));
  }

  static String pooling(GraphWriter graph, Pooling pooling, LayerNodes.At at) {
    int axes = axes(pooling.size(), at.row());
    Windows windows = Windows.over(axes, pooling.size(), pooling.stride(), List.of(1));
    List<Integer> pads = windows.pads(pooling.padding(), at.row());
    for (int i = 0; i < pads.size(); i++) {
      if (pads.get(i) >= windows.size().get(i % axes)) {
        throw new IllegalArgumentException(
            "onnx: layer "
                + at.name()
                + " ("
                + pooling
                + ") has windows that stand in the padding alone, which no operator allows; pad"
                + " less than the window is wide.");
      }
    }
    String operator = pooling.of() == Pooling.Kind.MAX ? "MaxPool" : "AveragePool";
    String x = channelled(graph, at, axes);
    if (at.row().rank() != axes) {
      return graph.node(at.name(), operator, List.of(x), windows.attributes(pads));
    }
    String pooled = graph.node(at.sub("pooled"), operator, List.of(x), windows.attributes(pads));
    return graph.binary(at.name(), "Squeeze", pooled, graph.wholes(1));
  }

  static String global(GraphWriter graph, GlobalPooling pooling, LayerNodes.At at) {
    String operator = pooling.of() == Pooling.Kind.MAX ? "GlobalMaxPool" : "GlobalAveragePool";
    String pooled = graph.node(at.sub("pooled"), operator, List.of(at.x()));
    return graph.node(at.name(), "Flatten", List.of(pooled));
  }
}

package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.network.layer.GroupNormalisation;
import thalweg.network.layer.LayerNormalisation;
import thalweg.network.layer.RmsNormalisation;

/// Normalisations along the last axis, written out in several operators: by a mean, a root and a
/// quotient.
final class NormReading {
  private NormReading() {}

  /// Reads a normalisation where there is one, and moves on behind its scale and shift.
  static boolean read(GraphReading graph, GraphReading.Chain chain, GraphReading.Region region) {
    List<OnnxNode> nodes = new ArrayList<>(region.nodes());
    nodes.add(region.join());
    OnnxNode join = region.join();
    boolean centred = join.operator().equals("Sub");
    if (centred) {
      // x − mean is read twice again, until the quotient.
      String middle = join.outputs().getFirst();
      if (graph.readers(middle).size() < 2) {
        return false;
      }
      GraphReading.Region rest = graph.region(middle);
      nodes.addAll(rest.nodes());
      nodes.add(rest.join());
      join = rest.join();
    }
    double epsilon = epsilon(graph, nodes);
    boolean isNorm =
        (join.operator().equals("Div") || join.operator().equals("Mul"))
            && nodes.stream().anyMatch(node -> node.operator().equals("ReduceMean"))
            && nodes.stream().anyMatch(node -> node.operator().equals("Sqrt"))
            && epsilon > 0;
    if (!isNorm) {
      return false;
    }
    Shape row = graph.row(chain.at);
    String at = join.outputs().getFirst();
    NdArray scale = NdArray.zeros(DType.FLOAT, Shape.of(row.size(-1)));
    for (int i = 0; i < scale.shape().elements(); i++) {
      scale.set(i, 1);
    }
    NdArray shift = NdArray.zeros(DType.FLOAT, scale.shape());
    for (String operator : centred ? List.of("Mul", "Add") : List.of("Mul")) {
      List<Integer> next = graph.readers(at);
      OnnxNode node = next.size() == 1 ? graph.node(next.getFirst()) : null;
      if (node != null && node.operator().equals(operator)) {
        int other = node.input(0).equals(at) ? 1 : 0;
        if (graph.values().isKnown(node.input(other))
            && graph.values().shape(node.input(other)).elements() == scale.shape().elements()) {
          NdArray given = graph.values().known(node, other).to(DType.FLOAT).reshape(scale.shape());
          scale = operator.equals("Mul") ? given : scale;
          shift = operator.equals("Add") ? given : shift;
          at = node.outputs().getFirst();
        }
      }
    }
    chain.fit(row);
    chain.add(
        centred
            ? new NodeLayers.Known(new LayerNormalisation(epsilon), scale, shift)
            : new NodeLayers.Known(new RmsNormalisation(epsilon), scale));
    chain.at = at;
    return true;
  }

  /// Reads a normalisation of each channel, or of groups of channels: that of rows which were given
  /// the shape [groups, …] before it and their own behind it, where a scale and a shift follow.
  static void groups(
      GraphReading graph, NodeLayers operators, OnnxNode node, GraphReading.Chain chain) {
    NodeLayers.Known known = Objects.requireNonNull(operators.of(node));
    GroupNormalisation norm = (GroupNormalisation) known.layer();
    Shape row = chain.row;
    boolean isPlain =
        known.parameters().get(0).toDoubles().length == norm.groups()
            && Arrays.stream(known.parameters().get(0).toDoubles()).allMatch(s -> s == 1)
            && Arrays.stream(known.parameters().get(1).toDoubles()).allMatch(s -> s == 0);
    List<NdArray> given = new ArrayList<>();
    String at = node.outputs().getFirst();
    List<Integer> next = graph.readers(at);
    if (next.size() == 1 && graph.node(next.getFirst()).operator().equals("Reshape")) {
      String whole = graph.node(next.getFirst()).outputs().getFirst();
      at = graph.row(whole).equals(row) ? whole : at;
    }
    for (String operator : List.of("Mul", "Add")) {
      next = graph.readers(at);
      OnnxNode by = next.size() == 1 ? graph.node(next.getFirst()) : null;
      if (by != null && by.operator().equals(operator)) {
        int other = by.input(0).equals(at) ? 1 : 0;
        if (graph.values().isKnown(by.input(other))
            && graph.values().shape(by.input(other)).elements() == row.size(0)) {
          given.add(graph.values().known(by, other).to(DType.FLOAT).reshape(Shape.of(row.size(0))));
          at = by.outputs().getFirst();
        }
      }
    }
    if (isPlain && row.rank() > 0 && given.size() == 2 && row.size(0) % norm.groups() == 0) {
      chain.add(new NodeLayers.Known(norm, given, List.of()));
      chain.at = at;
    } else {
      chain.fit(graph.row(chain.at));
      chain.add(known);
      chain.at = node.outputs().getFirst();
    }
  }

  /// Returns the number that is added, which must be one alone; 0 if there is none.
  private static double epsilon(GraphReading graph, List<OnnxNode> nodes) {
    for (OnnxNode node : nodes) {
      for (int i = 0; node.operator().equals("Add") && i < 2; i++) {
        if (graph.values().isKnown(node.input(i))
            && graph.values().shape(node.input(i)).elements() == 1) {
          return Double.parseDouble("" + (float) graph.values().known(node, i).at(0));
        }
      }
    }
    return 0;
  }
}

package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.network.layer.Attention;

/// Attention of a sequence to itself: three products of it, scores, their shares, and the product
/// that leads out. How many heads there are follows from the shapes; whether what was found
/// computes the same is tried at the end of the reading.
final class AttentionReading {
  private final GraphReading graph;

  AttentionReading(GraphReading graph) {
    this.graph = graph;
  }

  /// An affine part: its weight and bias, and the value it gives.
  private record Affine(NdArray weight, NdArray bias, String output) {}

  /// Reads an attention where there is one, and moves on behind it.
  boolean read(GraphReading.Chain chain, GraphReading.Region region) {
    boolean isWhole = region.join().operator().equals("Attention");
    List<OnnxNode> nodes = region.nodes();
    boolean hasShares = nodes.stream().anyMatch(node -> node.operator().equals("Softmax"));
    Shape row = graph.row(chain.at);
    if (row.rank() != 2 || !(isWhole || (hasShares && region.join().operator().equals("MatMul")))) {
      return false;
    }
    List<Affine> parts = new ArrayList<>();
    for (int index : graph.readers(chain.at)) {
      OnnxNode node = graph.node(index);
      if (!node.operator().equals("MatMul") || !graph.values().isKnown(node.input(1))) {
        return false;
      }
      GraphReading.Chain own = new GraphReading.Chain(chain.at, row);
      NodeLayers.Known affine = graph.affine(node, own);
      parts.add(new Affine(affine.parameters().get(0), affine.parameters().get(1), own.at));
    }
    List<Affine> ordered = ordered(parts, region);
    if (ordered.size() != 3) {
      return false;
    }
    Attention attention = attention(region, row);
    GraphReading.Chain out = leadOut(region.join(), row);
    NodeLayers.Known last = graph.affine(graph.node(graph.readers(out.at).getFirst()), out);
    List<NdArray> parameters = new ArrayList<>();
    for (Affine part : ordered) {
      parameters.add(part.weight);
      parameters.add(part.bias);
    }
    parameters.addAll(last.parameters());
    chain.fit(row);
    chain.add(new NodeLayers.Known(attention, parameters, List.of()));
    chain.at = out.at;
    return true;
  }

  /// Returns queries, keys and values: the values lead to the last product alone, and of the others
  /// the keys are on the right of the product of scores.
  private List<Affine> ordered(List<Affine> parts, GraphReading.Region region) {
    if (region.join().operator().equals("Attention")) {
      List<Affine> ordered = new ArrayList<>();
      for (int input = 0; input < 3; input++) {
        Set<String> before = before(region.join().input(input));
        parts.stream().filter(part -> before.contains(part.output)).forEach(ordered::add);
      }
      return ordered;
    }
    OnnxNode scores =
        region.nodes().stream()
            .filter(
                node -> node.operator().equals("MatMul") && !graph.values().isKnown(node.input(1)))
            .findFirst()
            .orElse(null);
    if (scores == null) {
      return List.of();
    }
    Set<String> left = before(scores.input(0));
    Set<String> right = before(scores.input(1));
    Set<String> values = before(region.join().input(1));
    List<Affine> ordered = new ArrayList<>();
    for (Set<String> side : List.of(left, right, values)) {
      parts.stream().filter(part -> side.contains(part.output)).forEach(ordered::add);
    }
    return ordered;
  }

  /// Returns a value and all it is computed from.
  private Set<String> before(String value) {
    Set<String> before = new HashSet<>();
    List<String> open = new ArrayList<>(List.of(value));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      OnnxNode giver = graph.giver(next);
      if (before.add(next) && giver != null) {
        giver.inputs().stream().filter(each -> !each.isEmpty()).forEach(open::add);
      }
    }
    return before;
  }

  private Attention attention(GraphReading.Region region, Shape row) {
    OnnxNode join = region.join();
    Set<String> operators = new HashSet<>();
    region.nodes().forEach(node -> operators.add(node.operator()));
    if (join.operator().equals("Attention")) {
      int heads = join.whole("q_num_heads", 1);
      return new Attention(
          heads,
          join.whole("kv_num_heads", heads),
          join.whole("is_causal", 0) == 1,
          operators.contains("RotaryEmbedding"));
    }
    // [rows, heads of keys, length, numbers of a head]
    Shape values = graph.values().shape(join.input(1));
    NodeLayers.require(join, values.rank() == 4, "values must be apart by heads");
    int keyHeads = values.size(1);
    int heads = row.size(1) / values.size(3);
    return new Attention(heads, keyHeads, isCausal(region, row), operators.contains("Concat"));
  }

  /// Returns whether scores of later places are masked by a fixed array.
  private boolean isCausal(GraphReading.Region region, Shape row) {
    int length = row.size(0);
    for (OnnxNode node : region.nodes()) {
      boolean masks = node.operator().equals("Add") || node.operator().equals("Where");
      for (int i = 0; masks && i < node.inputs().size(); i++) {
        String name = node.input(i);
        if (graph.values().isKnown(name)
            && graph.values().shape(name).rank() >= 2
            && graph.values().shape(name).size(-1) == length
            && graph.values().shape(name).elements() == length * length
            && length > 1) {
          NdArray mask = graph.values().known(node, i).to(DType.DOUBLE);
          return mask.at(1) != mask.at(0);
        }
      }
    }
    return false;
  }

  /// Follows what puts the heads side by side again, up to the product that leads out.
  private GraphReading.Chain leadOut(OnnxNode join, Shape row) {
    GraphReading.Chain out = new GraphReading.Chain(join.outputs().getFirst(), row);
    while (true) {
      List<Integer> next = graph.readers(out.at);
      NodeLayers.require(join, next.size() == 1, "its heads must be joined and led out");
      OnnxNode node = graph.node(next.getFirst());
      if (node.operator().equals("MatMul")) {
        return out;
      }
      NodeLayers.require(
          node,
          Set.of("Reshape", "Transpose", "Identity").contains(node.operator()),
          "heads must be joined and led out by a product");
      out.at = node.outputs().getFirst();
    }
  }
}

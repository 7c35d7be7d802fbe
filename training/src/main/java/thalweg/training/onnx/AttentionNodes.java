package thalweg.training.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.network.layer.Attention;

/// Attention as operators: written out, or by the operator that version 23 has for it.
final class AttentionNodes {
  /// The slowest wave of rotary positions; see [thalweg.network.layer.Positions].
  private static final double LONGEST = 10_000;

  private final LayerNodes layers;
  private final GraphWriter graph;

  AttentionNodes(LayerNodes layers, GraphWriter graph) {
    this.layers = layers;
    this.graph = graph;
  }

  String write(Attention attention, LayerNodes.At at) {
    String queries = affine(at, "query");
    String keys = affine(at, "key");
    String values = affine(at, "value");
    String seen =
        graph.has(23)
            ? whole(attention, at, queries, keys, values)
            : written(attention, at, queries, keys, values);
    return layers.affine(
        at.name(), seen, layers.given(at, "output.weight"), layers.given(at, "output.bias"));
  }

  private String affine(LayerNodes.At at, String name) {
    return layers.affine(
        at.sub(name), at.x(), layers.given(at, name + ".weight"), layers.given(at, name + ".bias"));
  }

  private String whole(
      Attention attention, LayerNodes.At at, String queries, String keys, String values) {
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    attributes.put("q_num_heads", new OnnxAttribute.Whole(attention.heads()));
    attributes.put("kv_num_heads", new OnnxAttribute.Whole(attention.keyHeads()));
    attributes.put("is_causal", new OnnxAttribute.Whole(attention.causal() ? 1 : 0));
    if (!attention.rotary()) {
      return graph.node(at.sub("seen"), "Attention", List.of(queries, keys, values), attributes);
    }
    String places = places(at);
    return graph.node(
        at.sub("seen"),
        "Attention",
        List.of(
            turned(attention, at, "query", queries, attention.heads(), places),
            turned(attention, at, "key", keys, attention.keyHeads(), places),
            values),
        attributes);
  }

  /// Returns 0, 1, 2, … for each row.
  private String places(LayerNodes.At at) {
    int length = at.row().size(0);
    String shape = graph.node(at.sub("shape"), "Shape", List.of(at.x()));
    String sizes =
        graph.node(
            at.sub("sizes"),
            "Slice",
            List.of(shape, graph.wholes(0), graph.wholes(2), graph.wholes(0)));
    String places = graph.wholes(IntStream.range(0, length).toArray());
    return graph.binary(at.sub("positions"), "Expand", places, sizes);
  }

  private String turned(
      Attention attention, LayerNodes.At at, String name, String x, int heads, String places) {
    return graph.node(
        at.sub(name + ".turned"),
        "RotaryEmbedding",
        List.of(x, waves(attention, at, true), waves(attention, at, false), places),
        Map.of("num_heads", new OnnxAttribute.Whole(heads)));
  }

  /// Returns the cosines or sines, [length, half a head].
  private String waves(Attention attention, LayerNodes.At at, boolean cosine) {
    int length = at.row().size(0);
    int half = at.row().size(1) / attention.heads() / 2;
    NdArray waves = NdArray.zeros(DType.FLOAT, Shape.of(length, half));
    for (int i = 0; i < length * half; i++) {
      int place = i / half;
      double angle = place / StrictMath.pow(LONGEST, 2.0 * (i % half) / (2 * half));
      waves.set(i, cosine ? StrictMath.cos(angle) : StrictMath.sin(angle));
    }
    return graph.array(at.sub(cosine ? "cosines" : "sines"), waves);
  }

  private String written(
      Attention attention, LayerNodes.At at, String queries, String keys, String values) {
    int length = at.row().size(0);
    int width = at.row().size(1);
    int heads = attention.heads();
    int shared = attention.keyHeads();
    int head = width / heads;
    String scaled =
        graph.binary(at.sub("scaled"), "Mul", queries, graph.number(1 / Math.sqrt(head)));
    String byHead = byHead(attention, at, "query", scaled, heads);
    if (heads != shared) {
      // queries that share keys stand below each other
      Shape grouped = Shape.of(shared, heads / shared * length, head);
      byHead = graph.reshape(at.sub("query.grouped"), byHead, grouped);
    }
    String turnedKeys = byHead(attention, at, "key", keys, shared);
    String across = graph.transpose(at.sub("key.across"), turnedKeys, 0, 1, 3, 2);
    String scores = graph.binary(at.sub("scores"), "MatMul", byHead, across);
    if (attention.causal()) {
      scores = masked(attention, at, scores);
    }
    String shares =
        graph.node(
            at.sub("shares"),
            "Softmax",
            List.of(scores),
            Map.of("axis", new OnnxAttribute.Whole(-1)));
    String split = split(at, "value", values, shared, head);
    String seen = graph.binary(at.sub("seen"), "MatMul", shares, split);
    if (heads != shared) {
      seen = graph.reshape(at.sub("seen.heads"), seen, Shape.of(heads, length, head));
    }
    String back = graph.transpose(at.sub("seen.places"), seen, 0, 2, 1, 3);
    return graph.reshape(at.sub("seen.joined"), back, at.row());
  }

  private String masked(Attention attention, LayerNodes.At at, String scores) {
    int length = at.row().size(0);
    NdArray mask = NdArray.zeros(DType.FLOAT, Shape.of(length, length));
    for (int i = 0; i < length * length; i++) {
      mask.set(i, i % length <= i / length ? 0 : Double.NEGATIVE_INFINITY);
    }
    String future = graph.array("future_" + length, mask);
    if (attention.heads() == attention.keyHeads()) {
      return graph.binary(at.sub("masked"), "Add", scores, future);
    }
    Shape whole = Shape.of(attention.heads(), length, length);
    String apart = graph.reshape(at.sub("scores.heads"), scores, whole);
    String masked = graph.binary(at.sub("masked"), "Add", apart, future);
    int group = attention.heads() / attention.keyHeads();
    return graph.reshape(
        at.sub("masked.grouped"), masked, Shape.of(attention.keyHeads(), group * length, length));
  }

  private String split(LayerNodes.At at, String name, String x, int heads, int head) {
    String apart =
        graph.reshape(at.sub(name + ".heads"), x, Shape.of(at.row().size(0), heads, head));
    return graph.transpose(at.sub(name + ".split"), apart, 0, 2, 1, 3);
  }

  private String byHead(Attention attention, LayerNodes.At at, String name, String x, int heads) {
    int head = at.row().size(1) / attention.heads();
    String split = split(at, name, x, heads, head);
    if (!attention.rotary()) {
      return split;
    }
    String first = half(at, name + ".first", split, 0, head / 2);
    String second = half(at, name + ".second", split, head / 2, head);
    String cosines = waves(attention, at, true);
    String sines = waves(attention, at, false);
    String left = difference(at, name, first, cosines, second, sines);
    String right =
        graph.binary(
            at.sub(name + ".right"),
            "Add",
            graph.binary(at.sub(name + ".right1"), "Mul", first, sines),
            graph.binary(at.sub(name + ".right2"), "Mul", second, cosines));
    return graph.node(
        at.sub(name + ".turned"),
        "Concat",
        List.of(left, right),
        Map.of("axis", new OnnxAttribute.Whole(3)));
  }

  private String difference(
      LayerNodes.At at, String name, String first, String cosines, String second, String sines) {
    return graph.binary(
        at.sub(name + ".left"),
        "Sub",
        graph.binary(at.sub(name + ".left1"), "Mul", first, cosines),
        graph.binary(at.sub(name + ".left2"), "Mul", second, sines));
  }

  private String half(LayerNodes.At at, String name, String x, int from, int to) {
    return graph.node(
        at.sub(name), "Slice", List.of(x, graph.wholes(from), graph.wholes(to), graph.wholes(3)));
  }
}

package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.exchange.onnx.ElementType;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.activation.Elu;
import thalweg.network.activation.Gelu;
import thalweg.network.activation.LeakyRelu;
import thalweg.network.activation.Maxout;
import thalweg.network.layer.Attention;
import thalweg.network.layer.BatchNormalisation;
import thalweg.network.layer.Convolution;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Dropout;
import thalweg.network.layer.Embedding;
import thalweg.network.layer.Flatten;
import thalweg.network.layer.Frozen;
import thalweg.network.layer.GlobalPooling;
import thalweg.network.layer.GroupNormalisation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.LayerNormalisation;
import thalweg.network.layer.Parallel;
import thalweg.network.layer.Part;
import thalweg.network.layer.Pass;
import thalweg.network.layer.Pooling;
import thalweg.network.layer.Positions;
import thalweg.network.layer.Recurrent;
import thalweg.network.layer.Repeat;
import thalweg.network.layer.Reshape;
import thalweg.network.layer.Residual;
import thalweg.network.layer.RmsNormalisation;
import thalweg.network.layer.Tied;
import thalweg.network.layer.Transformer;
import thalweg.network.layer.TransposedConvolution;

/// Each layer as the operators that stand for it, in use: a table by layer.
final class LayerNodes {
  private final GraphWriter graph;
  private final Map<String, NdArray> arrays = new LinkedHashMap<>();

  /// @param parameters of the network, in its order
  /// @param statistics of the network, in its order
  LayerNodes(
      GraphWriter graph, Network network, List<NdArray> parameters, List<NdArray> statistics) {
    this.graph = graph;
    for (int i = 0; i < parameters.size(); i++) {
      arrays.put(network.parameters().get(i).name(), parameters.get(i));
    }
    for (int i = 0; i < statistics.size(); i++) {
      arrays.put(network.statistics().get(i).name(), statistics.get(i));
    }
  }

  /// What a layer is given: its full name, the value it reads, and the shape of one row of it.
  record At(String name, String x, Shape row) {
    String sub(String part) {
      return name + "." + part;
    }

    At with(String other) {
      return new At(name, other, row);
    }
  }

  /// Returns an array of a layer, as the network names it.
  NdArray array(At at, String name) {
    NdArray array = arrays.get(at.sub(name));
    if (array == null) {
      throw new IllegalStateException("onnx: there is no array " + at.sub(name));
    }
    return array;
  }

  /// Returns the value that holds an array of a layer.
  String given(At at, String name) {
    return graph.array(at.sub(name), array(at, name));
  }

  /// Adds the nodes of a layer and returns the value they give.
  ///
  /// @throws IllegalArgumentException if it is a layer of one's own, or has settings that ONNX has
  ///   not
  String write(Layer layer, At at) {
    return switch (layer) {
      case Activation activation -> ActivationNodes.write(graph, activation, at);
      case Elu(double alpha) -> with(at, "Elu", "alpha", alpha);
      case LeakyRelu(double slope) -> with(at, "LeakyRelu", "alpha", slope);
      case Gelu(boolean isByTanh) -> ActivationNodes.gelu(graph, at.name(), at.x(), isByTanh);
      case Maxout maxout -> maxout(maxout, at);
      case Dense _ -> dense(at);
      case Flatten _ -> graph.node(at.name(), "Flatten", List.of(at.x()));
      case Reshape reshape -> graph.reshape(at.name(), at.x(), reshape.output(at.row()));
      case Dropout dropout ->
          graph.binary(at.name(), "Dropout", at.x(), graph.number(dropout.rate()));
      case Part(int from, int to) ->
          graph.node(
              at.name(),
              "Slice",
              List.of(at.x(), graph.wholes(from), graph.wholes(to), graph.wholes(1)));
      case BatchNormalisation norm ->
          graph.node(
              at.name(),
              "BatchNormalization",
              List.of(
                  at.x(),
                  given(at, "scale"),
                  given(at, "shift"),
                  given(at, "mean"),
                  given(at, "variance")),
              Map.of("epsilon", real(norm.epsilon())));
      case LayerNormalisation norm -> layerNorm(norm, at);
      case GroupNormalisation norm -> groupNorm(norm, at);
      case RmsNormalisation norm -> rmsNorm(norm, at);
      case Convolution convolution -> SpaceNodes.convolution(this, graph, convolution, at);
      case TransposedConvolution transposed -> SpaceNodes.transposed(this, graph, transposed, at);
      case Pooling pooling -> SpaceNodes.pooling(graph, pooling, at);
      case GlobalPooling pooling -> SpaceNodes.global(graph, pooling, at);
      case Embedding _ -> embedding(at);
      case Positions positions -> positions(positions, at);
      case Attention attention -> new AttentionNodes(this, graph).write(attention, at);
      case Transformer transformer -> transformer(transformer, at);
      case Recurrent recurrent -> RecurrentNodes.write(this, graph, recurrent, at);
      case Residual(List<Layer> layers) ->
          graph.binary(at.name(), "Add", at.x(), row(layers, at.sub(""), at));
      case Frozen(List<Layer> layers) -> row(layers, at.sub(""), at);
      case Repeat repeat -> repeat(repeat, at);
      case Tied tied -> tied(tied, at);
      case Parallel parallel -> parallel(parallel, at);
      default ->
          throw new IllegalArgumentException(
              "onnx: layer "
                  + at.name()
                  + " is a "
                  + layer.getClass().getSimpleName()
                  + ", which no operator stands for; build it of the library's layers.");
    };
  }

  static OnnxAttribute real(double value) {
    return new OnnxAttribute.Real((float) value);
  }

  private String with(At at, String operator, String attribute, double value) {
    return graph.node(at.name(), operator, List.of(at.x()), Map.of(attribute, real(value)));
  }

  /// Adds layers one after another; each is named by the prefix, its kind and a number.
  private String row(List<Layer> layers, String prefix, At at) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    String x = at.x();
    Shape row = at.row();
    for (Layer layer : layers) {
      String name = prefix + layer.kind() + counts.merge(layer.kind(), 1, Integer::sum);
      x = write(layer, new At(name, x, row));
      row = layer.output(row);
    }
    return x;
  }

  /// Adds a whole network.
  String network(Network network, String x) {
    return row(network.layers(), "", new At("", x, network.input()));
  }

  private String dense(At at) {
    String weight = given(at, "weight");
    String bias = given(at, "bias");
    return at.row().rank() == 1
        ? graph.node(at.name(), "Gemm", List.of(at.x(), weight, bias))
        : affine(at.name(), at.x(), weight, bias);
  }

  /// Adds x·weight + bias for rows of any shape.
  String affine(String name, String x, String weight, String bias) {
    return graph.binary(name, "Add", graph.binary(name + ".product", "MatMul", x, weight), bias);
  }

  private String maxout(Maxout maxout, At at) {
    int kept = at.row().size(0) / maxout.pieces();
    Shape parted = Shape.of(kept, maxout.pieces(), at.row().elements() / at.row().size(0));
    String pieces = graph.reshape(at.sub("pieces"), at.x(), parted);
    String largest = graph.reduce(at.sub("largest"), "ReduceMax", pieces, 2, false);
    return graph.reshape(at.name(), largest, maxout.output(at.row()));
  }

  private String layerNorm(LayerNormalisation norm, At at) {
    return graph.node(
        at.name(),
        "LayerNormalization",
        List.of(at.x(), given(at, "scale"), given(at, "shift")),
        Map.of("axis", new OnnxAttribute.Whole(-1), "epsilon", real(norm.epsilon())));
  }

  /// By instance normalisation of the groups: the operator for groups came later, and was changed.
  private String groupNorm(GroupNormalisation norm, At at) {
    int groups = norm.groups();
    NdArray ones = Program.evaluate(Tensor.fill(1, DType.FLOAT, Shape.of(groups)));
    NdArray zeros = NdArray.zeros(DType.FLOAT, Shape.of(groups));
    String parted = graph.binary(at.sub("groups"), "Reshape", at.x(), graph.wholes(0, groups, -1));
    String normalised =
        graph.node(
            at.sub("normalised"),
            "InstanceNormalization",
            List.of(
                parted, graph.array("ones_" + groups, ones), graph.array("zeros_" + groups, zeros)),
            Map.of("epsilon", real(norm.epsilon())));
    String whole = graph.reshape(at.sub("whole"), normalised, at.row());
    String scaled = graph.binary(at.sub("scaled"), "Mul", whole, along(at, "scale"));
    return graph.binary(at.name(), "Add", scaled, along(at, "shift"));
  }

  private String along(At at, String name) {
    int[] sizes = new int[at.row().rank()];
    Arrays.fill(sizes, 1);
    sizes[0] = at.row().size(0);
    return graph.array(at.sub(name), array(at, name).reshape(Shape.of(sizes)));
  }

  private String rmsNorm(RmsNormalisation norm, At at) {
    if (graph.has(23)) {
      return graph.node(
          at.name(),
          "RMSNormalization",
          List.of(at.x(), given(at, "scale")),
          Map.of("axis", new OnnxAttribute.Whole(-1), "epsilon", real(norm.epsilon())));
    }
    String squares = graph.binary(at.sub("squares"), "Mul", at.x(), at.x());
    String mean = graph.reduce(at.sub("mean"), "ReduceMean", squares, -1, true);
    String shifted = graph.binary(at.sub("epsilon"), "Add", mean, graph.number(norm.epsilon()));
    String root = graph.node(at.sub("root"), "Sqrt", List.of(shifted));
    String divided = graph.binary(at.sub("divided"), "Div", at.x(), root);
    return graph.binary(at.name(), "Mul", divided, given(at, "scale"));
  }

  private String embedding(At at) {
    String indices =
        graph.node(
            at.sub("indices"),
            "Cast",
            List.of(at.x()),
            Map.of("to", new OnnxAttribute.Whole(ElementType.INT64.number())));
    return graph.binary(at.name(), "Gather", given(at, "weight"), indices);
  }

  private String positions(Positions positions, At at) {
    return graph.binary(
        at.name(),
        "Add",
        at.x(),
        positions == Positions.LEARNT
            ? given(at, "weight")
            : graph.array(at.sub("waves"), waves(positions, at.row())));
  }

  /// Returns what the layer adds, as it adds it to zeros.
  private static NdArray waves(Positions positions, Shape row) {
    Tensor zeros = Tensor.of(NdArray.zeros(DType.FLOAT, row.prepend(1)));
    return Program.evaluate(positions.apply(Pass.use(List.of()), List.of(), zeros).reshape(row));
  }

  private String transformer(Transformer transformer, At at) {
    LayerNormalisation norm = new LayerNormalisation();
    String first = layerNorm(norm, new At(at.sub("norm1"), at.x(), at.row()));
    String seen =
        new AttentionNodes(this, graph)
            .write(transformer.attention(), new At(at.sub("attention"), first, at.row()));
    String y = graph.binary(at.sub("seen"), "Add", at.x(), seen);
    String second = layerNorm(norm, new At(at.sub("norm2"), y, at.row()));
    String inner =
        affine(at.sub("inner"), second, given(at, "inner.weight"), given(at, "inner.bias"));
    String bent = ActivationNodes.gelu(graph, at.sub("gelu"), inner, false);
    String outer =
        affine(at.sub("outer"), bent, given(at, "outer.weight"), given(at, "outer.bias"));
    return graph.binary(at.name(), "Add", y, outer);
  }

  private String repeat(Repeat repeat, At at) {
    String x = at.x();
    for (int time = 0; time < repeat.times(); time++) {
      x = row(repeat.layers(), at.sub(""), at.with(x));
    }
    return x;
  }

  private String tied(Tied tied, At at) {
    List<Layer> all = new ArrayList<>(List.of(tied.first()));
    all.addAll(tied.between());
    String inside = row(all, at.sub(""), at);
    String matrix = given(at, tied.parameters(at.row()).getFirst().name());
    String turned = graph.transpose(at.sub("matrix"), matrix, 1, 0);
    return affine(at.name(), inside, turned, given(at, "bias"));
  }

  private String parallel(Parallel parallel, At at) {
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < parallel.branches().size(); i++) {
      String prefix = at.sub("branch" + (i + 1) + ".");
      outputs.add(row(parallel.branches().get(i), prefix, at));
    }
    return parallel.isSum()
        ? graph.node(at.name(), "Sum", outputs)
        : graph.node(at.name(), "Concat", outputs, Map.of("axis", new OnnxAttribute.Whole(1)));
  }
}

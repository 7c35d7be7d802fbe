package thalweg.training.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.ElementType;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.exchange.onnx.OnnxValue;
import thalweg.network.Network;
import thalweg.network.layer.Embedding;
import thalweg.network.layer.Frozen;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Tied;
import thalweg.training.data.Dataset;
import thalweg.training.data.Fields;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Regression;

/// Models as ONNX files, which ONNX Runtime and others run.
///
/// The graph takes `features`, any number of rows as the data say them: their scaling is a part of
/// the graph. It gives `outputs`, those of the network in use, and, where they are known,
/// `probabilities` of the classes or `quantities` in the units of the data. Weights are floats;
/// those of a model in double are rounded. A network that begins with an embedding takes whole
/// numbers of 64 bits. The names of columns and classes stand in the metadata, with all that a
/// model's file says. The same model gives the same bytes.
///
/// ```java
/// OnnxExport.write(model, Path.of("iris.onnx"));
/// ```
public final class OnnxExport {
  /// The version of the operators that is written unless another is asked for.
  public static final int OPSET = 17;

  static final String FEATURES = "features";
  static final String OUTPUTS = "outputs";

  /// Before the names of what a model's file says in its metadata, and of its small tensors.
  static final String METADATA = "thalweg.";

  static final String TENSOR = METADATA + "tensor.";

  private OnnxExport() {}

  /// Writes a model to a file, with operators of version 17.
  ///
  /// @throws IllegalArgumentException as for [#of(StoredModel, int)]
  public static void write(Model model, Path file) throws IOException {
    of(model).write(file);
  }

  /// Returns a model as a graph of operators of version 17.
  ///
  /// @throws IllegalArgumentException as for [#of(StoredModel, int)]
  public static OnnxModel of(Model model) {
    return of(new StoredModel(model, Map.of()), OPSET);
  }

  /// Returns a model as a graph.
  ///
  /// @param opset 17, or 23, which has operators for attention, rotary positions and RMS
  ///   normalisation
  /// @throws IllegalArgumentException if the version is another, or a layer is one's own or has
  ///   settings for which there is no operator
  public static OnnxModel of(StoredModel stored, int opset) {
    Model model = stored.model();
    Network network = model.network();
    GraphWriter graph = new GraphWriter(opset, FEATURES);
    LayerNodes layers = new LayerNodes(graph, network, model.parameters(), model.statistics());
    String scaled = scaled(graph, model.fields(), network.input());
    String last = layers.network(network, scaled);
    List<OnnxValue> outputs = new ArrayList<>();
    String named = graph.node(OUTPUTS, "Identity", List.of(last));
    outputs.add(value(named, ElementType.FLOAT, network.output()));
    told(graph, model, named).ifPresent(outputs::add);
    boolean isWhole = !model.fields().areScaled() && takesWhole(network.layers().getFirst());
    OnnxValue input =
        value(FEATURES, isWhole ? ElementType.INT64 : ElementType.FLOAT, network.input());
    return OnnxModel.of(opset, graph.graph("thalweg", input, outputs), metadata(stored));
  }

  private static OnnxValue value(String name, ElementType type, Shape row) {
    List<Integer> sizes = new ArrayList<>(List.of(OnnxValue.OPEN));
    Arrays.stream(row.sizes()).forEach(sizes::add);
    return new OnnxValue(name, type, sizes);
  }

  private static boolean takesWhole(Layer first) {
    return switch (first) {
      case Embedding _ -> true;
      case Tied(Layer inner, _) -> takesWhole(inner);
      case Frozen(List<Layer> layers) -> takesWhole(layers.getFirst());
      default -> false;
    };
  }

  /// Adds (features − centre) / scale. It is computed in double, as it is here: where a centre is
  /// large, such as a year, the difference of floats would have few digits.
  private static String scaled(GraphWriter graph, Fields fields, Shape row) {
    if (!fields.areScaled()) {
      return FEATURES;
    }
    String wide = cast(graph, "features.wide", FEATURES, ElementType.DOUBLE);
    String centred =
        graph.binary(
            "features.centred",
            "Sub",
            wide,
            graph.doubles("features.centre", each(fields, row, Fields.Field::centre)));
    String scaled =
        graph.binary(
            "features.divided",
            "Div",
            centred,
            graph.doubles("features.scale", each(fields, row, Fields.Field::scale)));
    return cast(graph, "features.scaled", scaled, ElementType.FLOAT);
  }

  private static String cast(GraphWriter graph, String name, String x, ElementType to) {
    return graph.node(name, "Cast", List.of(x), Map.of("to", new OnnxAttribute.Whole(to.number())));
  }

  private static NdArray each(Fields fields, Shape row, ToDoubleFunction<Fields.Field> of) {
    NdArray all = NdArray.zeros(DType.DOUBLE, row);
    for (int i = 0; i < row.elements(); i++) {
      all.set(i, of.applyAsDouble(fields.all().get(i)));
    }
    return all;
  }

  /// Adds what the outputs say in words of the data, if that is known.
  private static Optional<OnnxValue> told(GraphWriter graph, Model model, String last) {
    Shape row = model.network().output();
    Objective objective = model.objective();
    if (objective instanceof Classification one && givesSoftmax(one, row)) {
      String shares =
          graph.node(
              "probabilities",
              "Softmax",
              List.of(last),
              Map.of("axis", new OnnxAttribute.Whole(-1)));
      return Optional.of(value(shares, ElementType.FLOAT, row));
    }
    Fields target = target(model);
    if (objective instanceof Regression && target.areScaled()) {
      String wide = cast(graph, "quantities.wide", last, ElementType.DOUBLE);
      NdArray scale = each(target, row, Fields.Field::scale);
      NdArray centre = each(target, row, Fields.Field::centre);
      String scaled =
          graph.binary("quantities.scaled", "Mul", wide, graph.doubles("quantities.scale", scale));
      String moved =
          graph.binary(
              "quantities.moved", "Add", scaled, graph.doubles("quantities.centre", centre));
      String units = cast(graph, "quantities", moved, ElementType.FLOAT);
      return Optional.of(value(units, ElementType.FLOAT, row));
    }
    return Optional.empty();
  }

  private static Fields target(Model model) {
    return model.kinds().stream()
        .filter(kind -> kind.name().equals(Dataset.TARGET))
        .findFirst()
        .map(kind -> kind.fields())
        .orElse(Fields.UNKNOWN);
  }

  /// Returns whether the loss takes the softmax of outputs for probabilities, as it shows.
  private static boolean givesSoftmax(Classification objective, Shape row) {
    double[] outputs = new double[row.elements()];
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = Math.sin(i + 1.0);
      sum += Math.exp(outputs[i]);
    }
    double[] probabilities = objective.loss().probabilities(outputs);
    boolean isSoftmax = row.rank() == 1 && probabilities.length == outputs.length;
    for (int i = 0; isSoftmax && i < outputs.length; i++) {
      isSoftmax = Math.abs(probabilities[i] - Math.exp(outputs[i]) / sum) < 1e-9;
    }
    return isSoftmax;
  }

  /// Returns all that the model's file says beside its weights.
  private static Map<String, String> metadata(StoredModel stored) {
    Map<String, String> said = new TreeMap<>();
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    stored.put(said, tensors);
    said.put("precision", DType.FLOAT.name()); // as the weights are written
    Map<String, String> metadata = new TreeMap<>();
    said.forEach((key, text) -> metadata.put(METADATA + key, text));
    Network network = stored.model().network();
    network.parameters().forEach(parameter -> tensors.remove(parameter.name()));
    network.statistics().forEach(statistic -> tensors.remove(statistic.name()));
    tensors.forEach((name, values) -> metadata.put(TENSOR + name, written(values)));
    return metadata;
  }

  private static String written(NdArray values) {
    return Arrays.stream(values.toDoubles())
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(" "));
  }
}

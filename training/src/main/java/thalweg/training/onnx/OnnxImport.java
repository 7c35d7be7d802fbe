package thalweg.training.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.exchange.Safetensors;
import thalweg.exchange.onnx.OnnxException;
import thalweg.exchange.onnx.OnnxModel;
import thalweg.exchange.onnx.OnnxValue;
import thalweg.network.Network;
import thalweg.network.NetworkParser;
import thalweg.network.activation.Activation;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Recurrent;
import thalweg.training.data.Fields;
import thalweg.training.model.Model;
import thalweg.training.model.StoredModel;
import thalweg.training.objective.Classification;
import thalweg.training.objective.Objective;
import thalweg.training.objective.Regression;

/// Networks from ONNX files, to predict with and to train on.
///
/// A file that [OnnxExport] has written gives the model it was written from, in float. Any other
/// gives the layers that its operators are: dense, convolutional, recurrent and attention layers,
/// poolings, normalisations, activations, embeddings, residuals and parallel branches. What was
/// read is tried on rows drawn by chance: it computes what the graph computes, or it is refused.
/// What cannot be read is refused by the operator and the name of its node. Weights that several
/// nodes share are as many weights here.
///
/// ```java
/// Model model = OnnxImport.read(Path.of("net.onnx")).model();
/// ```
public final class OnnxImport {
  /// Enough rows to tell them from features, where the graph does not say how many it takes.
  private static final int ROWS = 2;

  private static final double TOLERANCE = 1e-4;

  private OnnxImport() {}

  /// Reads a model. What a foreign graph has learnt is not in its file: where it ends with a
  /// softmax, or gives several numbers, it tells classes apart, and else gives a quantity. A last
  /// softmax is left to the loss, which takes scores.
  ///
  /// @throws OnnxException if the file is damaged, or holds what no layer stands for
  /// @throws IOException if the file cannot be read
  public static StoredModel read(Path file) throws IOException {
    return read(
        file,
        network ->
            network.output().elements() > 1 ? Classification.of(network) : Regression.of(network));
  }

  /// Reads a model of what a function says of its network, which does not end with a softmax. Of a
  /// file of this library the function is not asked.
  ///
  /// @throws OnnxException if the file is damaged, or holds what no layer stands for
  /// @throws IOException if the file cannot be read
  public static StoredModel read(Path file, Function<Network, Objective> objective)
      throws IOException {
    return of(file.toString(), OnnxModel.read(file), objective);
  }

  /// Returns the model that a graph is; see [#read(Path, Function)].
  ///
  /// @param where it was read, for messages
  /// @throws OnnxException if it holds what no layer stands for
  public static StoredModel of(
      String where, OnnxModel model, Function<Network, Objective> objective) throws IOException {
    if (model.metadata().containsKey(OnnxExport.METADATA + "network")) {
      StoredModel own = own(where, model);
      if (own != null) {
        return own;
      }
    }
    try {
      return foreign(model, objective);
    } catch (IllegalArgumentException | ArithmeticException unread) {
      throw new OnnxException(where, String.valueOf(unread.getMessage()));
    }
  }

  /// Returns the model from which the graph was written; null if it has been changed since.
  private static @Nullable StoredModel own(String where, OnnxModel model) {
    Map<String, String> metadata = new TreeMap<>();
    Map<String, NdArray> tensors = new HashMap<>();
    try {
      model
          .metadata()
          .forEach(
              (key, text) -> {
                if (key.startsWith(OnnxExport.TENSOR)) {
                  tensors.put(key.substring(OnnxExport.TENSOR.length()), numbers(text));
                } else if (key.startsWith(OnnxExport.METADATA)) {
                  metadata.put(key.substring(OnnxExport.METADATA.length()), text);
                }
              });
      Network network = NetworkParser.parse(metadata.getOrDefault("network", ""));
      tensors.putAll(weights(network, model));
      StoredModel stored = StoredModel.of(where, new Safetensors(metadata, tensors));
      boolean isSame =
          OnnxExport.of(stored, model.opset()).graph().nodes().equals(model.graph().nodes());
      return isSame ? stored : null;
    } catch (IOException | IllegalArgumentException changed) {
      return null; // it is read as any other graph
    }
  }

  private static NdArray numbers(String text) {
    return NdArray.of(Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray());
  }

  /// Returns the network's arrays by name; those of recurrent layers are laid out otherwise there.
  private static Map<String, NdArray> weights(Network network, OnnxModel model) {
    Map<String, NdArray> there = new HashMap<>();
    model.graph().initialisers().forEach((name, tensor) -> there.put(name, tensor.values()));
    Map<String, NdArray> here = new HashMap<>();
    network.statistics().forEach(kept -> put(here, kept.name(), kept.shape(), there));
    for (Network.Parameter parameter : network.parameters()) {
      String name = parameter.name();
      String layer = name.substring(0, name.lastIndexOf('.'));
      String operator =
          layer.endsWith(".backward") ? layer.replaceFirst("\\.backward$", "") : layer;
      if (there.containsKey(name)) {
        put(here, name, parameter.shape(), there);
      } else if (!here.containsKey(name)) {
        putRecurrent(here, operator, there);
      }
    }
    return here;
  }

  private static void put(
      Map<String, NdArray> here, String name, Shape shape, Map<String, NdArray> there) {
    NdArray values = there.get(name);
    if (values != null && values.shape().elements() == shape.elements()) {
      here.put(name, values.reshape(shape));
    }
  }

  private static void putRecurrent(
      Map<String, NdArray> here, String name, Map<String, NdArray> there) {
    NdArray weight = there.get(name + ".W");
    NdArray state = there.get(name + ".R");
    NdArray bias = there.get(name + ".B");
    if (weight == null || state == null || bias == null || state.shape().rank() != 3) {
      return;
    }
    int units = state.shape().size(2);
    boolean isLstm = state.shape().size(1) == 4 * units;
    Recurrent.Cell cell = isLstm ? Recurrent.Cell.LSTM : Recurrent.Cell.GRU;
    List<NdArray> all = RecurrentNodes.here(cell, units, weight, state, bias);
    List<String> names =
        isLstm
            ? List.of("weight", "state", "bias")
            : List.of("weight", "state", "bias", "stateBias");
    for (int i = 0; i < all.size(); i++) {
      String prefix = i < names.size() ? "." : ".backward.";
      here.put(name + prefix + names.get(i % names.size()), all.get(i));
    }
  }

  private static StoredModel foreign(OnnxModel model, Function<Network, Objective> objective) {
    OnnxValue input = GraphExpression.input(model);
    Shape row = row(input);
    int open = input.sizes().isEmpty() ? ROWS : input.sizes().getFirst();
    int rows = open == OnnxValue.OPEN ? ROWS : open;
    Tensor x = Tensor.variable(input.name(), DType.FLOAT, row.prepend(rows));
    GraphExpression values = new GraphExpression(model, x);
    String output = model.graph().outputs().getFirst().name();
    GraphReading reading = new GraphReading(model.graph(), values, output);
    ScalingReading scaling = ScalingReading.of(reading, input.name(), row);
    GraphReading.Chain chain = reading.chain(scaling.at(), output, row);
    chain.fit(reading.row(output));
    if (chain.layers.isEmpty()) {
      chain.add(new NodeLayers.Known(Activation.IDENTITY)); // its scaling is all there is
    }
    Network whole = new Network(row, chain.layers);
    requireSame(model, whole, chain, scaling, rows);
    return new StoredModel(told(whole, chain, scaling.fields(), objective), Map.of());
  }

  private static Shape row(OnnxValue input) {
    List<Integer> sizes = input.sizes();
    if (sizes.isEmpty() || sizes.subList(1, sizes.size()).contains(OnnxValue.OPEN)) {
      throw new IllegalArgumentException(
          "the graph's input is of sizes "
              + sizes
              + "; all but the first, the rows, must be fixed. Export it with rows of one size.");
    }
    return Shape.of(sizes.stream().skip(1).mapToInt(Integer::intValue).toArray());
  }

  private static Model told(
      Network whole,
      GraphReading.Chain chain,
      Fields features,
      Function<Network, Objective> objective) {
    List<Layer> layers = new ArrayList<>(whole.layers());
    boolean isShares = layers.size() > 1 && layers.getLast() == Activation.SOFTMAX;
    if (isShares) {
      layers.removeLast();
    }
    Network network = new Network(whole.input(), layers);
    return Model.of(objective.apply(network), chain.parameters, chain.statistics, features);
  }

  /// Tries the layers on rows drawn by chance.
  private static void requireSame(
      OnnxModel model,
      Network network,
      GraphReading.Chain chain,
      ScalingReading scaling,
      int rows) {
    boolean isWhole =
        model.graph().nodes().stream().anyMatch(node -> node.operator().equals("Gather"));
    Random random = new Random(31);
    for (int batch = 0; batch < 3; batch++) {
      NdArray seen = NdArray.zeros(DType.FLOAT, network.input().prepend(rows));
      for (int i = 0; i < seen.shape().elements(); i++) {
        seen.set(i, isWhole ? random.nextInt(2) : random.nextGaussian());
      }
      NdArray given = scaling.unscaled(seen);
      GraphExpression graph = new GraphExpression(model, Tensor.of(given));
      String output = model.graph().outputs().getFirst().name();
      double[] there = Program.evaluate(graph.value(output)).toDoubles();
      List<Tensor> parameters = chain.parameters.stream().map(Tensor::of).toList();
      List<Tensor> statistics = chain.statistics.stream().map(Tensor::of).toList();
      Tensor applied = network.apply(parameters, statistics, Tensor.of(seen));
      double[] here = Program.evaluate(applied).toDoubles();
      double size = Arrays.stream(there).map(Math::abs).max().orElse(0);
      for (int i = 0; i < there.length; i++) {
        if (!(Math.abs(here[i] - there[i]) <= TOLERANCE * Math.max(1, size))) {
          throw new IllegalArgumentException(
              "the graph looks like "
                  + network
                  + ", which gives "
                  + here[i]
                  + " where the graph gives "
                  + there[i]
                  + "; it is not read.");
        }
      }
    }
  }
}

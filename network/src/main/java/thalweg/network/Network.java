package thalweg.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Layer;

/// Layers in a row: a function of parameters and a batch of rows. Holds no parameters itself; they
/// are handed in.
///
/// @param input the shape of one row
/// @param layers the layers, first to last; each must fit the rows the one before it gives
public record Network(Shape input, List<Layer> layers) {
  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("network: it has no layers; give at least one.");
    }
    Shape rows = input;
    for (int i = 0; i < layers.size(); i++) {
      try {
        rows = layers.get(i).output(rows);
      } catch (IllegalArgumentException unfit) {
        throw new IllegalArgumentException(
            "network: layer "
                + (i + 1)
                + " ("
                + layers.get(i)
                + ") does not fit: "
                + unfit.getMessage(),
            unfit);
      }
    }
  }

  /// A parameter of a network: its name, such as `dense1.weight`, its shape, and how its first
  /// values are chosen.
  public record Parameter(
      String name, Shape shape, Initialisation initialisation, int fanIn, int fanOut, int layer) {}

  /// Returns a network for rows that are vectors of `inputs` numbers.
  public static Network of(int inputs, Layer... layers) {
    return new Network(Shape.of(inputs), List.of(layers));
  }

  /// Returns dense layers of the given sizes with an activation between them, such as `784-50-10`;
  /// see [NetworkParser].
  public static Network of(String sizes, Activation activation) {
    return NetworkParser.sizes(sizes, activation, activation.initialisation());
  }

  /// Returns the same network with the weights of all dense layers initialised otherwise.
  public Network with(Initialisation initialisation) {
    return new Network(
        input,
        layers.stream()
            .map(
                layer ->
                    layer instanceof Dense dense ? new Dense(dense.units(), initialisation) : layer)
            .toList());
  }

  /// Returns the shape of one row of output.
  public Shape output() {
    Shape rows = input;
    for (Layer layer : layers) {
      rows = layer.output(rows);
    }
    return rows;
  }

  /// Returns all parameters, layer by layer, in the order in which [#apply] expects them.
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    List<String> names = names();
    Shape rows = input;
    for (int i = 0; i < layers.size(); i++) {
      for (Layer.Need need : layers.get(i).parameters(rows)) {
        parameters.add(
            new Parameter(
                names.get(i) + "." + need.name(),
                need.shape(),
                need.initialisation(),
                need.fanIn(),
                need.fanOut(),
                i));
      }
      rows = layers.get(i).output(rows);
    }
    return parameters;
  }

  /// Returns each layer's name: its kind and a number that counts layers of that kind from 1.
  public List<String> names() {
    Map<String, Integer> counts = new HashMap<>();
    return layers.stream()
        .map(layer -> layer.kind() + counts.merge(layer.kind(), 1, Integer::sum))
        .toList();
  }

  /// Returns the number of parameter elements.
  public long parameterCount() {
    return parameters().stream().mapToLong(parameter -> parameter.shape().elements()).sum();
  }

  /// Returns new variables for the parameters, in order.
  public List<Tensor> variables(DType type) {
    return parameters().stream().map(p -> Tensor.variable(p.name(), type, p.shape())).toList();
  }

  /// Returns first values for the parameters, in order. The same seed gives the same values on
  /// every machine.
  public List<NdArray> initial(DType type, long seed) {
    List<NdArray> values = new ArrayList<>();
    List<Parameter> parameters = parameters();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      RandomStream stream = new RandomStream(seed, Purpose.INITIALISATION, i, 0);
      values.add(p.initialisation().values(type, p.shape(), p.fanIn(), p.fanOut(), stream));
    }
    return values;
  }

  /// Returns the network's output for a batch x of shape [rows, …input]: shape [rows, …output].
  ///
  /// @throws IllegalArgumentException if the number of parameters or the shape of x does not fit
  public Tensor apply(List<Tensor> parameters, Tensor x) {
    if (x.shape().rank() == 0 || !x.shape().withoutFirst().equals(input)) {
      throw new IllegalArgumentException(
          "network: the batch has shape "
              + x.shape()
              + "; it must be "
              + input.prepend(0).toString().replaceFirst("0", "rows")
              + ".");
    }
    int expected = parameters().size();
    if (parameters.size() != expected) {
      throw new IllegalArgumentException(
          "network: " + parameters.size() + " parameters given; there must be " + expected + ".");
    }
    Tensor y = x;
    int next = 0;
    Shape rows = input;
    for (Layer layer : layers) {
      int count = layer.parameters(rows).size();
      y = layer.apply(parameters.subList(next, next + count), y);
      next += count;
      rows = layer.output(rows);
    }
    return y;
  }

  /// Returns a table of the layers with output shapes and parameter counts, one line each, and the
  /// total.
  public String summary() {
    StringBuilder text = new StringBuilder();
    String form = "%-12s %-28s %-12s %12s\n";
    text.append(String.format(Locale.ROOT, form, "layer", "what", "output", "parameters"));
    text.append(String.format(Locale.ROOT, form, "input", "", input, ""));
    List<String> names = names();
    Shape rows = input;
    for (int i = 0; i < layers.size(); i++) {
      long count =
          layers.get(i).parameters(rows).stream().mapToLong(need -> need.shape().elements()).sum();
      rows = layers.get(i).output(rows);
      text.append(
          String.format(
              Locale.ROOT,
              form,
              names.get(i),
              layers.get(i),
              rows,
              count == 0 ? "" : grouped(count)));
    }
    return text.append(String.format(Locale.ROOT, "%-54s %12s", "total", grouped(parameterCount())))
        .toString();
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// Returns the network as [NetworkParser] reads it, such as `784 dense(50,he) relu dense(10,he)`.
  @Override
  public String toString() {
    return java.util.Arrays.stream(input.sizes())
            .mapToObj(String::valueOf)
            .collect(Collectors.joining("x"))
        + layers.stream().map(layer -> " " + layer).collect(Collectors.joining());
  }
}

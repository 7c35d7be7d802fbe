package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.network.activation.Activation;
import thalweg.network.activation.Gelu;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;

/// Activations written out in several operators. They are told by their values at many places and
/// not by their spelling, of which every exporter has its own.
final class FunctionReading {
  /// The values where one is told from another: small and large, dense around 0.
  private static final double[] PLACES = new double[201];

  static {
    for (int i = 0; i < PLACES.length; i++) {
      double u = (i - 100) / 100.0;
      PLACES[i] = 9 * u * u * u + u + 0.003;
    }
  }

  private static final Set<String> OF_EACH =
      Set.of(
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Pow",
          "Neg",
          "Exp",
          "Log",
          "Erf",
          "Tanh",
          "Sigmoid",
          "Sqrt",
          "Softplus",
          "Relu",
          "HardSigmoid",
          "Max",
          "Min",
          "Identity",
          "Reciprocal");

  private FunctionReading() {}

  /// Reads the activation that lies between a value and where its readers meet, or some nodes
  /// behind, and moves on; false if none does.
  static boolean read(GraphReading graph, GraphReading.Chain chain, GraphReading.Region region) {
    List<OnnxNode> nodes = new ArrayList<>(region.nodes());
    nodes.add(region.join());
    while (true) {
      double[] values = values(graph, chain.at, nodes);
      if (values.length == 0) {
        return false;
      }
      Stream<Layer> all =
          Stream.concat(
              Arrays.stream(Activation.values()).filter(one -> one != Activation.SOFTMAX),
              Stream.of(new Gelu(false), new Gelu(true)));
      Optional<Layer> found = all.filter(one -> isNear(one, values)).findFirst();
      String at = nodes.getLast().outputs().getFirst();
      if (found.isPresent()) {
        chain.fit(graph.row(chain.at));
        chain.add(new NodeLayers.Known(found.get()));
        chain.at = at;
        return true;
      }
      List<Integer> next = graph.readers(at);
      if (next.size() != 1) {
        return false;
      }
      nodes.add(graph.node(next.getFirst()));
    }
  }

  /// Returns what the nodes make of the places, nothing if they are not of each number alone.
  private static double[] values(GraphReading graph, String from, List<OnnxNode> nodes) {
    Map<String, double[]> known = new HashMap<>(Map.of(from, PLACES));
    for (OnnxNode node : nodes) {
      if (!OF_EACH.contains(node.operator())) {
        return new double[0];
      }
      List<double[]> inputs = new ArrayList<>();
      for (int i = 0; i < node.inputs().size(); i++) {
        String name = node.input(i);
        if (known.containsKey(name)) {
          inputs.add(known.get(name));
        } else if (graph.values().isKnown(name) && graph.values().shape(name).elements() == 1) {
          double[] same = new double[PLACES.length];
          Arrays.fill(same, graph.values().known(node, i).at(0));
          inputs.add(same);
        } else {
          return new double[0];
        }
      }
      known.put(node.outputs().getFirst(), applied(node, inputs));
    }
    return known.getOrDefault(nodes.getLast().outputs().getFirst(), new double[0]);
  }

  private static double[] applied(OnnxNode node, List<double[]> inputs) {
    Tensor x = vector(inputs.getFirst());
    Tensor y = inputs.size() > 1 ? vector(inputs.get(1)) : x;
    Tensor made =
        switch (node.operator()) {
          case "Add" -> x.add(y);
          case "Sub" -> x.subtract(y);
          case "Mul" -> x.multiply(y);
          case "Div" -> x.divide(y);
          case "Pow" -> x.power(y);
          case "Max" -> x.maximum(y);
          case "Min" -> x.minimum(y);
          case "Neg" -> x.negate();
          case "Exp" -> x.exp();
          case "Log" -> x.log();
          case "Erf" -> x.erf();
          case "Tanh" -> x.tanh();
          case "Sigmoid" -> x.sigmoid();
          case "Sqrt" -> x.squareRoot();
          case "Softplus" -> x.softplus();
          case "Relu" -> x.relu();
          case "Reciprocal" -> x.power(-1);
          case "HardSigmoid" ->
              x.multiply(node.real("alpha", 0.2)).add(node.real("beta", 0.5)).maximum(0).minimum(1);
          default -> x;
        };
    return Program.evaluate(made).toDoubles();
  }

  private static Tensor vector(double[] values) {
    return Tensor.of(NdArray.of(Shape.of(values.length), values));
  }

  private static boolean isNear(Layer layer, double[] values) {
    Tensor x = Tensor.of(NdArray.of(Shape.of(PLACES.length, 1), PLACES));
    double[] own =
        Program.evaluate(layer.apply(Pass.use(List.of()), List.of(), x.to(DType.DOUBLE)))
            .toDoubles();
    for (int i = 0; i < own.length; i++) {
      if (!(Math.abs(own[i] - values[i]) <= 1e-6 * (1 + Math.abs(own[i])))) {
        return false;
      }
    }
    return true;
  }
}

package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Program;
import thalweg.exchange.onnx.OnnxNode;
import thalweg.training.data.Fields;

/// How a graph scales what goes in, before its first layer: (x − centre) / scale.
///
/// @param at the value that is scaled
/// @param centre one for each number of a row
/// @param scale one for each number of a row, above 0
record ScalingReading(String at, List<Double> centre, List<Double> scale) {
  private static final Set<String> OPERATORS = Set.of("Sub", "Add", "Div", "Mul");

  static ScalingReading of(GraphReading graph, String input, Shape row) {
    double[] centre = new double[row.elements()];
    double[] scale = new double[row.elements()];
    Arrays.fill(scale, 1);
    String at = input;
    while (true) {
      List<Integer> next = graph.readers(at);
      OnnxNode node = next.size() == 1 ? graph.node(next.getFirst()) : null;
      if (node != null && Set.of("Cast", "Identity").contains(node.operator())) {
        at = node.outputs().getFirst();
      } else if (node != null && OPERATORS.contains(node.operator())) {
        int other = node.input(0).equals(at) ? 1 : 0;
        boolean isFixed = graph.values().isKnown(node.input(other));
        if (!isFixed || (other == 0 && Set.of("Sub", "Div").contains(node.operator()))) {
          return new ScalingReading(at, list(centre), list(scale));
        }
        Tensor fixed = Tensor.of(graph.values().known(node, other));
        double[] by = Program.evaluate(fixed.broadcast(row.prepend(1))).toDoubles();
        apply(node, by, centre, scale);
        at = node.outputs().getFirst();
      } else {
        return new ScalingReading(at, list(centre), list(scale));
      }
    }
  }

  private static List<Double> list(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static void apply(OnnxNode node, double[] by, double[] centre, double[] scale) {
    for (int i = 0; i < by.length; i++) {
      switch (node.operator()) {
        case "Sub" -> centre[i] += by[i] * scale[i];
        case "Add" -> centre[i] -= by[i] * scale[i];
        case "Div" -> scale[i] *= by[i];
        default -> scale[i] /= by[i];
      }
      NodeLayers.require(
          node, scale[i] > 0 && Double.isFinite(scale[i]), "it scales what goes in by " + by[i]);
    }
  }

  /// Returns the fields that say so; none where nothing is scaled.
  Fields fields() {
    boolean isPlain = centre.stream().allMatch(c -> c == 0) && scale.stream().allMatch(s -> s == 1);
    if (isPlain) {
      return Fields.UNKNOWN;
    }
    List<Fields.Field> fields = new ArrayList<>();
    for (int i = 0; i < centre.size(); i++) {
      fields.add(Fields.Field.named("", i).scaled(centre.get(i), scale.get(i)));
    }
    return new Fields(fields);
  }

  /// Returns rows that are scaled to these.
  NdArray unscaled(NdArray seen) {
    NdArray rows = seen.copy();
    for (int i = 0; i < rows.shape().elements(); i++) {
      int column = i % centre.size();
      rows.set(i, seen.at(i) * scale.get(column) + centre.get(column));
    }
    return rows;
  }
}

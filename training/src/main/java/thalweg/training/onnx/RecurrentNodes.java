package thalweg.training.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.exchange.onnx.OnnxAttribute;
import thalweg.network.layer.Recurrent;

/// Recurrent layers as operators, and their weights in both layouts.
///
/// Here the weights of an LSTM are [inputs, 4·units] in the order input, forget, candidate, output,
/// and 1 is added to the forget gate; there they are [directions, 4·units, inputs] in the order
/// input, output, forget, candidate, and nothing is added. A GRU has reset, update, candidate here
/// and update, reset, candidate there.
final class RecurrentNodes {
  /// For each part there its place here.
  private static final int[] LSTM = {0, 3, 1, 2};

  private static final int[] GRU = {1, 0, 2};

  /// The place of the forget gate here.
  private static final int FORGET = 1;

  private RecurrentNodes() {}

  private static int[] order(Recurrent.Cell cell) {
    return cell == Recurrent.Cell.LSTM ? LSTM : GRU;
  }

  static String write(LayerNodes layers, GraphWriter graph, Recurrent recurrent, LayerNodes.At at) {
    int units = recurrent.units();
    int directions = recurrent.both() ? 2 : 1;
    Weights there = there(layers, recurrent, at);
    String x = graph.transpose(at.sub("places"), at.x(), 1, 0, 2);
    List<String> inputs =
        List.of(
            x,
            graph.array(at.sub("W"), there.weight),
            graph.array(at.sub("R"), there.state),
            graph.array(at.sub("B"), there.bias));
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    attributes.put("hidden_size", new OnnxAttribute.Whole(units));
    attributes.put(
        "direction", new OnnxAttribute.Text(recurrent.both() ? "bidirectional" : "forward"));
    boolean isLstm = recurrent.cell() == Recurrent.Cell.LSTM;
    if (!isLstm) {
      attributes.put("linear_before_reset", new OnnxAttribute.Whole(1));
    }
    String states =
        graph.node(
            at.sub("states"),
            isLstm ? "LSTM" : "GRU",
            inputs,
            recurrent.last() ? 1 : 0,
            attributes);
    // [directions, rows, units], or [places, directions, rows, units]
    String turned =
        recurrent.last()
            ? graph.transpose(at.sub("rows"), states, 1, 0, 2)
            : graph.transpose(at.sub("rows"), states, 2, 0, 1, 3);
    Shape row =
        recurrent.last()
            ? Shape.of(directions * units)
            : Shape.of(at.row().size(0), directions * units);
    return graph.reshape(at.name(), turned, row);
  }

  /// The arrays of the operator, for all directions.
  private record Weights(NdArray weight, NdArray state, NdArray bias) {}

  private static Weights there(LayerNodes layers, Recurrent recurrent, LayerNodes.At at) {
    List<String> prefixes = recurrent.both() ? List.of("", "backward.") : List.of("");
    int inputs = at.row().size(1);
    int units = recurrent.units();
    int[] order = order(recurrent.cell());
    int all = order.length * units;
    NdArray weight = NdArray.zeros(DType.FLOAT, Shape.of(prefixes.size(), all, inputs));
    NdArray state = NdArray.zeros(DType.FLOAT, Shape.of(prefixes.size(), all, units));
    NdArray bias = NdArray.zeros(DType.FLOAT, Shape.of(prefixes.size(), 2 * all));
    for (int direction = 0; direction < prefixes.size(); direction++) {
      String prefix = prefixes.get(direction);
      NdArray ownWeight = layers.array(at, prefix + "weight");
      NdArray ownState = layers.array(at, prefix + "state");
      NdArray ownBias = layers.array(at, prefix + "bias");
      for (int row = 0; row < all; row++) {
        int column = order[row / units] * units + row % units;
        for (int i = 0; i < inputs; i++) {
          weight.set((direction * all + row) * inputs + i, ownWeight.at(i * all + column));
        }
        for (int i = 0; i < units; i++) {
          state.set((direction * all + row) * units + i, ownState.at(i * all + column));
        }
        boolean isForget = recurrent.cell() == Recurrent.Cell.LSTM && column / units == FORGET;
        bias.set(direction * 2 * all + row, ownBias.at(column) + (isForget ? 1 : 0));
        if (recurrent.cell() == Recurrent.Cell.GRU) {
          NdArray second = layers.array(at, prefix + "stateBias");
          bias.set((direction * 2 + 1) * all + row, second.at(column));
        }
      }
    }
    return new Weights(weight, state, bias);
  }

  /// Returns the parameters of a layer in its order from the arrays of the operator.
  static List<NdArray> here(
      Recurrent.Cell cell, int units, NdArray weight, NdArray state, NdArray bias) {
    int[] order = order(cell);
    int all = order.length * units;
    int inputs = weight.shape().size(2);
    List<NdArray> parameters = new ArrayList<>();
    for (int direction = 0; direction < weight.shape().size(0); direction++) {
      NdArray ownWeight = NdArray.zeros(DType.FLOAT, Shape.of(inputs, all));
      NdArray ownState = NdArray.zeros(DType.FLOAT, Shape.of(units, all));
      NdArray ownBias = NdArray.zeros(DType.FLOAT, Shape.of(all));
      NdArray second = NdArray.zeros(DType.FLOAT, Shape.of(all));
      for (int row = 0; row < all; row++) {
        int column = order[row / units] * units + row % units;
        for (int i = 0; i < inputs; i++) {
          ownWeight.set(i * all + column, weight.at((direction * all + row) * inputs + i));
        }
        for (int i = 0; i < units; i++) {
          ownState.set(i * all + column, state.at((direction * all + row) * units + i));
        }
        double first = bias.at(direction * 2 * all + row);
        double other = bias.at((direction * 2 + 1) * all + row);
        if (cell == Recurrent.Cell.LSTM) {
          ownBias.set(column, first + other - (column / units == FORGET ? 1 : 0));
        } else {
          ownBias.set(column, first);
          second.set(column, other);
        }
      }
      parameters.addAll(List.of(ownWeight, ownState, ownBias));
      if (cell == Recurrent.Cell.GRU) {
        parameters.add(second);
      }
    }
    return parameters;
  }
}

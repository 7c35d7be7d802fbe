package thalweg.studio.network;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.network.Network;
import thalweg.network.layer.Dense;
import thalweg.network.layer.Layer;
import thalweg.network.layer.Pass;
import thalweg.training.leaf.Weights;

/// A network in use, layer by layer.
///
/// @param values the rows, then what each layer makes of them, `[rows, units]`
record Unrolled(
    Network network, List<Tensor> parameters, List<Tensor> statistics, List<Tensor> values) {
  /// Layers that are drawn as one column of units: a dense one and what follows it up to the next.
  ///
  /// @param from the first layer
  /// @param end behind the last
  /// @param weight which parameter its weights are; the next is its bias
  record Stage(int from, int end, int weight, int inputs, int units) {}

  static Unrolled of(Network network, DType type, Tensor x) {
    List<Tensor> parameters = network.variables(type);
    List<Tensor> statistics = network.statisticVariables(type);
    List<Tensor> values = new ArrayList<>(List.of(x));
    int parameter = 0;
    int statistic = 0;
    for (Layer layer : network.layers()) {
      Tensor y = values.getLast();
      Shape row = y.shape().withoutFirst();
      int needs = layer.parameters(row).size();
      int keeps = layer.statistics(row).size();
      Pass pass = Pass.use(statistics.subList(statistic, statistic + keeps));
      values.add(layer.apply(pass, parameters.subList(parameter, parameter + needs), y));
      parameter += needs;
      statistic += keeps;
    }
    return new Unrolled(network, parameters, statistics, values);
  }

  static List<Stage> stages(Network network) {
    List<Stage> stages = new ArrayList<>();
    List<Network.Parameter> parameters = network.parameters();
    List<Layer> layers = network.layers();
    for (int i = 0; i < parameters.size(); i++) {
      int layer = parameters.get(i).layer();
      if (!(layers.get(layer) instanceof Dense) || parameters.get(i).shape().rank() != 2) {
        continue;
      }
      int end = layer + 1;
      while (end < layers.size() && !(layers.get(end) instanceof Dense)) {
        end++;
      }
      Shape shape = parameters.get(i).shape();
      stages.add(new Stage(layer, end, i, shape.size(0), shape.size(1)));
    }
    return stages;
  }

  /// Binds parameters and statistics.
  Execution bind(Execution execution, Weights weights) {
    for (int i = 0; i < parameters.size(); i++) {
      execution.set(parameters.get(i), weights.parameters().get(i));
    }
    for (int i = 0; i < statistics.size(); i++) {
      execution.set(statistics.get(i), weights.statistics().get(i));
    }
    return execution;
  }
}

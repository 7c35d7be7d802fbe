package thalweg.network.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Layers one after another within another layer, which has their parameters, statistics and random
/// numbers under its own name.
///
/// @param owner the layer they are in, for messages
/// @param layers first to last, at least one
record Row(String owner, List<Layer> layers) {
  Row {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(owner + ": it has no layers; give at least one.");
    }
  }

  /// What a layer gives in a pass: its output, and what its layers observe.
  record Passed(Tensor output, List<Tensor> observed) {}

  private interface Visit {
    void layer(Layer layer, String name, Shape row);
  }

  /// Shows each layer with its name, such as `dense2`, and its rows; returns what the last gives.
  private Shape walk(Shape input, Visit visit) {
    Map<String, Integer> counts = new HashMap<>();
    Shape row = input;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Shape output;
      try {
        output = layer.output(row);
      } catch (IllegalArgumentException unfit) {
        throw new IllegalArgumentException(
            owner + ": its layer " + (i + 1) + " does not fit: " + unfit.getMessage(), unfit);
      }
      visit.layer(layer, layer.kind() + counts.merge(layer.kind(), 1, Integer::sum), row);
      row = output;
    }
    return row;
  }

  Shape output(Shape input) {
    return walk(input, (_, _, _) -> {});
  }

  List<Layer.Need> parameters(String prefix, Shape input) {
    List<Layer.Need> needs = new ArrayList<>();
    walk(
        input,
        (layer, name, row) -> {
          for (Layer.Need need : layer.parameters(row)) {
            needs.add(
                new Layer.Need(
                    prefix + name + "." + need.name(),
                    need.shape(),
                    need.initialisation(),
                    need.fanIn(),
                    need.fanOut(),
                    need.isTrained()));
          }
        });
    return needs;
  }

  List<Layer.Statistic> statistics(String prefix, Shape input) {
    List<Layer.Statistic> statistics = new ArrayList<>();
    walk(
        input,
        (layer, name, row) -> {
          for (Layer.Statistic kept : layer.statistics(row)) {
            statistics.add(
                new Layer.Statistic(
                    prefix + name + "." + kept.name(),
                    kept.shape(),
                    kept.first(),
                    kept.momentum()));
          }
        });
    return statistics;
  }

  int places() {
    return layers.stream().mapToInt(Layer::places).sum();
  }

  /// Returns what these layers make of x. What is observed costs nothing where it is not looked at.
  ///
  /// @param place how many nested layers come before these
  Passed through(Pass pass, int place, List<Tensor> parameters, Tensor x) {
    List<Tensor> observed = new ArrayList<>();
    Tensor y = x;
    int parameter = 0;
    int statistic = 0;
    int at = place;
    for (Layer layer : layers) {
      Shape row = y.shape().withoutFirst();
      int statistics = statistic + layer.statistics(row).size();
      int needs = parameter + layer.parameters(row).size();
      Pass own = pass.within(pass.statistics().subList(statistic, statistics), at);
      List<Tensor> given = parameters.subList(parameter, needs);
      Tensor input = y;
      y = layer.apply(own, given, input);
      if (pass.isTraining()) {
        observed.addAll(layer.observed(own, given, input));
      }
      parameter = needs;
      statistic = statistics;
      at += layer.places();
    }
    return new Passed(y, observed);
  }

  Row with(Initialisation initialisation) {
    return new Row(owner, layers.stream().map(layer -> layer.with(initialisation)).toList());
  }

  /// Returns the layers as a network's text has them.
  String text() {
    return String.join(", ", layers.stream().map(Layer::text).toList());
  }

  /// Returns the layers as they call themselves.
  @Override
  public String toString() {
    return String.join(", ", layers.stream().map(Layer::toString).toList());
  }
}

package thalweg.training.objective;

import java.util.List;
import java.util.function.BiFunction;
import thalweg.algebra.Tensor;
import thalweg.network.Network;

/// An objective whose loss is any function of tensors.
record OwnObjective(
    Network network, BiFunction<Tensor, Rows, Tensor> function, List<Measure> measures)
    implements Objective {
  OwnObjective {
    measures = List.copyOf(measures);
  }

  @Override
  public Tensor loss(Tensor outputs, Rows rows) {
    return function.apply(outputs, rows);
  }
}

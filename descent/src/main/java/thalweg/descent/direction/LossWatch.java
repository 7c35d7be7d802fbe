package thalweg.descent.direction;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;

/// Shows losses to a rule: [UpdateRule#observed] made ready to run, as the part of a [RuleProgram]
/// that only few rules need.
final class LossWatch {
  /// An element of the state that a loss changes.
  private record Element(int parameter, int element) {}

  private final List<List<Tensor>> state = new ArrayList<>();
  private final List<Element> changed = new ArrayList<>();
  private final Tensor loss;
  private final NdArray lossValue;
  private final Execution execution;

  /// Returns a watch for a rule over parameters of these shapes.
  LossWatch(UpdateRule rule, DType type, List<Shape> parameters) {
    loss = Tensor.variable("loss", type, Shape.SCALAR);
    lossValue = NdArray.zeros(type, Shape.SCALAR);
    List<Tensor> outputs = new ArrayList<>(List.of(loss));
    for (Shape parameter : parameters) {
      List<Tensor> before =
          rule.state(parameter).stream()
              .map(shape -> Tensor.variable("state", type, shape))
              .toList();
      List<Tensor> after = rule.observed(loss, before);
      for (int j = 0; j < before.size(); j++) {
        if (after.get(j) != before.get(j)) {
          changed.add(new Element(state.size(), j));
          outputs.add(after.get(j));
        }
      }
      state.add(before);
    }
    execution = Program.of(outputs).execution().set(loss, lossValue);
  }

  /// Changes `held`, the state for each parameter in order, into the state after a loss, in place.
  void see(double value, List<List<NdArray>> held) {
    if (changed.isEmpty()) {
      return;
    }
    lossValue.set(0, value);
    for (int i = 0; i < state.size(); i++) {
      for (int j = 0; j < state.get(i).size(); j++) {
        execution.set(state.get(i).get(j), held.get(i).get(j));
      }
    }
    execution.run();
    for (int k = 0; k < changed.size(); k++) {
      NdArray from = execution.output(k + 1);
      NdArray to = held.get(changed.get(k).parameter).get(changed.get(k).element);
      for (int i = 0; i < to.shape().elements(); i++) {
        to.set(i, from.at(i));
      }
    }
  }
}

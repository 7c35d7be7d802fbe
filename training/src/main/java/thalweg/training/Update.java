package thalweg.training;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.descent.direction.UpdateRule;
import thalweg.network.Network;

/// One step of an update rule over all parameters: new parameters and new state from old ones and
/// summed gradients.
///
/// Old and new lie in two sets of arrays that change places after each step. So the parameters
/// before a step are still there when it turns out to have been a bad one.
final class Update {
  private final Execution execution;
  private final List<Tensor> parameters;
  private final List<Tensor> gradients = new ArrayList<>();
  private final List<List<Tensor>> states = new ArrayList<>();
  private final Tensor scale;
  private final NdArray scaleValue;

  Update(Network network, UpdateRule rule, DType type) {
    parameters = network.variables(type);
    scale = Tensor.variable("rows", type, Shape.SCALAR);
    scaleValue = NdArray.zeros(type, Shape.SCALAR);
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> newStates = new ArrayList<>();
    for (Tensor parameter : parameters) {
      gradients.add(Tensor.variable("gradient", type, parameter.shape()));
    }
    List<Tensor> means = rule.gradients(gradients.stream().map(sum -> sum.divide(scale)).toList());
    for (int i = 0; i < parameters.size(); i++) {
      Tensor parameter = parameters.get(i);
      List<Tensor> state =
          rule.state(parameter.shape()).stream()
              .map(shape -> Tensor.variable("state", type, shape))
              .toList();
      UpdateRule.Change change = rule.change(parameter, means.get(i), state);
      outputs.add(parameter.add(change.update()));
      newStates.addAll(change.state());
      states.add(state);
    }
    outputs.addAll(newStates);
    execution = Program.of(outputs).execution();
    execution.set(scale, scaleValue);
  }

  /// Returns state of zeros, as the rule begins with.
  static List<List<NdArray>> initialState(Network network, UpdateRule rule, DType type) {
    return network.parameters().stream()
        .map(
            parameter ->
                rule.state(parameter.shape()).stream()
                    .map(shape -> NdArray.zeros(type, shape))
                    .toList())
        .toList();
  }

  /// Writes to `newParameters` and `newState` the step from the old ones for gradients summed over
  /// `rows` rows, which stand in `sums` from place `first` on.
  void step(
      int rows,
      List<NdArray> sums,
      int first,
      List<NdArray> oldParameters,
      List<List<NdArray>> oldState,
      List<NdArray> newParameters,
      List<List<NdArray>> newState) {
    scaleValue.set(0, rows);
    int output = parameters.size();
    for (int i = 0; i < parameters.size(); i++) {
      execution.set(parameters.get(i), oldParameters.get(i));
      execution.set(gradients.get(i), sums.get(first + i));
      execution.into(i, newParameters.get(i));
      for (int j = 0; j < states.get(i).size(); j++) {
        execution.set(states.get(i).get(j), oldState.get(i).get(j));
        execution.into(output++, newState.get(i).get(j));
      }
    }
    execution.run();
  }
}

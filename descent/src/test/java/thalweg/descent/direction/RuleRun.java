package thalweg.descent.direction;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;

/// A rule run over one parameter, as a training loop runs it: from old arrays to new ones.
final class RuleRun {
  private final Tensor parameter;
  private final Tensor gradient;
  private final List<Tensor> state = new ArrayList<>();
  private final Execution execution;
  private final List<NdArray> held = new ArrayList<>();
  private final LossWatch watch;

  RuleRun(UpdateRule rule, NdArray start) {
    DType type = start.type();
    parameter = Tensor.variable("x", type, start.shape());
    gradient = Tensor.variable("g", type, start.shape());
    held.add(start.copy());
    for (Shape shape : rule.state(start.shape())) {
      state.add(Tensor.variable("state", type, shape));
      held.add(NdArray.zeros(type, shape));
    }
    UpdateRule.Change change =
        rule.change(parameter, rule.gradients(List.of(gradient)).getFirst(), state);
    List<Tensor> outputs = new ArrayList<>(List.of(parameter.add(change.update())));
    outputs.addAll(change.state());
    execution = Program.of(outputs).execution();
    watch = new LossWatch(rule, type, List.of(start.shape()));
  }

  /// Returns the parameter, then the state.
  List<NdArray> held() {
    return held.stream().map(NdArray::copy).toList();
  }

  RuleRun from(List<NdArray> other) {
    held.clear();
    other.forEach(array -> held.add(array.copy()));
    return this;
  }

  NdArray step(NdArray slope) {
    execution.set(parameter, held.getFirst()).set(gradient, slope);
    for (int i = 0; i < state.size(); i++) {
      execution.set(state.get(i), held.get(i + 1));
    }
    execution.run();
    for (int i = 0; i < held.size(); i++) {
      held.set(i, execution.output(i).copy());
    }
    return held.getFirst();
  }

  void see(double loss) {
    watch.see(loss, List.of(held.subList(1, held.size())));
  }

  String explain() {
    return execution.explain();
  }
}

package thalweg.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.LeafFold;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.descent.direction.UpdateRule;
import thalweg.network.Network;

/// One step of an update rule over all parameters: new parameters and new state from old ones and
/// the gradients that runs of leaves have summed.
///
/// Everything is done in one pass over memory: the runs' sums are added, by the tree of [LeafFold],
/// where the rule reads them. Old and new lie in two sets of arrays that change places after each
/// step, so the parameters before a step are still there when it turns out to have been a bad one.
final class Update {
  /// The program for one number of runs, with its variables.
  private record Form(
      Execution execution, List<List<Tensor>> gradients, List<List<Tensor>> states) {}

  private final UpdateRule rule;
  private final DType type;
  private final Team team;
  private final long steps;
  private final List<Tensor> parameters;
  private final Tensor share;
  private final NdArray shareValue;
  private final Map<Integer, Form> forms = new HashMap<>(); // by number of runs

  /// Makes the update of a run of about `steps` steps.
  Update(Network network, UpdateRule rule, DType type, Team team, long steps) {
    this.rule = rule;
    this.type = type;
    this.team = team;
    this.steps = steps;
    parameters = network.variables(type);
    share = Tensor.variable("share", type, Shape.SCALAR);
    shareValue = NdArray.zeros(type, Shape.SCALAR);
  }

  private Form form(int runs) {
    Form form = forms.get(runs);
    if (form == null) {
      form = make(runs);
      forms.put(runs, form);
    }
    return form;
  }

  private Form make(int runs) {
    List<List<Tensor>> gradients = new ArrayList<>();
    List<List<Tensor>> states = new ArrayList<>();
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> newStates = new ArrayList<>();
    List<Tensor> means = new ArrayList<>();
    for (Tensor parameter : parameters) {
      List<Tensor> sums = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        sums.add(Tensor.variable("gradient", type, parameter.shape()));
      }
      gradients.add(sums);
      means.add(LeafFold.tree(sums, Tensor::add).multiply(share));
    }
    List<Tensor> ruled = rule.gradients(means);
    for (int i = 0; i < parameters.size(); i++) {
      Tensor parameter = parameters.get(i);
      List<Tensor> state =
          rule.state(parameter.shape()).stream()
              .map(shape -> Tensor.variable("state", type, shape))
              .toList();
      UpdateRule.Change change = rule.change(parameter, ruled.get(i), state);
      outputs.add(parameter.add(change.update()));
      newStates.addAll(change.state());
      states.add(state);
    }
    outputs.addAll(newStates);
    Execution execution = Program.of(outputs).expect(steps).execution(team).set(share, shareValue);
    return new Form(execution, gradients, states);
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
  /// `rows` rows by `runs` runs of `fold`, as its sums from place `first` on.
  void step(
      int rows,
      LeafFold fold,
      int runs,
      int first,
      List<NdArray> oldParameters,
      List<List<NdArray>> oldState,
      List<NdArray> newParameters,
      List<List<NdArray>> newState) {
    Form form = form(runs);
    Execution execution = form.execution;
    shareValue.set(0, 1.0 / rows);
    int output = parameters.size();
    for (int i = 0; i < parameters.size(); i++) {
      execution.set(parameters.get(i), oldParameters.get(i));
      for (int run = 0; run < runs; run++) {
        execution.set(form.gradients.get(i).get(run), fold.run(run).get(first + i));
      }
      execution.into(i, newParameters.get(i));
      for (int j = 0; j < form.states.get(i).size(); j++) {
        execution.set(form.states.get(i).get(j), oldState.get(i).get(j));
        execution.into(output++, newState.get(i).get(j));
      }
    }
    execution.run();
  }
}

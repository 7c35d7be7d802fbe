package thalweg.descent.direction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.FixedTree;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;

/// An update rule made ready for a loop: a step takes the old parameters, the old state and the
/// gradients to new parameters and a new state, for all parameters at once.
///
/// The loop owns the arrays. Old and new must be different ones, so that the parameters before a
/// step are still there when it turns out to have been a bad one; two sets that change places after
/// each step are all that a loop needs. A gradient may be given as several partial sums and a share
/// to multiply their sum by, such as 1 / rows for the mean over a batch: they are added, by
/// [FixedTree], where the rule reads them, in one pass over memory. For one thread at a time, with
/// or without a team to share large steps with; the same bits either way.
public final class RuleProgram {
  /// Where the gradients of a step lie: for each parameter, in one partial sum or more.
  @FunctionalInterface
  public interface PartialSums {
    /// Returns partial sum number `part` of the gradient of parameter number `parameter`.
    NdArray of(int part, int parameter);
  }

  /// The step for one number of partial sums; its gradients by part, then parameter.
  private record Form(Execution execution, List<List<Tensor>> gradients) {}

  private final UpdateRule rule;
  private final DType type;
  private final @Nullable Team team;
  private final long steps;
  private final List<Tensor> parameters = new ArrayList<>();
  private final List<List<Tensor>> state = new ArrayList<>(); // by parameter
  private final Tensor share;
  private final NdArray shareValue;
  private final Map<Integer, Form> forms = new HashMap<>(); // by number of partial sums
  private final LossWatch watch;

  private final Set<Integer> frozen;

  private RuleProgram(
      UpdateRule rule,
      DType type,
      List<Shape> shapes,
      Set<Integer> frozen,
      @Nullable Team team,
      long steps) {
    this.frozen = Set.copyOf(frozen);
    this.rule = rule;
    this.type = type;
    this.team = team;
    this.steps = steps;
    for (Shape shape : shapes) {
      parameters.add(Tensor.variable("parameter " + parameters.size(), type, shape));
      state.add(variables("state", rule.state(shape)));
    }
    share = Tensor.variable("share", type, Shape.SCALAR);
    shareValue = NdArray.zeros(type, Shape.SCALAR);
    watch = new LossWatch(rule, type, shapes);
  }

  /// Returns a rule made ready for parameters of these shapes, all of type `type`, on the calling
  /// thread alone.
  ///
  /// @throws IllegalArgumentException if there are no parameters or the type is INT
  public static RuleProgram of(UpdateRule rule, DType type, List<Shape> parameters) {
    return checked(rule, type, parameters, Set.of(), null, 0);
  }

  /// Returns a rule made ready for about `steps` steps, whose large ones the members of `team`
  /// share. Nothing but the time depends on either.
  ///
  /// @param frozen the numbers of parameters that stay as they are, whatever their gradients
  /// @throws IllegalArgumentException if there are no parameters or the type is INT
  public static RuleProgram of(
      UpdateRule rule,
      DType type,
      List<Shape> parameters,
      Set<Integer> frozen,
      Team team,
      long steps) {
    return checked(rule, type, parameters, frozen, team, steps);
  }

  private static RuleProgram checked(
      UpdateRule rule,
      DType type,
      List<Shape> parameters,
      Set<Integer> frozen,
      @Nullable Team team,
      long steps) {
    if (!type.isReal()) {
      throw new IllegalArgumentException(
          "rule program: the parameters are " + type + "; they must be FLOAT or DOUBLE.");
    }
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "rule program: no parameters given; there must be at least 1.");
    }
    return new RuleProgram(rule, type, parameters, frozen, team, steps);
  }

  /// Returns the state that a rule begins with, for each parameter in order: zeros.
  public static List<List<NdArray>> initialState(
      UpdateRule rule, DType type, List<Shape> parameters) {
    return parameters.stream()
        .map(shape -> rule.state(shape).stream().map(each -> NdArray.zeros(type, each)).toList())
        .toList();
  }

  /// Writes to `newParameters` and `newState` the step from the old ones for these gradients, one
  /// for each parameter.
  ///
  /// @throws IllegalArgumentException if a list does not have an array for each parameter, or an
  ///   array has another shape or type than its parameter or state
  /// @throws IllegalStateException if a new array is also an old one or a gradient
  public void step(
      List<NdArray> oldParameters,
      List<List<NdArray>> oldState,
      List<NdArray> gradients,
      List<NdArray> newParameters,
      List<List<NdArray>> newState) {
    require("gradients", gradients, parameters);
    step(
        oldParameters,
        oldState,
        1,
        (_, parameter) -> gradients.get(parameter),
        1,
        newParameters,
        newState);
  }

  /// Writes to `newParameters` and `newState` the step from the old ones for gradients that are the
  /// sum of `parts` partial sums times `share`. Allocates nothing once it has seen as many parts
  /// before.
  ///
  /// @throws IllegalArgumentException if there are no parts, a list does not have an array for each
  ///   parameter, or an array has another shape or type than its parameter or state
  /// @throws IllegalStateException if a new array is also an old one or a gradient
  public void step(
      List<NdArray> oldParameters,
      List<List<NdArray>> oldState,
      int parts,
      PartialSums sums,
      double share,
      List<NdArray> newParameters,
      List<List<NdArray>> newState) {
    require("old parameters", oldParameters, parameters);
    require("new parameters", newParameters, parameters);
    require("old states", oldState, parameters);
    require("new states", newState, parameters);
    Form form = form(parts);
    Execution execution = form.execution;
    shareValue.set(0, share);
    int output = parameters.size();
    for (int i = 0; i < parameters.size(); i++) {
      execution.set(parameters.get(i), oldParameters.get(i));
      for (int part = 0; part < parts; part++) {
        if (!frozen.contains(i)) {
          execution.set(form.gradients.get(part).get(i), sums.of(part, i));
        }
      }
      execution.into(i, newParameters.get(i));
      require("old states of a parameter", oldState.get(i), state.get(i));
      require("new states of a parameter", newState.get(i), state.get(i));
      for (int j = 0; j < state.get(i).size(); j++) {
        execution.set(state.get(i).get(j), oldState.get(i).get(j));
        execution.into(output++, newState.get(i).get(j));
      }
    }
    execution.run();
  }

  /// Shows a loss to the rule: changes `state`, kept for each parameter, in place
  /// ([UpdateRule#observed]). Costs nothing for a rule that does not look at losses.
  public void see(double loss, List<List<NdArray>> state) {
    watch.see(loss, state);
  }

  /// Returns the steps in words that one step for a gradient in one part takes.
  String explain() {
    return form(1).execution.explain();
  }

  private Form form(int parts) {
    Form form = forms.get(parts);
    if (form == null) {
      form = make(parts);
      forms.put(parts, form);
    }
    return form;
  }

  private Form make(int parts) {
    if (parts < 1) {
      throw new IllegalArgumentException(
          "rule program: gradients in " + parts + " parts given; there must be at least 1.");
    }
    List<Shape> shapes = parameters.stream().map(Tensor::shape).toList();
    List<List<Tensor>> gradients = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      gradients.add(variables("gradient", shapes));
    }
    List<Tensor> scaled = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      int parameter = i;
      List<Tensor> sums = gradients.stream().map(part -> part.get(parameter)).toList();
      scaled.add(
          frozen.contains(i)
              ? Tensor.fill(0, type, shapes.get(i))
              : FixedTree.sum(sums, Tensor::add).multiply(share));
    }
    List<Tensor> seen = rule.gradients(scaled);
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> newStates = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (frozen.contains(i)) {
        outputs.add(parameters.get(i));
        newStates.addAll(state.get(i));
        continue;
      }
      UpdateRule.Change change = rule.change(parameters.get(i), seen.get(i), state.get(i));
      outputs.add(parameters.get(i).add(change.update()));
      newStates.addAll(change.state());
    }
    outputs.addAll(newStates);
    Program program = Program.of(outputs).expect(steps);
    Execution execution = team == null ? program.execution() : program.execution(team);
    return new Form(execution.set(share, shareValue), gradients);
  }

  private List<Tensor> variables(String name, List<Shape> shapes) {
    return shapes.stream().map(shape -> Tensor.variable(name, type, shape)).toList();
  }

  private static void require(String what, List<?> given, List<?> expected) {
    if (given.size() != expected.size()) {
      throw new IllegalArgumentException(
          "rule program: %s %s given; there must be %s."
              .formatted(given.size(), what, expected.size()));
    }
  }
}

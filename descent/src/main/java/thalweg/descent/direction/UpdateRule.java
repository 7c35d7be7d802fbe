package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// A rule that turns a gradient into a change of a parameter: a function of parameter, gradient and
/// state, which hands back the new state.
///
/// The rule itself remembers nothing. What it needs from step to step (a velocity, say) is its
/// state: tensors that begin as zeros, are kept by whoever runs the loop, and can be saved and
/// resumed like the parameters. [RuleParser] reads the rules of this library from their names.
public interface UpdateRule {
  /// What a rule answers: what is to be added to the parameter, and the state for the next step.
  record Change(Tensor update, List<Tensor> state) {}

  /// Returns the learning rate, by which the whole change is scaled.
  double rate();

  /// Returns this rule with another learning rate.
  UpdateRule withRate(double rate);

  /// Returns the shapes of the state tensors for a parameter of the given shape.
  List<Shape> state(Shape parameter);

  /// Returns the gradients of all parameters as the rule wants to see them; what depends on all of
  /// them together, as clipping by their norm does, is done here. Usually just as they are.
  default List<Tensor> gradients(List<Tensor> gradients) {
    return gradients;
  }

  /// Returns the state after the loop has seen a loss, as expressions: for each element of `state`
  /// that element itself, if the rule does not look at losses. Training sees one at the end of each
  /// epoch, a descent one at each point, its start included.
  ///
  /// @param loss one number, in the type of the parameters; may be NaN or infinite
  default List<Tensor> observed(Tensor loss, List<Tensor> state) {
    return state;
  }

  /// Returns the change for one step, as expressions of parameter, gradient and state.
  Change change(Tensor parameter, Tensor gradient, List<Tensor> state);
}

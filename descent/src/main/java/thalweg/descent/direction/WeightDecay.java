package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// A rule that also draws every parameter towards 0: x ← x − rate · decay · x besides the rule's
/// own step. The decay does not pass through the gradient. Source: Loshchilov and Hutter 2019.
///
/// @param rule the rule it is composed around
/// @param decay the share of a parameter that is taken away in a step of rate 1; finite, at least 0
public record WeightDecay(UpdateRule rule, double decay) implements UpdateRule {
  public WeightDecay {
    Checks.notNegative("weight decay", "the decay", decay);
  }

  @Override
  public double rate() {
    return rule.rate();
  }

  @Override
  public WeightDecay withRate(double rate) {
    return new WeightDecay(rule.withRate(rate), decay);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return rule.state(parameter);
  }

  @Override
  public List<Tensor> gradients(List<Tensor> gradients) {
    return rule.gradients(gradients);
  }

  @Override
  public List<Tensor> observed(Tensor loss, List<Tensor> state) {
    return rule.observed(loss, state);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Change change = rule.change(parameter, gradient, state);
    return new Change(change.update().add(parameter.multiply(-rate() * decay)), change.state());
  }

  @Override
  public String toString() {
    return rule + " + decay(" + decay + ")";
  }
}

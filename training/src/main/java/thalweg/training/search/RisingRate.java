package thalweg.training.search;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.descent.direction.UpdateRule;

/// A rule whose rate is multiplied by a factor above 1 at every step.
record RisingRate(UpdateRule rule, double factor) implements UpdateRule {
  @Override
  public double rate() {
    return rule.rate();
  }

  @Override
  public RisingRate withRate(double rate) {
    return new RisingRate(rule.withRate(rate), factor);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    List<Shape> shapes = new ArrayList<>(rule.state(parameter));
    shapes.add(Shape.SCALAR);
    return shapes;
  }

  @Override
  public List<Tensor> gradients(List<Tensor> gradients) {
    return rule.gradients(gradients);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Tensor taken = state.getLast();
    Change change = rule.change(parameter, gradient, state.subList(0, state.size() - 1));
    List<Tensor> next = new ArrayList<>(change.state());
    next.add(taken.add(1));
    Tensor risen = Tensor.fill(factor, taken.type(), taken.shape()).power(taken);
    return new Change(change.update().multiply(risen), next);
  }
}

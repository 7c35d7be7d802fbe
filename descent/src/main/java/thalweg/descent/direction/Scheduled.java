package thalweg.descent.direction;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.descent.step.Schedule;

/// A rule whose rate changes from step to step: its step is multiplied by the schedule's factor.
///
/// State: the rule's, then how many steps have been taken, as a number.
///
/// @param rule the rule it is composed around
/// @param schedule the factor by which its rate is multiplied at each step
public record Scheduled(UpdateRule rule, Schedule schedule) implements UpdateRule {
  @Override
  public double rate() {
    return rule.rate();
  }

  @Override
  public Scheduled withRate(double rate) {
    return new Scheduled(rule.withRate(rate), schedule);
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
  public List<Tensor> observed(Tensor loss, List<Tensor> state) {
    List<Tensor> next = new ArrayList<>(rule.observed(loss, state.subList(0, state.size() - 1)));
    next.add(state.getLast());
    return next;
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Tensor taken = state.getLast();
    Change change = rule.change(parameter, gradient, state.subList(0, state.size() - 1));
    List<Tensor> next = new ArrayList<>(change.state());
    next.add(taken.add(1));
    return new Change(change.update().multiply(schedule.factor(taken)), next);
  }

  @Override
  public String toString() {
    return rule + " + " + schedule;
  }
}

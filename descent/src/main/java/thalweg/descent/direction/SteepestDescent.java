package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Straight down the gradient: x ← x − rate · gradient. With gradients of mini-batches this is
/// stochastic gradient descent.
///
/// @param rate the learning rate; finite and above 0
public record SteepestDescent(double rate) implements UpdateRule {
  public SteepestDescent {
    Checks.rate("steepest descent", rate);
  }

  /// Returns the rule with the tutorial's rate, 0.1.
  public static SteepestDescent defaults() {
    return new SteepestDescent(0.1);
  }

  @Override
  public SteepestDescent withRate(double rate) {
    return new SteepestDescent(rate);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of();
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    return new Change(gradient.multiply(rate).negate(), state);
  }

  @Override
  public String toString() {
    return "sgd(rate " + rate + ")";
  }
}

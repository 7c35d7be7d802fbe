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
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "steepest descent: the rate is "
              + rate
              + "; it must be a finite number above 0, such as 0.1.");
    }
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of();
  }

  @Override
  public Change change(Tensor gradient, List<Tensor> state) {
    return new Change(gradient.multiply(rate).negate(), state);
  }

  @Override
  public String toString() {
    return "sgd(rate " + rate + ")";
  }
}

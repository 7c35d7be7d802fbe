package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// A rule that sees gradients only up to a size: one bad batch cannot throw the parameters far
/// away. Source: Pascanu, Mikolov and Bengio 2013, algorithm 1.
///
/// @param rule the rule it is composed around
/// @param by what is limited
/// @param limit the most; finite and above 0
public record Clipping(UpdateRule rule, By by, double limit) implements UpdateRule {
  /// What is limited.
  public enum By {
    /// The Euclidean norm over all parameters together: the direction stays.
    NORM,
    /// Each partial derivative for itself.
    VALUE
  }

  public Clipping {
    Checks.positive("clipping", "the limit", limit);
  }

  @Override
  public double rate() {
    return rule.rate();
  }

  @Override
  public Clipping withRate(double rate) {
    return new Clipping(rule.withRate(rate), by, limit);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return rule.state(parameter);
  }

  @Override
  public List<Tensor> gradients(List<Tensor> gradients) {
    return rule.gradients(
        switch (by) {
          case VALUE -> gradients.stream().map(g -> g.minimum(limit).maximum(-limit)).toList();
          case NORM -> {
            Tensor square = gradients.getFirst().square().sum();
            for (Tensor gradient : gradients.subList(1, gradients.size())) {
              square = square.add(gradient.square().sum());
            }
            // limit / max(limit, norm): 1 where nothing is to be cut, and no 0 / 0.
            Tensor norm = square.squareRoot();
            Tensor share =
                Tensor.fill(limit, norm.type(), norm.shape()).divide(norm.maximum(limit));
            yield gradients.stream().map(g -> g.multiply(share)).toList();
          }
        });
  }

  @Override
  public List<Tensor> observed(Tensor loss, List<Tensor> state) {
    return rule.observed(loss, state);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    return rule.change(parameter, gradient, state);
  }

  @Override
  public String toString() {
    return rule + " + clip(" + (by == By.NORM ? "norm " : "value ") + limit + ")";
  }
}

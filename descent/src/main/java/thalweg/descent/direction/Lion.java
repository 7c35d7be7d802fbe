package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Steps of one size in every coordinate, by the sign of a mean gradient: x ← x − rate · sign(β₁m +
/// (1 − β₁)g); then m ← β₂m + (1 − β₂)g.
///
/// State: m. Wants rates three to ten times smaller than Adam's. Source: Chen et al. 2023,
/// algorithm 2; weight decay is composed around it by [WeightDecay].
///
/// @param rate the learning rate, the size of every step; finite and above 0
/// @param beta1 β₁, the share of the mean in the sign; at least 0 and below 1
/// @param beta2 β₂, the share of the mean that a step keeps; at least 0 and below 1
public record Lion(double rate, double beta1, double beta2) implements UpdateRule {
  public Lion {
    Checks.rate("lion", rate);
    Checks.share("lion", "beta1", beta1);
    Checks.share("lion", "beta2", beta2);
  }

  /// Returns the rule with the paper's β₁ 0.9 and β₂ 0.99.
  public Lion(double rate) {
    this(rate, 0.9, 0.99);
  }

  /// Returns the rule with rate 1e-4.
  public static Lion defaults() {
    return new Lion(1e-4);
  }

  @Override
  public Lion withRate(double rate) {
    return new Lion(rate, beta1, beta2);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of(parameter);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Tensor m = state.getFirst();
    Tensor blend = m.multiply(beta1).add(gradient.multiply(1 - beta1));
    Tensor next = m.multiply(beta2).add(gradient.multiply(1 - beta2));
    return new Change(blend.sign().multiply(-rate), List.of(next));
  }

  @Override
  public String toString() {
    return "lion(rate %s, beta1 %s, beta2 %s)".formatted(rate, beta1, beta2);
  }
}

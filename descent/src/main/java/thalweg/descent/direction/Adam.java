package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// Momentum with a rate for each coordinate: m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; at step t,
/// x ← x − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε).
///
/// Each element costs one square root and one division: the state keeps the plain decaying sums M =
/// m / (1 − β₁) and V = v / (1 − β₂), and all that is the same for every element is worked out once
/// as two numbers, so that the step is x ← x + a · M / (√V + e).
///
/// State: M, V, and the two numbers c₁ = 1 − β₁ᵗ and c₂ = 1 − β₂ᵗ, which grow by c ← βc + (1 − β)
/// from 0 without cancellation. Source: Kingma and Ba 2015, algorithm 1 and the end of section 2.
///
/// @param rate the learning rate; finite and above 0
/// @param beta1 β₁, the share of the mean gradient that a step keeps; at least 0 and below 1
/// @param beta2 β₂, the share of the mean square that a step keeps; at least 0 and below 1
/// @param epsilon ε, which keeps a coordinate that never moved from 0 / 0; finite and above 0
public record Adam(double rate, double beta1, double beta2, double epsilon) implements UpdateRule {
  public Adam {
    Checks.rate("adam", rate);
    Checks.share("adam", "beta1", beta1);
    Checks.share("adam", "beta2", beta2);
    Checks.positive("adam", "epsilon", epsilon);
  }

  /// Returns the rule with the paper's β₁ 0.9, β₂ 0.999 and ε 1e-8.
  public Adam(double rate) {
    this(rate, 0.9, 0.999, 1e-8);
  }

  /// Returns the rule with the paper's settings, rate 0.001.
  public static Adam defaults() {
    return new Adam(0.001);
  }

  @Override
  public Adam withRate(double rate) {
    return new Adam(rate, beta1, beta2, epsilon);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of(parameter, parameter, Shape.SCALAR, Shape.SCALAR);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Tensor m = state.get(0).multiply(beta1).add(gradient);
    Tensor v = state.get(1).multiply(beta2).add(gradient.square());
    Tensor c1 = state.get(2).multiply(beta1).add(1 - beta1);
    Tensor c2 = state.get(3).multiply(beta2).add(1 - beta2);
    // √(v̂) = √V / s with s = √(c₂ / (1 − β₂)), so m̂ / (√v̂ + ε) = (1 − β₁)/c₁ · s · M / (√V +
    // sε).
    Tensor s = c2.multiply(1 / (1 - beta2)).squareRoot();
    Tensor a = s.multiply(-rate * (1 - beta1)).divide(c1);
    Tensor e = s.multiply(epsilon);
    return new Change(m.multiply(a).divide(v.squareRoot().add(e)), List.of(m, v, c1, c2));
  }

  @Override
  public String toString() {
    return "adam(rate %s, beta1 %s, beta2 %s, epsilon %s)".formatted(rate, beta1, beta2, epsilon);
  }
}

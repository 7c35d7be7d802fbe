package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// [Adam] with decoupled weight decay: besides Adam's step, x ← x − rate · decay · x. The decay
/// does not pass through the gradient and so is not divided by its size.
///
/// State: Adam's. Source: Loshchilov and Hutter 2019, algorithm 2, with the decay scaled by the
/// rate as most programs have it.
///
/// @param rate the learning rate; finite and above 0
/// @param beta1 as for [Adam]
/// @param beta2 as for [Adam]
/// @param epsilon as for [Adam]
/// @param decay the share of a parameter that is taken away in a step of rate 1; finite, at least 0
public record AdamW(double rate, double beta1, double beta2, double epsilon, double decay)
    implements UpdateRule {
  public AdamW {
    Checks.rate("adamw", rate);
    Checks.share("adamw", "beta1", beta1);
    Checks.share("adamw", "beta2", beta2);
    Checks.positive("adamw", "epsilon", epsilon);
    Checks.notNegative("adamw", "decay", decay);
  }

  /// Returns the rule with β₁ 0.9, β₂ 0.999, ε 1e-8 and decay 0.01.
  public AdamW(double rate) {
    this(rate, 0.9, 0.999, 1e-8, 0.01);
  }

  /// Returns the rule with rate 0.001 and decay 0.01.
  public static AdamW defaults() {
    return new AdamW(0.001);
  }

  private Adam adam() {
    return new Adam(rate, beta1, beta2, epsilon);
  }

  @Override
  public AdamW withRate(double rate) {
    return new AdamW(rate, beta1, beta2, epsilon, decay);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return adam().state(parameter);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Change change = adam().change(parameter, gradient, state);
    return new Change(change.update().add(parameter.multiply(-rate * decay)), change.state());
  }

  @Override
  public String toString() {
    return "adamw(rate %s, beta1 %s, beta2 %s, epsilon %s, decay %s)"
        .formatted(rate, beta1, beta2, epsilon, decay);
  }
}

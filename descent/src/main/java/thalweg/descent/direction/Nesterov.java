package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// A heavy ball that looks ahead: v ← momentum · v + gradient; x ← x − rate · (gradient + momentum
/// · v).
///
/// The point kept is the one the gradient is taken at, ahead of the ball by its momentum. State: v.
/// Source: Nesterov 1983; in this form Sutskever et al. 2013, section 2, and Bengio et al. 2013,
/// equation 7.
///
/// @param rate the learning rate; finite and above 0
/// @param momentum the share of the velocity that a step keeps; at least 0 and below 1
public record Nesterov(double rate, double momentum) implements UpdateRule {
  public Nesterov {
    Checks.rate("nesterov", rate);
    Checks.share("nesterov", "momentum", momentum);
  }

  /// Returns the rule with momentum 0.9.
  public Nesterov(double rate) {
    this(rate, 0.9);
  }

  /// Returns the rule with rate 0.01 and momentum 0.9.
  public static Nesterov defaults() {
    return new Nesterov(0.01);
  }

  @Override
  public Nesterov withRate(double rate) {
    return new Nesterov(rate, momentum);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of(parameter);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Tensor v = state.getFirst().multiply(momentum).add(gradient);
    return new Change(v.multiply(momentum).add(gradient).multiply(-rate), List.of(v));
  }

  @Override
  public String toString() {
    return "nesterov(rate " + rate + ", momentum " + momentum + ")";
  }
}

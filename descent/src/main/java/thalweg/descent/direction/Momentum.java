package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// A heavy ball: v ← momentum · v + gradient; x ← x − rate · v. Where the slope stays the same the
/// steps grow to rate / (1 − momentum); where it changes sign they cancel.
///
/// The velocity v is in units of the gradient, so that a change of the rate acts at once. State: v.
/// Source: Polyak 1964; Sutskever et al. 2013, section 2.
///
/// @param rate the learning rate; finite and above 0
/// @param momentum the share of the velocity that a step keeps; at least 0 and below 1
public record Momentum(double rate, double momentum) implements UpdateRule {
  public Momentum {
    Checks.rate("momentum", rate);
    Checks.share("momentum", "momentum", momentum);
  }

  /// Returns the rule with momentum 0.9.
  public Momentum(double rate) {
    this(rate, 0.9);
  }

  /// Returns the rule with rate 0.01 and momentum 0.9.
  public static Momentum defaults() {
    return new Momentum(0.01);
  }

  @Override
  public Momentum withRate(double rate) {
    return new Momentum(rate, momentum);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of(parameter);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Tensor v = state.getFirst().multiply(momentum).add(gradient);
    return new Change(v.multiply(-rate), List.of(v));
  }

  @Override
  public String toString() {
    return "momentum(rate " + rate + ", momentum " + momentum + ")";
  }
}

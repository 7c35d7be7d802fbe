package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// A rate for each coordinate, by the recent size of its slope: v ← decay · v + (1 − decay) ·
/// gradient²; x ← x − rate · gradient / (√v + ε).
///
/// State: s = v / (1 − decay), a plain decaying sum, which saves a multiplication for each element;
/// what is left of 1 − decay goes into rate and ε. Source: Tieleman and Hinton 2012, lecture 6.5.
///
/// @param rate the learning rate; finite and above 0
/// @param decay the share of v that a step keeps; at least 0 and below 1
/// @param epsilon ε, which keeps a coordinate that never moved from 0 / 0; finite and above 0
public record RmsProp(double rate, double decay, double epsilon) implements UpdateRule {
  public RmsProp {
    Checks.rate("rmsprop", rate);
    Checks.share("rmsprop", "decay", decay);
    Checks.positive("rmsprop", "epsilon", epsilon);
  }

  /// Returns the rule with decay 0.99 and ε 1e-8.
  public RmsProp(double rate) {
    this(rate, 0.99, 1e-8);
  }

  /// Returns the rule with rate 0.001, decay 0.99 and ε 1e-8.
  public static RmsProp defaults() {
    return new RmsProp(0.001);
  }

  @Override
  public RmsProp withRate(double rate) {
    return new RmsProp(rate, decay, epsilon);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of(parameter);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Tensor s = state.getFirst().multiply(decay).add(gradient.square());
    double scale = Math.sqrt(1 - decay); // √v = scale · √s
    return new Change(
        gradient.multiply(-rate / scale).divide(s.squareRoot().add(epsilon / scale)), List.of(s));
  }

  @Override
  public String toString() {
    return "rmsprop(rate " + rate + ", decay " + decay + ", epsilon " + epsilon + ")";
  }
}

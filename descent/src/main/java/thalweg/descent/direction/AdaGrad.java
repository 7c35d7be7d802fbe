package thalweg.descent.direction;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;

/// A rate for each coordinate, smaller the more it has moved: s ← s + gradient²; x ← x − rate ·
/// gradient / (√s + ε). The steps only ever shrink.
///
/// State: s. Source: Duchi, Hazan and Singer 2011, section 1.
///
/// @param rate the learning rate; finite and above 0
/// @param epsilon ε, which keeps a coordinate that never moved from 0 / 0; finite and above 0
public record AdaGrad(double rate, double epsilon) implements UpdateRule {
  public AdaGrad {
    Checks.rate("adagrad", rate);
    Checks.positive("adagrad", "epsilon", epsilon);
  }

  /// Returns the rule with the tutorial's ε, 1e-7.
  public AdaGrad(double rate) {
    this(rate, 1e-7);
  }

  /// Returns the rule with rate 0.01 and ε 1e-7.
  public static AdaGrad defaults() {
    return new AdaGrad(0.01);
  }

  @Override
  public AdaGrad withRate(double rate) {
    return new AdaGrad(rate, epsilon);
  }

  @Override
  public List<Shape> state(Shape parameter) {
    return List.of(parameter);
  }

  @Override
  public Change change(Tensor parameter, Tensor gradient, List<Tensor> state) {
    Tensor s = state.getFirst().add(gradient.square());
    return new Change(gradient.multiply(-rate).divide(s.squareRoot().add(epsilon)), List.of(s));
  }

  @Override
  public String toString() {
    return "adagrad(rate " + rate + ", epsilon " + epsilon + ")";
  }
}

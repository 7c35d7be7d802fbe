package thalweg.descent;

import java.util.Optional;
import thalweg.algebra.Shape;
import thalweg.descent.direction.SteepestDescent;
import thalweg.descent.direction.UpdateRule;

/// Gradient descent by an update rule, a given number of times: the method that networks are
/// trained with, on a plain function. Every step is taken, downhill or not. Source: Cauchy 1847.
///
/// @param rule from gradient to step; with [SteepestDescent], x ← x − rate · gradient(x)
/// @param steps how many steps to take, at least 1; fewer are taken only if the gradient vanishes,
///   a limit is reached or a number is not finite
/// @param shape the shape in which the rule sees the variables, for rules that look at rows and
///   columns; empty for a vector
public record GradientDescent(UpdateRule rule, int steps, Optional<Shape> shape)
    implements DescentMethod {
  public GradientDescent {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "gradient descent: " + steps + " steps asked for; there must be at least 1.");
    }
  }

  /// Returns descent with a constant rate, in 100 steps.
  public GradientDescent(double rate) {
    this(new SteepestDescent(rate), 100, Optional.empty());
  }

  /// Returns the usual beginning: rate 0.1, 100 steps.
  public static GradientDescent defaults() {
    return new GradientDescent(SteepestDescent.defaults(), 100, Optional.empty());
  }

  /// Returns descent by another rule, in 100 steps.
  public static GradientDescent by(UpdateRule rule) {
    return defaults().withRule(rule);
  }

  /// Returns this method with another rule.
  public GradientDescent withRule(UpdateRule rule) {
    return new GradientDescent(rule, steps, shape);
  }

  /// Returns this method with its rule at another rate.
  public GradientDescent withRate(double rate) {
    return withRule(rule.withRate(rate));
  }

  /// Returns this method with another number of steps.
  public GradientDescent withSteps(int steps) {
    return new GradientDescent(rule, steps, shape);
  }

  /// Returns this method with the variables seen in a shape, row-major.
  public GradientDescent withShape(Shape shape) {
    return new GradientDescent(rule, steps, Optional.of(shape));
  }

  @Override
  public double usualTolerance() {
    return 1e-10;
  }

  @Override
  public String toString() {
    return rule.toString();
  }
}

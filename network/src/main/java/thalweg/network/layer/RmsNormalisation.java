package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Divides the numbers along the last axis of each row by the root of their mean square, then
/// multiplies each by a learnt scale: y = scale · x / √(mean of x² + epsilon). The same in training
/// and in use. Source: Zhang and Sennrich (2019), "Root mean square layer normalization".
///
/// @param epsilon what keeps the divisor from 0, at least 1e-12
public record RmsNormalisation(double epsilon) implements Layer {
  private static final double EPSILON = 1e-5;

  public RmsNormalisation {
    Moments.requireEpsilon("rmsnorm", epsilon);
  }

  /// Makes the layer with the usual epsilon, 1e-5.
  public RmsNormalisation() {
    this(EPSILON);
  }

  @Override
  public String kind() {
    return "rmsnorm";
  }

  @Override
  public Shape output(Shape input) {
    return Moments.requireAxis("rmsnorm", input);
  }

  @Override
  public List<Need> parameters(Shape input) {
    int count = output(input).size(-1);
    return List.of(new Need("scale", Shape.of(count), new Initialisation.Ones(), count, count));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    int last = x.shape().rank() - 1;
    Tensor root = x.square().mean(last).add(epsilon).squareRoot();
    return x.divide(root.expand(last)).multiply(parameters.getFirst());
  }

  /// Reads `rmsnorm [epsilon EPSILON]`.
  public static RmsNormalisation read(Settings given) {
    return new RmsNormalisation(given.number("epsilon", EPSILON));
  }

  @Override
  public String text() {
    return "rmsnorm" + Settings.written("epsilon", epsilon, EPSILON);
  }

  @Override
  public String toString() {
    return text();
  }
}

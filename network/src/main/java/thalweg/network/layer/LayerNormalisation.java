package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Gives the numbers along the last axis of each row mean 0 and variance 1, then each of them a
/// learnt scale and shift: y = scale · (x − mean) / √(variance + epsilon) + shift. The same in
/// training and in use, and for each row by itself. Source: Ba, Kiros and Hinton (2016).
///
/// @param epsilon what keeps the divisor from 0, at least 1e-12
public record LayerNormalisation(double epsilon) implements Layer {
  private static final double EPSILON = 1e-5;

  public LayerNormalisation {
    Moments.requireEpsilon("layernorm", epsilon);
  }

  /// Makes the layer with the usual epsilon, 1e-5.
  public LayerNormalisation() {
    this(EPSILON);
  }

  @Override
  public String kind() {
    return "layernorm";
  }

  @Override
  public Shape output(Shape input) {
    return Moments.requireAxis("layernorm", input);
  }

  @Override
  public List<Need> parameters(Shape input) {
    int count = output(input).size(-1);
    return List.of(
        new Need("scale", Shape.of(count), new Initialisation.Ones(), count, count),
        new Need("shift", Shape.of(count), new Initialisation.Zeros(), count, count));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    return Moments.normalised(x, x.shape().rank() - 1, epsilon)
        .multiply(parameters.get(0))
        .add(parameters.get(1));
  }

  /// Reads `layernorm [epsilon EPSILON]`.
  public static LayerNormalisation read(Settings given) {
    return new LayerNormalisation(given.number("epsilon", EPSILON));
  }

  @Override
  public String text() {
    return "layernorm" + Settings.written("epsilon", epsilon, EPSILON);
  }

  @Override
  public String toString() {
    return text();
  }
}

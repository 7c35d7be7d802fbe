package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Gives the numbers of each group of neighbouring channels of each row mean 0 and variance 1, then
/// each channel a learnt scale and shift. Channels are the first axis. With one group it normalises
/// a whole row, with as many as channels each picture of it. The same in training and in use.
/// Source: Wu and He (2018), "Group normalization".
///
/// @param groups into which the channels are parted, all alike
/// @param epsilon what keeps the divisor from 0, at least 1e-12
public record GroupNormalisation(int groups, double epsilon) implements Layer {
  private static final double EPSILON = 1e-5;

  public GroupNormalisation {
    if (groups < 1) {
      throw new IllegalArgumentException(
          "groupnorm: " + groups + " groups; there must be at least 1.");
    }
    Moments.requireEpsilon("groupnorm", epsilon);
  }

  /// Makes the layer with the usual epsilon, 1e-5.
  public GroupNormalisation(int groups) {
    this(groups, EPSILON);
  }

  @Override
  public String kind() {
    return "groupnorm";
  }

  @Override
  public Shape output(Shape input) {
    if (Moments.requireAxis("groupnorm", input).size(0) % groups != 0) {
      throw new IllegalArgumentException(
          "groupnorm: rows have shape "
              + input
              + "; the channels, its first size, must be a multiple of "
              + groups
              + " groups.");
    }
    return input;
  }

  @Override
  public List<Need> parameters(Shape input) {
    int count = output(input).size(0);
    return List.of(
        new Need("scale", Shape.of(count), new Initialisation.Ones(), count, count),
        new Need("shift", Shape.of(count), new Initialisation.Zeros(), count, count));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    int rows = x.shape().size(0);
    int channels = x.shape().size(1);
    Shape row = x.shape().withoutFirst();
    Tensor normalised =
        Moments.normalised(x.reshape(rows, groups, row.elements() / groups), 2, epsilon);
    return normalised
        .reshape(rows, channels, row.elements() / channels)
        .multiply(parameters.get(0).reshape(channels, 1))
        .add(parameters.get(1).reshape(channels, 1))
        .reshape(x.shape());
  }

  /// Reads `groupnorm GROUPS [epsilon EPSILON]`.
  public static GroupNormalisation read(Settings given) {
    return new GroupNormalisation(given.nextWhole("groups"), given.number("epsilon", EPSILON));
  }

  @Override
  public String text() {
    return "groupnorm " + groups + Settings.written("epsilon", epsilon, EPSILON);
  }

  @Override
  public String toString() {
    return text();
  }
}

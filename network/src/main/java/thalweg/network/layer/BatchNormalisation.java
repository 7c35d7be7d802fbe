package thalweg.network.layer;

import java.util.List;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.network.initialisation.Initialisation;

/// Gives each feature mean 0 and variance 1 over a batch, then a learnt scale and shift: y = scale
/// · (x − mean) / √(variance + epsilon) + shift. Source: Ioffe and Szegedy (2015), "Batch
/// normalization".
///
/// The features of a vector are its numbers; those of a row of higher rank are its first axis
/// (channels), and mean and variance are taken over the other axes too. In training they are those
/// of one leaf, the at most 64 rows of the batch that are computed together ("ghost" batch
/// normalisation, Hoffer et al. 2017), so that they do not depend on who computes what. In use they
/// are the running means of what training saw; the variance is the mean square deviation, divided
/// by the count and not by one less.
///
/// @param momentum the share of the newest batch in the running means, above 0 and at most 1
/// @param epsilon what keeps the divisor from 0, at least 1e-12
public record BatchNormalisation(double momentum, double epsilon) implements Layer {
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;

  public BatchNormalisation {
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "batchnorm: momentum is " + momentum + "; it must be above 0 and at most 1.");
    }
    Moments.requireEpsilon("batchnorm", epsilon);
  }

  /// Makes the layer with the usual settings, momentum 0.1 and epsilon 1e-5.
  public BatchNormalisation() {
    this(MOMENTUM, EPSILON);
  }

  @Override
  public String kind() {
    return "batchnorm";
  }

  @Override
  public Shape output(Shape input) {
    return Moments.requireAxis("batchnorm", input);
  }

  private static Shape features(Shape row) {
    return Shape.of(row.size(0));
  }

  @Override
  public List<Need> parameters(Shape input) {
    Shape features = features(output(input));
    int count = features.elements();
    return List.of(
        new Need("scale", features, new Initialisation.Ones(), count, count),
        new Need("shift", features, new Initialisation.Zeros(), count, count));
  }

  @Override
  public List<Statistic> statistics(Shape input) {
    Shape features = features(output(input));
    return List.of(
        new Statistic("mean", features, 0, momentum),
        new Statistic("variance", features, 1, momentum));
  }

  @Override
  public Tensor apply(Pass pass, List<Tensor> parameters, Tensor x) {
    Tensor centred = x.subtract(along(x, pass.isTraining() ? mean(x) : pass.statistics().get(0)));
    Tensor variance = pass.isTraining() ? mean(centred.square()) : pass.statistics().get(1);
    Tensor factor = parameters.get(0).divide(variance.add(epsilon).squareRoot());
    return centred.multiply(along(x, factor)).add(along(x, parameters.get(1)));
  }

  @Override
  public List<Tensor> observed(Pass pass, List<Tensor> parameters, Tensor x) {
    int rows = x.shape().size(0);
    Tensor mean = mean(x); // the same as in apply, and computed once
    Tensor variance = mean(x.subtract(along(x, mean)).square());
    return List.of(mean.multiply(rows), variance.multiply(rows));
  }

  /// Returns the mean of each feature.
  private static Tensor mean(Tensor x) {
    int rows = x.shape().size(0);
    int others = others(x);
    Tensor ofRows =
        others == 1 ? x.reshape(rows, -1) : x.reshape(rows, x.shape().size(1), others).sum(2);
    return ofRows.sum(0).divide((double) rows * others);
  }

  /// Returns how many numbers of a row belong to one feature.
  private static int others(Tensor x) {
    int others = 1;
    for (int axis = 2; axis < x.shape().rank(); axis++) {
      others *= x.shape().size(axis);
    }
    return others;
  }

  /// Returns one number for each feature in a shape that goes along with x.
  private static Tensor along(Tensor x, Tensor features) {
    return Space.along(features, x.shape().rank() - 2);
  }

  /// Reads `batchnorm [momentum MOMENTUM] [epsilon EPSILON]`.
  public static BatchNormalisation read(Settings given) {
    return new BatchNormalisation(
        given.number("momentum", MOMENTUM), given.number("epsilon", EPSILON));
  }

  @Override
  public String text() {
    return "batchnorm"
        + Settings.written("momentum", momentum, MOMENTUM)
        + Settings.written("epsilon", epsilon, EPSILON);
  }

  @Override
  public String toString() {
    return text();
  }
}

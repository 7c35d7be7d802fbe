package thalweg.training.data;

import java.util.Arrays;
import thalweg.algebra.Shape;

/// How much rows count: as they are given, or so that classes count alike.
final class RowWeights {
  private RowWeights() {}

  /// @throws IllegalArgumentException if one is out of range, or all are 0
  static Column column(double[] weights) {
    double sum = 0;
    for (int row = 0; row < weights.length; row++) {
      if (!(weights[row] >= 0 && weights[row] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "dataset: the weight of row "
                + row
                + " is "
                + weights[row]
                + "; it must be finite and at least 0.");
      }
      sum += weights[row];
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException("dataset: all weights are 0; some row must count.");
    }
    return Column.of(Dataset.WEIGHT, Shape.SCALAR, Values.of(1, weights.clone()));
  }

  /// Returns weights by which every class that has rows counts alike, times what its rows counted.
  static double[] balanced(Dataset data) {
    int[] labels = data.labels();
    double[] weights = data.weights();
    double[] sums = new double[data.classes()];
    double all = 0;
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] != Dataset.UNLABELLED) {
        sums[labels[row]] += weights[row];
        all += weights[row];
      }
    }
    long present = Arrays.stream(sums).filter(sum -> sum > 0).count();
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] != Dataset.UNLABELLED && weights[row] > 0) {
        weights[row] *= all / (present * sums[labels[row]]);
      }
    }
    return weights;
  }
}

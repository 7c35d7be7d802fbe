package thalweg.training.search;

import java.util.random.RandomGenerator;
import thalweg.training.data.Dataset;
import thalweg.training.data.Split;

/// Made-up rows that can be learnt.
final class Rows {
  private Rows() {}

  /// Returns rows of two classes that a plane parts, but for some noise.
  ///
  /// @param isChosenBy whether there are rows to choose by
  static Split classes(RandomGenerator random, int rows, int features, boolean isChosenBy) {
    double[] normal = random.doubles(features, -1, 1).toArray();
    return new Split(
        part(random, normal, rows),
        isChosenBy ? part(random, normal, Math.max(8, rows / 3)) : null,
        part(random, normal, Math.max(8, rows / 3)));
  }

  private static Dataset part(RandomGenerator random, double[] normal, int rows) {
    double[][] values = new double[rows][normal.length];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 0.3 * random.nextGaussian();
      for (int j = 0; j < normal.length; j++) {
        double value = random.nextGaussian();
        values[row][j] = value;
        sum += normal[j] * value;
      }
      labels[row] = row < 2 ? row : sum > 0 ? 1 : 0;
    }
    return Dataset.of(values, labels);
  }
}

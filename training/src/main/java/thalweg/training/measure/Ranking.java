package thalweg.training.measure;

import java.util.Arrays;

/// Areas under receiver operating characteristics.
final class Ranking {
  private Ranking() {}

  /// Returns the probability that a row that has the class has a higher score than one that has
  /// not, equal scores counting one half: the area under the receiver operating characteristic,
  /// exact by ranks. NaN where all rows have it or none has, or a score is NaN. Source: Hanley and
  /// McNeil 1982, The meaning and use of the area under a receiver operating characteristic curve.
  static double auroc(double[] scores, boolean[] has, double[] weights) {
    double[] distinct =
        Arrays.stream(scores).map(score -> score + 0.0).sorted().distinct().toArray();
    if (distinct.length > 0 && Double.isNaN(distinct[distinct.length - 1])) {
      return Double.NaN;
    }
    double[] with = new double[distinct.length];
    double[] without = new double[distinct.length];
    for (int row = 0; row < scores.length; row++) {
      // Adding 0 makes one number of both zeros.
      int place = Arrays.binarySearch(distinct, scores[row] + 0.0);
      (has[row] ? with : without)[place] += weights[row];
    }
    double below = 0;
    double pairs = 0;
    double all = 0;
    for (int place = 0; place < distinct.length; place++) {
      pairs += with[place] * (below + without[place] / 2);
      below += without[place];
      all += with[place];
    }
    return pairs / (all * below);
  }
}

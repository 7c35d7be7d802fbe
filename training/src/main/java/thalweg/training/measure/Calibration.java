package thalweg.training.measure;

import java.util.ArrayList;
import java.util.List;

/// Whether a model is as often right as it says: its rows by how likely it held the class it named.
///
/// @param bins ten of equal width from 0 to 1, the upper end of each belonging to it
/// @param expectedError the mean over rows of how far confidence and accuracy of their bin are
///   apart, 0 at best. Source: Guo et al. 2017, On calibration of modern neural networks
public record Calibration(List<Bin> bins, double expectedError) {
  private static final int BINS = 10;

  /// The rows of a range of confidence.
  ///
  /// @param from above this
  /// @param to up to this
  /// @param rows how many there are, each counting its weight
  /// @param confidence the mean probability of the class named; NaN where there is no row
  /// @param accuracy the share that was named rightly; NaN where there is no row
  public record Bin(double from, double to, double rows, double confidence, double accuracy) {}

  public Calibration {
    bins = List.copyOf(bins);
  }

  static Calibration of(double[] confidence, boolean[] right, double[] weights) {
    double[] rows = new double[BINS];
    double[] sums = new double[BINS];
    double[] rights = new double[BINS];
    double all = 0;
    for (int row = 0; row < confidence.length; row++) {
      int bin = Math.clamp((long) Math.ceil(confidence[row] * BINS) - 1, 0, BINS - 1);
      rows[bin] += weights[row];
      sums[bin] += weights[row] * confidence[row];
      rights[bin] += right[row] ? weights[row] : 0;
      all += weights[row];
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      bins.add(
          new Bin(
              (double) bin / BINS,
              (bin + 1.0) / BINS,
              rows[bin],
              sums[bin] / rows[bin],
              rights[bin] / rows[bin]));
      error += Math.abs(sums[bin] - rights[bin]);
    }
    return new Calibration(bins, error / all);
  }
}

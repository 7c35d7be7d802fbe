package thalweg.descent;

import thalweg.calculus.function.MultivariateFunction;

/// Measures how much values are off around a point, beyond their rounding.
///
/// Nine values, unevenly apart on a line through the point, less what four neighbours foretell of
/// the fifth; at two spacings a hundred times apart, for noise is as large at both, whereas a kink
/// or a stair is not. Waves are not taken for smooth because the values are unevenly apart. Costs 8
/// values where there is no noise, 16 where there is. Source: Moré and Wild 2011, "Estimating
/// computational noise"; Hamming 1973.
final class Hearing {
  /// Values are noisy if they differ by this many times their rounding.
  private static final double NOISY = 30;

  /// How far apart the values are, beside the size of the variables.
  private static final double[] SPACINGS = {1e-6, 1e-8};

  private static final double ALIKE = 10;

  /// Where on the line the values are taken, in spacings.
  private static final double[] NODES = {-4, -3.2, -2.3, -1.1, 0, 0.7, 2.1, 2.9, 4.3};

  /// No measurement takes more values than this.
  static final int MOST_VALUES = SPACINGS.length * (NODES.length - 1);

  private final MultivariateFunction function;
  private final double[] lower;
  private final double[] upper;
  private int values;

  Hearing(MultivariateFunction function, double[] lower, double[] upper) {
    this.function = function;
    this.lower = lower;
    this.upper = upper;
  }

  /// Returns how many values the last measurement took.
  int values() {
    return values;
  }

  /// Returns the noise's standard deviation, 0 where there is none.
  ///
  /// @param value at x
  /// @param sizes how large each variable is
  /// @param size of the largest number in play, of whose rounding the values may suffer
  double at(double[] x, double value, double[] sizes, double size) {
    values = 0;
    double floor = NOISY * Math.ulp(1.0) * Math.abs(size);
    double wide = spread(x, value, sizes, SPACINGS[0]);
    if (!(wide > floor)) {
      return 0;
    }
    double narrow = spread(x, value, sizes, SPACINGS[1]);
    boolean isAlike = narrow > floor && wide < ALIKE * narrow && narrow < ALIKE * wide;
    return isAlike ? Math.max(wide, narrow) : 0;
  }

  /// Returns the standard deviation of values from what four of them, next to one another, make the
  /// fifth.
  private double spread(double[] x, double value, double[] sizes, double spacing) {
    double[] seen = new double[NODES.length];
    double[] moved = new double[x.length];
    for (int k = 0; k < seen.length; k++) {
      for (int i = 0; i < x.length; i++) {
        double step = NODES[k] * spacing * sizes[i] / (1 + 0.37 * i);
        moved[i] = Math.clamp(x[i] + step, lower[i], upper[i]);
      }
      seen[k] = NODES[k] == 0 ? value : function.at(moved);
      values += NODES[k] == 0 ? 0 : 1;
    }
    double largest = 0;
    for (double each : seen) {
      largest = Math.max(largest, Math.abs(each));
    }
    double square = 0; // beside the largest: no square overflows
    for (int first = 0; first + 4 < seen.length; first++) {
      double difference = 0;
      double weights = 0;
      for (int k = first; k <= first + 4; k++) {
        double weight = 1;
        for (int j = first; j <= first + 4; j++) {
          weight /= j == k ? 1 : NODES[k] - NODES[j];
        }
        difference += weight * (seen[k] / largest);
        weights += weight * weight;
      }
      square += difference * difference / weights;
    }
    return largest * Math.sqrt(square / (seen.length - 4));
  }
}

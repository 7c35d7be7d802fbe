package thalweg.calculus.derivative;

/// Polynomials that are orthonormal on given places, each with what it adds to a slope at 0.
/// Source: Forsythe 1957.
final class Fits {
  final double[] places;
  final int[] degrees;
  final double[][] values;
  final double[] slopes;

  /// @param lowest the lowest power of the place
  /// @param stride to the next
  Fits(double[] places, int lowest, int stride, int count) {
    this.places = places;
    degrees = new int[count];
    values = new double[count][places.length];
    slopes = new double[count];
    double[][] powers = new double[count][count * stride + 1];
    for (int j = 0; j < count; j++) {
      degrees[j] = lowest + stride * j;
      powers[j][degrees[j]] = 1;
      for (int k = 0; k < places.length; k++) {
        values[j][k] = Math.pow(places[k], degrees[j]);
      }
      for (int i = 0; i < 2 * j; i++) { // twice is enough
        double along = dot(values[j], values[i % j]);
        subtract(values[j], along, values[i % j]);
        subtract(powers[j], along, powers[i % j]);
      }
      double norm = Math.sqrt(dot(values[j], values[j]));
      subtract(values[j], 1 - 1 / norm, values[j].clone());
      subtract(powers[j], 1 - 1 / norm, powers[j].clone());
      slopes[j] = powers[j].length > 1 ? powers[j][1] : 0;
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < b.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  static void subtract(double[] from, double factor, double[] what) {
    for (int k = 0; k < what.length; k++) {
      from[k] -= factor * what[k];
    }
  }
}

package thalweg.network.initialisation;

import thalweg.algebra.random.RandomStream;

/// The orthogonal factor of a matrix of normal numbers, by Householder's reflections, with the
/// signs that make the other factor's diagonal positive: so every orthogonal matrix is equally
/// likely.
final class OrthogonalMatrix {
  private OrthogonalMatrix() {}

  /// Returns `count` columns of `size` numbers, at right angles and of length 1; column first.
  ///
  /// @param count at most `size`
  static double[][] of(int size, int count, RandomStream stream) {
    double[][] columns = new double[count][size];
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < size; i++) {
        columns[k][i] = stream.normal((long) i * count + k);
      }
    }
    double[] signs = new double[count];
    for (int k = 0; k < count; k++) { // column k becomes the reflection's direction
      double[] direction = columns[k];
      double length = Math.sqrt(product(direction, direction, k));
      signs[k] = direction[k] > 0 ? -1 : 1; // of the diagonal of the other factor
      direction[k] -= signs[k] * length;
      for (int later = k + 1; later < count; later++) {
        reflect(columns[later], direction, k);
      }
    }
    double[][] turned = new double[count][size];
    for (int k = 0; k < count; k++) {
      turned[k][k] = signs[k];
      for (int reflection = k; reflection >= 0; reflection--) {
        reflect(turned[k], columns[reflection], reflection);
      }
    }
    return turned;
  }

  private static void reflect(double[] column, double[] direction, int from) {
    double square = product(direction, direction, from);
    if (square != 0) {
      double factor = 2 * product(column, direction, from) / square;
      for (int i = from; i < column.length; i++) {
        column[i] -= factor * direction[i];
      }
    }
  }

  /// Returns the scalar product from place `from` on.
  private static double product(double[] a, double[] b, int from) {
    double sum = 0;
    for (int i = from; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}

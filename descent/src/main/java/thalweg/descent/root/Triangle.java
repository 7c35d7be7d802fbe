package thalweg.descent.root;

import java.util.Arrays;

/// A square matrix as a product of reflections and a triangle, its columns in order of what they
/// add to those before: A P = Q R. Source: Businger and Golub 1965.
final class Triangle {
  private final int n;
  private final double[][] r; // R in the upper part
  private final double[][] reflections;
  private final int[] order;
  private int rank;

  /// @param a row by row; not changed
  /// @param least diagonal entries below this share of the first one count as 0
  Triangle(double[][] a, double least) {
    n = a.length;
    r = new double[n][];
    reflections = new double[n][];
    order = new int[n];
    for (int i = 0; i < n; i++) {
      r[i] = a[i].clone();
      order[i] = i;
    }
    for (int k = 0; k < n; k++) {
      pivot(k);
      reflections[k] = reflection(k);
      for (int j = k; j < n; j++) {
        double[] column = column(j);
        reflect(reflections[k], column, k);
        for (int i = k; i < n; i++) {
          r[i][j] = i > k && j == k ? 0 : column[i];
        }
      }
    }
    while (rank < n
        && Math.abs(r[rank][rank]) > least * Math.abs(r[0][0])
        && Math.abs(r[rank][rank]) > 0) {
      rank++;
    }
  }

  private double[] column(int j) {
    double[] column = new double[n];
    for (int i = 0; i < n; i++) {
      column[i] = r[i][j];
    }
    return column;
  }

  private void pivot(int k) {
    int largest = k;
    double most = -1;
    for (int j = k; j < n; j++) {
      double rest = 0;
      for (int i = k; i < n; i++) {
        rest += r[i][j] * r[i][j];
      }
      if (rest > most) {
        most = rest;
        largest = j;
      }
    }
    for (double[] row : r) {
      double kept = row[k];
      row[k] = row[largest];
      row[largest] = kept;
    }
    int place = order[k];
    order[k] = order[largest];
    order[largest] = place;
  }

  /// Returns v of length √2 with (I − vvᵀ) turning column k into a multiple of the k-th axis; all 0
  /// if it is 0 from there on.
  private double[] reflection(int k) {
    double[] v = new double[n];
    double norm = 0;
    for (int i = k; i < n; i++) {
      v[i] = r[i][k];
      norm = Math.hypot(norm, v[i]);
    }
    if (norm == 0) {
      return v;
    }
    v[k] += v[k] > 0 ? norm : -norm;
    double length = 0;
    for (int i = k; i < n; i++) {
      length = Math.hypot(length, v[i]);
    }
    for (int i = k; i < n; i++) {
      v[i] *= Math.sqrt(2) / length;
    }
    return v;
  }

  private static void reflect(double[] v, double[] x, int from) {
    double dot = 0;
    for (int i = from; i < x.length; i++) {
      dot += v[i] * x[i];
    }
    for (int i = from; i < x.length; i++) {
      x[i] -= dot * v[i];
    }
  }

  /// Returns how many columns stand out of the others.
  int rank() {
    return rank;
  }

  /// Returns the solution of A x = b; where the matrix is singular, one of least squares that
  /// leaves out columns that add nothing.
  double[] solve(double... b) {
    double[] y = b.clone();
    for (int k = 0; k < n; k++) {
      reflect(reflections[k], y, k);
    }
    double[] x = new double[n];
    double[] z = back(y, rank);
    for (int k = 0; k < rank; k++) {
      x[order[k]] = z[k];
    }
    return x;
  }

  private double[] back(double[] y, int size) {
    double[] z = Arrays.copyOf(y, size);
    for (int k = size - 1; k >= 0; k--) {
      for (int j = k + 1; j < size; j++) {
        z[k] -= r[k][j] * z[j];
      }
      z[k] /= r[k][k];
    }
    return z;
  }

  /// Returns a vector that A turns into nearly 0, its largest entry 1; for a singular matrix.
  double[] nullVector() {
    double[] y = new double[rank];
    for (int k = 0; k < rank; k++) {
      y[k] = -r[k][rank];
    }
    double[] z = back(y, rank);
    double[] x = new double[n];
    x[order[rank]] = 1;
    double largest = 1;
    for (int k = 0; k < rank; k++) {
      x[order[k]] = z[k];
      largest = Math.max(largest, Math.abs(z[k]));
    }
    for (int k = 0; k < n; k++) {
      x[k] /= largest;
    }
    return x;
  }
}

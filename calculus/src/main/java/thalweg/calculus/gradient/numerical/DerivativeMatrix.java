package thalweg.calculus.gradient.numerical;

import java.util.Arrays;
import thalweg.calculus.derivative.Derivative.Reason;
import thalweg.calculus.gradient.sparsity.SparsityPattern;

/// A matrix of partial derivatives, first ones (a Jacobian) or second ones (a Hessian), each with
/// its error and its reason. Entries outside the sparsity pattern are 0 without error.
public final class DerivativeMatrix {
  private final SparsityPattern pattern;
  private final int[][] columns; // those of the pattern, row by row
  private final double[][] values;
  private final double[][] errors;
  private final Reason[][] reasons;
  private long evaluations;

  DerivativeMatrix(SparsityPattern pattern) {
    this.pattern = pattern;
    int rows = pattern.rows();
    columns = new int[rows][];
    values = new double[rows][];
    errors = new double[rows][];
    reasons = new Reason[rows][];
    for (int i = 0; i < rows; i++) {
      columns[i] = pattern.row(i);
      int entries = columns[i].length;
      values[i] = new double[entries];
      errors[i] = new double[entries];
      reasons[i] = new Reason[entries];
      Arrays.fill(errors[i], Double.POSITIVE_INFINITY);
      Arrays.fill(reasons[i], Reason.UNSETTLED);
    }
  }

  void set(int i, int j, double value, double error, Reason reason) {
    int k = Arrays.binarySearch(columns[i], j);
    values[i][k] = value;
    errors[i][k] = error;
    reasons[i][k] = reason;
  }

  /// Sets the entry and its mirror image, unless they are known with less error already.
  void offer(int i, int j, double value, double error, Reason reason) {
    if (error < error(i, j)) {
      set(i, j, value, error, reason);
      set(j, i, value, error, reason);
    }
  }

  /// Returns the columns of the entries in row i in increasing order, not to be changed.
  int[] columnsOf(int i) {
    return columns[i];
  }

  void count(long more) {
    evaluations += more;
  }

  /// Returns which entries can differ from 0.
  public SparsityPattern pattern() {
    return pattern;
  }

  /// Returns the number of rows.
  public int rows() {
    return pattern.rows();
  }

  /// Returns the number of columns.
  public int columns() {
    return pattern.columns();
  }

  private int place(int i, int j) {
    if (i < 0 || i >= rows() || j < 0 || j >= columns()) {
      throw new IndexOutOfBoundsException(
          "derivative matrix: there is no entry ("
              + i
              + ", "
              + j
              + ") among "
              + rows()
              + " rows and "
              + columns()
              + " columns; both are counted from 0.");
    }
    return Arrays.binarySearch(columns[i], j);
  }

  /// Returns the entry in row i and column j; NaN where there is no derivative.
  ///
  /// @throws IndexOutOfBoundsException if there is no such entry
  public double value(int i, int j) {
    int k = place(i, j);
    return k < 0 ? 0 : values[i][k];
  }

  /// Returns the absolute error of the entry, as [thalweg.calculus.derivative.Derivative] has it.
  ///
  /// @throws IndexOutOfBoundsException if there is no such entry
  public double error(int i, int j) {
    int k = place(i, j);
    return k < 0 ? 0 : errors[i][k];
  }

  /// Returns what to make of the entry.
  ///
  /// @throws IndexOutOfBoundsException if there is no such entry
  public Reason reason(int i, int j) {
    int k = place(i, j);
    return k < 0 ? Reason.CONVERGED : reasons[i][k];
  }

  /// Returns the entries as a new array, row by row.
  public double[][] toArray() {
    double[][] array = new double[rows()][columns()];
    for (int i = 0; i < rows(); i++) {
      for (int k = 0; k < columns[i].length; k++) {
        array[i][columns[i][k]] = values[i][k];
      }
    }
    return array;
  }

  /// Returns the errors of the entries as a new array, row by row.
  public double[][] errors() {
    double[][] array = new double[rows()][columns()];
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns(); j++) {
        array[i][j] = error(i, j);
      }
    }
    return array;
  }

  /// Returns how many times the function was called.
  public long evaluations() {
    return evaluations;
  }
}

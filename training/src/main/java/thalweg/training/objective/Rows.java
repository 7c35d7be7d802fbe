package thalweg.training.objective;

import thalweg.algebra.DType;
import thalweg.algebra.Tensor;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;

/// The rows of a leaf as an objective sees them: each column it asks for is a tensor.
public interface Rows {
  /// Returns how many rows there are.
  int count();

  /// Returns the type in which real numbers are computed, FLOAT or DOUBLE.
  DType type();

  /// Returns a column: shape `[rows, …shape of one row]`, real numbers as a network sees them, in
  /// [#type()], whole ones as INT.
  ///
  /// @throws IllegalArgumentException if the data have no such column; it names those there are
  Tensor column(String name);

  /// Returns what a column is, its fields telling how its numbers have been scaled.
  ///
  /// @throws IllegalArgumentException if the data have no such column
  Column.Kind kind(String name);

  /// Returns all rows of `data` as constants, scaled as its columns say: for a loss that is a
  /// function of the parameters alone.
  static Rows of(Dataset data, DType type) {
    return new ConstantRows(data, data.scaled(), type);
  }
}

package thalweg.training.objective;

import thalweg.algebra.DType;
import thalweg.algebra.Tensor;
import thalweg.training.data.Column;
import thalweg.training.data.Dataset;

/// All rows of a data set.
///
/// @param given as the data say them
/// @param seen as a network sees them
record ConstantRows(Dataset given, Dataset seen, DType type) implements Rows {
  @Override
  public int count() {
    return seen.rows();
  }

  @Override
  public Tensor column(String name) {
    boolean isReal = seen.column(name).kind().type().isReal();
    return Tensor.of(seen.numbers(name, isReal ? type : DType.INT));
  }

  @Override
  public Column.Kind kind(String name) {
    return given.column(name).kind();
  }
}

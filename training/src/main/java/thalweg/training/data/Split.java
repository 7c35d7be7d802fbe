package thalweg.training.data;

/// Rows to learn from and rows, never learnt from, to be judged by. Test columns are put into the
/// order of the training columns, by their names, and are scaled as those are.
public record Split(Dataset train, Dataset test) {
  /// @throws IllegalArgumentException if the two differ in the shape of a row, in their classes or
  ///   in the names of their columns
  public Split {
    if (!train.rowShape().equals(test.rowShape())) {
      throw new IllegalArgumentException(
          "split: training rows have shape "
              + train.rowShape()
              + ", test rows "
              + test.rowShape()
              + "; they must be equal.");
    }
    if (!train.classNames().equals(test.classNames())) {
      throw new IllegalArgumentException(
          "split: the training classes are "
              + train.classNames()
              + ", the test classes "
              + test.classNames()
              + "; they must be equal.");
    }
    test = test.arranged(train.columns());
  }

  /// Returns the same rows with columns that bring the training rows to mean 0 and standard
  /// deviation 1: for tables, whose columns have units. The test rows have no say.
  public Split standardised() {
    return new Split(train.standardised(), test);
  }
}

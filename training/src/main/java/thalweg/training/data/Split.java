package thalweg.training.data;

/// Rows to learn from and rows, never learnt from, to be judged by.
public record Split(Dataset train, Dataset test) {
  /// @throws IllegalArgumentException if the two differ in the shape of a row or in their classes
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
  }
}

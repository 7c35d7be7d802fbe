package thalweg.training.data;

import org.jspecify.annotations.Nullable;

/// Rows to learn from and rows, never learnt from, to be judged by. The fields of all parts are put
/// into the order of the training fields, by their names, and are scaled as those are.
///
/// @param train to learn from
/// @param validation to choose by, such as when to stop; null if there are none
/// @param test to be judged by; null if there are none
public record Split(Dataset train, @Nullable Dataset validation, @Nullable Dataset test) {
  /// @throws IllegalArgumentException if the parts differ in the shape of a row, in their classes
  ///   or in the names of their fields
  public Split {
    validation = validation == null ? null : alike("validation", validation, train);
    test = test == null ? null : alike("test", test, train);
  }

  /// Returns rows to learn from and rows to be judged by.
  public Split(Dataset train, Dataset test) {
    this(train, null, test);
  }

  /// Returns rows to learn from alone.
  public static Split of(Dataset train) {
    return new Split(train, null, null);
  }

  private static Dataset alike(String part, Dataset data, Dataset train) {
    if (!train.rowShape().equals(data.rowShape())) {
      throw new IllegalArgumentException(
          "split: training rows have shape "
              + train.rowShape()
              + ", "
              + part
              + " rows "
              + data.rowShape()
              + "; they must be equal.");
    }
    if (!train.classNames().equals(data.classNames())) {
      throw new IllegalArgumentException(
          "split: the training classes are "
              + train.classNames()
              + ", the "
              + part
              + " classes "
              + data.classNames()
              + "; they must be equal.");
    }
    return data.describedBy(train.kinds());
  }

  /// Returns the same rows with columns that bring the training rows to mean 0 and standard
  /// deviation 1: for tables, whose columns have units. The other parts have no say.
  public Split standardised() {
    return new Split(train.standardised(), validation, test);
  }
}

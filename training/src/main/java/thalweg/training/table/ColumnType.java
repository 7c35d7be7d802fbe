package thalweg.training.table;

/// What a column of a table holds.
public enum ColumnType {
  NUMBER("number"),
  /// Names of groups, each of which many rows share.
  CATEGORY("category"),
  /// Dates, times of day, or both.
  DATE("date"),
  /// A name of its own for nearly every row.
  IDENTIFIER("identifier"),
  /// Words that nearly no two rows share.
  TEXT("text"),
  /// The same in all rows.
  CONSTANT("constant"),
  /// Nothing in any row.
  EMPTY("empty");

  private final String word;

  ColumnType(String word) {
    this.word = word;
  }

  /// Returns it as a word, such as `number`.
  @Override
  public String toString() {
    return word;
  }

  /// Returns whether a number can be made of it that a network learns from.
  public boolean isLearnt() {
    return this == NUMBER || this == CATEGORY || this == DATE;
  }
}

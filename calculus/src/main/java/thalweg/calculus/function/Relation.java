package thalweg.calculus.function;

/// How two numbers may compare. Nothing compares with NaN: all relations are false of it, but for
/// `!=`, which is the opposite of `==`.
public enum Relation {
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">="),
  EQUAL("=="),
  UNEQUAL("!=");

  private final String symbol;

  Relation(String symbol) {
    this.symbol = symbol;
  }

  /// Returns how the relation is written.
  public String symbol() {
    return symbol;
  }

  /// Returns whether the relation is true of two numbers.
  public boolean holds(double left, double right) {
    return switch (this) {
      case LESS -> left < right;
      case AT_MOST -> left <= right;
      case GREATER -> left > right;
      case AT_LEAST -> left >= right;
      case EQUAL -> left == right;
      case UNEQUAL -> left != right;
    };
  }
}

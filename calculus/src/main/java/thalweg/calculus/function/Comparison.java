package thalweg.calculus.function;

/// What `if` asks of two numbers in a formula.
public enum Comparison {
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  EQUAL("=="),
  DIFFERENT("!=");

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  /// Returns how the comparison is written.
  public String symbol() {
    return symbol;
  }

  /// Returns whether it holds; where a number is NaN, only [#DIFFERENT] does.
  public boolean holds(double left, double right) {
    return switch (this) {
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
      case EQUAL -> left == right;
      case DIFFERENT -> left != right;
    };
  }
}

package thalweg.calculus.function;

/// The operations written between two operands.
public enum Operator {
  ADD("+", 1),
  SUBTRACT("-", 1),
  MULTIPLY("*", 2),
  DIVIDE("/", 2),
  POWER("^", 4);

  private final String symbol;
  private final int binding;

  Operator(String symbol, int binding) {
    this.symbol = symbol;
    this.binding = binding;
  }

  /// Returns how the operation is written.
  public String symbol() {
    return symbol;
  }

  /// Returns how tightly the operation holds its operands: the greater, the tighter. The unary
  /// minus stands at 3, so that −x^2 is −(x^2).
  int binding() {
    return binding;
  }

  /// Returns the value for two operands, in IEEE double.
  public double at(double left, double right) {
    return switch (this) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case POWER -> Powers.power(left, right);
    };
  }
}

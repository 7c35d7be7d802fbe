package thalweg.calculus.function;

/// The operations on two operands: five signs written between them, and the functions of two
/// arguments.
public enum Operator {
  ADD("+", 1),
  SUBTRACT("-", 1),
  MULTIPLY("*", 2),
  DIVIDE("/", 2),
  POWER("^", 4),
  /// The angle of the point (right, left), in −π to π: `atan2(y, x)`. It jumps by 2π across the
  /// negative half of the axis x, where its rate is that of the side its value belongs to.
  ATAN2("atan2", Operator.CALLED),
  /// √(left² + right²), which overflows only where the result does.
  HYPOT("hypot", Operator.CALLED);

  private static final int CALLED = 5;

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

  /// Returns whether the operation is written as a function, `hypot(x, y)`, and not as a sign.
  boolean isCalled() {
    return binding == CALLED;
  }

  /// Returns the value for two operands, in IEEE double.
  public double at(double left, double right) {
    return switch (this) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case POWER -> Powers.power(left, right);
      case ATAN2 -> StrictMath.atan2(left, right);
      case HYPOT -> StrictMath.hypot(left, right);
    };
  }
}

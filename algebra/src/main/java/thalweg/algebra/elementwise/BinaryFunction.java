package thalweg.algebra.elementwise;

/// Functions of two numbers. Comparisons give 1 for true and 0 for false.
public enum BinaryFunction {
  ADD("add"),
  SUBTRACT("subtract"),
  MULTIPLY("multiply"),
  DIVIDE("divide"),
  POWER("power"),
  /// The larger, NaN if either is.
  MAXIMUM("maximum"),
  /// The smaller, NaN if either is.
  MINIMUM("minimum"),
  EQUAL("equal"),
  LESS("less"),
  LESS_OR_EQUAL("lessOrEqual");

  private final String method;

  BinaryFunction(String method) {
    this.method = method;
  }

  /// Returns the name of the method that computes it of two vectors of numbers.
  public String method() {
    return method;
  }
}

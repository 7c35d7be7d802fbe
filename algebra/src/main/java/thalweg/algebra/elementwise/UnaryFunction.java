package thalweg.algebra.elementwise;

/// Functions of one number. Their derivatives stand in `thalweg.calculus.gradient`.
public enum UnaryFunction {
  NEGATE("negate"),
  ABSOLUTE("absolute"),
  SIGN("sign"),
  /// The largest whole number that is not above x.
  FLOOR("floor"),
  SQUARE_ROOT("squareRoot"),
  EXP("exp"),
  EXPM1("expm1"),
  LOG("log"),
  LOG1P("log1p"),
  SIN("sin"),
  COS("cos"),
  TANH("tanh"),
  SIGMOID("sigmoid"),
  SOFTPLUS("softplus"),
  ERF("erf"),
  /// x where x > 0 (and where x is NaN), else 0. Not a maximum: its slope at 0 is 0 by convention.
  RELU("relu");

  private final String method;

  UnaryFunction(String method) {
    this.method = method;
  }

  /// Returns the name of the method that computes it, of a tensor or of one vector of numbers.
  public String method() {
    return method;
  }
}

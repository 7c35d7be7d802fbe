package thalweg.calculus.function;

import java.util.List;

/// A function written as text, such as `0.01*x^2 + 0.1*x` or `exp(-(x0^2 + x1^2))`.
///
/// In order of how tightly they hold: `+ -`, then `* /`, then a sign before an operand, then `^`
/// (also written `**`), which groups to the right: −x^2 is −(x^2), 2^3^2 is 2^9, and 2^-3 is 1/8.
/// Numbers are written like 2, .5 or 1e-4; `pi` and `e` are constants; the functions are those of
/// [Elementary], `pow`, `atan2` and `hypot` of two operands, and `min` and `max` of two or more.
/// `if(condition, a, b)` is a where the condition holds and b elsewhere; conditions compare by `<
/// <= > >= == !=` and are joined by `and`, `or` and `not`. `ln`, `arcsin` and the like are
/// understood for `log` and `asin`. Every other name is a variable. The sign of a product must be
/// written: 2*x, not 2x, and what a function is of stands in parentheses: a name such as `sinx` is
/// refused unless it is listed as a variable.
public final class Formula implements MultivariateFunction {
  /// The longest formula that is read, in characters.
  public static final int LONGEST = 2_000;

  /// The deepest nesting of parentheses, signs, powers and calls.
  public static final int DEEPEST = 200;

  private final String text;
  private final Expression expression;
  private final List<String> variables;

  private Formula(String text, Expression expression, List<String> variables) {
    this.text = text;
    this.expression = expression;
    this.variables = List.copyOf(variables);
  }

  /// Returns the function that `text` describes, its variables in order of their first appearance.
  ///
  /// @throws FormulaException if the text is not a formula
  public static Formula parse(String text) {
    ExpressionParser parser = new ExpressionParser(text);
    return new Formula(text, parser.parse(), parser.variables());
  }

  /// Returns the function that `text` describes, of the given variables in the given order; it need
  /// not use all of them.
  ///
  /// @throws FormulaException if the text is not a formula or has another variable
  /// @throws IllegalArgumentException if a variable is not a name, is taken by a constant or
  ///   function, or is listed twice
  public static Formula parse(String text, List<String> variables) {
    Names.checkVariables(variables);
    ExpressionParser parser = new ExpressionParser(text, variables);
    return new Formula(text, parser.parse(), variables);
  }

  /// Returns the text as it was given.
  public String text() {
    return text;
  }

  /// Returns the tree that the text describes.
  public Expression expression() {
    return expression;
  }

  /// Returns the names of the variables, in the order of a point's coordinates.
  public List<String> variables() {
    return variables;
  }

  /// Returns the value at the point `x`, one coordinate for each of [#variables()].
  ///
  /// @throws IllegalArgumentException if the point has another number of coordinates
  @Override
  public double at(double... x) {
    check(x.length);
    return expression.at(x);
  }

  /// Returns the value at the point `x` in numbers of any kind.
  ///
  /// @param like any number of that kind, of which constants are made
  /// @throws IllegalArgumentException if the point has another number of coordinates
  public <R extends Real<R>> R over(R[] x, R like) {
    check(x.length);
    return expression.over(x, like);
  }

  private void check(int coordinates) {
    if (coordinates != variables.size()) {
      throw new IllegalArgumentException(
          "formula "
              + FormulaException.shown(text)
              + ": the point has "
              + coordinates
              + " coordinates; the variables are "
              + FormulaException.shown(variables.toString())
              + ", so it needs "
              + variables.size()
              + ".");
    }
  }

  /// Returns this formula as a function of its only variable; a formula without variables becomes a
  /// constant function.
  ///
  /// @throws IllegalArgumentException if there are more variables than one
  public ScalarFunction asScalar() {
    if (variables.size() > 1) {
      throw new IllegalArgumentException(
          "formula "
              + FormulaException.shown(text)
              + ": has the variables "
              + FormulaException.shown(variables.toString())
              + " where a function of one is needed. Ask for its gradient, or write numbers in"
              + " place of the others.");
    }
    return variables.isEmpty() ? _ -> at() : x -> at(x);
  }

  /// Returns the text as it was given.
  @Override
  public String toString() {
    return text;
  }
}

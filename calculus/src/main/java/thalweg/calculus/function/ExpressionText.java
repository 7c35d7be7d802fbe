package thalweg.calculus.function;

import java.util.List;
import java.util.stream.Collectors;

/// Writes an expression down in the grammar that [ExpressionParser] reads.
final class ExpressionText {
  private static final int UNARY = 3;
  private static final int ATOM = 5;

  private ExpressionText() {}

  static String of(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> number(literal.value());
      case Expression.Variable variable -> variable.name();
      case Expression.Negation negation -> "-" + within(negation.operand(), UNARY);
      case Expression.Binary binary -> binary(binary);
      case Expression.Call call -> call.function().written() + "(" + call.argument().text() + ")";
      case Expression.Min min -> "min" + list(min.operands());
      case Expression.Max max -> "max" + list(max.operands());
      case Expression.Pair pair ->
          pair.function().written() + list(List.of(pair.left(), pair.right()));
      case Expression.If choice ->
          "if("
              + choice.left().text()
              + " "
              + choice.comparison().symbol()
              + " "
              + choice.right().text()
              + ", "
              + choice.then().text()
              + ", "
              + choice.otherwise().text()
              + ")";
    };
  }

  private static String binary(Expression.Binary binary) {
    int binding = binary.operator().binding();
    if (binary.operator() == Operator.POWER) {
      // Groups to the right, and its exponent may carry a sign: 2^-x^2 is 2^(-(x^2)).
      return within(binary.left(), ATOM) + "^" + within(binary.right(), UNARY);
    }
    return within(binary.left(), binding)
        + " "
        + binary.operator().symbol()
        + " "
        + within(binary.right(), binding + 1);
  }

  private static String within(Expression expression, int needed) {
    return binding(expression) < needed ? "(" + of(expression) + ")" : of(expression);
  }

  private static int binding(Expression expression) {
    return switch (expression) {
      case Expression.Binary binary -> binary.operator().binding();
      case Expression.Negation _ -> UNARY;
      case Expression.Literal literal -> literal.value() < 0 ? UNARY : ATOM;
      case Expression.Variable _,
          Expression.Call _,
          Expression.Min _,
          Expression.Max _,
          Expression.Pair _,
          Expression.If _ ->
          ATOM;
    };
  }

  /// Whole numbers without the ".0" that Java adds.
  private static String number(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String list(List<Expression> operands) {
    return operands.stream().map(Expression::text).collect(Collectors.joining(", ", "(", ")"));
  }
}

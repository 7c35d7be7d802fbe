package thalweg.calculus.function;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/// Writes an expression down in the grammar that [ExpressionParser] reads.
final class ExpressionText {
  // Below the sums, which hold at 1.
  private static final int OR = -3;
  private static final int AND = -2;
  private static final int NOT = -1;
  private static final int COMPARISON = 0;
  private static final int SUM = 1;
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
      case Expression.If choice ->
          "if" + list(List.of(choice.condition(), choice.then(), choice.otherwise()));
      case Expression.Comparison comparison ->
          within(comparison.left(), SUM)
              + " "
              + comparison.relation().symbol()
              + " "
              + within(comparison.right(), SUM);
      case Expression.And and -> within(and.left(), AND) + " and " + within(and.right(), AND + 1);
      case Expression.Or or -> within(or.left(), OR) + " or " + within(or.right(), OR + 1);
      case Expression.Not not -> "not " + within(not.condition(), NOT);
    };
  }

  private static String binary(Expression.Binary binary) {
    if (binary.operator().isCalled()) {
      return binary.operator().symbol() + list(List.of(binary.left(), binary.right()));
    }
    if (binary.operator() == Operator.POWER) {
      // Groups to the right, and its exponent may carry a sign: 2^-x^2 is 2^(-(x^2)).
      return within(binary.left(), ATOM) + "^" + within(binary.right(), UNARY);
    }
    // A long sum leans to the left as far as it is long: it is not followed by recursion.
    Deque<Expression.Binary> chain = new ArrayDeque<>();
    Expression first = binary;
    int needed = 0;
    while (first instanceof Expression.Binary next
        && next.operator().binding() >= needed
        && next.operator() != Operator.POWER
        && !next.operator().isCalled()) {
      chain.push(next);
      needed = next.operator().binding();
      first = next.left();
    }
    StringBuilder text = new StringBuilder(within(first, needed));
    for (Expression.Binary next : chain) {
      text.append(" ").append(next.operator().symbol()).append(" ");
      text.append(within(next.right(), next.operator().binding() + 1));
    }
    return text.toString();
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
          Expression.If _ ->
          ATOM;
      case Expression.Comparison _ -> COMPARISON;
      case Expression.And _ -> AND;
      case Expression.Or _ -> OR;
      case Expression.Not _ -> NOT;
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

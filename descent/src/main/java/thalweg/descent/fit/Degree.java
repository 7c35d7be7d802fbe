package thalweg.descent.fit;

import java.util.Collection;
import java.util.List;
import thalweg.calculus.function.Expression;
import thalweg.calculus.function.Operator;

/// How an expression depends on some of its variables, as far as its writing shows.
enum Degree {
  CONSTANT,
  LINEAR,
  HIGHER;

  private static final Expression ONE = new Expression.Literal(1);

  /// Returns the degree in the chosen variables together.
  static Degree of(Expression expression, boolean[] chosen) {
    return switch (expression) {
      case Expression.Literal _ -> CONSTANT;
      case Expression.Variable it -> chosen[it.index()] ? LINEAR : CONSTANT;
      case Expression.Negation it -> of(it.operand(), chosen);
      case Expression.Binary it ->
          of(it.operator(), of(it.left(), chosen), of(it.right(), chosen), it.right());
      case Expression.Call it -> bent(List.of(it.argument()), chosen);
      case Expression.Min it -> bent(it.operands(), chosen);
      case Expression.Max it -> bent(it.operands(), chosen);
      case Expression.If it ->
          of(it.condition(), chosen) == CONSTANT
              ? of(it.then(), chosen).with(of(it.otherwise(), chosen))
              : HIGHER;
      case Expression.Comparison it -> bent(List.of(it.left(), it.right()), chosen);
      case Expression.And it -> bent(List.of(it.left(), it.right()), chosen);
      case Expression.Or it -> bent(List.of(it.left(), it.right()), chosen);
      case Expression.Not it -> bent(List.of(it.condition()), chosen);
    };
  }

  private static Degree of(Operator operator, Degree left, Degree right, Expression second) {
    return switch (operator) {
      case ADD, SUBTRACT -> left.with(right);
      case MULTIPLY -> left == CONSTANT ? right : right == CONSTANT ? left : HIGHER;
      case DIVIDE -> right == CONSTANT ? left : HIGHER;
      case POWER ->
          right != CONSTANT ? HIGHER : left == CONSTANT || second.equals(ONE) ? left : HIGHER;
      case ATAN2, HYPOT -> left == CONSTANT && right == CONSTANT ? CONSTANT : HIGHER;
    };
  }

  private static Degree bent(Collection<? extends Expression> operands, boolean[] chosen) {
    return operands.stream().allMatch(operand -> of(operand, chosen) == CONSTANT)
        ? CONSTANT
        : HIGHER;
  }

  private Degree with(Degree other) {
    return compareTo(other) >= 0 ? this : other;
  }
}

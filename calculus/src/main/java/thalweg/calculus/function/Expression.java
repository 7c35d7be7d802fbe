package thalweg.calculus.function;

import java.util.List;

/// A formula as a tree: numbers and variables at the leaves, operations above them.
///
/// Immutable; equal when written alike. Whoever needs more than values (derivatives, a picture of
/// the tree) switches over the cases.
public sealed interface Expression {
  /// A number, also where a constant such as pi was written.
  record Literal(double value) implements Expression {}

  /// The variable of the given name, which stands at `index` of the point.
  record Variable(String name, int index) implements Expression {}

  /// −operand.
  record Negation(Expression operand) implements Expression {}

  /// One of the five operations on two operands.
  record Binary(Operator operator, Expression left, Expression right) implements Expression {}

  /// A function of one argument.
  record Call(Elementary function, Expression argument) implements Expression {}

  /// The least of two or more operands.
  record Min(List<Expression> operands) implements Expression {
    public Min {
      operands = twoOrMore("min", operands);
    }
  }

  /// The greatest of two or more operands.
  record Max(List<Expression> operands) implements Expression {
    public Max {
      operands = twoOrMore("max", operands);
    }
  }

  /// The length of the hypotenuse over two sides, or the angle of the point (right, left) seen from
  /// the origin.
  record Pair(PairFunction function, Expression left, Expression right) implements Expression {}

  /// One of two expressions, by a comparison.
  record If(
      Comparison comparison,
      Expression left,
      Expression right,
      Expression then,
      Expression otherwise)
      implements Expression {}

  /// Returns the value at the point `x`; NaN where the expression is not defined. The bits are the
  /// same on every platform.
  ///
  /// @throws ArrayIndexOutOfBoundsException if `x` lacks a variable
  default double at(double[] x) {
    return switch (this) {
      case Literal literal -> literal.value;
      case Variable variable -> x[variable.index];
      case Negation negation -> -negation.operand.at(x);
      case Binary binary -> binary.operator.at(binary.left.at(x), binary.right.at(x));
      case Call call -> call.function.at(call.argument.at(x));
      case Min min -> {
        double least = min.operands.getFirst().at(x);
        for (Expression operand : min.operands.subList(1, min.operands.size())) {
          least = Math.min(least, operand.at(x));
        }
        yield least;
      }
      case Max max -> {
        double greatest = max.operands.getFirst().at(x);
        for (Expression operand : max.operands.subList(1, max.operands.size())) {
          greatest = Math.max(greatest, operand.at(x));
        }
        yield greatest;
      }
      case Pair pair -> pair.function.at(pair.left.at(x), pair.right.at(x));
      case If choice ->
          choice.comparison.holds(choice.left.at(x), choice.right.at(x))
              ? choice.then.at(x)
              : choice.otherwise.at(x);
    };
  }

  /// Returns the value at the point `x` in numbers of any kind.
  ///
  /// @param like any number of that kind, of which constants are made
  /// @throws ArrayIndexOutOfBoundsException if `x` lacks a variable
  default <R extends Real<R>> R over(R[] x, R like) {
    return switch (this) {
      case Literal literal -> like.constant(literal.value);
      case Variable variable -> x[variable.index];
      case Negation negation -> negation.operand.over(x, like).negate();
      case Binary binary -> {
        R left = binary.left.over(x, like);
        R right = binary.right.over(x, like);
        yield switch (binary.operator) {
          case ADD -> left.plus(right);
          case SUBTRACT -> left.minus(right);
          case MULTIPLY -> left.times(right);
          case DIVIDE -> left.over(right);
          case POWER -> left.power(right);
        };
      }
      case Call call -> call.argument.over(x, like).apply(call.function);
      case Min min -> extreme(min.operands, false, x, like);
      case Max max -> extreme(max.operands, true, x, like);
      case Pair pair -> pair.function.over(pair.left.over(x, like), pair.right.over(x, like));
      case If choice ->
          choice.comparison.holds(
                  choice.left.over(x, like).value(), choice.right.over(x, like).value())
              ? choice.then.over(x, like)
              : choice.otherwise.over(x, like);
    };
  }

  private static <R extends Real<R>> R extreme(
      List<Expression> operands, boolean greatest, R[] x, R like) {
    R best = operands.getFirst().over(x, like);
    for (Expression operand : operands.subList(1, operands.size())) {
      R other = operand.over(x, like);
      double chosen =
          greatest ? Math.max(best.value(), other.value()) : Math.min(best.value(), other.value());
      if (Double.compare(chosen, best.value()) != 0) {
        best = other;
      }
    }
    return best;
  }

  /// Returns how many numbers, variables and operations this expression is made of.
  default int nodes() {
    return switch (this) {
      case Literal _, Variable _ -> 1;
      case Negation negation -> 1 + negation.operand.nodes();
      case Binary binary -> 1 + binary.left.nodes() + binary.right.nodes();
      case Call call -> 1 + call.argument.nodes();
      case Min min -> 1 + min.operands.stream().mapToInt(Expression::nodes).sum();
      case Max max -> 1 + max.operands.stream().mapToInt(Expression::nodes).sum();
      case Pair pair -> 1 + pair.left.nodes() + pair.right.nodes();
      case If choice ->
          1
              + choice.left.nodes()
              + choice.right.nodes()
              + choice.then.nodes()
              + choice.otherwise.nodes();
    };
  }

  /// Returns this expression written down with as few parentheses as the grammar of [Formula]
  /// needs; parsed again it gives an equal expression, unless it holds a negative number.
  default String text() {
    return ExpressionText.of(this);
  }

  private static List<Expression> twoOrMore(String name, List<Expression> operands) {
    if (operands.size() < 2) {
      throw new IllegalArgumentException(
          name + ": " + operands.size() + " operands given; it needs 2 or more.");
    }
    return List.copyOf(operands);
  }
}

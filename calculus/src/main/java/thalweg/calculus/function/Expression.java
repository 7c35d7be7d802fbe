package thalweg.calculus.function;

import java.util.Arrays;
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

  /// One of the operations on two operands.
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

  /// `then` where the condition holds, `otherwise` where it does not. Only the one that is taken is
  /// evaluated, and its rate of change is the whole's, also where the condition is about to change.
  record If(Condition condition, Expression then, Expression otherwise) implements Expression {}

  /// What holds or does not. As a number it is 1 where it holds and 0 where not; a [Formula] has it
  /// only in the place of a condition.
  sealed interface Condition extends Expression {
    /// Returns whether the condition holds at the point `x`.
    default boolean holds(double[] x) {
      return switch (this) {
        case Comparison comparison ->
            comparison.relation.holds(comparison.left.at(x), comparison.right.at(x));
        case And and -> and.left.holds(x) && and.right.holds(x);
        case Or or -> or.left.holds(x) || or.right.holds(x);
        case Not not -> !not.condition.holds(x);
      };
    }
  }

  /// Two numbers compared.
  record Comparison(Relation relation, Expression left, Expression right) implements Condition {}

  /// Holds where both do.
  record And(Condition left, Condition right) implements Condition {}

  /// Holds where at least one does.
  record Or(Condition left, Condition right) implements Condition {}

  /// Holds where the condition does not.
  record Not(Condition condition) implements Condition {}

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
      case If choice -> (choice.condition.holds(x) ? choice.then : choice.otherwise).at(x);
      case Condition condition -> condition.holds(x) ? 1 : 0;
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
          case ATAN2 -> left.atan2(right);
          case HYPOT -> left.hypot(right);
        };
      }
      case Call call -> call.argument.over(x, like).apply(call.function);
      case Min min -> {
        R least = min.operands.getFirst().over(x, like);
        for (Expression operand : min.operands.subList(1, min.operands.size())) {
          least = least.min(operand.over(x, like));
        }
        yield least;
      }
      case Max max -> {
        R greatest = max.operands.getFirst().over(x, like);
        for (Expression operand : max.operands.subList(1, max.operands.size())) {
          greatest = greatest.max(operand.over(x, like));
        }
        yield greatest;
      }
      case If choice ->
          (choice.condition.holds(values(x)) ? choice.then : choice.otherwise).over(x, like);
      case Condition condition -> like.constant(condition.at(values(x)));
    };
  }

  private static <R extends Real<R>> double[] values(R[] x) {
    return Arrays.stream(x).mapToDouble(Real::value).toArray();
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
      case If choice ->
          1 + choice.condition.nodes() + choice.then.nodes() + choice.otherwise.nodes();
      case Comparison comparison -> 1 + comparison.left.nodes() + comparison.right.nodes();
      case And and -> 1 + and.left.nodes() + and.right.nodes();
      case Or or -> 1 + or.left.nodes() + or.right.nodes();
      case Not not -> 1 + not.condition.nodes();
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

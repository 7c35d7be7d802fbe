package thalweg.calculus.gradient.forward;

import java.util.List;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Expression;
import thalweg.calculus.function.Formula;

/// How far rounding may have carried a formula's exact derivatives from the truth, as [BoundedJet]
/// follows it.
///
/// The truth is that of the formula in real numbers, its numbers and the point being the doubles
/// that they are read as. At a kink the bound holds the slopes on all sides; at a jump it is
/// infinite, and so it is beside a branch of `if` that is not finite where rounding, or equality,
/// leaves the branch open.
final class RunningError {
  private final double[] point;
  private final BoundedJet[] x;
  private final int order;
  private boolean kinked;

  private RunningError(double[] point, double[] direction, int order) {
    this.point = point;
    this.order = order;
    this.x = new BoundedJet[point.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = BoundedJet.moving(point[i], direction[i], order);
    }
  }

  /// A bound, and whether it is so wide because of a kink and not because of rounding.
  record Bound(double error, boolean kinked) {}

  /// Returns the bound of `derivative`, which forward mode gave for that order along `direction`.
  static Bound of(
      Formula formula, double[] point, double[] direction, int order, double derivative) {
    RunningError running = new RunningError(point, direction, order);
    BoundedJet jet = running.of(formula.expression());
    double factorial = 1;
    for (int i = 2; i <= order; i++) {
      factorial *= i;
    }
    // Forward mode may have taken another way to its own result.
    double apart = Math.abs(factorial * jet.c[order] - derivative);
    // The bounds are rounded themselves; and no double is known closer than to its last place.
    double error =
        (factorial * jet.error[order] + apart) * (1 + 0x1p-40)
            + Math.ulp(1.0) * Math.abs(derivative);
    return new Bound(Double.isNaN(error) ? Double.POSITIVE_INFINITY : error, running.kinked);
  }

  private BoundedJet of(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> BoundedJet.constant(literal.value(), 0, order);
      case Expression.Variable variable -> x[variable.index()];
      case Expression.Negation negation -> of(negation.operand()).negate();
      case Expression.Binary binary -> {
        BoundedJet left = of(binary.left());
        BoundedJet right = of(binary.right());
        yield switch (binary.operator()) {
          case ADD -> left.plus(right);
          case SUBTRACT -> left.minus(right);
          case MULTIPLY -> left.times(right);
          case DIVIDE -> left.over(right);
          case POWER -> left.power(right);
          case ATAN2 -> angle(left, right);
          case HYPOT -> length(left, right);
        };
      }
      case Expression.Call call -> called(call.function(), of(call.argument()));
      case Expression.Min min -> extreme(min.operands(), -1);
      case Expression.Max max -> extreme(max.operands(), 1);
      case Expression.If choice -> {
        boolean holds = choice.condition().holds(point);
        BoundedJet taken = of(holds ? choice.then() : choice.otherwise());
        yield isOpen(choice.condition())
            ? either(taken, of(holds ? choice.otherwise() : choice.then()))
            : taken;
      }
      case Expression.Condition condition -> BoundedJet.constant(condition.at(point), 0, order);
    };
  }

  private BoundedJet called(Elementary function, BoundedJet argument) {
    double value = argument.c[0];
    double width = argument.error[0];
    boolean moves = !argument.isConstant();
    return switch (function) {
      case ABS, RELU -> {
        if (!argument.mayVanish() || (!moves && width == 0)) {
          yield argument.apply(function);
        }
        kinked |= moves;
        // Of slopes from −1 or 0 to 1 the rule takes one.
        double slope = function == Elementary.ABS && value != 0 ? 2 : 1;
        yield argument
            .apply(function)
            .widened(width, slope * rate(argument), Double.POSITIVE_INFINITY);
      }
      case FLOOR, CEIL, ROUND, SIGN -> {
        double low = function.at(Math.nextDown(value - width));
        double high = function.at(Math.nextUp(value + width));
        double jump = width == 0 ? 0 : high - low;
        boolean jumps = low != high && moves;
        kinked |= jumps;
        BoundedJet level = BoundedJet.constant(function.at(value), jump, order);
        yield jumps ? level.widened(0, Double.POSITIVE_INFINITY) : level;
      }
      default -> argument.apply(function);
    };
  }

  /// The most that the argument's rate may be.
  private static double rate(BoundedJet argument) {
    return Math.abs(argument.c[1]) + argument.error[1];
  }

  private BoundedJet extreme(List<Expression> operands, int sign) {
    BoundedJet best = of(operands.getFirst());
    for (Expression operand : operands.subList(1, operands.size())) {
      BoundedJet other = of(operand);
      double ahead = sign * (other.c[0] - best.c[0]);
      BoundedJet chosen = ahead > 0 || Double.isNaN(other.c[0]) ? other : best;
      boolean open = Math.abs(ahead) <= best.error[0] + other.error[0];
      best = open ? either(chosen, chosen == best ? other : best) : chosen;
    }
    return best;
  }

  private BoundedJet either(BoundedJet taken, BoundedJet other) {
    BoundedJet both = taken.orElse(other);
    kinked |= both.error[1] > taken.error[1] + other.error[1];
    return both;
  }

  private boolean isOpen(Expression.Condition condition) {
    return switch (condition) {
      case Expression.Comparison comparison ->
          of(comparison.left()).minus(of(comparison.right())).mayVanish();
      case Expression.And and -> isOpen(and.left()) || isOpen(and.right());
      case Expression.Or or -> isOpen(or.left()) || isOpen(or.right());
      case Expression.Not not -> isOpen(not.condition());
    };
  }

  private BoundedJet length(BoundedJet left, BoundedJet right) {
    if (left.mayVanish() && right.mayVanish()) {
      boolean moves = !left.isConstant() || !right.isConstant();
      kinked |= moves;
      return BoundedJet.constant(0, left.error[0] + right.error[0], order)
          .widened(0, rate(left) + rate(right), moves ? Double.POSITIVE_INFINITY : 0);
    }
    return left.hypot(right);
  }

  private BoundedJet angle(BoundedJet y, BoundedJet x) {
    BoundedJet angle = y.atan2(x);
    boolean jumps =
        y.mayVanish()
            && x.c[0] <= x.error[0]
            && !(y.isConstant() && y.error[0] == 0 && x.isConstant());
    kinked |= jumps;
    return jumps ? angle.widened(Double.POSITIVE_INFINITY) : angle;
  }
}

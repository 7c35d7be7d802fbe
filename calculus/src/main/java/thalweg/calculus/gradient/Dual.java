package thalweg.calculus.gradient;

import java.util.List;
import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Expression;
import thalweg.calculus.function.Operator;

/// A value and its exact rate of change along a direction: forward mode, with a rule for each
/// operation of a formula.
///
/// Source of the rules: any table of derivatives. At a kink the rate is that of one side or 0: 0
/// for abs and relu at 0; of the first of equal operands for min and max.
///
/// @param value the value, the same bits as `Expression.at` gives
/// @param tangent its rate of change along the direction
record Dual(double value, double tangent) {
  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

  /// Returns value and rate of change of `expression` at `x` along `direction`.
  static Dual of(Expression expression, double[] x, double[] direction) {
    return switch (expression) {
      case Expression.Literal literal -> new Dual(literal.value(), 0);
      case Expression.Variable variable ->
          new Dual(x[variable.index()], direction[variable.index()]);
      case Expression.Negation negation -> {
        Dual a = of(negation.operand(), x, direction);
        yield new Dual(-a.value, -a.tangent);
      }
      case Expression.Binary binary ->
          binary(
              binary.operator(), of(binary.left(), x, direction), of(binary.right(), x, direction));
      case Expression.Call call -> call(call.function(), of(call.argument(), x, direction));
      case Expression.Min min -> extreme(min.operands(), false, x, direction);
      case Expression.Max max -> extreme(max.operands(), true, x, direction);
    };
  }

  private static Dual binary(Operator operator, Dual a, Dual b) {
    double value = operator.at(a.value, b.value);
    return new Dual(
        value,
        switch (operator) {
          case ADD -> a.tangent + b.tangent;
          case SUBTRACT -> a.tangent - b.tangent;
          case MULTIPLY -> scaled(a.tangent, b.value) + scaled(b.tangent, a.value);
          case DIVIDE -> (a.tangent - scaled(b.tangent, value)) / b.value;
          case POWER -> power(a, b, value);
        });
  }

  /// (aᵇ)′ = b·aᵇ⁻¹·a′ + aᵇ·ln a·b′.
  private static double power(Dual a, Dual b, double value) {
    double base = b.value == 0 ? 0 : b.value * Operator.POWER.at(a.value, b.value - 1);
    // Where aᵇ is 0 it stays 0 for every b > 0, although ln 0 is infinite.
    double exponent = value == 0 && b.value > 0 ? 0 : value * Elementary.LOG.at(a.value);
    return scaled(a.tangent, base) + scaled(b.tangent, exponent);
  }

  private static Dual call(Elementary function, Dual a) {
    double x = a.value;
    double value = function.at(x);
    double rate =
        switch (function) {
          case SIN -> Elementary.COS.at(x);
          case COS -> -Elementary.SIN.at(x);
          case TAN -> 1 + value * value;
          case ASIN -> 1 / Math.sqrt((1 - x) * (1 + x));
          case ACOS -> -1 / Math.sqrt((1 - x) * (1 + x));
          case ATAN -> 1 / (1 + x * x);
          case SINH -> Elementary.COSH.at(x);
          case COSH -> Elementary.SINH.at(x);
          // Not 1 − tanh², which is 0 long before the slope is.
          case TANH -> 1 / Elementary.COSH.at(x) / Elementary.COSH.at(x);
          case EXP -> value;
          case LOG -> x < 0 ? Double.NaN : 1 / x;
          case SQRT -> 0.5 / value;
          case ABS -> Math.signum(x);
          case ERF -> TWO_OVER_ROOT_PI * Elementary.EXP.at(-x * x);
          case SIGMOID -> value * Elementary.SIGMOID.at(-x);
          case RELU -> Double.isNaN(x) ? x : x > 0 ? 1 : 0;
        };
    return new Dual(value, scaled(a.tangent, rate));
  }

  private static Dual extreme(
      List<Expression> operands, boolean greatest, double[] x, double[] direction) {
    Dual best = of(operands.getFirst(), x, direction);
    for (Expression operand : operands.subList(1, operands.size())) {
      Dual other = of(operand, x, direction);
      double chosen =
          greatest ? Math.max(best.value, other.value) : Math.min(best.value, other.value);
      if (Double.compare(chosen, best.value) != 0) {
        best = other;
      }
    }
    return best;
  }

  /// tangent · rate, where a tangent of 0 stays 0 even if the rate is infinite or NaN: what does
  /// not move cannot change the result.
  private static double scaled(double tangent, double rate) {
    return tangent == 0 ? 0 : tangent * rate;
  }
}

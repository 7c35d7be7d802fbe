package thalweg.calculus.derivative;

import thalweg.calculus.function.Elementary;
import thalweg.calculus.function.Real;

/// Value and derivative to about 30 digits: what the answers in doubles are measured by. NaN at the
/// kinks of abs and relu.
record ExactDual(DoubleDouble v, DoubleDouble d) implements Real<ExactDual> {
  static ExactDual variable(double x) {
    return new ExactDual(DoubleDouble.of(x), DoubleDouble.ONE);
  }

  private static ExactDual of(DoubleDouble v, DoubleDouble d) {
    return new ExactDual(v, d);
  }

  @Override
  public double value() {
    return v.high();
  }

  @Override
  public ExactDual constant(double c) {
    return of(DoubleDouble.of(c), DoubleDouble.ZERO);
  }

  @Override
  public ExactDual negate() {
    return of(v.negate(), d.negate());
  }

  @Override
  public ExactDual plus(ExactDual o) {
    return of(v.plus(o.v), d.plus(o.d));
  }

  @Override
  public ExactDual minus(ExactDual o) {
    return of(v.minus(o.v), d.minus(o.d));
  }

  @Override
  public ExactDual times(ExactDual o) {
    return of(v.times(o.v), d.times(o.v).plus(v.times(o.d)));
  }

  @Override
  public ExactDual over(ExactDual o) {
    DoubleDouble q = v.over(o.v);
    return of(q, d.minus(q.times(o.d)).over(o.v));
  }

  @Override
  public ExactDual power(ExactDual o) {
    DoubleDouble p = v.power(o.v);
    DoubleDouble rate = o.v.times(v.power(o.v.minus(DoubleDouble.ONE))).times(d);
    return of(p, o.d.high() == 0 ? rate : rate.plus(p.times(v.log()).times(o.d)));
  }

  @Override
  public ExactDual apply(Elementary function) {
    DoubleDouble one = DoubleDouble.ONE;
    return switch (function) {
      case SIN -> of(v.turn()[0], d.times(v.turn()[1]));
      case COS -> of(v.turn()[1], d.times(v.turn()[0]).negate());
      case TAN -> {
        DoubleDouble[] t = v.turn();
        yield of(t[0].over(t[1]), d.over(t[1].times(t[1])));
      }
      case ASIN -> of(v.asin(), d.over(root()));
      case ACOS -> of(DoubleDouble.PI.times(0.5).minus(v.asin()), d.over(root()).negate());
      case ATAN -> of(v.atan(), d.over(one.plus(v.times(v))));
      case SINH -> of(v.sinh(), d.times(v.cosh()));
      case COSH -> of(v.cosh(), d.times(v.sinh()));
      case TANH -> {
        DoubleDouble c = v.cosh();
        yield of(v.sinh().over(c), d.over(c).over(c));
      }
      case EXP -> of(v.exp(), d.times(v.exp()));
      case LOG -> of(v.log(), d.over(v));
      case SQRT -> of(v.sqrt(), d.times(0.5).over(v.sqrt()));
      case ABS -> v.high() == 0 ? constant(Double.NaN) : v.high() < 0 ? negate() : this;
      case ERF ->
          of(v.erf(), d.times(v.times(v).negate().exp()).times(2).over(DoubleDouble.PI.sqrt()));
      case SIGMOID -> {
        DoubleDouble e = v.negate().exp();
        DoubleDouble s = one.over(one.plus(e));
        yield of(s, d.times(s).times(e.over(one.plus(e))));
      }
      // Digits lost to cancellation, but 30 were there.
      case EXPM1 -> of(v.exp().minus(one), d.times(v.exp()));
      case LOG1P -> of(one.plus(v).log(), d.over(one.plus(v)));
      case LOG10 ->
          of(v.log().over(DoubleDouble.of(10).log()), d.over(v).over(DoubleDouble.of(10).log()));
      case LOG2 ->
          of(v.log().over(DoubleDouble.of(2).log()), d.over(v).over(DoubleDouble.of(2).log()));
      case CBRT -> {
        DoubleDouble third = one.over(DoubleDouble.of(3));
        DoubleDouble root = v.high() < 0 ? v.negate().power(third).negate() : v.power(third);
        yield of(root, d.times(root).times(third).over(v));
      }
      case FLOOR, CEIL, ROUND, SIGN -> constant(function.at(v.high()));
      case RELU -> v.high() == 0 ? constant(Double.NaN) : v.high() > 0 ? this : constant(0);
    };
  }

  private DoubleDouble root() {
    DoubleDouble one = DoubleDouble.ONE;
    return one.minus(v).times(one.plus(v)).sqrt();
  }
}

package thalweg.studio.derivative;

import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.Formula;
import thalweg.calculus.function.ScalarFunction;
import thalweg.studio.question.Asking;
import thalweg.studio.question.View;

/// What the first view asks.
public final class DerivativeView implements View {
  /// @param formula of one variable
  /// @param from the left edge of the window
  /// @param to the right edge
  /// @param points how many values of the curve
  record Curve(String formula, double from, double to, int points) {}

  /// @param values the function's values, equally far apart from one edge to the other
  record Values(double[] values) {}

  /// @param formula of one variable
  /// @param x where
  record At(String formula, double x) {}

  /// @param derivative what the ladder says of it
  record Slope(
      double value, double derivative, double error, double step, int evaluations, String reason) {}

  @Override
  public void answer(Register register) {
    register.at("derivative/curve", Curve.class, DerivativeView::values);
    register.at("derivative/at", At.class, DerivativeView::slope);
  }

  private static Values values(Curve curve, Asking asking) {
    ScalarFunction f = asking.watched(Formula.parse(curve.formula).asScalar());
    double[] values = new double[Math.clamp(curve.points, 2, 5_000)];
    for (int i = 0; i < values.length; i++) {
      values[i] = f.at(curve.from + (curve.to - curve.from) * i / (values.length - 1));
    }
    return new Values(values);
  }

  private static Slope slope(At at, Asking asking) {
    Derivative d =
        Ladder.standard().derivative(asking.watched(Formula.parse(at.formula).asScalar()), at.x);
    return new Slope(
        d.value(), d.derivative(), d.error(), d.step(), d.evaluations(), d.reason().name());
  }
}

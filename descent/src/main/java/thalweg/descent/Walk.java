package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import thalweg.calculus.gradient.DifferentiableFunction;

/// One descent under way: the loop, and what it counts and keeps.
final class Walk {
  /// A last value is clearly worse than the first if it lies above it by more than this, relative
  /// to the first and absolute together.
  private static final double WORSE_RELATIVE = 1e-6;

  private static final double WORSE_ABSOLUTE = 1e-12;

  private final DifferentiableFunction function;
  private final GradientDescent method;
  private final int sign; // −1 down, +1 up
  private final Consumer<Iterate> listener;
  private final List<double[]> path = new ArrayList<>();
  private long valueEvaluations;
  private long gradientEvaluations;

  Walk(
      DifferentiableFunction function,
      GradientDescent method,
      int sign,
      Consumer<Iterate> listener) {
    this.function = function;
    this.method = method;
    this.sign = sign;
    this.listener = listener;
  }

  Minimum from(double[] start) {
    double[] x = start.clone();
    double[] gradient = new double[x.length];
    Iterate first = visit(0, x, gradient);
    Iterate best = first;
    Iterate here = first;
    for (int step = 1; ; step++) {
      String broken = firstNonFinite(x, here.value(), gradient);
      if (!broken.isEmpty()) {
        return end(here, best, new Outcome.NonFinite(here.step(), broken));
      }
      if (improves(here, best)) {
        best = here;
      }
      if (hasConverged(here, first, x)) {
        return end(here, best, new Outcome.Converged(here.gradientNorm(), method.tolerance()));
      }
      if (step > method.steps()) {
        return end(
            here,
            best,
            isClearlyWorse(here, first)
                ? new Outcome.Diverged(first.value(), here.value())
                : new Outcome.StepLimit());
      }
      for (int i = 0; i < x.length; i++) {
        // Two roundings, as written: no fused multiply-add here.
        double move = method.rate() * gradient[i];
        x[i] = sign < 0 ? x[i] - move : x[i] + move;
      }
      here = visit(step, x, gradient);
    }
  }

  private Iterate visit(int step, double[] x, double[] gradient) {
    if (method.keepPath()) {
      path.add(x.clone());
    }
    double value = Double.NaN;
    double norm = Double.NaN;
    if (nonFinite(x) < 0) {
      value = function.valueAndGradient(x, gradient);
      valueEvaluations += function.valuesPerGradient(x.length);
      gradientEvaluations++;
      norm = norm(gradient);
    }
    Iterate iterate = new Iterate(step, x, value, norm);
    listener.accept(iterate);
    return iterate;
  }

  /// A gradient that vanishes far up the slope, or because the difference step vanishes beside x,
  /// is no minimum.
  private boolean hasConverged(Iterate here, Iterate first, double[] x) {
    return method.tolerance() > 0
        && here.gradientNorm() <= method.tolerance()
        && !isClearlyWorse(here, first)
        && function.resolves(x);
  }

  private boolean improves(Iterate here, Iterate best) {
    return sign * here.value() > sign * best.value();
  }

  private boolean isClearlyWorse(Iterate here, Iterate first) {
    double worsening = sign * (first.value() - here.value());
    return worsening > WORSE_RELATIVE * Math.abs(first.value()) + WORSE_ABSOLUTE;
  }

  private Minimum end(Iterate last, Iterate best, Outcome outcome) {
    return new Minimum(last, best, valueEvaluations, gradientEvaluations, outcome, path);
  }

  private static String firstNonFinite(double[] x, double value, double[] gradient) {
    int coordinate = nonFinite(x);
    if (coordinate >= 0) {
      return "point[" + coordinate + "]";
    }
    if (!Double.isFinite(value)) {
      return "value";
    }
    int partial = nonFinite(gradient);
    return partial >= 0 ? "gradient[" + partial + "]" : "";
  }

  private static int nonFinite(double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isFinite(numbers[i])) {
        return i;
      }
    }
    return -1;
  }

  /// Scaled by the largest, so that no square overflows or vanishes.
  private static double norm(double[] numbers) {
    double largest = 0;
    for (double number : numbers) {
      largest = Math.max(largest, Math.abs(number));
    }
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    double sum = 0;
    for (double number : numbers) {
      sum += (number / largest) * (number / largest);
    }
    return largest * Math.sqrt(sum);
  }
}

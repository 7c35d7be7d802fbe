package thalweg.descent;

import java.util.function.Consumer;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.DifferentiableFunction;
import thalweg.calculus.gradient.NumericalGradient;

/// Walks down the gradient of a function from a starting point, or up.
public final class Descent {
  private Descent() {}

  /// Returns where gradient descent with its default settings leads from `start`, the gradient
  /// taken by central differences.
  public static Minimum minimise(MultivariateFunction function, double... start) {
    return minimise(function, start, GradientDescent.defaults());
  }

  /// Returns where the method leads from `start`, the gradient taken by central differences.
  public static Minimum minimise(
      MultivariateFunction function, double[] start, GradientDescent method) {
    return minimise(NumericalGradient.of(function), start, method);
  }

  /// Returns where the method leads from `start`.
  ///
  /// @throws IllegalArgumentException if the start has no coordinates or one that is not finite
  public static Minimum minimise(
      DifferentiableFunction function, double[] start, GradientDescent method) {
    return minimise(function, start, method, _ -> {});
  }

  /// Returns where the method leads from `start`, showing `listener` every point as it is reached,
  /// the start first. A listener that throws ends the descent.
  ///
  /// @throws IllegalArgumentException if the start has no coordinates or one that is not finite
  public static Minimum minimise(
      DifferentiableFunction function,
      double[] start,
      GradientDescent method,
      Consumer<Iterate> listener) {
    checkStart("minimise", start);
    return new Walk(function, method, -1, listener).from(start);
  }

  /// Returns where the method leads uphill from `start`, the gradient taken by central differences.
  public static Minimum maximise(
      MultivariateFunction function, double[] start, GradientDescent method) {
    return maximise(NumericalGradient.of(function), start, method);
  }

  /// Returns where the method leads uphill from `start`: x ← x + rate · gradient(x).
  ///
  /// @throws IllegalArgumentException if the start has no coordinates or one that is not finite
  public static Minimum maximise(
      DifferentiableFunction function, double[] start, GradientDescent method) {
    return maximise(function, start, method, _ -> {});
  }

  /// Returns where the method leads uphill from `start`, showing `listener` every point as it is
  /// reached.
  ///
  /// @throws IllegalArgumentException if the start has no coordinates or one that is not finite
  public static Minimum maximise(
      DifferentiableFunction function,
      double[] start,
      GradientDescent method,
      Consumer<Iterate> listener) {
    checkStart("maximise", start);
    return new Walk(function, method, 1, listener).from(start);
  }

  private static void checkStart(String operation, double[] start) {
    if (start.length == 0) {
      throw new IllegalArgumentException(
          operation + ": the start has no coordinates; give one for each variable.");
    }
    for (int i = 0; i < start.length; i++) {
      if (!Double.isFinite(start[i])) {
        throw new IllegalArgumentException(
            operation
                + ": coordinate "
                + i
                + " of the start is "
                + start[i]
                + "; it must be a finite number.");
      }
    }
  }
}

package thalweg.descent;

import thalweg.calculus.function.DifferentiableFunction;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.numerical.NumericalGradient;
import thalweg.descent.vector.Vectors;

/// Goes down a function of many variables from a starting point, or up, and says truthfully where
/// that ended.
///
/// Values alone are enough; the gradient is then taken by differences, which begin cheap and are
/// made more exact as the gradient shrinks. Where values turn out to be noisy, [ModelTrustRegion]
/// goes on in the place of a method by gradients, and [Minimum#finisher()] says so; of more than 30
/// variables, differences are made wider instead. [GradientDescent] alone keeps the tutorial's
/// central differences with the step 1e-4 throughout.
public final class Descent {
  private Descent() {}

  /// Returns where L-BFGS with its usual settings leads from `start`, the gradient taken by
  /// differences.
  ///
  /// @throws IllegalArgumentException as for [#minimise(DifferentiableFunction, double[],
  ///   DescentMethod, Options)]
  public static Minimum minimise(MultivariateFunction function, double... start) {
    return minimise(function, start, LineSearchDescent.lbfgs());
  }

  /// Returns where the method leads from `start`, the gradient taken by differences.
  ///
  /// @throws IllegalArgumentException as for [#minimise(DifferentiableFunction, double[],
  ///   DescentMethod, Options)]
  public static Minimum minimise(
      MultivariateFunction function, double[] start, DescentMethod method) {
    return minimise(function, start, method, Options.defaults());
  }

  /// Returns where the method leads from `start`, the gradient taken by differences.
  ///
  /// @throws IllegalArgumentException as for [#minimise(DifferentiableFunction, double[],
  ///   DescentMethod, Options)]
  public static Minimum minimise(
      MultivariateFunction function, double[] start, DescentMethod method, Options options) {
    return minimise(byDifferences(function, start, method), start, method, options);
  }

  /// Returns where the method leads from `start`.
  ///
  /// @throws IllegalArgumentException as for [#minimise(DifferentiableFunction, double[],
  ///   DescentMethod, Options)]
  public static Minimum minimise(
      DifferentiableFunction function, double[] start, DescentMethod method) {
    return minimise(function, start, method, Options.defaults());
  }

  /// Returns where the method leads from `start`, under the given options.
  ///
  /// @throws IllegalArgumentException if the start has no coordinates, one that is not finite or
  ///   one outside the method's bounds
  public static Minimum minimise(
      DifferentiableFunction function, double[] start, DescentMethod method, Options options) {
    return descend("minimise", function, start, method, options, 1);
  }

  /// Returns where the method leads uphill from `start`, the gradient taken by differences.
  ///
  /// @throws IllegalArgumentException as for [#maximise(DifferentiableFunction, double[],
  ///   DescentMethod, Options)]
  public static Minimum maximise(
      MultivariateFunction function, double[] start, DescentMethod method) {
    return maximise(byDifferences(function, start, method), start, method, Options.defaults());
  }

  /// Returns where the method leads uphill from `start`.
  ///
  /// @throws IllegalArgumentException as for [#maximise(DifferentiableFunction, double[],
  ///   DescentMethod, Options)]
  public static Minimum maximise(
      DifferentiableFunction function, double[] start, DescentMethod method) {
    return maximise(function, start, method, Options.defaults());
  }

  /// Returns where the method leads uphill from `start`, under the given options. What the result
  /// calls least is then greatest.
  ///
  /// @throws IllegalArgumentException if the start has no coordinates, one that is not finite or
  ///   one outside the method's bounds
  public static Minimum maximise(
      DifferentiableFunction function, double[] start, DescentMethod method, Options options) {
    return descend("maximise", function, start, method, options, -1);
  }

  /// Returns a function with a gradient by differences that begin cheap and are made more exact as
  /// the gradient shrinks, as these methods use it for functions without a gradient of their own.
  /// For one descent in one thread.
  public static DifferentiableFunction byDifferences(MultivariateFunction function, int dimension) {
    return byDifferences(function, Bounds.none(dimension));
  }

  /// Returns such a function that is never evaluated outside the bounds.
  public static DifferentiableFunction byDifferences(MultivariateFunction function, Bounds bounds) {
    return new RefiningGradient(function, bounds);
  }

  private static DifferentiableFunction byDifferences(
      MultivariateFunction function, double[] start, DescentMethod method) {
    return switch (method) {
      case GradientDescent _ -> NumericalGradient.of(function);
      case BoundedLimitedMemoryBfgs bounded -> {
        bounded.check("descent", start);
        yield new RefiningGradient(function, bounded.bounds());
      }
      case NelderMead simplex when simplex.bounds().isPresent() ->
          new RefiningGradient(function, simplex.bounds().get());
      case ModelTrustRegion model when model.bounds().isPresent() ->
          new RefiningGradient(function, model.bounds().get());
      case LineSearchDescent _, ModelTrustRegion _, NelderMead _, TrustRegionNewton _ ->
          byDifferences(function, start.length);
    };
  }

  private static Minimum descend(
      String operation,
      DifferentiableFunction function,
      double[] start,
      DescentMethod method,
      Options options,
      int sign) {
    checkStart(operation, start);
    Meter meter = new Meter(function, sign, method, start.length, options);
    return switch (method) {
      case GradientDescent rule -> new RuleWalk(meter, rule, options, start).run();
      case LineSearchDescent lines -> new LineWalk(meter, lines, options, start).run();
      case BoundedLimitedMemoryBfgs bounded -> {
        bounded.check(operation, start);
        yield new LineWalk(meter, bounded, options, start).run();
      }
      case NelderMead simplex -> {
        if (simplex.bounds().isPresent()) {
          BoundedLimitedMemoryBfgs.within(simplex.bounds().get()).check(operation, start);
        }
        yield new SimplexWalk(meter, simplex, options, start).run();
      }
      case ModelTrustRegion model -> {
        if (model.bounds().isPresent()) {
          BoundedLimitedMemoryBfgs.within(model.bounds().get()).check(operation, start);
        }
        yield new ModelWalk(meter, model, options, start).run();
      }
      case TrustRegionNewton newton -> new NewtonWalk(meter, newton, options, start).run();
    };
  }

  private static void checkStart(String operation, double[] start) {
    if (start.length == 0) {
      throw new IllegalArgumentException(
          operation + ": the start has no coordinates; give one for each variable.");
    }
    int fault = Vectors.nonFinite(start);
    if (fault >= 0) {
      throw new IllegalArgumentException(
          operation
              + ": coordinate "
              + fault
              + " of the start is "
              + start[fault]
              + "; it must be a finite number.");
    }
  }
}

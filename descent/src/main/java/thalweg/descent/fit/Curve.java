package thalweg.descent.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.Formula;
import thalweg.descent.Bounds;
import thalweg.descent.Limits;

/// A curve with parameters to be found, and how: start, bounds, weights, loss.
///
/// ```java
/// CurveFit fit = Curve.of("b1*(1 - exp(-b2*x))", "x").from(500, 1e-4).fit(x, y);
/// ```
///
/// A formula that is linear in its parameters, such as a polynomial, needs no start: it is solved
/// directly. Of another, starts are tried out where none is given. Immutable.
public final class Curve {
  private final CurveModel model;
  private final double @Nullable [] start;
  private final @Nullable Bounds bounds;
  private final double @Nullable [] weights;
  private final ResidualLoss loss;
  private final Limits limits;
  private final BooleanSupplier stop;

  private Curve(
      CurveModel model,
      double @Nullable [] start,
      @Nullable Bounds bounds,
      double @Nullable [] weights,
      ResidualLoss loss,
      Limits limits,
      BooleanSupplier stop) {
    this.model = model;
    this.start = start;
    this.bounds = bounds;
    this.weights = weights;
    this.loss = loss;
    this.limits = limits;
    this.stop = stop;
  }

  private static Curve of(CurveModel model) {
    return new Curve(
        model, null, null, null, new ResidualLoss.Squares(), Limits.defaults(), () -> false);
  }

  /// Returns the curve that a formula describes; names in it that are no predictors are parameters,
  /// in order of their first appearance.
  ///
  /// @throws thalweg.calculus.function.FormulaException if the text is not a formula
  /// @throws IllegalArgumentException if it has no parameters
  public static Curve of(String formula, String... predictors) {
    return of(Formula.parse(formula), List.of(predictors));
  }

  /// Returns the curve of a formula, as [#of(String, String...)] does.
  public static Curve of(Formula formula, List<String> predictors) {
    List<String> parameters = new ArrayList<>(formula.variables());
    parameters.removeAll(predictors);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "curve: "
              + formula.text()
              + " has no parameters: all its names are predictors. Write a name that is none for"
              + " each number to be found.");
    }
    List<String> all = new ArrayList<>(predictors);
    all.addAll(parameters);
    return of(
        new CurveModel.Written(
            Formula.parse(formula.text(), all), List.copyOf(predictors), List.copyOf(parameters)));
  }

  /// Returns the polynomial b0 + b1 x + … of x.
  ///
  /// @throws IllegalArgumentException if the degree is not 0 to 50
  public static Curve polynomial(int degree) {
    if (degree < 0 || degree > 50) {
      throw new IllegalArgumentException(
          "curve: a polynomial of degree " + degree + "; it must be from 0 to 50.");
    }
    return of(
        IntStream.rangeClosed(0, degree)
            .mapToObj(k -> "b" + k + (k == 0 ? "" : k == 1 ? "*x" : "*x^" + k))
            .collect(Collectors.joining(" + ")),
        "x");
  }

  /// Returns the curve that a method computes, of any number of predictors; derivatives are taken
  /// by differences, and a start must be given.
  ///
  /// @throws IllegalArgumentException if there are no parameters
  public static Curve of(CurveFunction function, List<String> predictors, List<String> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("curve: there are no parameters; name one at least.");
    }
    return of(new CurveModel.Method(function, List.copyOf(predictors), List.copyOf(parameters)));
  }

  /// Returns this curve, its parameters sought from here on, in their order.
  public Curve from(double... start) {
    return new Curve(model, start.clone(), bounds, weights, loss, limits, stop);
  }

  /// Returns this curve with bounds of its parameters; equal ends fix one.
  public Curve within(Bounds bounds) {
    return new Curve(model, start, bounds, weights, loss, limits, stop);
  }

  /// Returns this curve with each observation counting so much: 1 over its variance, or in
  /// proportion to that. What has the weight 0 may be missing.
  public Curve weights(double... weights) {
    return new Curve(model, start, bounds, weights.clone(), loss, limits, stop);
  }

  /// Returns this curve with another cost of residuals than their squares.
  public Curve loss(ResidualLoss loss) {
    return new Curve(model, start, bounds, weights, loss, limits, stop);
  }

  /// Returns this curve with limits of the last way down; gradients are Jacobians.
  public Curve limits(Limits limits) {
    return new Curve(model, start, bounds, weights, loss, limits, stop);
  }

  /// Returns this curve with a question asked before each evaluation: whether to stop.
  public Curve stopWhen(BooleanSupplier stop) {
    return new Curve(model, start, bounds, weights, loss, limits, stop);
  }

  CurveModel model() {
    return model;
  }

  /// Returns the names of the predictors.
  public List<String> predictors() {
    return model.predictors();
  }

  /// Returns the names of the parameters.
  public List<String> parameters() {
    return model.parameters();
  }

  /// Returns whether the formula is linear in its parameters, so that no start is needed.
  public boolean isLinear() {
    return model instanceof CurveModel.Written written
        && written.linear().length == model.parameters().size();
  }

  /// Returns the curve of one predictor that is nearest to these points.
  ///
  /// @throws IllegalArgumentException as [#fit(double[][], double[])]
  public CurveFit fit(double[] x, double[] y) {
    return fit(new double[][] {x}, y);
  }

  /// Returns the curve that is nearest to what was observed.
  ///
  /// @param x the predictors, a column each
  /// @throws IllegalArgumentException if lengths differ, a number that counts is not finite, there
  ///   are fewer observations than parameters, or there is no start and none can be found
  public CurveFit fit(double[][] x, double[] y) {
    CurveData data = CurveData.of(model.predictors(), x, y, weights);
    int n = model.parameters().size();
    Bounds box = bounds == null ? Bounds.none(n) : bounds;
    LeastSquares squares =
        LeastSquares.of(data.residuals(model))
            .named(model.parameters().toArray(String[]::new))
            .within(box)
            .loss(loss)
            .limits(limits)
            .stopWhen(stop);
    squares = weights == null ? squares : squares.weights(weights);
    if (isLinear() && start == null) {
      double[] zero = new double[n];
      Arrays.setAll(zero, j -> Math.clamp(0.0, box.lower()[j], box.upper()[j]));
      return new CurveFit(model, data, squares.direct(zero), zero, 0, 0);
    }
    if (start != null) {
      return new CurveFit(model, data, squares.from(start), start, 0, 0);
    }
    if (!(model instanceof CurveModel.Written written)) {
      throw new IllegalArgumentException(
          "curve: there is no start, and a method does not show where one might be; give one with"
              + " from(…).");
    }
    requireEnough(data, box);
    Starts.Found found = new Starts(written, data, box, stop).find();
    if (found == null) {
      throw new IllegalArgumentException(
          "curve: no start was found at which the model is finite for all observations; give a"
              + " start near the answer.");
    }
    Fit fit = squares.from(found.start());
    return new CurveFit(model, data, fit, found.start(), found.ways(), found.agreeing());
  }

  /// Before starts are sought: these would only find out later.
  private void requireEnough(CurveData data, Bounds box) {
    double[] used = data.weights() == null ? new double[0] : data.weights();
    long counted = used.length == 0 ? data.size() : Arrays.stream(used).filter(w -> w > 0).count();
    long unknown =
        IntStream.range(0, box.dimension()).filter(j -> box.lower()[j] < box.upper()[j]).count();
    if (counted < unknown) {
      throw new IllegalArgumentException(ResidualMeter.tooFew(counted, unknown));
    }
  }
}

package thalweg.calculus.derivative;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import thalweg.calculus.function.ScalarFunction;

/// How the error of each difference formula depends on its step, at one point of one function: the
/// data of the picture with the two arms, and where the ladder stands in it.
///
/// On the right truncation, h|f″|/2 on one side and h²|f‴|/6 on both; on the left rounding, ε|f|/h.
public final class StepErrors {
  private final double[] steps;
  private final SequencedMap<String, double[]> errors = new LinkedHashMap<>();
  private final Derivative ladder;
  private final double truth;
  private final double second;
  private final double third;

  private StepErrors(ScalarFunction f, double x, double truth, double[] steps) {
    this.steps = steps;
    this.ladder = Ladder.standard().derivative(f, x);
    this.truth = Double.isNaN(truth) ? ladder.derivative() : truth;
    this.second = Math.abs(Ladder.standard().nth(2).derivative(f, x).derivative());
    this.third = Math.abs(Ladder.standard().nth(3).derivative(f, x).derivative());
    for (DifferenceFormula formula : DifferenceFormula.values()) {
      put(formula.method().written(), h -> formula.slope(f, x, h));
    }
    for (int accuracy : new int[] {4, 8}) {
      FiniteDifference formula = FiniteDifference.central(1, accuracy);
      put("central, order " + accuracy, h -> formula.slope(f, x, h));
    }
  }

  /// Returns the errors of `f` at `x`, at three steps a decade from 10⁻¹⁴ to 1.
  ///
  /// @param truth the derivative; NaN to take the ladder's answer for it
  /// @throws IllegalArgumentException if x is not finite
  /// @throws EvaluationException if f throws where the ladder calls it
  public static StepErrors of(ScalarFunction f, double x, double truth) {
    double[] steps = new double[43];
    Arrays.setAll(steps, i -> StrictMath.pow(10, (i - 42) / 3.0));
    return new StepErrors(f, x, truth, steps);
  }

  /// Returns the errors as [#of(ScalarFunction, double, double)] does, at other steps.
  ///
  /// @param steps finite and above 0, the least first
  /// @throws IllegalArgumentException if x or a step is not finite, or a step is not above 0
  /// @throws EvaluationException if f throws where the ladder calls it
  public static StepErrors of(ScalarFunction f, double x, double truth, double... steps) {
    return new StepErrors(f, x, truth, steps.clone());
  }

  private void put(String name, ScalarFunction slope) {
    errors.put(name, Arrays.stream(steps).map(h -> Math.abs(slope.at(h) - truth)).toArray());
  }

  /// Returns the steps, the least first, as a new array.
  public double[] steps() {
    return steps.clone();
  }

  /// Returns the absolute errors by method, one for each step; NaN where the method has no answer.
  public SequencedMap<String, double[]> errors() {
    SequencedMap<String, double[]> copy = new LinkedHashMap<>();
    errors.forEach((name, series) -> copy.put(name, series.clone()));
    return copy;
  }

  /// Returns the ladder's answer, whose step and error belong in the picture.
  public Derivative ladder() {
    return ladder;
  }

  /// Returns how far the ladder's answer truly is from the derivative.
  public double ladderError() {
    return Math.abs(ladder.derivative() - truth);
  }

  /// Returns the rounding error with step 1, ε|f|: with step h it is that over h.
  public double rounding() {
    return Math.ulp(1.0) * Math.abs(ladder.value());
  }

  /// Returns the truncation error on one side with step 1, |f″|/2: with step h it is h times that.
  public double truncationOneSided() {
    return second / 2;
  }

  /// Returns the truncation error on both sides with step 1, |f‴|/6: with step h it is h² times
  /// that.
  public double truncationCentral() {
    return third / 6;
  }
}

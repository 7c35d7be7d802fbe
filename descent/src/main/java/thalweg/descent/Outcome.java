package thalweg.descent;

import java.time.Duration;

/// Why a descent ended. Only [Converged] claims that a place was found where the gradient vanishes.
public sealed interface Outcome {
  /// What the gradient's norm was compared with.
  enum Test {
    /// The tolerance itself.
    ABSOLUTE,
    /// The relative tolerance times the norm at the start.
    RELATIVE
  }

  /// The gradient's norm fell to the threshold.
  record Converged(Test test, double gradientNorm, double threshold) implements Outcome {}

  /// No progress is possible at this precision: neither the values nor the gradient tell any more
  /// which way is down, or a numerical gradient is smaller than its own error.
  ///
  /// @param gradientNorm the gradient's norm where it stalled
  /// @param noiseFloor an estimate of the norm below which rounding and difference errors hide the
  ///   gradient
  record Stalled(double gradientNorm, double noiseFloor) implements Outcome {}

  /// All steps were taken and the gradient has not vanished.
  record StepLimit(int steps) implements Outcome {}

  /// One more evaluation would have gone over the limit.
  ///
  /// @param what `values` or `gradients`
  record EvaluationLimit(String what, long limit) implements Outcome {}

  /// The time allowed is over.
  record TimeLimit(Duration limit) implements Outcome {}

  /// The values fall without end: there is no minimum; of a maximisation, they rise so.
  record Unbounded(double value) implements Outcome {}

  /// The last value is clearly worse than the first: the rate is too large.
  record Diverged(double startValue, double endValue) implements Outcome {}

  /// A number became NaN or infinite.
  ///
  /// @param step how many steps had been taken
  /// @param where what is not finite: `value`, `gradient[2]`, or `point[2]`, counted from 0
  record NonFinite(int step, String where) implements Outcome {}

  /// The caller asked for the end.
  record Stopped(int step) implements Outcome {}

  /// The gradient contradicts the values: along the direction it gives, the values change at
  /// another rate. Let `GradientCheck` find the partial derivative that is wrong.
  ///
  /// @param promised the slope that the gradient promised
  /// @param observed the slope of the values, by central differences
  record WrongGradient(double promised, double observed) implements Outcome {}

  /// Returns the name used in results, such as `STEP_LIMIT`.
  default String written() {
    return switch (this) {
      case Converged _ -> "CONVERGED";
      case Stalled _ -> "STALLED";
      case StepLimit _ -> "STEP_LIMIT";
      case EvaluationLimit _ -> "EVALUATION_LIMIT";
      case TimeLimit _ -> "TIME_LIMIT";
      case Unbounded _ -> "UNBOUNDED";
      case Diverged _ -> "DIVERGED";
      case NonFinite _ -> "NON_FINITE";
      case Stopped _ -> "STOPPED";
      case WrongGradient _ -> "WRONG_GRADIENT";
    };
  }

  /// Returns in a sentence what happened and, where something can be done, what to do.
  default String sentence() {
    return switch (this) {
      case Converged it ->
          "the gradient's norm fell to "
              + it.gradientNorm
              + switch (it.test) {
                case ABSOLUTE -> ", within the tolerance of ";
                case RELATIVE -> ", within the share of its first norm asked for, ";
              }
              + it.threshold
              + ".";
      case Stalled it ->
          "no step can be told from noise any more; the gradient's norm is "
              + it.gradientNorm
              + ", what can be resolved here about "
              + it.noiseFloor
              + ".";
      case StepLimit it -> it.steps + " steps were taken, and the gradient has not vanished.";
      case EvaluationLimit it ->
          "the limit of " + it.limit + " " + it.what + " is reached; allow more to go on.";
      case TimeLimit it -> "the time of " + it.limit.toMillis() / 1000.0 + " s is over.";
      case Unbounded it ->
          "the value reached " + it.value + " and goes on without end; there is no such point.";
      case Diverged it ->
          "the value went from "
              + it.startValue
              + " the wrong way to "
              + it.endValue
              + "; try a smaller rate.";
      case NonFinite it ->
          it.where
              + " was NaN or infinite after "
              + it.step
              + " steps; try a smaller rate, or start where the function is defined.";
      case Stopped it -> "stopped on request after " + it.step + " steps.";
      case WrongGradient it ->
          "the gradient promises a slope of "
              + it.promised
              + " along the direction taken, the values show "
              + it.observed
              + "; the gradient is wrong. Find where with GradientCheck.";
    };
  }
}

package thalweg.descent;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// Why a descent ended. Only [Converged] claims that a minimum was found, and only after a look
/// around has shown nothing lower.
public sealed interface Outcome {
  /// What the gradient's norm was compared with.
  enum Test {
    /// The tolerance itself.
    ABSOLUTE,
    /// The relative tolerance times the norm at the start.
    RELATIVE,
    /// What is left to gain: the values curve upwards in every direction looked at, and by that
    /// curvature the bottom is no farther away than numbers of this precision can tell.
    PRECISION
  }

  /// The gradient's norm fell to the threshold, or the bottom is as near as can be told.
  record Converged(Test test, double gradientNorm, double threshold) implements Outcome {}

  /// No progress is possible at this precision: neither the values nor the gradient tell any more
  /// which way is down, or a numerical gradient is smaller than its own error.
  ///
  /// @param gradientNorm the gradient's norm where it stalled
  /// @param noiseFloor an estimate of the norm below which rounding and difference errors hide the
  ///   gradient
  record Stalled(double gradientNorm, double noiseFloor) implements Outcome {}

  /// The values are off by more than rounding, and what is left to gain cannot be told from that.
  /// No minimum is claimed: the point is the lowest that such values tell.
  ///
  /// @param noise the standard deviation of what the values are off by, as measured
  /// @param gradientNorm the gradient's norm there, by differences as wide as the noise asks for
  /// @param noiseFloor an estimate of the norm below which noise hides the gradient
  record NoiseLimit(double noise, double gradientNorm, double noiseFloor) implements Outcome {}

  /// All steps were taken and the gradient has not vanished.
  record StepLimit(int steps) implements Outcome {}

  /// One more evaluation would have gone over the limit.
  ///
  /// @param what `values` or `gradients`
  record EvaluationLimit(String what, long limit) implements Outcome {}

  /// The time allowed is over.
  record TimeLimit(Duration limit) implements Outcome {}

  /// The values fall without end: there is no minimum; of a maximisation, they rise so.
  ///
  /// @param point the best point seen
  /// @param value the value there, finite
  record Unbounded(List<Double> point, double value) implements Outcome {
    public Unbounded {
      point = List.copyOf(point);
    }
  }

  /// No lower value was found nearby, and the function has a kink there: its slope jumps, so it has
  /// no gradient that could vanish.
  ///
  /// @param direction along which the slope jumps, of length 1
  /// @param slopeBefore the slope along that direction on the near side of the point
  /// @param slopeAfter the slope along the same direction on the far side; infinite, as the other
  ///   may be, at a cusp
  record Kink(List<Double> direction, double slopeBefore, double slopeAfter) implements Outcome {
    public Kink {
      direction = List.copyOf(direction);
    }
  }

  /// The values no longer change at all, not even far from the point: this is a plateau, and no
  /// descent leads on from it. Not a minimum.
  ///
  /// @param variables which variables no longer change the value, counted from 0
  record Flat(List<Integer> variables) implements Outcome {
    public Flat {
      variables = List.copyOf(variables);
    }
  }

  /// The gradient vanishes, but the values curve the wrong way: a saddle point, or a maximum where
  /// a minimum was wanted.
  ///
  /// @param direction along which the curvature was found, of length 1
  /// @param curvature the second derivative along it: below 0 for a descent, above for an ascent
  /// @param isExtremum whether the values curve so in every direction looked at
  record Saddle(List<Double> direction, double curvature, boolean isExtremum) implements Outcome {
    public Saddle {
      direction = List.copyOf(direction);
    }
  }

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
      case NoiseLimit _ -> "NOISE_LIMIT";
      case StepLimit _ -> "STEP_LIMIT";
      case EvaluationLimit _ -> "EVALUATION_LIMIT";
      case TimeLimit _ -> "TIME_LIMIT";
      case Unbounded _ -> "UNBOUNDED";
      case Kink _ -> "KINK";
      case Flat _ -> "FLAT";
      case Saddle it -> it.isExtremum ? it.curvature < 0 ? "MAXIMUM" : "MINIMUM" : "SADDLE";
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
                case PRECISION -> ", as near to the bottom as can be told; it is known to within ";
              }
              + it.threshold
              + ".";
      case Stalled it ->
          "no step can be told from noise any more; the gradient's norm is "
              + it.gradientNorm
              + ", what can be resolved here about "
              + it.noiseFloor
              + ".";
      case NoiseLimit it ->
          "the values are off by about "
              + it.noise
              + ", and what is left to gain is lost in that noise; the gradient's norm is "
              + it.gradientNorm
              + ", what can be told of it here about "
              + it.noiseFloor
              + ".";
      case StepLimit it -> it.steps + " steps were taken, and the gradient has not vanished.";
      case EvaluationLimit it ->
          "the limit of " + it.limit + " " + it.what + " is reached; allow more to go on.";
      case TimeLimit it -> "the time of " + it.limit.toMillis() / 1000.0 + " s is over.";
      case Unbounded it ->
          "the value reached "
              + it.value
              + " at "
              + it.point
              + " and goes on without end; there is no such point.";
      case Kink it ->
          "the function has a kink here, and so no gradient: along "
              + it.direction
              + " its slope is "
              + it.slopeBefore
              + " before the point and "
              + it.slopeAfter
              + " after it; nothing better was found nearby.";
      case Flat it ->
          "flat here: the value does not change with "
              + (it.variables.size() == 1 ? "variable " : "variables ")
              + it.variables.stream().map(String::valueOf).collect(Collectors.joining(", "))
              + " any more; this is a plateau, not an answer. Start elsewhere.";
      case Saddle it ->
          "the gradient vanishes here, but along "
              + it.direction
              + " the second derivative is "
              + it.curvature
              + ": "
              + (it.isExtremum ? it.curvature < 0 ? "a maximum" : "a minimum" : "a saddle or worse")
              + ", not what was looked for. Start a little to the side.";
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

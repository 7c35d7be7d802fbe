package thalweg.descent.constraint;

import java.time.Duration;
import java.util.List;

/// Why a descent under constraints ended. Only [Converged] claims that a minimum was found: the
/// constraints are fulfilled, the gradient is balanced by theirs with multipliers of the right
/// sign, and along them the values curve upwards.
public sealed interface ConstrainedOutcome {
  /// The conditions of Karush, Kuhn and Tucker hold, and a look along the constraints that are
  /// active has shown nothing lower.
  ///
  /// @param imbalance what of the gradient the constraints do not balance, as a share of the
  ///   largest gradient on the scales of the variables
  /// @param violation by how much the constraints are missed, as a share of the variables' sizes
  /// @param hasUniqueMultipliers false where active constraints depend on each other: then the
  ///   multipliers are one choice of many
  record Converged(double imbalance, double violation, boolean hasUniqueMultipliers)
      implements ConstrainedOutcome {}

  /// No point nearby fulfils the constraints: the sum of the squares of what they are missed by has
  /// a least value here that is not 0.
  ///
  /// @param violation the norm of what they are missed by, as a share of the variables' sizes
  /// @param constraints which are missed, counted from 0
  record Infeasible(double violation, List<Integer> constraints) implements ConstrainedOutcome {
    public Infeasible {
      constraints = List.copyOf(constraints);
    }
  }

  /// The constraints are fulfilled, but their gradients depend on each other in such a way that no
  /// multipliers balance the function's: the theory does not say whether this is a minimum.
  ///
  /// @param imbalance as in [Converged]
  record Degenerate(double imbalance) implements ConstrainedOutcome {}

  /// The gradient is balanced, but the values fall along the constraints: a saddle or a maximum
  /// that no step led away from.
  ///
  /// @param curvature the least second derivative along them, on the scales of the variables
  record Saddle(double curvature) implements ConstrainedOutcome {}

  /// The constraints are fulfilled and the value does not change at all around the point, but does
  /// farther away, or nowhere at all: this is a plateau, and no descent leads on from it. Not a
  /// minimum.
  record Flat() implements ConstrainedOutcome {}

  /// No step leads on at this precision, and the conditions are not fulfilled: a kink, a jump,
  /// noise, or a function too rough for its differences.
  ///
  /// @param imbalance and violation as in [Converged]
  record Stalled(double imbalance, double violation) implements ConstrainedOutcome {}

  /// The values fall without end while the constraints are fulfilled.
  ///
  /// @param value the last one
  record Unbounded(double value) implements ConstrainedOutcome {}

  /// A gradient that was given contradicts the values.
  ///
  /// @param what `function`, or `constraint 2`, counted from 0
  /// @param promised its slope along a direction
  /// @param observed the slope of the values, by differences
  record WrongGradient(String what, double promised, double observed)
      implements ConstrainedOutcome {}

  /// A number is NaN or infinite at the start, or where the constraints are fulfilled, or a
  /// gradient is where the values are not.
  ///
  /// @param where `value`, `constraint 2` or `gradient of constraint 2`, counted from 0
  record NonFinite(String where) implements ConstrainedOutcome {}

  /// All steps allowed were taken.
  record StepLimit(int steps) implements ConstrainedOutcome {}

  /// One more evaluation would have gone over the limit.
  ///
  /// @param what `values` or `gradients`
  record EvaluationLimit(String what, long limit) implements ConstrainedOutcome {}

  /// The time allowed is over.
  record TimeLimit(Duration limit) implements ConstrainedOutcome {}

  /// The caller asked for the end.
  record Stopped(int step) implements ConstrainedOutcome {}

  /// Returns the name used in results, such as `INFEASIBLE`.
  default String written() {
    return switch (this) {
      case Converged _ -> "CONVERGED";
      case Infeasible _ -> "INFEASIBLE";
      case Degenerate _ -> "DEGENERATE";
      case Saddle _ -> "SADDLE";
      case Flat _ -> "FLAT";
      case Stalled _ -> "STALLED";
      case Unbounded _ -> "UNBOUNDED";
      case WrongGradient _ -> "WRONG_GRADIENT";
      case NonFinite _ -> "NON_FINITE";
      case StepLimit _ -> "STEP_LIMIT";
      case EvaluationLimit _ -> "EVALUATION_LIMIT";
      case TimeLimit _ -> "TIME_LIMIT";
      case Stopped _ -> "STOPPED";
    };
  }

  /// Returns in a sentence what happened and, where something can be done, what to do.
  default String sentence() {
    return switch (this) {
      case Converged it ->
          "the constraints are fulfilled to within "
              + it.violation
              + ", and balance the gradient but for "
              + it.imbalance
              + " of it."
              + (it.hasUniqueMultipliers
                  ? ""
                  : " Active constraints depend on each other, so the multipliers are one choice of"
                      + " many.");
      case Infeasible it ->
          "no point nearby fulfils the constraints; they are missed by "
              + it.violation
              + " of the variables' sizes, and by more in every direction. Start elsewhere, or"
              + " leave one out.";
      case Degenerate it ->
          "the constraints are fulfilled, but their gradients depend on each other here, and leave "
              + it.imbalance
              + " of the gradient unbalanced; whether this is a minimum cannot be told. Write the"
              + " constraints in another form.";
      case Saddle it ->
          "the gradient is balanced, but along the constraints the values curve downwards, by "
              + it.curvature
              + ": a saddle, not what was looked for. Start a little to the side.";
      case Flat _ ->
          "flat here: the constraints are fulfilled, but the value does not change around the"
              + " point; this is a plateau, not an answer. Start elsewhere.";
      case Stalled it ->
          "no step leads on at this precision; the gradient is unbalanced by "
              + it.imbalance
              + " of it, the constraints are missed by "
              + it.violation
              + ". There may be a kink or a jump here, or noise.";
      case Unbounded it ->
          "the value reached "
              + it.value
              + " and goes on without end while the constraints are fulfilled.";
      case WrongGradient it ->
          "the gradient of the "
              + it.what
              + " promises a slope of "
              + it.promised
              + ", the values show "
              + it.observed
              + "; the gradient is wrong. Find where with GradientCheck.";
      case NonFinite it ->
          "the "
              + it.where
              + " is NaN or infinite there; start where all functions are defined, and no larger"
              + " than numbers can be.";
      case StepLimit it -> it.steps + " steps were taken, and led to no minimum yet.";
      case EvaluationLimit it ->
          "the limit of " + it.limit + " " + it.what + " is reached; allow more to go on.";
      case TimeLimit it -> "the time of " + it.limit.toMillis() / 1000.0 + " s is over.";
      case Stopped it -> "stopped on request after " + it.step + " steps.";
    };
  }
}

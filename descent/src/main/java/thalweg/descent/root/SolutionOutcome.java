package thalweg.descent.root;

import java.time.Duration;

/// Why a search for a root of a system ended. Only [Solved] claims a root.
public sealed interface SolutionOutcome {
  /// All values are 0 but for what rounding makes of them.
  ///
  /// @param isSingular whether the Jacobian is singular at the root: it is a multiple one, or one
  ///   of a curve of roots, and known to fewer digits
  record Solved(boolean isSingular) implements SolutionOutcome {}

  /// Not a root: the values come no nearer to 0 all around. The Jacobian is singular there.
  ///
  /// @param norm the Euclidean norm of the values there, in their own units
  record LeastResidual(double norm) implements SolutionOutcome {}

  /// Not known to be a root: no step brings the values nearer to 0, though their Jacobian promises
  /// some; a kink, a jump, noise or a wrong Jacobian.
  record Stalled(double norm) implements SolutionOutcome {}

  /// Not a root: the values shrink as the point goes away without end, until they are too small for
  /// numbers, as those of exp(−x) are.
  record Vanishing() implements SolutionOutcome {}

  /// All steps allowed were taken.
  record StepLimit(int steps) implements SolutionOutcome {}

  /// One more evaluation would have gone over the limit.
  ///
  /// @param what `values` or `jacobians`
  record EvaluationLimit(String what, long limit) implements SolutionOutcome {}

  /// The time allowed is over.
  record TimeLimit(Duration limit) implements SolutionOutcome {}

  /// A value or a partial derivative is not finite at the point.
  ///
  /// @param where `value[2]` or `jacobian[2][0]`, counted from 0
  record NonFinite(String where) implements SolutionOutcome {}

  /// Returns the name used in results, such as `LEAST_RESIDUAL`.
  default String written() {
    return switch (this) {
      case Solved _ -> "ROOT";
      case LeastResidual _ -> "LEAST_RESIDUAL";
      case Stalled _ -> "STALLED";
      case Vanishing _ -> "VANISHING";
      case StepLimit _ -> "STEP_LIMIT";
      case EvaluationLimit _ -> "EVALUATION_LIMIT";
      case TimeLimit _ -> "TIME_LIMIT";
      case NonFinite _ -> "NON_FINITE";
    };
  }

  /// Returns in a sentence what happened and, where something can be done, what to do.
  default String sentence() {
    return switch (this) {
      case Solved it ->
          it.isSingular
              ? "all values are 0 but for rounding; the Jacobian is singular here, so the root is a"
                  + " multiple one or one of many, and known to fewer digits."
              : "all values are 0 but for rounding.";
      case LeastResidual it ->
          "this is no root: the norm of the values is "
              + it.norm
              + " and grows in every direction. Start elsewhere; perhaps there is no root.";
      case Stalled it ->
          "no step brings the values nearer to 0, though their slopes promise it; their norm is "
              + it.norm
              + ". They may have a kink or a jump here, or noise.";
      case Vanishing _ ->
          "the values shrink as the point goes away without end, until they are too small for"
              + " numbers; there is no root that way. Start elsewhere.";
      case StepLimit it -> it.steps + " steps were taken, and the values are not 0 yet.";
      case EvaluationLimit it ->
          "the limit of " + it.limit + " " + it.what + " is reached; allow more to go on.";
      case TimeLimit it -> "the time of " + it.limit.toMillis() / 1000.0 + " s is over.";
      case NonFinite it -> it.where + " is NaN or infinite; start where all functions are defined.";
    };
  }
}

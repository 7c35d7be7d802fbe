package thalweg.descent;

/// Why a descent ended. Only [Converged] claims that a minimum was found.
public sealed interface Outcome {
  /// The gradient's norm fell to the tolerance.
  record Converged(double gradientNorm, double tolerance) implements Outcome {}

  /// All steps were taken and the gradient has not vanished.
  record StepLimit() implements Outcome {}

  /// All steps were taken and the last value is clearly worse than the first: the rate is too
  /// large.
  record Diverged(double startValue, double endValue) implements Outcome {}

  /// A number became NaN or infinite.
  ///
  /// @param step how many steps had been taken
  /// @param where what is not finite: `value`, `gradient[2]`, or `point[2]`, counted from 0
  record NonFinite(int step, String where) implements Outcome {}

  /// Returns the name used in results, such as `STEP_LIMIT`.
  default String written() {
    return switch (this) {
      case Converged _ -> "CONVERGED";
      case StepLimit _ -> "STEP_LIMIT";
      case Diverged _ -> "DIVERGED";
      case NonFinite _ -> "NON_FINITE";
    };
  }
}

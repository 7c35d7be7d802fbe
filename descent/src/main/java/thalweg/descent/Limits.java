package thalweg.descent;

import java.time.Duration;

/// What a descent may cost at most. What goes over a limit is not begun.
///
/// @param steps how many steps; at least 1
/// @param values how many values of the function, those inside numerical gradients included; at
///   least 1
/// @param gradients how many gradients; at least 1, and at most `values` unless without limit
/// @param time how long; above 0
public record Limits(int steps, long values, long gradients, Duration time) {
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  public Limits {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "limits: " + steps + " steps allowed; there must be at least 1.");
    }
    if (values < 1 || gradients < 1) {
      throw new IllegalArgumentException(
          "limits: "
              + values
              + " values and "
              + gradients
              + " gradients allowed; there must be at least 1 of each.");
    }
    if (gradients != Long.MAX_VALUE && values < gradients) {
      throw new IllegalArgumentException(
          "limits: "
              + values
              + " values and "
              + gradients
              + " gradients allowed contradict each other, for every gradient comes with a value;"
              + " allow at least as many values.");
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("limits: a time of " + time + "; it must be above 0.");
    }
  }

  /// Returns the usual limits: 100,000 steps, nothing else limited.
  public static Limits defaults() {
    return new Limits(100_000, Long.MAX_VALUE, Long.MAX_VALUE, FOR_EVER);
  }

  public Limits withSteps(int steps) {
    return new Limits(steps, values, gradients, time);
  }

  public Limits withValues(long values) {
    return new Limits(steps, values, gradients, time);
  }

  public Limits withGradients(long gradients) {
    return new Limits(steps, values, gradients, time);
  }

  public Limits withTime(Duration time) {
    return new Limits(steps, values, gradients, time);
  }

  long nanos() {
    return time.compareTo(FOR_EVER) >= 0 ? Long.MAX_VALUE : time.toNanos();
  }
}

package thalweg.descent;

import java.time.Duration;
import java.util.OptionalLong;

/// What a descent may cost at most. What goes over a limit is not begun.
///
/// @param steps how many steps; at least 1
/// @param values how many values of the function, those inside numerical gradients included; at
///   least 1; empty for the usual, which grows with the number of variables: see
///   [#valuesFor(DescentMethod, int)]
/// @param gradients how many gradients; at least 1, and at most `values` unless without limit
/// @param time how long; above 0
public record Limits(int steps, OptionalLong values, long gradients, Duration time) {
  /// A thousand gradients by central differences in n variables take 1,000 · (2n + 1) values; the
  /// usual limit is about that.
  private static final long VALUES_PER_VARIABLE = 2_000;

  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  public Limits {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "limits: " + steps + " steps allowed; there must be at least 1.");
    }
    long most = values.orElse(Long.MAX_VALUE);
    if (most < 1 || gradients < 1) {
      throw new IllegalArgumentException(
          "limits: "
              + most
              + " values and "
              + gradients
              + " gradients allowed; there must be at least 1 of each.");
    }
    if (gradients != Long.MAX_VALUE && most < gradients) {
      throw new IllegalArgumentException(
          "limits: "
              + most
              + " values and "
              + gradients
              + " gradients allowed contradict each other, for every gradient comes with a value;"
              + " allow at least as many values.");
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("limits: a time of " + time + "; it must be above 0.");
    }
  }

  /// Returns the usual limits: 100,000 steps, the usual number of values, nothing else limited.
  public static Limits defaults() {
    return new Limits(100_000, OptionalLong.empty(), Long.MAX_VALUE, FOR_EVER);
  }

  /// Returns how many values a descent by the method may take in n variables: what was asked for,
  /// or else 2,000 · (n + 1), about a thousand gradients by central differences. Update rules take
  /// as many steps as they are told, so only what was asked for limits their values.
  public long valuesFor(DescentMethod method, int n) {
    long usual =
        method instanceof GradientDescent ? Long.MAX_VALUE : VALUES_PER_VARIABLE * (n + 1L);
    return values.orElse(usual);
  }

  public Limits withSteps(int steps) {
    return new Limits(steps, values, gradients, time);
  }

  /// Returns these limits with another on values; `Long.MAX_VALUE` for none.
  public Limits withValues(long values) {
    return new Limits(steps, OptionalLong.of(values), gradients, time);
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

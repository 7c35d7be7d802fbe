package thalweg.descent;

import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// When a descent is to end, and who looks on.
///
/// @param tolerance stop where the gradient's Euclidean norm is at most this; empty for the
///   method's usual one, 0 never stops for it
/// @param relativeTolerance stop where the norm is at most this share of the norm at the start; 0,
///   the usual, never stops for it
/// @param limits what it may cost
/// @param keepPath whether to keep every point visited
/// @param listener sees each point as it is reached, the start first; if it throws, the descent
///   ends
/// @param stop asked before each evaluation whether to end
public record Options(
    OptionalDouble tolerance,
    double relativeTolerance,
    Limits limits,
    boolean keepPath,
    Consumer<Iterate> listener,
    BooleanSupplier stop) {
  static final Consumer<Iterate> NOBODY = _ -> {};

  public Options {
    if (tolerance.isPresent()) {
      checkTolerance("tolerance", tolerance.getAsDouble());
    }
    checkTolerance("relative tolerance", relativeTolerance);
  }

  private static void checkTolerance(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "descent: the "
              + name
              + " is "
              + value
              + "; it must be a finite number, above 0 or 0 for no such stop.");
    }
  }

  /// Returns the usual options: the method's tolerance, no relative one, the usual limits, no path
  /// kept, nobody looking on.
  public static Options defaults() {
    return new Options(OptionalDouble.empty(), 0, Limits.defaults(), false, NOBODY, () -> false);
  }

  public Options withTolerance(double tolerance) {
    return new Options(
        OptionalDouble.of(tolerance), relativeTolerance, limits, keepPath, listener, stop);
  }

  public Options withRelativeTolerance(double relativeTolerance) {
    return new Options(tolerance, relativeTolerance, limits, keepPath, listener, stop);
  }

  public Options withLimits(Limits limits) {
    return new Options(tolerance, relativeTolerance, limits, keepPath, listener, stop);
  }

  /// Returns these options with every point visited kept.
  public Options withPath() {
    return new Options(tolerance, relativeTolerance, limits, true, listener, stop);
  }

  /// Returns these options with a listener that sees each point.
  public Options listen(Consumer<Iterate> listener) {
    return new Options(tolerance, relativeTolerance, limits, keepPath, listener, stop);
  }

  /// Returns these options with a question asked before each evaluation: whether to stop. It may be
  /// answered from another thread.
  public Options stopWhen(BooleanSupplier stop) {
    return new Options(tolerance, relativeTolerance, limits, keepPath, listener, stop);
  }

  boolean isWatched() {
    return keepPath || !listener.equals(NOBODY);
  }
}

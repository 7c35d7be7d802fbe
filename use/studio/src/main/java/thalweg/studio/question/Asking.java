package thalweg.studio.question;

import java.util.concurrent.TimeUnit;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.function.ScalarFunction;

/// A question being answered. It is given up when its time is over, and when whoever asked has
/// asked the same again, for then nobody waits for the answer.
public final class Asking {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(5);

  private final long end = System.nanoTime() + NANOS;
  private final long turn;
  private volatile boolean outdated;

  /// A question that nobody asks again.
  public Asking() {
    this(0);
  }

  /// @param turn which of a page's questions it is; they may arrive in another order
  Asking(long turn) {
    this.turn = turn;
  }

  /// Returns the one of two that was asked later, and outdates the other.
  static Asking later(Asking one, Asking other) {
    boolean first = one.turn > other.turn;
    (first ? other : one).outdate();
    return first ? one : other;
  }

  void outdate() {
    outdated = true;
  }

  /// Returns whether the answer is still awaited.
  public boolean isAwaited() {
    return !outdated && System.nanoTime() - end < 0;
  }

  /// Ends the answering if nobody waits for it.
  public void check() {
    if (!isAwaited()) {
      throw new Refusal(
          503,
          outdated
              ? "A newer question has taken the place of this one."
              : "The answer takes longer than "
                  + TimeUnit.NANOSECONDS.toSeconds(NANOS)
                  + " s; ask for less.");
    }
  }

  /// Returns the function, which gives up with the question.
  public ScalarFunction watched(ScalarFunction f) {
    return x -> {
      check();
      return f.at(x);
    };
  }

  /// Returns the function, which gives up with the question.
  public MultivariateFunction watchedOfMany(MultivariateFunction f) {
    return x -> {
      check();
      return f.at(x);
    };
  }
}

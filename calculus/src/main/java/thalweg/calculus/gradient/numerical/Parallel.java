package thalweg.calculus.gradient.numerical;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import thalweg.algebra.program.Team;

/// Independent pieces of work on several threads. Each piece is computed by one thread as it would
/// be alone, so the results do not depend on how many there are.
final class Parallel {
  /// The largest team there is.
  private static final int MOST = 1024;

  private Parallel() {}

  static int check(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "gradient: " + threads + " threads were asked for; there must be at least 1.");
    }
    return threads;
  }

  /// Returns the results of `piece` for 0 … count − 1, in this order. What a piece throws is thrown
  /// here, that of the lowest number first.
  static <T> List<T> map(int threads, int count, IntFunction<T> piece) {
    if (threads == 1 || count < 2) {
      return IntStream.range(0, count).mapToObj(piece).toList();
    }
    AtomicReferenceArray<T> results = new AtomicReferenceArray<>(count);
    try (Team team = new Team(Math.min(Math.min(threads, count), MOST))) {
      team.run(count, (i, _) -> results.set(i, piece.apply(i)));
    }
    return IntStream.range(0, count).mapToObj(results::get).toList();
  }
}

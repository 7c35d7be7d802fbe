package thalweg.calculus.gradient.numerical;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Independent pieces of work on several threads. Each piece is computed by one thread as it would
/// be alone, so the results do not depend on how many there are.
final class Parallel {
  private Parallel() {}

  static int check(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "gradient: " + threads + " threads were asked for; there must be at least 1.");
    }
    return threads;
  }

  /// Returns the results of `piece` for 0 … count − 1, in this order.
  static <T> List<T> map(int threads, int count, IntFunction<T> piece) {
    List<T> results = new ArrayList<>(count);
    if (threads == 1 || count < 2) {
      for (int i = 0; i < count; i++) {
        results.add(piece.apply(i));
      }
      return results;
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(Math.min(threads, count))) {
      List<Future<T>> futures = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int index = i;
        futures.add(executor.submit(() -> piece.apply(index)));
      }
      try {
        for (Future<T> future : futures) {
          results.add(future.get());
        }
      } catch (ExecutionException e) {
        futures.forEach(future -> future.cancel(true));
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        if (e.getCause() instanceof Error cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        executor.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("gradient: interrupted while its threads were at work.", e);
      }
    }
    return results;
  }
}

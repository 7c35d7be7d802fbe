package thalweg.studio.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Work that takes longer than an answer may: it is asked for again until it is done, and given up
/// when another is asked for in its place, or nobody has asked for a while.
final class Job<T> {
  private static final long FORGOTTEN_NANOS = 10_000_000_000L;

  /// Where at most two jobs are done at a time, for two pages may each want another.
  static final class Place<T> {
    private static final int MOST = 2;

    private final Deque<Job<T>> jobs = new ArrayDeque<>(); // the one asked for last is last

    /// Returns the job of this key, begun if it is none of those at hand, or was given up.
    ///
    /// @param work is given the job, to look whether it is still wanted and tell how far it is
    synchronized Job<T> ask(Object key, Function<Job<T>, T> work) {
      Job<T> now = null;
      for (Job<T> job : jobs) {
        if (job.key.equals(key)) {
          now = job;
        }
      }
      if (now != null) {
        jobs.remove(now);
      }
      if (now == null || (now.isGivenUp() && !now.task.isDone()) || now.wasGivenUp()) {
        if (now != null) {
          now.givenUp = true;
        }
        now = new Job<>(key, work);
        Thread.ofPlatform().daemon().name("thalweg-studio-job").start(now.task);
      }
      jobs.addLast(now);
      if (jobs.size() > MOST) {
        jobs.removeFirst().givenUp = true;
      }
      now.askedAt = System.nanoTime();
      return now;
    }

    /// Gives up what is at hand.
    synchronized void clear() {
      jobs.forEach(job -> job.givenUp = true);
      jobs.clear();
    }
  }

  private final Object key;
  private final FutureTask<T> task;
  private volatile boolean givenUp;
  private volatile long askedAt = System.nanoTime();

  /// How far it is, in steps of its own.
  final AtomicLong done = new AtomicLong();

  private Job(Object key, Function<Job<T>, T> work) {
    this.key = key;
    task = new FutureTask<>(() -> work.apply(this));
  }

  /// Returns whether nobody wants it any more.
  boolean isGivenUp() {
    return givenUp || System.nanoTime() - askedAt > FORGOTTEN_NANOS;
  }

  /// Returns whether it ended because nobody wanted it.
  private boolean wasGivenUp() {
    return task.state() == Future.State.FAILED
        && task.exceptionNow() instanceof CancellationException;
  }

  /// Ends the work if nobody wants it any more.
  void check() {
    if (isGivenUp()) {
      throw new CancellationException("given up");
    }
  }

  /// Returns what it came to, once it has within so long; null if not.
  ///
  /// @throws IllegalArgumentException and others that the work has thrown
  @Nullable T within(long millis) {
    try {
      return task.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof CancellationException) {
        return null;
      }
      if (failed.getCause() instanceof IllegalArgumentException unfit) {
        throw new IllegalArgumentException(unfit.getMessage(), unfit);
      }
      throw new IllegalStateException(failed.getCause());
    }
  }
}

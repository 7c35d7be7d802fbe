package thalweg.algebra.program;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import thalweg.algebra.machine.VectorUnit;

/// Runs a program's vector loops beside it, for nobody, until the virtual machine has compiled
/// them.
///
/// A vector is an object until the loop it stands in has been compiled, so a program on vector
/// loops runs a hundred times slower than it will for its first hundreds of runs; on plain loops it
/// is never slower than a few times. Results do not depend on which are in use, so each run may use
/// others than the one before.
final class Rehearsal {
  /// A run of so many operations has the loops compiled while it lasts.
  private static final long MUCH_WORK = 300_000_000;

  /// Runs between two comparisons, if they take no longer than a moment.
  private static final int RUNS = 100;

  private static final int COMPARED_RUNS = 10;
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(50);

  /// Comparisons in which the vector loops, compiled, need not win: with less than a vector to do
  /// they never will.
  private static final int MOST_CLOSE = 20;

  /// The vector loops are what a program ends with, whatever the comparisons say: on a busy machine
  /// they tell little.
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  /// A thread of its own: a request may be waiting for it, and for trials of loops nobody is.
  static final Background STAGE = new Background("thalweg-rehearsal");

  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean underWay;

  void begin(Program program, Execution execution) {
    if (VectorUnit.BITS == 0 || program.operations() > MUCH_WORK || begun.getAndSet(true)) {
      return;
    }
    underWay = true;
    STAGE.run(
        "rehearsal",
        () -> {
          try {
            run(execution);
          } finally {
            underWay = false;
            done.countDown();
          }
        });
  }

  boolean isUnderWay() {
    return underWay;
  }

  void await() throws InterruptedException {
    if (underWay) {
      done.await();
    }
  }

  private static void run(Execution execution) {
    long end = System.nanoTime() + PATIENCE;
    for (int close = 0; close < MOST_CLOSE && System.nanoTime() < end; ) {
      long vector = fewestNanos(execution, false, COMPARED_RUNS);
      long plain = fewestNanos(execution, true, COMPARED_RUNS);
      if (vector <= plain) {
        return;
      }
      close += vector < 2 * plain ? 1 : 0;
      fewestNanos(execution, false, RUNS);
      pause();
    }
  }

  /// Returns the time of the fastest of some runs, of fewer if they take longer than a moment.
  private static long fewestNanos(Execution execution, boolean plain, int runs) {
    long fewest = Long.MAX_VALUE;
    long begun = System.nanoTime();
    long start = begun;
    for (int run = 0; run < runs && start - begun < MOMENT; run++) {
      execution.run(plain);
      long end = System.nanoTime();
      fewest = Math.min(fewest, end - start);
      start = end;
    }
    return fewest;
  }

  /// Leaves the processor to the compiler.
  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

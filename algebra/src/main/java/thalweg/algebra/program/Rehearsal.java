package thalweg.algebra.program;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import thalweg.algebra.Tensor;
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
  private static final long MUCH_WORK = 100_000_000;

  /// So much memory is not taken for the sake of a second.
  private static final long MUCH_MEMORY = 32 << 20;

  /// Runs between two looks, if they take no longer than a moment.
  private static final int RUNS = 100;

  private static final int TIMED_RUNS = 10;
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(50);

  /// What an operation on a vector takes at most once it is compiled, those of several instructions
  /// too; before, it takes 50 or more. And what a step takes besides.
  private static final double VECTOR_NANOS = 8;

  private static final double STEP_NANOS = 1_000;

  /// The vector loops are what a program ends with, whatever the clock says: steps that copy or
  /// draw random numbers take more than is allowed here.
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  /// A thread of its own: a request may be waiting for it, and for trials of loops nobody is.
  static final Background STAGE = new Background("thalweg-rehearsal");

  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean underWay;

  void begin(Program program, Supplier<Execution> wanted) {
    if (VectorUnit.BITS == 0
        || begun.get()
        || program.operations() > MUCH_WORK
        || bytes(program) > MUCH_MEMORY
        || begun.getAndSet(true)) {
      return;
    }
    Background.attempt("rehearsal", () -> begin(wanted.get(), compiledNanos(program))).run();
  }

  private void begin(Execution execution, double compiledNanos) {
    underWay = true;
    STAGE.run(
        "rehearsal",
        () -> {
          try {
            run(execution, compiledNanos);
          } finally {
            underWay = false;
            done.countDown();
          }
        });
  }

  private static long bytes(Program program) {
    long outputs = 0;
    for (Tensor output : program.outputs()) {
      outputs += (long) output.shape().elements() * output.type().bytes();
    }
    return program.arenaBytes() + program.scratchBytes() + outputs;
  }

  boolean isUnderWay() {
    return underWay;
  }

  void await() throws InterruptedException {
    if (underWay) {
      done.await();
    }
  }

  private static void run(Execution execution, double compiledNanos) {
    long end = System.nanoTime() + PATIENCE;
    while (fewestNanos(execution, TIMED_RUNS) > compiledNanos && System.nanoTime() < end) {
      fewestNanos(execution, RUNS);
      pause();
    }
  }

  /// Returns what a run takes at most once all is compiled.
  private static double compiledNanos(Program program) {
    int bits = 0;
    for (Tensor output : program.outputs()) {
      bits = Math.max(bits, 8 * output.type().bytes());
    }
    double vectors = (double) program.operations() * bits / VectorUnit.BITS;
    return vectors * VECTOR_NANOS + program.steps().length * STEP_NANOS;
  }

  /// Returns the time of the fastest of some runs, of fewer if they take longer than a moment.
  private static long fewestNanos(Execution execution, int runs) {
    long fewest = Long.MAX_VALUE;
    long begun = System.nanoTime();
    long start = begun;
    for (int run = 0; run < runs && start - begun < MOMENT; run++) {
      execution.run(false);
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

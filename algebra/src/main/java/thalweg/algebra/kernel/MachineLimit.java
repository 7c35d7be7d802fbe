package thalweg.algebra.kernel;

import java.util.function.LongSupplier;
import thalweg.algebra.elementwise.BinaryFunction;

/// What this machine can do at most on one thread, measured when first asked for (some half a
/// second): the two roofs of Williams, Waterman and Patterson, "Roofline" (2009).
///
/// The first roof is arithmetic: fused multiply-adds on registers, as many at a time as the
/// processor likes. The second is memory: sums of two arrays into a third, for arrays that stay in
/// the first cache, in the second, or in neither. What is measured moves with the machine's load;
/// compare within one run.
public final class MachineLimit {
  private static final int FIRST_CACHE = 24 << 10;
  private static final int SECOND_CACHE = 512 << 10;
  private static final int MEMORY = 24 << 20;

  private static final long STEADY_NANOS = 150_000_000;
  private static final long MOST_NANOS = 2_000_000_000;

  private MachineLimit() {}

  private static final class Floats {
    static final double PEAK = peak(Kernels.FLOAT);
  }

  private static final class Doubles {
    static final double PEAK = peak(Kernels.DOUBLE);
  }

  private static final class Bandwidth {
    static final double FIRST = bandwidth(FIRST_CACHE);
    static final double SECOND = bandwidth(SECOND_CACHE);
    static final double LAST = bandwidth(MEMORY);
  }

  /// Returns the most operations a second on one thread, in single or double precision; a fused
  /// multiply-add counts as two.
  public static double operationsPerSecond(boolean single) {
    return single ? Floats.PEAK : Doubles.PEAK;
  }

  /// Returns the most bytes a second that one thread can read and write, if it touches `workingSet`
  /// bytes again and again.
  public static double bytesPerSecond(long workingSet) {
    return workingSet <= FIRST_CACHE
        ? Bandwidth.FIRST
        : workingSet <= SECOND_CACHE ? Bandwidth.SECOND : Bandwidth.LAST;
  }

  /// Returns the shortest time in seconds in which so much can be computed and moved.
  public static double seconds(long operations, long bytes, boolean single) {
    return Math.max(operations / operationsPerSecond(single), bytes / bytesPerSecond(bytes));
  }

  /// Returns the best rate that `work`, which tells how much it has done, shows until it has shown
  /// nothing better for [#STEADY_NANOS]: the compiler must be done with the loop.
  private static double best(LongSupplier work) {
    double most = 0;
    long last = System.nanoTime();
    for (long limit = last + MOST_NANOS; last < limit; ) {
      long start = System.nanoTime();
      long done = work.getAsLong();
      long now = System.nanoTime();
      double rate = done / ((now - start) / 1e9);
      if (rate > 1.2 * most) {
        last = now;
      } else if (now - last > STEADY_NANOS || now > limit) {
        return Math.max(most, rate);
      }
      most = Math.max(most, rate);
    }
    return most;
  }

  private static double peak(Kernels kernels) {
    return best(() -> kernels.multiplyAdds(2000));
  }

  private static double bandwidth(int bytes) {
    int n = bytes / (3 * Float.BYTES);
    float[] x = new float[n];
    float[] y = new float[n];
    float[] sum = new float[n];
    int times = Math.max(1, (1 << 20) / bytes);
    return best(
        () -> {
          for (int i = 0; i < times; i++) {
            Kernels.FLOAT.binary(BinaryFunction.ADD, x, 0, y, 0, sum, 0, n);
          }
          return 3L * Float.BYTES * n * times;
        });
  }
}

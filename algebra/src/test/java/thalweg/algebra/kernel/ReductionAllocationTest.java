package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// Vectors that the compiler fails to keep in registers are objects, and such a loop is ten times
/// slower. Run in a virtual machine of its own.
class ReductionAllocationTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void partial_sums_stay_in_registers() {
    float[] x = new float[64 * 100];
    float[] out = new float[100];
    float[] scratch = new float[Kernels.PARTIALS];
    assertThat(fewestBytes(() -> Kernels.FLOAT.sum(x, 0, 6, x.length / 6, out, 0, scratch)))
        .isLessThan(200);
    assertThat(fewestBytes(() -> Kernels.FLOAT.max(x, 0, 3, x.length / 3, out, 0, scratch)))
        .isLessThan(200);
    assertThat(fewestBytes(() -> Kernels.FLOAT.addRows(x, 0, 64, 100, out, 0))).isLessThan(200);
  }

  /// Returns the fewest bytes that five hundred runs took, until they are none or patience ends.
  private static long fewestBytes(Runnable loop) {
    long fewest = Long.MAX_VALUE;
    long patience = System.nanoTime() + 20_000_000_000L; // the compiler may have to wait for a core
    while (fewest >= 200 && System.nanoTime() < patience) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int run = 0; run < 500; run++) {
        loop.run();
      }
      fewest = Math.min(fewest, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return fewest;
  }
}

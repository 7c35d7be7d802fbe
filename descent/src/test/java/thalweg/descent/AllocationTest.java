package thalweg.descent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import thalweg.calculus.function.DifferentiableFunction;
import thalweg.descent.direction.LimitedMemoryBfgs;
import thalweg.descent.step.HagerZhang;
import thalweg.descent.step.MoreThuente;

class AllocationTest {
  private static final int N = 10_000;

  /// Curvatures from 1 to 1,000, and a quartic term so that it takes many steps.
  private static final DifferentiableFunction LONG_VALLEY =
      new DifferentiableFunction() {
        @Override
        public double value(double[] x) {
          throw new AssertionError("not needed");
        }

        @Override
        public double valueAndGradient(double[] x, double[] gradient) {
          double sum = 0;
          for (int i = 0; i < x.length; i++) {
            double c = 1 + 999.0 * i / x.length;
            double d = x[i] - 1;
            sum += c * d * d / 2 + x[i] * x[i] * x[i] * x[i] / 4;
            gradient[i] = c * d + x[i] * x[i] * x[i];
          }
          return sum;
        }
      };

  @Test
  void steps_allocate_nothing_once_the_memory_is_full() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (LineSearchDescent method :
        List.of(
            new LineSearchDescent(new LimitedMemoryBfgs(5), MoreThuente.defaults()),
            new LineSearchDescent(new LimitedMemoryBfgs(5), HagerZhang.defaults()),
            LineSearchDescent.conjugateGradient())) {
      long least = Long.MAX_VALUE;
      for (int descent = 0; descent < 3; descent++) {
        least = Math.min(least, allocated(method, threads));
      }
      // The least of three: the virtual machine itself allocates now and then, once.
      assertThat(least).as(method.toString()).isZero();
    }
  }

  /// Returns the bytes allocated from the 20th to the 50th evaluation.
  private static long allocated(LineSearchDescent method, ThreadMXBean threads) {
    long[] bytes = {0, 0};
    int[] evaluations = {0};
    Options options =
        Options.defaults()
            .withTolerance(0)
            .withLimits(Limits.defaults().withGradients(60))
            .stopWhen(
                () -> {
                  evaluations[0]++;
                  if (evaluations[0] == 20 || evaluations[0] == 50) {
                    bytes[evaluations[0] == 20 ? 0 : 1] = threads.getCurrentThreadAllocatedBytes();
                  }
                  return false;
                });
    Minimum minimum = Descent.minimise(LONG_VALLEY, new double[N], method, options);
    assertThat(minimum.steps()).isGreaterThan(20);
    return bytes[1] - bytes[0];
  }
}

package thalweg.algebra.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;

/// What the compiler makes of the loops: the same bits as before it came.
class CompiledKernelsTest {
  private static final int N = 40;
  private static final int ROOM = 800;

  interface Loop {
    void run(Object out);
  }

  private static Map<String, Loop> all(Loops loops) {
    Kernels kernels = loops.inUse;
    Random random = new Random(41);
    Object x = loops.ordinary(random, ROOM);
    Object y = loops.ordinary(random, ROOM);
    Object scratch = loops.array(kernels.matmulScratch(20, 40, 20) + Kernels.PARTIALS);
    Map<String, Loop> all = new LinkedHashMap<>();
    for (UnaryFunction function : UnaryFunction.values()) {
      all.put(function.name(), out -> kernels.unary(function, x, 0, out, 0, N));
    }
    for (BinaryFunction function : BinaryFunction.values()) {
      all.put(function.name(), out -> kernels.binary(function, x, 0, y, 0, out, 0, N));
    }
    all.put("select", out -> kernels.select(x, 0, x, 1, y, 2, out, 0, N));
    all.put("fill", out -> kernels.fill(out, 0, N, 0.1));
    all.put("repeatEach", out -> kernels.repeatEach(x, 0, 20, 5, out, 0));
    all.put("sum", out -> kernels.sum(x, 0, 2, N / 2, out, 0, scratch));
    all.put("max", out -> kernels.max(x, 0, 2, N / 2, out, 0, scratch));
    all.put(
        "addRows",
        out -> {
          kernels.fill(out, 0, N, 0);
          kernels.addRows(x, 0, 8, N, out, 0);
        });
    all.put("maxRows", out -> kernels.maxRows(x, 0, 8, N, out, 0));
    all.put("matmul", out -> matmul(loops, 20, 40, 20, x, 20, 1, y, 40, 1, out, scratch));
    all.put("matmul, both ᵀ", out -> matmul(loops, 20, 40, 20, x, 1, 20, y, 1, 20, out, scratch));
    all.put("matmul, ragged", out -> matmul(loops, 17, 37, 19, x, 19, 1, y, 37, 1, out, scratch));
    return all;
  }

  private static void matmul(
      Loops loops,
      int m,
      int n,
      int k,
      Object a,
      int ar,
      int ac,
      Object b,
      int br,
      int bc,
      Object c,
      Object scratch) {
    int[] ones = new int[loops.inUse.matmulIntScratch(m, n, k)];
    loops.inUse.matmul(m, n, k, a, 0, ar, ac, b, 0, br, bc, c, 0, n, scratch, ones);
  }

  @ParameterizedTest
  @EnumSource
  void compiled_loops_give_the_bits_of_the_beginning(Loops loops) {
    all(loops)
        .forEach(
            (name, loop) -> {
              Object first = loops.array(ROOM);
              Object last = loops.array(ROOM);
              loop.run(first);
              for (int run = 0; run < 2000; run++) {
                loop.run(last);
              }
              assertThat(Loops.bits(last)).as(name).isEqualTo(Loops.bits(first));
            });
  }
}

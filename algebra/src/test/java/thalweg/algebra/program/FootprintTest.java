package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.Tensor;

class FootprintTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void it_is_what_an_execution_allocates() {
    Tensor x = Tensor.variable("x", DType.DOUBLE, 512, 256);
    Program program = Program.of(x.matmul(x.transpose()).sum(0), x.exp().matmul(x.transpose()));
    try (Team team = new Team(3)) {
      Footprint footprint = Footprint.of(program, team.size());
      assertThat(footprint.outputs()).isEqualTo(8 * (512 + 512 * 512));
      assertThat(footprint.arena()).isEqualTo(program.arenaBytes()).isPositive();
      assertThat(footprint.scratch()).isEqualTo(3 * program.scratchBytes()).isPositive();
      long before = allocated();
      program.execution(team);
      long inPlace = footprint.bytes() - footprint.outputs(); // outputs come with the first run
      assertThat(allocated() - before).isBetween(inPlace, inPlace + MEGABYTE);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void it_fits_into_as_many_bytes_as_it_has_and_not_into_one_less() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 300, 200);
    Footprint footprint = Footprint.of(Program.of(x.exp().sum(0), x.transpose().matmul(x)), 2);
    footprint.requireFits(footprint.bytes());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> footprint.requireFits(footprint.bytes() - 1));
  }

  @Test
  void a_program_larger_than_the_heap_is_refused_before_anything_is_allocated() {
    Tensor x = Tensor.variable("x", DType.DOUBLE, 40_000, 40_000);
    Program program = Program.of(x.matmul(x), x.sum(0));
    long before = allocated();
    assertThatIllegalArgumentException()
        .isThrownBy(program::execution)
        .withMessageMatching(
            "program: running it takes 12,2\\d\\d MB of memory and Java's heap has at most [\\d,]+"
                + " MB: 0 MB for values between steps, \\d+ MB of scratch for 1 thread, 12,208 MB"
                + " for outputs\\. The largest: .*")
        .withMessageContaining("Variable x DOUBLE [40000, 40000] 12,208 MB")
        .withMessageContaining("output 0 DOUBLE [40000, 40000] 12,208 MB")
        .withMessageContaining("-Xmx30g")
        .withNoCause();
    assertThat(allocated() - before).isLessThan(16 * MEGABYTE);
  }

  @Test
  void values_between_steps_are_named_by_what_makes_them() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 40_000, 10);
    Program program = Program.of(x.matmul(x.transpose()).transpose().matmul(x));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Footprint.of(program, 2).requireFits(1000 * MEGABYTE))
        .withMessageContaining("scratch for 2 threads")
        .withMessageContaining("matmul 40000×10 · 10×40000ᵀ → FLOAT [40000, 40000] 6,104 MB");
  }

  @Test
  void values_too_many_for_one_array_are_refused_with_their_number() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 40_000, 10);
    Tensor product = x.matmul(x.transpose());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Program.of(product.matmul(product.transpose().matmul(product)).sum(0).sum(0)))
        .withMessage(
            "program: 3200000160 elements of FLOAT must be kept at a time between steps, among them"
                + " a value of shape [40000, 40000]; one array holds at most 2147483632. Compute"
                + " fewer rows at a time.");
  }

  @Test
  void a_heap_that_is_full_is_told_apart_from_one_that_is_small() {
    OutOfMemoryError cause = new OutOfMemoryError("Java heap space");
    Tensor x = Tensor.variable("x", DType.FLOAT, 30, 20);
    assertThat(Footprint.of(Program.of(x.exp()), 1).exhausted(cause))
        .hasMessageContaining(" MB are taken: ")
        .hasCause(cause);
  }
}

package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;

class AllocationTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// Returns the fewest bytes that a thousand runs took on this thread, until they are none or
  /// patience ends: before the compiler is done, vectors are objects.
  private static long bytesOfAThousand(Runnable work) {
    long fewest = Long.MAX_VALUE;
    long end = System.nanoTime() + 20_000_000_000L; // the compiler may have to wait for a core
    while (fewest > 200 && System.nanoTime() < end) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int run = 0; run < 1000; run++) {
        work.run();
      }
      fewest = Math.min(fewest, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return fewest;
  }

  @Test
  void a_warm_run_allocates_nothing() {
    Tensor x = Tensor.variable("x", DType.FLOAT, 7, 20);
    Tensor w = Tensor.variable("w", DType.FLOAT, 20, 10);
    Tensor b = Tensor.variable("b", DType.FLOAT, 10);
    Tensor labels = Tensor.variable("labels", DType.INT, 7);
    Tensor scores = x.matmul(w).add(b).relu();
    Tensor target = labels.oneHot(10, DType.FLOAT);
    Tensor loss = scores.subtract(target).square().mean(-1).sum();
    Tensor hits = scores.argMax(-1).equalTo(labels).to(DType.FLOAT).sum();
    Tensor gradient = x.transpose().matmul(scores.subtract(scores.max(-1).expand(-1)));
    Tensor moved = w.take(labels).pad(1, 1, 2).slice(0, 1, 5).max(0).broadcast(Shape.of(3, 13));
    Execution execution =
        Program.of(loss, hits, gradient, gradient.sum(0), moved)
            .execution()
            .set(x, NdArray.zeros(DType.FLOAT, Shape.of(7, 20)))
            .set(w, NdArray.zeros(DType.FLOAT, Shape.of(20, 10)))
            .set(b, NdArray.zeros(DType.FLOAT, Shape.of(10)))
            .set(labels, NdArray.zeros(DType.INT, Shape.of(7)));
    assertThat(bytesOfAThousand(execution::run)).isLessThanOrEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void no_function_of_one_number_allocates(DType type) {
    Tensor x = Tensor.variable("x", type, 101);
    NdArray numbers = halves(type);
    for (UnaryFunction function : UnaryFunction.values()) {
      Execution execution = Program.of(x.unary(function)).execution();
      execution.set(x, numbers);
      assertThat(bytesOfAThousand(execution::run)).as(function.name()).isLessThanOrEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void no_function_of_two_numbers_and_no_choice_allocates(DType type) {
    Tensor x = Tensor.variable("x", type, 101);
    Tensor y = Tensor.variable("y", type, 101);
    List<Tensor> results = new ArrayList<>();
    for (BinaryFunction function : BinaryFunction.values()) {
      results.add(x.binary(function, y));
    }
    results.add(x.select(x, y));
    for (Tensor result : results) {
      Execution execution = Program.of(result).execution();
      execution.set(x, halves(type)).set(y, halves(type));
      assertThat(bytesOfAThousand(execution::run)).as(result.toString()).isLessThanOrEqualTo(200);
    }
  }

  private static NdArray halves(DType type) {
    NdArray halves = NdArray.zeros(type, Shape.of(101));
    for (int i = 0; i < 101; i++) {
      halves.set(i, 0.5 + i);
    }
    return halves;
  }

  @Test
  void a_job_of_a_team_allocates_nothing() {
    try (Team team = new Team(2)) {
      Team.Task task = (_, _) -> {};
      assertThat(bytesOfAThousand(() -> team.run(8, task))).isLessThanOrEqualTo(200);
    }
  }
}

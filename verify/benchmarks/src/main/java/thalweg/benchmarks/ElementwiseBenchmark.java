package thalweg.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;

/// How close do elementwise chains and sums of rows come to loops fused by hand, on one core?
///
/// Run: the benchmarks' jar with this class's name; [ElementwiseWork] prints the ratios in one run.
/// Last answers under docs/measurements.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ElementwiseBenchmark {
  @Param public ElementwiseWork work = ElementwiseWork.ADAM;

  private Execution execution = Program.of(Tensor.of(0)).execution();
  private Runnable byHand = () -> {};

  @Setup
  public void prepare() {
    execution = work.execution();
    byHand = work.byHand();
  }

  @Benchmark
  public NdArray program() {
    return execution.run().output(0);
  }

  @Benchmark
  public void byHand() {
    byHand.run();
  }
}

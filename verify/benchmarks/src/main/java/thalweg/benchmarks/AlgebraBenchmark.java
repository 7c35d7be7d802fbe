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
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;

/// How long does one matrix product take on one core, at the shapes that training meets?
///
/// Run: see the benchmarks' pom, with -Dbenchmark=AlgebraBenchmark or, for a part,
/// -Dbenchmark="AlgebraBenchmark -p type=FLOAT -p transposed=NONE"; last answers under
/// docs/measurements.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class AlgebraBenchmark {
  /// Rows of the left operand × inner size × columns of the right.
  @Param({
    "1x784x512",
    "100x50x10",
    "100x784x50",
    "784x100x50",
    "128x784x512",
    "128x512x512",
    "512x128x512",
    "512x512x512",
    "1024x1024x1024"
  })
  public String shape = "512x512x512";

  /// Which operand lies in memory with rows and columns exchanged.
  public enum Transposed {
    NONE,
    LEFT,
    RIGHT
  }

  @Param({"NONE", "LEFT", "RIGHT"})
  public Transposed transposed = Transposed.NONE;

  @Param({"FLOAT", "DOUBLE"})
  public DType type = DType.FLOAT;

  private Execution product = Program.of(Tensor.of(0)).execution();

  @Setup
  public void prepare() {
    String[] sizes = shape.split("x", -1);
    int m = Integer.parseInt(sizes[0]);
    int k = Integer.parseInt(sizes[1]);
    int n = Integer.parseInt(sizes[2]);
    boolean leftLies = transposed == Transposed.LEFT;
    boolean rightLies = transposed == Transposed.RIGHT;
    Tensor left = Tensor.variable("left", type, leftLies ? k : m, leftLies ? m : k);
    Tensor right = Tensor.variable("right", type, rightLies ? n : k, rightLies ? k : n);
    Tensor x = leftLies ? left.transpose() : left;
    Tensor y = rightLies ? right.transpose() : right;
    product = Program.of(x.matmul(y)).execution();
    product.set(left, numbers(left)).set(right, numbers(right));
  }

  private static NdArray numbers(Tensor like) {
    NdArray numbers = NdArray.zeros(like.type(), like.shape());
    for (int i = 0; i < like.shape().elements(); i++) {
      numbers.set(i, Math.sin(i));
    }
    return numbers;
  }

  @Benchmark
  public NdArray product() {
    return product.run().output(0);
  }
}

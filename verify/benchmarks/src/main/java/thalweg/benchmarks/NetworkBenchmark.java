package thalweg.benchmarks;

import java.util.List;
import java.util.Objects;
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
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.objective.Classification;

/// How long do loss and gradient of one leaf of 50 rows take on one core?
///
/// Run: the benchmarks' jar with this class's name; last answers under docs/measurements.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class NetworkBenchmark {
  private static final int ROWS = 50;

  @Param({"784-50-10", "784-512-512-10"})
  public String sizes = "784-50-10";

  private Execution gradient = Program.of(Tensor.of(0)).execution();

  @Setup
  public void prepare() {
    Network network = Network.of(sizes, Activation.RELU);
    LeafProgram leaf =
        new LeafProgram.Family(
                Classification.of(network),
                Digits.split(1, 10, 10).train().kinds(),
                LeafProgram.Use.LEARN,
                DType.FLOAT,
                1_000_000)
            .of(ROWS);
    Tensor x = Objects.requireNonNull(leaf.columns().get(Dataset.FEATURES));
    Tensor labels = Objects.requireNonNull(leaf.columns().get(Dataset.TARGET));
    List<Tensor> parameters = leaf.parameters();
    gradient = leaf.program().execution();
    NdArray pixels = NdArray.zeros(DType.FLOAT, x.shape());
    NdArray classes = NdArray.zeros(DType.INT, labels.shape());
    for (int i = 0; i < pixels.shape().elements(); i++) {
      pixels.set(i, i % 5 == 0 ? Math.abs(Math.sin(i)) : 0);
    }
    for (int i = 0; i < ROWS; i++) {
      classes.set(i, i % 10);
    }
    gradient.set(x, pixels).set(labels, classes);
    List<NdArray> values = network.initial(DType.FLOAT, 1);
    for (int i = 0; i < parameters.size(); i++) {
      gradient.set(parameters.get(i), values.get(i));
    }
  }

  @Benchmark
  public NdArray lossAndGradient() {
    return gradient.run().output(0);
  }
}

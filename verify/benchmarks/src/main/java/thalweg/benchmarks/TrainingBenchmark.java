package thalweg.benchmarks;

import java.util.ArrayList;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Tensor;
import thalweg.algebra.program.Execution;
import thalweg.algebra.program.Program;
import thalweg.algebra.program.Team;
import thalweg.descent.direction.Adam;
import thalweg.descent.direction.SteepestDescent;
import thalweg.descent.direction.UpdateRule;
import thalweg.network.Network;
import thalweg.network.activation.Activation;
import thalweg.network.initialisation.Initialisation;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Sampling;
import thalweg.training.leaf.LeafProgram;
import thalweg.training.objective.Classification;

/// How long does a whole training step take as one program: gathering from bytes, gradient, update?
///
/// Run: see the benchmarks' pom, with -Dbenchmark=TrainingBenchmark; beside other libraries, with
/// the trainer's leaves: peers/run. Last answers under docs/measurements.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class TrainingBenchmark {
  /// With sigmoid, batches of 100 and SGD, or with ReLU, batches of 128 and Adam.
  @Param({"784-50-10", "784-512-512-10"})
  public String sizes = "784-50-10";

  @Param({"1", "2"})
  public int threads = 1;

  private final Dataset digits = Digits.split().train();
  private final int[] order = new int[digits.rows()];
  private NdArray pixels = NdArray.of(0);
  private NdArray labels = NdArray.of(0);
  private Team team = new Team(1);
  private int batch;
  private int at;

  /// Old values to new and back: what one step writes the next one reads.
  private final List<Execution> steps = new ArrayList<>();

  @Setup
  public void prepare() {
    boolean small = sizes.equals("784-50-10");
    batch = small ? 100 : 128;
    Network network =
        small
            ? Network.of(sizes, Activation.SIGMOID).with(new Initialisation.Normal(0.01))
            : Network.of(sizes, Activation.RELU);
    UpdateRule rule = small ? new SteepestDescent(0.1) : new Adam(0.001);
    LeafProgram leaf =
        new LeafProgram.Family(
                Classification.of(network),
                digits.kinds(),
                LeafProgram.Use.LEARN,
                DType.FLOAT,
                1_000_000)
            .of(batch);
    Tensor x = Objects.requireNonNull(leaf.columns().get(Dataset.FEATURES));
    Tensor y = Objects.requireNonNull(leaf.columns().get(Dataset.TARGET));
    pixels = NdArray.zeros(DType.FLOAT, x.shape());
    labels = NdArray.zeros(DType.INT, y.shape());
    List<Tensor> variables = leaf.parameters();
    List<Tensor> gradients =
        leaf.program().outputs().subList(1, 1 + variables.size()).stream()
            .map(sum -> sum.multiply(1.0 / batch))
            .toList();
    List<Tensor> before = new ArrayList<>(variables);
    List<Tensor> after = new ArrayList<>();
    List<Tensor> states = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      List<Tensor> state =
          rule.state(variables.get(i).shape()).stream()
              .map(shape -> Tensor.variable("state", DType.FLOAT, shape))
              .toList();
      UpdateRule.Change change = rule.change(variables.get(i), gradients.get(i), state);
      after.add(variables.get(i).add(change.update()));
      before.addAll(state);
      states.addAll(change.state());
    }
    after.addAll(states);
    List<NdArray> old = new ArrayList<>(network.initial(DType.FLOAT, 1));
    for (Tensor state : states) {
      old.add(NdArray.zeros(DType.FLOAT, state.shape()));
    }
    List<NdArray> next = old.stream().map(NdArray::copy).toList();
    team = new Team(threads);
    Program program = Program.of(after);
    for (List<List<NdArray>> way : List.of(List.of(old, next), List.of(next, old))) {
      Execution step = program.execution(team).set(x, pixels).set(y, labels);
      for (int i = 0; i < before.size(); i++) {
        step.set(before.get(i), way.get(0).get(i)).into(i, way.get(1).get(i));
      }
      steps.add(step);
    }
    Sampling.EPOCHS.order(digits.rows(), batch, 1, 1, order);
  }

  @Benchmark
  public NdArray step() {
    int from = at * batch;
    digits.column(Dataset.FEATURES).values().gather(order, from, batch, pixels);
    digits.column(Dataset.TARGET).values().gather(order, from, batch, labels);
    NdArray first = steps.get(at % 2).run().output(0);
    at = (at + 1) % (digits.rows() / batch / 2 * 2);
    return first;
  }

  @TearDown
  public void close() {
    team.close();
  }
}

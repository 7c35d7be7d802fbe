package thalweg.algebra.program;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.kernel.MachineLimit;
import thalweg.algebra.machine.Machine;

/// Expressions made ready to run: order, steps and memory are fixed once, and a run allocates
/// nothing.
///
/// A program is a plan and never changes; [Execution] holds the memory of one line of work, so
/// several threads run one program at the same time, each with its own execution. The same inputs
/// give the same bits in every execution.
public final class Program {
  private final List<Tensor> outputs;
  private final Planner plan;
  private final Rehearsal rehearsal = new Rehearsal();

  private Program(List<Tensor> outputs) {
    Machine.requireSoundJava();
    this.outputs = outputs;
    this.plan = new Planner(outputs);
  }

  /// Returns a program that computes these tensors.
  public static Program of(Tensor... outputs) {
    return of(List.of(outputs));
  }

  /// Returns a program that computes these tensors. Cost grows with the square of the number of
  /// operations.
  ///
  /// @throws IllegalArgumentException if there are none, or if what must be kept between steps is
  ///   longer than an array can be
  /// @throws UnsupportedOperationException on Java 25 before 25.0.3, which may damage arrays
  public static Program of(List<Tensor> outputs) {
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("program: no outputs given; name at least one tensor.");
    }
    return new Program(List.copyOf(outputs));
  }

  /// Computes one tensor, which must not depend on variables, once. To compute it again and again
  /// keep a program and its execution.
  ///
  /// @throws IllegalStateException if it depends on a variable
  public static NdArray evaluate(Tensor tensor) {
    return of(tensor).execution().run().output(0);
  }

  /// Returns the tensors this program computes, in the order given.
  public List<Tensor> outputs() {
    return outputs;
  }

  /// Returns the variables that must be set before a run.
  public List<Tensor> variables() {
    return List.copyOf(plan.variables.keySet());
  }

  /// Returns new memory in which this program can run, on the calling thread alone.
  ///
  /// @throws IllegalArgumentException if that is more than Java's heap can hold; it says how much,
  ///   and what needs it
  public Execution execution() {
    return new Execution(this, null);
  }

  /// Returns new memory in which this program can run; the members of `team` share each step that
  /// is large enough. The same bits as on one thread.
  ///
  /// @throws IllegalArgumentException if that is more than Java's heap can hold; it says how much,
  ///   and what needs it
  public Execution execution(Team team) {
    return new Execution(this, team);
  }

  /// Says that this program will be run about so often, in all its executions together. Where that
  /// is much work, what otherwise comes only after a while of it is done now: loops are written for
  /// its elementwise steps. Nothing else depends on it, least of all a bit of a result.
  public Program expect(long runs) {
    plan.steps.forEach(step -> step.expect(runs));
    return this;
  }

  /// Lets this program begin on the plain loops, which have a fair speed at once, while the vector
  /// loops are run beside it on a thread of their own, and goes on with those when they are
  /// compiled: after some hundred runs, or at once where another program has had them compiled. For
  /// programs whose first runs are waited for. The bits are the same throughout.
  ///
  /// Does nothing where there are no vector loops, where a rehearsal has begun before, where a
  /// single run is so much work that the vector loops are compiled during it, or where no memory is
  /// left for it.
  ///
  /// @param execution gives one of this program, with all variables set, which nobody else uses any
  ///   more; it is asked at most once, by the thread that calls. What arrays of variables hold may
  ///   change meanwhile.
  public void rehearse(Supplier<Execution> execution) {
    rehearsal.begin(this, execution);
  }

  /// Waits until the vector loops are in use, some seconds at most after [#rehearse].
  ///
  /// @throws InterruptedException if the thread is interrupted before
  public void awaitRehearsal() throws InterruptedException {
    rehearsal.await();
  }

  /// Returns whether runs that begin now use the plain loops.
  boolean isPlain() {
    return rehearsal.isUnderWay();
  }

  /// Returns the number of arithmetic operations in one run; a fused multiply-add counts as two.
  public long operations() {
    return plan.steps.stream().mapToLong(ProgramStep::operations).sum();
  }

  /// What one run comes to for a team, counted: what to expect of a machine with more processors
  /// than this one.
  ///
  /// @param operations of the member that does most, each step's parts being dealt out evenly
  /// @param meetings how often all wait for each other
  public record Share(long operations, int meetings) {}

  /// Returns what a run comes to when the members of a team of this size share it.
  ///
  /// @throws IllegalArgumentException if there are no members
  public Share share(int members) {
    if (members < 1) {
      throw new IllegalArgumentException(
          "share: " + members + " members share the program; there must be at least 1.");
    }
    long operations = 0;
    int meetings = 0;
    for (ProgramStep step : plan.steps) {
      int parts = members == 1 ? 1 : step.parts(members);
      operations += Math.ceilDiv(step.operations() * Math.ceilDiv(parts, members), parts);
      meetings += parts > 1 ? 1 : 0;
    }
    return new Share(operations, meetings);
  }

  /// Returns the bytes an execution needs for values between steps.
  public long arenaBytes() {
    return plan.arena.bytes();
  }

  /// Returns the bytes an execution needs for steps to work in, for each thread that shares it.
  public long scratchBytes() {
    return Arrays.stream(DType.values())
        .mapToLong(type -> (long) scratch(type) * type.bytes())
        .sum();
  }

  /// Returns the steps in words, one a line, with operations and bytes moved, and what sharing
  /// memory saves.
  public String explain() {
    return explain(new long[0], 0, 1);
  }

  /// Returns the steps with their times and, for each, how close to the machine's limit on so many
  /// threads it came.
  String explain(long[] nanos, long runs, int threads) {
    StringBuilder text = new StringBuilder();
    boolean timed = runs > 0;
    text.append(String.format(Locale.ROOT, "%4s %16s %14s", "step", "operations", "bytes"));
    if (timed) {
      text.append(String.format(Locale.ROOT, " %12s %8s %9s", "µs", "Gop/s", "of limit"));
    }
    text.append("  what\n");
    double sum = 0;
    double least = 0;
    for (int i = 0; i < plan.steps.size(); i++) {
      ProgramStep step = plan.steps.get(i);
      long bytes = bytes(step.reads()) + bytes(step.writes());
      text.append(String.format(Locale.ROOT, "%4d %,16d %,14d", i + 1, step.operations(), bytes));
      if (timed) {
        double micros = nanos[i] / 1e3 / runs;
        double limit =
            MachineLimit.seconds(step.operations(), bytes, type(step) == DType.FLOAT)
                * 1e6
                / threads;
        sum += micros;
        least += limit;
        text.append(
            String.format(
                Locale.ROOT,
                " %,12.2f %8.1f %7.0f %%",
                micros,
                step.operations() / micros / 1e3,
                100 * limit / micros));
      }
      text.append("  ").append(step.describe()).append('\n');
    }
    if (timed) {
      DType type =
          plan.steps.stream().anyMatch(step -> type(step) == DType.DOUBLE)
              ? DType.DOUBLE
              : DType.FLOAT;
      text.append(
          String.format(
              Locale.ROOT,
              "all steps %,.2f µs, %.0f %% of the limit: %.0f Gop/s in %s, %.0f GB/s from memory,"
                  + " on %d %s\n",
              sum,
              100 * least / sum,
              threads * MachineLimit.operationsPerSecond(type == DType.FLOAT) / 1e9,
              type.name().toLowerCase(Locale.ROOT),
              MachineLimit.bytesPerSecond(Long.MAX_VALUE) / 1e9,
              threads,
              threads == 1 ? "thread" : "threads"));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "memory between steps: %,d bytes; without sharing %,d",
                arenaBytes(),
                unsharedBytes()))
        .toString();
  }

  /// Returns what all values between steps would take beside each other.
  private long unsharedBytes() {
    return plan.allValues.stream()
        .filter(value -> value.home == Value.Home.ARENA || value.home == Value.Home.LOCAL)
        .mapToLong(Value::bytes)
        .sum();
  }

  private long bytes(int[] values) {
    return Arrays.stream(values).mapToLong(id -> value(id).bytes()).sum();
  }

  private DType type(ProgramStep step) {
    return Arrays.stream(step.writes()).anyMatch(id -> value(id).type == DType.DOUBLE)
        ? DType.DOUBLE
        : DType.FLOAT;
  }

  // ---- For the execution ----

  ProgramStep[] steps() {
    return plan.steps.toArray(ProgramStep[]::new);
  }

  int values() {
    return plan.allValues.size();
  }

  Value value(int id) {
    return plan.allValues.get(id);
  }

  Map<Tensor, Integer> variableValues() {
    return plan.variables;
  }

  Map<Integer, NdArray> constants() {
    Map<Integer, NdArray> constants = new LinkedHashMap<>();
    plan.constants.forEach(
        (value, tensor) -> {
          if (tensor.operation() instanceof thalweg.algebra.Operation.Constant(NdArray array)) {
            constants.put(value, array);
          }
        });
    return constants;
  }

  int outputValue(int output) {
    return plan.outputs.get(output);
  }

  Shape outputShape(int output) {
    return outputs.get(output).shape();
  }

  int arena(DType type) {
    return plan.arena.elements(type);
  }

  int scratch(DType type) {
    return plan.steps.stream().mapToInt(step -> step.scratch(type)).max().orElse(0);
  }
}

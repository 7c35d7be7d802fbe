package thalweg.algebra.program;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.Tensor;
import thalweg.algebra.kernel.Machine;

/// Expressions made ready to run: order, steps and memory are fixed once, and a run allocates
/// nothing.
///
/// A program is a plan and never changes; [Execution] holds the memory of one line of work, so
/// several threads run one program at the same time, each with its own execution. The same inputs
/// give the same bits in every execution.
public final class Program {
  private final List<Tensor> outputs;
  private final Planner plan;

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

  /// Returns the number of arithmetic operations in one run; a fused multiply-add counts as two.
  public long operations() {
    return plan.steps.stream().mapToLong(Step::operations).sum();
  }

  /// Returns the bytes an execution needs for values between steps.
  public long arenaBytes() {
    return plan.arena.bytes();
  }

  /// Returns the bytes an execution needs for steps to work in, for each thread that shares it.
  public long scratchBytes() {
    return (long) scratch(DType.FLOAT) * DType.FLOAT.bytes()
        + (long) scratch(DType.DOUBLE) * DType.DOUBLE.bytes()
        + (long) places() * Integer.BYTES;
  }

  /// Returns the steps in words, one a line, with operations and bytes moved, and what sharing
  /// memory saves.
  public String explain() {
    return explain(new long[0], 0);
  }

  String explain(long[] nanos, long runs) {
    StringBuilder text = new StringBuilder();
    int number = 1;
    for (Step step : plan.steps) {
      long bytes =
          Arrays.stream(step.reads()).mapToLong(id -> value(id).bytes()).sum()
              + Arrays.stream(step.writes()).mapToLong(id -> value(id).bytes()).sum();
      text.append(
          String.format(
              Locale.ROOT,
              "%3d  %,14d operations  %,12d bytes  ",
              number,
              step.operations(),
              bytes));
      if (runs > 0) {
        double micros = nanos[number - 1] / 1e3 / runs;
        text.append(
            String.format(
                Locale.ROOT,
                "%,10.2f µs  %6.1f Gop/s  ",
                micros,
                step.operations() / micros / 1e3));
      }
      text.append(step.describe()).append('\n');
      number++;
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "memory between steps: %,d bytes; without sharing %,d",
                arenaBytes(),
                plan.arena.unsharedBytes()))
        .toString();
  }

  // ---- For the execution ----

  Step[] steps() {
    return plan.steps.toArray(Step[]::new);
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
    boolean single = type == DType.FLOAT;
    return plan.steps.stream()
        .mapToInt(
            step ->
                switch (step) {
                  case MatmulStep matmul when matmul.single() != single -> 0;
                  case ReduceStep reduce when reduce.single() != single -> 0;
                  case RowsStep rows -> rows.scratch(single);
                  case ElementwiseChain chain when chain.single() != single -> 0;
                  default -> step.scratch();
                })
        .max()
        .orElse(0);
  }

  int places() {
    return plan.steps.stream()
        .mapToInt(step -> step instanceof MatmulStep matmul ? matmul.places() : 0)
        .max()
        .orElse(0);
  }
}

package thalweg.algebra.program;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Operation;
import thalweg.algebra.Tensor;

/// The memory of one line of work through a [Program], and the runs themselves. For one thread at a
/// time, with or without a team to share large steps with.
///
/// Variables are bound to arrays, which are read at each run and not copied; change their contents
/// between runs freely.
public final class Execution {
  private final Program program;
  private final Footprint footprint;
  private final Memory memory;
  private final @Nullable Team team;
  private final Memory[] memories; // by member of the team
  private final ProgramStep[] steps;
  private final int[] parts; // into how many each step is cut
  private final Team.Task share = this::share;
  private int shared; // the step at which the team is
  private final @Nullable NdArray[] outputs;
  private boolean profiled;
  private final long[] nanos;
  private long profiledRuns;

  Execution(Program program, @Nullable Team team) {
    this.program = program;
    this.team = team;
    footprint = Footprint.of(program, team == null ? 1 : team.size());
    footprint.requireFits(Runtime.getRuntime().maxMemory());
    float[] floats;
    double[] doubles;
    int[] ints;
    try {
      memory =
          new Memory(
              program.values(),
              program.scratch(DType.FLOAT),
              program.scratch(DType.DOUBLE),
              program.scratch(DType.INT));
      floats = new float[program.arena(DType.FLOAT)];
      doubles = new double[program.arena(DType.DOUBLE)];
      ints = new int[program.arena(DType.INT)];
      for (int id = 0; id < program.values(); id++) {
        Value value = program.value(id);
        if (value.home == Value.Home.ARENA) {
          Object array =
              switch (value.type) {
                case FLOAT -> floats;
                case DOUBLE -> doubles;
                case INT -> ints;
              };
          memory.bind(value, array, value.offset);
        }
      }
      program.constants().forEach((id, array) -> memory.bind(program.value(id), array.raw(), 0));
      memories = new Memory[footprint.members()];
      for (int member = 0; member < memories.length; member++) {
        memories[member] = member == 0 ? memory : memory.withOwnScratch();
      }
    } catch (OutOfMemoryError exhausted) {
      throw footprint.exhausted(exhausted);
    }
    steps = program.steps();
    parts = new int[steps.length];
    for (int i = 0; i < steps.length; i++) {
      parts[i] = memories.length == 1 ? 1 : steps[i].parts(memories.length);
    }
    nanos = new long[steps.length];
    outputs = new NdArray[program.outputs().size()];
  }

  /// Binds a variable to an array for all following runs. A variable the program does not need is
  /// ignored.
  ///
  /// @throws IllegalArgumentException if shape or type differ from the variable's
  public Execution set(Tensor variable, NdArray array) {
    if (!(variable.operation() instanceof Operation.Variable(String name))) {
      throw new IllegalArgumentException(
          "set: " + variable + " is computed; only a variable can be set.");
    }
    if (!variable.shape().equals(array.shape()) || variable.type() != array.type()) {
      throw new IllegalArgumentException(
          "set: variable "
              + name
              + " is "
              + variable.type()
              + " "
              + variable.shape()
              + ", the array is "
              + array.type()
              + " "
              + array.shape()
              + "; both must agree.");
    }
    Integer value = program.variableValues().get(variable);
    if (value != null) {
      bind(value, array);
    }
    return this;
  }

  /// Lets output number `output` be written to `array` in all following runs. The array must not be
  /// that of a variable, a constant or another output too; [#run()] checks this.
  ///
  /// @throws IllegalArgumentException if shape or type differ
  public Execution into(int output, NdArray array) {
    Value value = program.value(program.outputValue(output));
    if (!program.outputShape(output).equals(array.shape()) || value.type != array.type()) {
      throw new IllegalArgumentException(
          "into: output "
              + output
              + " is "
              + value.type
              + " "
              + program.outputShape(output)
              + ", the array is "
              + array.type()
              + " "
              + array.shape()
              + "; both must agree.");
    }
    outputs[output] = array;
    bind(value.id, array);
    return this;
  }

  private void bind(int value, NdArray array) {
    for (Memory each : memories) {
      each.bind(program.value(value), array.raw(), 0);
    }
  }

  /// Computes all outputs. Allocates nothing from the second run on.
  ///
  /// @throws IllegalStateException if a variable has not been set, or an output's array is that of
  ///   a variable, a constant or another output too
  /// @throws IllegalArgumentException if no memory is left for outputs that have no array yet
  public Execution run() {
    return run(program.isPlain());
  }

  /// Computes all outputs by the plain loops or by those in use: the bits are the same.
  Execution run(boolean plain) {
    prepare();
    for (Memory each : memories) {
      each.setPlain(plain);
    }
    for (int i = 0; i < steps.length; i++) {
      if (profiled) {
        long start = System.nanoTime();
        run(i);
        nanos[i] += System.nanoTime() - start;
      } else {
        run(i);
      }
    }
    profiledRuns += profiled ? 1 : 0;
    return this;
  }

  private void run(int step) {
    if (team == null || parts[step] == 1) {
      steps[step].run(memory);
    } else {
      shared = step;
      team.run(parts[step], share, steps[step].isShort());
    }
  }

  private void share(int part, int member) {
    steps[shared].runPart(memories[member], part, parts[shared]);
  }

  private void prepare() {
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i] == null) {
        try {
          into(i, NdArray.zeros(program.outputs().get(i).type(), program.outputShape(i)));
        } catch (OutOfMemoryError exhausted) {
          throw footprint.exhausted(exhausted);
        }
      }
    }
    for (int id = 0; id < memory.arrays.length; id++) {
      Value.Home home = program.value(id).home;
      Object array = memory.arrays[id];
      if (home == Value.Home.VARIABLE && array == null) {
        throw new IllegalStateException(
            "run: " + nameOf(id) + " has not been set; call set(variable, array) first.");
      }
      boolean isGiven = home == Value.Home.VARIABLE || home == Value.Home.CONSTANT;
      if ((isGiven || home == Value.Home.OUTPUT) && array != null) {
        requireUnwritten(id, array);
      }
    }
  }

  /// Throws if an output's array is that of another value too: a variable, a constant or another
  /// output.
  private void requireUnwritten(int id, Object array) {
    for (int i = 0; i < outputs.length; i++) {
      int written = program.outputValue(i);
      if (written != id && isSame(memory.arrays[written], array)) {
        throw new IllegalStateException(
            "run: output "
                + i
                + " would be written into the array of "
                + nameOf(id)
                + "; give it an array of its own.");
      }
    }
  }

  @SuppressWarnings(
      "ReferenceEquality") // the question is whether it is one array, not whether two are alike
  private static boolean isSame(@Nullable Object left, Object right) {
    return left == right;
  }

  private String nameOf(int id) {
    for (Map.Entry<Tensor, Integer> entry : program.variableValues().entrySet()) {
      if (entry.getValue() == id) {
        return entry.getKey().toString();
      }
    }
    for (int i = 0; i < outputs.length; i++) {
      if (program.outputValue(i) == id) {
        return "output " + i;
      }
    }
    return "a constant";
  }

  /// Returns the array of an output: its contents are those of the last run and change with the
  /// next.
  public NdArray output(int output) {
    NdArray array = outputs[output];
    if (array == null) {
      throw new IllegalStateException(
          "output " + output + ": nothing has been computed yet; call run() first.");
    }
    return array;
  }

  /// Turns the timing of single steps on or off; it costs some 50 ns a step.
  public Execution profile(boolean on) {
    profiled = on;
    return this;
  }

  /// Returns the steps in words, with their mean times where runs have been profiled, and the share
  /// of what the machine can do at most ([thalweg.algebra.kernel.MachineLimit]).
  public String explain() {
    return program.explain(nanos, profiledRuns, memories.length);
  }
}

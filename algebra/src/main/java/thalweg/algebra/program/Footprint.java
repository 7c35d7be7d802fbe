package thalweg.algebra.program;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.Tensor;

/// The memory that one execution of a program takes, in bytes: values between steps, scratch for
/// each member of its team, and outputs. Variables and constants are arrays that exist already.
record Footprint(Program program, int members, long arena, long scratch, long outputs) {
  private static final int NAMED = 3;

  static Footprint of(Program program, int members) {
    return new Footprint(
        program,
        members,
        program.arenaBytes(),
        members * program.scratchBytes(),
        values(program, Value.Home.OUTPUT).stream().mapToLong(Value::bytes).sum());
  }

  private static List<Value> values(Program program, Value.Home home) {
    return IntStream.range(0, program.values())
        .mapToObj(program::value)
        .filter(value -> value.home == home)
        .toList();
  }

  long bytes() {
    return arena + scratch + outputs;
  }

  /// Does nothing if a heap of `limit` bytes can hold this, were it empty.
  ///
  /// @throws IllegalArgumentException if not, naming what is largest
  void requireFits(long limit) {
    if (bytes() > limit) {
      throw tooLarge("", limit, null);
    }
  }

  /// Returns the error for a heap that had not enough left.
  IllegalArgumentException exhausted(OutOfMemoryError cause) {
    Runtime runtime = Runtime.getRuntime();
    return tooLarge(
        ", of which " + megabytes(runtime.totalMemory() - runtime.freeMemory()) + " are taken",
        runtime.maxMemory(),
        cause);
  }

  private IllegalArgumentException tooLarge(
      String taken, long limit, @Nullable OutOfMemoryError cause) {
    long variables = values(program, Value.Home.VARIABLE).stream().mapToLong(Value::bytes).sum();
    return new IllegalArgumentException(
        "program: running it takes "
            + megabytes(bytes())
            + " of memory and Java's heap has at most "
            + megabytes(limit)
            + taken
            + ": "
            + megabytes(arena)
            + " for values between steps, "
            + megabytes(scratch)
            + " of scratch for "
            + (members == 1 ? "1 thread" : members + " threads")
            + ", "
            + megabytes(outputs)
            + " for outputs. The largest: "
            + largest()
            + ". Give Java more, such as -Xmx"
            + Math.ceilDiv((bytes() + variables) / 4 * 5, 1L << 30)
            + "g, or compute fewer rows at a time.",
        cause);
  }

  private String largest() {
    return IntStream.range(0, program.values())
        .mapToObj(program::value)
        .filter(value -> value.home != Value.Home.CONSTANT)
        .filter(value -> value.home != Value.Home.LOCAL && value.home != Value.Home.PIECE)
        .sorted(Comparator.comparingLong(value -> -value.bytes()))
        .limit(NAMED)
        .map(value -> name(value) + " " + megabytes(value.bytes()))
        .collect(Collectors.joining(", "));
  }

  private String name(Value value) {
    String typed = value.type + " " + value.shape;
    return switch (value.home) {
      case VARIABLE ->
          program.variableValues().entrySet().stream()
              .filter(entry -> entry.getValue() == value.id)
              .map(Map.Entry::getKey)
              .map(Tensor::toString)
              .findFirst()
              .orElse(typed);
      case OUTPUT ->
          "output "
              + IntStream.range(0, program.outputs().size())
                  .filter(output -> program.outputValue(output) == value.id)
                  .findFirst()
                  .orElse(0)
              + " "
              + typed;
      case CONSTANT -> "a constant " + typed;
      case ARENA, LOCAL, PIECE ->
          Arrays.stream(program.steps())
                  .filter(step -> Arrays.stream(step.writes()).anyMatch(id -> id == value.id))
                  .map(ProgramStep::describe)
                  .findFirst()
                  .orElse("a value")
              + " → "
              + typed;
    };
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", Math.ceilDiv(bytes, 1L << 20));
  }
}

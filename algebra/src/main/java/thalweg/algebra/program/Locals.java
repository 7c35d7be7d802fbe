package thalweg.algebra.program;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thalweg.algebra.DType;

/// Values that steps hand to each other for a few rows at a time and nobody else needs: they live
/// in the scratch of the member of a team that does these rows, behind what the steps themselves
/// need of it.
final class Locals {
  private final List<Value> values;
  private final int[] widths; // elements of a row
  private final Arena arena;
  private final Map<DType, Integer> starts = new HashMap<>();

  /// Gives every value a place for `few` of `rows` rows.
  Locals(List<Value> values, List<ProgramStep> steps, int few, int rows) {
    this.values = List.copyOf(values);
    widths = new int[values.size()];
    for (int i = 0; i < widths.length; i++) {
      Value value = values.get(i);
      widths[i] = value.shape.elements() / rows;
      value.home = Value.Home.LOCAL;
      value.placed = few * widths[i];
    }
    for (DType type : DType.values()) {
      int own = steps.stream().mapToInt(step -> step.scratch(type)).max().orElse(0);
      starts.put(type, Math.ceilDiv(own, 16) * 16);
    }
    arena = new Arena(values, steps);
  }

  /// Lets the values begin with row `first`.
  void begin(Memory memory, int first) {
    for (int i = 0; i < widths.length; i++) {
      Value value = values.get(i);
      memory.arrays[value.id] = memory.scratch(value.type);
      memory.offsets[value.id] =
          starts.getOrDefault(value.type, 0) + value.offset - first * widths[i];
    }
  }

  /// Returns how many scratch elements of a type the steps and these values take together.
  int scratch(DType type) {
    return starts.getOrDefault(type, 0) + arena.elements(type);
  }
}

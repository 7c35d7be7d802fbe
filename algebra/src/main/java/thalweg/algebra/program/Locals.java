package thalweg.algebra.program;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /// Returns which values are needed by more than the steps from `from` to below `to`, or in
  /// pieces.
  static Set<Integer> neededElsewhere(
      List<ProgramStep> steps, int from, int to, List<Value> values) {
    Set<Integer> needed = new HashSet<>();
    for (int i = 0; i < steps.size(); i++) {
      for (int id : steps.get(i).reads()) {
        Value whole = values.get(id).whole();
        if (i < from || i >= to || whole.id != id) {
          needed.add(id);
          needed.add(whole.id);
        }
      }
    }
    return needed;
  }

  /// Returns whether a value shares elements with one of others under another name: as a piece of
  /// it, or as what it is a piece of.
  static boolean overlaps(Value value, Set<Integer> others) {
    return (value.whole() != value && others.contains(value.whole().id))
        || value.pieces.stream().anyMatch(piece -> others.contains(piece.id));
  }

  /// Lets the values begin with row `first`.
  void begin(Memory memory, int first) {
    for (int i = 0; i < widths.length; i++) {
      Value value = values.get(i);
      int start = starts.getOrDefault(value.type, 0) + value.offset;
      memory.bind(value, memory.scratch(value.type), start - first * widths[i]);
    }
  }

  /// Returns how many scratch elements of a type the steps and these values take together.
  int scratch(DType type) {
    return starts.getOrDefault(type, 0) + arena.elements(type);
  }
}

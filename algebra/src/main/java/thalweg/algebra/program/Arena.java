package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;

/// Memory for what lives between steps: values that are never alive together share it, and a value
/// may take the very place of one that dies in the step that makes it, where the step reads each
/// element before it writes it.
final class Arena {
  /// The longest array of every Java, in whole cache lines.
  private static final int LONGEST = Integer.MAX_VALUE / 16 * 16;

  /// The elements of a page of memory, or of two.
  private static final int PAGE = 1024;

  /// A value of whole pages is followed by a gap of five cache lines, a number that shares no
  /// factor with the lines of a page. Else such values would all begin at the same places of the
  /// first cache, and a chain that reads more of them than a place has room for would wait for the
  /// second cache at each element (decision 0194).
  private static final int GAP = 5 * 16;

  private final Map<DType, Integer> sizes = new HashMap<>();
  private final List<ProgramStep> steps;

  /// Gives every one of some values its offset: all that steps, in this order, hand to each other.
  Arena(List<Value> values, List<ProgramStep> steps) {
    this.steps = steps;
    Map<Integer, Value> byId = new HashMap<>();
    for (Value value : values) {
      byId.put(value.id, value);
      value.pieces.forEach(piece -> byId.put(piece.id, value));
    }
    for (int i = 0; i < steps.size(); i++) {
      for (int id : steps.get(i).reads()) {
        touch(byId.get(id), i);
      }
      for (int id : steps.get(i).writes()) {
        touch(byId.get(id), i);
      }
    }
    List<Value> placed = new ArrayList<>();
    List<Value> largestFirst =
        values.stream()
            .sorted(
                Comparator.comparingInt((Value value) -> -value.placed)
                    .thenComparingInt(value -> value.id))
            .toList();
    for (Value value : largestFirst) {
      value.offset = offset(value, placed);
      placed.add(value);
      sizes.merge(value.type, Math.toIntExact(value.offset + room(value)), Math::max);
    }
  }

  /// Returns how many elements of a type the arena holds.
  int elements(DType type) {
    return sizes.getOrDefault(type, 0);
  }

  /// Returns the size of the arena.
  long bytes() {
    return sizes.entrySet().stream()
        .mapToLong(entry -> (long) entry.getKey().bytes() * entry.getValue())
        .sum();
  }

  /// Returns the lowest offset at which a value disturbs none of those placed.
  private int offset(Value value, List<Value> placed) {
    List<Value> alive =
        placed.stream()
            .filter(
                other ->
                    other.type == value.type
                        && other.born <= value.died
                        && value.born <= other.died)
            .sorted(Comparator.comparingInt(other -> other.offset))
            .toList();
    long lowest = 0;
    for (Value other : alive) {
      if (lowest + room(value) <= other.offset) {
        break;
      }
      lowest = Math.max(lowest, other.offset + room(other));
    }
    for (Value other : alive) {
      if (other.offset < lowest && replaces(value, other) && fits(value, other.offset, alive)) {
        return other.offset;
      }
    }
    if (lowest + room(value) > LONGEST) {
      throw new IllegalArgumentException(
          "program: "
              + (lowest + room(value))
              + " elements of "
              + value.type
              + " must be kept at a time between steps, among them a value of shape "
              + value.shape
              + "; one array holds at most "
              + LONGEST
              + ". Compute fewer rows at a time.");
    }
    return (int) lowest;
  }

  private boolean fits(Value value, int offset, List<Value> alive) {
    return alive.stream()
        .allMatch(
            other ->
                offset + room(value) <= other.offset
                    || other.offset + room(other) <= offset
                    || (offset == other.offset && replaces(value, other)));
  }

  /// Returns whether one of two values may take the place of the other, which dies as it is born.
  private boolean replaces(Value one, Value other) {
    return replacesDying(one, other) || replacesDying(other, one);
  }

  private boolean replacesDying(Value born, Value dying) {
    return dying.pieces.isEmpty() // of a piece no step knows what it is read with
        && born.born == dying.died
        && born.placed == dying.placed
        && steps.get(born.born).overwrites(born.id, dying.id);
  }

  /// Returns a value's elements rounded up to a cache line, so that every value starts on one, with
  /// the gap after it.
  private static long room(Value value) {
    return (value.placed + 15L) / 16 * 16
        + (value.placed >= 4 * PAGE && value.placed % PAGE == 0 ? GAP : 0);
  }

  private static void touch(@Nullable Value value, int step) {
    if (value != null) {
      value.born = Math.min(value.born, step);
      value.died = Math.max(value.died, step);
    }
  }
}

package thalweg.algebra.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.kernel.FusedLoop;
import thalweg.algebra.kernel.LoopCode;
import thalweg.algebra.kernel.LoopCode.Operand;
import thalweg.algebra.program.Load.Spread;

/// Neighbouring instructions of a chain that one loop can compute.
///
/// What later segments need of a segment's results passes through the chain's slots; all else stays
/// within the loop.
///
/// @param from the first instruction
/// @param to the instruction after the last
/// @param code what the loop is to compute
/// @param operands where the code's operands stand, two numbers each
/// @param loop the loop, if there is one
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Segment(int from, int to, LoopCode code, int[] operands, @Nullable FusedLoop loop) {
  /// Returns a chain's instructions in segments of at most `mostWeight`, but for single
  /// instructions that are heavier.
  static List<Segment> cut(ElementwiseChain chain, int mostWeight, ToIntFunction<String> weightOf) {
    List<Segment> segments = new ArrayList<>();
    List<Instruction> code = chain.code();
    int from = 0;
    int weight = 0;
    for (int i = 0; i < code.size(); i++) {
      int more = weightOf.applyAsInt(code.get(i).operation());
      if (i > from && weight + more > mostWeight) {
        segments.add(new Writing(chain, from, i).segment());
        from = i;
        weight = 0;
      }
      weight += more;
    }
    segments.add(new Writing(chain, from, code.size()).segment());
    return segments;
  }

  Segment with(@Nullable FusedLoop loop) {
    return new Segment(from, to, code, operands, loop);
  }

  static boolean areAllLoops(Segment[] segments) {
    for (Segment segment : segments) {
      if (segment.loop == null) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether any number of elements may be computed at once, as nothing passes through a
  /// slot.
  static boolean needNoBlocks(Segment[] segments) {
    return segments.length == 1
        && segments[0].loop != null
        && !segments[0].code.operands().contains(Operand.SLOT)
        && !segments[0].code.operands().contains(Operand.REPEATED);
  }

  /// The code of a segment under way.
  private static final class Writing {
    private final ElementwiseChain chain;
    private final int from;
    private final int to;
    private final List<Operand> operands = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();

    /// What stands at each location: an operand's number from 0 on, or −1, −2, … for a result that
    /// stays in the loop.
    private final Map<Location, Integer> values = new HashMap<>();

    Writing(ElementwiseChain chain, int from, int to) {
      this.chain = chain;
      this.from = from;
      this.to = to;
    }

    Segment segment() {
      Set<Integer> stored = stored();
      List<LoopCode.Assignment> assignments = new ArrayList<>();
      int kept = 0;
      for (int i = from; i < to; i++) {
        Instruction instruction = chain.code().get(i);
        List<Integer> read = new ArrayList<>();
        for (Location location : instruction.operands()) {
          Integer known = values.get(location);
          int value = known == null ? operand(location) : known;
          values.put(location, value);
          read.add(value);
        }
        int result = stored.contains(i) ? operand(instruction.out()) : -1 - kept++;
        values.put(instruction.out(), result);
        assignments.add(new LoopCode.Assignment(instruction.operation(), read, result));
      }
      List<LoopCode.Assignment> numbered =
          assignments.stream()
              .map(
                  assignment ->
                      new LoopCode.Assignment(
                          assignment.operation(),
                          assignment.operands().stream().map(this::afterOperands).toList(),
                          afterOperands(assignment.result())))
              .toList();
      return new Segment(
          from,
          to,
          new LoopCode(
              chain.single(), List.copyOf(operands), List.of(new LoopCode.Part(false, numbered))),
          numbers.stream().mapToInt(Integer::intValue).toArray(),
          null);
    }

    private int afterOperands(int value) {
      return value < 0 ? operands.size() - 1 - value : value;
    }

    private int operand(Location location) {
      Load load = location.inSlot() ? chain.slots().load(location.index()) : null;
      if (load != null && load.spread() != Spread.SCALAR && chain.rowLength() > 0) {
        Operand operand = load.spread() == Spread.ROW ? Operand.ROW : Operand.COLUMN;
        return operand(operand, load.value(), load.period());
      }
      int period = location.inSlot() ? chain.slots().period(location.index()) : 0;
      if (load != null && load.spread() == Spread.SCALAR) {
        return load.value() < 0
            ? operand(Operand.LITERAL, location.index(), 0)
            : operand(Operand.NUMBER, load.value(), 0);
      }
      return location.inSlot()
          ? operand(
              period > 0 ? Operand.REPEATED : Operand.SLOT,
              chain.slots().start(location.index()),
              period)
          : operand(Operand.ARRAY, location.index(), 0);
    }

    private int operand(Operand operand, int a, int b) {
      operands.add(operand);
      numbers.add(a);
      numbers.add(b);
      return operands.size() - 1;
    }

    /// Returns the instructions whose results are needed after this segment.
    private Set<Integer> stored() {
      Set<Location> needed = new HashSet<>();
      for (Instruction instruction : chain.code().subList(to, chain.code().size()).reversed()) {
        needed.remove(instruction.out());
        needed.addAll(instruction.operands());
      }
      Set<Integer> stored = new HashSet<>();
      for (int i = to - 1; i >= from; i--) {
        Location out = chain.code().get(i).out();
        if (needed.remove(out) || !out.inSlot()) {
          stored.add(i);
        }
      }
      return stored;
    }
  }
}

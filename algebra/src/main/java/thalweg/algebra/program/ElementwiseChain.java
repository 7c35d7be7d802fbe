package thalweg.algebra.program;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.kernel.FusedLoop;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.kernel.LoopWriter;
import thalweg.algebra.program.Load.Spread;

/// A chain of elementwise operations over arrays of one element count, evaluated block by block.
///
/// A block is small enough that its intermediate results stay in the first cache, so memory is read
/// and written once for the whole chain and not once per operation.
final class ElementwiseChain implements ProgramStep {
  /// Elements in a block: 4 KiB of either type.
  static final int BLOCK_BYTES = 4096;

  /// Operations worth handing to another member of a team, some five microseconds.
  private static final long PART_OPERATIONS = 100_000;

  /// Vectors in the shortest row that loops do by itself.
  private static final int LEAST_ROW = 4;

  private final boolean single;
  private final int elements;
  private final int block;
  private final Slots slots;
  private final Instruction[] code;
  private final int[] reads; // asked for again and again when a program is planned
  private final int rowLength;

  /// Loops that take the place of the instructions, once there are any.
  private volatile Segment @Nullable [] fused;

  /// How much has been computed without them. Threads count at the same time; a count that gets
  /// lost does no harm.
  private long work;

  ElementwiseChain(
      boolean single, int elements, int slots, List<Load> loads, List<Instruction> code) {
    this.single = single;
    this.elements = elements;
    this.code = code.toArray(Instruction[]::new);
    int most = BLOCK_BYTES / (single ? 4 : 8);
    block = Math.max(1, Math.min(elements, most));
    this.slots = new Slots(single, slots, block, loads);
    rowLength = rowLength(loads, block, LoopWriter.lanes(single));
    reads =
        IntStream.concat(
                loads.stream().mapToInt(Load::value).filter(value -> value >= 0),
                code.stream()
                    .flatMap(instruction -> instruction.operands().stream())
                    .filter(location -> !location.inSlot())
                    .mapToInt(Location::index))
            .distinct()
            .toArray();
  }

  private static int rowLength(List<Load> loads, int block, int lanes) {
    int[] periods =
        loads.stream()
            .filter(load -> load.spread() != Spread.SCALAR)
            .mapToInt(Load::period)
            .distinct()
            .toArray();
    boolean fit =
        periods.length == 1
            && loads.stream().noneMatch(load -> load.spread() == Spread.MIDDLE)
            && lanes > 0
            && periods[0] % lanes == 0
            && periods[0] >= LEAST_ROW * lanes
            && periods[0] <= block;
    return fit ? periods[0] : 0;
  }

  boolean single() {
    return single;
  }

  @Override
  public void run(Memory memory) {
    run(memory, 0, elements);
  }

  @Override
  public int parts() {
    return Math.clamp(operations() / PART_OPERATIONS, 1, Math.ceilDiv(elements, block));
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    long blocks = Math.ceilDiv(elements, block);
    int from = (int) (blocks * part / parts) * block;
    int to = Math.min(elements, (int) (blocks * (part + 1) / parts) * block);
    run(memory, from, to);
  }

  /// Computes the elements from `from` to below `to` and touches no others of the values written,
  /// so ranges may be run in any order and, each with scratch of its own, at the same time.
  void run(Memory memory, int from, int to) {
    if (from >= to) {
      return;
    }
    Object scratch = memory.scratch(single);
    Segment[] fused = memory.isPlain() ? null : this.fused;
    int most = Math.min(block, to - from);
    if (fused == null) {
      slots.prepare(memory, scratch, most, most);
      interpret(memory, scratch, from, to);
      if (!memory.isPlain()) {
        count(to - from);
      }
      return;
    }
    // Whole rows or whole vectors by the loops, what is left at the ends by the instructions.
    int unit = rowLength > 0 ? rowLength : LoopWriter.lanes(single);
    int first = rowLength > 0 ? Math.min(to, (from + unit - 1) / unit * unit) : from;
    int end = first + (to - first) / unit * unit;
    boolean onlyLoops = Segment.areAllLoops(fused);
    int ends = Math.min(block, Math.max(first - from, to - end));
    slots.prepare(
        memory, scratch, onlyLoops ? ends : most, onlyLoops && rowLength > 0 ? ends : most);
    interpret(memory, scratch, from, first);
    int stretch =
        Segment.needNoBlocks(fused) ? end - first : rowLength > 0 ? block / unit * unit : block;
    for (int start = first; start < end; start += stretch) {
      int n = Math.min(stretch, end - start);
      if (!onlyLoops || rowLength == 0) {
        slots.lay(memory, scratch, start, n);
      }
      for (Segment segment : fused) {
        FusedLoop loop = segment.loop();
        if (loop == null) {
          interpret(segment, memory, scratch, start, n);
        } else {
          loop.run(
              memory.arrays,
              memory.offsets,
              segment.operands(),
              scratch,
              slots.literals(),
              start,
              n);
        }
      }
    }
    interpret(memory, scratch, end, to);
  }

  private void interpret(Memory memory, Object scratch, int from, int to) {
    for (int start = from; start < to; start += block) {
      int n = Math.min(block, to - start);
      slots.lay(memory, scratch, start, n);
      for (Instruction instruction : code) {
        apply(instruction, memory, scratch, start, n);
      }
    }
  }

  /// Computes one block of a segment by its instructions.
  void interpret(Segment segment, Memory memory, Object scratch, int start, int n) {
    for (int i = segment.from(); i < segment.to(); i++) {
      apply(code[i], memory, scratch, start, n);
    }
  }

  private void count(int elements) {
    if (work >= 0) {
      work += (long) elements * code.length;
      if (work > Fusion.ENOUGH) {
        work = -1;
        Fusion.ask(this);
      }
    }
  }

  @Override
  public void expect(long runs) {
    if (work >= 0 && (double) runs * elements * code.length > Fusion.ENOUGH) {
      work = -1;
      Fusion.expect(this);
    }
  }

  int elements() {
    return elements;
  }

  int block() {
    return block;
  }

  List<Instruction> code() {
    return List.of(code);
  }

  Slots slots() {
    return slots;
  }

  /// Returns the length of the rows that loops do one by one, or 0 where they know no rows: as
  /// there is nothing that is repeated by rows, or they are too short, too long or of no whole
  /// vectors.
  int rowLength() {
    return rowLength;
  }

  /// Lets these segments compute all following runs.
  void fuse(List<Segment> segments) {
    fused = segments.toArray(Segment[]::new);
  }

  /// Asks for no loops, as one is written for more than this chain.
  void leaveFusionToOthers() {
    work = -1;
  }

  boolean isFused() {
    return fused != null;
  }

  /// Returns whether loops have been asked for, or are not to be.
  boolean hasAsked() {
    return work < 0;
  }

  // ---- Instructions ----

  private Object array(Location location, Memory memory, Object scratch) {
    return location.inSlot() ? scratch : memory.array(location.index());
  }

  private int offset(Location location, Memory memory, int start) {
    return location.inSlot()
        ? slots.offset(location.index(), start)
        : memory.offset(location.index()) + start;
  }

  private void apply(Instruction instruction, Memory memory, Object scratch, int start, int n) {
    Object out = array(instruction.out(), memory, scratch);
    int oo = offset(instruction.out(), memory, start);
    Kernels kernels = memory.kernels(single);
    switch (instruction) {
      case Instruction.Unary unary -> {
        Object x = array(unary.x(), memory, scratch);
        int xo = offset(unary.x(), memory, start);
        kernels.unary(unary.function(), x, xo, out, oo, n);
      }
      case Instruction.Binary binary -> {
        Object x = array(binary.x(), memory, scratch);
        Object y = array(binary.y(), memory, scratch);
        int xo = offset(binary.x(), memory, start);
        int yo = offset(binary.y(), memory, start);
        kernels.binary(binary.function(), x, xo, y, yo, out, oo, n);
      }
      case Instruction.Select select ->
          kernels.select(
              array(select.condition(), memory, scratch),
              offset(select.condition(), memory, start),
              array(select.x(), memory, scratch),
              offset(select.x(), memory, start),
              array(select.y(), memory, scratch),
              offset(select.y(), memory, start),
              out,
              oo,
              n);
    }
  }

  @Override
  public String describe() {
    return Arrays.stream(code)
        .map(
            instruction ->
                switch (instruction) {
                  case Instruction.Unary unary -> unary.function().name();
                  case Instruction.Binary binary -> binary.function().name();
                  case Instruction.Select _ -> "SELECT";
                })
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" → ", "", " over " + elements));
  }

  @Override
  public int[] reads() {
    return reads;
  }

  @Override
  public int[] writes() {
    return Stream.of(code)
        .map(Instruction::out)
        .filter(location -> !location.inSlot())
        .mapToInt(Location::index)
        .toArray();
  }

  @Override
  public boolean overwrites(int out, int in) {
    for (Load load : slots.loads()) {
      if (load.value() == in) {
        return false;
      }
    }
    boolean written = false;
    for (Instruction instruction : code) {
      if (written && instruction.operands().contains(Location.value(in))) {
        return false;
      }
      written |= instruction.out().equals(Location.value(out));
    }
    return written;
  }

  @Override
  public long operations() {
    return (long) code.length * elements;
  }

  @Override
  public int scratch(DType type) {
    return type == (single ? DType.FLOAT : DType.DOUBLE) ? slots.elements() : 0;
  }
}

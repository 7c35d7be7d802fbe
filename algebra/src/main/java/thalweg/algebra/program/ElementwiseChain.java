package thalweg.algebra.program;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.elementwise.BinaryFunction;
import thalweg.algebra.elementwise.UnaryFunction;
import thalweg.algebra.kernel.FusedLoop;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.kernel.LoopCode;
import thalweg.algebra.kernel.LoopWriter;

/// A chain of elementwise operations over arrays of one element count, evaluated block by block.
///
/// A block is small enough that its intermediate results stay in the first cache, so memory is read
/// and written once for the whole chain and not once per operation.
final class ElementwiseChain implements Step {
  /// Elements in a block: 4 KiB of either type.
  static final int BLOCK_BYTES = 4096;

  /// Operations worth handing to another member of a team, some five microseconds.
  private static final long PART_OPERATIONS = 100_000;

  /// Elements of the longest row that is laid out whole.
  private static final int MOST_LAID_OUT = 4096;

  /// Vectors in the shortest row that loops do by itself.
  private static final int LEAST_ROW = 4;

  /// Where an operand or a result is: in a value's array at the block's own place, or in a scratch
  /// slot.
  record Place(boolean inSlot, int index) {
    static Place slot(int slot) {
      return new Place(true, slot);
    }

    static Place value(int value) {
      return new Place(false, value);
    }
  }

  /// How a smaller array is spread over the chain's elements.
  enum Spread {
    /// One number everywhere.
    SCALAR,
    /// The array again and again: element i is x at i mod period.
    ROW,
    /// Each number `period` times: element i is x at ⌊i / period⌋.
    COLUMN
  }

  /// Fills a slot from a smaller array before the block is computed; a plain number has no value
  /// (−1).
  record Load(Spread spread, int value, double number, int period, int slot) {}

  /// One operation on a block: a function of one, two or three operands, of which the unused repeat
  /// the first.
  sealed interface Instruction {
    Place out();

    List<Place> operands();

    /// Returns the operation's name in a [LoopCode].
    String operation();

    /// A function of one operand.
    record Unary(UnaryFunction function, Place x, Place out) implements Instruction {
      @Override
      public List<Place> operands() {
        return List.of(x);
      }

      @Override
      public String operation() {
        return function.method();
      }
    }

    /// A function of two operands.
    record Binary(BinaryFunction function, Place x, Place y, Place out) implements Instruction {
      @Override
      public List<Place> operands() {
        return List.of(x, y);
      }

      @Override
      public String operation() {
        return function.method();
      }
    }

    /// A choice between two operands by a third.
    record Select(Place condition, Place x, Place y, Place out) implements Instruction {
      @Override
      public List<Place> operands() {
        return List.of(condition, x, y);
      }

      @Override
      public String operation() {
        return LoopCode.SELECT;
      }
    }
  }

  private final Kernels kernels;
  private final boolean single;
  private final int elements;
  private final int block;
  private final Load[] loads;
  private final Instruction[] code;
  private final Object literals; // by slot

  /// Where each slot begins in the scratch array, and how many elements are repeated in it.
  private final int[] slots;

  private final int[] periods;
  private final int scratch;
  private final int rowLength;

  /// Loops that take the place of the instructions, once there are any.
  private volatile Segment @Nullable [] fused;

  /// How much has been computed without them. Threads count at the same time; a count that gets
  /// lost does no harm.
  private long work;

  ElementwiseChain(
      boolean single, int elements, int slots, List<Load> loads, List<Instruction> code) {
    this.kernels = single ? Kernels.FLOAT : Kernels.DOUBLE;
    this.single = single;
    this.elements = elements;
    this.loads = loads.toArray(Load[]::new);
    this.code = code.toArray(Instruction[]::new);
    int most = BLOCK_BYTES / (single ? 4 : 8);
    block = Math.max(1, Math.min(elements, most));
    this.slots = new int[slots];
    periods = new int[slots];
    literals = single ? new float[slots] : new double[slots];
    for (Load load : loads) {
      if (isLaidOut(load)) {
        periods[load.slot] = load.period;
      }
      if (load.value < 0) {
        kernels.fill(literals, load.slot, 1, load.number);
      }
    }
    int end = 0;
    for (int slot = 0; slot < slots; slot++) {
      this.slots[slot] = end;
      end += (block + periods[slot] + 15) / 16 * 16;
    }
    scratch = end;
    rowLength = rowLength(loads, block, LoopWriter.lanes(single));
  }

  private static int rowLength(List<Load> loads, int block, int lanes) {
    int[] periods =
        loads.stream()
            .filter(load -> load.spread != Spread.SCALAR)
            .mapToInt(Load::period)
            .distinct()
            .toArray();
    boolean fit =
        periods.length == 1
            && lanes > 0
            && periods[0] % lanes == 0
            && periods[0] >= LEAST_ROW * lanes
            && periods[0] <= block;
    return fit ? periods[0] : 0;
  }

  /// Returns whether a repeated row is laid out once, and once more as far as a block reaches, so
  /// that a block may begin anywhere in it.
  private static boolean isLaidOut(Load load) {
    return load.spread == Spread.ROW && load.period <= MOST_LAID_OUT;
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
    Segment[] fused = this.fused;
    int most = Math.min(block, to - from);
    if (fused == null) {
      prepare(memory, scratch, most, most);
      interpret(memory, scratch, from, to);
      count(to - from);
      return;
    }
    // Whole rows or whole vectors by the loops, what is left at the ends by the instructions.
    int unit = rowLength > 0 ? rowLength : LoopWriter.lanes(single);
    int first = rowLength > 0 ? Math.min(to, (from + unit - 1) / unit * unit) : from;
    int end = first + (to - first) / unit * unit;
    boolean onlyLoops = Segment.areAllLoops(fused);
    int ends = Math.min(block, Math.max(first - from, to - end));
    prepare(memory, scratch, onlyLoops ? ends : most, onlyLoops && rowLength > 0 ? ends : most);
    interpret(memory, scratch, from, first);
    int stretch =
        Segment.needNoBlocks(fused) ? end - first : rowLength > 0 ? block / unit * unit : block;
    for (int start = first; start < end; start += stretch) {
      int n = Math.min(stretch, end - start);
      if (!onlyLoops || rowLength == 0) {
        lay(memory, scratch, start, n);
      }
      for (Segment segment : fused) {
        FusedLoop loop = segment.loop();
        if (loop == null) {
          interpret(segment, memory, scratch, start, n);
        } else {
          loop.run(memory.arrays, memory.offsets, segment.operands(), scratch, literals, start, n);
        }
      }
    }
    interpret(memory, scratch, end, to);
  }

  private void interpret(Memory memory, Object scratch, int from, int to) {
    for (int start = from; start < to; start += block) {
      int n = Math.min(block, to - start);
      lay(memory, scratch, start, n);
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

  List<Load> loads() {
    return List.of(loads);
  }

  Object literals() {
    return literals;
  }

  /// Returns what fills a slot before a block, or null if it holds results.
  @Nullable Load load(int slot) {
    for (Load load : loads) {
      if (load.slot == slot) {
        return load;
      }
    }
    return null;
  }

  /// Returns the length of the rows that loops do one by one, or 0 where they know no rows: as
  /// there is nothing that is repeated by rows, or they are too short, too long or of no whole
  /// vectors.
  int rowLength() {
    return rowLength;
  }

  /// Returns where a slot begins in the scratch array.
  int slot(int slot) {
    return slots[slot];
  }

  /// Returns how many elements are repeated in a slot, or 0.
  int period(int slot) {
    return periods[slot];
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

  // ---- Operands that are spread ----

  /// Lays out what serves all blocks of a run: numbers for blocks of as many elements as `numbers`
  /// says, and rows for blocks of as many as `rows` says.
  private void prepare(Memory memory, Object scratch, int numbers, int rows) {
    for (Load load : loads) {
      int to = slots[load.slot];
      if (load.spread == Spread.SCALAR) {
        if (load.value < 0) {
          kernels.fill(scratch, to, numbers, load.number);
        } else {
          kernels.repeatEach(
              memory.array(load.value), memory.offset(load.value), 1, numbers, scratch, to);
        }
      } else if (isLaidOut(load) && rows > 0) {
        row(load, memory, 0, load.period + rows, scratch, to);
      }
    }
  }

  /// Lays out what serves one block.
  private void lay(Memory memory, Object scratch, int start, int n) {
    for (Load load : loads) {
      int to = slots[load.slot];
      if (load.spread == Spread.COLUMN) {
        column(load, memory, start, n, scratch, to);
      } else if (load.spread == Spread.ROW && !isLaidOut(load)) {
        row(load, memory, start, n, scratch, to);
      }
    }
  }

  private static void row(Load load, Memory memory, int start, int n, Object out, int to) {
    for (int done = 0; done < n; ) {
      int at = (start + done) % load.period;
      int length = Math.min(load.period - at, n - done);
      System.arraycopy(
          memory.array(load.value), memory.offset(load.value) + at, out, to + done, length);
      done += length;
    }
  }

  private void column(Load load, Memory memory, int start, int n, Object out, int to) {
    Object x = memory.array(load.value);
    int row = start / load.period;
    int xo = memory.offset(load.value) + row;
    int first = Math.min(n, (row + 1) * load.period - start);
    kernels.repeatEach(x, xo, 1, first, out, to);
    int whole = (n - first) / load.period;
    kernels.repeatEach(x, xo + 1, whole, load.period, out, to + first);
    int rest = n - first - whole * load.period;
    if (rest > 0) {
      kernels.repeatEach(x, xo + 1 + whole, 1, rest, out, to + n - rest);
    }
  }

  // ---- Instructions ----

  private Object array(Place place, Memory memory, Object scratch) {
    return place.inSlot ? scratch : memory.array(place.index);
  }

  private int offset(Place place, Memory memory, int start) {
    if (!place.inSlot) {
      return memory.offset(place.index) + start;
    }
    int period = periods[place.index];
    return period == 0 ? slots[place.index] : slots[place.index] + start % period;
  }

  private void apply(Instruction instruction, Memory memory, Object scratch, int start, int n) {
    Object out = array(instruction.out(), memory, scratch);
    int oo = offset(instruction.out(), memory, start);
    switch (instruction) {
      case Instruction.Unary unary -> {
        Object x = array(unary.x, memory, scratch);
        int xo = offset(unary.x, memory, start);
        kernels.unary(unary.function, x, xo, out, oo, n);
      }
      case Instruction.Binary binary -> {
        Object x = array(binary.x, memory, scratch);
        Object y = array(binary.y, memory, scratch);
        int xo = offset(binary.x, memory, start);
        int yo = offset(binary.y, memory, start);
        kernels.binary(binary.function, x, xo, y, yo, out, oo, n);
      }
      case Instruction.Select select ->
          kernels.select(
              array(select.condition, memory, scratch),
              offset(select.condition, memory, start),
              array(select.x, memory, scratch),
              offset(select.x, memory, start),
              array(select.y, memory, scratch),
              offset(select.y, memory, start),
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
                  case Instruction.Unary unary -> unary.function.name();
                  case Instruction.Binary binary -> binary.function.name();
                  case Instruction.Select _ -> "SELECT";
                })
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" → ", "", " over " + elements));
  }

  @Override
  public int[] reads() {
    return IntStream.concat(
            Arrays.stream(loads).mapToInt(Load::value).filter(value -> value >= 0),
            Arrays.stream(code)
                .flatMap(instruction -> instruction.operands().stream())
                .filter(place -> !place.inSlot)
                .mapToInt(Place::index))
        .distinct()
        .toArray();
  }

  @Override
  public int[] writes() {
    return Stream.of(code)
        .map(Instruction::out)
        .filter(place -> !place.inSlot)
        .mapToInt(Place::index)
        .toArray();
  }

  @Override
  public boolean overwrites(int out, int in) {
    for (Load load : loads) {
      if (load.value == in) {
        return false;
      }
    }
    boolean written = false;
    for (Instruction instruction : code) {
      if (written && instruction.operands().contains(Place.value(in))) {
        return false;
      }
      written |= instruction.out().equals(Place.value(out));
    }
    return written;
  }

  @Override
  public long operations() {
    return (long) code.length * elements;
  }

  @Override
  public int scratch(DType type) {
    return type == (single ? DType.FLOAT : DType.DOUBLE) ? scratch : 0;
  }
}

package thalweg.algebra.program;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import thalweg.algebra.Operation.BinaryFunction;
import thalweg.algebra.Operation.UnaryFunction;
import thalweg.algebra.kernel.Kernels;

/// A chain of elementwise operations over arrays of one element count, evaluated block by block.
///
/// A block is small enough that its intermediate results stay in the first cache, so memory is read
/// and written once for the whole chain and not once per operation.
final class ElementwiseChain implements Step {
  /// Elements in a block: 4 KiB of either type.
  static final int BLOCK_BYTES = 4096;

  /// Operations worth handing to another member of a team, some five microseconds.
  private static final long PART_OPERATIONS = 100_000;

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

    /// A function of one operand.
    record Unary(UnaryFunction function, Place x, Place out) implements Instruction {
      @Override
      public List<Place> operands() {
        return List.of(x);
      }
    }

    /// A function of two operands.
    record Binary(BinaryFunction function, Place x, Place y, Place out) implements Instruction {
      @Override
      public List<Place> operands() {
        return List.of(x, y);
      }
    }

    /// A choice between two operands by a third.
    record Select(Place condition, Place x, Place y, Place out) implements Instruction {
      @Override
      public List<Place> operands() {
        return List.of(condition, x, y);
      }
    }
  }

  private final Kernels kernels;
  private final boolean single;
  private final int elements;
  private final int block;
  private final int slots;
  private final Load[] loads;
  private final Instruction[] code;

  ElementwiseChain(
      boolean single, int elements, int slots, List<Load> loads, List<Instruction> code) {
    this.kernels = single ? Kernels.FLOAT : Kernels.DOUBLE;
    this.single = single;
    this.elements = elements;
    this.slots = slots;
    this.loads = loads.toArray(Load[]::new);
    this.code = code.toArray(Instruction[]::new);
    int most = BLOCK_BYTES / (single ? 4 : 8);
    // Whole rows in a block let a repeated row be laid out once for all blocks.
    int period =
        loads.stream()
            .filter(load -> load.spread() == Spread.ROW && load.period() <= most)
            .mapToInt(Load::period)
            .findFirst()
            .orElse(1);
    block = Math.max(1, Math.min(elements, most / period * period));
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
    Object scratch = single ? memory.floatScratch : memory.doubleScratch;
    for (int start = from; start < to; start += block) {
      int n = Math.min(block, to - start);
      for (Load load : loads) {
        fill(load, memory, scratch, start, n, start == from);
      }
      for (Instruction instruction : code) {
        apply(instruction, memory, scratch, start, n);
      }
    }
  }

  private void fill(
      Load load, Memory memory, Object scratch, int start, int n, boolean firstBlock) {
    int to = load.slot * block;
    switch (load.spread) {
      case SCALAR -> {
        if (firstBlock) {
          if (load.value < 0) {
            kernels.fill(scratch, to, n, load.number);
          } else {
            kernels.repeatEach(
                memory.array(load.value), memory.offset(load.value), 1, n, scratch, to);
          }
        }
      }
      case ROW -> {
        if (!firstBlock && block % load.period == 0) {
          return; // what the first block laid out fits every block
        }
        for (int done = 0; done < n; ) {
          int at = (start + done) % load.period;
          int length = Math.min(load.period - at, n - done);
          System.arraycopy(
              memory.array(load.value), memory.offset(load.value) + at, scratch, to + done, length);
          done += length;
        }
      }
      case COLUMN -> {
        Object x = memory.array(load.value);
        int xo = memory.offset(load.value);
        int first = Math.min(n, (load.period - start % load.period) % load.period);
        kernels.repeatEach(x, xo + start / load.period, 1, first, scratch, to);
        int whole = (n - first) / load.period;
        int row = (start + first) / load.period;
        kernels.repeatEach(x, xo + row, whole, load.period, scratch, to + first);
        int rest = n - first - whole * load.period;
        if (rest > 0) {
          kernels.repeatEach(x, xo + row + whole, 1, rest, scratch, to + n - rest);
        }
      }
    }
  }

  private Object array(Place place, Memory memory, Object scratch) {
    return place.inSlot ? scratch : memory.array(place.index);
  }

  private int offset(Place place, Memory memory, int start) {
    return place.inSlot ? place.index * block : memory.offset(place.index) + start;
  }

  private void apply(Instruction instruction, Memory memory, Object scratch, int start, int n) {
    Object out = array(instruction.out(), memory, scratch);
    int oo = offset(instruction.out(), memory, start);
    switch (instruction) {
      case Instruction.Unary unary -> {
        Object x = array(unary.x, memory, scratch);
        int xo = offset(unary.x, memory, start);
        unary(unary.function, x, xo, out, oo, n);
      }
      case Instruction.Binary binary -> {
        Object x = array(binary.x, memory, scratch);
        Object y = array(binary.y, memory, scratch);
        int xo = offset(binary.x, memory, start);
        int yo = offset(binary.y, memory, start);
        binary(binary.function, x, xo, y, yo, out, oo, n);
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

  private void unary(UnaryFunction function, Object x, int xo, Object out, int oo, int n) {
    switch (function) {
      case NEGATE -> kernels.negate(x, xo, out, oo, n);
      case ABSOLUTE -> kernels.absolute(x, xo, out, oo, n);
      case SIGN -> kernels.sign(x, xo, out, oo, n);
      case SQUARE_ROOT -> kernels.squareRoot(x, xo, out, oo, n);
      case EXP -> kernels.exp(x, xo, out, oo, n);
      case EXPM1 -> kernels.expm1(x, xo, out, oo, n);
      case LOG -> kernels.log(x, xo, out, oo, n);
      case LOG1P -> kernels.log1p(x, xo, out, oo, n);
      case SIN -> kernels.sin(x, xo, out, oo, n);
      case COS -> kernels.cos(x, xo, out, oo, n);
      case TANH -> kernels.tanh(x, xo, out, oo, n);
      case SIGMOID -> kernels.sigmoid(x, xo, out, oo, n);
      case SOFTPLUS -> kernels.softplus(x, xo, out, oo, n);
      case ERF -> kernels.erf(x, xo, out, oo, n);
      case RELU -> kernels.relu(x, xo, out, oo, n);
    }
  }

  private void binary(
      BinaryFunction function, Object x, int xo, Object y, int yo, Object out, int oo, int n) {
    switch (function) {
      case ADD -> kernels.add(x, xo, y, yo, out, oo, n);
      case SUBTRACT -> kernels.subtract(x, xo, y, yo, out, oo, n);
      case MULTIPLY -> kernels.multiply(x, xo, y, yo, out, oo, n);
      case DIVIDE -> kernels.divide(x, xo, y, yo, out, oo, n);
      case POWER -> kernels.power(x, xo, y, yo, out, oo, n);
      case MAXIMUM -> kernels.maximum(x, xo, y, yo, out, oo, n);
      case MINIMUM -> kernels.minimum(x, xo, y, yo, out, oo, n);
      case EQUAL -> kernels.equal(x, xo, y, yo, out, oo, n);
      case LESS -> kernels.less(x, xo, y, yo, out, oo, n);
      case LESS_OR_EQUAL -> kernels.lessOrEqual(x, xo, y, yo, out, oo, n);
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
        .map(name -> name.toLowerCase(java.util.Locale.ROOT))
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
  public int scratch() {
    return slots * block;
  }
}

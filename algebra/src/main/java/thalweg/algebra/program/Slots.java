package thalweg.algebra.program;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.program.Load.Spread;

/// The scratch of a chain: one slot for each operand that is smaller than the chain and each result
/// that a later instruction needs, as long as a block.
final class Slots {
  private final boolean single;
  private final Load[] loads;
  private final Object literals; // by slot
  private final int[] starts;
  private final int[] periods;
  private final int elements;

  Slots(boolean single, int count, int block, List<Load> loads) {
    this.single = single;
    this.loads = loads.toArray(Load[]::new);
    Kernels kernels = single ? Kernels.FLOAT : Kernels.DOUBLE;
    literals = single ? new float[count] : new double[count];
    starts = new int[count];
    periods = new int[count];
    for (Load load : loads) {
      if (load.isLaidOut()) {
        periods[load.slot()] = load.period();
      }
      if (load.value() < 0) {
        kernels.fill(literals, load.slot(), 1, load.number());
      }
    }
    int end = 0;
    for (int slot = 0; slot < count; slot++) {
      starts[slot] = end;
      end += (block + periods[slot] + 15) / 16 * 16;
    }
    elements = end;
  }

  /// Returns how many scratch elements all slots take.
  int elements() {
    return elements;
  }

  /// Returns what fills slots before a block.
  List<Load> loads() {
    return List.of(loads);
  }

  /// Returns what fills a slot before a block, or null if it holds results.
  @Nullable Load load(int slot) {
    for (Load load : loads) {
      if (load.slot() == slot) {
        return load;
      }
    }
    return null;
  }

  /// Returns the plain numbers, each at the place of its slot.
  Object literals() {
    return literals;
  }

  /// Returns where a slot begins in the scratch array.
  int start(int slot) {
    return starts[slot];
  }

  /// Returns how many elements are repeated in a slot, or 0.
  int period(int slot) {
    return periods[slot];
  }

  /// Returns where element `first` of the chain stands in a slot, if it is the first of a block.
  int offset(int slot, int first) {
    return periods[slot] == 0 ? starts[slot] : starts[slot] + first % periods[slot];
  }

  /// Lays out what serves all blocks of a run: numbers for blocks of as many elements as `numbers`
  /// says, and rows for blocks of as many as `rows` says.
  void prepare(Memory memory, Object scratch, int numbers, int rows) {
    Kernels kernels = memory.kernels(single);
    for (Load load : loads) {
      int to = starts[load.slot()];
      if (load.spread() == Spread.SCALAR) {
        if (load.value() < 0) {
          kernels.fill(scratch, to, numbers, load.number());
        } else {
          kernels.repeatEach(
              memory.array(load.value()), memory.offset(load.value()), 1, numbers, scratch, to);
        }
      } else if (load.isLaidOut() && rows > 0) {
        row(load, memory, 0, load.period() + rows, scratch, to);
      }
    }
  }

  /// Lays out what serves one block.
  void lay(Memory memory, Object scratch, int start, int n) {
    for (Load load : loads) {
      int to = starts[load.slot()];
      if (load.spread() == Spread.COLUMN) {
        column(load, memory, start, n, scratch, to);
      } else if (load.spread() == Spread.MIDDLE) {
        middle(load, memory, start, n, scratch, to);
      } else if (load.spread() == Spread.ROW && !load.isLaidOut()) {
        row(load, memory, start, n, scratch, to);
      }
    }
  }

  private static void row(Load load, Memory memory, int start, int n, Object out, int to) {
    for (int done = 0; done < n; ) {
      int at = (start + done) % load.period();
      int length = Math.min(load.period() - at, n - done);
      System.arraycopy(
          memory.array(load.value()), memory.offset(load.value()) + at, out, to + done, length);
      done += length;
    }
  }

  private void middle(Load load, Memory memory, int start, int n, Object out, int to) {
    Kernels kernels = memory.kernels(single);
    for (int done = 0; done < n; ) {
      int at = (start + done) % load.period();
      int length = Math.min(load.period() - at, n - done);
      int number = (start + done) / load.period() % load.count();
      int xo = memory.offset(load.value()) + number;
      kernels.repeatEach(memory.array(load.value()), xo, 1, length, out, to + done);
      done += length;
    }
  }

  private void column(Load load, Memory memory, int start, int n, Object out, int to) {
    Kernels kernels = memory.kernels(single);
    Object x = memory.array(load.value());
    int row = start / load.period();
    int xo = memory.offset(load.value()) + row;
    int first = Math.min(n, (row + 1) * load.period() - start);
    kernels.repeatEach(x, xo, 1, first, out, to);
    int whole = (n - first) / load.period();
    kernels.repeatEach(x, xo + 1, whole, load.period(), out, to + first);
    int rest = n - first - whole * load.period();
    if (rest > 0) {
      kernels.repeatEach(x, xo + 1 + whole, 1, rest, out, to + n - rest);
    }
  }
}

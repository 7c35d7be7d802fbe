package thalweg.algebra.program;

import thalweg.algebra.DType;
import thalweg.algebra.Operation.Reduction;
import thalweg.algebra.kernel.Kernels;

/// Folds the middle axis of an array seen as `outer × size × inner`.
record ReduceStep(
    boolean single, Reduction reduction, int outer, int size, int inner, int x, int out)
    implements ProgramStep {
  /// Operations worth handing to another member of a team, some five microseconds.
  private static final long PART_OPERATIONS = 50_000;

  @Override
  public void run(Memory memory) {
    runPart(memory, 0, 1);
  }

  @Override
  public int parts() {
    return Math.clamp(operations() / PART_OPERATIONS, 1, Math.max(1, outer));
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    run(memory, (int) ((long) outer * part / parts), (int) ((long) outer * (part + 1) / parts));
  }

  /// Adds rows from `first` to below `last` to the sum of all rows, which begins with the first.
  void add(Memory memory, int first, int last) {
    Kernels kernels = memory.kernels(single);
    Object to = memory.array(out);
    if (first == 0) {
      kernels.fill(to, memory.offset(out), inner, 0);
    }
    int xo = memory.offset(x) + first * inner;
    kernels.addRows(memory.array(x), xo, last - first, inner, to, memory.offset(out));
  }

  /// Folds for the outer indices from `first` to below `last`.
  void run(Memory memory, int first, int last) {
    Object from = memory.array(x);
    Object to = memory.array(out);
    Object scratch = memory.scratch(single);
    Kernels kernels = memory.kernels(single);
    int xo = memory.offset(x) + first * size * inner;
    int oo = memory.offset(out) + first * inner;
    if (inner == 1) {
      switch (reduction) {
        case SUM -> kernels.sum(from, xo, last - first, size, to, oo, scratch);
        case MAX -> kernels.max(from, xo, last - first, size, to, oo, scratch);
      }
      return;
    }
    for (int i = first; i < last; i++, xo += size * inner, oo += inner) {
      switch (reduction) {
        case SUM -> {
          kernels.fill(to, oo, inner, 0);
          kernels.addRows(from, xo, size, inner, to, oo);
        }
        case MAX -> kernels.maxRows(from, xo, size, inner, to, oo);
      }
    }
  }

  @Override
  public String describe() {
    return reduction.name().toLowerCase(java.util.Locale.ROOT)
        + " of "
        + size
        + (inner == 1 ? " in a row" : " rows")
        + ", "
        + (outer * inner)
        + " times";
  }

  @Override
  public int[] reads() {
    return new int[] {x};
  }

  @Override
  public int[] writes() {
    return new int[] {out};
  }

  @Override
  public long operations() {
    return (long) outer * size * inner;
  }

  @Override
  public int scratch(DType type) {
    return type == (single ? DType.FLOAT : DType.DOUBLE) ? Kernels.PARTIALS : 0;
  }
}

package thalweg.algebra.program;

import thalweg.algebra.DType;
import thalweg.algebra.kernel.Kernels;

/// A batch of matrix products; a transposed operand is read in place.
record MatmulStep(
    boolean single,
    int batch,
    int m,
    int n,
    int k,
    int x,
    boolean xTransposed,
    int y,
    boolean yTransposed,
    int out)
    implements ProgramStep {
  /// A part is some rows or, where rows are few, some columns of each product: whole tiles of every
  /// vector width.
  static final int PART_ROWS = 42;

  private static final int PART_COLUMNS = 64;

  /// Operations worth handing to another member, some five microseconds.
  private static final long PART_OPERATIONS = 1_000_000;

  @Override
  public void run(Memory memory) {
    runPart(memory, 0, 1);
  }

  @Override
  public int parts() {
    int units = byRows() ? Math.ceilDiv(m, PART_ROWS) : Math.ceilDiv(n, PART_COLUMNS);
    return Math.clamp(operations() / PART_OPERATIONS, 1, Math.max(1, units));
  }

  private boolean byRows() {
    return m >= PART_ROWS;
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    if (byRows()) {
      int from = start(m, PART_ROWS, part, parts);
      product(memory, from, start(m, PART_ROWS, part + 1, parts) - from, 0, n);
    } else {
      int from = start(n, PART_COLUMNS, part, parts);
      product(memory, 0, m, from, start(n, PART_COLUMNS, part + 1, parts) - from);
    }
  }

  /// Returns where a part begins among `count` rows or columns, at a multiple of `unit`.
  private static int start(int count, int unit, int part, int parts) {
    int units = Math.ceilDiv(count, unit);
    return Math.min(count, (int) ((long) units * part / parts) * unit);
  }

  /// Computes the rows from `from` to below `to` of each product.
  void rows(Memory memory, int from, int to) {
    product(memory, from, to - from, 0, n);
  }

  private void product(Memory memory, int row, int rows, int column, int columns) {
    Object scratch = memory.scratch(single);
    Kernels kernels = memory.kernels(single);
    int ar = xTransposed ? 1 : k;
    int br = yTransposed ? 1 : n;
    int bc = yTransposed ? k : 1;
    int xo = memory.offset(x) + row * ar;
    int yo = memory.offset(y) + column * bc;
    int oo = memory.offset(out) + row * n + column;
    for (int i = 0; i < batch; i++, xo += m * k, yo += k * n, oo += m * n) {
      kernels.matmul(
          rows,
          columns,
          k,
          memory.array(x),
          xo,
          ar,
          xTransposed ? m : 1,
          memory.array(y),
          yo,
          br,
          bc,
          memory.array(out),
          oo,
          n,
          scratch,
          memory.intScratch);
    }
  }

  @Override
  public String describe() {
    return "matmul "
        + (batch == 1 ? "" : batch + " of ")
        + m
        + "×"
        + k
        + (xTransposed ? "ᵀ" : "")
        + " · "
        + k
        + "×"
        + n
        + (yTransposed ? "ᵀ" : "");
  }

  @Override
  public int[] reads() {
    return new int[] {x, y};
  }

  @Override
  public int[] writes() {
    return new int[] {out};
  }

  @Override
  public long operations() {
    return 2L * batch * m * n * k;
  }

  @Override
  public int scratch(DType type) {
    Kernels kernels = single ? Kernels.FLOAT : Kernels.DOUBLE; // the plain loops need less
    return switch (type) {
      case FLOAT -> single ? kernels.matmulScratch(m, n, k) : 0;
      case DOUBLE -> single ? 0 : kernels.matmulScratch(m, n, k);
      case INT -> kernels.matmulIntScratch(m, n, k);
    };
  }
}

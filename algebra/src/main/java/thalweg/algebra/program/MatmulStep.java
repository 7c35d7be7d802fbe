package thalweg.algebra.program;

import thalweg.algebra.DType;
import thalweg.algebra.kernel.Kernels;

/// A batch of matrix products; a transposed operand is read in place.
///
/// @param yInStrips whether y lies in strips of [#STRIP] columns, one after the other, so that it
///   need not be packed again and again
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
    boolean yInStrips,
    int out)
    implements ProgramStep {
  /// Columns of a strip: those of whole tiles of every vector width, that kernels read in place.
  static final int STRIP = 32;

  /// A part is some products of a batch, or some rows or columns of each, whichever gives more
  /// parts: whole tiles of every vector width, of rows that lie as they are and of transposed ones.
  static final int PART_ROWS = 42;

  private static final int PART_TRANSPOSED_ROWS = 12;
  private static final int PART_COLUMNS = 64;

  /// Rows from which on a part is worth packing the right operand for itself.
  private static final int LEAST_ROWS = 60;

  /// Operations worth handing to another member, some five microseconds.
  private static final long PART_OPERATIONS = 1_000_000;

  /// Operations that take no longer than it takes a thread to awake, some hundred microseconds.
  private static final long SHORT_OPERATIONS = 8_000_000;

  /// Operations in the time that reading one number from beyond the second cache takes.
  private static final long READING = 10;

  @Override
  public void run(Memory memory) {
    runPart(memory, 0, 1);
  }

  @Override
  public int parts() {
    int most = Math.max(batch, Math.max(m / LEAST_ROWS, Math.ceilDiv(n, PART_COLUMNS)));
    return Math.clamp(work() / PART_OPERATIONS, 1, Math.max(1, most));
  }

  @Override
  public boolean isShort() {
    return work() < SHORT_OPERATIONS;
  }

  /// Returns what the step takes in operations: of few rows, what reading the right operand takes.
  private long work() {
    return Math.max(operations(), READING * batch * n * k);
  }

  /// Where a team has more members than there are parts that way, a part is some rows of some
  /// columns: each packs the right operand for itself, and this is better than nothing to do.
  @Override
  public int parts(int members) {
    int inLine = ProgramStep.super.parts(members);
    if (batch > 1 || members <= parts() || operations() < 2 * PART_OPERATIONS) {
      return inLine;
    }
    int columns = Math.ceilDiv(n, PART_COLUMNS);
    long worth = Math.min(2L * members, operations() / PART_OPERATIONS);
    int rows = Math.clamp(worth / columns, 1, Math.ceilDiv(m, rowUnit()));
    return Math.max(inLine, rows * columns);
  }

  private int rowUnit() {
    return xTransposed ? PART_TRANSPOSED_ROWS : PART_ROWS;
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    int columns = Math.ceilDiv(n, PART_COLUMNS);
    if (parts > parts()) {
      int rowParts = parts / columns;
      int row = start(m, rowUnit(), part / columns, rowParts);
      int column = part % columns * PART_COLUMNS;
      product(
          memory,
          0,
          1,
          row,
          start(m, rowUnit(), part / columns + 1, rowParts) - row,
          column,
          Math.min(n, column + PART_COLUMNS) - column);
      return;
    }
    if (batch > 1 && batch >= Math.max(m / LEAST_ROWS, columns)) {
      int from = start(batch, 1, part, parts);
      products(memory, from, start(batch, 1, part + 1, parts));
    } else if (m / LEAST_ROWS >= columns) {
      int from = start(m, rowUnit(), part, parts);
      product(memory, 0, batch, from, start(m, rowUnit(), part + 1, parts) - from, 0, n);
    } else {
      int from = start(n, PART_COLUMNS, part, parts);
      product(memory, 0, batch, 0, m, from, start(n, PART_COLUMNS, part + 1, parts) - from);
    }
  }

  /// Computes the products from `from` to below `to` of the batch.
  void products(Memory memory, int from, int to) {
    product(memory, from, to, 0, m, 0, n);
  }

  /// Returns where a part begins among `count` rows or columns, at a multiple of `unit`.
  private static int start(int count, int unit, int part, int parts) {
    int units = Math.ceilDiv(count, unit);
    return Math.min(count, (int) ((long) units * part / parts) * unit);
  }

  /// Computes the rows from `from` to below `to` of each product.
  void rows(Memory memory, int from, int to) {
    product(memory, 0, batch, from, to - from, 0, n);
  }

  private void product(
      Memory memory, int first, int end, int row, int rows, int column, int columns) {
    Object scratch = memory.scratch(single);
    Kernels kernels = memory.kernels(single);
    int ar = xTransposed ? 1 : k;
    int br = yTransposed ? 1 : n;
    int bc = yTransposed ? k : 1;
    int xo = memory.offset(x) + first * m * k + row * ar;
    int yo = memory.offset(y) + first * k * n + column * bc;
    int oo = memory.offset(out) + first * m * n + row * n + column;
    if (yInStrips) {
      int strips = memory.offset(y) + column * k;
      for (int j = 0; j < columns; j += STRIP) {
        kernels.matmul(
            rows,
            STRIP,
            k,
            memory.array(x),
            xo,
            ar,
            xTransposed ? m : 1,
            memory.array(y),
            strips + j * k,
            STRIP,
            1,
            memory.array(out),
            oo + j,
            n,
            scratch,
            memory.intScratch);
      }
      return;
    }
    for (int i = first; i < end; i++, xo += m * k, yo += k * n, oo += m * n) {
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

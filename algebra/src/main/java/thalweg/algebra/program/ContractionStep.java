package thalweg.algebra.program;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import thalweg.algebra.DType;
import thalweg.algebra.kernel.Kernels;
import thalweg.algebra.kernel.Places;

/// A batch of matrix products whose operands are read, and whose result is written, where views put
/// them: convolutions, which see their input through windows, and products of slices and transposed
/// tensors. Nothing is copied out as a whole; parts are packed into a near cache as they are used.
///
/// The arrays in this record are fixed when the program is planned and never change.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record ContractionStep(
    boolean single,
    boolean windows,
    int m,
    int n,
    int k,
    int x,
    int[] xBatch,
    Places xPlaces,
    int y,
    int[] yBatch,
    Places yPlaces,
    int out,
    int[] outBatch,
    Places outPlaces,
    @Nullable Strides strides)
    implements ProgramStep {
  /// How far apart neighbours are, where that is the same throughout, as in the heads of attention:
  /// then each product is one of plain matrices.
  private record Strides(int xRow, int xColumn, int yRow, int yColumn, int outRow) {
    static @Nullable Strides of(Places x, Places y, Places out) {
      int xRow = apart(x.rows());
      int xColumn = apart(x.columns());
      int yRow = apart(y.rows());
      int yColumn = apart(y.columns());
      int outRow = apart(out.rows());
      boolean areMatrices =
          Math.min(xRow, xColumn) == 1
              && Math.min(yRow, yColumn) == 1
              && outRow > 0
              && apart(out.columns()) == 1;
      return areMatrices ? new Strides(xRow, xColumn, yRow, yColumn, outRow) : null;
    }

    /// Returns the distance of neighbours, 1 if there are none, 0 if it differs.
    private static int apart(int[] places) {
      int apart = places.length > 1 ? places[1] - places[0] : 1;
      for (int i = 1; i < places.length; i++) {
        if (places[i] - places[i - 1] != apart) {
          return 0;
        }
      }
      return apart;
    }
  }

  /// Columns from which on it pays to lay out the left operand before.
  private static final int LONG = 256;

  /// Columns of a part: whole tiles of every vector width.
  private static final int PART_COLUMNS = 64;

  /// Operations worth handing to another member, some five microseconds.
  private static final long PART_OPERATIONS = 1_000_000;

  /// Returns the product of two views, of which one may see windows, written to a third; all have
  /// the axes of operands and result of a matrix product.
  static ContractionStep of(
      boolean single,
      boolean windows,
      View x,
      int xValue,
      View y,
      int yValue,
      View out,
      int outValue) {
    int rank = out.axes().size();
    Places left = places(x, rank);
    Places right = places(y, rank);
    Places result = places(out, rank);
    // Rows of the result are to lie side by side, for lanes run along them.
    boolean turned = !result.rowsRun() && result.transposed().rowsRun();
    return turned
        ? new ContractionStep(
            single,
            windows,
            out.size(rank - 1),
            out.size(rank - 2),
            x.size(rank - 1),
            yValue,
            batch(y, rank),
            right.transposed(),
            xValue,
            batch(x, rank),
            left.transposed(),
            outValue,
            batch(out, rank),
            result.transposed(),
            windows ? null : Strides.of(right.transposed(), left.transposed(), result.transposed()))
        : new ContractionStep(
            single,
            windows,
            out.size(rank - 2),
            out.size(rank - 1),
            x.size(rank - 1),
            xValue,
            batch(x, rank),
            left,
            yValue,
            batch(y, rank),
            right,
            outValue,
            batch(out, rank),
            result,
            windows ? null : Strides.of(left, right, result));
  }

  /// Returns whether the left operand is small beside the work and its rows do not lie as they are
  /// read, so that it is better laid out once.
  boolean readsLeftAcross() {
    return k > 1 && n >= LONG && !xPlaces.rowsRun();
  }

  /// Returns the same product of a left operand that a value holds, matrix after matrix in rows.
  ContractionStep withLeft(int value) {
    int[] batch = new int[xBatch.length];
    Arrays.setAll(batch, i -> i * m * k);
    int[] rows = new int[m];
    Arrays.setAll(rows, i -> i * k);
    int[] columns = new int[k];
    Arrays.setAll(columns, i -> i);
    Places places = new Places(rows, columns);
    return new ContractionStep(
        single,
        windows,
        m,
        n,
        k,
        value,
        batch,
        places,
        y,
        yBatch,
        yPlaces,
        out,
        outBatch,
        outPlaces,
        windows ? null : Strides.of(places, yPlaces, outPlaces));
  }

  private static Places places(View view, int rank) {
    return new Places(view.places(rank - 2, rank - 1), view.places(rank - 1, rank));
  }

  /// Returns where each matrix of a batch begins.
  private static int[] batch(View view, int rank) {
    int[] batch = view.places(0, rank - 2);
    for (int i = 0; i < batch.length; i++) {
      batch[i] += view.start();
    }
    return batch;
  }

  @Override
  public void run(Memory memory) {
    run(memory, 0, n, 0, k);
  }

  @Override
  public int parts() {
    int most = Math.max(outBatch.length, Math.ceilDiv(n, PART_COLUMNS));
    return Math.clamp(operations() / PART_OPERATIONS, 1, Math.max(1, most));
  }

  /// Where a team has more members than there are parts that way, plain matrices are cut into rows
  /// too.
  @Override
  public int parts(int members) {
    int inLine = ProgramStep.super.parts(members);
    if (strides == null || outBatch.length > 1 || members <= parts()) {
      return inLine;
    }
    int columns = Math.ceilDiv(n, PART_COLUMNS);
    long worth = Math.min(2L * members, operations() / PART_OPERATIONS);
    int rows = Math.clamp(worth / columns, 1, Math.ceilDiv(m, MatmulStep.PART_ROWS));
    return Math.max(inLine, rows * columns);
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    int units = Math.ceilDiv(n, PART_COLUMNS);
    int batch = outBatch.length;
    Strides even = strides;
    if (even != null && parts > parts()) {
      int rowUnits = Math.ceilDiv(m, MatmulStep.PART_ROWS);
      int rowParts = parts / units;
      int row = part / units;
      int first = Math.min(m, rowUnits * row / rowParts * MatmulStep.PART_ROWS);
      int end = Math.min(m, rowUnits * (row + 1) / rowParts * MatmulStep.PART_ROWS);
      int column = part % units * PART_COLUMNS;
      matmul(memory, even, 0, first, end, column, Math.min(n, column + PART_COLUMNS));
      return;
    }
    if (batch > 1 && batch >= units) {
      int from = (int) ((long) batch * part / parts);
      products(memory, from, (int) ((long) batch * (part + 1) / parts));
      return;
    }
    run(
        memory,
        Math.min(n, (int) ((long) units * part / parts) * PART_COLUMNS),
        Math.min(n, (int) ((long) units * (part + 1) / parts) * PART_COLUMNS),
        0,
        k);
  }

  /// Computes the columns from `from` to below `to`, or adds to them the terms from `kFrom` to
  /// below `kTo`; those before must have been added before.
  void run(Memory memory, int from, int to, int kFrom, int kTo) {
    run(memory, 0, outBatch.length, from, to, kFrom, kTo);
  }

  /// Computes the products from `from` to below `to` of the batch.
  void products(Memory memory, int from, int to) {
    run(memory, from, to, 0, n, 0, k);
  }

  /// Computes rows and columns of product number `i` of plain matrices.
  private void matmul(
      Memory memory, Strides strides, int i, int row, int rowEnd, int column, int columnEnd) {
    memory
        .kernels(single)
        .matmul(
            rowEnd - row,
            columnEnd - column,
            k,
            memory.array(x),
            memory.offset(x) + xBatch[i] + row * strides.xRow,
            strides.xRow,
            strides.xColumn,
            memory.array(y),
            memory.offset(y) + yBatch[i] + column * strides.yColumn,
            strides.yRow,
            strides.yColumn,
            memory.array(out),
            memory.offset(out) + outBatch[i] + row * strides.outRow + column,
            strides.outRow,
            memory.scratch(single),
            memory.intScratch);
  }

  private void run(Memory memory, int first, int end, int from, int to, int kFrom, int kTo) {
    Kernels kernels = memory.kernels(single);
    if (strides != null && kFrom == 0 && kTo == k) {
      for (int i = first; i < end; i++) {
        matmul(memory, strides, i, 0, m, from, to);
      }
      return;
    }
    for (int i = first; i < end; i++) {
      kernels.contract(
          m,
          from,
          to,
          kFrom,
          kTo,
          memory.array(x),
          memory.offset(x) + xBatch[i],
          xPlaces,
          memory.array(y),
          memory.offset(y) + yBatch[i],
          yPlaces,
          memory.array(out),
          memory.offset(out) + outBatch[i],
          outPlaces,
          memory.scratch(single));
    }
  }

  @Override
  public String describe() {
    return "product through views "
        + (outBatch.length == 1 ? "" : outBatch.length + " of ")
        + m
        + "×"
        + k
        + " · "
        + k
        + "×"
        + n;
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
    return 2L * outBatch.length * m * n * k;
  }

  @Override
  public int scratch(DType type) {
    Kernels kernels = single ? Kernels.FLOAT : Kernels.DOUBLE;
    Kernels plain = single ? Kernels.PLAIN_FLOAT : Kernels.PLAIN_DOUBLE;
    if (type == DType.INT) {
      return strides == null ? 0 : kernels.matmulIntScratch(m, n, k);
    }
    int contract = Math.max(kernels.contractScratch(m, n, k), plain.contractScratch(m, n, k));
    return type == (single ? DType.FLOAT : DType.DOUBLE)
        ? Math.max(contract, strides == null ? 0 : kernels.matmulScratch(m, n, k))
        : 0;
  }
}

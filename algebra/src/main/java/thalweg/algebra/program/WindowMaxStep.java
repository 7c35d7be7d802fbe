package thalweg.algebra.program;

import java.util.Arrays;
import thalweg.algebra.kernel.Kernels;

/// The largest of each window, read where windows see it: a maximum over the last axis of a view.
///
/// The arrays in this record are fixed when the program is planned and never change.
///
/// @param rows where each row of windows begins
/// @param width the windows of a row
/// @param columns where these begin, from the row's beginning, filled up for whole vectors
/// @param squares whether windows are two by two and begin two apart
/// @param places where a window's places are, from its beginning
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record WindowMaxStep(
    boolean single,
    int x,
    int[] rows,
    int width,
    int[] columns,
    int[] places,
    boolean squares,
    int out)
    implements ProgramStep {
  /// Operations worth handing to another member of a team, some five microseconds.
  private static final long PART_OPERATIONS = 20_000;

  static WindowMaxStep of(boolean single, View windows, int x, int out) {
    int rank = windows.axes().size();
    int[] rows = windows.places(0, rank - 2);
    for (int i = 0; i < rows.length; i++) {
      rows[i] += windows.start();
    }
    int[] columns = windows.places(rank - 2, rank - 1);
    int[] places = windows.places(rank - 1, rank);
    return new WindowMaxStep(
        single, x, rows, columns.length, filled(columns), places, areSquares(columns, places), out);
  }

  /// Returns whether windows are two by two and begin two apart.
  static boolean areSquares(int[] columns, int[] places) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] != 2 * i) {
        return false;
      }
    }
    return places.length == 4 && places[1] == 1 && places[3] == places[2] + 1;
  }

  /// Returns places filled up to a multiple of [Kernels#PARTIALS] with the last of them.
  static int[] filled(int[] places) {
    int whole = Math.ceilDiv(places.length, Kernels.PARTIALS) * Kernels.PARTIALS;
    int[] filled = Arrays.copyOf(places, whole);
    Arrays.fill(filled, places.length, whole, places[places.length - 1]);
    return filled;
  }

  @Override
  public void run(Memory memory) {
    run(memory, 0, rows.length);
  }

  @Override
  public int parts() {
    return Math.clamp(operations() / PART_OPERATIONS, 1, Math.max(1, rows.length));
  }

  @Override
  public void runPart(Memory memory, int part, int parts) {
    run(
        memory,
        (int) ((long) rows.length * part / parts),
        (int) ((long) rows.length * (part + 1) / parts));
  }

  /// Computes the rows of windows from `from` to below `to`.
  void run(Memory memory, int from, int to) {
    Kernels kernels = memory.kernels(single);
    Object windows = memory.array(x);
    Object result = memory.array(out);
    for (int i = from; i < to; i++) {
      kernels.maxOfWindows(
          windows,
          memory.offset(x) + rows[i],
          squares,
          columns,
          width,
          places,
          result,
          memory.offset(out) + i * width);
    }
  }

  @Override
  public String describe() {
    return "max of " + (long) rows.length * width + " windows of " + places.length + " places";
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
    return (long) rows.length * width * places.length;
  }
}

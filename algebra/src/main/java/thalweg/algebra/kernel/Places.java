package thalweg.algebra.kernel;

/// Where the elements of a matrix stand in an array: that of row i and column j at row(i) +
/// column(j). Knows which of them lie side by side.
public final class Places {
  /// Elements in a run from which on whole runs are copied.
  private static final int LONG_RUN = 4;

  final int[] rows;
  final int[] columns;

  /// For each row or column, the end of the run of neighbours it belongs to.
  final int[] rowEnds;

  final int[] columnEnds;

  /// Makes the places of a matrix. The arrays must not be changed afterwards.
  public Places(int[] rows, int[] columns) {
    this(rows, columns, ends(rows), ends(columns));
  }

  private Places(int[] rows, int[] columns, int[] rowEnds, int[] columnEnds) {
    this.rows = rows;
    this.columns = columns;
    this.rowEnds = rowEnds;
    this.columnEnds = columnEnds;
  }

  private static int[] ends(int[] places) {
    int[] ends = new int[places.length];
    for (int i = places.length - 1; i >= 0; i--) {
      ends[i] = i + 1 < places.length && places[i + 1] == places[i] + 1 ? ends[i + 1] : i + 1;
    }
    return ends;
  }

  /// Returns where each row begins; not to be changed.
  public int[] rows() {
    return rows;
  }

  /// Returns where each column stands in a row; not to be changed.
  public int[] columns() {
    return columns;
  }

  /// Returns the places of the transposed matrix.
  public Places transposed() {
    return new Places(columns, rows, columnEnds, rowEnds);
  }

  /// Returns whether the elements of a row lie side by side in runs that are worth copying whole.
  public boolean rowsRun() {
    return run(columnEnds);
  }

  private static boolean run(int[] ends) {
    int runs = 0;
    for (int i = 0; i < ends.length; i = ends[i]) {
      runs++;
    }
    return ends.length >= LONG_RUN * runs;
  }

  /// Returns how far apart neighbouring rows from `from` to below `to` are, or −1 where that
  /// differs.
  int rowStep(int from, int to) {
    int step = to - from > 1 ? rows[from + 1] - rows[from] : 0;
    for (int i = from + 1; i < to; i++) {
      if (rows[i] - rows[i - 1] != step) {
        return -1;
      }
    }
    return step;
  }
}

package thalweg.algebra.kernel;

/// The innermost loop of a product, written by [TileWriter]: a tile of c, some rows by two vectors,
/// stays in registers while k runs. `DoubleTile` is made from this source.
interface FloatTile {
  /// Rows of a tile at a lower edge.
  int EDGE_ROWS = 4;

  // The tiles, written when a product first wants one: a single row does not.

  /// [TileWriter#ROWS] rows.
  FloatTile ROWS = of(TileWriter.ROWS, TileWriter.Reading.ROWS);

  FloatTile EDGE = of(EDGE_ROWS, TileWriter.Reading.ROWS);

  /// [TileWriter#COLUMN_ROWS] rows of an a that lies transposed.
  FloatTile COLUMNS = of(TileWriter.COLUMN_ROWS, TileWriter.Reading.COLUMNS);

  FloatTile COLUMNS_EDGE = of(EDGE_ROWS, TileWriter.Reading.COLUMNS);

  private static FloatTile of(int rows, TileWriter.Reading reading) {
    return (FloatTile) TileWriter.write(float.class, rows, TileWriter.VECTORS, reading);
  }

  /// Writes to some rows of c, `cr` apart, the sum of `from`, whose rows are `fr` apart, and the
  /// product of as many rows of a with k rows of two vectors of b, `bs` apart.
  ///
  /// @param as how far apart rows of a are, or columns where it lies transposed
  void run(
      int k,
      float[] a,
      int ao,
      int as,
      float[] b,
      int bo,
      int bs,
      float[] from,
      int fo,
      int fr,
      float[] c,
      int co,
      int cr);

  /// A tile that does some of k: n steps that a list names, from `lo` on.
  interface Listed {
    /// Writes to some rows of c, `cr` apart, the product of as many rows of a with rows of b, `bs`
    /// apart, for those columns of a and rows of b that are listed.
    ///
    /// The vectors of a row begin a vector's length apart, but no farther from the first than
    /// `last` in c, and `bl` in b.
    ///
    /// @param as how far apart rows of a are, or columns where it lies transposed
    void run(
        int n,
        float[] a,
        int ao,
        int as,
        float[] b,
        int bo,
        int bs,
        int[] list,
        int lo,
        int bl,
        float[] c,
        int co,
        int cr,
        int cl);
  }
}

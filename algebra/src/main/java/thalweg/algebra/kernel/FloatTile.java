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

  /// Returns a new tile of a convolution.
  static Placed placed(int rows, int vectors, TileWriter.Reading reading) {
    return (Placed) TileWriter.write(float.class, rows, vectors, reading);
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
    int ROWS = 5;

    /// Rows where a lies transposed.
    int COLUMN_ROWS = 4;

    // The tiles, written when zeros are first left out.

    Listed ROWS_BY_TWO = of(ROWS, 2, TileWriter.Reading.LISTED_ROWS);

    Listed COLUMNS_BY_TWO = of(COLUMN_ROWS, 2, TileWriter.Reading.LISTED_COLUMNS);

    Listed ROWS_BY_FOUR =
        TileWriter.STRIP_VECTORS == 2 ? ROWS_BY_TWO : of(ROWS, 4, TileWriter.Reading.LISTED_ROWS);

    Listed COLUMNS_BY_FOUR =
        TileWriter.STRIP_VECTORS == 2
            ? COLUMNS_BY_TWO
            : of(COLUMN_ROWS, 4, TileWriter.Reading.LISTED_COLUMNS);

    private static Listed of(int rows, int vectors, TileWriter.Reading reading) {
      return (Listed) TileWriter.write(float.class, rows, vectors, reading);
    }

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

  /// A tile of a convolution, of which the rows of a or b begin at places, from `po` on in a table;
  /// it does n steps that a list names, one for each.
  interface Placed {
    /// Writes to some rows of c the sums of products of numbers of a and vectors of b.
    ///
    /// If rows of a are placed ([TileWriter.Reading#PLACED_ROWS]), the list, which begins at 0,
    /// says what is read behind each place, and rows of b are `bs` apart, of c `cr`. Sums begin
    /// with zeros, with which c's array must begin, or with what is in c.
    ///
    /// If those of b are ([TileWriter.Reading#PLACED_VECTORS]), places count `bs` elements, the
    /// list, from `lo` on, says what is read behind each, and the numbers stand side by side; a
    /// must be b's array, which spares a register. Rows of c are [PooledConvolution#CHANNELS]
    /// apart, the two vectors of a row `cr`, and the sums begin with what is there.
    void run(
        int n,
        float[] a,
        int ao,
        float[] b,
        int bo,
        int bs,
        int[] list,
        int lo,
        float[] c,
        int co,
        int cr,
        int[] places,
        int po);
  }
}

package thalweg.training.leaf;

/// How a batch of rows is cut into leaves, the units of parallel work.
///
/// The cut depends on the number of rows alone, never on threads: equal parts of at most
/// [#MOST_ROWS] rows. Sums over a batch are taken within each leaf and then folded over the leaves
/// in a fixed tree, so they have the same bits on any number of threads or machines.
public final class Leaves {
  /// The most rows in a leaf.
  public static final int MOST_ROWS = 64;

  private Leaves() {}

  /// Returns into how many leaves `rows` rows are cut.
  public static int count(int rows) {
    return Math.ceilDiv(rows, MOST_ROWS);
  }

  /// Returns the first row of leaf number `leaf`; for the count itself, the number of rows.
  public static int start(int rows, int leaf) {
    return rows == 0 ? 0 : (int) ((long) rows * leaf / count(rows));
  }
}

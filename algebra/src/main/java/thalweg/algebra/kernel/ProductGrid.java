package thalweg.algebra.kernel;

/// The products of each of some matrices with each of some others, aᵢᵀ · bⱼ: what is laid out of a
/// matrix serves all its products.
///
/// Matrices are numbers of arrays. aᵢ has k rows of `heights[i]` elements, bⱼ k rows of n, and
/// their product cᵢⱼ, which is number i · rights + j of `outs`, `heights[i]` rows of n.
///
/// The arrays in this record are fixed when the program is planned and never change.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ProductGrid(int[] lefts, int[] heights, int[] rights, int n, int k, int[] outs) {
  /// The most rows that all products have together: laid out they are to stay in the second cache.
  public static final int MOST_ROWS = 384;

  /// Returns the columns of all right matrices, side by side.
  public int columns() {
    return rights.length * n;
  }

  int out(int left, int right) {
    return outs[left * rights.length + right];
  }
}

package thalweg.algebra.kernel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /// Returns how many elements of scratch [#productByProduct] needs.
  int scratch(Kernels loops) {
    int most = 0;
    for (int height : heights) {
      most = Math.max(most, loops.matmulScratch(height, n, k));
    }
    return most;
  }

  /// Returns how many whole numbers of scratch [#productByProduct] needs.
  int intScratch(Kernels loops) {
    int most = 0;
    for (int height : heights) {
      most = Math.max(most, loops.matmulIntScratch(height, n, k));
    }
    return most;
  }

  /// Writes columns as [Kernels#products] says, one product after the other.
  // Not in the interface of the loops, whose fields hold classes that implement it: with a body in
  // it, two threads that begin with different ones could wait for each other for ever.
  void productByProduct(
      Kernels loops,
      int from,
      int to,
      @Nullable Object[] arrays,
      int[] offsets,
      Object scratch,
      int[] intScratch) {
    for (int right = from / n; right * n < to; right++) {
      int first = Math.max(0, from - right * n);
      int columns = Math.min(n, to - right * n) - first;
      int b = rights[right];
      for (int left = 0; left < lefts.length; left++) {
        int a = lefts[left];
        int m = heights[left];
        int c = out(left, right);
        loops.matmul(
            m,
            columns,
            k,
            Objects.requireNonNull(arrays[a]),
            offsets[a],
            1,
            m,
            Objects.requireNonNull(arrays[b]),
            offsets[b] + first,
            n,
            1,
            Objects.requireNonNull(arrays[c]),
            offsets[c] + first,
            n,
            scratch,
            intScratch);
      }
    }
  }
}

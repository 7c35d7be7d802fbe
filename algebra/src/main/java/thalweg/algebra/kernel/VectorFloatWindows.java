package thalweg.algebra.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Loops over windows of `float[]`: lanes run over windows, or over the elements that windows are
/// laid on. `VectorDoubleWindows` is made from this source.
///
/// Where it can be helped no vector is carried round a loop: one that has been read under a mask
/// before it, or is a constant, the compiler may keep as an object.
final class VectorFloatWindows {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();
  private static final FloatVector ZERO = FloatVector.zero(S);
  private static final FloatVector ONE = FloatVector.broadcast(S, 1);
  private static final int HALF = LANES / 2;
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(S, lane -> 2 * lane % LANES);
  private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(S, lane -> lane / 2);
  private static final VectorShuffle<Float> OTHER = VectorShuffle.fromOp(S, lane -> lane ^ 1);

  private VectorFloatWindows() {}

  static void max(float[] x, int xo, int[] starts, int n, int[] places, float[] out, int oo) {
    for (int p = 0; p < places.length; p++) {
      for (int i = 0; i < n; i += LANES) {
        VectorMask<Float> present = S.indexInRange(i, n);
        FloatVector seen = FloatVector.fromArray(S, x, xo + places[p], starts, i, present);
        if (p == 0) {
          seen.intoArray(out, oo + i, present);
        } else {
          FloatVector.fromArray(S, out, oo + i, present).max(seen).intoArray(out, oo + i, present);
        }
      }
    }
  }

  /// As [#max], for windows of two by two that begin two apart, their second row `row` after the
  /// first: whole lines are read, half a vector of windows at a time.
  static void maxOfSquares(float[] x, int xo, int row, int n, float[] out, int oo) {
    for (int i = 0; i < n; i += HALF) {
      VectorMask<Float> there = S.indexInRange(2 * i, 2 * n);
      int upper = xo + 2 * i;
      FloatVector columns =
          FloatVector.fromArray(S, x, upper, there)
              .max(FloatVector.fromArray(S, x, upper + row, there));
      columns
          .max(columns.rearrange(OTHER))
          .rearrange(EVEN)
          .intoArray(out, oo + i, S.indexInRange(0, Math.min(HALF, n - i)));
    }
  }

  /// Adds the gradient through the largest of windows as in [#maxOfSquares], which stand so in both
  /// arrays, the second row `outRow` after the first.
  static void gradientOfSquares(
      float[] x,
      int xo,
      int row,
      int n,
      float[] y,
      int yo,
      float[] g,
      int go,
      float[] out,
      int oo,
      int outRow) {
    for (int i = 0; i < n; i += HALF) {
      VectorMask<Float> there = S.indexInRange(2 * i, 2 * n);
      VectorMask<Float> windows = S.indexInRange(0, Math.min(HALF, n - i));
      int upper = xo + 2 * i;
      FloatVector largest = FloatVector.fromArray(S, y, yo + i, windows).rearrange(TWICE);
      FloatVector above = ZERO.blend(ONE, FloatVector.fromArray(S, x, upper, there).eq(largest));
      FloatVector below =
          ZERO.blend(ONE, FloatVector.fromArray(S, x, upper + row, there).eq(largest));
      FloatVector columns = above.add(below);
      FloatVector winners = columns.add(columns.rearrange(OTHER));
      FloatVector share =
          FloatVector.fromArray(S, g, go + i, windows).rearrange(TWICE).div(winners);
      above.mul(share).add(ZERO).intoArray(out, oo + 2 * i, there);
      below.mul(share).add(ZERO).intoArray(out, oo + 2 * i + outRow, there);
    }
  }

  static void overlap(
      float[] x, int xo, int places, int positions, int dilation, float[] out, int oo, int size) {
    for (int j = 0; j < size; j += LANES) {
      // Lanes that see no position add +0, which changes no sum that began at +0.
      FloatVector sum = ZERO.add(FloatVector.fromArray(S, x, xo + j, S.indexInRange(j, positions)));
      for (int p = 1; p < places; p++) {
        int first = j - p * dilation; // the position that lane 0 sees
        if (first > -LANES && first < positions) {
          VectorMask<Float> there = VectorMask.fromLong(S, inRange(first, positions));
          sum = sum.add(FloatVector.fromArray(S, x, xo + p * positions + first, there));
        }
      }
      sum.intoArray(out, oo + j, S.indexInRange(j, size));
    }
  }

  /// Returns as bits the lanes that see one of `count` elements, where lane 0 sees number `first`,
  /// which may be negative.
  private static long inRange(int first, int count) {
    long below = (1L << Math.clamp(count - first, 0, LANES)) - 1;
    long missing = (1L << Math.clamp(-first, 0, LANES)) - 1;
    return below & ~missing;
  }
}

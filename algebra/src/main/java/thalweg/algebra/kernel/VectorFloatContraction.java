package thalweg.algebra.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// The matrix product over `float[]` of operands that stand where [Places] say: a block of a is
/// packed in rows, a strip of b in columns, run by run where elements lie side by side, and
/// multiplied by the tiles of [TileWriter]. A convolution is such a product: its windows are never
/// copied out as a whole.
///
/// Each element is the chain of the plain loop, as in [VectorFloatMatmul].
/// `VectorDoubleContraction` is made from this source.
final class VectorFloatContraction {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();

  private static final int ROWS = TileWriter.ROWS;
  private static final int EDGE_ROWS = FloatTile.EDGE_ROWS;
  private static final int COLUMNS = TileWriter.VECTORS * LANES;

  /// A strip of b (K_BLOCK × COLUMNS) stays in the first cache, a block of a (M_BLOCK × K_BLOCK) in
  /// the second.
  private static final int K_BLOCK = 1152 / Float.BYTES;

  private static final int M_BLOCK = 1536 / Float.BYTES;

  // ---- Scratch: zeros, an edge tile, a strip of b, a block of a ----

  private static final int ZEROS = 0;
  private static final int EDGE_TILE = COLUMNS;
  private static final int STRIP_OF_B = EDGE_TILE + ROWS * COLUMNS;

  private VectorFloatContraction() {}

  private static int depth(int k) {
    return Math.ceilDiv(k, Math.max(1, Math.ceilDiv(k, K_BLOCK)));
  }

  private static int blockOfA(int depth) {
    return STRIP_OF_B + COLUMNS * depth + LANES; // a run is copied in whole vectors
  }

  static int scratch(int m, int k) {
    int depth = Math.min(k, K_BLOCK); // of any piece of a product
    return blockOfA(depth) + (Math.min(m, M_BLOCK) + EDGE_ROWS) * depth + LANES;
  }

  static void run(
      int m,
      int from,
      int to,
      int kFrom,
      int kTo,
      float[] a,
      int ao,
      Places aPlaces,
      float[] b,
      int bo,
      Places bPlaces,
      float[] c,
      int co,
      Places cPlaces,
      float[] scratch) {
    if (kTo == 0) {
      for (int i = 0; i < m; i++) {
        for (int j = from; j < to; j++) {
          c[co + cPlaces.rows[i] + cPlaces.columns[j]] = 0;
        }
      }
      return;
    }
    Arrays.fill(scratch, ZEROS, ZEROS + COLUMNS, 0);
    int depth = depth(kTo - kFrom);
    int block = blockOfA(depth);
    for (int p0 = kFrom; p0 < kTo; p0 += depth) {
      int p1 = Math.min(kTo, p0 + depth);
      for (int i0 = 0; i0 < m; i0 += M_BLOCK) {
        int i1 = Math.min(m, i0 + M_BLOCK);
        // Rows of a that lie as they are packed are read in place, if they are whole tiles.
        int step = (i1 - i0) % ROWS % EDGE_ROWS == 0 ? aPlaces.rowStep(i0, i1) : -1;
        boolean inPlace = step > 0 && aPlaces.columnEnds[p0] >= p1;
        float[] lines = inPlace ? a : scratch;
        int first = inPlace ? ao + aPlaces.rows[i0] + aPlaces.columns[p0] : block;
        int lead = inPlace ? step : p1 - p0;
        if (!inPlace) {
          packRows(i0, i1, p0, p1, a, ao, aPlaces, scratch, block);
        }
        for (int j = from; j < to; j += COLUMNS) {
          int columns = Math.min(COLUMNS, to - j);
          packColumns(p0, p1, j, columns, b, bo, bPlaces, scratch, STRIP_OF_B);
          strip(p0 == 0, i0, i1, p1 - p0, lines, first, lead, j, columns, c, co, cPlaces, scratch);
        }
      }
    }
  }

  /// Multiplies a block of a, rows `lead` apart, with the packed strip of b into c, or adds to c if
  /// it is not the first.
  private static void strip(
      boolean first,
      int i0,
      int i1,
      int depth,
      float[] lines,
      int firstLine,
      int lead,
      int j,
      int columns,
      float[] c,
      int co,
      Places places,
      float[] scratch) {
    boolean side = columns == COLUMNS && places.columnEnds[j] >= j + COLUMNS;
    int height;
    for (int i = i0; i < i1; i += height) {
      height = i + ROWS <= i1 ? ROWS : EDGE_ROWS;
      int present = Math.min(height, i1 - i);
      int step = side && present == height ? places.rowStep(i, i + height) : -1;
      // A tile that does not lie in c as it is, is computed beside it.
      boolean beside = step < 0;
      if (beside && !first) {
        load(c, co, places, i, present, j, columns, scratch);
      }
      float[] into = beside ? scratch : c;
      int io = beside ? EDGE_TILE : co + places.rows[i] + places.columns[j];
      int ir = beside ? COLUMNS : step;
      float[] begin = first ? scratch : into;
      int fo = first ? ZEROS : io;
      int fr = first ? 0 : ir;
      int ro = firstLine + (i - i0) * lead;
      if (height == EDGE_ROWS) {
        FloatTile.EDGE.run(
            depth, lines, ro, lead, scratch, STRIP_OF_B, COLUMNS, begin, fo, fr, into, io, ir);
      } else {
        FloatTile.ROWS.run(
            depth, lines, ro, lead, scratch, STRIP_OF_B, COLUMNS, begin, fo, fr, into, io, ir);
      }
      if (beside) {
        store(scratch, c, co, places, i, present, j, columns);
      }
    }
  }

  private static void load(
      float[] c, int co, Places places, int i, int present, int j, int columns, float[] scratch) {
    for (int r = 0; r < present; r++) {
      int row = co + places.rows[i + r];
      int at = EDGE_TILE + r * COLUMNS;
      for (int q = j; q < j + columns; ) {
        int end = Math.min(places.columnEnds[q], j + columns);
        copyExactly(c, row + places.columns[q], scratch, at + q - j, end - q);
        q = end;
      }
    }
  }

  private static void store(
      float[] scratch, float[] c, int co, Places places, int i, int present, int j, int columns) {
    for (int r = 0; r < present; r++) {
      int row = co + places.rows[i + r];
      int at = EDGE_TILE + r * COLUMNS;
      for (int q = j; q < j + columns; ) {
        int end = Math.min(places.columnEnds[q], j + columns);
        copyExactly(scratch, at + q - j, c, row + places.columns[q], end - q);
        q = end;
      }
    }
  }

  private static void copyExactly(float[] from, int fo, float[] to, int t, int n) {
    if (n == 1) {
      to[t] = from[fo];
      return;
    }
    for (int v = 0; v < n; v += LANES) {
      VectorMask<Float> present = S.indexInRange(v, n);
      FloatVector.fromArray(S, from, fo + v, present).intoArray(to, t + v, present);
    }
  }

  // ---- Packing ----

  /// Packs rows of a one after the other, and rows of zeros up to a whole edge tile.
  private static void packRows(
      int i0, int i1, int p0, int p1, float[] a, int ao, Places places, float[] packed, int to) {
    int depth = p1 - p0;
    if (places.columnEnds[p0] > p0 + 1 || places.rowEnds[i0] == i0 + 1) {
      packRuns(
          a, ao, places.rows, i0, i1, places.columns, places.columnEnds, p0, p1, packed, to, depth);
    } else {
      // Columns of a lie side by side: read along them.
      for (int p = p0; p < p1; p++) {
        int from = ao + places.columns[p];
        for (int i = i0; i < i1; i++) {
          packed[to + (i - i0) * depth + p - p0] = a[from + places.rows[i]];
        }
      }
    }
    int end = to + (i1 - i0) * depth;
    Arrays.fill(packed, end, end + (EDGE_ROWS - 1) * depth, 0);
  }

  /// Packs a strip of b, row after row of two vectors; what stands behind its last column is no
  /// matter.
  private static void packColumns(
      int p0,
      int p1,
      int j,
      int columns,
      float[] b,
      int bo,
      Places places,
      float[] packed,
      int to) {
    if (places.columnEnds[j] > j + 1 || places.rowEnds[p0] == p0 + 1) {
      packRuns(
          b,
          bo,
          places.rows,
          p0,
          p1,
          places.columns,
          places.columnEnds,
          j,
          j + columns,
          packed,
          to,
          COLUMNS);
    } else {
      // Rows of b stand apart and columns side by side: read along these, write with gaps.
      for (int q = 0; q < columns; q++) {
        int column = bo + places.columns[j + q];
        for (int p = p0; p < p1; ) {
          int end = Math.min(places.rowEnds[p], p1);
          spread(b, column + places.rows[p], packed, to + (p - p0) * COLUMNS + q, end - p);
          p = end;
        }
      }
    }
  }

  private static void spread(float[] from, int fo, float[] to, int t, int n) {
    for (int i = 0; i < n; i++) {
      to[t + i * COLUMNS] = from[fo + i];
    }
  }

  /// Packs lines, each of which stands in the same runs, `width` apart: run by run, so that what a
  /// run is costs nothing for each line.
  private static void packRuns(
      float[] x,
      int xo,
      int[] lines,
      int l0,
      int l1,
      int[] places,
      int[] ends,
      int q0,
      int q1,
      float[] packed,
      int to,
      int width) {
    for (int q = q0; q < q1; ) {
      int end = Math.min(ends[q], q1);
      int from = xo + places[q];
      int at = to + q - q0;
      if (end - q == 1) {
        for (int l = l0; l < l1; l++) {
          packed[at + (l - l0) * width] = x[from + lines[l]];
        }
      } else {
        for (int v = 0; v < end - q; v += LANES) {
          packVector(x, from + v, lines, l0, l1, end - q - v, packed, at + v, width);
        }
      }
      q = end;
    }
  }

  /// Copies up to a vector of n elements of each line.
  private static void packVector(
      float[] x, int from, int[] lines, int l0, int l1, int n, float[] packed, int at, int width) {
    if (n >= LANES) {
      for (int l = l0; l < l1; l++) {
        FloatVector.fromArray(S, x, from + lines[l]).intoArray(packed, at + (l - l0) * width);
      }
      return;
    }
    VectorMask<Float> present = S.indexInRange(0, n);
    for (int l = l0; l < l1; l++) {
      FloatVector.fromArray(S, x, from + lines[l], present)
          .intoArray(packed, at + (l - l0) * width, present);
    }
  }
}

package thalweg.algebra.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The matrix product over `float[]`: strips of both operands are packed so that a tile of the
/// result stays in registers while k runs. The blocking is that of Goto and van de Geijn, "Anatomy
/// of High-Performance Matrix Multiplication" (2008).
///
/// Lanes run over columns of the result and never over k; a blocked k continues on the value
/// already in c. So each element is the same chain of fused multiply-adds as in the plain loop.
/// `VectorDoubleMatmul` is made from this source.
final class VectorFloatMatmul {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();

  /// Rows of a tile: twelve rows of two vectors fill the 32 registers of the 512-bit unit, six the
  /// 16 of narrower ones.
  private static final int ROWS = VectorUnit.BITS == 512 ? 12 : 6;

  private static final int SMALL_ROWS = 6;
  private static final int COLUMNS = 2 * LANES;

  /// Blocks: a strip of b (K_BLOCK × COLUMNS) stays in the first cache, a block of a (M_BLOCK ×
  /// K_BLOCK) and one of b in the second.
  private static final int K_BLOCK = 256;

  private static final int M_BLOCK = 96;
  private static final int N_BLOCK = 512;

  private VectorFloatMatmul() {}

  static int scratch(int m, int n, int k) {
    int depth = Math.min(k, K_BLOCK);
    return Math.min(roundUp(m, SMALL_ROWS), M_BLOCK) * depth
        + Math.min(roundUp(n, COLUMNS), roundUp(N_BLOCK, COLUMNS)) * depth
        + ROWS * COLUMNS;
  }

  private static int roundUp(int n, int multiple) {
    return (n + multiple - 1) / multiple * multiple;
  }

  static void run(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int ar,
      int ac,
      float[] b,
      int bo,
      int br,
      int bc,
      float[] c,
      int co,
      float[] scratch) {
    // Tiles always continue on what is in c. (Choosing here between zeros and c made the
    // accumulators a merge of two
    // vectors, which the compiler then kept as objects: fifty times slower.)
    Arrays.fill(c, co, co + m * n, 0);
    int packedA =
        ROWS * COLUMNS; // the first ROWS · COLUMNS of the scratch are the tile for ragged edges
    int packedB = packedA + Math.min(roundUp(m, SMALL_ROWS), M_BLOCK) * Math.min(k, K_BLOCK);
    for (int j0 = 0; j0 < n; j0 += N_BLOCK) {
      int columns = Math.min(N_BLOCK, n - j0);
      for (int p0 = 0; p0 < k; p0 += K_BLOCK) {
        int depth = Math.min(K_BLOCK, k - p0);
        packB(depth, columns, b, bo + p0 * br + j0 * bc, br, bc, scratch, packedB);
        for (int i0 = 0; i0 < m; i0 += M_BLOCK) {
          int rows = Math.min(M_BLOCK, m - i0);
          packA(rows, depth, a, ao + i0 * ar + p0 * ac, ar, ac, scratch, packedA);
          block(rows, columns, depth, packedA, packedB, c, co + i0 * n + j0, n, scratch);
        }
      }
    }
  }

  /// Returns the height of the strip that begins with `left` rows still to do.
  private static int stripRows(int left) {
    return left >= ROWS ? ROWS : SMALL_ROWS;
  }

  /// Packs rows in strips, k after k, rows beyond the edge as zeros.
  private static void packA(
      int rows, int depth, float[] a, int ao, int ar, int ac, float[] packed, int to) {
    for (int i = 0; i < rows; ) {
      int strip = stripRows(rows - i);
      int present = Math.min(strip, rows - i);
      if (ar == 1 && present == strip) {
        for (int p = 0, from = ao + i; p < depth; p++, from += ac, to += strip) {
          for (int r = 0; r < strip; r++) {
            packed[to + r] = a[from + r];
          }
        }
      } else if (ac == 1 && present == strip) {
        // Rows as they lie: blocks of one vector of k are turned over, so that reads are long and
        // writes close together.
        int p = 0;
        for (; p + LANES <= depth; p += LANES) {
          for (int r = 0; r < strip; r++) {
            int from = ao + (i + r) * ar + p;
            for (int q = 0, at = to + p * strip + r; q < LANES; q++, at += strip) {
              packed[at] = a[from + q];
            }
          }
        }
        for (; p < depth; p++) {
          for (int r = 0; r < strip; r++) {
            packed[to + p * strip + r] = a[ao + (i + r) * ar + p];
          }
        }
        to += strip * depth;
      } else {
        for (int r = 0; r < strip; r++) {
          int from = ao + (i + r) * ar;
          for (int p = 0, at = to + r; p < depth; p++, at += strip, from += ac) {
            packed[at] = r < present ? a[from] : 0;
          }
        }
        to += strip * depth;
      }
      i += strip;
    }
  }

  /// Packs columns in strips of two vectors, k after k, columns beyond the edge as zeros.
  private static void packB(
      int depth, int columns, float[] b, int bo, int br, int bc, float[] packed, int to) {
    for (int j = 0; j < columns; j += COLUMNS) {
      int present = Math.min(COLUMNS, columns - j);
      if (bc == 1 && present == COLUMNS) {
        for (int p = 0, from = bo + j; p < depth; p++, from += br, to += COLUMNS) {
          load(b, from).intoArray(packed, to);
          load(b, from + LANES).intoArray(packed, to + LANES);
        }
      } else if (bc == 1) {
        for (int p = 0, from = bo + j; p < depth; p++, from += br, to += COLUMNS) {
          System.arraycopy(b, from, packed, to, present);
          Arrays.fill(packed, to + present, to + COLUMNS, 0);
        }
      } else {
        // A transposed operand: read along its rows, write with gaps.
        for (int q = 0; q < COLUMNS; q++) {
          int from = bo + (j + q) * bc;
          for (int p = 0, at = to + q; p < depth; p++, at += COLUMNS, from += br) {
            packed[at] = q < present ? b[from] : 0;
          }
        }
        to += COLUMNS * depth;
      }
    }
  }

  /// Multiplies a packed block of a with a packed block of b into c, whose rows are `width` apart.
  private static void block(
      int rows,
      int columns,
      int depth,
      int packedA,
      int packedB,
      float[] c,
      int co,
      int width,
      float[] scratch) {
    for (int j = 0; j < columns; j += COLUMNS) {
      int strip = 0;
      for (int i = 0, a = packedA; i < rows; i += strip, a += strip * depth) {
        strip = stripRows(rows - i);
        int tileRows = Math.min(strip, rows - i);
        int tileColumns = Math.min(COLUMNS, columns - j);
        int to = co + i * width + j;
        int b = packedB + j * depth;
        if (tileRows == strip && tileColumns == COLUMNS) {
          tile(strip, depth, scratch, a, b, c, to, width);
        } else {
          // A ragged tile is computed whole beside c, and its real part copied.
          copyTile(c, to, width, scratch, 0, COLUMNS, tileRows, tileColumns);
          tile(strip, depth, scratch, a, b, scratch, 0, COLUMNS);
          copyTile(scratch, 0, COLUMNS, c, to, width, tileRows, tileColumns);
        }
      }
    }
  }

  private static void copyTile(
      float[] from, int fo, int fromWidth, float[] to, int o, int toWidth, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, fo + r * fromWidth, to, o + r * toWidth, columns);
    }
  }

  private static void tile(
      int strip, int k, float[] packed, int a, int b, float[] c, int co, int width) {
    if (strip == 12) {
      tile12(k, packed, a, packed, b, c, co, width);
    } else {
      tile6(k, packed, a, packed, b, c, co, width);
    }
  }

  private static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(S, array, offset);
  }

  /// Adds to a tile of c, 12 rows by two vectors, the product of a packed strip of a and a packed
  /// strip of b.
  private static void tile12(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int width) {
    FloatVector c0_0 = load(c, co);
    FloatVector c0_1 = load(c, co + LANES);
    FloatVector c1_0 = load(c, co + width);
    FloatVector c1_1 = load(c, co + width + LANES);
    FloatVector c2_0 = load(c, co + 2 * width);
    FloatVector c2_1 = load(c, co + 2 * width + LANES);
    FloatVector c3_0 = load(c, co + 3 * width);
    FloatVector c3_1 = load(c, co + 3 * width + LANES);
    FloatVector c4_0 = load(c, co + 4 * width);
    FloatVector c4_1 = load(c, co + 4 * width + LANES);
    FloatVector c5_0 = load(c, co + 5 * width);
    FloatVector c5_1 = load(c, co + 5 * width + LANES);
    FloatVector c6_0 = load(c, co + 6 * width);
    FloatVector c6_1 = load(c, co + 6 * width + LANES);
    FloatVector c7_0 = load(c, co + 7 * width);
    FloatVector c7_1 = load(c, co + 7 * width + LANES);
    FloatVector c8_0 = load(c, co + 8 * width);
    FloatVector c8_1 = load(c, co + 8 * width + LANES);
    FloatVector c9_0 = load(c, co + 9 * width);
    FloatVector c9_1 = load(c, co + 9 * width + LANES);
    FloatVector c10_0 = load(c, co + 10 * width);
    FloatVector c10_1 = load(c, co + 10 * width + LANES);
    FloatVector c11_0 = load(c, co + 11 * width);
    FloatVector c11_1 = load(c, co + 11 * width + LANES);
    for (int p = 0; p < k; p++) {
      int at = ao + p * 12;
      FloatVector b0 = load(b, bo + p * COLUMNS);
      FloatVector b1 = load(b, bo + p * COLUMNS + LANES);
      FloatVector a0 = FloatVector.broadcast(S, a[at]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[at + 1]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[at + 2]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[at + 3]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
      FloatVector a4 = FloatVector.broadcast(S, a[at + 4]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[at + 5]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[at + 6]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[at + 7]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[at + 8]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[at + 9]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
      FloatVector a10 = FloatVector.broadcast(S, a[at + 10]);
      c10_0 = a10.fma(b0, c10_0);
      c10_1 = a10.fma(b1, c10_1);
      FloatVector a11 = FloatVector.broadcast(S, a[at + 11]);
      c11_0 = a11.fma(b0, c11_0);
      c11_1 = a11.fma(b1, c11_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + LANES);
    c1_0.intoArray(c, co + width);
    c1_1.intoArray(c, co + width + LANES);
    c2_0.intoArray(c, co + 2 * width);
    c2_1.intoArray(c, co + 2 * width + LANES);
    c3_0.intoArray(c, co + 3 * width);
    c3_1.intoArray(c, co + 3 * width + LANES);
    c4_0.intoArray(c, co + 4 * width);
    c4_1.intoArray(c, co + 4 * width + LANES);
    c5_0.intoArray(c, co + 5 * width);
    c5_1.intoArray(c, co + 5 * width + LANES);
    c6_0.intoArray(c, co + 6 * width);
    c6_1.intoArray(c, co + 6 * width + LANES);
    c7_0.intoArray(c, co + 7 * width);
    c7_1.intoArray(c, co + 7 * width + LANES);
    c8_0.intoArray(c, co + 8 * width);
    c8_1.intoArray(c, co + 8 * width + LANES);
    c9_0.intoArray(c, co + 9 * width);
    c9_1.intoArray(c, co + 9 * width + LANES);
    c10_0.intoArray(c, co + 10 * width);
    c10_1.intoArray(c, co + 10 * width + LANES);
    c11_0.intoArray(c, co + 11 * width);
    c11_1.intoArray(c, co + 11 * width + LANES);
  }

  /// Adds to a tile of c, 6 rows by two vectors, the product of a packed strip of a and a packed
  /// strip of b.
  private static void tile6(
      int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int width) {
    FloatVector c0_0 = load(c, co);
    FloatVector c0_1 = load(c, co + LANES);
    FloatVector c1_0 = load(c, co + width);
    FloatVector c1_1 = load(c, co + width + LANES);
    FloatVector c2_0 = load(c, co + 2 * width);
    FloatVector c2_1 = load(c, co + 2 * width + LANES);
    FloatVector c3_0 = load(c, co + 3 * width);
    FloatVector c3_1 = load(c, co + 3 * width + LANES);
    FloatVector c4_0 = load(c, co + 4 * width);
    FloatVector c4_1 = load(c, co + 4 * width + LANES);
    FloatVector c5_0 = load(c, co + 5 * width);
    FloatVector c5_1 = load(c, co + 5 * width + LANES);
    for (int p = 0; p < k; p++) {
      int at = ao + p * 6;
      FloatVector b0 = load(b, bo + p * COLUMNS);
      FloatVector b1 = load(b, bo + p * COLUMNS + LANES);
      FloatVector a0 = FloatVector.broadcast(S, a[at]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[at + 1]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[at + 2]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[at + 3]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
      FloatVector a4 = FloatVector.broadcast(S, a[at + 4]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[at + 5]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + LANES);
    c1_0.intoArray(c, co + width);
    c1_1.intoArray(c, co + width + LANES);
    c2_0.intoArray(c, co + 2 * width);
    c2_1.intoArray(c, co + 2 * width + LANES);
    c3_0.intoArray(c, co + 3 * width);
    c3_1.intoArray(c, co + 3 * width + LANES);
    c4_0.intoArray(c, co + 4 * width);
    c4_1.intoArray(c, co + 4 * width + LANES);
    c5_0.intoArray(c, co + 5 * width);
    c5_1.intoArray(c, co + 5 * width + LANES);
  }
}

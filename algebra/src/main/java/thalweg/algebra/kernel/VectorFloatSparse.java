package thalweg.algebra.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The matrix product over `float[]` for an a with many zeros: a column that is zero in all rows of
/// a tile is left out, with its row of b, which must be finite.
///
/// Rows share empty columns the less the more they are (of MNIST's columns 81 of 100 are zero in
/// one row, 63 in four, 50 in fourteen), and a tile of fewer than four waits for what it loads of
/// b. Tiles begin at zero and run over all of k, so an edge is no trouble: what the last tile has
/// too much was computed before and comes out alike.
///
/// No method here takes or returns a vector, see [VectorFloatMatmul]. `VectorDoubleSparse` is made
/// from this source.
final class VectorFloatSparse {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();

  /// Rows of a tile, which share a list of columns, and of one where a lies transposed.
  private static final int ROWS = FloatTile.Listed.ROWS;

  private static final int COLUMN_ROWS = FloatTile.Listed.COLUMN_ROWS;

  private static final int VECTORS = TileWriter.STRIP_VECTORS;
  private static final int COLUMNS = VECTORS * LANES;

  /// The largest k: a strip of b, k × COLUMNS, may be packed, and scratch must not grow out of
  /// hand.
  private static final int DEEPEST = 32 * 1024;

  /// Numbers of a that are listed at a time.
  private static final int LISTED = 256 * 1024;

  /// Rows of a from which on zeros are looked for.
  private static final int FEWEST = 16;

  /// Rows of a strip that are packed at a time from a transposed b.
  private static final int PACKED_ROWS = 64;

  /// Up to this length of a row of b, a strip is read where it is when a lies as it is.
  private static final int SHORT_ROW = 2 * COLUMNS;

  /// As many whole numbers as a vector has lanes.
  private static final VectorSpecies<Integer> BITS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(LANES * Integer.SIZE));

  /// Lanes of a vector whose masks the compiler makes objects of: two of double.
  static final int MASKS_ARE_OBJECTS = 2;

  private static final FloatVector ZERO = FloatVector.zero(S);

  private VectorFloatSparse() {}

  // ---- Scratch: a tile with fewer columns than a vector, a strip of b ----

  private static final int EDGE_TILE = 0;
  private static final int STRIP_OF_B = ROWS * COLUMNS;

  /// Returns whether a product of this size may be done here.
  private static boolean possible(int m, int k) {
    return m >= FEWEST && k > 0 && k <= DEEPEST;
  }

  /// Returns how many elements of scratch a product may need.
  static int scratch(int m, int k) {
    return possible(m, k) ? STRIP_OF_B + k * COLUMNS : 0;
  }

  /// Returns how many rows a block has: all or a multiple of FEWEST, and so of LANES.
  private static int blockRows(int m, int k) {
    return Math.min(m, FEWEST * Math.max(1, LISTED / list(k) / FEWEST));
  }

  /// Returns the length of a list: a count, the positions, and what may be overwritten behind them.
  private static int list(int k) {
    return 1 + k + Ones.BEYOND;
  }

  private static int lists(int m, int k) {
    return (blockRows(m, k) + COLUMN_ROWS - 1) / COLUMN_ROWS * list(k);
  }

  /// Returns how many whole numbers a product may need: the lists of a block, and two whole numbers
  /// of bits for each of its rows.
  static int intScratch(int m, int k) {
    return possible(m, k) ? lists(m, k) + 2 * (blockRows(m, k) + LANES) : 0;
  }

  // ---- The product ----

  /// Writes c = a · b as [Kernels#matmul] does, for a finite b.
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
      int cr,
      float[] scratch,
      int[] ones) {
    int most = blockRows(m, k);
    boolean packed = ac != 1 || bc != 1 || br > SHORT_ROW || n < LANES;
    for (int i0 = 0; i0 < m; i0 += most) {
      int first = Math.min(i0, m - ROWS); // a whole tile at least, if need be again
      int rows = Math.min(most, m - first);
      int block = ao + first * ar;
      if (ac == 1) {
        listOfRows(rows, k, a, block, ar, ones);
      } else {
        listOfColumns(rows, k, a, block, ac, ones, lists(m, k));
      }
      int columns;
      for (int j0 = 0; j0 < n; j0 += columns) {
        columns = Math.min(n - j0 > 2 * LANES ? COLUMNS : 2 * LANES, n - j0);
        int j = Math.max(0, Math.min(j0, n - LANES)); // a whole vector at least, if need be again
        int width = Math.max(columns, Math.min(n, LANES));
        int to = co + first * cr + j;
        if (packed) {
          if (i0 == 0 || columns < n) { // the only strip stays packed
            pack(k, width, b, bo + j * bc, br, bc, scratch);
          }
          strip(
              rows,
              width,
              k,
              a,
              block,
              ar,
              ac,
              scratch,
              STRIP_OF_B,
              COLUMNS,
              true,
              c,
              to,
              cr,
              scratch,
              ones);
        } else {
          strip(rows, width, k, a, block, ar, ac, b, bo + j, br, false, c, to, cr, scratch, ones);
        }
      }
    }
  }

  /// Multiplies a block of a with a strip of b.
  private static void strip(
      int rows,
      int columns,
      int k,
      float[] a,
      int ao,
      int ar,
      int ac,
      float[] b,
      int bo,
      int bs,
      boolean packed,
      float[] c,
      int co,
      int cr,
      float[] scratch,
      int[] ones) {
    boolean narrow = columns < LANES;
    boolean four = VECTORS == 4 && columns > 2 * LANES;
    // Where the last vector of a row begins: not so late that it would pass the edge.
    int cl = narrow ? LANES : columns - LANES;
    int bl = packed ? (four ? COLUMNS : 2 * LANES) - LANES : cl;
    float[] into = narrow ? scratch : c;
    int ir = narrow ? COLUMNS : cr;
    int list = list(k);
    int tall = ac == 1 ? ROWS : COLUMN_ROWS;
    for (int g = 0, po = 0; g < rows; g += tall, po += list) {
      int i = Math.min(g, rows - tall);
      int to = co + i * cr;
      int io = narrow ? EDGE_TILE : to;
      int n = ones[po];
      int lo = po + 1;
      // Each called where it is named, so that the compiler knows which it is.
      if (ac != 1) {
        int at = ao + i;
        if (four) {
          FloatTile.Listed.COLUMNS_BY_FOUR.run(
              n, a, at, ac, b, bo, bs, ones, lo, bl, into, io, ir, cl);
        } else {
          FloatTile.Listed.COLUMNS_BY_TWO.run(
              n, a, at, ac, b, bo, bs, ones, lo, bl, into, io, ir, cl);
        }
      } else {
        int at = ao + i * ar;
        if (four) {
          FloatTile.Listed.ROWS_BY_FOUR.run(
              n, a, at, ar, b, bo, bs, ones, lo, bl, into, io, ir, cl);
        } else {
          FloatTile.Listed.ROWS_BY_TWO.run(n, a, at, ar, b, bo, bs, ones, lo, bl, into, io, ir, cl);
        }
      }
      if (narrow) {
        for (int r = 0; r < tall; r++) {
          System.arraycopy(scratch, EDGE_TILE + r * COLUMNS, c, to + r * cr, columns);
        }
      }
    }
  }

  /// Packs a strip of b as whole vectors, of which those at the edge overlap. Where there are fewer
  /// columns than lanes, in the lanes behind them is whatever is no trouble.
  private static void pack(int k, int columns, float[] b, int bo, int br, int bc, float[] scratch) {
    int edge = Math.max(0, columns - LANES);
    int s1 = Math.min(LANES, edge);
    int s2 = Math.min(2 * LANES, edge);
    int s3 = Math.min(3 * LANES, edge);
    int p = 0;
    if (bc == 1) {
      for (; p < k && bo + p * br + edge + LANES <= b.length; p++) {
        int from = bo + p * br;
        int to = STRIP_OF_B + p * COLUMNS;
        FloatVector.fromArray(S, b, from).intoArray(scratch, to);
        if (columns >= LANES) {
          FloatVector.fromArray(S, b, from + s1).intoArray(scratch, to + LANES);
        }
        if (VECTORS == 4 && edge > LANES) {
          FloatVector.fromArray(S, b, from + s2).intoArray(scratch, to + 2 * LANES);
          FloatVector.fromArray(S, b, from + s3).intoArray(scratch, to + 3 * LANES);
        }
      }
    }
    int present = Math.min(LANES, columns);
    for (; p < k; p += PACKED_ROWS) { // along a transposed b, with gaps, as far as the cache holds
      int end = Math.min(k, p + PACKED_ROWS);
      for (int v = 0; v < VECTORS; v++) {
        int from = bo + Math.min(v * LANES, edge) * bc;
        int to = STRIP_OF_B + v * LANES;
        for (int j = 0; j < present; j++) {
          for (int q = p; q < end; q++) {
            scratch[to + j + q * COLUMNS] = b[from + j * bc + q * br];
          }
        }
      }
    }
  }

  // ---- Which columns ----

  /// Returns whether leaving out zeros pays, by a sample of a, and may be: whether b is finite.
  ///
  /// A column of four rows costs here about 12 cycles for four vectors of b, and finding out
  /// whether it is needed one; where all columns are taken, 9.
  static boolean pays(
      int m, int n, int k, float[] a, int ao, int ar, int ac, float[] b, int bo, int br, int bc) {
    if (!possible(m, k)) {
      return false;
    }
    int seen = 0;
    int used = 0;
    for (int i = 0; i + 4 <= m; i += 4 + m / 7) {
      for (int p = 0; p < k; p += 1 + k / 12) {
        int at = ao + i * ar + p * ac;
        seen++;
        float size =
            Math.abs(a[at])
                + Math.abs(a[at + ar])
                + Math.abs(a[at + 2 * ar])
                + Math.abs(a[at + 3 * ar]);
        used += size != 0 ? 1 : 0;
      }
    }
    return 12L * used + seen < 9L * seen * 9 / 10 && finite(n, k, b, bo, br, bc);
  }

  /// Returns whether b has neither NaN nor infinity, so that zero times any of it is zero.
  private static boolean finite(int n, int k, float[] b, int bo, int br, int bc) {
    int rows = bc == 1 ? k : n;
    int length = bc == 1 ? n : k;
    int stride = bc == 1 ? br : bc;
    if (stride == length) { // one row after the other without gaps: one long row
      length *= rows;
      rows = 1;
    }
    for (int row = 0, from = bo; row < rows; row++, from += stride) {
      if (!finite(length, b, from)) {
        return false;
      }
    }
    return true;
  }

  static boolean finite(int n, float[] b, int bo) {
    FloatVector z0 = FloatVector.zero(S); // zero times a finite number is zero, else NaN
    FloatVector z1 = FloatVector.zero(S);
    FloatVector z2 = FloatVector.zero(S);
    FloatVector z3 = FloatVector.zero(S);
    int i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES) {
      z0 = FloatVector.fromArray(S, b, bo + i).fma(ZERO, z0);
      z1 = FloatVector.fromArray(S, b, bo + i + LANES).fma(ZERO, z1);
      z2 = FloatVector.fromArray(S, b, bo + i + 2 * LANES).fma(ZERO, z2);
      z3 = FloatVector.fromArray(S, b, bo + i + 3 * LANES).fma(ZERO, z3);
    }
    float rest = 0;
    for (; i < n; i++) {
      rest += b[bo + i] * 0;
    }
    // Added across lanes, not compared: a mask of two lanes would be an object.
    return z0.add(z1).add(z2.add(z3)).reduceLanes(VectorOperators.ADD) + rest == 0;
  }

  /// Lists for each five rows the columns that are not zero in all of them, after their count.
  private static void listOfRows(int rows, int k, float[] a, int ao, int ar, int[] ones) {
    int list = list(k);
    for (int g = 0, po = 0; g < rows; g += ROWS, po += list) {
      int r0 = ao + Math.min(g, rows - ROWS) * ar;
      int r1 = r0 + ar;
      int r2 = r1 + ar;
      int r3 = r2 + ar;
      int r4 = r3 + ar;
      int end = po + 1;
      int p = 0;
      for (; LANES != MASKS_ARE_OBJECTS && p + LANES <= k; p += LANES) {
        // A sum of absolute values is 0 only if all are.
        long used =
            FloatVector.fromArray(S, a, r0 + p)
                .abs()
                .add(FloatVector.fromArray(S, a, r1 + p).abs())
                .add(FloatVector.fromArray(S, a, r2 + p).abs())
                .add(FloatVector.fromArray(S, a, r3 + p).abs())
                .add(FloatVector.fromArray(S, a, r4 + p).abs())
                .compare(VectorOperators.NE, 0)
                .toLong();
        end = Ones.append16(used, p, ones, end);
      }
      for (; p < k; p++) {
        ones[end] = p;
        float size =
            Math.abs(a[r0 + p])
                + Math.abs(a[r1 + p])
                + Math.abs(a[r2 + p])
                + Math.abs(a[r3 + p])
                + Math.abs(a[r4 + p]);
        end += size != 0 ? 1 : 0;
      }
      ones[po] = end - po - 1;
    }
  }

  /// As the other, for rows that are columns of memory, `ac` between the elements of each: a bit
  /// for each element in the lane of its column first, 32 elements in a vector of whole numbers.
  private static void listOfColumns(
      int rows, int k, float[] a, int ao, int ac, int[] ones, int low) {
    int list = list(k);
    int high = low + rows + LANES;
    for (int g = 0, po = 0; g < rows; g += COLUMN_ROWS, po += list) {
      ones[po] = 0;
    }
    for (int p = 0; p < k; p += Long.SIZE) {
      int width = Math.min(Long.SIZE, k - p);
      lookAtColumns(rows, Math.min(width, Integer.SIZE), a, ao + p * ac, ac, ones, low);
      lookAtColumns(rows, width - Integer.SIZE, a, ao + (p + Integer.SIZE) * ac, ac, ones, high);
      for (int g = 0, po = 0; g < rows; g += COLUMN_ROWS, po += list) {
        int i = Math.min(g, rows - COLUMN_ROWS);
        int l = ones[low + i] | ones[low + i + 1] | ones[low + i + 2] | ones[low + i + 3];
        int h = ones[high + i] | ones[high + i + 1] | ones[high + i + 2] | ones[high + i + 3];
        long used = ((l & 0xFFFFFFFFL) | ((long) h << 32)) & (-1L >>> -width);
        int count = ones[po];
        ones[po] = Ones.append(used, p, ones, po + 1 + count) - po - 1;
      }
    }
  }

  /// Writes for each row a whole number whose bit p is set if its element p is not 0.
  private static void lookAtColumns(
      int rows, int depth, float[] a, int ao, int ac, int[] ones, int to) {
    if (LANES == MASKS_ARE_OBJECTS) {
      for (int i = 0; i < rows; i++) {
        int used = 0;
        for (int p = 0; p < depth; p++) {
          used |= (a[ao + i + p * ac] != 0 ? 1 : 0) << p;
        }
        ones[to + i] = used;
      }
      return;
    }
    for (int i = 0; i < rows; i += LANES) {
      // Of elements so near the array's end that no vector can be read there, all are taken.
      int most = depth;
      if (ao + i + (depth - 1) * ac + LANES > a.length) {
        most = Math.max(0, Math.min(depth, (a.length - LANES - ao - i + ac) / ac));
      }
      IntVector used = IntVector.broadcast(BITS, most < depth ? -1 << most : 0);
      IntVector bit = IntVector.broadcast(BITS, 1);
      int at = ao + i;
      for (int p = 0; p < most; p++) {
        VectorMask<Integer> here =
            FloatVector.fromArray(S, a, at + p * ac).compare(VectorOperators.NE, 0).cast(BITS);
        used = used.lanewise(VectorOperators.OR, bit, here);
        bit = bit.add(bit);
      }
      used.intoArray(ones, to + i);
    }
  }
}

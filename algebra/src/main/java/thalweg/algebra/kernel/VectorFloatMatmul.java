package thalweg.algebra.kernel;

import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The matrix product over `float[]`: blocks that stay in the caches, cut into the tiles of
/// [TileWriter]. After Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication"
/// (2008), but the left operand is not packed where it can be read in place.
///
/// Lanes run over columns of the result and never over k; a blocked k continues on the value
/// already in c. So each element is the same chain of fused multiply-adds as in the plain loop.
///
/// No method here takes or returns a vector: one that the compiler finds too cold to be inlined
/// would make an object of it at every call from then on. `VectorDoubleMatmul` is made from this
/// source.
final class VectorFloatMatmul {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();

  /// Rows of a whole tile and of one at the lower edge, and columns of both.
  private static final int ROWS = TileWriter.ROWS;

  /// Rows of a whole tile where a lies transposed.
  private static final int COLUMN_ROWS = TileWriter.COLUMN_ROWS;

  private static final int EDGE_ROWS = FloatTile.EDGE_ROWS;
  private static final int COLUMNS = TileWriter.VECTORS * LANES;

  /// Blocks: a strip of b (K_BLOCK × COLUMNS) stays in the first cache, a block of a (M_BLOCK ×
  /// K_BLOCK) in the second.
  private static final int K_BLOCK = 256;

  private static final int M_BLOCK = 1536 / Float.BYTES;

  /// Up to this many rows, strips of b are read where they are: packing them would cost as much as
  /// using them.
  private static final int FEW_ROWS = 2 * ROWS;

  /// Up to this length of a row, strips of b stay in the first cache as they are and need no
  /// packing.
  private static final int SHORT_ROW = 256 / Float.BYTES;

  /// From this many columns on, rows of a are copied side by side before they are used so often, if
  /// they are not: rows a power of two apart fall on few places of the first cache (5 % at 512³).
  private static final int WORTH_A_COPY = 8 * COLUMNS;

  /// The same of an a that lies transposed.
  private static final int WORTH_A_TRANSPOSED_COPY = 4 * COLUMNS;

  /// Vectors of columns that a thin product has in hand at a time.
  private static final int THIN = 8;

  private static final FloatVector ZERO = FloatVector.zero(S);

  /// Vectors that hold one column of a packed strip.
  private static final int STRIP_VECTORS = (COLUMN_ROWS + LANES - 1) / LANES;

  private VectorFloatMatmul() {}

  // ---- Scratch: zeros, an edge tile, a strip of b, last rows of a, a block of a, a turned c ----

  private static final int ZEROS = 0;
  private static final int EDGE_TILE = COLUMNS;
  private static final int STRIP_OF_B = EDGE_TILE + ROWS * COLUMNS;

  private static int lastRows(int k) {
    return STRIP_OF_B + COLUMNS * Math.min(k, K_BLOCK);
  }

  private static int blockOfA(int k) {
    return lastRows(k) + ROWS * Math.min(k, K_BLOCK);
  }

  private static int end(int m, int k) {
    // A column is written in whole vectors, of which the next one overwrites what is too much.
    return blockOfA(k)
        + (Math.min(m, M_BLOCK) + ROWS) * Math.min(k, K_BLOCK)
        + STRIP_VECTORS * LANES;
  }

  /// Returns how many elements of scratch a product of this size may need, whichever operand lies
  /// transposed.
  static int scratch(int m, int n, int k) {
    long dense = Math.max(end(m, k), end(n, k) + (long) n * COLUMNS);
    if (dense > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "matmul: a product with %s columns needs scratch for %s elements; an array holds %s."
                  .formatted(n, dense, Integer.MAX_VALUE - 8)
              + " Multiply some of the columns at a time.");
    }
    return Math.max((int) dense, VectorFloatSparse.scratch(m, k));
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
      int cr,
      float[] scratch,
      int[] ones) {
    if (bc != 1 && k > 0 && (long) m * (n + k) < (long) n * k) {
      turned(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, scratch);
      return;
    }
    if (m < EDGE_ROWS && bc == 1) {
      for (int i = 0; i < m; i++) {
        thin(n, k, a, ao + i * ar, ac, b, bo, br, c, co + i * cr);
      }
      return;
    }
    if (k == 0) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, co + i * cr, co + i * cr + n, 0);
      }
      return;
    }
    if (VectorFloatSparse.pays(m, n, k, a, ao, ar, ac, b, bo, br, bc)) {
      VectorFloatSparse.run(m, n, k, a, ao, ar, ac, b, bo, br, bc, c, co, cr, scratch, ones);
      return;
    }
    Arrays.fill(scratch, ZEROS, ZEROS + COLUMNS, 0);
    for (int p0 = 0; p0 < k; p0 += K_BLOCK) {
      int depth = Math.min(K_BLOCK, k - p0);
      for (int i0 = 0; i0 < m; i0 += M_BLOCK) {
        int rows = Math.min(M_BLOCK, m - i0);
        block(
            rows,
            n,
            depth,
            k,
            p0 == 0,
            m <= FEW_ROWS || br <= SHORT_ROW,
            a,
            ao + i0 * ar + p0 * ac,
            ar,
            ac,
            b,
            bo + p0 * br,
            br,
            bc,
            c,
            co + i0 * cr,
            cr,
            scratch);
      }
    }
  }

  /// Multiplies with the operands' parts exchanged, cᵀ = bᵀ · aᵀ, a strip of cᵀ at a time: a large
  /// b that lies transposed is then read in place, and only a and c, which are small, are turned
  /// over.
  private static void turned(
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
      float[] scratch) {
    int strip = end(n, k);
    Arrays.fill(scratch, ZEROS, ZEROS + COLUMNS, 0);
    for (int i0 = 0; i0 < m; i0 += COLUMNS) {
      int present = Math.min(COLUMNS, m - i0);
      for (int p0 = 0; p0 < k; p0 += K_BLOCK) {
        int depth = Math.min(K_BLOCK, k - p0);
        for (int j0 = 0; j0 < n; j0 += M_BLOCK) {
          block(
              Math.min(M_BLOCK, n - j0),
              present,
              depth,
              k,
              p0 == 0,
              false,
              b,
              bo + j0 * bc + p0 * br,
              bc,
              br,
              a,
              ao + i0 * ar + p0 * ac,
              ac,
              ar,
              scratch,
              strip + j0 * COLUMNS,
              COLUMNS,
              scratch);
        }
      }
      for (int i = 0; i < present; i++) {
        int to = co + (i0 + i) * cr;
        for (int j = 0; j < n; j++) {
          c[to + j] = scratch[strip + i + j * COLUMNS];
        }
      }
    }
  }

  /// Multiplies a block of a with `depth` rows of b into c, or adds to c if it is not the first.
  private static void block(
      int rows,
      int n,
      int depth,
      int k,
      boolean first,
      boolean inPlace,
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
      float[] scratch) {
    boolean transposed = ac != 1;
    int tall = transposed ? COLUMN_ROWS : ROWS;
    int whole = rows - rows % ROWS % EDGE_ROWS;
    int last = rows - rows % tall; // where the last rows of a transposed a begin
    int packedA = blockOfA(k);
    int rest = lastRows(k);
    float[] lines = a;
    int lead = transposed ? ac : ar;
    int step = transposed ? 1 : ar; // from a row to the next
    boolean copied = transposed ? n >= WORTH_A_TRANSPOSED_COPY : n >= WORTH_A_COPY && ar != depth;
    if (copied) {
      if (transposed) {
        packColumns(rows, depth, a, ao, ac, scratch, packedA);
        lead = COLUMN_ROWS;
        step = depth; // a strip has COLUMN_ROWS · depth numbers
      } else {
        for (int i = 0; i < rows; i++) {
          System.arraycopy(a, ao + i * ar, scratch, packedA + i * depth, depth);
        }
        lead = depth;
        step = depth;
      }
      lines = scratch;
      ao = packedA;
    }
    if (!transposed && whole < rows) {
      packRows(rows - whole, depth, lines, ao + whole * step, lead, scratch, rest);
    } else if (transposed && !copied && last < rows) {
      packColumns(rows - last, depth, a, ao + last, ac, scratch, rest);
    }
    for (int j = 0; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      float[] strip = b;
      int at = bo + j;
      int stride = br;
      if (!inPlace || bc != 1 || columns < COLUMNS) {
        packB(depth, columns, b, bo + j * bc, br, bc, scratch, STRIP_OF_B);
        strip = scratch;
        at = STRIP_OF_B;
        stride = COLUMNS;
      }
      tiles(
          rows,
          columns,
          depth,
          first,
          transposed,
          transposed && !copied ? last : rows,
          lines,
          ao,
          lead,
          step,
          rest,
          strip,
          at,
          stride,
          c,
          co + j,
          cr,
          scratch);
    }
  }

  /// Multiplies rows of a block of a, or columns of it, with a strip of b.
  ///
  /// @param whole how many of the rows stand in `lines`; the others, too few for a whole tile, have
  ///   been laid out at `rest`
  private static void tiles(
      int rows,
      int columns,
      int depth,
      boolean first,
      boolean transposed,
      int whole,
      float[] lines,
      int ao,
      int lead,
      int step,
      int rest,
      float[] strip,
      int at,
      int stride,
      float[] c,
      int co,
      int cr,
      float[] scratch) {
    int tall = transposed ? COLUMN_ROWS : ROWS;
    int height;
    for (int i = 0; i < rows; i += height) {
      int left = rows - i;
      height = left >= tall || (transposed && left + EDGE_ROWS > tall) ? tall : EDGE_ROWS;
      int present = Math.min(height, left);
      // A ragged tile is computed whole beside c, and its real part copied.
      boolean ragged = present < height || columns < COLUMNS;
      int to = co + i * cr;
      float[] into = ragged ? scratch : c;
      int io = ragged ? EDGE_TILE : to;
      int ir = ragged ? COLUMNS : cr;
      if (ragged && !first) {
        copyTile(c, to, cr, scratch, EDGE_TILE, COLUMNS, present, columns);
      }
      float[] from = first ? scratch : into;
      int fo = first ? ZEROS : io;
      int fr = first ? 0 : ir;
      if (transposed) {
        boolean isApart = i >= whole;
        float[] of = isApart ? scratch : lines;
        int start = isApart ? rest + i - whole : ao + i / tall * tall * step + i % tall;
        int apart = isApart ? tall : lead;
        // Each called where it is named, so that the compiler knows which it is.
        if (height == EDGE_ROWS) {
          FloatTile.COLUMNS_EDGE.run(
              depth, of, start, apart, strip, at, stride, from, fo, fr, into, io, ir);
        } else {
          FloatTile.COLUMNS.run(
              depth, of, start, apart, strip, at, stride, from, fo, fr, into, io, ir);
        }
      } else if (present < height) {
        FloatTile.EDGE.run(
            depth, scratch, rest, depth, strip, at, stride, from, fo, fr, into, io, ir);
      } else if (height == EDGE_ROWS) {
        FloatTile.EDGE.run(
            depth, lines, ao + i * step, lead, strip, at, stride, from, fo, fr, into, io, ir);
      } else {
        FloatTile.ROWS.run(
            depth, lines, ao + i * step, lead, strip, at, stride, from, fo, fr, into, io, ir);
      }
      if (ragged) {
        copyTile(scratch, EDGE_TILE, COLUMNS, c, to, cr, present, columns);
      }
    }
  }

  private static void copyTile(
      float[] from, int fo, int fromWidth, float[] to, int o, int toWidth, int rows, int columns) {
    VectorMask<Float> first = S.indexInRange(0, columns);
    VectorMask<Float> second = S.indexInRange(LANES, columns);
    for (int r = 0; r < rows; r++) {
      int in = fo + r * fromWidth;
      int out = o + r * toWidth;
      FloatVector.fromArray(S, from, in, first).intoArray(to, out, first);
      if (columns > LANES) {
        FloatVector.fromArray(S, from, in + LANES, second).intoArray(to, out + LANES, second);
      }
    }
  }

  // ---- Each of some left matrices with each of some right ones ----

  private static int padded(int rows) {
    return (rows + COLUMN_ROWS - 1) / COLUMN_ROWS * COLUMN_ROWS;
  }

  /// Returns how many elements of scratch a grid may need where no left matrix is sparse.
  static int scratch(ProductGrid grid) {
    int rows = 0;
    for (int height : grid.heights()) {
      rows += padded(height);
    }
    return blockOfA(grid.k()) + rows * Math.min(grid.k(), K_BLOCK) + STRIP_VECTORS * LANES;
  }

  /// Returns whether it pays to leave zeros of a left matrix out, for which it is multiplied by
  /// itself.
  static boolean sparse(ProductGrid grid, @Nullable Object[] arrays, int[] offsets) {
    for (int left = 0; left < grid.lefts().length; left++) {
      int a = grid.lefts()[left];
      int m = grid.heights()[left];
      int b = grid.rights()[0];
      if (VectorFloatSparse.pays(
          m,
          grid.n(),
          grid.k(),
          array(arrays, a),
          offsets[a],
          1,
          m,
          array(arrays, b),
          offsets[b],
          grid.n(),
          1)) {
        return true;
      }
    }
    return false;
  }

  private static float[] array(@Nullable Object[] arrays, int id) {
    return (float[]) Objects.requireNonNull(arrays[id]);
  }

  /// Writes the columns from `from` to below `to` of a grid of products: all left matrices are laid
  /// out once for a block of k, and each strip of the right ones once for all of them.
  static void run(
      ProductGrid grid,
      int from,
      int to,
      @Nullable Object[] arrays,
      int[] offsets,
      float[] scratch) {
    int n = grid.n();
    Arrays.fill(scratch, ZEROS, ZEROS + COLUMNS, 0);
    for (int p0 = 0; p0 < grid.k(); p0 += K_BLOCK) {
      int depth = Math.min(K_BLOCK, grid.k() - p0);
      int packed = blockOfA(grid.k());
      for (int left = 0; left < grid.lefts().length; left++) {
        int a = grid.lefts()[left];
        int m = grid.heights()[left];
        packColumns(m, depth, array(arrays, a), offsets[a] + p0 * m, m, scratch, packed);
        packed += padded(m) * depth;
      }
      for (int right = from / n; right * n < to; right++) {
        int b = grid.rights()[right];
        int end = Math.min(n, to - right * n);
        for (int j = Math.max(0, from - right * n); j < end; j += COLUMNS) {
          int columns = Math.min(COLUMNS, end - j);
          packB(
              depth, columns, array(arrays, b), offsets[b] + p0 * n + j, n, 1, scratch, STRIP_OF_B);
          strip(grid, right, j, columns, depth, p0 == 0, arrays, offsets, scratch);
        }
      }
    }
  }

  /// Multiplies all left matrices, laid out, with a strip of a right one.
  private static void strip(
      ProductGrid grid,
      int right,
      int j,
      int columns,
      int depth,
      boolean first,
      @Nullable Object[] arrays,
      int[] offsets,
      float[] scratch) {
    int packed = blockOfA(grid.k());
    for (int left = 0; left < grid.lefts().length; left++) {
      int m = grid.heights()[left];
      int c = grid.out(left, right);
      tiles(
          m,
          columns,
          depth,
          first,
          true,
          m,
          scratch,
          packed,
          COLUMN_ROWS,
          depth,
          0,
          scratch,
          STRIP_OF_B,
          COLUMNS,
          array(arrays, c),
          offsets[c] + j,
          grid.n(),
          scratch);
      packed += padded(m) * depth;
    }
  }

  // ---- One to three rows: a vector of c at a time would wait for itself, so several run along
  // ----

  private static void thin(
      int n, int k, float[] a, int ao, int ac, float[] b, int bo, int br, float[] c, int co) {
    int j = 0;
    for (; j + THIN * LANES <= n; j += THIN * LANES) {
      thin8(k, a, ao, ac, b, bo + j, br, c, co + j);
    }
    for (; j < n; j += LANES) {
      thin1(k, a, ao, ac, b, bo + j, br, c, co + j, n - j);
    }
  }

  private static void thin8(
      int k, float[] a, int ao, int ac, float[] b, int bo, int br, float[] c, int co) {
    FloatVector c0 = FloatVector.zero(S);
    FloatVector c1 = FloatVector.zero(S);
    FloatVector c2 = FloatVector.zero(S);
    FloatVector c3 = FloatVector.zero(S);
    FloatVector c4 = FloatVector.zero(S);
    FloatVector c5 = FloatVector.zero(S);
    FloatVector c6 = FloatVector.zero(S);
    FloatVector c7 = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      FloatVector factor = FloatVector.broadcast(S, a[ao + p * ac]);
      int from = bo + p * br;
      c0 = factor.fma(FloatVector.fromArray(S, b, from), c0);
      c1 = factor.fma(FloatVector.fromArray(S, b, from + LANES), c1);
      c2 = factor.fma(FloatVector.fromArray(S, b, from + 2 * LANES), c2);
      c3 = factor.fma(FloatVector.fromArray(S, b, from + 3 * LANES), c3);
      c4 = factor.fma(FloatVector.fromArray(S, b, from + 4 * LANES), c4);
      c5 = factor.fma(FloatVector.fromArray(S, b, from + 5 * LANES), c5);
      c6 = factor.fma(FloatVector.fromArray(S, b, from + 6 * LANES), c6);
      c7 = factor.fma(FloatVector.fromArray(S, b, from + 7 * LANES), c7);
    }
    c0.add(ZERO).intoArray(c, co);
    c1.add(ZERO).intoArray(c, co + LANES);
    c2.add(ZERO).intoArray(c, co + 2 * LANES);
    c3.add(ZERO).intoArray(c, co + 3 * LANES);
    c4.add(ZERO).intoArray(c, co + 4 * LANES);
    c5.add(ZERO).intoArray(c, co + 5 * LANES);
    c6.add(ZERO).intoArray(c, co + 6 * LANES);
    c7.add(ZERO).intoArray(c, co + 7 * LANES);
  }

  private static void thin1(
      int k, float[] a, int ao, int ac, float[] b, int bo, int br, float[] c, int co, int columns) {
    VectorMask<Float> present = S.indexInRange(0, columns);
    FloatVector sum = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      FloatVector factor = FloatVector.broadcast(S, a[ao + p * ac]);
      sum = factor.fma(FloatVector.fromArray(S, b, bo + p * br, present), sum);
    }
    sum.add(ZERO).intoArray(c, co, present);
  }

  // ---- Packing ----

  /// Packs strips of COLUMN_ROWS rows of a transposed block, column after column; rows beyond the
  /// edge as zeros.
  private static void packColumns(
      int rows, int depth, float[] a, int ao, int ac, float[] packed, int to) {
    for (int i = 0; i < rows; i += COLUMN_ROWS, to += COLUMN_ROWS * depth) {
      int present = Math.min(COLUMN_ROWS, rows - i);
      int from = ao + i;
      int p = 0;
      if (present == COLUMN_ROWS) {
        // Whole vectors are copied; what they have too much, the next column overwrites.
        for (; p < depth && from + p * ac <= a.length - STRIP_VECTORS * LANES; p++) {
          for (int v = 0; v < STRIP_VECTORS; v++) {
            FloatVector.fromArray(S, a, from + p * ac + v * LANES)
                .intoArray(packed, to + p * COLUMN_ROWS + v * LANES);
          }
        }
      }
      for (; p < depth; p++) {
        for (int r = 0; r < COLUMN_ROWS; r++) {
          packed[to + p * COLUMN_ROWS + r] = r < present ? a[from + p * ac + r] : 0;
        }
      }
    }
  }

  /// Copies fewer than EDGE_ROWS rows, one after the other, and zeros for the missing ones.
  private static void packRows(
      int present, int depth, float[] a, int from, int ar, float[] packed, int to) {
    for (int r = 0; r < present; r++) {
      System.arraycopy(a, from + r * ar, packed, to + r * depth, depth);
    }
    Arrays.fill(packed, to + present * depth, to + EDGE_ROWS * depth, 0);
  }

  /// Packs columns in a strip of two vectors, k after k, columns beyond the edge as whatever is no
  /// trouble.
  private static void packB(
      int depth, int columns, float[] b, int bo, int br, int bc, float[] packed, int to) {
    if (bc == 1 && columns == COLUMNS) {
      for (int p = 0; p < depth; p++) {
        FloatVector.fromArray(S, b, bo + p * br).intoArray(packed, to + p * COLUMNS);
        FloatVector.fromArray(S, b, bo + p * br + LANES)
            .intoArray(packed, to + p * COLUMNS + LANES);
      }
    } else if (bc == 1) {
      // What stands behind the edge is read along where there is something: it reaches only columns
      // of the result that are thrown away.
      int p = 0;
      for (; p < depth && bo + p * br + COLUMNS <= b.length; p++) {
        FloatVector.fromArray(S, b, bo + p * br).intoArray(packed, to + p * COLUMNS);
        FloatVector.fromArray(S, b, bo + p * br + LANES)
            .intoArray(packed, to + p * COLUMNS + LANES);
      }
      for (; p < depth; p++) {
        System.arraycopy(b, bo + p * br, packed, to + p * COLUMNS, columns);
        Arrays.fill(packed, to + p * COLUMNS + columns, to + (p + 1) * COLUMNS, 0);
      }
    } else {
      // A transposed operand: read along its rows, write with gaps.
      for (int q = 0; q < columns; q++) {
        for (int p = 0; p < depth; p++) {
          packed[to + q + p * COLUMNS] = b[bo + q * bc + p * br];
        }
      }
      if (columns < COLUMNS) {
        for (int p = 0; p < depth; p++) {
          Arrays.fill(packed, to + p * COLUMNS + columns, to + (p + 1) * COLUMNS, 0);
        }
      }
    }
  }
}

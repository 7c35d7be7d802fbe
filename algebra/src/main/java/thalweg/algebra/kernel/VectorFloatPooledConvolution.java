package thalweg.algebra.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import thalweg.algebra.machine.VectorUnit;

/// A [PooledConvolution] over `float[]` on the vector unit. Lanes run over filters where these are
/// computed, and over channels on the way back, where nothing but what won is touched: of 121
/// positions whose windows of four 25 see, at most 25.
///
/// What is left out would add zero times a weight, or zero times an element of the picture:
/// nothing, if all of those are finite; else nothing is left out. Sums begin at +0 and never become
/// −0 (see [TileWriter]), so each is the chain of the plain loop. `VectorDoublePooledConvolution`
/// is made from this source.
final class VectorFloatPooledConvolution {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();
  private static final int COLUMNS = 2 * LANES;
  private static final FloatVector ZERO = FloatVector.zero(S);
  private static final FloatVector ONE = FloatVector.broadcast(S, 1);
  private static final float CODE = PlainFloatPooledConvolution.CODE;
  private static final int CHANNELS = PooledConvolution.CHANNELS;
  private static final int PARTIALS = Kernels.PARTIALS;

  /// Positions of a tile: with two vectors each they fill the registers.
  private static final int ROWS = VectorUnit.BITS == 512 ? 14 : 6;

  /// Positions whose sums stay in the first cache until they are pooled.
  private static final int POOLED = 8 * PooledConvolution.TILE;

  /// Taps that are added up at a time: as many accumulators as keep the multipliers busy.
  private static final int TAPS = 9;

  /// Whether there are registers for two vectors of each.
  private static final boolean PAIRS = VectorUnit.BITS == 512;

  private VectorFloatPooledConvolution() {}

  // ---- Scratch ----

  private static int windowsAtOnce(PooledConvolution c) {
    return Math.max(1, POOLED / c.places);
  }

  static int scratch(PooledConvolution c) {
    int atOnce = windowsAtOnce(c);
    int tile = (atOnce * c.places + ROWS) * COLUMNS;
    return COLUMNS + c.paddedFilters + tile + atOnce * COLUMNS;
  }

  static int gradientScratch(PooledConvolution c) {
    int filters = c.pixels * c.paddedChannels + c.positions * c.filters;
    int bias = (PARTIALS + c.rows + 1) * LANES;
    int input = c.size[0] * c.width * LANES + c.pixels * LANES;
    return behindGradient(c) + Math.max(bias, Math.max(filters, input));
  }

  // ---- Whole numbers: lists of filters, where they end, lists of positions, their lengths ----

  private static int ends(PooledConvolution c) {
    return c.positions * c.filters + Ones.BEYOND;
  }

  private static int lists(PooledConvolution c) {
    return ends(c) + c.positions + 1;
  }

  private static int lengths(PooledConvolution c) {
    return lists(c) + c.positions * c.filters;
  }

  static int intScratch(PooledConvolution c) {
    return lengths(c) + c.filters;
  }

  // ---- Forward ----

  static void largest(
      PooledConvolution c,
      float[] x,
      int xo,
      float[] w,
      int wo,
      float[] bias,
      int bo,
      float[] y,
      int yo,
      float[] codes,
      int co,
      float[] scratch) {
    int ownBias = COLUMNS;
    int tile = ownBias + c.paddedFilters;
    int atOnce = windowsAtOnce(c);
    int largest = tile + (atOnce * c.places + ROWS) * COLUMNS;
    Arrays.fill(scratch, 0, COLUMNS, 0);
    System.arraycopy(bias, bo, scratch, ownBias, c.filters);
    for (int q = 0; q < c.windows; q += atOnce) {
      int n = Math.min(atOnce, c.windows - q);
      for (int f = 0; f < c.filters; f += COLUMNS) {
        for (int i = 0; i < n * c.places; i += ROWS) {
          int first = q * c.places + i;
          int to = tile + i * COLUMNS;
          if (ROWS == 14) {
            rows14(
                c.terms,
                c.offsets,
                x,
                xo,
                c.seenBegins,
                first,
                w,
                wo + f,
                c.paddedFilters,
                scratch,
                to);
          } else {
            rows6(
                c.terms,
                c.offsets,
                x,
                xo,
                c.seenBegins,
                first,
                w,
                wo + f,
                c.paddedFilters,
                scratch,
                to);
          }
        }
        for (int v = 0; v < COLUMNS; v += LANES) {
          int code = co + q * c.paddedFilters + f + v;
          if (!c.pooled) {
            rectify(n, scratch, tile + v, ownBias + f + v, largest + v);
          } else if (c.places == 4) {
            poolFour(
                n, scratch, tile + v, ownBias + f + v, largest + v, codes, code, c.paddedFilters);
          } else {
            pool(
                n,
                c.places,
                scratch,
                tile + v,
                ownBias + f + v,
                largest + v,
                codes,
                code,
                c.paddedFilters);
          }
        }
        int count = Math.min(COLUMNS, c.filters - f);
        turn(n, count, scratch, largest, COLUMNS, y, yo + f * c.windows + q, c.windows);
      }
    }
  }

  /// Writes n rows of x, each of `count` elements and `lead` apart, as columns of `out`, whose rows
  /// are `outLead` apart.
  private static void turn(
      int n, int count, float[] x, int xo, int lead, float[] out, int oo, int outLead) {
    for (int j = 0; j < count; j++) {
      for (int i = 0; i < n; i++) {
        out[oo + j * outLead + i] = x[xo + i * lead + j];
      }
    }
  }

  /// Writes fourteen rows of two vectors: sums over k terms of the picture, at the offsets from
  /// where each row begins, times vectors of w, `lead` apart.
  private static void rows14(
      int k,
      int[] offsets,
      float[] x,
      int xo,
      int[] begins,
      int first,
      float[] w,
      int wo,
      int lead,
      float[] scratch,
      int to) {
    // Before any vector is read: after them these cost half of the speed (C2 of Java 25).
    int r0 = xo + begins[first];
    int r1 = xo + begins[first + 1];
    int r2 = xo + begins[first + 2];
    int r3 = xo + begins[first + 3];
    int r4 = xo + begins[first + 4];
    int r5 = xo + begins[first + 5];
    int r6 = xo + begins[first + 6];
    int r7 = xo + begins[first + 7];
    int r8 = xo + begins[first + 8];
    int r9 = xo + begins[first + 9];
    int r10 = xo + begins[first + 10];
    int r11 = xo + begins[first + 11];
    int r12 = xo + begins[first + 12];
    int r13 = xo + begins[first + 13];
    FloatVector c0_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c0_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c1_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c1_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c2_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c2_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c3_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c3_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c4_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c4_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c5_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c5_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c6_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c6_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c7_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c7_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c8_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c8_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c9_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c9_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c10_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c10_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c11_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c11_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c12_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c12_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c13_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c13_1 = FloatVector.fromArray(S, scratch, LANES);
    for (int p = 0; p < k; p++) {
      int at = offsets[p];
      int wp = wo + p * lead;
      FloatVector w0 = FloatVector.fromArray(S, w, wp);
      FloatVector w1 = FloatVector.fromArray(S, w, wp + LANES);
      FloatVector a0 = FloatVector.broadcast(S, x[r0 + at]);
      c0_0 = a0.fma(w0, c0_0);
      c0_1 = a0.fma(w1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, x[r1 + at]);
      c1_0 = a1.fma(w0, c1_0);
      c1_1 = a1.fma(w1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, x[r2 + at]);
      c2_0 = a2.fma(w0, c2_0);
      c2_1 = a2.fma(w1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, x[r3 + at]);
      c3_0 = a3.fma(w0, c3_0);
      c3_1 = a3.fma(w1, c3_1);
      FloatVector a4 = FloatVector.broadcast(S, x[r4 + at]);
      c4_0 = a4.fma(w0, c4_0);
      c4_1 = a4.fma(w1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, x[r5 + at]);
      c5_0 = a5.fma(w0, c5_0);
      c5_1 = a5.fma(w1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, x[r6 + at]);
      c6_0 = a6.fma(w0, c6_0);
      c6_1 = a6.fma(w1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, x[r7 + at]);
      c7_0 = a7.fma(w0, c7_0);
      c7_1 = a7.fma(w1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, x[r8 + at]);
      c8_0 = a8.fma(w0, c8_0);
      c8_1 = a8.fma(w1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, x[r9 + at]);
      c9_0 = a9.fma(w0, c9_0);
      c9_1 = a9.fma(w1, c9_1);
      FloatVector a10 = FloatVector.broadcast(S, x[r10 + at]);
      c10_0 = a10.fma(w0, c10_0);
      c10_1 = a10.fma(w1, c10_1);
      FloatVector a11 = FloatVector.broadcast(S, x[r11 + at]);
      c11_0 = a11.fma(w0, c11_0);
      c11_1 = a11.fma(w1, c11_1);
      FloatVector a12 = FloatVector.broadcast(S, x[r12 + at]);
      c12_0 = a12.fma(w0, c12_0);
      c12_1 = a12.fma(w1, c12_1);
      FloatVector a13 = FloatVector.broadcast(S, x[r13 + at]);
      c13_0 = a13.fma(w0, c13_0);
      c13_1 = a13.fma(w1, c13_1);
    }
    c0_0.add(ZERO).intoArray(scratch, to);
    c0_1.add(ZERO).intoArray(scratch, to + LANES);
    c1_0.add(ZERO).intoArray(scratch, to + COLUMNS);
    c1_1.add(ZERO).intoArray(scratch, to + COLUMNS + LANES);
    c2_0.add(ZERO).intoArray(scratch, to + 2 * COLUMNS);
    c2_1.add(ZERO).intoArray(scratch, to + 2 * COLUMNS + LANES);
    c3_0.add(ZERO).intoArray(scratch, to + 3 * COLUMNS);
    c3_1.add(ZERO).intoArray(scratch, to + 3 * COLUMNS + LANES);
    c4_0.add(ZERO).intoArray(scratch, to + 4 * COLUMNS);
    c4_1.add(ZERO).intoArray(scratch, to + 4 * COLUMNS + LANES);
    c5_0.add(ZERO).intoArray(scratch, to + 5 * COLUMNS);
    c5_1.add(ZERO).intoArray(scratch, to + 5 * COLUMNS + LANES);
    c6_0.add(ZERO).intoArray(scratch, to + 6 * COLUMNS);
    c6_1.add(ZERO).intoArray(scratch, to + 6 * COLUMNS + LANES);
    c7_0.add(ZERO).intoArray(scratch, to + 7 * COLUMNS);
    c7_1.add(ZERO).intoArray(scratch, to + 7 * COLUMNS + LANES);
    c8_0.add(ZERO).intoArray(scratch, to + 8 * COLUMNS);
    c8_1.add(ZERO).intoArray(scratch, to + 8 * COLUMNS + LANES);
    c9_0.add(ZERO).intoArray(scratch, to + 9 * COLUMNS);
    c9_1.add(ZERO).intoArray(scratch, to + 9 * COLUMNS + LANES);
    c10_0.add(ZERO).intoArray(scratch, to + 10 * COLUMNS);
    c10_1.add(ZERO).intoArray(scratch, to + 10 * COLUMNS + LANES);
    c11_0.add(ZERO).intoArray(scratch, to + 11 * COLUMNS);
    c11_1.add(ZERO).intoArray(scratch, to + 11 * COLUMNS + LANES);
    c12_0.add(ZERO).intoArray(scratch, to + 12 * COLUMNS);
    c12_1.add(ZERO).intoArray(scratch, to + 12 * COLUMNS + LANES);
    c13_0.add(ZERO).intoArray(scratch, to + 13 * COLUMNS);
    c13_1.add(ZERO).intoArray(scratch, to + 13 * COLUMNS + LANES);
  }

  /// Writes six rows of two vectors: sums over k terms of the picture, at the offsets from where
  /// each row begins, times vectors of w, `lead` apart.
  private static void rows6(
      int k,
      int[] offsets,
      float[] x,
      int xo,
      int[] begins,
      int first,
      float[] w,
      int wo,
      int lead,
      float[] scratch,
      int to) {
    // Before any vector is read: after them these cost half of the speed (C2 of Java 25).
    int r0 = xo + begins[first];
    int r1 = xo + begins[first + 1];
    int r2 = xo + begins[first + 2];
    int r3 = xo + begins[first + 3];
    int r4 = xo + begins[first + 4];
    int r5 = xo + begins[first + 5];
    FloatVector c0_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c0_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c1_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c1_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c2_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c2_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c3_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c3_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c4_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c4_1 = FloatVector.fromArray(S, scratch, LANES);
    FloatVector c5_0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c5_1 = FloatVector.fromArray(S, scratch, LANES);
    for (int p = 0; p < k; p++) {
      int at = offsets[p];
      int wp = wo + p * lead;
      FloatVector w0 = FloatVector.fromArray(S, w, wp);
      FloatVector w1 = FloatVector.fromArray(S, w, wp + LANES);
      FloatVector a0 = FloatVector.broadcast(S, x[r0 + at]);
      c0_0 = a0.fma(w0, c0_0);
      c0_1 = a0.fma(w1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, x[r1 + at]);
      c1_0 = a1.fma(w0, c1_0);
      c1_1 = a1.fma(w1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, x[r2 + at]);
      c2_0 = a2.fma(w0, c2_0);
      c2_1 = a2.fma(w1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, x[r3 + at]);
      c3_0 = a3.fma(w0, c3_0);
      c3_1 = a3.fma(w1, c3_1);
      FloatVector a4 = FloatVector.broadcast(S, x[r4 + at]);
      c4_0 = a4.fma(w0, c4_0);
      c4_1 = a4.fma(w1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, x[r5 + at]);
      c5_0 = a5.fma(w0, c5_0);
      c5_1 = a5.fma(w1, c5_1);
    }
    c0_0.add(ZERO).intoArray(scratch, to);
    c0_1.add(ZERO).intoArray(scratch, to + LANES);
    c1_0.add(ZERO).intoArray(scratch, to + COLUMNS);
    c1_1.add(ZERO).intoArray(scratch, to + COLUMNS + LANES);
    c2_0.add(ZERO).intoArray(scratch, to + 2 * COLUMNS);
    c2_1.add(ZERO).intoArray(scratch, to + 2 * COLUMNS + LANES);
    c3_0.add(ZERO).intoArray(scratch, to + 3 * COLUMNS);
    c3_1.add(ZERO).intoArray(scratch, to + 3 * COLUMNS + LANES);
    c4_0.add(ZERO).intoArray(scratch, to + 4 * COLUMNS);
    c4_1.add(ZERO).intoArray(scratch, to + 4 * COLUMNS + LANES);
    c5_0.add(ZERO).intoArray(scratch, to + 5 * COLUMNS);
    c5_1.add(ZERO).intoArray(scratch, to + 5 * COLUMNS + LANES);
  }

  /// Adds the bias and rectifies.
  private static void rectify(int n, float[] sums, int so, int bias, int to) {
    FloatVector own = FloatVector.fromArray(S, sums, bias);
    for (int q = 0; q < n * COLUMNS; q += COLUMNS) {
      FloatVector z = FloatVector.fromArray(S, sums, so + q).add(own);
      z.blend(ZERO, z.compare(VectorOperators.LE, ZERO)).intoArray(sums, to + q);
    }
  }

  /// Adds the bias, rectifies, and writes of each four the largest and the code.
  private static void poolFour(
      int n, float[] sums, int so, int bias, int largest, float[] codes, int co, int lead) {
    FloatVector own = FloatVector.fromArray(S, sums, bias);
    for (int q = 0; q < n; q++) {
      int at = so + 4 * q * COLUMNS;
      FloatVector z0 = FloatVector.fromArray(S, sums, at).add(own);
      FloatVector z1 = FloatVector.fromArray(S, sums, at + COLUMNS).add(own);
      FloatVector z2 = FloatVector.fromArray(S, sums, at + 2 * COLUMNS).add(own);
      FloatVector z3 = FloatVector.fromArray(S, sums, at + 3 * COLUMNS).add(own);
      FloatVector u0 = z0.blend(ZERO, z0.compare(VectorOperators.LE, ZERO));
      FloatVector u1 = z1.blend(ZERO, z1.compare(VectorOperators.LE, ZERO));
      FloatVector u2 = z2.blend(ZERO, z2.compare(VectorOperators.LE, ZERO));
      FloatVector u3 = z3.blend(ZERO, z3.compare(VectorOperators.LE, ZERO));
      FloatVector most = u0.max(u1).max(u2.max(u3));
      most.intoArray(sums, largest + q * COLUMNS);
      FloatVector code = FloatVector.broadcast(S, CODE);
      code = code.blend(CODE + 1, u0.compare(VectorOperators.EQ, most));
      code = code.blend(code.add(2), u1.compare(VectorOperators.EQ, most));
      code = code.blend(code.add(4), u2.compare(VectorOperators.EQ, most));
      code = code.blend(code.add(8), u3.compare(VectorOperators.EQ, most));
      code = code.blend(code.add(16), u0.compare(VectorOperators.NE, ZERO));
      code = code.blend(code.add(32), u1.compare(VectorOperators.NE, ZERO));
      code = code.blend(code.add(64), u2.compare(VectorOperators.NE, ZERO));
      code = code.blend(code.add(128), u3.compare(VectorOperators.NE, ZERO));
      code.intoArray(codes, co + q * lead);
    }
  }

  /// As the other for any number of places, through memory.
  private static void pool(
      int n,
      int places,
      float[] sums,
      int so,
      int bias,
      int largest,
      float[] codes,
      int co,
      int lead) {
    FloatVector own = FloatVector.fromArray(S, sums, bias);
    for (int q = 0; q < n; q++) {
      int to = largest + q * COLUMNS;
      for (int p = 0; p < places; p++) {
        int at = so + (q * places + p) * COLUMNS;
        FloatVector z = FloatVector.fromArray(S, sums, at).add(own);
        FloatVector u = z.blend(ZERO, z.compare(VectorOperators.LE, ZERO));
        u.intoArray(sums, at);
        u.max(FloatVector.fromArray(S, sums, p == 0 ? at : to)).intoArray(sums, to);
      }
      FloatVector.broadcast(S, CODE).intoArray(codes, co + q * lead);
      for (int p = 0; p < places; p++) {
        FloatVector u = FloatVector.fromArray(S, sums, so + (q * places + p) * COLUMNS);
        VectorMask<Float> wins = u.compare(VectorOperators.EQ, FloatVector.fromArray(S, sums, to));
        FloatVector code = FloatVector.fromArray(S, codes, co + q * lead);
        code = code.blend(code.add((float) (1 << p)), wins);
        code =
            code.blend(code.add((float) (1 << (places + p))), u.compare(VectorOperators.NE, ZERO));
        code.intoArray(codes, co + q * lead);
      }
    }
  }

  // ---- The gradient at each position ----

  private static int gradientAt(PooledConvolution c) {
    return LANES + c.windows * c.paddedFilters;
  }

  private static int behindGradient(PooledConvolution c) {
    return gradientAt(c) + c.positions * c.paddedFilters;
  }

  static void gradient(
      PooledConvolution c,
      boolean all,
      boolean listed,
      float[] g,
      int go,
      float[] codes,
      int co,
      float[] scratch,
      int[] ints) {
    Arrays.fill(scratch, 0, LANES, 0);
    expand(c, g, go, codes, co, scratch);
    if (listed) {
      list(c, all, scratch, ints);
    }
  }

  private static void expand(
      PooledConvolution c, float[] g, int go, float[] codes, int co, float[] scratch) {
    int out = gradientAt(c);
    if (!c.pooled) {
      pass(c.filters * c.positions, g, go, codes, co, scratch, LANES);
      // Some positions at a time, so that what is written stays in the first cache.
      for (int i = 0; i < c.positions; i += LANES) {
        int n = Math.min(LANES, c.positions - i);
        turn(
            c.filters,
            n,
            scratch,
            LANES + i,
            c.positions,
            scratch,
            out + i * c.paddedFilters,
            c.paddedFilters);
      }
      return;
    }
    if (c.places != 4) {
      PlainFloatPooledConvolution.gradient(c, g, go, codes, co, scratch, out);
      return;
    }
    turn(c.filters, c.windows, g, go, c.windows, scratch, LANES, c.paddedFilters);
    if (c.seen.length < c.positions) {
      Arrays.fill(scratch, out, out + c.positions * c.paddedFilters, 0);
    }
    for (int f = 0; f < c.filters; f += LANES) {
      gradientOfFour(
          c.windows, c.seen, codes, co + f, scratch, LANES + f, out + f, c.paddedFilters);
    }
  }

  /// Writes n elements of g, and 0 where y is 0.
  private static void pass(int n, float[] g, int go, float[] y, int yo, float[] out, int oo) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector own = FloatVector.fromArray(S, g, go + i).add(ZERO);
      VectorMask<Float> shown =
          FloatVector.fromArray(S, y, yo + i).compare(VectorOperators.NE, ZERO);
      ZERO.blend(own, shown).intoArray(out, oo + i);
    }
    for (; i < n; i++) {
      out[oo + i] = y[yo + i] != 0 ? g[go + i] + 0f : 0;
    }
  }

  private static void gradientOfFour(
      int n, int[] seen, float[] codes, int co, float[] scratch, int go, int out, int lead) {
    for (int q = 0; q < n; q++) {
      FloatVector code = FloatVector.fromArray(S, codes, co + q * lead);
      var bits = code.viewAsIntegralLanes();
      FloatVector e0 = ZERO.blend(ONE, bits.and(1).compare(VectorOperators.NE, 0).cast(S));
      FloatVector e1 = ZERO.blend(ONE, bits.and(2).compare(VectorOperators.NE, 0).cast(S));
      FloatVector e2 = ZERO.blend(ONE, bits.and(4).compare(VectorOperators.NE, 0).cast(S));
      FloatVector e3 = ZERO.blend(ONE, bits.and(8).compare(VectorOperators.NE, 0).cast(S));
      FloatVector winners = e0.add(e1).add(e2.add(e3));
      FloatVector share = FloatVector.fromArray(S, scratch, go + q * lead).div(winners);
      FloatVector o0 = e0.mul(share).add(ZERO);
      FloatVector o1 = e1.mul(share).add(ZERO);
      FloatVector o2 = e2.mul(share).add(ZERO);
      FloatVector o3 = e3.mul(share).add(ZERO);
      ZERO.blend(o0, bits.and(16).compare(VectorOperators.NE, 0).cast(S))
          .intoArray(scratch, out + seen[4 * q] * lead);
      ZERO.blend(o1, bits.and(32).compare(VectorOperators.NE, 0).cast(S))
          .intoArray(scratch, out + seen[4 * q + 1] * lead);
      ZERO.blend(o2, bits.and(64).compare(VectorOperators.NE, 0).cast(S))
          .intoArray(scratch, out + seen[4 * q + 2] * lead);
      ZERO.blend(o3, bits.and(128).compare(VectorOperators.NE, 0).cast(S))
          .intoArray(scratch, out + seen[4 * q + 3] * lead);
    }
  }

  // ---- What won ----

  /// Lists for each position the filters whose gradient is not zero there, or all of them, one list
  /// after the other from 0 on; writes where each ends to `ends` + 1 and following.
  private static void list(PooledConvolution c, boolean all, float[] scratch, int[] ints) {
    int ends = ends(c);
    int from = gradientAt(c);
    int end = 0;
    ints[ends] = 0;
    for (int i = 0; i < c.positions; i++, from += c.paddedFilters) {
      int f = 0;
      if (LANES != VectorFloatSparse.MASKS_ARE_OBJECTS && !all) {
        for (; f + LANES <= c.filters; f += LANES) {
          FloatVector own = FloatVector.fromArray(S, scratch, from + f);
          end = Ones.append16(own.compare(VectorOperators.NE, ZERO).toLong(), f, ints, end);
        }
      }
      for (; f < c.filters; f++) {
        ints[end] = f;
        end += all || scratch[from + f] != 0 ? 1 : 0;
      }
      ints[ends + i + 1] = end;
    }
  }

  // ---- The gradient of the filters ----

  static void filters(
      PooledConvolution c,
      float[] x,
      int xo,
      float[] out,
      int oo,
      float[] bias,
      int bo,
      float[] scratch,
      int[] ints) {
    bias(c, scratch, bias, bo);
    if (c.thin) {
      filtersAcross(c, x, xo, out, oo, scratch);
      return;
    }
    int picture = behindGradient(c);
    layOutChannels(c, x, xo, scratch, picture);
    int values = picture + c.pixels * c.paddedChannels;
    turnLists(c, scratch, values, ints);
    int lists = lists(c);
    int lengths = lengths(c);
    for (int f = 0; f < c.filters; f++) {
      int first = f * c.positions;
      int length = ints[lengths + f];
      int block = oo + f * c.together();
      int v = 0;
      for (; PAIRS && v + 2 * LANES <= c.paddedChannels; v += 2 * LANES) {
        int at = block + together(c, v);
        int next = together(c, v + LANES) - together(c, v);
        int t = 0;
        for (; t + TAPS <= c.taps; t += TAPS) {
          nineTapsTwice(
              length,
              ints,
              lists + first,
              scratch,
              values + first,
              picture + v,
              c.paddedChannels,
              c.taken,
              t,
              out,
              at + t * CHANNELS,
              next);
        }
        for (; t < c.taps; t++) {
          int seen = picture + v + c.taken[t] * c.paddedChannels;
          int to = at + t * CHANNELS;
          oneTap(length, ints, lists + first, scratch, values + first, seen, out, to);
          oneTap(
              length, ints, lists + first, scratch, values + first, seen + LANES, out, to + next);
        }
      }
      for (; v < c.paddedChannels; v += LANES) {
        int at = block + together(c, v);
        int t = 0;
        for (; t + TAPS <= c.taps; t += TAPS) {
          nineTaps(
              length,
              ints,
              lists + first,
              scratch,
              values + first,
              picture + v,
              c.paddedChannels,
              c.taken,
              t,
              out,
              at + t * CHANNELS);
        }
        for (; t < c.taps; t++) {
          int seen = picture + v + c.taken[t] * c.paddedChannels;
          oneTap(
              length, ints, lists + first, scratch, values + first, seen, out, at + t * CHANNELS);
        }
      }
    }
  }

  /// Returns where among the terms of a filter that stand together a channel has its first tap.
  private static int together(PooledConvolution c, int channel) {
    return channel / CHANNELS * c.taps * CHANNELS + channel % CHANNELS;
  }

  /// Does so at all positions, lanes along the filters.
  private static void filtersAcross(
      PooledConvolution c, float[] x, int xo, float[] out, int oo, float[] scratch) {
    int own = gradientAt(c);
    int lead = c.paddedFilters;
    for (int f = 0; f < c.filters; f += LANES) {
      int k = 0;
      for (; k + TAPS <= c.terms; k += TAPS) {
        nineTerms(
            c.positions,
            c.begins,
            x,
            xo,
            c.offsets,
            k,
            scratch,
            own + f,
            lead,
            out,
            oo + k * lead + f);
      }
      for (; k < c.terms; k++) {
        oneTerm(
            c.positions,
            c.begins,
            x,
            xo + c.offsets[k],
            scratch,
            own + f,
            lead,
            out,
            oo + k * lead + f);
      }
    }
  }

  /// Turns the lists of filters of each position into lists, for each filter, of where in the
  /// picture its positions begin, with the gradients there.
  private static void turnLists(PooledConvolution c, float[] scratch, int values, int[] ints) {
    int lists = lists(c);
    int lengths = lengths(c);
    int ends = ends(c);
    int from = gradientAt(c);
    Arrays.fill(ints, lengths, lengths + c.filters, 0);
    for (int i = 0, j = 0; i < c.positions; i++, from += c.paddedFilters) {
      int begin = c.begins[i] * c.paddedChannels;
      for (int end = ints[ends + i + 1]; j < end; j++) {
        int f = ints[j];
        int n = ints[lengths + f]++;
        ints[lists + f * c.positions + n] = begin;
        scratch[values + f * c.positions + n] = scratch[from + f];
      }
    }
  }

  /// Lays out a picture with the channels of each pixel side by side.
  private static void layOutChannels(PooledConvolution c, float[] x, int xo, float[] out, int oo) {
    for (int channel = 0; channel < c.paddedChannels; channel++) {
      int from = xo + channel * c.pixels;
      int to = oo + channel;
      for (int i = 0; i < c.pixels; i++) {
        out[to + i * c.paddedChannels] = channel < c.channels ? x[from + i] : 0;
      }
    }
  }

  /// Adds to nine vectors of filters, `lead` apart, the terms from k on of all positions.
  private static void nineTerms(
      int n,
      int[] begins,
      float[] x,
      int xo,
      int[] offsets,
      int k,
      float[] g,
      int go,
      int lead,
      float[] out,
      int oo) {
    int x0 = xo + offsets[k];
    int x1 = xo + offsets[k + 1];
    int x2 = xo + offsets[k + 2];
    int x3 = xo + offsets[k + 3];
    int x4 = xo + offsets[k + 4];
    int x5 = xo + offsets[k + 5];
    int x6 = xo + offsets[k + 6];
    int x7 = xo + offsets[k + 7];
    int x8 = xo + offsets[k + 8];
    FloatVector c0 = FloatVector.fromArray(S, out, oo);
    FloatVector c1 = FloatVector.fromArray(S, out, oo + lead);
    FloatVector c2 = FloatVector.fromArray(S, out, oo + 2 * lead);
    FloatVector c3 = FloatVector.fromArray(S, out, oo + 3 * lead);
    FloatVector c4 = FloatVector.fromArray(S, out, oo + 4 * lead);
    FloatVector c5 = FloatVector.fromArray(S, out, oo + 5 * lead);
    FloatVector c6 = FloatVector.fromArray(S, out, oo + 6 * lead);
    FloatVector c7 = FloatVector.fromArray(S, out, oo + 7 * lead);
    FloatVector c8 = FloatVector.fromArray(S, out, oo + 8 * lead);
    for (int i = 0; i < n; i++) {
      int at = begins[i];
      FloatVector own = FloatVector.fromArray(S, g, go + i * lead);
      c0 = FloatVector.broadcast(S, x[x0 + at]).fma(own, c0);
      c1 = FloatVector.broadcast(S, x[x1 + at]).fma(own, c1);
      c2 = FloatVector.broadcast(S, x[x2 + at]).fma(own, c2);
      c3 = FloatVector.broadcast(S, x[x3 + at]).fma(own, c3);
      c4 = FloatVector.broadcast(S, x[x4 + at]).fma(own, c4);
      c5 = FloatVector.broadcast(S, x[x5 + at]).fma(own, c5);
      c6 = FloatVector.broadcast(S, x[x6 + at]).fma(own, c6);
      c7 = FloatVector.broadcast(S, x[x7 + at]).fma(own, c7);
      c8 = FloatVector.broadcast(S, x[x8 + at]).fma(own, c8);
    }
    c0.add(ZERO).intoArray(out, oo);
    c1.add(ZERO).intoArray(out, oo + lead);
    c2.add(ZERO).intoArray(out, oo + 2 * lead);
    c3.add(ZERO).intoArray(out, oo + 3 * lead);
    c4.add(ZERO).intoArray(out, oo + 4 * lead);
    c5.add(ZERO).intoArray(out, oo + 5 * lead);
    c6.add(ZERO).intoArray(out, oo + 6 * lead);
    c7.add(ZERO).intoArray(out, oo + 7 * lead);
    c8.add(ZERO).intoArray(out, oo + 8 * lead);
  }

  private static void oneTerm(
      int n, int[] begins, float[] x, int x0, float[] g, int go, int lead, float[] out, int oo) {
    FloatVector c0 = FloatVector.fromArray(S, out, oo);
    for (int i = 0; i < n; i++) {
      int at = begins[i];
      FloatVector own = FloatVector.fromArray(S, g, go + i * lead);
      c0 = FloatVector.broadcast(S, x[x0 + at]).fma(own, c0);
    }
    c0.add(ZERO).intoArray(out, oo);
  }

  /// Adds to nine vectors of channels, one for each tap from t on, what the listed positions see,
  /// times the gradient there.
  private static void nineTaps(
      int n,
      int[] begins,
      int first,
      float[] scratch,
      int values,
      int picture,
      int channels,
      int[] taken,
      int t,
      float[] out,
      int oo) {
    int x0 = picture + taken[t] * channels;
    int x1 = picture + taken[t + 1] * channels;
    int x2 = picture + taken[t + 2] * channels;
    int x3 = picture + taken[t + 3] * channels;
    int x4 = picture + taken[t + 4] * channels;
    int x5 = picture + taken[t + 5] * channels;
    int x6 = picture + taken[t + 6] * channels;
    int x7 = picture + taken[t + 7] * channels;
    int x8 = picture + taken[t + 8] * channels;
    FloatVector c0 = FloatVector.fromArray(S, out, oo);
    FloatVector c1 = FloatVector.fromArray(S, out, oo + CHANNELS);
    FloatVector c2 = FloatVector.fromArray(S, out, oo + 2 * CHANNELS);
    FloatVector c3 = FloatVector.fromArray(S, out, oo + 3 * CHANNELS);
    FloatVector c4 = FloatVector.fromArray(S, out, oo + 4 * CHANNELS);
    FloatVector c5 = FloatVector.fromArray(S, out, oo + 5 * CHANNELS);
    FloatVector c6 = FloatVector.fromArray(S, out, oo + 6 * CHANNELS);
    FloatVector c7 = FloatVector.fromArray(S, out, oo + 7 * CHANNELS);
    FloatVector c8 = FloatVector.fromArray(S, out, oo + 8 * CHANNELS);
    for (int i = 0; i < n; i++) {
      int at = begins[first + i];
      FloatVector own = FloatVector.broadcast(S, scratch[values + i]);
      c0 = FloatVector.fromArray(S, scratch, x0 + at).fma(own, c0);
      c1 = FloatVector.fromArray(S, scratch, x1 + at).fma(own, c1);
      c2 = FloatVector.fromArray(S, scratch, x2 + at).fma(own, c2);
      c3 = FloatVector.fromArray(S, scratch, x3 + at).fma(own, c3);
      c4 = FloatVector.fromArray(S, scratch, x4 + at).fma(own, c4);
      c5 = FloatVector.fromArray(S, scratch, x5 + at).fma(own, c5);
      c6 = FloatVector.fromArray(S, scratch, x6 + at).fma(own, c6);
      c7 = FloatVector.fromArray(S, scratch, x7 + at).fma(own, c7);
      c8 = FloatVector.fromArray(S, scratch, x8 + at).fma(own, c8);
    }
    c0.add(ZERO).intoArray(out, oo);
    c1.add(ZERO).intoArray(out, oo + CHANNELS);
    c2.add(ZERO).intoArray(out, oo + 2 * CHANNELS);
    c3.add(ZERO).intoArray(out, oo + 3 * CHANNELS);
    c4.add(ZERO).intoArray(out, oo + 4 * CHANNELS);
    c5.add(ZERO).intoArray(out, oo + 5 * CHANNELS);
    c6.add(ZERO).intoArray(out, oo + 6 * CHANNELS);
    c7.add(ZERO).intoArray(out, oo + 7 * CHANNELS);
    c8.add(ZERO).intoArray(out, oo + 8 * CHANNELS);
  }

  /// Adds to nine vectors of channels, one for each tap from t on, what the listed positions see,
  /// times the gradient there; and to the next nine, `next` after them.
  private static void nineTapsTwice(
      int n,
      int[] begins,
      int first,
      float[] scratch,
      int values,
      int picture,
      int channels,
      int[] taken,
      int t,
      float[] out,
      int oo,
      int next) {
    int x0 = picture + taken[t] * channels;
    int x1 = picture + taken[t + 1] * channels;
    int x2 = picture + taken[t + 2] * channels;
    int x3 = picture + taken[t + 3] * channels;
    int x4 = picture + taken[t + 4] * channels;
    int x5 = picture + taken[t + 5] * channels;
    int x6 = picture + taken[t + 6] * channels;
    int x7 = picture + taken[t + 7] * channels;
    int x8 = picture + taken[t + 8] * channels;
    FloatVector c0 = FloatVector.fromArray(S, out, oo);
    FloatVector d0 = FloatVector.fromArray(S, out, oo + next);
    FloatVector c1 = FloatVector.fromArray(S, out, oo + CHANNELS);
    FloatVector d1 = FloatVector.fromArray(S, out, oo + next + CHANNELS);
    FloatVector c2 = FloatVector.fromArray(S, out, oo + 2 * CHANNELS);
    FloatVector d2 = FloatVector.fromArray(S, out, oo + next + 2 * CHANNELS);
    FloatVector c3 = FloatVector.fromArray(S, out, oo + 3 * CHANNELS);
    FloatVector d3 = FloatVector.fromArray(S, out, oo + next + 3 * CHANNELS);
    FloatVector c4 = FloatVector.fromArray(S, out, oo + 4 * CHANNELS);
    FloatVector d4 = FloatVector.fromArray(S, out, oo + next + 4 * CHANNELS);
    FloatVector c5 = FloatVector.fromArray(S, out, oo + 5 * CHANNELS);
    FloatVector d5 = FloatVector.fromArray(S, out, oo + next + 5 * CHANNELS);
    FloatVector c6 = FloatVector.fromArray(S, out, oo + 6 * CHANNELS);
    FloatVector d6 = FloatVector.fromArray(S, out, oo + next + 6 * CHANNELS);
    FloatVector c7 = FloatVector.fromArray(S, out, oo + 7 * CHANNELS);
    FloatVector d7 = FloatVector.fromArray(S, out, oo + next + 7 * CHANNELS);
    FloatVector c8 = FloatVector.fromArray(S, out, oo + 8 * CHANNELS);
    FloatVector d8 = FloatVector.fromArray(S, out, oo + next + 8 * CHANNELS);
    for (int i = 0; i < n; i++) {
      int at = begins[first + i];
      FloatVector own = FloatVector.broadcast(S, scratch[values + i]);
      c0 = FloatVector.fromArray(S, scratch, x0 + at).fma(own, c0);
      d0 = FloatVector.fromArray(S, scratch, x0 + at + LANES).fma(own, d0);
      c1 = FloatVector.fromArray(S, scratch, x1 + at).fma(own, c1);
      d1 = FloatVector.fromArray(S, scratch, x1 + at + LANES).fma(own, d1);
      c2 = FloatVector.fromArray(S, scratch, x2 + at).fma(own, c2);
      d2 = FloatVector.fromArray(S, scratch, x2 + at + LANES).fma(own, d2);
      c3 = FloatVector.fromArray(S, scratch, x3 + at).fma(own, c3);
      d3 = FloatVector.fromArray(S, scratch, x3 + at + LANES).fma(own, d3);
      c4 = FloatVector.fromArray(S, scratch, x4 + at).fma(own, c4);
      d4 = FloatVector.fromArray(S, scratch, x4 + at + LANES).fma(own, d4);
      c5 = FloatVector.fromArray(S, scratch, x5 + at).fma(own, c5);
      d5 = FloatVector.fromArray(S, scratch, x5 + at + LANES).fma(own, d5);
      c6 = FloatVector.fromArray(S, scratch, x6 + at).fma(own, c6);
      d6 = FloatVector.fromArray(S, scratch, x6 + at + LANES).fma(own, d6);
      c7 = FloatVector.fromArray(S, scratch, x7 + at).fma(own, c7);
      d7 = FloatVector.fromArray(S, scratch, x7 + at + LANES).fma(own, d7);
      c8 = FloatVector.fromArray(S, scratch, x8 + at).fma(own, c8);
      d8 = FloatVector.fromArray(S, scratch, x8 + at + LANES).fma(own, d8);
    }
    c0.add(ZERO).intoArray(out, oo);
    d0.add(ZERO).intoArray(out, oo + next);
    c1.add(ZERO).intoArray(out, oo + CHANNELS);
    d1.add(ZERO).intoArray(out, oo + next + CHANNELS);
    c2.add(ZERO).intoArray(out, oo + 2 * CHANNELS);
    d2.add(ZERO).intoArray(out, oo + next + 2 * CHANNELS);
    c3.add(ZERO).intoArray(out, oo + 3 * CHANNELS);
    d3.add(ZERO).intoArray(out, oo + next + 3 * CHANNELS);
    c4.add(ZERO).intoArray(out, oo + 4 * CHANNELS);
    d4.add(ZERO).intoArray(out, oo + next + 4 * CHANNELS);
    c5.add(ZERO).intoArray(out, oo + 5 * CHANNELS);
    d5.add(ZERO).intoArray(out, oo + next + 5 * CHANNELS);
    c6.add(ZERO).intoArray(out, oo + 6 * CHANNELS);
    d6.add(ZERO).intoArray(out, oo + next + 6 * CHANNELS);
    c7.add(ZERO).intoArray(out, oo + 7 * CHANNELS);
    d7.add(ZERO).intoArray(out, oo + next + 7 * CHANNELS);
    c8.add(ZERO).intoArray(out, oo + 8 * CHANNELS);
    d8.add(ZERO).intoArray(out, oo + next + 8 * CHANNELS);
  }

  private static void oneTap(
      int n,
      int[] begins,
      int first,
      float[] scratch,
      int values,
      int picture,
      float[] out,
      int oo) {
    FloatVector c0 = FloatVector.fromArray(S, out, oo);
    for (int i = 0; i < n; i++) {
      FloatVector own = FloatVector.broadcast(S, scratch[values + i]);
      c0 = FloatVector.fromArray(S, scratch, picture + begins[first + i]).fma(own, c0);
    }
    c0.add(ZERO).intoArray(out, oo);
  }

  // ---- The gradient of the bias ----

  /// Adds the sum over all positions: each row in partial sums, and then all rows.
  private static void bias(PooledConvolution c, float[] scratch, float[] bias, int bo) {
    int line = behindGradient(c);
    int rows = line + PARTIALS * LANES;
    int sum = rows + c.rows * LANES;
    for (int f = 0; f < c.filters; f += LANES) {
      int from = gradientAt(c) + f;
      int across = c.columns * c.paddedFilters;
      for (int row = 0; row < c.rows; row++) {
        sum(scratch, from + row * across, c.paddedFilters, c.columns, line, rows + row * LANES);
      }
      sum(scratch, rows, LANES, c.rows, line, sum);
      for (int i = 0; i < Math.min(LANES, c.filters - f); i++) {
        bias[bo + f + i] += scratch[sum + i];
      }
    }
  }

  /// Writes the sum of n vectors, `lead` apart, in partial sums that stand in `line`.
  private static void sum(float[] x, int from, int lead, int n, int line, int to) {
    if (n <= PARTIALS) {
      fold(x, from, lead, n, to);
      return;
    }
    for (int i = 0; i < n; i++) {
      FloatVector next = FloatVector.fromArray(S, x, from + i * lead);
      int at = line + i % PARTIALS * LANES;
      if (i >= PARTIALS) {
        next = FloatVector.fromArray(S, x, at).add(next);
      }
      next.intoArray(x, at);
    }
    fold(x, line, LANES, PARTIALS, to);
  }

  /// Adds the upper half of n partial sums to the lower half until one is left; those that are
  /// missing are zeros, which stand at 0.
  private static void fold(float[] x, int from, int lead, int n, int to) {
    int a0 = from;
    int a1 = n <= 1 ? 0 : from + lead;
    int a2 = n <= 2 ? 0 : from + 2 * lead;
    int a3 = n <= 3 ? 0 : from + 3 * lead;
    int a4 = n <= 4 ? 0 : from + 4 * lead;
    int a5 = n <= 5 ? 0 : from + 5 * lead;
    int a6 = n <= 6 ? 0 : from + 6 * lead;
    int a7 = n <= 7 ? 0 : from + 7 * lead;
    int a8 = n <= 8 ? 0 : from + 8 * lead;
    int a9 = n <= 9 ? 0 : from + 9 * lead;
    int a10 = n <= 10 ? 0 : from + 10 * lead;
    int a11 = n <= 11 ? 0 : from + 11 * lead;
    int a12 = n <= 12 ? 0 : from + 12 * lead;
    int a13 = n <= 13 ? 0 : from + 13 * lead;
    int a14 = n <= 14 ? 0 : from + 14 * lead;
    int a15 = n <= 15 ? 0 : from + 15 * lead;
    FloatVector s0 = FloatVector.fromArray(S, x, a0).add(FloatVector.fromArray(S, x, a8));
    FloatVector s1 = FloatVector.fromArray(S, x, a1).add(FloatVector.fromArray(S, x, a9));
    FloatVector s2 = FloatVector.fromArray(S, x, a2).add(FloatVector.fromArray(S, x, a10));
    FloatVector s3 = FloatVector.fromArray(S, x, a3).add(FloatVector.fromArray(S, x, a11));
    FloatVector s4 = FloatVector.fromArray(S, x, a4).add(FloatVector.fromArray(S, x, a12));
    FloatVector s5 = FloatVector.fromArray(S, x, a5).add(FloatVector.fromArray(S, x, a13));
    FloatVector s6 = FloatVector.fromArray(S, x, a6).add(FloatVector.fromArray(S, x, a14));
    FloatVector s7 = FloatVector.fromArray(S, x, a7).add(FloatVector.fromArray(S, x, a15));
    FloatVector t0 = s0.add(s4);
    FloatVector t1 = s1.add(s5);
    FloatVector t2 = s2.add(s6);
    FloatVector t3 = s3.add(s7);
    t0.add(t2).add(t1.add(t3)).intoArray(x, to);
  }

  // ---- The gradient of the picture ----

  static void input(
      PooledConvolution c, float[] w, int wo, float[] out, int oo, float[] scratch, int[] ints) {
    int together = c.together();
    int ends = ends(c);
    int own = gradientAt(c);
    int lines = behindGradient(c);
    int across = c.width * LANES;
    int picture = lines + c.size[0] * across;
    for (int v = 0; v < c.channels; v += LANES) {
      int weights = wo + together(c, v);
      Arrays.fill(scratch, picture, picture + c.pixels * LANES, 0);
      // What windows share is added up in increasing order of their places: in each row first.
      for (int row = c.rows - 1; row >= 0; row--) {
        int first = row * c.columns;
        if (ints[ends + first] == ints[ends + first + c.columns]) {
          continue; // nothing but zeros
        }
        Arrays.fill(scratch, lines, picture, 0);
        for (int column = c.columns - 1; column >= 0; column--) {
          int i = first + column;
          int from = ints[ends + i];
          int to = ints[ends + i + 1];
          if (from < to) {
            int line = lines + column * c.stride[1] * LANES;
            int t = 0;
            for (; t + TAPS <= c.taps; t += TAPS) {
              nineSums(
                  ints,
                  from,
                  to,
                  w,
                  weights + t * CHANNELS,
                  together,
                  scratch,
                  own + i * c.paddedFilters,
                  line,
                  c.lineTaken,
                  t);
            }
            for (; t < c.taps; t++) {
              oneSum(
                  ints,
                  from,
                  to,
                  w,
                  weights + t * CHANNELS,
                  together,
                  scratch,
                  own + i * c.paddedFilters,
                  line + c.lineTaken[t] * LANES);
            }
          }
        }
        for (int tap = 0; tap < c.size[0]; tap++) {
          int to = picture + (row * c.stride[0] + tap * c.dilation[0]) * across;
          for (int i = 0; i < across; i += LANES) {
            FloatVector.fromArray(S, scratch, to + i)
                .add(FloatVector.fromArray(S, scratch, lines + tap * across + i))
                .intoArray(scratch, to + i);
          }
        }
      }
      int channels = Math.min(LANES, c.channels - v);
      turn(c.pixels, channels, scratch, picture, LANES, out, oo + v * c.pixels, c.pixels);
    }
  }

  /// Adds to a vector of channels of each of nine taps from t on the weights of the listed filters,
  /// `together` apart, times their gradients.
  private static void nineSums(
      int[] filters,
      int from,
      int to,
      float[] w,
      int wo,
      int together,
      float[] scratch,
      int go,
      int line,
      int[] taken,
      int t) {
    FloatVector c0 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c1 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c2 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c3 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c4 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c5 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c6 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c7 = FloatVector.fromArray(S, scratch, 0);
    FloatVector c8 = FloatVector.fromArray(S, scratch, 0);
    for (int i = from; i < to; i++) {
      int f = filters[i];
      int at = wo + f * together;
      FloatVector own = FloatVector.broadcast(S, scratch[go + f]);
      c0 = FloatVector.fromArray(S, w, at).fma(own, c0);
      c1 = FloatVector.fromArray(S, w, at + CHANNELS).fma(own, c1);
      c2 = FloatVector.fromArray(S, w, at + 2 * CHANNELS).fma(own, c2);
      c3 = FloatVector.fromArray(S, w, at + 3 * CHANNELS).fma(own, c3);
      c4 = FloatVector.fromArray(S, w, at + 4 * CHANNELS).fma(own, c4);
      c5 = FloatVector.fromArray(S, w, at + 5 * CHANNELS).fma(own, c5);
      c6 = FloatVector.fromArray(S, w, at + 6 * CHANNELS).fma(own, c6);
      c7 = FloatVector.fromArray(S, w, at + 7 * CHANNELS).fma(own, c7);
      c8 = FloatVector.fromArray(S, w, at + 8 * CHANNELS).fma(own, c8);
    }
    int at0 = line + taken[t] * LANES;
    int at1 = line + taken[t + 1] * LANES;
    int at2 = line + taken[t + 2] * LANES;
    int at3 = line + taken[t + 3] * LANES;
    int at4 = line + taken[t + 4] * LANES;
    int at5 = line + taken[t + 5] * LANES;
    int at6 = line + taken[t + 6] * LANES;
    int at7 = line + taken[t + 7] * LANES;
    int at8 = line + taken[t + 8] * LANES;
    c0.add(FloatVector.fromArray(S, scratch, at0)).intoArray(scratch, at0);
    c1.add(FloatVector.fromArray(S, scratch, at1)).intoArray(scratch, at1);
    c2.add(FloatVector.fromArray(S, scratch, at2)).intoArray(scratch, at2);
    c3.add(FloatVector.fromArray(S, scratch, at3)).intoArray(scratch, at3);
    c4.add(FloatVector.fromArray(S, scratch, at4)).intoArray(scratch, at4);
    c5.add(FloatVector.fromArray(S, scratch, at5)).intoArray(scratch, at5);
    c6.add(FloatVector.fromArray(S, scratch, at6)).intoArray(scratch, at6);
    c7.add(FloatVector.fromArray(S, scratch, at7)).intoArray(scratch, at7);
    c8.add(FloatVector.fromArray(S, scratch, at8)).intoArray(scratch, at8);
  }

  private static void oneSum(
      int[] filters,
      int from,
      int to,
      float[] w,
      int wo,
      int together,
      float[] scratch,
      int go,
      int at0) {
    FloatVector c0 = FloatVector.fromArray(S, scratch, 0);
    for (int i = from; i < to; i++) {
      int f = filters[i];
      int at = wo + f * together;
      FloatVector own = FloatVector.broadcast(S, scratch[go + f]);
      c0 = FloatVector.fromArray(S, w, at).fma(own, c0);
    }
    c0.add(FloatVector.fromArray(S, scratch, at0)).intoArray(scratch, at0);
  }
}

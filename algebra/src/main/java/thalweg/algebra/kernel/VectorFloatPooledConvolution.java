package thalweg.algebra.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// A [PooledConvolution] over `float[]` on the vector unit: forward, lanes along the filters, and
/// the gradient of the picture, lanes along the channels, from what [VectorFloatPooledGradient],
/// where the other gradients are, has left in scratch. `VectorDoublePooledConvolution` is made from
/// this source.
final class VectorFloatPooledConvolution {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();
  private static final int COLUMNS = 2 * LANES;
  private static final FloatVector ZERO = FloatVector.zero(S);
  private static final float CODE = PlainFloatPooledConvolution.CODE;

  /// Positions of a tile: with two vectors each they fill the registers.
  private static final int ROWS = TileWriter.ROWS;

  /// Positions whose sums stay in the first cache until they are pooled.
  private static final int POOLED = 8 * PooledConvolution.TILE;

  private static final int CHANNELS = PooledConvolution.CHANNELS;

  /// Taps that are added up at a time: as many accumulators as keep the multipliers busy.
  static final int TAPS = 9;

  private VectorFloatPooledConvolution() {}

  /// Written when there is a convolution, for only then is this class needed.
  private static final FloatTile.Placed POSITIONS =
      FloatTile.placed(ROWS, 2, TileWriter.Reading.PLACED_ROWS);

  // ---- Scratch: zeros, the bias, sums of positions, the largest ----

  private static final int ZEROS = 0;
  private static final int BIAS = COLUMNS;

  private static int windowsAtOnce(PooledConvolution c) {
    return Math.max(1, POOLED / c.places);
  }

  static int scratch(PooledConvolution c) {
    int atOnce = windowsAtOnce(c);
    int tile = (atOnce * c.places + ROWS) * COLUMNS;
    return BIAS + c.paddedFilters + tile + atOnce * COLUMNS;
  }

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
    int tile = BIAS + c.paddedFilters;
    int atOnce = windowsAtOnce(c);
    int largest = tile + (atOnce * c.places + ROWS) * COLUMNS;
    Arrays.fill(scratch, ZEROS, ZEROS + COLUMNS, 0);
    System.arraycopy(bias, bo, scratch, BIAS, c.filters);
    for (int q = 0; q < c.windows; q += atOnce) {
      int n = Math.min(atOnce, c.windows - q);
      for (int f = 0; f < c.filters; f += COLUMNS) {
        for (int i = 0; i < n * c.places; i += ROWS) {
          POSITIONS.run(
              c.terms,
              x,
              xo,
              w,
              wo + f,
              c.paddedFilters,
              c.offsets,
              0,
              scratch,
              tile + i * COLUMNS,
              COLUMNS,
              c.seenBegins,
              q * c.places + i);
        }
        for (int v = 0; v < COLUMNS; v += LANES) {
          int code = co + q * c.paddedFilters + f + v;
          pool(c, n, scratch, tile + v, BIAS + f + v, largest + v, codes, code);
        }
        int count = Math.min(COLUMNS, c.filters - f);
        turn(n, count, scratch, largest, COLUMNS, y, yo + f * c.windows + q, c.windows);
      }
    }
  }

  /// Adds the bias to the sums of n windows, rectifies, and writes the largest and the codes.
  private static void pool(
      PooledConvolution c,
      int n,
      float[] sums,
      int so,
      int bias,
      int largest,
      float[] codes,
      int co) {
    if (!c.pooled) {
      rectify(n, sums, so, bias, largest);
    } else if (c.places == 4) {
      poolFour(n, sums, so, bias, largest, codes, co, c.paddedFilters);
    } else {
      pool(n, c.places, sums, so, bias, largest, codes, co, c.paddedFilters);
    }
  }

  /// Writes n rows of x, each of `count` elements and `lead` apart, as columns of `out`, whose rows
  /// are `outLead` apart.
  static void turn(
      int n, int count, float[] x, int xo, int lead, float[] out, int oo, int outLead) {
    for (int j = 0; j < count; j++) {
      for (int i = 0; i < n; i++) {
        out[oo + j * outLead + i] = x[xo + i * lead + j];
      }
    }
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

  // ---- The gradient of the picture ----

  static void input(
      PooledConvolution c, float[] w, int wo, float[] out, int oo, float[] scratch, int[] ints) {
    int together = c.together();
    int ends = VectorFloatPooledGradient.ends(c);
    int own = VectorFloatPooledGradient.gradientAt(c);
    int lines = VectorFloatPooledGradient.behindGradient(c);
    int across = c.width * LANES;
    int picture = lines + c.size[0] * across;
    for (int v = 0; v < c.channels; v += LANES) {
      int weights = wo + VectorFloatPooledGradient.together(c, v);
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
  ///
  /// By hand, not by [TileWriter]: lists are so short that calling a written tile, with its many
  /// parameters, cost 5 to 15 % (decision 0216).
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

package thalweg.algebra.kernel;

import static thalweg.algebra.kernel.VectorFloatPooledConvolution.turn;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import thalweg.algebra.machine.VectorUnit;

/// The gradients of a [PooledConvolution] over `float[]` on the vector unit. Lanes run over
/// channels, where nothing but what won is touched: of 121 positions whose windows of four 25 see,
/// at most 25.
///
/// What is left out would add zero times a weight, or zero times an element of the picture:
/// nothing, if all of those are finite; else nothing is left out. Sums begin at +0 and never become
/// −0 (see [TileWriter]), so each is the chain of the plain loop. `VectorDoublePooledGradient` is
/// made from this source.
final class VectorFloatPooledGradient {
  private static final VectorSpecies<Float> S = Species.FLOAT;
  private static final int LANES = S.length();
  private static final FloatVector ZERO = FloatVector.zero(S);
  private static final FloatVector ONE = FloatVector.broadcast(S, 1);
  private static final int CHANNELS = PooledConvolution.CHANNELS;
  private static final int PARTIALS = Kernels.PARTIALS;

  private static final int TAPS = VectorFloatPooledConvolution.TAPS;

  /// Whether there are registers for two vectors of each.
  private static final boolean PAIRS = VectorUnit.BITS == 512;

  private VectorFloatPooledGradient() {}

  // The tiles, written when a gradient is first wanted, for only then is this class needed.

  private static final FloatTile.Placed NINE_TERMS =
      FloatTile.placed(TAPS, 1, TileWriter.Reading.MORE_OF_PLACED_ROWS);
  private static final FloatTile.Placed TERM =
      FloatTile.placed(1, 1, TileWriter.Reading.MORE_OF_PLACED_ROWS);
  private static final FloatTile.Placed NINE_TAPS =
      FloatTile.placed(TAPS, 1, TileWriter.Reading.PLACED_VECTORS);
  private static final FloatTile.Placed NINE_TAPS_TWICE =
      FloatTile.placed(TAPS, 2, TileWriter.Reading.PLACED_VECTORS);
  private static final FloatTile.Placed TAP_TWICE =
      FloatTile.placed(1, 2, TileWriter.Reading.PLACED_VECTORS);
  private static final FloatTile.Placed TAP =
      FloatTile.placed(1, 1, TileWriter.Reading.PLACED_VECTORS);

  static int scratch(PooledConvolution c) {
    int filters = c.pixels * c.paddedChannels + c.positions * c.filters;
    int bias = (PARTIALS + c.rows + 1) * LANES;
    int input = c.size[0] * c.width * LANES + c.pixels * LANES;
    return behindGradient(c) + Math.max(bias, Math.max(filters, input));
  }

  // ---- Whole numbers: lists of filters, where they end, lists of positions, their lengths ----

  static int ends(PooledConvolution c) {
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

  // ---- The gradient at each position ----

  static int gradientAt(PooledConvolution c) {
    return LANES + c.windows * c.paddedFilters;
  }

  static int behindGradient(PooledConvolution c) {
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
    int v = 0;
    for (; PAIRS && v + 2 * LANES <= c.paddedChannels; v += 2 * LANES) {
      taps(c, true, v, scratch, picture, values, ints, out, oo);
    }
    for (; v < c.paddedChannels; v += LANES) {
      taps(c, false, v, scratch, picture, values, ints, out, oo);
    }
  }

  /// Adds to a vector of channels, or two, of each tap of all filters what the listed positions
  /// see, times the gradient there.
  private static void taps(
      PooledConvolution c,
      boolean two,
      int v,
      float[] x,
      int picture,
      int values,
      int[] ints,
      float[] out,
      int oo) {
    int next = two ? together(c, v + LANES) - together(c, v) : 0;
    int apart = c.paddedChannels;
    int seen = picture + v;
    int list = lists(c);
    int lengths = lengths(c);
    int at = oo + together(c, v);
    for (int f = 0; f < c.filters; f++) {
      int n = ints[lengths + f];
      int t = 0;
      for (; t + TAPS <= c.taps; t += TAPS) {
        int to = at + t * CHANNELS;
        if (two) {
          NINE_TAPS_TWICE.run(n, x, values, x, seen, apart, ints, list, out, to, next, c.taken, t);
        } else {
          NINE_TAPS.run(n, x, values, x, seen, apart, ints, list, out, to, 0, c.taken, t);
        }
      }
      for (; t < c.taps; t++) {
        int to = at + t * CHANNELS;
        if (two) {
          TAP_TWICE.run(n, x, values, x, seen, apart, ints, list, out, to, next, c.taken, t);
        } else {
          TAP.run(n, x, values, x, seen, apart, ints, list, out, to, 0, c.taken, t);
        }
      }
      list += c.positions;
      values += c.positions;
      at += c.together();
    }
  }

  /// Returns where among the terms of a filter that stand together a channel has its first tap.
  static int together(PooledConvolution c, int channel) {
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
        int to = oo + k * lead + f;
        NINE_TERMS.run(
            c.positions, x, xo, scratch, own + f, lead, c.begins, 0, out, to, lead, c.offsets, k);
      }
      for (; k < c.terms; k++) {
        int to = oo + k * lead + f;
        TERM.run(
            c.positions, x, xo, scratch, own + f, lead, c.begins, 0, out, to, lead, c.offsets, k);
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
}

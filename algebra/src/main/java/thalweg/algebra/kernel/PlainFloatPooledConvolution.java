package thalweg.algebra.kernel;

import java.util.Arrays;

/// A [PooledConvolution] over `float[]` in plain Java: the reference, which leaves nothing out.
/// `PlainDoublePooledConvolution` is made from this source.
final class PlainFloatPooledConvolution {
  /// Added to a code, so that its bits are the last ones of the element.
  static final float CODE = (float) (1L << (Float.PRECISION - 1));

  private static final int PARTIALS = Kernels.PARTIALS;
  private static final int CHANNELS = PooledConvolution.CHANNELS;

  /// Positions that are turned over at a time, so that what is written stays in the first cache.
  private static final int TURNED = 16;

  private PlainFloatPooledConvolution() {}

  static int scratch(PooledConvolution c) {
    return c.positions;
  }

  static int gradientScratch(PooledConvolution c) {
    int filters = c.filters + 2 * PARTIALS;
    int input = c.together() + c.size[0] * c.width * c.paddedChannels;
    return c.positions * c.paddedFilters + Math.max(filters, input);
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
      float[] sums) {
    for (int f = 0; f < c.filters; f++) {
      Arrays.fill(sums, 0, c.positions, 0);
      for (int k = 0; k < c.terms; k++) {
        float factor = w[wo + k * c.paddedFilters + f];
        int from = xo + c.offsets[k];
        for (int row = 0; row < c.rows; row++) {
          int line = from + c.begins[row * c.columns];
          addMultiple(factor, x, line, c.stride[1], sums, row * c.columns, c.columns);
        }
      }
      for (int i = 0; i < c.positions; i++) {
        float sum = sums[i] + 0f + bias[bo + f]; // −0 becomes +0 first
        sums[i] = sum <= 0 ? 0 : sum;
      }
      for (int q = 0; q < c.windows; q++) {
        int first = q * c.places;
        float largest = sums[c.seen[first]];
        for (int p = 1; p < c.places; p++) {
          largest = Math.max(largest, sums[c.seen[first + p]]);
        }
        y[yo + f * c.windows + q] = largest;
        if (!c.pooled) {
          continue;
        }
        int bits = 0;
        for (int p = 0; p < c.places; p++) {
          float shown = sums[c.seen[first + p]];
          bits |= shown == largest ? 1 << p : 0;
          bits |= shown != 0 ? 1 << (c.places + p) : 0;
        }
        codes[co + q * c.paddedFilters + f] = CODE + bits;
      }
    }
  }

  private static void addMultiple(
      float factor, float[] x, int xo, int stride, float[] sums, int so, int n) {
    if (stride == 1) {
      for (int i = 0; i < n; i++) {
        sums[so + i] = Math.fma(factor, x[xo + i], sums[so + i]);
      }
    } else {
      for (int i = 0; i < n; i++) {
        sums[so + i] = Math.fma(factor, x[xo + i * stride], sums[so + i]);
      }
    }
  }

  /// Writes the gradient at each position, all filters of one after the other: what the others find
  /// in scratch.
  static void gradient(
      PooledConvolution c, float[] g, int go, float[] codes, int co, float[] out, int oo) {
    if (!c.pooled) {
      for (int i = 0; i < c.positions; i += TURNED) {
        int end = Math.min(i + TURNED, c.positions);
        for (int f = 0; f < c.filters; f++) {
          int at = f * c.positions;
          for (int j = i; j < end; j++) {
            float passed = codes[co + at + j] != 0 ? g[go + at + j] + 0f : 0;
            out[oo + j * c.paddedFilters + f] = passed;
          }
        }
      }
      return;
    }
    Arrays.fill(out, oo, oo + c.positions * c.paddedFilters, 0);
    for (int q = 0; q < c.windows; q++) {
      for (int f = 0; f < c.filters; f++) {
        int bits = (int) (codes[co + q * c.paddedFilters + f] - CODE);
        int winners = Integer.bitCount(bits & ((1 << c.places) - 1));
        float share = g[go + f * c.windows + q] / winners;
        for (int p = 0; p < c.places; p++) {
          if ((bits & (1 << (c.places + p))) != 0) {
            float own = ((bits & (1 << p)) != 0 ? 1f : 0f) * share + 0f;
            out[oo + c.seen[q * c.places + p] * c.paddedFilters + f] = own;
          }
        }
      }
    }
  }

  static void filters(
      PooledConvolution c,
      float[] x,
      int xo,
      float[] out,
      int oo,
      float[] bias,
      int bo,
      float[] scratch) {
    int padded = c.paddedFilters;
    Places sums = c.sums;
    int row = c.positions * padded;
    for (int k = 0; k < c.terms; k++) {
      for (int f = 0; f < c.filters; f++) {
        scratch[row + f] = out[oo + sums.rows[k] + sums.columns[f]];
      }
      for (int i = 0; i < c.positions; i++) {
        float factor = x[xo + c.begins[i] + c.offsets[k]];
        addMultiple(factor, scratch, i * padded, 1, scratch, row, c.filters);
      }
      for (int f = 0; f < c.filters; f++) {
        out[oo + sums.rows[k] + sums.columns[f]] = scratch[row + f] + 0f; // −0 becomes +0
      }
    }
    bias(c, scratch, row + c.filters, bias, bo);
  }

  /// Adds the sum over all positions: each row in partial sums, and then all rows.
  private static void bias(PooledConvolution c, float[] scratch, int to, float[] bias, int bo) {
    int line = to + PARTIALS;
    for (int f = 0; f < c.filters; f++) {
      Arrays.fill(scratch, to, to + PARTIALS, 0);
      for (int row = 0; row < c.rows; row++) {
        Arrays.fill(scratch, line, line + PARTIALS, 0);
        for (int i = 0; i < c.columns; i++) {
          scratch[line + i % PARTIALS] += scratch[(row * c.columns + i) * c.paddedFilters + f];
        }
        scratch[to + row % PARTIALS] += fold(scratch, line);
      }
      bias[bo + f] += fold(scratch, to);
    }
  }

  /// Adds the upper half of the partial sums to the lower half until one sum is left.
  private static float fold(float[] partial, int from) {
    for (int half = PARTIALS / 2; half > 0; half /= 2) {
      for (int j = from; j < from + half; j++) {
        partial[j] += partial[j + half];
      }
    }
    return partial[from];
  }

  static void input(PooledConvolution c, float[] w, int wo, float[] out, int oo, float[] scratch) {
    int together = c.together();
    int window = c.positions * c.paddedFilters;
    int lines = window + together;
    int across = c.width * c.paddedChannels;
    Arrays.fill(out, oo, oo + c.elements(), 0);
    // What windows share is added up in increasing order of their places: in each row first.
    for (int row = c.rows - 1; row >= 0; row--) {
      Arrays.fill(scratch, lines, lines + c.size[0] * across, 0);
      for (int column = c.columns - 1; column >= 0; column--) {
        int at = (row * c.columns + column) * c.paddedFilters;
        Arrays.fill(scratch, window, lines, 0);
        for (int f = 0; f < c.filters; f++) {
          addMultiple(scratch[at + f], w, wo + f * together, 1, scratch, window, together);
        }
        for (int i = 0; i < together; i++) {
          int tap = i / CHANNELS % c.taps;
          int channel = i / (c.taps * CHANNELS) * CHANNELS + i % CHANNELS;
          int pixel = column * c.stride[1] + tap % c.size[1] * c.dilation[1];
          int to = lines + tap / c.size[1] * across + pixel * c.paddedChannels + channel;
          scratch[to] += scratch[window + i] + 0f; // −0 becomes +0
        }
      }
      for (int tap = 0; tap < c.size[0]; tap++) {
        int to = oo + (row * c.stride[0] + tap * c.dilation[0]) * c.width;
        for (int i = 0; i < c.channels * c.width; i++) {
          int channel = i / c.width;
          int pixel = i % c.width;
          out[to + channel * c.pixels + pixel] +=
              scratch[lines + tap * across + pixel * c.paddedChannels + channel];
        }
      }
    }
  }
}

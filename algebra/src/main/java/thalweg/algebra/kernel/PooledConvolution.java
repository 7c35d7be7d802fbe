package thalweg.algebra.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The sizes and places of a convolution whose result is rectified and of which only the largest of
/// each of some windows, which do not overlap, is wanted; for one picture.
///
/// A picture is [channels, height, width]. A filter has a *tap* for each place of its window and,
/// for each tap and channel, a *term*; terms count channel by channel. It stands at *positions*,
/// row by row. What pooling sees are *windows* of some *places*, each of which is a position.
///
/// Beside the largest a *code* is kept for each window and filter, a whole number in an element of
/// the type at hand: bit p tells whether place p shows the largest, bit `places` + p whether it is
/// not zero. With the gradient of the largest that is all the way back needs, and where it does not
/// flow is known before. Where nothing is pooled each position is a window, and the result itself
/// takes the place of the codes.
public final class PooledConvolution {
  /// The most places of a window: codes must be exact in a float.
  public static final int MOST_PLACES = 11;

  /// Filters are filled up to a multiple of this, two vectors of the widest unit.
  private static final int FILTERS = 32;

  /// Channels that stand together for each tap, filled up with others.
  static final int CHANNELS = 16;

  /// Windows that are done at a time begin in rows of so many.
  static final int TILE = 14;

  final int channels;
  final int height;
  final int width;
  final int filters;
  final int[] size;
  final int[] stride;
  final int[] dilation;
  final int rows;
  final int columns;
  final int windows;
  final int places;

  /// Whether windows are looked at; else each position is one by itself.
  final boolean pooled;

  final int pixels;
  final int positions;
  final int taps;
  final int terms;
  final int paddedFilters;
  final int paddedChannels;

  /// The position that each place of each window sees.
  final int[] seen;

  /// Where each position begins among the pixels.
  final int[] begins;

  /// Where each place of each window begins among the pixels, and the last again and again.
  final int[] seenBegins;

  /// How far each tap is from the beginning, in pixels.
  final int[] taken;

  /// How far each tap is from the beginning, in pixels, where each of its rows has a line.
  final int[] lineTaken;

  /// How far each term is from the beginning of a position, in a picture.
  final int[] offsets;

  /// Whether the gradient of the filters is added up for many filters at a time, and not for many
  /// channels: as there are few of these.
  final boolean thin;

  /// Where the gradient of each term and filter stands while it is added up.
  final Places sums;

  /// Makes the places of a convolution of two axes of space.
  ///
  /// @param seen for each window the positions it sees, or null if nothing is pooled
  public PooledConvolution(
      int channels,
      int height,
      int width,
      int filters,
      int[] size,
      int[] stride,
      int[] dilation,
      int @Nullable [] seen,
      int places) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.filters = filters;
    this.size = size;
    this.stride = stride;
    this.dilation = dilation;
    this.places = places;
    rows = (height - (size[0] - 1) * dilation[0] - 1) / stride[0] + 1;
    columns = (width - (size[1] - 1) * dilation[1] - 1) / stride[1] + 1;
    pixels = height * width;
    positions = rows * columns;
    pooled = seen != null;
    this.seen = seen != null ? seen : IntStream.range(0, positions).toArray();
    windows = this.seen.length / places;
    taps = size[0] * size[1];
    terms = channels * taps;
    paddedFilters = Math.ceilDiv(filters, FILTERS) * FILTERS;
    paddedChannels = Math.ceilDiv(channels, CHANNELS) * CHANNELS;
    begins = new int[positions];
    Arrays.setAll(begins, i -> i / columns * stride[0] * width + i % columns * stride[1]);
    taken = new int[taps];
    Arrays.setAll(taken, t -> t / size[1] * dilation[0] * width + t % size[1] * dilation[1]);
    lineTaken = new int[taps];
    Arrays.setAll(lineTaken, t -> t / size[1] * width + t % size[1] * dilation[1]);
    offsets = new int[terms];
    Arrays.setAll(offsets, k -> k / taps * pixels + taken[k % taps]);
    int last = this.seen.length - 1;
    seenBegins = new int[last + 1 + TILE];
    Arrays.setAll(seenBegins, i -> begins[this.seen[Math.min(i, last)]]);
    long few = (long) windows * filters * taps * (paddedChannels / CHANNELS);
    long all = (long) positions * (paddedFilters / CHANNELS) * terms;
    thin = few > all;
    sums = sums();
  }

  /// Returns where each term begins among the pixels, counted from a position.
  public int[] offsets() {
    return offsets;
  }

  /// Returns where each position begins among the pixels.
  public int[] begins() {
    return begins;
  }

  /// Returns where the gradient of each term and filter stands while it is added up.
  public Places sumPlaces() {
    return sums;
  }

  /// Returns the number of terms of a filter.
  public int terms() {
    return terms;
  }

  /// Returns the number of positions.
  public int positions() {
    return positions;
  }

  /// Returns the number of windows.
  public int windows() {
    return windows;
  }

  /// Returns the number of places of a window.
  public int places() {
    return places;
  }

  /// Returns the number of filters.
  public int filters() {
    return filters;
  }

  /// Returns the number of filters, filled up.
  public int paddedFilters() {
    return paddedFilters;
  }

  /// Returns the number of columns of positions.
  public int columns() {
    return columns;
  }

  /// Returns the height of a picture.
  public int height() {
    return height;
  }

  /// Returns the width of a picture.
  public int width() {
    return width;
  }

  /// Returns how many taps a filter has along an axis.
  public int size(int axis) {
    return size[axis];
  }

  /// Returns how far a filter moves along an axis.
  public int stride(int axis) {
    return stride[axis];
  }

  /// Returns how far apart taps are along an axis.
  public int dilation(int axis) {
    return dilation[axis];
  }

  /// Returns whether the largest of windows is taken; else the rectified convolution is the result.
  public boolean isPooled() {
    return pooled;
  }

  /// Returns how many elements the codes of a picture take.
  public int codeElements() {
    return pooled ? windows * paddedFilters : windows * filters;
  }

  /// Returns the number of elements of a picture.
  public int elements() {
    return channels * pixels;
  }

  /// Returns how many elements the terms of a filter take where they stand together.
  public int together() {
    return taps * paddedChannels;
  }

  /// Returns the term of each element of a filter whose terms stand together: sixteen channels of
  /// each tap, then the next sixteen; those that fill up repeat the last channel.
  public int[] termsTogether() {
    int[] order = new int[together()];
    for (int i = 0; i < order.length; i++) {
      int channel = i / (taps * CHANNELS) * CHANNELS + i % CHANNELS;
      order[i] = Math.min(channel, channels - 1) * taps + i / CHANNELS % taps;
    }
    return order;
  }

  private Places sums() {
    int[] ofTerms = new int[terms];
    int[] ofFilters = new int[filters];
    for (int k = 0; k < terms; k++) {
      int channel = k / taps;
      ofTerms[k] =
          thin
              ? k * paddedFilters
              : (channel / CHANNELS * taps + k % taps) * CHANNELS + channel % CHANNELS;
    }
    Arrays.setAll(ofFilters, f -> thin ? f : f * together());
    return new Places(ofTerms, ofFilters);
  }

  /// Returns whether the gradient of the filters is added up for many filters at a time.
  public boolean isThin() {
    return thin;
  }

  /// Returns how many elements the gradients of all filters take while they are added up.
  public int sumElements() {
    return thin ? terms * paddedFilters : filters * together();
  }
}

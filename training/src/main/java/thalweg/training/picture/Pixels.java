package thalweg.training.picture;

import java.util.Arrays;

/// A picture as red, green and blue bytes, pixel after pixel, row after row.
///
/// Everything is computed in a fixed order from whole numbers or doubles, so that the bytes are the
/// same everywhere.
///
/// @param rgb 3 · width · height bytes, kept
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Pixels(int width, int height, byte[] rgb) {
  static final int CHANNELS = 3;

  /// Returns whether red, green and blue are the same in every pixel.
  boolean isGrey() {
    for (int i = 0; i < rgb.length; i += CHANNELS) {
      if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether all pixels are the same.
  boolean isOfOneTone() {
    for (int i = CHANNELS; i < rgb.length; i++) {
      if (rgb[i] != rgb[i - CHANNELS]) {
        return false;
      }
    }
    return true;
  }

  /// Returns the brightness of each pixel, (299 red + 587 green + 114 blue) / 1000 rounded, as
  /// ITU-R BT.601 weighs them.
  byte[] grey() {
    byte[] grey = new byte[width * height];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) luma(rgb[3 * i] & 0xFF, rgb[3 * i + 1] & 0xFF, rgb[3 * i + 2] & 0xFF);
    }
    return grey;
  }

  static int luma(int red, int green, int blue) {
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }

  /// Returns the bytes of all red, then all green, then all blue: the order of a convolution's
  /// channels.
  byte[] planes() {
    byte[] planes = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      planes[i % CHANNELS * width * height + i / CHANNELS] = rgb[i];
    }
    return planes;
  }

  /// Returns the picture upright that a camera stored turned or mirrored.
  ///
  /// @param orientation of the EXIF standard, 1 to 8; 1 is upright
  Pixels upright(int orientation) {
    if (orientation == 1) {
      return this;
    }
    boolean turned = orientation > 4;
    int columns = turned ? height : width;
    int rows = turned ? width : height;
    byte[] upright = new byte[rgb.length];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int along = turned ? y : x; // in the stored picture
        int down = turned ? x : y;
        // 2, 3, 7 and 8 are stored with what is right on the left; 3, 4, 6 and 7 upside down.
        if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) {
          along = width - 1 - along;
        }
        if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) {
          down = height - 1 - down;
        }
        System.arraycopy(
            rgb, CHANNELS * (down * width + along), upright, CHANNELS * (y * columns + x), 3);
      }
    }
    return new Pixels(columns, rows, upright);
  }

  /// Returns the picture as large as fits into `columns` × `rows` in its own proportions, in the
  /// middle, and around it the tone of its border: the median of each channel.
  Pixels fitted(int columns, int rows) {
    double scale = Math.min((double) columns / width, (double) rows / height);
    int across = Math.clamp(Math.round(width * scale), 1, columns);
    int down = Math.clamp(Math.round(height * scale), 1, rows);
    byte[] inner = resized(across, down);
    if (across == columns && down == rows) {
      return new Pixels(columns, rows, inner);
    }
    byte[] tone = borderTone();
    byte[] fitted = new byte[CHANNELS * columns * rows];
    for (int i = 0; i < fitted.length; i++) {
      fitted[i] = tone[i % CHANNELS];
    }
    int left = (columns - across) / 2;
    int top = (rows - down) / 2;
    for (int y = 0; y < down; y++) {
      System.arraycopy(
          inner,
          CHANNELS * y * across,
          fitted,
          CHANNELS * ((top + y) * columns + left),
          CHANNELS * across);
    }
    return new Pixels(columns, rows, fitted);
  }

  /// Returns whether [#fitted] leaves room around the picture.
  boolean isPaddedIn(int columns, int rows) {
    double scale = Math.min((double) columns / width, (double) rows / height);
    return Math.max(1, Math.round(width * scale)) != columns
        || Math.max(1, Math.round(height * scale)) != rows;
  }

  private byte[] borderTone() {
    byte[] tone = new byte[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      int[] counts = new int[256];
      int border = 0;
      for (int y = 0; y < height; y++) {
        boolean isEdge = y == 0 || y == height - 1;
        for (int x = 0; x < width; x += isEdge ? 1 : Math.max(1, width - 1)) {
          counts[rgb[CHANNELS * (y * width + x) + channel] & 0xFF]++;
          border++;
        }
      }
      int value = 0;
      for (int seen = counts[0]; 2 * seen < border; seen += counts[++value]) {}
      tone[channel] = (byte) value;
    }
    return tone;
  }

  /// Returns the bytes at another size: each new pixel is the mean of the old ones weighted by a
  /// triangle over two new pixels, or over two old ones where the picture grows. At its own size
  /// nothing changes, and one tone stays as it is.
  private byte[] resized(int columns, int rows) {
    if (columns == width && rows == height) {
      return rgb;
    }
    Triangle across = new Triangle(width, columns);
    double[] narrow = new double[CHANNELS * columns * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < columns; x++) {
        double[] weights = across.weights[x];
        for (int channel = 0; channel < CHANNELS; channel++) {
          int from = CHANNELS * (y * width + across.first[x]) + channel;
          double sum = 0;
          for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (rgb[from + CHANNELS * i] & 0xFF);
          }
          narrow[CHANNELS * (y * columns + x) + channel] = sum;
        }
      }
    }
    Triangle down = new Triangle(height, rows);
    byte[] resized = new byte[CHANNELS * columns * rows];
    int line = CHANNELS * columns;
    double[] sums = new double[line];
    for (int y = 0; y < rows; y++) {
      Arrays.fill(sums, 0);
      double[] weights = down.weights[y];
      for (int i = 0; i < weights.length; i++) {
        int from = (down.first[y] + i) * line;
        for (int at = 0; at < line; at++) {
          sums[at] += weights[i] * narrow[from + at];
        }
      }
      for (int at = 0; at < line; at++) {
        resized[y * line + at] = (byte) (int) (sums[at] + 0.5);
      }
    }
    return resized;
  }

  /// The weights of old pixels in each new one, along one axis.
  private static final class Triangle {
    final int[] first;
    final double[][] weights;

    Triangle(int from, int to) {
      first = new int[to];
      weights = new double[to][];
      double ratio = (double) from / to;
      double reach = Math.max(1, ratio);
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * ratio - 0.5;
        int start = Math.clamp((long) Math.ceil(centre - reach), 0, from - 1);
        int end = Math.clamp((long) Math.floor(centre + reach), start, from - 1);
        first[i] = start;
        weights[i] = new double[end - start + 1];
        double sum = 0;
        for (int j = start; j <= end; j++) {
          weights[i][j - start] = Math.max(0, 1 - Math.abs(j - centre) / reach);
          sum += weights[i][j - start];
        }
        for (int j = 0; j < weights[i].length; j++) {
          weights[i][j] /= sum;
        }
      }
    }
  }
}

package thalweg.studio.training;

import org.jspecify.annotations.Nullable;
import thalweg.algebra.Shape;

/// How numbers are looked at as a picture. A row has its channels one plane after the other; on the
/// page the numbers of a point stand side by side.
///
/// @param channels 1, or 3 for colours
record Picture(int height, int width, int channels) {
  /// Rows of numbers alone that are digits of MNIST's form.
  private static final int MNIST = 784;

  /// Returns how rows of this shape are looked at; null if they are no pictures.
  static @Nullable Picture of(Shape row) {
    int rank = row.rank();
    if (rank == 2 || (rank == 3 && (row.size(0) == 1 || row.size(0) == 3))) {
      return new Picture(row.size(-2), row.size(-1), rank == 3 ? row.size(0) : 1);
    }
    return rank == 1 && row.elements() == MNIST ? new Picture(28, 28, 1) : null;
  }

  /// Returns a grid for numbers that have no places: as many columns as rows, or a few more.
  static Picture grid(int count) {
    int width = (int) Math.ceil(Math.sqrt(count));
    return new Picture(Math.ceilDiv(count, width), width, 1);
  }

  /// Returns the numbers of a row, which begin at `from`, as the page takes them.
  float[] points(float[] planes, int from) {
    float[] points = new float[elements()];
    int plane = height * width;
    for (int i = 0; i < points.length; i++) {
      points[i] = planes[from + i % channels * plane + i / channels];
    }
    return points;
  }

  int elements() {
    return height * width * channels;
  }
}

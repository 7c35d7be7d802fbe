package thalweg.studio.training;

import org.jspecify.annotations.Nullable;
import thalweg.algebra.Shape;

/// How numbers are looked at as a picture.
///
/// @param channels 1 or 3, the last axis
record Picture(int height, int width, int channels) {
  /// Rows of numbers alone that are digits of MNIST's form.
  private static final int MNIST = 784;

  /// Returns how rows of this shape are looked at; null if they are no pictures.
  static @Nullable Picture of(Shape row) {
    int rank = row.rank();
    if (rank == 2 || (rank == 3 && (row.size(2) == 1 || row.size(2) == 3))) {
      return new Picture(row.size(0), row.size(1), rank == 3 ? row.size(2) : 1);
    }
    return rank == 1 && row.elements() == MNIST ? new Picture(28, 28, 1) : null;
  }

  /// Returns a grid for numbers that have no places: as many columns as rows, or a few more.
  static Picture grid(int count) {
    int width = (int) Math.ceil(Math.sqrt(count));
    return new Picture(Math.ceilDiv(count, width), width, 1);
  }

  int elements() {
    return height * width * channels;
  }
}

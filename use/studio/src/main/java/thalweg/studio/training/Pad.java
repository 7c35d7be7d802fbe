package thalweg.studio.training;

import java.util.List;
import thalweg.network.Network;

/// A drawing made a picture as MNIST's were: brought to 20 pixels on its longer side, and moved so
/// that its centre of mass is in the middle of 28 × 28 (LeCun, Cortes and Burges, "The MNIST
/// database of handwritten digits").
final class Pad {
  static final int SIZE = 28;
  static final int MOST_POINTS = 4_000;
  private static final int BOX = 20;
  private static final double RADIUS = 1.1; // of the pen, in pixels
  private static final double LEAST_SIDE = 0.15; // of the pad: less is a dot, and not enlarged

  private Pad() {}

  /// Returns whether a network takes such pictures.
  static boolean fits(Network network) {
    return network.input().elements() == SIZE * SIZE;
  }

  /// Returns the picture, from 0 for paper to 1 for ink; all 0 for no strokes.
  ///
  /// @param strokes lines from point to point, each x, y, x, y …, from 0 to 1 down and to the right
  /// @throws IllegalArgumentException if there are too many points or one is not finite
  static float[] picture(List<double[]> strokes) {
    int points = 0;
    double left = 1;
    double right = 0;
    double top = 1;
    double bottom = 0;
    for (double[] stroke : strokes) {
      points += stroke.length / 2;
      if (points > MOST_POINTS || stroke.length % 2 == 1) {
        throw new IllegalArgumentException(
            "pad: the drawing has an odd number of coordinates, or more points than "
                + MOST_POINTS
                + "; clear it and draw again.");
      }
      for (int i = 0; i < stroke.length; i++) {
        if (!(stroke[i] >= 0 && stroke[i] <= 1)) {
          throw new IllegalArgumentException(
              "pad: a point lies at " + stroke[i] + "; it must be from 0 to 1.");
        }
      }
      for (int i = 0; i < stroke.length; i += 2) {
        left = Math.min(left, stroke[i]);
        right = Math.max(right, stroke[i]);
        top = Math.min(top, stroke[i + 1]);
        bottom = Math.max(bottom, stroke[i + 1]);
      }
    }
    if (points == 0) {
      return new float[SIZE * SIZE];
    }
    double scale = (BOX - 2 * RADIUS) / Math.max(LEAST_SIDE, Math.max(right - left, bottom - top));
    double x = SIZE / 2.0 - scale * (left + right) / 2;
    double y = SIZE / 2.0 - scale * (top + bottom) / 2;
    float[] drawn = drawn(strokes, scale, x, y);
    double ink = 0;
    double across = 0;
    double down = 0;
    for (int i = 0; i < drawn.length; i++) {
      ink += drawn[i];
      across += drawn[i] * (i % SIZE + 0.5);
      down += drawn[i] * (Math.floorDiv(i, SIZE) + 0.5);
    }
    return drawn(strokes, scale, x + SIZE / 2.0 - across / ink, y + SIZE / 2.0 - down / ink);
  }

  private static float[] drawn(List<double[]> strokes, double scale, double dx, double dy) {
    float[] pixels = new float[SIZE * SIZE];
    for (double[] stroke : strokes) {
      for (int i = 0; i < stroke.length; i += 2) {
        int before = Math.max(0, i - 2);
        line(
            pixels,
            scale * stroke[before] + dx,
            scale * stroke[before + 1] + dy,
            scale * stroke[i] + dx,
            scale * stroke[i + 1] + dy);
      }
    }
    return pixels;
  }

  /// Inks the pixels along a line, those at its edge as far as they are covered.
  private static void line(float[] pixels, double x0, double y0, double x1, double y1) {
    double reach = RADIUS + 0.5;
    double length = (x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0);
    int top = Math.max(0, (int) (Math.min(y0, y1) - reach - 1));
    int bottom = Math.min(SIZE - 1, (int) (Math.max(y0, y1) + reach + 1));
    int left = Math.max(0, (int) (Math.min(x0, x1) - reach - 1));
    int right = Math.min(SIZE - 1, (int) (Math.max(x0, x1) + reach + 1));
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double along =
            length == 0 ? 0 : Math.clamp((px * (x1 - x0) + py * (y1 - y0)) / length, 0, 1);
        double distance = Math.hypot(px - along * (x1 - x0), py - along * (y1 - y0));
        float ink = (float) Math.clamp(reach - distance, 0, 1);
        int at = row * SIZE + column;
        pixels[at] = Math.max(pixels[at], ink);
      }
    }
  }
}

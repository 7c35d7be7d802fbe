package thalweg.training.data;

import java.util.Arrays;

/// A pen on a small sheet: keeps for every pixel how far its centre lies outside the nearest
/// stroke.
///
/// Distances are in pixels and negative inside a stroke, so ink of any softness can be read off
/// afterwards.
final class Pen {
  private static final int PIECES = 5; // straight pieces between two points of a curve
  private static final float FAR = 1e3f;

  /// The largest softness of a pen.
  static final double SOFTEST = 1.8;

  /// From this far outside a stroke on even the softest pen leaves no ink (the exact limit is half
  /// the softness).
  private static final float DRY = (float) (0.51 * SOFTEST);

  private final int size;
  private final float[] outside;

  Pen(int size) {
    this.size = size;
    outside = new float[size * size];
  }

  /// Takes a fresh sheet.
  void clear() {
    Arrays.fill(outside, FAR);
  }

  /// Draws a smooth curve through the first `points` points (x, y in pixels, pairwise in `xy`). The
  /// radius goes from `first` at the beginning to `last` at the end.
  ///
  /// The curve is a uniform Catmull–Rom spline: the tangent at a point is half the way from its
  /// predecessor to its successor, so a point given twice becomes a corner.
  void curve(double[] xy, int points, double first, double last) {
    double beforeX = xy[0];
    double beforeY = xy[1];
    for (int i = 0; i + 1 < points; i++) {
      int p0 = 2 * Math.max(i - 1, 0);
      int p1 = 2 * i;
      int p2 = p1 + 2;
      int p3 = 2 * Math.min(i + 2, points - 1);
      if (xy[p1] == xy[p2] && xy[p1 + 1] == xy[p2 + 1]) {
        continue; // a corner
      }
      for (int piece = 1; piece <= PIECES; piece++) {
        double t = (double) piece / PIECES;
        double x = spline(xy[p0], xy[p1], xy[p2], xy[p3], t);
        double y = spline(xy[p0 + 1], xy[p1 + 1], xy[p2 + 1], xy[p3 + 1], t);
        double along = (i + t) / (points - 1);
        line(beforeX, beforeY, x, y, first + (last - first) * along);
        beforeX = x;
        beforeY = y;
      }
    }
  }

  private static double spline(double p0, double p1, double p2, double p3, double t) {
    double linear = p2 - p0;
    double square = 2 * p0 - 5 * p1 + 4 * p2 - p3;
    double cube = 3 * (p1 - p2) + p3 - p0;
    return p1 + 0.5 * t * (linear + t * (square + t * cube));
  }

  /// Draws a straight line of the given radius with round ends.
  private void line(double x0, double y0, double x1, double y1, double radius) {
    // Pixels whose centres are so near that there is ink.
    double reach = radius + DRY;
    int left = (int) Math.max(0, Math.min(x0, x1) - reach + 0.5);
    int right = (int) Math.min(size - 1, Math.max(x0, x1) + reach - 0.5);
    int top = (int) Math.max(0, Math.min(y0, y1) - reach + 0.5);
    int bottom = (int) Math.min(size - 1, Math.max(y0, y1) + reach - 0.5);
    float dx = (float) (x1 - x0);
    float dy = (float) (y1 - y0);
    float perLength = 1 / Math.max(dx * dx + dy * dy, 1e-6f);
    float r = (float) radius;
    for (int row = top; row <= bottom; row++) {
      float y = (float) (row + 0.5 - y0);
      for (int column = left; column <= right; column++) {
        float x = (float) (column + 0.5 - x0);
        float foot = Math.clamp((x * dx + y * dy) * perLength, 0f, 1f);
        float awayX = x - foot * dx;
        float awayY = y - foot * dy;
        int pixel = row * size + column;
        float distance = (float) Math.sqrt(awayX * awayX + awayY * awayY) - r;
        outside[pixel] = Math.min(outside[pixel], distance);
      }
    }
  }

  /// Returns whether no pen leaves ink at `pixel`.
  boolean isDry(int pixel) {
    return outside[pixel] >= DRY;
  }

  /// Returns the ink at `pixel` from 0 (none) to 1 (full) for a pen whose edge fades over
  /// `softness` pixels.
  float ink(int pixel, float softness) {
    return Math.clamp(0.5f - outside[pixel] / softness, 0f, 1f);
  }
}

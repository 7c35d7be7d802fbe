package thalweg.picture;

import java.util.Arrays;

/// The part of the plane a figure shows, in the units of its axes.
public record Window(double left, double right, double bottom, double top) {
  /// Creates a window.
  ///
  /// @throws IllegalArgumentException if a side is not finite, left is not below right, or bottom
  ///   is not below top
  public Window {
    if (!(Double.isFinite(right - left) && left < right)) {
      throw new IllegalArgumentException(
          "window: from "
              + left
              + " to "
              + right
              + " across; both must be finite, the first smaller.");
    }
    if (!(Double.isFinite(top - bottom) && bottom < top)) {
      throw new IllegalArgumentException(
          "window: from "
              + bottom
              + " to "
              + top
              + " upward; both must be finite, the first smaller.");
    }
  }

  /// Returns the smallest square window that has every finite point of `points`, each (x, y), and a
  /// margin of a tenth around them; a square of side 2 around a single point.
  ///
  /// @throws IllegalArgumentException if no point is finite or a point has fewer than two numbers
  public static Window around(double[]... points) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = left;
    double top = right;
    for (double[] point : points) {
      if (point.length < 2) {
        throw new IllegalArgumentException(
            "window: a point has " + point.length + " numbers; it must have two, x and y.");
      }
      if (Double.isFinite(point[0]) && Double.isFinite(point[1])) {
        left = Math.min(left, point[0]);
        right = Math.max(right, point[0]);
        bottom = Math.min(bottom, point[1]);
        top = Math.max(top, point[1]);
      }
    }
    if (!(left <= right)) {
      throw new IllegalArgumentException(
          "window: none of " + points.length + " points is finite; give at least one to look at.");
    }
    double half = 0.6 * Math.max(right - left, top - bottom);
    double x = left + (right - left) / 2;
    double y = bottom + (top - bottom) / 2;
    // A window must have a width that doubles can tell, even around a single far-away point.
    half =
        half > 1e-9 * Math.max(Math.abs(x), Math.abs(y))
            ? half
            : Math.max(1, Math.abs(x) + Math.abs(y));
    return new Window(x - half, x + half, y - half, y + half);
  }

  /// Returns [#around(double[][])] the points and, on the other side of `centre`, as many again
  /// half as far away: what is at `centre`, such as a minimum, is then well inside and not in a
  /// corner.
  ///
  /// @throws IllegalArgumentException as there
  public static Window around(double[] centre, double[][] points) {
    double[][] both = Arrays.copyOf(points, 2 * points.length);
    for (int i = 0; i < points.length; i++) {
      both[points.length + i] = new double[] {centre[0], centre[1]};
      for (int k = 0; k < 2; k++) {
        both[points.length + i][k] += 0.5 * (centre[k] - points[i][k]);
      }
    }
    return around(both);
  }

  /// Returns the smallest square window that has this one and every finite point of `points`, with
  /// a little margin around these.
  public Window with(double[][] points) {
    double half = 0.5 * Math.max(right - left, top - bottom);
    double x = left + (right - left) / 2;
    double y = bottom + (top - bottom) / 2;
    double reach = half;
    for (double[] point : points) {
      double away = Math.max(Math.abs(point[0] - x), Math.abs(point[1] - y));
      reach = Math.max(reach, Double.isFinite(away) ? 1.05 * away : 0);
    }
    return new Window(x - reach, x + reach, y - reach, y + reach);
  }

  boolean contains(double x, double y) {
    return x >= left && x <= right && y >= bottom && y <= top;
  }
}

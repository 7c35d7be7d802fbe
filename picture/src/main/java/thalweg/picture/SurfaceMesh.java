package thalweg.picture;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// The heights of a function over a grid, as a surface of triangles in a box, seen in parallel from
/// one side and from above.
///
/// Places are shares (u, v, w) of the box, each from 0 to 1, w upward. The viewer stands where u is
/// large and v small, so what is hidden at (u, v) is hidden by something at a larger u and a
/// smaller v.
final class SurfaceMesh {
  /// Cells along each side.
  static final int CELLS = 40;

  /// Seen 30 degrees from above, 60 degrees to the side.
  private static final double ACROSS_U = Math.cos(Math.toRadians(30));

  private static final double ACROSS_V = Math.sin(Math.toRadians(30));
  private static final double UP_U = -ACROSS_V * Math.sin(Math.toRadians(30));
  private static final double UP_V = ACROSS_U * Math.sin(Math.toRadians(30));
  private static final double UP_W = Math.cos(Math.toRadians(30));

  /// How tall the box is for its width.
  private static final double TALL = 0.72;

  /// How much a ray to the viewer rises, in shares of the box, for each share it goes away along u
  /// and −v.
  private static final double RISE = Math.tan(Math.toRadians(30)) / TALL;

  /// How far off the surface a place must be to be on one side of it: rounding is no side.
  private static final double SLACK = 1e-3;

  /// Beyond this the surface is cut off: the difference of two heights must be a number.
  private static final double FARTHEST = 8e307;

  private final double[] heights = new double[(CELLS + 1) * (CELLS + 1)];
  private final double low;
  private final double high;
  private final Rectangle2D area;
  private final double scale;

  /// @param area where the box is to stand, in pixels
  SurfaceMesh(DoubleBinaryOperator f, Axis x, Axis y, Rectangle2D area) {
    this.area = area;
    scale =
        Math.min(
            area.getWidth() / (ACROSS_U + ACROSS_V),
            area.getHeight() / (UP_V - UP_U + UP_W * TALL));
    double[] values = new double[heights.length];
    for (int k = 0; k < values.length; k++) {
      double u = (double) (k % (CELLS + 1)) / CELLS;
      int row = k / (CELLS + 1);
      double v = (double) row / CELLS;
      values[k] = f.applyAsDouble(x.value(u), y.value(v));
    }
    double[] shown = Heights.worthShowing(values);
    double least = shown.length == 0 ? 0 : shown[0];
    double most = shown.length == 0 ? 1 : shown[1];
    boolean flat = !(most - least > 1e-12 * Math.max(Math.abs(least), Math.abs(most)));
    double air = flat ? Math.max(0.5, 0.05 * Math.abs(least)) : 0;
    low = Math.max(least - air, -FARTHEST);
    high = Math.min(most + air, FARTHEST);
    Arrays.setAll(heights, k -> share(values[k]));
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  /// Returns where a value lies in the box, outside from 0 to 1 if it is beyond what is shown; NaN
  /// if it is not finite.
  double share(double value) {
    return Double.isFinite(value) ? (value - low) / (high - low) : Double.NaN;
  }

  /// Returns the share at a corner of the grid.
  double height(int column, int row) {
    return heights[row * (CELLS + 1) + column];
  }

  /// Returns the height of the surface at (u, v), on the triangle there; NaN where it has a hole.
  double height(double u, double v) {
    int i = Math.clamp((int) (u * CELLS), 0, CELLS - 1);
    int j = Math.clamp((int) (v * CELLS), 0, CELLS - 1);
    double s = u * CELLS - i;
    double t = v * CELLS - j;
    double near = height(i, j);
    double far = height(i + 1, j + 1);
    return s >= t
        ? near + (s - t) * (height(i + 1, j) - near) + t * (far - near)
        : near + (t - s) * (height(i, j + 1) - near) + s * (far - near);
  }

  /// Returns whether the corners of a cell say where it is: all finite, not all above or all below.
  boolean isShown(int column, int row) {
    boolean above = true;
    boolean below = true;
    for (int corner = 0; corner < 4; corner++) {
      double height = height(column + corner % 2, row + corner / 2);
      if (Double.isNaN(height)) {
        return false;
      }
      above &= height > 1;
      below &= height < 0;
    }
    return !above && !below;
  }

  /// Returns where a place in the box is seen, in pixels.
  Point2D pixel(double u, double v, double w) {
    double across = ACROSS_U * (u - 0.5) + ACROSS_V * (v - 0.5);
    double up = UP_U * (u - 0.5) + UP_V * (v - 0.5) + UP_W * TALL * (Math.clamp(w, 0, 1) - 0.5);
    return new Point2D.Double(area.getCenterX() + scale * across, area.getCenterY() - scale * up);
  }

  Point2D pixel(int column, int row) {
    return pixel((double) column / CELLS, (double) row / CELLS, height(column, row));
  }

  /// Returns whether a place on the surface is seen, from above or at a brim from below, or lies
  /// behind another part of it: then the way to the viewer passes from one side of it to the other.
  boolean isSeen(double u, double v) {
    double w = Math.clamp(height(u, v), 0, 1);
    double step = 0.2 / CELLS;
    int side = 0;
    for (int k = 1; ; k++) {
      // Towards the viewer on the floor: along u by the cosine, along −v by the sine of 60 degrees.
      double away = k * step;
      double nextU = u + away * ACROSS_V;
      double nextV = v - away * ACROSS_U;
      double ray = w + away * RISE;
      if (nextU > 1 || nextV < 0 || (ray > 1 && side >= 0)) {
        return true;
      }
      int i = Math.min((int) (nextU * CELLS), CELLS - 1);
      int j = Math.min((int) (nextV * CELLS), CELLS - 1);
      double above = isShown(i, j) ? ray - Math.clamp(height(nextU, nextV), 0, 1) : 0;
      int now = Math.abs(above) < SLACK ? 0 : above > 0 ? 1 : -1;
      if (now * side < 0) {
        return false;
      }
      side = now == 0 ? side : now;
    }
  }

  /// Returns `line`, in shares of the floor, with more points: one wherever it passes from triangle
  /// to triangle, so that between two it lies on one of them.
  static Polyline cut(Polyline line) {
    List<double[]> points = new ArrayList<>();
    points.add(new double[] {line.x(0), line.y(0)});
    for (int k = 1; k < line.size(); k++) {
      double u = line.x(k - 1) * CELLS;
      double v = line.y(k - 1) * CELLS;
      double du = line.x(k) * CELLS - u;
      double dv = line.y(k) * CELLS - v;
      List<Double> cuts = new ArrayList<>();
      crossings(u, du, cuts);
      crossings(v, dv, cuts);
      crossings(u - v, du - dv, cuts);
      cuts.stream()
          .sorted()
          .forEach(t -> points.add(new double[] {(u + t * du) / CELLS, (v + t * dv) / CELLS}));
      points.add(new double[] {line.x(k), line.y(k)});
    }
    return Polyline.owning(
        points.stream().mapToDouble(p -> p[0]).toArray(),
        points.stream().mapToDouble(p -> p[1]).toArray());
  }

  /// Adds where from + t · by is a whole number, t between 0 and 1.
  private static void crossings(double from, double by, List<Double> cuts) {
    double low = Math.ceil(Math.min(from, from + by));
    double high = Math.floor(Math.max(from, from + by));
    for (double whole = low; whole <= high && by != 0; whole++) {
      double t = (whole - from) / by;
      if (t > 0 && t < 1) {
        cuts.add(t);
      }
    }
  }
}

package thalweg.picture;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// Leaves out what would only blacken a drawing: the strokes of a long zig-zag that fall where
/// enough of them stand already, and marks on top of marks. What is drawn is drawn where it
/// belongs, so a crowded place becomes a hatching and no solid block.
///
/// Keeps account of one path, over a grid of square cells.
final class Thinning {
  /// How often a path may pass through a cell.
  private static final int OFTEN = 2;

  /// A stroke with more than this share of its cells full is left out.
  private static final double CROWDED = 0.6;

  /// Steps shorter than this, in pixels, are taken together: a creeping path is a line.
  private static final double SHORT = 1;

  private final double cell;
  private final double left;
  private final double top;
  private final int columns;
  private final int[] visits;
  private int last = -1;

  /// @param cell the side of a cell in pixels
  Thinning(Rectangle2D area, double cell) {
    this.cell = cell;
    left = area.getMinX();
    top = area.getMinY();
    columns = (int) (area.getWidth() / cell) + 2;
    visits = new int[columns * ((int) (area.getHeight() / cell) + 2)];
  }

  /// Returns the parts of `line`, which lies inside the area, that are to be drawn.
  List<Polyline> strokes(Polyline line) {
    var strokes = new ArrayList<Polyline>();
    var stroke = new Growing();
    double x = line.x(0);
    double y = line.y(0);
    for (int i = 1; i < line.size(); i++) {
      double nextX = line.x(i);
      double nextY = line.y(i);
      if (Math.hypot(nextX - x, nextY - y) < SHORT && i < line.size() - 1) {
        continue;
      }
      if (enter(x, y, nextX, nextY)) {
        stroke.from(x, y, strokes);
        stroke.to(nextX, nextY);
      } else {
        stroke.finish(strokes);
      }
      x = nextX;
      y = nextY;
    }
    stroke.finish(strokes);
    return strokes;
  }

  /// Returns whether there is room for the stroke from (`x0`, `y0`) to (`x1`, `y1`), and if so
  /// takes note of it.
  private boolean enter(double x0, double y0, double x1, double y1) {
    int parts = Math.max(1, (int) Math.ceil(2 * Math.hypot(x1 - x0, y1 - y0) / cell));
    int before = last;
    int cells = 0;
    int full = 0;
    for (int k = 0; k <= parts; k++) {
      int here = place(x0 + k * (x1 - x0) / parts, y0 + k * (y1 - y0) / parts);
      if (here != before) {
        cells++;
        full += visits[here] >= OFTEN ? 1 : 0;
        before = here;
      }
    }
    if (full > CROWDED * cells) {
      last = before;
      return false;
    }
    for (int k = 0; k <= parts; k++) {
      int here = place(x0 + k * (x1 - x0) / parts, y0 + k * (y1 - y0) / parts);
      if (here != last) {
        visits[here]++;
        last = here;
      }
    }
    return true;
  }

  /// Returns whether a mark has room at a place inside the area, the first in its cell and the
  /// cells around, and if so takes note of it.
  boolean mark(double x, double y) {
    int here = place(x, y);
    for (int row = -1; row <= 1; row++) {
      for (int column = -1; column <= 1; column++) {
        int neighbour = here + row * columns + column;
        if (neighbour >= 0 && neighbour < visits.length && visits[neighbour] > 0) {
          return false;
        }
      }
    }
    visits[here]++;
    return true;
  }

  private int place(double x, double y) {
    int column = Math.clamp((long) ((x - left) / cell), 0, columns - 1);
    int row = Math.clamp((long) ((y - top) / cell), 0, visits.length / columns - 1);
    return row * columns + column;
  }
}

package thalweg.picture;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// Cuts polylines at a rectangle before they are drawn.
///
/// The drawing surface clips as well, but a path that diverges has coordinates like 10³⁰⁰, on which
/// dashing would never end and rounding would bend the visible part.
final class Clipping {
  private Clipping() {}

  /// Returns the parts of `line` inside `window`, in order, each of at least two points.
  static List<Polyline> pieces(Polyline line, Rectangle2D window) {
    var pieces = new ArrayList<Polyline>();
    var piece = new Growing();
    for (int i = 1; i < line.size(); i++) {
      double[] part = line.finite(i - 1) && line.finite(i) ? segment(line, i, window) : NOTHING;
      if (part.length == 0) {
        piece.finish(pieces);
        continue;
      }
      piece.from(part[0], part[1], pieces);
      piece.to(part[2], part[3]);
    }
    piece.finish(pieces);
    return pieces;
  }

  private static final double[] NOTHING = {};

  /// Returns the visible part of the segment from point i − 1 to point i as x0, y0, x1, y1; nothing
  /// if there is none. Source: Liang and Barsky 1984, *A new concept and method for line clipping*.
  private static double[] segment(Polyline line, int i, Rectangle2D window) {
    double x0 = line.x(i - 1);
    double y0 = line.y(i - 1);
    double dx = line.x(i) - x0;
    double dy = line.y(i) - y0;
    if (!Double.isFinite(dx) || !Double.isFinite(dy)) {
      return NOTHING;
    }
    double[] towards = {-dx, dx, -dy, dy};
    double[] room = {
      x0 - window.getMinX(), window.getMaxX() - x0, y0 - window.getMinY(), window.getMaxY() - y0
    };
    double enter = 0;
    double leave = 1;
    for (int side = 0; side < 4; side++) {
      if (towards[side] == 0) {
        if (room[side] < 0) {
          return NOTHING;
        }
      } else if (towards[side] < 0) {
        enter = Math.max(enter, room[side] / towards[side]);
      } else {
        leave = Math.min(leave, room[side] / towards[side]);
      }
    }
    if (!(enter <= leave)) {
      return NOTHING;
    }
    return new double[] {
      enter == 0 ? x0 : inside(x0 + enter * dx, window.getMinX(), window.getMaxX()),
      enter == 0 ? y0 : inside(y0 + enter * dy, window.getMinY(), window.getMaxY()),
      leave == 1 ? line.x(i) : inside(x0 + leave * dx, window.getMinX(), window.getMaxX()),
      leave == 1 ? line.y(i) : inside(y0 + leave * dy, window.getMinY(), window.getMaxY())
    };
  }

  /// Rounding may put the cut a little outside.
  private static double inside(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}

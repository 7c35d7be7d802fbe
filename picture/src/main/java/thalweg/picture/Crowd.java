package thalweg.picture;

import java.awt.Point;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What already stands on a drawing, in pixels, so that words are put where there is room.
final class Crowd {
  /// The side of the squares that points are sorted into, so that only those nearby are looked at.
  private static final int SQUARE = 32;

  private final Rectangle2D area;
  private final Map<Point, List<Point2D>> points = new HashMap<>();
  private final List<Rectangle2D> words = new ArrayList<>();

  Crowd(Rectangle2D area) {
    this.area = area;
  }

  /// Takes note of the points along a line, at most a few pixels apart.
  void line(Polyline pixels) {
    double lastX = pixels.x(0);
    double lastY = pixels.y(0);
    point(lastX, lastY);
    for (int i = 1; i < pixels.size(); i++) {
      double dx = pixels.x(i) - lastX;
      double dy = pixels.y(i) - lastY;
      // A path of a million steps within a few pixels is a few points here.
      int parts = (int) Math.ceil(Math.hypot(dx, dy) / 4 - 0.5);
      for (int k = 1; k <= parts; k++) {
        double t = (double) k / parts;
        point(lastX + t * dx, lastY + t * dy);
      }
      if (parts > 0) {
        lastX = pixels.x(i);
        lastY = pixels.y(i);
      }
    }
  }

  void point(double x, double y) {
    points
        .computeIfAbsent(new Point(square(x), square(y)), _ -> new ArrayList<>())
        .add(new Point2D.Double(x, y));
  }

  void word(Rectangle2D box) {
    words.add(box);
  }

  /// Returns how badly `box` would stand: 0 for free, more for points in it, much more for words in
  /// it or for reaching over the edge.
  double trouble(Rectangle2D box) {
    double trouble = area.contains(box) ? 0 : 1000;
    for (Rectangle2D word : words) {
      if (word.intersects(box)) {
        trouble += 500;
      }
    }
    for (List<Point2D> near : near(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY())) {
      for (Point2D point : near) {
        if (box.contains(point)) {
          trouble++;
        }
      }
    }
    return trouble;
  }

  /// Returns the distance from (`x`, `y`) to the nearest point, word or edge, at most `far`.
  double room(double x, double y, double far) {
    double room =
        Math.min(
            Math.min(x - area.getMinX(), area.getMaxX() - x),
            Math.min(y - area.getMinY(), area.getMaxY() - y));
    for (Rectangle2D word : words) {
      double dx = Math.max(0, Math.abs(x - word.getCenterX()) - word.getWidth() / 2);
      double dy = Math.max(0, Math.abs(y - word.getCenterY()) - word.getHeight() / 2);
      room = Math.min(room, Math.hypot(dx, dy));
    }
    room = Math.min(room, far);
    for (List<Point2D> near : near(x - room, y - room, x + room, y + room)) {
      for (Point2D point : near) {
        room = Math.min(room, point.distance(x, y));
      }
    }
    return room;
  }

  /// Returns the points that may lie within these bounds, by squares.
  private List<List<Point2D>> near(double left, double top, double right, double bottom) {
    List<List<Point2D>> near = new ArrayList<>();
    for (int column = square(left); column <= square(right); column++) {
      for (int row = square(top); row <= square(bottom); row++) {
        List<Point2D> there = points.get(new Point(column, row));
        if (there != null) {
          near.add(there);
        }
      }
    }
    return near;
  }

  private static int square(double pixel) {
    return (int) Math.clamp(Math.floor(pixel / SQUARE), -1e6, 1e6);
  }
}

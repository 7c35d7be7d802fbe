package thalweg.picture;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// What already stands on a drawing, in pixels, so that words are put where there is room.
final class Crowd {
  private final Rectangle2D area;
  private final List<Point2D> points = new ArrayList<>();
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
    points.add(new Point2D.Double(x, y));
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
    for (Point2D point : points) {
      if (box.contains(point)) {
        trouble++;
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
    for (Point2D point : points) {
      room = Math.min(room, point.distance(x, y));
    }
    return Math.min(room, far);
  }
}

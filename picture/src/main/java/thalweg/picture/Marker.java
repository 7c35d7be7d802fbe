package thalweg.picture;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/// The mark drawn at each point of a layer; told apart by form, so that it survives a photocopier.
public enum Marker {
  /// No mark.
  NONE(),
  /// A disc.
  CIRCLE(),
  /// A square standing on its side.
  SQUARE(-1, -1, 1, -1, 1, 1, -1, 1),
  /// A triangle pointing up.
  TRIANGLE(0, -1.15, 1.1, 0.8, -1.1, 0.8),
  /// A square standing on its corner.
  DIAMOND(0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0),
  /// A triangle pointing down; also says "at or below the edge".
  TRIANGLE_DOWN(0, 1.15, -1.1, -0.8, 1.1, -0.8),
  /// A cross of two thick strokes, ✕.
  CROSS(
      -1.2, -0.7, -0.7, -1.2, 0, -0.5, 0.7, -1.2, 1.2, -0.7, 0.5, 0, //
      1.2, 0.7, 0.7, 1.2, 0, 0.5, -0.7, 1.2, -1.2, 0.7, -0.5, 0);

  @SuppressWarnings("ImmutableEnumChecker") // never handed out, never written to
  private final double[] corners;

  Marker(double... corners) {
    this.corners = corners;
  }

  /// Returns the outline around (`x`, `y`) with about `radius` to each side, in pixels downward.
  Shape at(double x, double y, double radius) {
    if (this == NONE) {
      return new Rectangle2D.Double(x, y, 0, 0);
    }
    if (this == CIRCLE) {
      return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    }
    var outline = new Path2D.Double();
    outline.moveTo(x + corners[0] * radius, y + corners[1] * radius);
    for (int i = 2; i < corners.length; i += 2) {
      outline.lineTo(x + corners[i] * radius, y + corners[i + 1] * radius);
    }
    outline.closePath();
    return outline;
  }
}

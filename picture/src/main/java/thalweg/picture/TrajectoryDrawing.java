package thalweg.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.util.List;

/// Draws the path of a search and says plainly what became of it.
final class TrajectoryDrawing {
  static final double START_RADIUS = 6.5;
  static final double END_RADIUS = 6;

  /// Below this share of the frame all steps fall on one spot.
  private static final double SPOT = 0.005;

  /// Marks closer than this, in pixels, would run into each other.
  private static final double APART = 14;

  /// What is left of a line's width where the path is very long.
  private static final double SLIMMEST = 0.4;

  private TrajectoryDrawing() {}

  /// What became of a path, as seen in the frame: how many points from the start are drawn, whether
  /// the last of them is a step out of the frame, the first step without a finite place (or −1),
  /// and whether all stay on one spot.
  record Fate(int drawn, boolean leaves, int lost, boolean still) {
    static Fate of(Polyline points, Axis x, Axis y) {
      int finite = 0;
      while (finite < points.size() && points.finite(finite)) {
        finite++;
      }
      int lost = finite < points.size() ? finite : -1;
      int lastInside = -1;
      double left = 1;
      double right = 0;
      double bottom = 1;
      double top = 0;
      for (int i = 0; i < finite; i++) {
        double u = x.fraction(points.x(i));
        double v = y.fraction(points.y(i));
        if (u >= 0 && u <= 1 && v >= 0 && v <= 1) {
          lastInside = i;
        }
        left = Math.min(left, u);
        right = Math.max(right, u);
        bottom = Math.min(bottom, v);
        top = Math.max(top, v);
      }
      // After the last point inside, one step more shows where the path went; the steps beyond may
      // cross the frame again on their way from far to far, and would only look like progress.
      boolean leaves = lastInside + 1 < finite;
      boolean still = lastInside >= 0 && lost < 0 && right - left < SPOT && top - bottom < SPOT;
      return new Fate(leaves ? lastInside + 2 : lastInside + 1, leaves, lost, still);
    }

    /// Returns what the legend adds to the name of the path; empty for an ordinary path.
    String remark() {
      if (leaves) {
        return drawn < 2
            ? " (outside the picture)"
            : " (leaves the picture at step " + (drawn - 1) + ")";
      }
      if (lost >= 0) {
        return " (not finite from step " + lost + ")";
      }
      return still ? " (hardly moves)" : "";
    }
  }

  private static Fate fate(Canvas canvas, Layer.Trajectory path) {
    return Fate.of(path.points(), canvas.x(), canvas.y());
  }

  private static List<Polyline> pieces(Canvas canvas, Layer.Trajectory path) {
    return canvas.visible(path.points().first(fate(canvas, path).drawn()));
  }

  static void survey(Canvas canvas, Layer.Trajectory path) {
    pieces(canvas, path).forEach(canvas.crowd()::line);
    double px = canvas.pixelX(path.points().x(0));
    double py = canvas.pixelY(path.points().y(0));
    canvas.crowd().point(px, py);
  }

  static void line(Canvas canvas, Layer.Trajectory path) {
    Fate fate = fate(canvas, path);
    List<Polyline> pieces = pieces(canvas, path);
    Style style = slimmed(canvas, path.style(), pieces);
    var thinning = new Thinning(canvas.area(), 5 + 2 * style.width());
    for (int k = 0; k < pieces.size(); k++) {
      Polyline piece = pieces.get(k);
      int tip = piece.size() - 1;
      double dx = piece.x(tip) - piece.x(tip - 1);
      double dy = piece.y(tip) - piece.y(tip - 1);
      double length = Math.hypot(dx, dy);
      if (k == pieces.size() - 1 && fate.leaves() && length > 0) {
        double head = 13 + 2 * style.width();
        // The line stops inside the head, or its round end would stick out at the tip.
        double back = Math.min(1, 0.7 * head / length);
        Polyline shaft = piece.endingAt(piece.x(tip) - back * dx, piece.y(tip) - back * dy);
        thinning.strokes(shaft).forEach(stroke -> canvas.line(stroke, style));
        canvas.arrowhead(piece.x(tip), piece.y(tip), dx, dy, head, style.color());
      } else {
        thinning.strokes(piece).forEach(stroke -> canvas.line(stroke, style));
      }
    }
  }

  /// Returns the style with a line the thinner the longer the path: one that goes to and fro all
  /// over would hide what is below it, and itself.
  private static Style slimmed(Canvas canvas, Style style, List<Polyline> pieces) {
    double length = 0;
    for (Polyline piece : pieces) {
      for (int i = 1; i < piece.size(); i++) {
        length += Math.hypot(piece.x(i) - piece.x(i - 1), piece.y(i) - piece.y(i - 1));
      }
    }
    double around = 2 * (canvas.area().getWidth() + canvas.area().getHeight());
    return style.withWidth(style.width() * Math.clamp(around / length, SLIMMEST, 1));
  }

  static void marks(Canvas canvas, Layer.Trajectory path) {
    Fate fate = fate(canvas, path);
    Style style = path.style();
    int inside = fate.leaves() ? fate.drawn() - 1 : fate.drawn();
    if (inside == 0) {
      return;
    }
    Polyline pixels = canvas.pixels(path.points().first(inside));
    var thinning = new Thinning(canvas.area(), APART);
    thinning.mark(pixels.x(0), pixels.y(0));
    for (int i = 1; i < inside; i++) {
      if (canvas.inside(pixels.x(i), pixels.y(i)) && thinning.mark(pixels.x(i), pixels.y(i))) {
        Shape mark = style.marker().at(pixels.x(i), pixels.y(i), 0.8 * style.markerRadius());
        canvas.mark(mark, style.color());
      }
    }
  }

  /// Draws what must stay visible on top of all paths: where this one starts and ends.
  static void ends(Canvas canvas, Layer.Trajectory path) {
    Fate fate = fate(canvas, path);
    Style style = path.style();
    int inside = fate.leaves() ? fate.drawn() - 1 : fate.drawn();
    if (inside == 0) {
      return;
    }
    Polyline pixels = canvas.pixels(path.points().first(inside));
    if (fate.still()) {
      ring(
          canvas, Marker.CIRCLE.at(pixels.x(0), pixels.y(0), 2 * START_RADIUS), style.color(), 2.4);
    } else if (!fate.leaves()) {
      Shape end = Marker.CROSS.at(pixels.x(inside - 1), pixels.y(inside - 1), END_RADIUS);
      canvas.mark(end, style.color());
    }
    Shape start = Marker.CIRCLE.at(pixels.x(0), pixels.y(0), START_RADIUS);
    canvas.paint(Color.WHITE);
    canvas.g().fill(start);
    ring(canvas, start, Style.INK, 2);
  }

  static void words(Canvas canvas, Layer.Trajectory path) {
    if (fate(canvas, path).still()) {
      canvas.write(
          path.name().isEmpty() ? "hardly moves" : path.name() + " hardly moves",
          Drawing.WORDS,
          Style.INK,
          canvas.pixels(path.points().first(1)),
          2 * START_RADIUS + 4,
          Side.AROUND);
    }
  }

  private static void ring(Canvas canvas, Shape shape, Color color, double width) {
    canvas.paint(color);
    canvas.g().setStroke(new BasicStroke((float) width));
    canvas.g().draw(shape);
  }
}

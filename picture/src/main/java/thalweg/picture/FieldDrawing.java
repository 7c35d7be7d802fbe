package thalweg.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/// Draws a field of vectors as arrows.
final class FieldDrawing {
  static final Color COLOR = Style.number(0).color();
  private static final double SKEWED = 10;

  /// Share of a cell that the longest arrow fills, so that neighbours never touch.
  private static final double FILL = 0.92;

  /// Share of that for arrows of one length: all as long as the longest would be a wall.
  private static final double UNIT = 0.7;

  private FieldDrawing() {}

  /// Returns whether lengths are drawn by their square roots, because in proportion most arrows
  /// would be too short to be seen.
  static boolean compressed(Layer.Field field, Axis x, Axis y) {
    if (field.unit()) {
      return false;
    }
    double[] lengths =
        arrows(field, x, y, field.across()).stream().mapToDouble(Arrow::length).sorted().toArray();
    return lengths.length > 0 && lengths[lengths.length - 1] > SKEWED * lengths[lengths.length / 2];
  }

  /// A vector (u, v) at a point, and its length.
  private record Arrow(double x, double y, double u, double v, double length) {}

  /// Returns the finite vectors in the middles of the cells of a grid.
  private static List<Arrow> arrows(Layer.Field field, Axis xAxis, Axis yAxis, int rows) {
    var arrows = new ArrayList<Arrow>();
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < field.across(); i++) {
        double x = xAxis.value((i + 0.5) / field.across());
        double y = yAxis.value((j + 0.5) / rows);
        double u = field.u().applyAsDouble(x, y);
        double v = field.v().applyAsDouble(x, y);
        double length = Math.hypot(u, v);
        if (Double.isFinite(length)) {
          arrows.add(new Arrow(x, y, u, v, length));
        }
      }
    }
    return arrows;
  }

  static void draw(Canvas canvas, Layer.Field field) {
    double aspect = canvas.area().getHeight() / canvas.area().getWidth();
    int rows = Math.max(2, (int) Math.round(field.across() * aspect));
    List<Arrow> arrows = arrows(field, canvas.x(), canvas.y(), rows);
    boolean compressed = compressed(field, canvas.x(), canvas.y());
    double longest = arrows.stream().mapToDouble(Arrow::length).max().orElse(0);
    double cell = FILL * canvas.area().getWidth() / field.across();
    for (Arrow arrow : arrows) {
      double share = longest > 0 ? arrow.length / longest : 0;
      double length =
          field.unit() ? UNIT * Math.signum(arrow.length) : compressed ? Math.sqrt(share) : share;
      draw(canvas, arrow, cell * length);
    }
  }

  private static void draw(Canvas canvas, Arrow arrow, double length) {
    double px = canvas.pixelX(arrow.x);
    double py = canvas.pixelY(arrow.y);
    Graphics2D g = canvas.g();
    canvas.paint(COLOR);
    if (length < 1.5) {
      g.fill(new Ellipse2D.Double(px - 1.3, py - 1.3, 2.6, 2.6));
      canvas.crowd().point(px, py);
      return;
    }
    double dx = length * (arrow.u / arrow.length);
    double dy = -length * (arrow.v / arrow.length);
    double head = Math.min(9, 0.45 * length + 1.5);
    g.setStroke(Dash.SOLID.stroke(1.5));
    // The shaft ends inside the head, or its round end would blunt the tip.
    double shaft = 0.5 - 0.7 * head / length;
    g.draw(new Line2D.Double(px - dx / 2, py - dy / 2, px + shaft * dx, py + shaft * dy));
    canvas.arrowhead(px + dx / 2, py + dy / 2, dx, dy, head, COLOR);
    canvas
        .crowd()
        .line(
            Polyline.owning(
                new double[] {px - dx / 2, px + dx / 2}, new double[] {py - dy / 2, py + dy / 2}));
  }

  /// Returns a small arrow for the legend.
  static Path2D symbol() {
    var arrow = new Path2D.Double();
    arrow.moveTo(-13, -0.8);
    arrow.lineTo(5, -0.8);
    arrow.lineTo(5, -4.5);
    arrow.lineTo(14, 0);
    arrow.lineTo(5, 4.5);
    arrow.lineTo(5, 0.8);
    arrow.lineTo(-13, 0.8);
    arrow.closePath();
    return arrow;
  }
}

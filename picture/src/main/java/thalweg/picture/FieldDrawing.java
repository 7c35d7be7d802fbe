package thalweg.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.Arrays;

/// Draws a field of vectors as arrows.
final class FieldDrawing {
  static final Color COLOR = Style.number(0).color();
  private static final double SKEWED = 10;

  /// Share of a cell that the longest arrow fills, so that neighbours never touch.
  private static final double FILL = 0.92;

  private FieldDrawing() {}

  /// The vectors of a field at the middles of the cells of a grid, row by row from the bottom.
  @SuppressWarnings("ArrayRecordComponent") // a carrier between methods, never compared
  record Vectors(double[][] at, double[][] vector, double longest, boolean compressed) {
    static Vectors of(Layer.Field field, Axis x, Axis y, double aspect) {
      int columns = field.across();
      int rows = Math.max(2, (int) Math.round(columns * aspect));
      double[][] at = new double[rows * columns][];
      double[][] vector = new double[rows * columns][];
      for (int j = 0; j < rows; j++) {
        for (int i = 0; i < columns; i++) {
          double px = x.value((i + 0.5) / columns);
          double py = y.value((j + 0.5) / rows);
          at[j * columns + i] = new double[] {px, py};
          vector[j * columns + i] =
              new double[] {field.u().applyAsDouble(px, py), field.v().applyAsDouble(px, py)};
        }
      }
      double[] lengths =
          Arrays.stream(vector)
              .mapToDouble(v -> Math.hypot(v[0], v[1]))
              .filter(Double::isFinite)
              .sorted()
              .toArray();
      double longest = lengths.length == 0 ? 0 : lengths[lengths.length - 1];
      double median = lengths.length == 0 ? 0 : lengths[lengths.length / 2];
      return new Vectors(at, vector, longest, longest > SKEWED * median);
    }
  }

  static void draw(Canvas canvas, Layer.Field field) {
    double aspect = canvas.area().getHeight() / canvas.area().getWidth();
    Vectors vectors = Vectors.of(field, canvas.x(), canvas.y(), aspect);
    double cell = FILL * canvas.area().getWidth() / field.across();
    Graphics2D g = canvas.g();
    for (int k = 0; k < vectors.at.length; k++) {
      double length = Math.hypot(vectors.vector[k][0], vectors.vector[k][1]);
      if (!Double.isFinite(length)) {
        continue;
      }
      double px = canvas.pixelX(vectors.at[k][0]);
      double py = canvas.pixelY(vectors.at[k][1]);
      double share = vectors.longest > 0 ? length / vectors.longest : 0;
      double drawn = cell * (vectors.compressed ? Math.sqrt(share) : share);
      if (drawn < 1.5) {
        g.setPaint(COLOR);
        g.fill(new Ellipse2D.Double(px - 1.3, py - 1.3, 2.6, 2.6));
        continue;
      }
      double dx = drawn * vectors.vector[k][0] / length;
      double dy = -drawn * vectors.vector[k][1] / length;
      double head = Math.min(9, 0.45 * drawn + 1.5);
      g.setPaint(COLOR);
      g.setStroke(Dash.SOLID.stroke(1.5));
      // The shaft ends inside the head, or its round end would blunt the tip.
      double shaft = 0.5 - 0.7 * head / drawn;
      g.draw(new Line2D.Double(px - dx / 2, py - dy / 2, px + shaft * dx, py + shaft * dy));
      canvas.arrowhead(px + dx / 2, py + dy / 2, dx, dy, head, COLOR);
    }
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

package thalweg.picture;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;

/// Draws contours and writes their levels where there is room.
final class ContourDrawing {
  static final Style STYLE = new Style(new Color(0x8A8A8A), 1.1, Dash.SOLID, Marker.NONE);
  private static final Color WORDS = new Color(0x555555);
  private static final int SAMPLES = 201;

  private ContourDrawing() {}

  static void draw(Canvas canvas, Layer.Contours contours) {
    var grid = new MarchingSquares(contours.f(), samples(canvas.x()), samples(canvas.y()));
    double[] levels = contours.levels().stream().mapToDouble(Double::doubleValue).toArray();
    if (levels.length == 0) {
      levels = Levels.suiting(grid.heights());
    }
    for (double level : levels) {
      List<Polyline> lines = grid.lines(level).stream().map(canvas::pixels).toList();
      for (Polyline line : lines) {
        canvas.line(line, STYLE);
      }
      label(canvas, Numeral.text(level, 3), lines);
    }
  }

  private static double[] samples(Axis axis) {
    double[] values = new double[SAMPLES];
    Arrays.setAll(values, i -> axis.value((double) i / (SAMPLES - 1)));
    return values;
  }

  /// Writes the level at the roomiest point of its lines, or nowhere if there is none.
  private static void label(Canvas canvas, String text, List<Polyline> lines) {
    double enough = 90;
    double best = 12;
    Rectangle2D place = null;
    for (Polyline line : lines) {
      for (int i = 0; i < line.size(); i += 3) {
        Rectangle2D box = canvas.box(text, Drawing.SMALL, line.x(i), line.y(i), Side.CENTRE, 0);
        double room = canvas.crowd().room(line.x(i), line.y(i), enough);
        if (room > best + 1 && canvas.crowd().trouble(box) == 0) {
          best = room;
          place = box;
        }
      }
    }
    if (place != null) {
      canvas.write(text, Drawing.SMALL, WORDS, place);
    }
  }
}

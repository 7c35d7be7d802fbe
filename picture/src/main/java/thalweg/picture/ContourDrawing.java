package thalweg.picture;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Draws contours, and writes their levels where there is room.
final class ContourDrawing {
  static final Style STYLE = new Style(new Color(0x929292), 1.1, Dash.SOLID, Marker.NONE);
  static final Color WORDS = new Color(0x505050);
  private static final int SAMPLES = 201;

  /// Of lines with more points than this, as those of noise, no level could be made out, and
  /// looking for a place would take minutes.
  private static final int MOST = 40_000;

  /// Pixels between a level and the nearest line or word beyond which more is no better.
  private static final double AMPLE = 90;

  private ContourDrawing() {}

  /// The lines of one level, in pixels.
  private record Contour(double level, List<Polyline> lines) {}

  static void draw(Canvas canvas, Layer.Contours contours) {
    for (Contour contour : contours(canvas, contours)) {
      for (Polyline line : contour.lines) {
        canvas.line(line, STYLE);
      }
    }
  }

  /// Writes each level at the roomiest point of its lines, or nowhere if it would stand on
  /// something.
  static void words(Canvas canvas, Layer.Contours layer) {
    List<Contour> contours = contours(canvas, layer);
    if (contours.stream().flatMap(c -> c.lines.stream()).mapToInt(Polyline::size).sum() > MOST) {
      return;
    }
    for (Contour contour : contours) {
      var others = new Crowd(canvas.area());
      for (Contour other : contours) {
        if (other.level != contour.level) {
          other.lines.forEach(others::line);
        }
      }
      String text = Numeral.text(contour.level, 3);
      Rectangle2D place = place(canvas, text, contour.lines, others);
      if (place != null) {
        canvas.write(text, Drawing.SMALL, WORDS, place);
      }
    }
  }

  private static @Nullable Rectangle2D place(
      Canvas canvas, String text, List<Polyline> lines, Crowd others) {
    Rectangle2D place = null;
    double best = 0;
    for (Polyline line : lines) {
      for (int i = 0; i < line.size(); i += 3) {
        Rectangle2D box = canvas.box(text, Drawing.SMALL, line.x(i), line.y(i), Side.CENTRE, 0);
        // A pixel more must be worth moving for, or rounding would decide between equal places.
        double room = canvas.crowd().room(line.x(i), line.y(i), AMPLE);
        if (room > best + 1 && canvas.crowd().trouble(box) == 0 && others.trouble(box) == 0) {
          best = room;
          place = box;
        }
      }
    }
    return place;
  }

  private static List<Contour> contours(Canvas canvas, Layer.Contours layer) {
    var grid = new MarchingSquares(layer.f(), samples(canvas.x()), samples(canvas.y()));
    double[] levels = layer.levels().stream().mapToDouble(Double::doubleValue).toArray();
    if (levels.length == 0) {
      levels = Levels.suiting(grid.heights());
    }
    var contours = new ArrayList<Contour>();
    for (double level : levels) {
      contours.add(new Contour(level, grid.lines(level).stream().map(canvas::pixels).toList()));
    }
    return contours;
  }

  private static double[] samples(Axis axis) {
    double[] values = new double[SAMPLES];
    Arrays.setAll(values, i -> axis.value((double) i / (SAMPLES - 1)));
    return values;
  }
}

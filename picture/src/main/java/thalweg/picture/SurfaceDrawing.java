package thalweg.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// Draws a function of two variables as a surface in a box, its heights in colours with a scale
/// beside it, and paths and points on it.
///
/// Cells are painted from far to near, each of two triangles and the far one first, so that what is
/// in front covers what is behind. What of a path is hidden is dotted.
final class SurfaceDrawing {
  private static final double LEFT = 66;
  private static final double RIGHT = 104;
  private static final double ABOVE = 10;
  private static final double BELOW = 46;
  private static final double SCALE_WIDTH = 15;
  private static final int SCALE_STEPS = 64;

  /// Where the scale of colours begins and ends, as shares of the height of the frame.
  private static final double SCALE_TOP = 0.14;

  private static final double SCALE_TALL = 0.62;

  /// How far from the box numbers stand, and names.
  private static final double NUMBERS = 17;

  private static final double NAMES = 44;
  private static final int TICKS = 5;

  /// Steps of a path shorter than this share of the box are drawn as one.
  private static final double SHORT = 0.002;

  private static final Rectangle2D FLOOR = new Rectangle2D.Double(0, 0, 1, 1);

  private final Canvas canvas;
  private final Graphics2D g;
  private final SurfaceMesh mesh;

  private SurfaceDrawing(Canvas canvas, Layer.Surface surface) {
    this.canvas = canvas;
    g = canvas.g();
    mesh = new SurfaceMesh(surface.f(), canvas.x(), canvas.y(), box(canvas.area()));
  }

  /// Returns where in a frame the box is.
  static Rectangle2D box(Rectangle2D frame) {
    return new Rectangle2D.Double(
        frame.getX() + LEFT,
        frame.getY() + ABOVE,
        Math.max(1, frame.getWidth() - LEFT - RIGHT),
        Math.max(1, frame.getHeight() - ABOVE - BELOW));
  }

  /// Draws `layers` in the box of the one that is a surface; contours and fields have no place in
  /// it.
  static void draw(Canvas canvas, Layer.Surface surface, List<Layer> layers) {
    var drawing = new SurfaceDrawing(canvas, surface);
    drawing.walls();
    drawing.cells();
    drawing.scale();
    for (Layer layer : layers.reversed()) {
      if (layer instanceof Layer.Trajectory path) {
        drawing.path(path);
      }
    }
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Trajectory path -> drawing.ends(path);
        case Layer.Plot plot -> drawing.marks(plot.points(), plot.style(), true);
        case Layer.Surface _, Layer.Curve _, Layer.Line _, Layer.Contours _ -> {}
        case Layer.Field _, Layer.Note _, Layer.Raster _ -> {}
      }
    }
  }

  /// The floor and the two walls behind, with lines and numbers at round places.
  private void walls() {
    Axis up = new Axis("", mesh.low(), mesh.high(), false, false);
    g.setStroke(new BasicStroke(1));
    for (Ticks.Tick tick : ticks(canvas.x())) {
      double u = canvas.x().fraction(tick.value());
      line(u, 0, 0, u, 1, 0);
      line(u, 1, 0, u, 1, 1);
      word(tick.label(), u, 0, 0, -0.75, 0.65, NUMBERS, Drawing.SMALL);
    }
    for (Ticks.Tick tick : ticks(canvas.y())) {
      double v = canvas.y().fraction(tick.value());
      line(0, v, 0, 1, v, 0);
      line(0, v, 0, 0, v, 1);
      word(tick.label(), 1, v, 0, 0.95, 0.3, NUMBERS, Drawing.SMALL);
    }
    for (Ticks.Tick tick : ticks(up)) {
      double w = up.fraction(tick.value());
      line(0, 0, w, 0, 1, w);
      line(0, 1, w, 1, 1, w);
      word(tick.label(), 0, 0, w, -1.15, 0, NUMBERS, Drawing.SMALL);
    }
    canvas.paint(Style.GREY);
    double[][] edges = {
      {0, 0, 0, 1, 0, 0}, {1, 0, 0, 1, 1, 0}, {0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 1, 0},
      {0, 1, 0, 1, 1, 0}, {0, 1, 0, 0, 1, 1}, {0, 0, 1, 0, 1, 1}, {0, 1, 1, 1, 1, 1},
      {1, 1, 0, 1, 1, 1}
    };
    for (double[] edge : edges) {
      g.draw(between(edge[0], edge[1], edge[2], edge[3], edge[4], edge[5]));
    }
    word(canvas.x().name(), 0.5, 0, 0, -0.5, 0.87, NAMES, Drawing.WORDS);
    word(canvas.y().name(), 1, 0.5, 0, 0.95, 0.3, NAMES, Drawing.WORDS);
  }

  private static List<Ticks.Tick> ticks(Axis axis) {
    return Ticks.of(axis.from(), axis.to(), axis.logarithmic(), axis.whole(), TICKS).stream()
        .filter(tick -> !tick.label().isEmpty())
        .filter(tick -> axis.fraction(tick.value()) >= 0 && axis.fraction(tick.value()) <= 1)
        .toList();
  }

  private Line2D between(double u0, double v0, double w0, double u1, double v1, double w1) {
    return new Line2D.Double(mesh.pixel(u0, v0, w0), mesh.pixel(u1, v1, w1));
  }

  private void line(double u0, double v0, double w0, double u1, double v1, double w1) {
    canvas.paint(Style.PALE);
    g.draw(between(u0, v0, w0, u1, v1, w1));
  }

  /// Writes a word `away` pixels from a place of the box, in a direction across and down.
  private void word(
      String text,
      double u,
      double v,
      double w,
      double across,
      double down,
      double away,
      Font font) {
    if (text.isEmpty()) {
      return;
    }
    Point2D at = mesh.pixel(u, v, w);
    double width = g.getFontMetrics(font).stringWidth(text);
    // Words to the side end or begin there, however long they are.
    double shift = across < -0.6 ? -width / 2 : across > 0.6 ? width / 2 : 0;
    double px = at.getX() + across * away + shift * (away < NAMES ? 0.7 : 1);
    canvas.letters(text, font, Style.INK, px, at.getY() + down * away);
  }

  /// All cells, the far ones first.
  private void cells() {
    for (int row = SurfaceMesh.CELLS - 1; row >= 0; row--) {
      for (int column = 0; column < SurfaceMesh.CELLS; column++) {
        if (mesh.isShown(column, row)) {
          cell(column, row);
        }
      }
    }
  }

  private void cell(int i, int j) {
    double middle =
        (mesh.height(i, j)
                + mesh.height(i + 1, j)
                + mesh.height(i + 1, j + 1)
                + mesh.height(i, j + 1))
            / 4;
    Color fill = HeightColors.at(middle);
    Color edge = Theme.mixed(fill, Color.BLACK, 0.3);
    Point2D left = mesh.pixel(i, j);
    Point2D near = mesh.pixel(i + 1, j);
    Point2D right = mesh.pixel(i + 1, j + 1);
    Point2D far = mesh.pixel(i, j + 1);
    Path2D behind = triangle(left, right, far);
    Path2D before = triangle(left, near, right);
    g.setStroke(new BasicStroke(0.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    // One part where no edge of the cell covers another; two, one before the other, where it folds.
    boolean folds = turn(left, right, far) * turn(left, near, right) <= 0;
    if (folds) {
      part(behind, open(right, far, left), fill, edge);
      part(before, open(left, near, right), fill, edge);
    } else {
      behind.append(before, false);
      part(behind, open(left, near, right, far, left), fill, edge);
    }
  }

  private void part(Path2D area, Path2D outline, Color fill, Color edge) {
    g.setPaint(fill);
    g.fill(area);
    g.setPaint(edge);
    g.draw(outline);
  }

  /// Returns twice the area of a triangle, negative where it turns the other way.
  private static double turn(Point2D a, Point2D b, Point2D c) {
    return (b.getX() - a.getX()) * (c.getY() - a.getY())
        - (b.getY() - a.getY()) * (c.getX() - a.getX());
  }

  private static Path2D triangle(Point2D a, Point2D b, Point2D c) {
    // Always turning the same way: of two that turn differently nothing would be filled in common.
    Path2D triangle = turn(a, b, c) < 0 ? open(a, c, b) : open(a, b, c);
    triangle.closePath();
    return triangle;
  }

  private static Path2D open(Point2D... points) {
    var path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    path.moveTo(points[0].getX(), points[0].getY());
    for (int k = 1; k < points.length; k++) {
      path.lineTo(points[k].getX(), points[k].getY());
    }
    return path;
  }

  /// The scale of colours on the right, which says how high what is.
  private void scale() {
    Rectangle2D area = canvas.area();
    double left = area.getMaxX() - RIGHT + 34;
    double top = area.getY() + SCALE_TOP * area.getHeight();
    double tall = SCALE_TALL * area.getHeight();
    for (int k = SCALE_STEPS - 1; k >= 0; k--) {
      g.setPaint(HeightColors.at((k + 0.5) / SCALE_STEPS));
      // Each reaches below the next, so that no gap shows between them.
      double from = top + tall * (SCALE_STEPS - 1 - k) / SCALE_STEPS;
      g.fill(new Rectangle2D.Double(left, from, SCALE_WIDTH, top + tall - from));
    }
    g.setStroke(new BasicStroke(1));
    canvas.paint(Style.GREY);
    g.draw(new Rectangle2D.Double(left, top, SCALE_WIDTH, tall));
    Axis up = new Axis("", mesh.low(), mesh.high(), false, false);
    for (Ticks.Tick tick : ticks(up)) {
      double at = top + tall * (1 - up.fraction(tick.value()));
      canvas.paint(Style.GREY);
      g.draw(new Line2D.Double(left + SCALE_WIDTH, at, left + SCALE_WIDTH + 4, at));
      double width = g.getFontMetrics(Drawing.SMALL).stringWidth(tick.label());
      canvas.letters(
          tick.label(), Drawing.SMALL, Style.INK, left + SCALE_WIDTH + 7 + width / 2, at);
    }
    canvas.letters("value", Drawing.SMALL, Style.INK, left + SCALE_WIDTH / 2, top - 12);
  }

  /// Returns the part of a path within the box, in shares of its floor and without steps too short
  /// to be seen.
  private List<Polyline> onFloor(Polyline points) {
    List<double[]> kept = new ArrayList<>();
    for (int k = 0; k < points.size(); k++) {
      double u = canvas.x().fraction(points.x(k));
      double v = canvas.y().fraction(points.y(k));
      double[] last = kept.isEmpty() ? null : kept.getLast();
      if (last == null
          || k == points.size() - 1
          || !(Math.hypot(u - last[0], v - last[1]) < SHORT)) {
        kept.add(new double[] {u, v});
      }
    }
    return Clipping.pieces(
        Polyline.owning(
            kept.stream().mapToDouble(p -> p[0]).toArray(),
            kept.stream().mapToDouble(p -> p[1]).toArray()),
        FLOOR);
  }

  private void path(Layer.Trajectory path) {
    Polyline drawn =
        path.points()
            .first(TrajectoryDrawing.Fate.of(path.points(), canvas.x(), canvas.y()).drawn());
    Style hidden =
        path.style().withDash(Dash.DOTTED).withWidth(Math.min(1.6, path.style().width()));
    for (Polyline piece : onFloor(drawn)) {
      Polyline cut = SurfaceMesh.cut(piece);
      int from = 0;
      boolean seen = isSeen(cut, 0);
      for (int k = 1; k < cut.size(); k++) {
        if (k == cut.size() - 1 || isSeen(cut, k) != seen) {
          stroke(cut, from, k, seen ? path.style() : hidden);
          from = k;
          seen = !seen;
        }
      }
    }
    marks(drawn, path.style().withWidth(1.4), false);
  }

  /// Returns whether the middle of the k-th step is seen.
  private boolean isSeen(Polyline line, int k) {
    return mesh.isSeen((line.x(k) + line.x(k + 1)) / 2, (line.y(k) + line.y(k + 1)) / 2);
  }

  private void stroke(Polyline floor, int from, int to, Style style) {
    double[] px = new double[to - from + 1];
    double[] py = new double[px.length];
    for (int k = 0; k < px.length; k++) {
      Point2D at = place(floor.x(from + k), floor.y(from + k));
      px[k] = at.getX();
      py[k] = at.getY();
    }
    Polyline pixels = Polyline.owning(px, py);
    // The ground round a line keeps it apart from a surface of its colour.
    Style rim = style.withColor(Color.WHITE).withWidth(style.width() + 1.6).withDash(Dash.SOLID);
    for (Polyline part : Clipping.pieces(pixels, canvas.area())) { // gaps where there is no surface
      if (style.dash() == Dash.SOLID) {
        canvas.line(part, rim);
      }
      canvas.line(part, style);
    }
  }

  private Point2D place(double u, double v) {
    return mesh.pixel(u, v, mesh.height(u, v));
  }

  /// Marks the points that have room: those that are seen, and of `all` also the others, hollow.
  private void marks(Polyline points, Style style, boolean all) {
    var thinning = new Thinning(canvas.area(), 14);
    for (int k = 0; k < points.size() && style.marker() != Marker.NONE; k++) {
      double u = canvas.x().fraction(points.x(k));
      double v = canvas.y().fraction(points.y(k));
      Point2D at = FLOOR.contains(u, v) ? place(u, v) : new Point2D.Double(-1, Double.NaN);
      if (!canvas.inside(at.getX(), at.getY())) {
        continue;
      }
      Shape mark = style.marker().at(at.getX(), at.getY(), style.markerRadius());
      boolean seen = mesh.isSeen(u, v);
      if ((seen || all) && thinning.mark(at.getX(), at.getY())) {
        if (seen) {
          canvas.mark(mark, style.color());
        } else {
          canvas.paint(style.color());
          g.setStroke(new BasicStroke(1.5f));
          g.draw(mark);
        }
      }
    }
  }

  /// Where a path starts and ends, also behind the surface: that is to be found in any case.
  private void ends(Layer.Trajectory path) {
    TrajectoryDrawing.Fate fate = TrajectoryDrawing.Fate.of(path.points(), canvas.x(), canvas.y());
    int inside = fate.leaves() ? fate.drawn() - 1 : fate.drawn();
    if (inside == 0) {
      return;
    }
    Point2D end = place(path.points(), inside - 1);
    if (!fate.leaves() && !fate.still() && Double.isFinite(end.getY())) {
      Shape cross = Marker.CROSS.at(end.getX(), end.getY(), TrajectoryDrawing.END_RADIUS);
      canvas.mark(cross, path.style().color());
    }
    Point2D start = place(path.points(), 0);
    if (Double.isFinite(start.getY()) && canvas.inside(start.getX(), start.getY())) {
      Shape circle = Marker.CIRCLE.at(start.getX(), start.getY(), TrajectoryDrawing.START_RADIUS);
      canvas.paint(Color.WHITE);
      g.fill(circle);
      canvas.paint(fate.still() ? path.style().color() : Style.INK);
      g.setStroke(new BasicStroke(2));
      g.draw(circle);
    }
  }

  private Point2D place(Polyline points, int k) {
    return place(canvas.x().fraction(points.x(k)), canvas.y().fraction(points.y(k)));
  }
}

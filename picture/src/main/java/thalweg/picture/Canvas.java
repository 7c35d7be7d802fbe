package thalweg.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/// The inside of the frame while it is drawn on: turns data into pixels, and knows how lines, marks
/// and words look.
record Canvas(Graphics2D g, Rectangle2D area, Axis x, Axis y, Theme theme, Crowd crowd) {
  /// In pixels of the sheet.
  private static final double UNSEEN = 0.2;

  Canvas(Graphics2D g, Rectangle2D area, Axis x, Axis y, Theme theme) {
    this(g, area, x, y, theme, new Crowd(area));
  }

  double pixelX(double value) {
    return area.getX() + area.getWidth() * x.fraction(value);
  }

  double pixelY(double value) {
    return area.getMaxY() - area.getHeight() * y.fraction(value);
  }

  Polyline pixels(Polyline data) {
    double[] px = new double[data.size()];
    double[] py = new double[data.size()];
    for (int i = 0; i < px.length; i++) {
      px[i] = pixelX(data.x(i));
      py[i] = pixelY(data.y(i));
    }
    return Polyline.owning(px, py);
  }

  /// Returns the parts of `data` inside the frame, in pixels.
  List<Polyline> visible(Polyline data) {
    return Clipping.pieces(pixels(data), area);
  }

  boolean inside(double px, double py) {
    // Half a pixel, because a value at the very edge may be rounded to the other side.
    return px >= area.getMinX() - 0.5
        && px <= area.getMaxX() + 0.5
        && py >= area.getMinY() - 0.5
        && py <= area.getMaxY() + 0.5;
  }

  void line(Polyline pixels, Style style) {
    if (style.dash() == Dash.NONE) {
      return;
    }
    var outline = new Path2D.Double();
    outline.moveTo(pixels.x(0), pixels.y(0));
    double lastX = pixels.x(0);
    double lastY = pixels.y(0);
    for (int i = 1; i < pixels.size(); i++) {
      // Steps too small to be seen would only swell the file; the last point always counts.
      if (i == pixels.size() - 1 || Math.hypot(pixels.x(i) - lastX, pixels.y(i) - lastY) > UNSEEN) {
        lastX = pixels.x(i);
        lastY = pixels.y(i);
        outline.lineTo(lastX, lastY);
      }
    }
    paint(style.color());
    g.setStroke(style.dash().stroke(style.width()));
    g.draw(outline);
  }

  /// Goes on in what `color` is in this theme.
  void paint(Color color) {
    g.setPaint(theme.of(color));
  }

  /// Draws a mark with a thin rim of the ground, which keeps crowded marks apart.
  void mark(Shape shape, Color fill) {
    paint(fill);
    g.fill(shape);
    g.setPaint(theme.ground());
    g.setStroke(new BasicStroke(1));
    g.draw(shape);
  }

  /// Draws a triangle whose tip is at (`px`, `py`), pointing along (`dx`, `dy`).
  void arrowhead(double px, double py, double dx, double dy, double length, Color color) {
    double norm = Math.hypot(dx, dy);
    double ux = dx / norm;
    double uy = dy / norm;
    double half = 0.42 * length;
    var head = new Path2D.Double();
    head.moveTo(px, py);
    head.lineTo(px - length * ux + half * uy, py - length * uy - half * ux);
    head.lineTo(px - length * ux - half * uy, py - length * uy + half * ux);
    head.closePath();
    paint(color);
    g.fill(head);
  }

  /// Returns the box that `text` needs on `side` of a point, `gap` pixels away.
  Rectangle2D box(String text, Font font, double px, double py, Side side, double gap) {
    FontMetrics metrics = g.getFontMetrics(font);
    double width = metrics.stringWidth(text) + 6;
    double height = metrics.getAscent() + metrics.getDescent();
    // A diagonal gap is shared between the two directions.
    double away = side.right != 0 && side.down != 0 ? 0.6 * gap : gap;
    double left = px - width / 2 + side.right * (width / 2 + away);
    double top = py - height / 2 + side.down * (height / 2 + away);
    return new Rectangle2D.Double(left, top, width, height);
  }

  /// Writes `text` beside the one of `anchors`, in pixels, and on the one of `sides` that is least
  /// crowded, the first of equals.
  void write(String text, Font font, Color color, Polyline anchors, double gap, List<Side> sides) {
    Rectangle2D best = box(text, font, anchors.x(0), anchors.y(0), sides.getFirst(), gap);
    double least = crowd.trouble(best);
    for (int i = 0; i < anchors.size() && least > 0; i++) {
      for (Side side : sides) {
        Rectangle2D box = box(text, font, anchors.x(i), anchors.y(i), side, gap);
        double trouble = crowd.trouble(box);
        if (trouble < least) {
          least = trouble;
          best = box;
        }
      }
    }
    write(text, font, color, best);
  }

  void write(String text, Font font, Color color, Rectangle2D box) {
    crowd.word(box);
    g.setPaint(theme.veil());
    g.fill(box);
    letters(text, font, color, box);
  }

  /// Writes `text` with its middle at (`px`, `py`).
  void letters(String text, Font font, Color color, double px, double py) {
    letters(text, font, color, box(text, font, px, py, Side.CENTRE, 0));
  }

  private void letters(String text, Font font, Color color, Rectangle2D box) {
    paint(color);
    g.setFont(font);
    float baseline = (float) (box.getY() + g.getFontMetrics(font).getAscent());
    g.drawString(text, (float) box.getX() + 3, baseline);
  }
}

package thalweg.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/// Draws the layers of a figure inside the frame that JFreeChart has laid out.
///
/// One annotation rather than a renderer per layer: clipping before dashing, arrows measured in
/// pixels and words that avoid lines all need the whole drawing at once.
@SuppressWarnings("serial") // charts are drawn and forgotten, never serialised
final class Drawing extends AbstractXYAnnotation {
  static final Font WORDS = Lettering.font(Font.PLAIN, 14);
  static final Font SMALL = Lettering.font(Font.PLAIN, 12);

  private final List<Layer> layers;
  private final Axis x;
  private final Axis y;
  private final Theme theme;

  Drawing(List<Layer> layers, Axis x, Axis y, Theme theme) {
    this.layers = layers;
    this.x = x;
    this.y = y;
    this.theme = theme;
  }

  @Override
  public void draw(
      Graphics2D g,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis domain,
      ValueAxis range,
      int index,
      PlotRenderingInfo info) {
    var inner = (Graphics2D) g.create();
    inner.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    inner.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    var canvas = new Canvas(inner, area, x, y, theme);
    for (Layer layer : layers) {
      if (layer instanceof Layer.Surface surface) {
        SurfaceDrawing.draw(canvas, surface, layers);
        inner.dispose();
        return;
      }
    }
    for (Layer layer : layers) {
      survey(canvas, layer);
    }
    // All lines first, then all marks, then all words: no line runs through a word or a mark. Paths
    // in reverse, because later ones are wider and lie below.
    for (Layer layer : layers) {
      lines(canvas, layer);
    }
    for (Layer layer : layers.reversed()) {
      if (layer instanceof Layer.Trajectory path) {
        TrajectoryDrawing.line(canvas, path);
        TrajectoryDrawing.marks(canvas, path);
      }
    }
    for (Layer layer : layers) {
      marks(canvas, layer);
    }
    // Notes stand where they were put; names of paths and levels find their way around them.
    for (Layer layer : layers.reversed()) {
      words(canvas, layer);
    }
    inner.dispose();
  }

  /// Takes note of what words should keep off.
  private static void survey(Canvas canvas, Layer layer) {
    switch (layer) {
      case Layer.Curve curve ->
          canvas.visible(sampled(canvas, curve)).forEach(canvas.crowd()::line);
      case Layer.Line line -> canvas.visible(ends(canvas, line)).forEach(canvas.crowd()::line);
      case Layer.Plot plot -> {
        if (plot.style().dash() != Dash.NONE) {
          canvas.visible(plot.points()).forEach(canvas.crowd()::line);
        }
        noteMarks(canvas, plot.points());
      }
      case Layer.Trajectory path -> TrajectoryDrawing.survey(canvas, path);
      case Layer.Contours _, Layer.Field _, Layer.Note _, Layer.Raster _, Layer.Surface _ -> {}
    }
  }

  private static void lines(Canvas canvas, Layer layer) {
    switch (layer) {
      case Layer.Curve curve -> {
        for (Polyline piece : canvas.visible(sampled(canvas, curve))) {
          canvas.line(piece, curve.style());
        }
      }
      case Layer.Line line -> {
        for (Polyline piece : canvas.visible(ends(canvas, line))) {
          canvas.line(piece, line.style());
        }
      }
      case Layer.Plot plot -> {
        if (plot.style().dash() != Dash.NONE) {
          for (Polyline piece : canvas.visible(plot.points())) {
            canvas.line(piece, plot.style());
          }
        }
      }
      case Layer.Contours contours -> ContourDrawing.draw(canvas, contours);
      case Layer.Field field -> FieldDrawing.draw(canvas, field);
      case Layer.Raster raster -> raster(canvas, raster);
      case Layer.Trajectory _, Layer.Note _, Layer.Surface _ -> {}
    }
  }

  private static void marks(Canvas canvas, Layer layer) {
    switch (layer) {
      case Layer.Plot plot -> plotMarks(canvas, plot);
      case Layer.Trajectory path -> TrajectoryDrawing.ends(canvas, path);
      case Layer.Curve _, Layer.Line _, Layer.Contours _ -> {}
      case Layer.Field _, Layer.Note _, Layer.Raster _, Layer.Surface _ -> {}
    }
  }

  private static void words(Canvas canvas, Layer layer) {
    switch (layer) {
      case Layer.Note note ->
          canvas.write(
              note.text(), WORDS, Style.INK, canvas.pixels(note.anchors()), 8, note.sides());
      case Layer.Trajectory path -> TrajectoryDrawing.words(canvas, path);
      case Layer.Contours contours -> ContourDrawing.words(canvas, contours);
      case Layer.Curve _, Layer.Line _, Layer.Plot _ -> {}
      case Layer.Field _, Layer.Raster _, Layer.Surface _ -> {}
    }
  }

  private static Polyline sampled(Canvas canvas, Layer.Curve curve) {
    return curve.sampled(canvas.x(), canvas.y().from(), canvas.y().to());
  }

  private static Polyline ends(Canvas canvas, Layer.Line line) {
    double from = canvas.x().from();
    double to = canvas.x().to();
    return Polyline.owning(
        new double[] {from, to},
        new double[] {
          line.slope() * from + line.intercept(), line.slope() * to + line.intercept()
        });
  }

  private static void noteMarks(Canvas canvas, Polyline data) {
    Polyline pixels = canvas.pixels(data);
    for (int i = 0; i < pixels.size(); i++) {
      canvas.crowd().point(pixels.x(i), pixels.y(i));
    }
  }

  private static void plotMarks(Canvas canvas, Layer.Plot plot) {
    Style style = plot.style();
    if (style.marker() == Marker.NONE) {
      return;
    }
    Polyline pixels = canvas.pixels(plot.points());
    for (int i = 0; i < pixels.size(); i++) {
      if (pixels.finite(i) && canvas.inside(pixels.x(i), pixels.y(i))) {
        Shape shape = style.marker().at(pixels.x(i), pixels.y(i), style.markerRadius());
        canvas.mark(shape, style.color());
      }
    }
  }

  /// Returns an image of colours of ours in those of `theme`.
  private static BufferedImage recoloured(BufferedImage image, Theme theme) {
    if (!theme.dark()) {
      return image;
    }
    var other = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < image.getWidth(); i++) {
      for (int j = 0; j < image.getHeight(); j++) {
        other.setRGB(i, j, theme.of(new Color(image.getRGB(i, j))).getRGB());
      }
    }
    return other;
  }

  private static void raster(Canvas canvas, Layer.Raster raster) {
    double left = canvas.pixelX(raster.x());
    double right = canvas.pixelX(raster.x() + raster.width());
    double bottom = canvas.pixelY(raster.y());
    double top = canvas.pixelY(raster.y() + raster.height());
    var place = new AffineTransform();
    place.translate(left, top);
    place.scale(
        (right - left) / raster.image().getWidth(), (bottom - top) / raster.image().getHeight());
    Graphics2D g = canvas.g();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    g.drawImage(
        raster.drawn() ? recoloured(raster.image(), canvas.theme()) : raster.image(), place, null);
  }
}

package thalweg.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;

/// Makes the entries of a legend, in the order of the layers.
final class Legend {
  private static final double HALF = 17;
  private static final Shape NOTHING = new Rectangle2D.Double();
  private static final Color CLEAR = new Color(255, 255, 255, 0);

  private Legend() {}

  static LegendItemCollection of(List<Layer> layers, Axis x, Axis y, double aspect) {
    var items = new LegendItemCollection();
    boolean started = false;
    boolean ended = false;
    for (Layer layer : layers) {
      if (layer.name().isEmpty()) {
        continue;
      }
      switch (layer) {
        case Layer.Curve curve ->
            items.add(line(curve.name(), curve.style().withMarker(Marker.NONE)));
        case Layer.Line line -> items.add(line(line.name(), line.style().withMarker(Marker.NONE)));
        case Layer.Plot plot -> items.add(line(plot.name(), plot.style()));
        case Layer.Contours contours ->
            items.add(line(contours.name(), ContourDrawing.STYLE.withWidth(1.6)));
        case Layer.Field field -> {
          boolean compressed = FieldDrawing.Vectors.of(field, x, y, aspect).compressed();
          String remark = compressed ? " (length as its square root)" : "";
          items.add(
              item(field.name() + remark, FieldDrawing.symbol(), FieldDrawing.COLOR, CLEAR, 0));
        }
        case Layer.Trajectory path -> {
          TrajectoryDrawing.Fate fate = TrajectoryDrawing.Fate.of(path.points(), x, y);
          String label = path.name() + fate.remark();
          if (fate.still()) {
            items.add(item(label, Marker.CIRCLE.at(0, 0, 6), CLEAR, path.style().color(), 2.4f));
          } else {
            items.add(line(label, path.style()));
          }
          started |= fate.drawn() > 0;
          ended |= !fate.leaves() && !fate.still();
        }
        case Layer.Note _, Layer.Raster _ -> {}
      }
    }
    if (started) {
      items.add(item("start", Marker.CIRCLE.at(0, 0, 5), Color.WHITE, Style.INK, 2));
    }
    if (ended) {
      items.add(item("end", Marker.CROSS.at(0, 0, 5), Style.INK, CLEAR, 0));
    }
    return items;
  }

  /// Returns an entry with a piece of the line and one of its marks.
  private static LegendItem line(String label, Style style) {
    boolean drawn = style.dash() != Dash.NONE;
    boolean marked = style.marker() != Marker.NONE;
    BasicStroke stroke = style.dash().stroke(style.width());
    return entry(
        label,
        marked ? style.marker().at(0, 0, style.markerRadius()) : NOTHING,
        marked ? style.color() : CLEAR,
        Color.WHITE,
        new BasicStroke(1),
        drawn,
        stroke,
        style.color());
  }

  private static LegendItem item(String label, Shape shape, Paint fill, Paint rim, float width) {
    var stroke = new BasicStroke(width);
    return entry(label, shape, fill, rim, stroke, false, stroke, rim);
  }

  private static LegendItem entry(
      String label,
      Shape shape,
      Paint fill,
      Paint rim,
      BasicStroke rimStroke,
      boolean line,
      BasicStroke lineStroke,
      Paint linePaint) {
    var item =
        new LegendItem(
            label,
            null,
            null,
            null,
            !shape.equals(NOTHING),
            shape,
            true,
            fill,
            rimStroke.getLineWidth() > 0,
            rim,
            rimStroke,
            line,
            new Line2D.Double(-HALF, 0, HALF, 0),
            lineStroke,
            linePaint);
    item.setLabelFont(Lettering.font(Font.PLAIN, 14));
    item.setLabelPaint(Style.INK);
    return item;
  }
}

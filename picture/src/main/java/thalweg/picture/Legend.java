package thalweg.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;

/// Makes the entries of a legend, in the order of the layers.
final class Legend {
  static final Font WORDS = Lettering.font(Font.PLAIN, 14);
  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);
  private static final double HALF = 21.5;
  private static final Shape NOTHING = new Rectangle2D.Double();
  private static final Color CLEAR = new Color(255, 255, 255, 0);

  private final Theme theme;

  Legend(Theme theme) {
    this.theme = theme;
  }

  LegendItemCollection of(List<Layer> layers, Axis x, Axis y) {
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
          boolean compressed = FieldDrawing.compressed(field, x, y);
          String remark =
              field.unit()
                  ? " (direction alone)"
                  : compressed ? " (length as its square root)" : "";
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
        case Layer.Note _, Layer.Raster _, Layer.Surface _ -> {}
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

  /// Returns the entries in as few rows of at most `across` pixels as possible, and these as equal
  /// in width as they can be. JFreeChart wraps by itself, but to the left instead of the middle.
  static List<LegendItemCollection> rows(LegendItemCollection entries, double across) {
    double total = 0;
    double widest = 0;
    for (int i = 0; i < entries.getItemCount(); i++) {
      total += width(entries.get(i));
      widest = Math.max(widest, width(entries.get(i)));
    }
    int fewest = rowsWithin(entries, across).size();
    double cap = Math.max(widest, total / Math.max(1, fewest));
    while (cap < across && rowsWithin(entries, cap).size() > fewest) {
      cap += 10;
    }
    return rowsWithin(entries, Math.min(cap, across));
  }

  private static List<LegendItemCollection> rowsWithin(LegendItemCollection entries, double cap) {
    var rows = new ArrayList<LegendItemCollection>();
    double used = Double.POSITIVE_INFINITY;
    for (int i = 0; i < entries.getItemCount(); i++) {
      LegendItem entry = entries.get(i);
      if (used + width(entry) > cap + 0.5) {
        rows.add(new LegendItemCollection());
        used = 0;
      }
      rows.getLast().add(entry);
      used += width(entry);
    }
    return rows;
  }

  /// Returns about how many pixels an entry takes with the space around it.
  private static double width(LegendItem entry) {
    double symbol = entry.isLineVisible() ? 2 * HALF : 2 * Style.plain().markerRadius();
    return symbol + 28 + WORDS.getStringBounds(entry.getLabel(), METRICS).getWidth();
  }

  /// Returns an entry with a piece of the line and one of its marks.
  private LegendItem line(String label, Style style) {
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

  private LegendItem item(String label, Shape shape, Color fill, Color rim, float width) {
    var stroke = new BasicStroke(width);
    return entry(label, shape, fill, rim, stroke, false, stroke, rim);
  }

  private LegendItem entry(
      String label,
      Shape shape,
      Color fill,
      Color rim,
      BasicStroke rimStroke,
      boolean line,
      BasicStroke lineStroke,
      Color linePaint) {
    var item =
        new LegendItem(
            label,
            null,
            null,
            null,
            !shape.equals(NOTHING),
            shape,
            true,
            theme.of(fill),
            rimStroke.getLineWidth() > 0,
            theme.of(rim),
            rimStroke,
            line,
            line ? new Line2D.Double(-HALF, 0, HALF, 0) : new Line2D.Double(),
            lineStroke,
            theme.of(linePaint));
    item.setLabelFont(WORDS);
    item.setLabelPaint(theme.of(Style.INK));
    return item;
  }
}

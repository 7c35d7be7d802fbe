package thalweg.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jspecify.annotations.Nullable;

/// A figure laid out: its ranges settled, its chart built, its height known.
final class Sheet {
  private static final Color GRID = new Color(0xE2E2E2);

  private static final int MOST_LINES = 4; // of a title
  private static final double PADDING = 8;

  /// The height of a figure with a surface.
  private static final int BOX = 640;

  /// An equal scale would leave less than this share of one side of the frame for the other.
  private static final double STRIP = 0.2;

  private final Figure figure;
  private final Axis x;
  private final Axis y;
  private final Theme theme;
  private final boolean equalScale;

  /// Whether a box takes the place of the plane.
  private final boolean box;

  private final int height;

  /// What stands on the right; null if nothing does.
  private final @Nullable Sheet beside;

  /// Settles what `figure` leaves open.
  ///
  /// @throws IllegalArgumentException if nothing says how far an axis goes
  Sheet(Figure figure) {
    this(figure, figure.form().theme());
  }

  private Sheet(Figure figure, Theme theme) {
    Lettering.require();
    this.figure = figure;
    this.theme = theme;
    x = Extent.across(figure);
    y = Extent.upward(figure, x);
    // A strip along one axis shows nothing; images without axes are what they are.
    boolean strip = Math.max(shape(), 1 / shape()) * STRIP > 1;
    box = figure.layers().stream().anyMatch(Layer.Surface.class::isInstance);
    equalScale = figure.form().equalScale() && !box && !(figure.form().axes() && strip);
    height =
        figure.height() > 0
            ? figure.height()
            : equalScale ? fittingHeight(figure.width()) : box ? BOX : Figure.HEIGHT;
    beside = figure.beside() == null ? null : new Sheet(figure.beside(), theme);
  }

  String title() {
    return figure.title();
  }

  int width() {
    return figure.width() + (beside == null ? 0 : beside.width());
  }

  int height() {
    return height;
  }

  BufferedImage image(int pixelsAcross, int pixelsDown) {
    var image =
        new BufferedImage(
            pixelsAcross,
            pixelsDown,
            theme.transparent() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    double scale = (double) pixelsDown / height;
    g.scale(scale, scale);
    paint(g, pixelsAcross / scale, height);
    g.dispose();
    return image;
  }

  void paint(Graphics2D g, double across, double down) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    double own = across * figure.width() / width();
    JFreeChart chart = chart(own, true);
    if (equalScale) {
      equalise(chart, own, down);
    }
    var info = new ChartRenderingInfo();
    chart.draw(g, new Rectangle2D.Double(0, 0, own, down), info);
    if (beside != null) {
      double floor = info.getPlotInfo().getDataArea().getMaxY();
      beside.paint(g, new Rectangle2D.Double(own, 0, across - own, down), floor);
    }
  }

  /// Draws this sheet, and what stands on its right, in a place on another, the frames ending at
  /// `floor` if they would end lower.
  private void paint(Graphics2D g, Rectangle2D place, double floor) {
    double own = place.getWidth() * figure.width() / width();
    JFreeChart chart = chart(own, true);
    double below = frame(own, place.getHeight()).getMaxY() - floor;
    chart.setPadding(new RectangleInsets(PADDING, PADDING, PADDING + Math.max(0, below), PADDING));
    chart.draw(g, new Rectangle2D.Double(place.getX(), place.getY(), own, place.getHeight()));
    if (beside != null) {
      double rest = place.getWidth() - own;
      beside.paint(
          g,
          new Rectangle2D.Double(place.getX() + own, place.getY(), rest, place.getHeight()),
          floor);
    }
  }

  /// Returns the height at which a sheet `across` pixels wide has one unit as long upward as
  /// across.
  private int fittingHeight(int across) {
    double down = across;
    // The labels depend on the height, and the room they take on the labels: twice is enough.
    for (int round = 0; round < 2; round++) {
      Rectangle2D frame = frame(across, down);
      down = Math.max(100, down - frame.getHeight() + frame.getWidth() * shape());
    }
    return (int) Math.round(Math.min(down, 10.0 * across));
  }

  /// Gives `chart` the margins that leave a frame with equal scales in the middle of the sheet.
  private void equalise(JFreeChart chart, double across, double down) {
    Rectangle2D frame = frame(across, down);
    double tooTall = Math.max(0, frame.getHeight() - frame.getWidth() * shape()) / 2;
    double tooWide = Math.max(0, frame.getWidth() - frame.getHeight() / shape()) / 2;
    chart.setPadding(
        new RectangleInsets(
            PADDING + tooTall, PADDING + tooWide, PADDING + tooTall, PADDING + tooWide));
    // A smaller frame may get shorter labels beside it, which would make it wider again.
    var beside = new AxisSpace();
    beside.setLeft(frame.getX() - PADDING - chart.getPlot().getInsets().getLeft());
    chart.getXYPlot().setFixedRangeAxisSpace(beside);
  }

  /// Returns the height of the shown part of the plane over its width.
  private double shape() {
    return y.units() / x.units();
  }

  /// Returns where the frame falls on a sheet of the given size, found by laying it out once
  /// without its layers.
  private Rectangle2D frame(double across, double down) {
    var info = new ChartRenderingInfo();
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    chart(across, false).draw(g, new Rectangle2D.Double(0, 0, across, down), info);
    g.dispose();
    return info.getPlotInfo().getDataArea();
  }

  private JFreeChart chart(double across, boolean layers) {
    // Without a renderer XYPlot draws no grid; it has no data to render.
    var plot = new XYPlot(null, null, null, new XYLineAndShapeRenderer());
    boolean axes = figure.form().axes() && !box;
    plot.setDomainAxis(TickedAxis.of(x, spacing(75), theme));
    plot.setRangeAxis(TickedAxis.of(y, spacing(48), theme));
    plot.getDomainAxis().setVisible(axes);
    plot.getRangeAxis().setVisible(axes);
    plot.setOutlineVisible(axes);
    plot.setOutlinePaint(theme.of(Style.GREY));
    plot.setOutlineStroke(new BasicStroke(1));
    plot.setBackgroundPaint(theme.transparent() ? null : theme.ground());
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    // The last label across is centred on the right edge and needs half its width.
    plot.setInsets(new RectangleInsets(6, 4, 0, axes ? 20 : 4));
    boolean grid = axes && !equalScale;
    plot.setDomainGridlinesVisible(grid);
    plot.setRangeGridlinesVisible(grid);
    plot.setDomainGridlinePaint(theme.of(GRID));
    plot.setRangeGridlinePaint(theme.of(GRID));
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    if (layers) {
      plot.addAnnotation(new Drawing(figure.layers(), x, y, theme), false);
    }
    var chart = new JFreeChart(null, Lettering.font(Font.BOLD, 18), plot, false);
    chart.setBackgroundPaint(theme.transparent() ? null : theme.ground());
    chart.setAntiAlias(true);
    chart.setPadding(new RectangleInsets(PADDING, PADDING, PADDING, PADDING));
    if (!figure.title().isEmpty()) {
      // What cannot be in its lines, were all letters narrow, would be broken into more that nobody
      // sees, by work that grows with the square.
      var title =
          new TextTitle(beginning(figure.title(), (int) across), Lettering.font(Font.BOLD, 18));
      title.setMaximumLinesToDisplay(MOST_LINES);
      title.setPaint(theme.of(Style.INK));
      title.setPadding(4, 4, 6, 4);
      chart.setTitle(title);
    }
    // Titles at the bottom stand one above the other, the first one lowest.
    for (LegendItemCollection row :
        Legend.rows(new Legend(theme).of(figure.layers(), x, y), across - 4 * PADDING).reversed()) {
      chart.addSubtitle(legend(row));
    }
    return chart;
  }

  /// Returns a text's first letters, but no half of a pair.
  static String beginning(String text, int letters) {
    return text.length() <= letters
        ? text
        : text.substring(
            0, letters - (Character.isHighSurrogate(text.charAt(letters - 1)) ? 1 : 0));
  }

  /// Returns the pixels from label to label along an axis: equal on both axes with equal scales, so
  /// that both have the same steps, and otherwise `own`.
  private double spacing(double own) {
    return equalScale ? 75 : own;
  }

  private LegendTitle legend(LegendItemCollection row) {
    var legend = new LegendTitle(() -> row);
    legend.setPosition(RectangleEdge.BOTTOM);
    legend.setFrame(BlockBorder.NONE);
    legend.setItemFont(Legend.WORDS);
    legend.setItemLabelPadding(new RectangleInsets(2, 6, 2, 14));
    legend.setMargin(1, 2, 2, 2);
    return legend;
  }
}

package thalweg.picture;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;

/// Makes the axes of a chart, linear and logarithmic, with the labels of [Ticks]: JFreeChart's own
/// labels follow the locale of the machine, and its logarithmic ones overlap or run out.
final class TickedAxis {
  /// Pixels beside the frame that a sheet has at least: on the left are the other axis' labels.
  private static final int LEFT = 33;

  private static final int RIGHT = 26;

  private TickedAxis() {}

  /// Returns `axis` in the colours of `theme`, with labels about `spacing` pixels apart.
  static ValueAxis of(Axis axis, double spacing, Theme theme) {
    ValueAxis made =
        axis.logarithmic() ? new Logarithmic(axis, spacing) : new Linear(axis, spacing);
    made.setRange(axis.from(), axis.to());
    made.setLabelFont(Lettering.font(Font.PLAIN, 15));
    made.setTickLabelFont(Lettering.font(Font.PLAIN, 13));
    made.setLabelPaint(theme.of(Style.INK));
    made.setTickLabelPaint(theme.of(Style.INK));
    made.setAxisLineVisible(false);
    made.setTickMarkPaint(theme.of(Style.GREY));
    made.setTickMarkInsideLength(0);
    made.setTickMarkOutsideLength(5);
    made.setMinorTickMarkInsideLength(0);
    made.setMinorTickMarkOutsideLength(3);
    made.setMinorTickMarksVisible(true);
    made.setLabelInsets(new RectangleInsets(6, 6, 6, 6));
    made.setTickLabelInsets(new RectangleInsets(3, 4, 3, 4));
    return made;
  }

  private static List<ValueTick> ticks(
      Axis axis,
      double spacing,
      ValueAxis made,
      Graphics2D g,
      Rectangle2D area,
      RectangleEdge edge) {
    boolean across = RectangleEdge.isTopOrBottom(edge);
    int count = (int) ((across ? area.getWidth() : area.getHeight()) / spacing);
    TextAnchor anchor = across ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    FontMetrics metrics = g.getFontMetrics(made.getTickLabelFont());
    double free = area.getX() - LEFT; // where the last label across ends
    var ticks = new ArrayList<ValueTick>();
    for (Ticks.Tick tick :
        Ticks.of(axis.from(), axis.to(), axis.logarithmic(), axis.whole(), Math.max(2, count))) {
      String label = tick.label();
      if (across && !label.isEmpty()) {
        double half = metrics.stringWidth(label) / 2.0;
        double middle = made.valueToJava2D(tick.value(), area, edge);
        if (middle - half < free || middle + half > area.getMaxX() + RIGHT) {
          label = ""; // long numbers, as of a narrow range far from 0, leave others out
        } else {
          free = middle + half;
        }
      }
      TickType type = tick.label().isEmpty() ? TickType.MINOR : TickType.MAJOR;
      ticks.add(new NumberTick(type, tick.value(), label, anchor, TextAnchor.CENTER, 0));
    }
    return ticks;
  }

  /// Writes the name of a vertical axis upward on its left. JFreeChart would draw the outlines of
  /// its letters, which cannot be searched for in an SVG.
  private static AxisState drawUpward(
      ValueAxis axis, String label, Graphics2D g, Rectangle2D frame, AxisState state) {
    var turned = (Graphics2D) g.create();
    turned.setFont(axis.getLabelFont());
    turned.setPaint(axis.getLabelPaint());
    FontMetrics metrics = turned.getFontMetrics();
    RectangleInsets space = axis.getLabelInsets();
    double baseline = state.getCursor() - space.getRight() - metrics.getDescent();
    turned.rotate(-Math.PI / 2, baseline, frame.getCenterY());
    double start = baseline - metrics.stringWidth(label) / 2.0;
    turned.drawString(label, (float) start, (float) frame.getCenterY());
    turned.dispose();
    state.cursorLeft(space.getLeft() + metrics.getHeight() + space.getRight());
    return state;
  }

  @SuppressWarnings("serial") // charts are drawn and forgotten, never serialised
  private static final class Linear extends NumberAxis {
    private final Axis shown;
    private final double spacing;

    Linear(Axis shown, double spacing) {
      super(shown.name());
      this.shown = shown;
      this.spacing = spacing;
    }

    @Override
    public List<ValueTick> refreshTicks(
        Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
      return ticks(shown, spacing, this, g, area, edge);
    }

    @Override
    protected AxisState drawLabel(
        String label,
        Graphics2D g,
        Rectangle2D plotArea,
        Rectangle2D frame,
        RectangleEdge edge,
        AxisState state) {
      if (!RectangleEdge.isLeftOrRight(edge) || label == null || label.isEmpty()) {
        return super.drawLabel(label, g, plotArea, frame, edge, state);
      }
      return drawUpward(this, label, g, frame, state);
    }
  }

  @SuppressWarnings("serial")
  private static final class Logarithmic extends LogAxis {
    private final Axis shown;
    private final double spacing;

    Logarithmic(Axis shown, double spacing) {
      super(shown.name());
      this.shown = shown;
      this.spacing = spacing;
    }

    @Override
    public List<ValueTick> refreshTicks(
        Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
      return ticks(shown, spacing, this, g, area, edge);
    }

    @Override
    protected AxisState drawLabel(
        String label,
        Graphics2D g,
        Rectangle2D plotArea,
        Rectangle2D frame,
        RectangleEdge edge,
        AxisState state) {
      if (!RectangleEdge.isLeftOrRight(edge) || label == null || label.isEmpty()) {
        return super.drawLabel(label, g, plotArea, frame, edge, state);
      }
      return drawUpward(this, label, g, frame, state);
    }
  }
}

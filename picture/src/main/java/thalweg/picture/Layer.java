package thalweg.picture;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// One thing drawn on a figure. A name that is not empty appears in the legend.
sealed interface Layer {
  String name();

  /// The graph of a function from `from` to `to`; NaN stands for the edge of the figure.
  record Curve(String name, DoubleUnaryOperator f, double from, double to, Style style)
      implements Layer {
    /// Dense enough that no join shows at twice the default size.
    private static final int SAMPLES = 801;

    /// Returns points of the graph over `axis`, with gaps where f is not finite or jumps over the
    /// whole range from `low` to `high`, as at a pole.
    Polyline sampled(Axis axis, double low, double high) {
      double begin = Double.isNaN(from) ? 0 : Math.clamp(axis.fraction(from), 0, 1);
      double end = Double.isNaN(to) ? 1 : Math.clamp(axis.fraction(to), 0, 1);
      double[] x = new double[SAMPLES];
      double[] y = new double[SAMPLES];
      for (int i = 0; i < SAMPLES; i++) {
        x[i] = axis.value(begin + (end - begin) * i / (SAMPLES - 1));
        y[i] = f.applyAsDouble(x[i]);
        if (i > 0 && Math.min(y[i - 1], y[i]) < low && Math.max(y[i - 1], y[i]) > high) {
          y[i - 1] = Double.NaN;
        }
      }
      return Polyline.owning(x, y);
    }
  }

  /// Points, joined unless the pattern of the style is [Dash#NONE].
  record Plot(String name, Polyline points, Style style) implements Layer {}

  /// The straight line slope · x + intercept; it does not stretch the figure.
  record Line(String name, double slope, double intercept, Style style) implements Layer {}

  /// Lines of equal height; without levels, suitable ones are chosen.
  record Contours(String name, DoubleBinaryOperator f, List<Double> levels) implements Layer {}

  /// A function of two variables seen from the side, in a box that takes the place of the plane.
  record Surface(String name, DoubleBinaryOperator f) implements Layer {}

  /// An arrow (u, v) at each point of a grid with `across` columns, all of one length if `unit`.
  record Field(
      String name, DoubleBinaryOperator u, DoubleBinaryOperator v, int across, boolean unit)
      implements Layer {}

  /// The way of a search, with its steps.
  record Trajectory(String name, Polyline points, Style style) implements Layer {}

  /// A text beside the first of some points where there is room, on one of some sides.
  record Note(String name, String text, Polyline anchors, List<Side> sides) implements Layer {}

  /// An image over the rectangle from (x, y), its lower left corner; `drawn` in colours of ours, or
  /// one of the data.
  record Raster(
      String name,
      BufferedImage image,
      boolean drawn,
      double x,
      double y,
      double width,
      double height)
      implements Layer {}
}

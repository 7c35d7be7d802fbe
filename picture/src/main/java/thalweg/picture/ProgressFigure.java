package thalweg.picture;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.DoubleBinaryOperator;

/// Builds the figure of values against steps.
final class ProgressFigure {
  /// Values that span less than this are told apart better by how far they lie from the best.
  private static final double WIDE = 30;

  /// How far above the highest first height a search that runs away is followed, and how far below
  /// it the others: as factors.
  private static final double ABOVE = 1e8;

  private static final double BELOW = 1e-40;

  private static final double HIGHEST = 5e307;

  /// With more points than this, marks would hide the line.
  private static final int FEW = 30;

  /// With more points than this, values that go up and down would make a solid block.
  private static final int MANY = 400;

  /// The room before the first and after the last step, as a share of all.
  private static final double AIR = 0.02;

  private ProgressFigure() {}

  static Figure of(SequencedMap<String, double[]> values, boolean up) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("progress: there is no search; give at least one.");
    }
    double[] finite =
        values.values().stream()
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (finite.length == 0) {
      throw new IllegalArgumentException(
          "progress: none of the values is finite; give at least one.");
    }
    double least = finite[0];
    double most = finite[finite.length - 1];
    boolean asTheyAre = least > 0 && most > WIDE * least;
    double zero = asTheyAre ? 0 : up ? most : least;
    int sign = up && !asTheyAre ? -1 : 1;
    List<double[]> heights =
        values.values().stream()
            .map(series -> Arrays.stream(series).map(value -> sign * (value - zero)).toArray())
            .toList();
    Axis upward = upward(heights);
    int longest = heights.stream().mapToInt(series -> series.length - 1).max().orElse(0);
    double air = AIR * Math.max(1, longest);
    Figure figure =
        Figure.titled("Value at each step")
            .axes(
                "step",
                zero == 0 ? "value" : "value " + (up ? "below " : "above ") + Numeral.text(zero, 4))
            .wholeAcross()
            .across(-air, longest + air)
            .logarithmicUpward()
            .upward(upward.from(), upward.to());
    int index = heights.size();
    // Later ones are wider and lie below, as the paths do.
    for (double[] series : heights.reversed()) {
      figure = with(figure, series, Figures.pathStyle(--index), upward.from());
    }
    return figure;
  }

  /// Returns the axis for these heights, which are followed neither too far up nor too far down.
  /// Where a height is 0, which has no place on it, the axis has a decade more for its lower edge
  /// to stand for 0.
  private static Axis upward(List<double[]> heights) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    double start = 0;
    boolean zero = false;
    for (double[] series : heights) {
      for (double height : series) {
        zero |= height == 0;
        if (height > 0 && height < Double.POSITIVE_INFINITY) {
          low = Math.min(low, height);
          high = Math.max(high, height);
        }
      }
      if (series.length > 0 && series[0] < Double.POSITIVE_INFINITY) {
        start = Math.max(start, series[0]);
      }
    }
    if (!(low <= high)) {
      low = 1;
      high = 1;
    }
    if (start > 0) {
      high = Math.min(high, Math.max(ABOVE * start, low));
      low = Math.max(low, BELOW * start);
    }
    Axis axis = Figure.titled("").logarithmicUpward().y();
    return axis.around(
        Math.max(zero ? low / 10 : 0.8 * low, Double.MIN_NORMAL), Math.min(1.25 * high, HIGHEST));
  }

  private static Figure with(Figure figure, double[] series, Style style, double edge) {
    double[] y =
        Arrays.stream(series)
            .map(height -> height == 0 ? edge : height > 0 ? height : Double.NaN)
            .toArray();
    if (Arrays.stream(y).noneMatch(Double::isFinite)) {
      return figure;
    }
    if (y.length <= MANY) {
      double[] x = new double[y.length];
      Arrays.setAll(x, i -> i);
      return figure.curve("", x, y, y.length > FEW ? style.withMarker(Marker.NONE) : style);
    }
    Style thin = style.withMarker(Marker.NONE).withWidth(0.6 * style.width());
    return edges(edges(figure, y, Math::min, thin), y, Math::max, thin);
  }

  /// Adds the lower or upper edge of a long series: the least or greatest of each stretch.
  private static Figure edges(Figure figure, double[] y, DoubleBinaryOperator choice, Style style) {
    double[] x = new double[MANY / 2];
    double[] edge = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      int from = (int) ((long) k * y.length / x.length);
      int to = (int) ((k + 1L) * y.length / x.length);
      x[k] = k == 0 ? 0 : k == x.length - 1 ? y.length - 1 : 0.5 * (from + to - 1);
      edge[k] = Arrays.stream(y, from, to).reduce(choice).orElse(Double.NaN);
    }
    return Arrays.stream(edge).anyMatch(Double::isFinite)
        ? figure.curve("", x, edge, style)
        : figure;
  }
}

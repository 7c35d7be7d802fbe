package thalweg.picture;

/// Finds how far the axes of a figure must reach to show its layers.
final class Extent {
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  private Extent() {}

  /// Returns the axis across with its range settled.
  ///
  /// @throws IllegalArgumentException if no layer has a place of its own
  static Axis across(Figure figure) {
    var extent = new Extent();
    for (Layer layer : figure.layers()) {
      switch (layer) {
        case Layer.Plot(_, Polyline points, _) -> extent.addX(points);
        case Layer.Trajectory(_, Polyline points, _) -> extent.addX(points);
        case Layer.Curve curve -> {
          extent.add(curve.from());
          extent.add(curve.to());
        }
        case Layer.Raster raster -> {
          extent.add(raster.x());
          extent.add(raster.x() + raster.width());
        }
        case Layer.Note note -> extent.addX(note.anchors());
        case Layer.Line _, Layer.Contours _, Layer.Field _, Layer.Surface _ -> {}
      }
    }
    return extent.settle(figure.x(), "across");
  }

  /// Returns the axis upward with its range settled, functions being seen over `x`.
  ///
  /// @throws IllegalArgumentException if no layer has a place of its own
  static Axis upward(Figure figure, Axis x) {
    var extent = new Extent();
    if (figure.y().fixed()) {
      return figure.y();
    }
    for (Layer layer : figure.layers()) {
      switch (layer) {
        case Layer.Plot(_, Polyline points, _) -> extent.addY(points);
        case Layer.Trajectory(_, Polyline points, _) -> extent.addVisible(points, x);
        case Layer.Curve curve -> extent.addGraph(curve, x, figure.y().logarithmic());
        case Layer.Raster raster -> {
          extent.add(raster.y());
          extent.add(raster.y() + raster.height());
        }
        case Layer.Note note -> extent.addY(note.anchors());
        case Layer.Line _, Layer.Contours _, Layer.Field _, Layer.Surface _ -> {}
      }
    }
    return extent.settle(figure.y(), "upward");
  }

  private Axis settle(Axis axis, String which) {
    if (!axis.fixed() && !(low <= high)) {
      throw new IllegalArgumentException(
          "figure: nothing says how far the axis "
              + which
              + " goes. Give a range with "
              + which
              + "(from, to), or add points or a path.");
    }
    return axis.around(low, high);
  }

  private void add(double value) {
    if (Double.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }

  private void addX(Polyline points) {
    for (int i = 0; i < points.size(); i++) {
      add(points.finite(i) ? points.x(i) : Double.NaN);
    }
  }

  private void addY(Polyline points) {
    for (int i = 0; i < points.size(); i++) {
      add(points.finite(i) ? points.y(i) : Double.NaN);
    }
  }

  /// Adds the heights of a path as far as it is seen over `x`: one that has left has no height to
  /// show.
  private void addVisible(Polyline points, Axis x) {
    for (int i = 0; i < points.size(); i++) {
      boolean seen = x.fraction(points.x(i)) >= 0 && x.fraction(points.x(i)) <= 1;
      add(seen ? points.y(i) : Double.NaN);
    }
  }

  /// Adds the heights of a graph; if it has a pole, only those worth showing.
  private void addGraph(Layer.Curve curve, Axis x, boolean logarithmic) {
    Polyline graph = curve.sampled(x, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    double[] heights = new double[graph.size()];
    for (int i = 0; i < heights.length; i++) {
      heights[i] = logarithmic && graph.y(i) <= 0 ? Double.NaN : graph.y(i);
    }
    for (double height : logarithmic ? heights : Heights.worthShowing(heights)) {
      add(height);
    }
  }
}

package thalweg.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// A line on which a function of two variables has one height, as a figure draws it; a closed one
/// ends where it begins.
///
/// @param level the height
/// @param x the first coordinates of its points
/// @param y the second ones
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ContourLine(double level, double[] x, double[] y) {
  /// Returns the lines of `f` over `window` at the levels that a figure takes, from values on a
  /// grid of samples × samples points and, in a saddle, in the middle of a cell.
  ///
  /// @throws IllegalArgumentException if there are fewer than two samples
  public static List<ContourLine> of(DoubleBinaryOperator f, Window window, int samples) {
    if (samples < 2) {
      throw new IllegalArgumentException(
          "contours: " + samples + " samples; it takes at least 2 to each side.");
    }
    var grid =
        new MarchingSquares(
            f,
            between(window.left(), window.right(), samples),
            between(window.bottom(), window.top(), samples));
    List<ContourLine> lines = new ArrayList<>();
    for (double level : Levels.suiting(grid.heights())) {
      for (Polyline line : grid.lines(level)) {
        double[] x = new double[line.size()];
        double[] y = new double[line.size()];
        Arrays.setAll(x, line::x);
        Arrays.setAll(y, line::y);
        lines.add(new ContourLine(level, x, y));
      }
    }
    return lines;
  }

  private static double[] between(double from, double to, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> from + (to - from) * i / (count - 1));
    return values;
  }
}

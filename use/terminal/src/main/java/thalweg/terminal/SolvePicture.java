package thalweg.terminal;

import java.util.List;
import thalweg.calculus.function.Formula;
import thalweg.picture.Dash;
import thalweg.picture.Figure;
import thalweg.picture.Marker;
import thalweg.picture.Style;
import thalweg.picture.Window;

/// Draws the curve of an equation where it meets 0, or the curves on which each of two equations
/// holds, with the point that was found.
final class SolvePicture {
  private static final int ACROSS = 820;
  private static final int DOWN = 600;

  /// How much is shown beyond start and root, as a share of the way between them.
  private static final double AIR = 0.5;

  private SolvePicture() {}

  /// Returns the curve of a function of one variable.
  ///
  /// @param from and to what is to be seen at least
  static Figure curve(
      String title, Formula formula, String variable, double from, double to, double root) {
    double low = Math.min(from, root);
    double high = Math.max(to, root);
    double air = high > low ? AIR / 2 * (high - low) : Math.max(1, Math.abs(root)) / 2;
    return Figure.titled(title)
        .axes(variable, formula.text())
        .across(low - air, high + air)
        .size(ACROSS, DOWN)
        .line("", 0, 0, Style.plain().withColor(Style.GREY).withDash(Dash.DASHED))
        .curve("", x -> formula.at(x), Style.plain())
        .points(variable + " = " + root, new double[] {root}, new double[] {0}, spot());
  }

  /// Returns the curves of two equations in two variables.
  static Figure curves(
      List<String> texts,
      List<Formula> formulas,
      List<String> variables,
      double[] start,
      double[] point) {
    Window near = Window.around(point, new double[][] {start, point});
    double across = AIR * (near.right() - near.left());
    double up = AIR * (near.top() - near.bottom());
    Window window =
        new Window(
            near.left() - across, near.right() + across, near.bottom() - up, near.top() + up);
    Figure figure =
        Figure.titled(String.join(", ", texts))
            .axes(variables.get(0), variables.get(1))
            .showing(window)
            .size(ACROSS, DOWN);
    for (int i = 0; i < 2; i++) {
      Formula formula = formulas.get(i);
      figure = figure.contours(texts.get(i), (x, y) -> formula.at(x, y), 0);
    }
    return figure
        .points(
            "start",
            new double[] {start[0]},
            new double[] {start[1]},
            Style.number(0).withMarker(Marker.SQUARE))
        .points("found", new double[] {point[0]}, new double[] {point[1]}, spot());
  }

  private static Style spot() {
    return Style.number(1).withMarker(Marker.CIRCLE);
  }
}

package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import thalweg.descent.Bounds;
import thalweg.descent.constraint.ConstrainedMinimum;
import thalweg.descent.constraint.Constraint;
import thalweg.picture.Dash;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.picture.Marker;
import thalweg.picture.Style;
import thalweg.picture.Window;

/// Draws a descent under constraints in one or two variables: the way on the function, and what is
/// not allowed.
final class ConstrainedPicture {
  private static final int ACROSS = 820;
  private static final int DOWN = 640;

  /// What is not allowed is dotted, so many dots each way.
  private static final int DOTS = 40;

  /// The picture is wider than the way by this share.
  private static final double AIR = 0.6;

  private final SearchPlan plan;
  private final ConstrainedMinimum found;
  private final FigureOptions look;

  ConstrainedPicture(SearchPlan plan, ConstrainedMinimum found, FigureOptions look) {
    this.plan = plan;
    this.found = found;
    this.look = look;
  }

  Figure figure() {
    List<String> variables = plan.coordinates().variables();
    SequencedMap<String, double[][]> paths = new LinkedHashMap<>();
    paths.put("way", found.path());
    if (variables.size() == 1) {
      double[] ends = ends();
      return Figures.descent(
              plan.formula().text(), x -> plan.formula().at(x), paths, ends[0], ends[1])
          .axes(variables.getFirst(), "f")
          .size(ACROSS, DOWN);
    }
    Window window = look.window(window());
    double[][] path = found.path();
    Figure figure =
        dotted(Figure.titled("Descent on " + plan.head()), window)
            .axes(variables.get(0), variables.get(1))
            .showing(window)
            .contours("contours", (x, y) -> plan.formula().at(x, y));
    for (Constraint constraint : plan.constraints()) {
      double[] limits =
          Arrays.stream(new double[] {constraint.lower(), constraint.upper()})
              .filter(Double::isFinite)
              .distinct()
              .toArray();
      figure = figure.contours(constraint.name(), (x, y) -> constraint.at(x, y), limits);
    }
    return figure
        .path(
            "way",
            Arrays.stream(path).mapToDouble(x -> x[0]).toArray(),
            Arrays.stream(path).mapToDouble(x -> x[1]).toArray(),
            Style.number(0))
        .size(ACROSS, DOWN);
  }

  private double[] ends() {
    double low = Arrays.stream(found.path()).mapToDouble(x -> x[0]).min().orElse(0);
    double high = Arrays.stream(found.path()).mapToDouble(x -> x[0]).max().orElse(0);
    double air = high > low ? AIR * (high - low) : Math.max(1, Math.abs(low));
    return new double[] {low - air, high + air};
  }

  private Window window() {
    Window window = Window.around(found.point(), found.path());
    double across = AIR * (window.right() - window.left());
    double up = AIR * (window.top() - window.bottom());
    return new Window(
        window.left() - across / 2,
        window.right() + across / 2,
        window.bottom() - up / 2,
        window.top() + up / 2);
  }

  private Figure dotted(Figure figure, Window window) {
    boolean isRegion =
        plan.bounds() != null || plan.constraints().stream().anyMatch(c -> !c.isEquality());
    if (!isRegion) {
      return figure;
    }
    List<double[]> dots = new ArrayList<>();
    for (int i = 0; i < DOTS; i++) {
      for (int k = 0; k < DOTS; k++) {
        double x = window.left() + (i + 0.5) / DOTS * (window.right() - window.left());
        double y = window.bottom() + (k + 0.5) / DOTS * (window.top() - window.bottom());
        if (!isAllowed(x, y)) {
          dots.add(new double[] {x, y});
        }
      }
    }
    if (dots.isEmpty()) {
      return figure;
    }
    Style dot =
        Style.plain()
            .withColor(Style.PALE)
            .withWidth(0.1)
            .withDash(Dash.NONE)
            .withMarker(Marker.CROSS);
    return figure.points(
        "not allowed",
        dots.stream().mapToDouble(p -> p[0]).toArray(),
        dots.stream().mapToDouble(p -> p[1]).toArray(),
        dot);
  }

  private boolean isAllowed(double x, double y) {
    Bounds bounds = plan.bounds();
    boolean isInside =
        bounds == null
            || (x >= bounds.lower()[0]
                && x <= bounds.upper()[0]
                && y >= bounds.lower()[1]
                && y <= bounds.upper()[1]);
    return isInside
        && plan.constraints().stream()
            .filter(constraint -> !constraint.isEquality())
            .allMatch(constraint -> constraint.violation(x, y) == 0);
  }
}

package thalweg.terminal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import thalweg.picture.Dash;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.picture.Style;
import thalweg.picture.Window;

/// Draws walks on functions of one or two variables.
final class DescentPicture {
  private final DescentPlan plan;
  private final List<Walk> walks;

  DescentPicture(DescentPlan plan, List<Walk> walks) {
    this.plan = plan;
    this.walks = walks;
  }

  Figure figure() {
    return plan.ground().dimension() == 1 ? curve() : plane();
  }

  private static boolean isAstray(Walk walk) {
    return walk.exitCode() != ExitCode.OK;
  }

  private SequencedMap<String, double[][]> paths() {
    SequencedMap<String, double[][]> paths = new LinkedHashMap<>();
    walks.forEach(walk -> paths.put(name(walk), walk.minimum().path()));
    return paths;
  }

  private static String name(Walk walk) {
    return walk.name().equals("steepest") ? "rate " + walk.rate() : walk.name();
  }

  /// Shows where all walks begin and those that stay; of walks that only run away the first steps.
  private Window window() {
    long astray = walks.stream().allMatch(DescentPicture::isAstray) ? 3 : 1;
    return Window.around(
        walks.stream()
            .flatMap(
                walk ->
                    Arrays.stream(walk.minimum().path())
                        .limit(isAstray(walk) ? astray : Long.MAX_VALUE))
            .toArray(double[][]::new));
  }

  private Figure plane() {
    Ground ground = plan.ground();
    Figure figure = Figures.descent(ground.text(), ground.values(), paths(), window());
    return (plan.ascend() ? figure.retitled("Ascent on " + ground.text()) : figure)
        .axes(ground.coordinates().variables().get(0), ground.coordinates().variables().get(1));
  }

  /// The graph of a function of one variable with the points visited on it, as far as they stay
  /// near; a diverging path would leave no scale for anything else.
  private Figure curve() {
    Ground ground = plan.ground();
    double start = ground.start()[0];
    double reach = 1;
    for (Walk walk : walks) {
      if (!isAstray(walk)) {
        for (double[] x : walk.minimum().path()) {
          reach = Math.max(reach, 1.2 * Math.abs(x[0] - start));
        }
      }
    }
    double left = start - reach;
    double right = start + reach;
    Figure figure =
        Figure.titled((plan.ascend() ? "Ascent on " : "Descent on ") + ground.text())
            .axes(ground.coordinates().variables().getFirst(), "f")
            .across(left, right)
            .curve(
                "f",
                x -> ground.values().applyAsDouble(new double[] {x}),
                Style.plain().withDash(Dash.SOLID));
    int index = 0;
    for (Walk walk : walks) {
      double[] x =
          Arrays.stream(walk.minimum().path())
              .mapToDouble(point -> point[0])
              .filter(visited -> visited >= left && visited <= right)
              .toArray();
      double[] y =
          Arrays.stream(x)
              .map(visited -> ground.values().applyAsDouble(new double[] {visited}))
              .toArray();
      figure = figure.path(name(walk), x, y, Style.number(index++));
    }
    return figure;
  }
}

package thalweg.terminal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToLongFunction;
import thalweg.picture.Figure;
import thalweg.picture.Figures;
import thalweg.picture.Window;

/// Draws walks on functions of one or two variables.
final class DescentPicture {
  private static final int PATHS_ACROSS = 720;
  private static final int VALUES_ACROSS = 480;
  private static final int DOWN = 600;

  /// How many points of walks that all run away say where they went.
  private static final int FIRST_STEPS = 3;

  /// How much larger the picture may become for walks that run away.
  private static final double REACH = 1.6;

  private final DescentPlan plan;
  private final List<Walk> walks;
  private final boolean surface;

  /// @param surface whether a plane is drawn as a surface
  DescentPicture(DescentPlan plan, List<Walk> walks, boolean surface) {
    this.plan = plan;
    this.walks = walks;
    this.surface = surface;
  }

  /// Returns the paths, and beside them the values step by step.
  Figure figure() {
    Ground ground = plan.ground();
    List<String> variables = ground.coordinates().variables();
    Window window = window();
    Figure paths =
        ground.dimension() == 1
            ? Figures.descent(
                    ground.text(),
                    x -> ground.values().applyAsDouble(new double[] {x}),
                    paths(),
                    window.left(),
                    window.right())
                .size(PATHS_ACROSS, DOWN)
                .axes(variables.getFirst(), "f")
            : Figures.descent(ground.text(), ground.values(), paths(), window)
                .axes(variables.get(0), variables.get(1));
    SequencedMap<String, double[]> values = new LinkedHashMap<>();
    walks.forEach(walk -> values.put(name(walk), walk.values()));
    paths = surface ? paths.surface() : paths;
    return (plan.ascend() ? paths.retitled("Ascent on " + ground.text()) : paths)
        .beside(Figures.progress(values, plan.ascend()).size(VALUES_ACROSS, DOWN));
  }

  private SequencedMap<String, double[][]> paths() {
    SequencedMap<String, double[][]> paths = new LinkedHashMap<>();
    for (Walk walk : walks) {
      double[][] path = walk.minimum().path();
      String same =
          paths.entrySet().stream()
              .filter(other -> Arrays.deepEquals(other.getValue(), path))
              .map(other -> " (same path as " + other.getKey() + ")")
              .findFirst()
              .orElse("");
      paths.put(name(walk) + same, path);
    }
    return paths;
  }

  private static String name(Walk walk) {
    return walk.name().equals("steepest") ? "rate " + walk.rate() : walk.name();
  }

  /// Shows where all walks begin and those that stay, and of those that only run away the first
  /// steps, as long as they do not make all else small. What the best of them came to is not in a
  /// corner.
  private Window window() {
    boolean allAstray = walks.stream().allMatch(DescentPicture::isAstray);
    double[][] seen =
        points(walk -> !isAstray(walk) ? Long.MAX_VALUE : allAstray ? FIRST_STEPS : 1);
    Window window =
        allAstray
            ? Window.around(seen)
            : Window.around(inPlane(plan.best(walks).minimum().bestPoint()), seen);
    double[][] more = points(walk -> isAstray(walk) ? near(walk, window) : 0);
    return more.length == 0 ? window : window.with(more);
  }

  private double[][] points(ToLongFunction<Walk> count) {
    return walks.stream()
        .flatMap(walk -> Arrays.stream(walk.minimum().path()).limit(count.applyAsLong(walk)))
        .map(DescentPicture::inPlane)
        .toArray(double[][]::new);
  }

  /// Returns how many points from the start on lie not too far outside the window.
  private static long near(Walk walk, Window window) {
    double acrossHalf = 0.5 * REACH * (window.right() - window.left());
    double upHalf = 0.5 * REACH * (window.top() - window.bottom());
    double x = 0.5 * (window.left() + window.right());
    double y = 0.5 * (window.bottom() + window.top());
    return Arrays.stream(walk.minimum().path())
        .map(DescentPicture::inPlane)
        .takeWhile(p -> Math.abs(p[0] - x) <= acrossHalf && Math.abs(p[1] - y) <= upHalf)
        .count();
  }

  private static boolean isAstray(Walk walk) {
    return walk.exitCode() != ExitCode.OK;
  }

  /// Returns a point of the plane also for one of a line.
  private static double[] inPlane(double... x) {
    return x.length == 1 ? new double[] {x[0], 0} : x;
  }
}

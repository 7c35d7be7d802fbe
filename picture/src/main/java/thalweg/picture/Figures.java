package thalweg.picture;

import java.awt.Color;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/// The figures of the guide, each one call from data. What comes back is a [Figure]: it can be
/// given another title, more layers or another range before it is saved.
public final class Figures {
  private static final int FIELD_COLUMNS = 17;

  private Figures() {}

  /// Returns the graph of `f` from `from` to `to`, the secant through x and x + h, and the tangent
  /// at x with the given slope: what becomes of the first when h shrinks is the second.
  ///
  /// @param formula how `f` is written, for the legend
  /// @param slope the derivative of `f` at `x`
  /// @param h the step, not zero and large enough to be seen
  /// @throws IllegalArgumentException if a number is not finite, h is zero, the ends are not in
  ///   order, or f is not finite at x or x + h
  public static Figure secantAndTangent(
      String formula,
      DoubleUnaryOperator f,
      double slope,
      double x,
      double h,
      double from,
      double to) {
    double y = f.applyAsDouble(x);
    double stepped = f.applyAsDouble(x + h);
    if (h == 0 || !Double.isFinite(stepped - y) || !Double.isFinite(h)) {
      throw new IllegalArgumentException(
          "secant: f("
              + x
              + ") is "
              + y
              + " and f("
              + x
              + " + "
              + h
              + ") is "
              + stepped
              + "; both must be finite and the step not zero.");
    }
    double secant = (stepped - y) / h;
    Style guide = new Style(Style.GREY, 1.5, Dash.DOTTED, Marker.NONE);
    boolean rising = stepped > y == h > 0;
    return Figure.titled("Secant and tangent")
        .axes("x", "f(x)")
        .across(from, to)
        .curve("f(x) = " + formula, f, Style.plain().withWidth(2.6))
        .line(
            "secant through x and x + h, slope " + Numeral.text(secant, 4),
            secant,
            y - secant * x,
            Style.number(1).withMarker(Marker.NONE))
        .line(
            "tangent at x, slope " + Numeral.text(slope, 4),
            slope,
            y - slope * x,
            Style.number(0).withMarker(Marker.NONE))
        .segment("", x, y, x + h, y, guide)
        .segment("", x + h, y, x + h, stepped, guide)
        .points(
            "", new double[] {x, x + h}, new double[] {y, stepped}, spot(Style.INK, Marker.CIRCLE))
        .note("x = " + Numeral.text(x, 4), x, y, rising ? Side.ABOVE_LEFT : Side.BELOW_LEFT)
        .note(
            "x + h = " + Numeral.text(x + h, 4),
            x + h,
            stepped,
            rising ? Side.ABOVE_LEFT : Side.BELOW_LEFT)
        .note("h", x + h / 2, y, rising ? Side.BELOW : Side.ABOVE)
        .note("f(x + h) − f(x)", x + h, (y + stepped) / 2, h > 0 ? Side.RIGHT : Side.LEFT);
  }

  /// Returns the graph of `f` from `from` to `to`, the secants through x and x + h for several h,
  /// and the tangent at x that they come to where h shrinks.
  ///
  /// @param formula how `f` is written, for the legend
  /// @param slope the derivative of `f` at `x`; NaN where it has none, and no tangent
  /// @param steps each h, not zero; one at which f is not finite is left out
  /// @throws IllegalArgumentException if `x` or a step is not finite, a step is zero, the ends are
  ///   not in order, or f is not finite at x or at any x + h
  public static Figure secants(
      String formula,
      DoubleUnaryOperator f,
      double slope,
      double x,
      double[] steps,
      double from,
      double to) {
    double y = f.applyAsDouble(x);
    Figure figure =
        Figure.titled("Secants approach the tangent")
            .axes("x", "f(x)")
            .across(from, to)
            .curve("f(x) = " + formula, f, Style.plain().withWidth(2.6));
    boolean any = false;
    for (int k = 0; k < steps.length; k++) {
      double h = steps[k];
      double stepped = f.applyAsDouble(x + h);
      double secant = (stepped - y) / h;
      if (h == 0 || !Double.isFinite(h) || !Double.isFinite(x)) {
        throw new IllegalArgumentException(
            "secants: x is " + x + " and a step " + h + "; both must be finite, the step not 0.");
      }
      if (Double.isFinite(secant) && Double.isFinite(y - secant * x)) {
        any = true;
        Style style = Style.number(k + 1).withWidth(1.9);
        figure =
            figure
                .line(
                    "h = " + Numeral.text(h, 4) + ": slope " + Numeral.text(secant, 4),
                    secant,
                    y - secant * x,
                    style.withMarker(Marker.NONE))
                .points(
                    "",
                    new double[] {x + h},
                    new double[] {stepped},
                    spot(style.color(), style.marker()));
      }
    }
    if (!any) {
      throw new IllegalArgumentException(
          "secants: f("
              + x
              + ") is "
              + y
              + " and at none of "
              + steps.length
              + " steps from there f is finite too; take other steps or another x.");
    }
    if (Double.isFinite(slope) && Double.isFinite(y - slope * x)) {
      figure =
          figure.line(
              "tangent: slope " + Numeral.text(slope, 4),
              slope,
              y - slope * x,
              Style.number(0).withMarker(Marker.NONE));
    }
    return figure
        .points("", new double[] {x}, new double[] {y}, spot(Style.INK, Marker.CIRCLE))
        .note("x = " + Numeral.text(x, 4), x, y);
  }

  /// Returns the graph of `f` from `from` to `to` with its tangents, each given by the point where
  /// it touches, its slope and its intercept, in arrays that belong together.
  ///
  /// @throws IllegalArgumentException if there is no tangent, the lengths differ, or a number is
  ///   not finite
  public static Figure tangents(
      String formula,
      DoubleUnaryOperator f,
      double[] x,
      double[] slope,
      double[] intercept,
      double from,
      double to) {
    if (x.length == 0 || slope.length != x.length || intercept.length != x.length) {
      throw new IllegalArgumentException(
          "tangents: "
              + x.length
              + " points, "
              + slope.length
              + " slopes and "
              + intercept.length
              + " intercepts; there must be equally many, at least one.");
    }
    Figure figure =
        Figure.titled(x.length == 1 ? "A function and its tangent" : "A function and its tangents")
            .axes("x", "f(x)")
            .across(from, to)
            .curve("f(x) = " + formula, f, Style.plain().withWidth(2.6));
    for (int k = 0; k < x.length; k++) {
      Style style = Style.number(k).withDash(k % 2 == 0 ? Dash.DASHED : Dash.DASH_DOT);
      String name = "tangent at x = " + Numeral.text(x[k], 4) + ": " + line(slope[k], intercept[k]);
      figure =
          figure
              .line(name, slope[k], intercept[k], style)
              .points(
                  "",
                  new double[] {x[k]},
                  new double[] {f.applyAsDouble(x[k])},
                  spot(style.color(), style.marker()));
    }
    return figure;
  }

  /// Returns the contours of `f` over `window` with arrows of −gradient, which point the way down
  /// at right angles to the contours.
  ///
  /// @param f a function of two variables
  /// @param gradient its gradient, two numbers
  public static Figure field(
      String formula,
      ToDoubleFunction<double[]> f,
      UnaryOperator<double[]> gradient,
      Window window) {
    return plane("Negative gradient of " + formula, f, window)
        .field(
            "−gradient",
            (x, y) -> -gradient.apply(new double[] {x, y})[0],
            (x, y) -> -gradient.apply(new double[] {x, y})[1],
            FIELD_COLUMNS);
  }

  /// Returns the contours of `f` over `window` with the paths of searches by name, each an array of
  /// points (x, y) from the start on. A path that leaves the window or hardly moves is shown and
  /// named as such.
  ///
  /// @throws IllegalArgumentException if there is no path, a path has no finite point, or a point
  ///   has fewer than two numbers
  public static Figure descent(
      String formula,
      ToDoubleFunction<double[]> f,
      SequencedMap<String, double[][]> paths,
      Window window) {
    requireAny(paths);
    Figure figure = plane("Descent on " + formula, f, window);
    int index = 0;
    for (Map.Entry<String, double[][]> path : paths.entrySet()) {
      double[][] points = path.getValue();
      requirePoints(path.getKey(), points);
      figure = figure.path(path.getKey(), column(points, 0), column(points, 1), pathStyle(index++));
    }
    return figure;
  }

  /// Returns the graph of a function of one variable with the paths of searches on it, each an
  /// array of points (x), from the start on. A path that leaves the range or hardly moves is shown
  /// and named as such.
  ///
  /// @throws IllegalArgumentException if there is no path, a path has no finite point, or the ends
  ///   are not in order
  public static Figure descent(
      String formula,
      DoubleUnaryOperator f,
      SequencedMap<String, double[][]> paths,
      double from,
      double to) {
    requireAny(paths);
    Figure figure =
        Figure.titled("Descent on " + formula)
            .axes("x", "f")
            .across(from, to)
            .curve("f", f, Style.plain().withColor(Style.GREY));
    int index = 0;
    for (Map.Entry<String, double[][]> path : paths.entrySet()) {
      double[] x = column(path.getValue(), 0);
      figure = figure.path(path.getKey(), x, Arrays.stream(x).map(f).toArray(), pathStyle(index++));
    }
    return figure;
  }

  /// Returns the values at each step of searches by name, the start first, on a logarithmic axis:
  /// as they are if all are above 0 and they differ much, otherwise how far they are from the best
  /// of all, which the axis then names and its lower edge stands for. Of a long search the highest
  /// and the lowest value of each stretch are drawn. The names are for a legend beside, as
  /// [#descent] has one with the same colours.
  ///
  /// @param up whether the best value is the greatest
  /// @throws IllegalArgumentException if there is no search, or no value is finite
  public static Figure progress(SequencedMap<String, double[]> values, boolean up) {
    return ProgressFigure.of(values, up);
  }

  /// Returns [#descent(String, ToDoubleFunction, SequencedMap, Window)] over a window that shows
  /// where every path starts and all of those that settle, the end of the last of these well
  /// inside.
  ///
  /// @throws IllegalArgumentException as there
  public static Figure descent(
      String formula, ToDoubleFunction<double[]> f, SequencedMap<String, double[][]> paths) {
    paths.forEach(Figures::requirePoints);
    double[][] worthSeeing =
        paths.values().stream()
            .flatMap(path -> Arrays.stream(settled(path)))
            .toArray(double[][]::new);
    Window window =
        paths.values().stream()
            .filter(path -> path.length > 1 && settled(path).length == path.length)
            .findFirst()
            .map(path -> Window.around(path[path.length - 1], worthSeeing))
            .orElseGet(() -> Window.around(worthSeeing));
    return descent(formula, f, paths, window);
  }

  /// Returns the points of `path`, or only the first if it does not settle: the longest of its last
  /// steps must be shorter than the longest of all.
  private static double[][] settled(double[][] path) {
    double longest = 0;
    double last = 0;
    for (int k = 1; k < path.length; k++) {
      double step = Math.hypot(path[k][0] - path[k - 1][0], path[k][1] - path[k - 1][1]);
      // NaN from here on: comparisons below fail, and the path does not count as settled.
      longest = Math.max(longest, step);
      last = k > path.length - 1 - path.length / 10 ? Math.max(last, step) : step;
    }
    return last < longest || longest == 0 ? path : Arrays.copyOf(path, Math.min(1, path.length));
  }

  /// Returns the accuracy in training and on unseen data after each epoch, from 1 on.
  ///
  /// @param test may be empty
  /// @throws IllegalArgumentException if `training` has no finite number
  public static Figure accuracy(double[] training, double[] test) {
    var curves = new LinkedHashMap<String, double[]>();
    curves.put("training", training);
    if (test.length > 0) {
      curves.put("test", test);
    }
    return accuracy(curves);
  }

  /// Returns the accuracy on each part of the data after each epoch, from 1 on.
  ///
  /// @param curves by the name of the part
  /// @throws IllegalArgumentException if there are none, or one has no finite number
  public static Figure accuracy(SequencedMap<String, double[]> curves) {
    var series = new LinkedHashMap<String, double[]>();
    curves.forEach((part, curve) -> series.put(part + ending(curve), curve));
    Figure figure = learning("Accuracy while learning", "accuracy", series);
    double least =
        series.values().stream()
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .min()
            .orElse(0);
    // To the next tenth below, and up to 1, which nothing can pass.
    return figure.upward(Math.max(0, Math.floor(least * 10 - 0.2) / 10), 1);
  }

  /// Returns what a curve comes to, for the legend: a note beside the curve would cover its end.
  private static String ending(double[] values) {
    double last = values.length == 0 ? Double.NaN : values[values.length - 1];
    return Double.isFinite(last) ? ", " + Numeral.text(last, 4) + " at the end" : "";
  }

  /// Returns curves of a quantity over epochs, the first value of each belonging to epoch 1; a
  /// value that is not finite leaves a gap. The axis upward is logarithmic if all values are
  /// positive and the largest is more than fifty times the smallest.
  ///
  /// @param quantity what is measured, such as `loss`
  /// @throws IllegalArgumentException if there is no series or one has no finite number
  public static Figure learning(
      String title, String quantity, SequencedMap<String, double[]> series) {
    return learning(title, quantity, series, new double[0], new double[0]);
  }

  /// As the other, with what was measured at every step as a pale line behind the curves. On a
  /// logarithmic axis a step far below them is drawn at half the least of their values.
  ///
  /// @param at where each step is on the axis of epochs: the last of the first epoch at 1
  /// @param steps what was measured there; may be empty
  /// @throws IllegalArgumentException as the other, or if the lengths differ
  public static Figure learning(
      String title,
      String quantity,
      SequencedMap<String, double[]> series,
      double[] at,
      double[] steps) {
    if (series.isEmpty()) {
      throw new IllegalArgumentException(
          "learning curves of " + quantity + ": there is no series; give at least one.");
    }
    double[] values =
        series.values().stream()
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double least = values.length == 0 ? 0 : values[0];
    double most = Math.max(values.length == 0 ? 0 : values[values.length - 1], greatest(steps));
    boolean logarithmic = least > 0 && most > 50 * least;
    int longest = series.values().stream().mapToInt(y -> y.length).max().orElse(0);
    Figure figure = Figure.titled(title).axes("epoch", quantity).wholeAcross();
    double air = Math.clamp(0.02 * longest, 0.3, 0.9);
    double from = Arrays.stream(at).filter(Double::isFinite).min().orElse(1);
    figure = figure.across(Math.min(1, from) - air, longest + air);
    if (Arrays.stream(steps).anyMatch(Double::isFinite)) {
      Style pale = Style.plain().withColor(paler(Style.GREY, 0.6)).withWidth(1);
      double[] shown =
          logarithmic ? Arrays.stream(steps).map(y -> Math.max(y, least / 2)).toArray() : steps;
      figure = figure.curve("each step", at, shown, pale);
    }
    int index = 0;
    for (Map.Entry<String, double[]> entry : series.entrySet()) {
      double[] y = entry.getValue();
      double[] epochs = new double[y.length];
      Arrays.setAll(epochs, i -> i + 1);
      Style style = Style.number(index++);
      // Marks help a few points to be told apart and hide the line where there are many.
      figure =
          figure.curve(
              entry.getKey(), epochs, y, y.length > 60 ? style.withMarker(Marker.NONE) : style);
    }
    return logarithmic ? figure.logarithmicUpward() : figure;
  }

  private static double greatest(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).max().orElse(Double.NEGATIVE_INFINITY);
  }

  /// A line of known slope through a point of a figure with two logarithmic axes: how an error
  /// would grow with the step if it were proportional to step^`slope`.
  public record Guide(String name, double slope, double step, double error) {
    /// Creates a guide.
    ///
    /// @throws IllegalArgumentException if `slope` is not finite, or `step` or `error` is not
    ///   positive and finite
    public Guide {
      boolean placed = step > 0 && error > 0 && Double.isFinite(step) && Double.isFinite(error);
      if (!placed || !Double.isFinite(slope)) {
        throw new IllegalArgumentException(
            "guide \""
                + name
                + "\": slope "
                + slope
                + " through error "
                + error
                + " at step "
                + step
                + "; all must be finite, step and error above 0.");
      }
    }

    double at(double h) {
      return error * Math.pow(h / step, slope);
    }
  }

  /// Returns the errors of methods by name against the step, both axes logarithmic: a V whose right
  /// arm is truncation and whose left arm is rounding.
  ///
  /// An error of exactly 0 has no place on the axis; it is drawn as a triangle at the lower edge,
  /// and the legend says so. An error that is not finite leaves a gap.
  ///
  /// @param steps positive and finite, in any order
  /// @param errors one array for each method, one magnitude for each step
  /// @throws IllegalArgumentException if there is no step or no method, a step is not positive, an
  ///   error is negative, or the lengths differ
  public static Figure errorAgainstStep(
      String title, double[] steps, SequencedMap<String, double[]> errors, Guide... guides) {
    return ErrorFigure.of(title, steps, errors, guides);
  }

  /// Returns grey images in rows of `columns`, each with its caption below.
  ///
  /// @param width pixels across in every image
  /// @param images one array for each image, row by row from the top; 0 is black, 1 is white, what
  ///   lies beyond is cut off
  /// @param captions one for each image, or none at all
  /// @throws IllegalArgumentException if there is no image, an image is not a whole number of rows,
  ///   the images differ in size, or the captions differ in number
  public static Figure images(
      String title, int columns, int width, double[][] images, String... captions) {
    return ImageFigure.of(title, columns, 1, width, images, captions);
  }

  /// As [#images], in colour.
  ///
  /// @param images for each image its red, then its green, then its blue, row by row from the top
  /// @throws IllegalArgumentException as for it
  public static Figure colourImages(
      String title, int columns, int width, double[][] images, String... captions) {
    return ImageFigure.of(title, columns, 3, width, images, captions);
  }

  /// Returns a confusion matrix: a line of cells for each class, from the top, in it how many of
  /// its rows were named what, from the left; the darker the larger the share of the class. Counts
  /// and names are written for up to 30 classes.
  ///
  /// @param counts by the right class and then by the class named
  /// @throws IllegalArgumentException if there is no class, or not a row and a column for each
  public static Figure confusion(String title, List<String> names, double[][] counts) {
    return JudgementFigure.confusion(title, names, counts);
  }

  /// Returns a point for each row, what is right across and what was predicted upward, with the
  /// line on which both are equal. Of many rows some 5,000 are drawn, evenly chosen.
  ///
  /// @throws IllegalArgumentException if the lengths differ, or no row is finite
  public static Figure predictions(String quantity, double[] right, double[] predicted) {
    return JudgementFigure.predictions(quantity, right, predicted);
  }

  private static Figure plane(String title, ToDoubleFunction<double[]> f, Window window) {
    DoubleBinaryOperator g = (x, y) -> f.applyAsDouble(new double[] {x, y});
    return Figure.titled(title)
        .axes("x₀", "x₁")
        .showing(window)
        .equalScale()
        .contours("contours", g);
  }

  private static double[] column(double[][] points, int k) {
    return Arrays.stream(points).mapToDouble(point -> point[k]).toArray();
  }

  private static void requireAny(SequencedMap<String, double[][]> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("descent: there is no path; give at least one.");
    }
  }

  private static void requirePoints(String name, double[][] points) {
    for (int k = 0; k < points.length; k++) {
      if (points[k].length < 2) {
        throw new IllegalArgumentException(
            "descent: point "
                + k
                + " of \""
                + name
                + "\" has "
                + points[k].length
                + " numbers; a picture needs two, x and y.");
      }
    }
  }

  /// Returns the style of a path: paths often run on top of each other, so later ones, which lie
  /// below, are wider and paler; dashes would then hide what lies where.
  static Style pathStyle(int index) {
    int depth = Math.min(index, 5);
    Style style = Style.number(index);
    return style
        .withColor(paler(style.color(), 0.15 * depth))
        .withDash(Dash.SOLID)
        .withWidth(2.4 + 1.7 * depth);
  }

  private static Color paler(Color color, double share) {
    return new Color(
        (int) Math.round(color.getRed() + share * (255 - color.getRed())),
        (int) Math.round(color.getGreen() + share * (255 - color.getGreen())),
        (int) Math.round(color.getBlue() + share * (255 - color.getBlue())));
  }

  private static String line(double slope, double intercept) {
    String rising = Numeral.text(slope, 4) + " x";
    String sign = intercept < 0 ? " − " : " + ";
    return intercept == 0 ? rising : rising + sign + Numeral.text(Math.abs(intercept), 4);
  }

  private static Style spot(Color color, Marker marker) {
    return new Style(color, 3, Dash.NONE, marker);
  }
}

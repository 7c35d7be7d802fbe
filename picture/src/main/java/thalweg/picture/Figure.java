package thalweg.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A figure as a value: a title, two axes, and layers drawn in the order they were added.
///
/// Every method returns a new figure and leaves this one as it was. Functions are called when the
/// figure is drawn. The same figure gives the same SVG text every time on one machine; widths of
/// letters, and with them positions, follow the fonts installed.
///
/// A layer's name appears in the legend; an empty name keeps it out.
public final class Figure {
  private static final int WIDTH = 900;
  static final int HEIGHT = 600;
  private static final int EQUAL_WIDTH = 720;

  private final String title;
  private final Axis x;
  private final Axis y;
  private final Form form;
  private final List<Layer> layers;
  private final @Nullable Figure beside;

  /// The outer form: whether one unit is as long upward as across, whether axes are drawn, the size
  /// in pixels, 0 where it is to be chosen, and the ground.
  record Form(boolean equalScale, boolean axes, int width, int height, Theme theme) {}

  private Figure(
      String title, Axis x, Axis y, Form form, List<Layer> layers, @Nullable Figure beside) {
    this.beside = beside;
    this.title = Objects.requireNonNull(title, "title");
    this.x = x;
    this.y = y;
    this.form = form;
    this.layers = List.copyOf(layers);
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Plot plot -> requireShowable(plot.name(), plot.points());
        case Layer.Trajectory path -> requireShowable(path.name(), path.points());
        case Layer.Curve _, Layer.Line _, Layer.Contours _ -> {}
        case Layer.Field _, Layer.Note _, Layer.Raster _, Layer.Surface _ -> {}
      }
    }
  }

  /// Returns an empty figure with a title; the title may be empty.
  public static Figure titled(String title) {
    return new Figure(
        title, Axis.PLAIN, Axis.PLAIN, new Form(false, true, 0, 0, Theme.PLAIN), List.of(), null);
  }

  /// Returns this figure with another title.
  public Figure retitled(String title) {
    return new Figure(title, x, y, form, layers, beside);
  }

  /// Returns this figure with names for the axis across and the axis upward.
  public Figure axes(String across, String upward) {
    return new Figure(title, x.named(across), y.named(upward), form, layers, beside);
  }

  /// Returns this figure showing x from `from` to `to`; otherwise the layers decide.
  ///
  /// @throws IllegalArgumentException if the ends are not finite and in order, or not positive on a
  ///   logarithmic axis
  public Figure across(double from, double to) {
    return new Figure(title, x.ranging("across", from, to), y, form, layers, beside);
  }

  /// Returns this figure showing y from `from` to `to`; otherwise the layers decide.
  ///
  /// @throws IllegalArgumentException as [#across(double, double)]
  public Figure upward(double from, double to) {
    return new Figure(title, x, y.ranging("upward", from, to), form, layers, beside);
  }

  /// Returns this figure showing `window`.
  public Figure showing(Window window) {
    return across(window.left(), window.right()).upward(window.bottom(), window.top());
  }

  /// Returns this figure with a logarithmic axis across.
  ///
  /// @throws IllegalArgumentException if the range or a point of a layer is not positive
  public Figure logarithmicAcross() {
    return new Figure(title, x.scaledLogarithmically("across"), y, form, layers, beside);
  }

  /// Returns this figure with a logarithmic axis upward.
  ///
  /// @throws IllegalArgumentException if the range or a point of a layer is not positive
  public Figure logarithmicUpward() {
    return new Figure(title, x, y.scaledLogarithmically("upward"), form, layers, beside);
  }

  /// Returns this figure with whole numbers only along the axis across, for epochs and counts.
  public Figure wholeAcross() {
    return new Figure(title, x.wholeNumbered(), y, form, layers, beside);
  }

  /// Returns this figure with one unit as long upward as across, so that circles are round. Its
  /// height follows from its width unless [#size(int, int)] is given.
  public Figure equalScale() {
    return formed(new Form(true, form.axes, form.width, form.height, form.theme));
  }

  /// Returns this figure without axes and frame.
  public Figure withoutAxes() {
    return formed(new Form(form.equalScale, false, form.width, form.height, form.theme));
  }

  /// Returns this figure `width` by `height` pixels large; the default is 900 by 600, or 720 wide
  /// with [#equalScale()]. Panels that stand [beside][#beside(Figure)] it already share the width
  /// in the proportion that they have.
  ///
  /// @throws IllegalArgumentException if either is below 100 or above 10,000, or a panel would
  ///   become narrower than 100
  public Figure size(int width, int height) {
    requireSize("size", width, height);
    int own = (int) Math.round((double) width * width() / widthOfAll());
    Form sized = new Form(form.equalScale, form.axes, own, height, form.theme);
    if (beside == null) {
      return formed(sized);
    }
    if (Math.min(own, width - own) < 100) {
      throw new IllegalArgumentException(
          "size: "
              + width
              + " pixels across leave a panel fewer than 100; give more, there are several beside"
              + " each other.");
    }
    return new Figure(title, x, y, sized, layers, beside.size(width - own, height));
  }

  /// Returns this figure, with all that stands beside it, in light lines on a dark ground. The
  /// colours of [Style#number] stay what they are, [Style#INK] becomes nearly white, and a colour
  /// of one's own is lightened if it would not be seen.
  public Figure dark() {
    return themed(new Theme(true, form.theme.transparent()));
  }

  /// Returns this figure, with all that stands beside it, without a ground, for a page that has
  /// one: a light page, or with [#dark()] a dark one.
  public Figure transparent() {
    return themed(new Theme(form.theme.dark(), true));
  }

  private Figure themed(Theme theme) {
    return formed(new Form(form.equalScale, form.axes, form.width, form.height, theme));
  }

  /// Returns this figure with the graph of `f` over the whole range across.
  public Figure curve(String name, DoubleUnaryOperator f, Style style) {
    return with(new Layer.Curve(name, f, Double.NaN, Double.NaN, style));
  }

  /// Returns this figure with the graph of `f` from `from` to `to`.
  ///
  /// @throws IllegalArgumentException if the ends are not finite and in order
  public Figure curve(String name, DoubleUnaryOperator f, double from, double to, Style style) {
    if (!(Double.isFinite(to - from) && from < to)) {
      throw new IllegalArgumentException(
          "curve "
              + quoted(name)
              + ": from "
              + from
              + " to "
              + to
              + "; both must be finite, the first smaller.");
    }
    return with(new Layer.Curve(name, f, from, to, style));
  }

  /// Returns this figure with a line through points, and a mark at each if the style has one. A
  /// point that is not finite leaves a gap.
  ///
  /// @throws IllegalArgumentException if there is no finite point, the lengths differ, or a number
  ///   is not positive on a logarithmic axis
  public Figure curve(String name, double[] x, double[] y, Style style) {
    return with(new Layer.Plot(name, points("curve", name, x, y), style));
  }

  /// Returns this figure with marks at points, not joined.
  ///
  /// @throws IllegalArgumentException as [#curve(String, double[], double[], Style)]
  public Figure points(String name, double[] x, double[] y, Style style) {
    Style unjoined = style.withDash(Dash.NONE);
    return with(new Layer.Plot(name, points("points", name, x, y), unjoined));
  }

  /// Returns this figure with a straight piece from (`x0`, `y0`) to (`x1`, `y1`).
  ///
  /// @throws IllegalArgumentException as [#curve(String, double[], double[], Style)]
  public Figure segment(String name, double x0, double y0, double x1, double y1, Style style) {
    return curve(name, new double[] {x0, x1}, new double[] {y0, y1}, style);
  }

  /// Returns this figure with the line slope · x + intercept from edge to edge. It does not stretch
  /// a range that the layers decide.
  ///
  /// @throws IllegalArgumentException if either number is not finite
  public Figure line(String name, double slope, double intercept, Style style) {
    if (!Double.isFinite(slope) || !Double.isFinite(intercept)) {
      throw new IllegalArgumentException(
          "line "
              + quoted(name)
              + ": slope is "
              + slope
              + " and intercept is "
              + intercept
              + "; both must be finite.");
    }
    return with(new Layer.Line(name, slope, intercept, style));
  }

  /// Returns this figure with contours of `f` at `levels`; without levels, about twelve suitable
  /// ones are chosen, evenly spaced or in powers of ten. Costs about 80,000 evaluations a drawing.
  ///
  /// @throws IllegalArgumentException if a level is not finite
  public Figure contours(String name, DoubleBinaryOperator f, double... levels) {
    for (double level : levels) {
      if (!Double.isFinite(level)) {
        throw new IllegalArgumentException(
            "contours " + quoted(name) + ": a level is " + level + "; levels must be finite.");
      }
    }
    return with(new Layer.Contours(name, f, Arrays.stream(levels).boxed().toList()));
  }

  /// Returns this figure with arrows (u, v) in the middle of the cells of a grid with `columns`
  /// columns. The longest arrow fills its cell. Lengths are in proportion to the vectors, or to
  /// their square roots where the longest is more than ten times the median; the legend says which.
  ///
  /// @throws IllegalArgumentException if `columns` is below 2 or above 100
  public Figure field(String name, DoubleBinaryOperator u, DoubleBinaryOperator v, int columns) {
    if (columns < 2 || columns > 100) {
      throw new IllegalArgumentException(
          "field " + quoted(name) + ": " + columns + " columns; there must be from 2 to 100.");
    }
    return with(new Layer.Field(name, u, v, columns, false));
  }

  /// Returns this figure with the arrows of its fields all of one length, which then tell
  /// directions alone, also where the vectors differ by orders of magnitude.
  public Figure unitArrows() {
    return layered(
        layers.stream()
            .map(
                layer ->
                    layer instanceof Layer.Field(var name, var u, var v, var across, _)
                        ? new Layer.Field(name, u, v, across, true)
                        : layer)
            .toList());
  }

  /// Returns this figure with the function of its contours as a surface in a box, seen from the
  /// side and 30 degrees from above, in colours that rise with the height and a scale of them.
  /// Paths and points lie on it, and what of a path is hidden is dotted; arrows, lines and notes
  /// are left out. Near a pole the surface is cut off, and it has holes where the function is not
  /// finite.
  ///
  /// @throws IllegalArgumentException if the figure has no contours
  public Figure surface() {
    List<Layer> raised = new ArrayList<>();
    for (Layer layer : layers) {
      switch (layer) {
        case Layer.Contours contours -> {
          if (raised.stream().noneMatch(Layer.Surface.class::isInstance)) {
            raised.add(new Layer.Surface("", contours.f()));
          }
        }
        case Layer.Plot _, Layer.Trajectory _, Layer.Surface _ -> raised.add(layer);
        case Layer.Curve _, Layer.Line _, Layer.Field _, Layer.Note _, Layer.Raster _ -> {}
      }
    }
    if (raised.stream().noneMatch(Layer.Surface.class::isInstance)) {
      throw new IllegalArgumentException(
          "surface: the figure has no contours; add them first, they say of which function.");
    }
    return layered(raised);
  }

  private Figure layered(List<Layer> layers) {
    return new Figure(title, x, y, form, layers, beside);
  }

  /// Returns this figure with the path of a search: its steps in order, with a mark at the start
  /// and one at the end. A path that leaves the figure for good is drawn up to the edge, with an
  /// arrow there and the step in the legend; one that stays in a spot is ringed and named.
  ///
  /// @throws IllegalArgumentException as [#curve(String, double[], double[], Style)]
  public Figure path(String name, double[] x, double[] y, Style style) {
    return with(new Layer.Trajectory(name, points("path", name, x, y), style));
  }

  /// Returns this figure with a text beside (`x`, `y`) on the first of `sides` where nothing is in
  /// the way, or the least crowded one; without sides, on any.
  public Figure note(String text, double x, double y, Side... sides) {
    return note(text, Polyline.owning(new double[] {x}, new double[] {y}), sides);
  }

  Figure note(String text, Polyline anchors, Side... sides) {
    List<Side> allowed = sides.length > 0 ? List.of(sides) : Side.AROUND;
    return with(new Layer.Note("", text, anchors, allowed));
  }

  Figure raster(
      BufferedImage image, boolean drawn, double x, double y, double width, double height) {
    return with(new Layer.Raster("", image, drawn, x, y, width, height));
  }

  /// Returns this figure with another on its right, drawn at the same height: two panels of one
  /// picture, or more, for either may have panels on its right already. The other brings its own
  /// title, axes and legend; its axes have scales of their own even with [#equalScale()].
  public Figure beside(Figure right) {
    return new Figure(title, x, y, form, layers, beside == null ? right : beside.beside(right));
  }

  /// Returns the figure as an SVG document, a text beginning with `<?xml` that is to be saved in
  /// UTF-8. Letters stay letters, so they can be searched and restyled.
  ///
  /// @throws IllegalArgumentException if no layer and no range says how far an axis goes
  /// @throws IllegalStateException if the machine has no font
  public String toSvg() {
    return SvgSheet.draw(new Sheet(this));
  }

  /// Returns the figure as an image of `width` by `height` pixels. Letters and lines grow with the
  /// height, so doubling both doubles the sharpness and nothing else.
  ///
  /// @throws IllegalArgumentException if a size is below 100 or above 10,000, or no layer and no
  ///   range says how far an axis goes
  /// @throws IllegalStateException if the machine has no font
  public BufferedImage toImage(int width, int height) {
    requireSize("image", width, height);
    return new Sheet(this).image(width, height);
  }

  /// Writes the figure to `file`: PNG, two pixels for each of the figure's size, or SVG, as the
  /// suffix says. The file appears whole or not at all: it is written beside and then renamed.
  ///
  /// @throws IllegalArgumentException if the suffix is neither `.png` nor `.svg`, or nothing says
  ///   how far an axis goes
  /// @throws IllegalStateException if the machine has no font
  /// @throws IOException if the folder does not exist or cannot be written
  public void save(Path file) throws IOException {
    FigureFile.save(this, file);
  }

  /// Returns whether axes and frame are drawn, and ranges therefore say what is shown.
  public boolean hasAxes() {
    return form.axes;
  }

  String title() {
    return title;
  }

  Axis x() {
    return x;
  }

  Axis y() {
    return y;
  }

  Form form() {
    return form;
  }

  List<Layer> layers() {
    return layers;
  }

  @Nullable Figure beside() {
    return beside;
  }

  private int widthOfAll() {
    return width() + (beside == null ? 0 : beside.widthOfAll());
  }

  int width() {
    return form.width > 0 ? form.width : form.equalScale ? EQUAL_WIDTH : WIDTH;
  }

  /// Returns the height in pixels, or 0 if it is to be chosen.
  int height() {
    return form.height;
  }

  private Figure formed(Form form) {
    return new Figure(title, x, y, form, layers, beside);
  }

  private Figure with(Layer layer) {
    Objects.requireNonNull(layer.name(), "name");
    var more = new ArrayList<>(layers);
    more.add(layer);
    return new Figure(title, x, y, form, more, beside);
  }

  private void requireShowable(String name, Polyline points) {
    for (int i = 0; i < points.size(); i++) {
      boolean tooLowX = x.logarithmic() && points.x(i) <= 0;
      if (tooLowX || (y.logarithmic() && points.y(i) <= 0)) {
        throw new IllegalArgumentException(
            "figure: point "
                + i
                + " of "
                + quoted(name)
                + " is ("
                + points.x(i)
                + ", "
                + points.y(i)
                + "), but the axis "
                + (tooLowX ? "across" : "upward")
                + " is logarithmic and shows only numbers above 0. Leave the point out or put NaN,"
                + " which leaves a gap.");
      }
    }
  }

  private static Polyline points(String operation, String name, double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          operation
              + " "
              + quoted(name)
              + ": x has "
              + x.length
              + " numbers and y has "
              + y.length
              + "; they must have equally many.");
    }
    Polyline points = Polyline.owning(x.clone(), y.clone());
    for (int i = 0; i < points.size(); i++) {
      if (points.finite(i)) {
        return points;
      }
    }
    throw new IllegalArgumentException(
        operation
            + " "
            + quoted(name)
            + ": none of its "
            + x.length
            + " points is finite; give at least one.");
  }

  private static void requireSize(String operation, int width, int height) {
    if (Math.min(width, height) < 100 || Math.max(width, height) > 10_000) {
      throw new IllegalArgumentException(
          operation + ": " + width + " by " + height + " pixels; both must be from 100 to 10000.");
    }
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}

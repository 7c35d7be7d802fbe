package thalweg.picture;

import java.awt.Color;
import java.util.List;
import java.util.Objects;

/// How a layer looks: colour, width of the line in pixels, pattern of the line, mark at each point.
///
/// The colours are those of Okabe and Ito, *Color Universal Design* (2008), chosen to be told apart
/// by colour-blind readers. Colour is never the only difference: [#number] changes pattern and mark
/// with it.
public record Style(Color color, double width, Dash dash, Marker marker) {
  /// Nearly black, for the one curve a figure is about and for notes.
  public static final Color INK = new Color(0x222222);

  /// A middle grey, for guides and contours.
  public static final Color GREY = new Color(0x777777);

  /// A light grey, for what lies behind all else.
  public static final Color PALE = new Color(0xC8C8C8);

  static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2), // blue
          new Color(0xD55E00), // vermilion
          new Color(0x009E73), // bluish green
          new Color(0xCC79A7), // reddish purple
          new Color(0xE69F00), // orange
          new Color(0x56B4E9)); // sky blue
  private static final List<Dash> DASHES =
      List.of(Dash.SOLID, Dash.DASHED, Dash.DASH_DOT, Dash.DOTTED);
  private static final List<Marker> MARKERS =
      List.of(Marker.CIRCLE, Marker.SQUARE, Marker.TRIANGLE, Marker.DIAMOND, Marker.CROSS);

  /// Creates a style.
  ///
  /// @throws IllegalArgumentException if `width` is not positive and finite
  public Style {
    Objects.requireNonNull(color, "color");
    Objects.requireNonNull(dash, "dash");
    Objects.requireNonNull(marker, "marker");
    if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "style: width is " + width + "; it must be positive and finite, in pixels.");
    }
  }

  /// Returns the style of the `index`-th series of a figure, from 0: its own colour, pattern and
  /// mark. The three cycles have different lengths, so the first sixty styles are all different.
  ///
  /// @throws IllegalArgumentException if `index` is negative
  public static Style number(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("style: index is " + index + "; it must be at least 0.");
    }
    return new Style(
        COLORS.get(index % COLORS.size()),
        2.4,
        DASHES.get(index % DASHES.size()),
        MARKERS.get(index % MARKERS.size()));
  }

  /// Returns an unbroken, unmarked line in [#INK].
  public static Style plain() {
    return new Style(INK, 2.2, Dash.SOLID, Marker.NONE);
  }

  /// Returns this style in another colour.
  public Style withColor(Color color) {
    return new Style(color, width, dash, marker);
  }

  /// Returns this style with lines of another width, in pixels.
  public Style withWidth(double width) {
    return new Style(color, width, dash, marker);
  }

  /// Returns this style with lines of another pattern.
  public Style withDash(Dash dash) {
    return new Style(color, width, dash, marker);
  }

  /// Returns this style with another mark.
  public Style withMarker(Marker marker) {
    return new Style(color, width, dash, marker);
  }

  double markerRadius() {
    return 3 + 0.75 * width;
  }
}

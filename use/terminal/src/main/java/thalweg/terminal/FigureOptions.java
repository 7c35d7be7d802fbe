package thalweg.terminal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import thalweg.algebra.Quote;
import thalweg.picture.Figure;
import thalweg.picture.Window;

/// The options of every verb that draws: how large a picture is, what stands above it, on what
/// ground, and what of the plane it shows.
final class FigureOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})[xX×](\\d{1,5})");
  private static final String X_RANGE = "--x-range";
  private static final String Y_RANGE = "--y-range";

  @Option(
      names = "--figure-size",
      paramLabel = "WxH",
      description =
          "Width and height of the picture, such as 900x600, from 100 to 10000; a PNG has two"
              + " pixels for each, to be sharp.")
  private @Nullable String size;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description =
          "What stands above the picture, or above the left of two panels; '' for nothing.")
  private @Nullable String title;

  @Option(names = "--dark", description = "Draw light lines on a dark ground.")
  private boolean dark;

  @Option(
      names = "--transparent",
      description = "Leave out the ground of the picture, for a page that has one.")
  private boolean transparent;

  @Option(
      names = X_RANGE,
      paramLabel = "A:B",
      description = "What the picture shows across; of two panels the left.")
  private @Nullable String xRange;

  @Option(
      names = Y_RANGE,
      paramLabel = "A:B",
      description = "What the picture shows upward; of two panels the left.")
  private @Nullable String yRange;

  /// Takes the ranges away from a verb whose pictures have no axes.
  static void withoutRanges(CommandSpec verb) {
    verb.remove(verb.findOption(X_RANGE));
    verb.remove(verb.findOption(Y_RANGE));
  }

  /// Returns the file of a picture in this form, or null if none is wanted.
  ///
  /// @throws Failure as [PictureFile], or if a form is given and no picture
  @Nullable PictureFile file(@Nullable Path path) {
    if (path == null) {
      List<String> given = given();
      if (!given.isEmpty()) {
        throw Failure.usage(
            String.join(", ", given) + ": this is said of a picture; give --picture FILE as well.");
      }
      return null;
    }
    return new PictureFile("--picture", path, this);
  }

  private List<String> given() {
    List<String> given = new ArrayList<>();
    add(given, "--figure-size", size != null);
    add(given, "--title", title != null);
    add(given, "--dark", dark);
    add(given, "--transparent", transparent);
    add(given, X_RANGE, xRange != null);
    add(given, Y_RANGE, yRange != null);
    return given;
  }

  private static void add(List<String> given, String option, boolean isGiven) {
    if (isGiven) {
      given.add(option);
    }
  }

  /// Returns the form of a picture that comes beside this one: as large and on the same ground.
  FigureOptions ofAnother() {
    FigureOptions other = new FigureOptions();
    other.size = size;
    other.dark = dark;
    other.transparent = transparent;
    return other;
  }

  /// Checks what can be checked before there is a figure.
  ///
  /// @throws Failure if a size or a range is none
  void check() {
    pixels();
    range(X_RANGE, xRange);
    range(Y_RANGE, yRange);
  }

  /// Returns `usual` with the ranges asked for in the place of its own.
  Window window(Window usual) {
    double[] x = range(X_RANGE, xRange);
    double[] y = range(Y_RANGE, yRange);
    return new Window(
        x == null ? usual.left() : x[0],
        x == null ? usual.right() : x[1],
        y == null ? usual.bottom() : y[0],
        y == null ? usual.top() : y[1]);
  }

  /// Returns the ends of the range across, `usual` where none is asked for.
  double[] across(double... usual) {
    double[] range = range(X_RANGE, xRange);
    return range == null ? usual : range;
  }

  /// Returns `figure` in this form.
  ///
  /// @throws Failure if it has no axes, or one that cannot show what is asked for
  Figure on(Figure figure) {
    Figure formed = title == null ? figure : figure.retitled(title);
    formed = ranged(formed, X_RANGE, range(X_RANGE, xRange));
    formed = ranged(formed, Y_RANGE, range(Y_RANGE, yRange));
    int[] pixels = pixels();
    if (pixels != null) {
      try {
        formed = formed.size(pixels[0], pixels[1]);
      } catch (IllegalArgumentException refused) {
        throw Failure.usage("--figure-size: " + refused.getMessage());
      }
    }
    formed = dark ? formed.dark() : formed;
    return transparent ? formed.transparent() : formed;
  }

  private static Figure ranged(Figure figure, String option, double @Nullable [] range) {
    if (range == null) {
      return figure;
    }
    if (!figure.hasAxes()) {
      throw Failure.usage(option + ": this picture has no axes; leave it out.");
    }
    try {
      return option.equals(X_RANGE)
          ? figure.across(range[0], range[1])
          : figure.upward(range[0], range[1]);
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(option + ": " + refused.getMessage());
    }
  }

  private static double @Nullable [] range(String option, @Nullable String text) {
    if (text == null) {
      return null;
    }
    double[] range = Numbers.range(option, text);
    if (Double.isInfinite(range[1] - range[0])) {
      throw Failure.usage(
          option
              + ": from "
              + range[0]
              + " to "
              + range[1]
              + " is farther than a number can tell.");
    }
    return range;
  }

  private int @Nullable [] pixels() {
    if (size == null) {
      return null;
    }
    Matcher sides = SIZE.matcher(size);
    int across = sides.matches() ? Integer.parseInt(sides.group(1)) : 0;
    int down = across > 0 ? Integer.parseInt(sides.group(2)) : 0;
    if (Math.min(across, down) < 100 || Math.max(across, down) > 10_000) {
      throw Failure.usage(
          "--figure-size: "
              + Quote.of(size)
              + " is no size; give width and height, each from 100 to 10000, such as 900x600.");
    }
    return new int[] {across, down};
  }
}

package thalweg.studio.descent;

import java.util.Arrays;
import java.util.Locale;
import thalweg.picture.Levels;
import thalweg.picture.Window;
import thalweg.studio.question.Asking;
import thalweg.studio.question.Frame;

/// The function's values on a grid, for contours; of a function of one variable, its curve.
final class Surface {
  private static final int MOST_ACROSS = 400;

  /// @param across how many values from left to right, both ends among them
  /// @param up how many from the bottom to the top; 1 of a curve
  record Asked(
      Ground.Named ground,
      double left,
      double right,
      double bottom,
      double top,
      int across,
      int up) {}

  /// @param window left, right, bottom and top
  /// @param levels where contours are to be drawn
  /// @param least the least finite value on the grid, or NaN
  /// @param greatest the greatest
  /// @param broken how many values are not finite
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Head(
      int across,
      int up,
      double[] window,
      double[] levels,
      double least,
      double greatest,
      int broken) {}

  private Surface() {}

  static Frame of(Asked asked, Asking asking) {
    Ground ground = Ground.of(asked.ground);
    if (ground.dimension() > 2) {
      throw new IllegalArgumentException(
          "surface: the function has "
              + ground.dimension()
              + " variables; only one or two can be drawn.");
    }
    boolean isCurve = ground.dimension() == 1;
    int across = count("across", asked.across);
    int up = isCurve ? 1 : count("up", asked.up);
    Window window = new Window(asked.left, asked.right, asked.bottom, asked.top);
    double[] values = new double[across * up];
    double[] x = new double[ground.dimension()];
    for (int j = 0; j < up; j++) {
      asking.check();
      for (int i = 0; i < across; i++) {
        x[0] = between(window.left(), window.right(), i, across);
        if (!isCurve) {
          x[1] = between(window.bottom(), window.top(), j, up);
        }
        values[j * across + i] = ground.function().value(x);
      }
    }
    float[] sent = new float[values.length];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (float) values[i];
    }
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    Head head =
        new Head(
            across,
            up,
            new double[] {window.left(), window.right(), window.bottom(), window.top()},
            isCurve ? new double[0] : Levels.suiting(values),
            Arrays.stream(finite).min().orElse(Double.NaN),
            Arrays.stream(finite).max().orElse(Double.NaN),
            values.length - finite.length);
    return new Frame(head, sent);
  }

  private static double between(double low, double high, int i, int count) {
    return low + (high - low) * i / (count - 1);
  }

  private static int count(String name, int count) {
    if (count < 2 || count > MOST_ACROSS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "surface: %d values %s; there must be from 2 to %d.",
              count,
              name,
              MOST_ACROSS));
    }
    return count;
  }
}

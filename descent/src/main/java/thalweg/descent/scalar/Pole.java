package thalweg.descent.scalar;

import thalweg.calculus.function.ScalarFunction;

/// Looks outwards from the least value found whether the values fall towards it as to a pole: over
/// each half of the way by no less than over the last, where they fall less and less to any
/// minimum.
public final class Pole {
  /// A pole is told by rises at so many widths of the bracket from it, and so many times farther.
  private static final double OUTSIDE = 0x1p10;

  private static final double FARTHER = 0x1p8;

  /// …and at four times as many if the values are equal there, this often.
  private static final int MOST_WIDER = 12;

  /// It takes no more values than this.
  static final int MOST_VALUES = 14 * MOST_WIDER + 24;

  /// A rise counts if it is this many last digits of the value.
  private static final double CLEAR = 64;

  /// Rises that are as good as equal, as of a logarithm, grow by no more than this factor.
  private static final double EQUAL = 1.01;

  /// The bottom of a minimum is no wider than numbers are apart if the values still fall by this
  /// share as much over the last halves of the way, of which a pole between two numbers leaves
  /// some.
  private static final double SHARP = 0.75;

  /// Along a line no more values are taken than this.
  public static final int MOST_VALUES_ALONG = 600;

  private final ScalarFunction function;
  private final double x;
  private final double bracket;
  private final double from;
  private final double to;

  /// @param bracket how wide the bracket around x is, below 0 to look to the left
  /// @param from where the interval begins, and where it ends
  Pole(ScalarFunction function, double x, double bracket, double from, double to) {
    this.function = function;
    this.x = x;
    this.bracket = bracket;
    this.from = from;
    this.to = to;
  }

  /// Returns whether the values along a line fall to a pole within a step from a point. Costs some
  /// 100 values, [#MOST_VALUES_ALONG] at most.
  ///
  /// @param line the value so many steps from the point
  public static boolean isAlong(double[] point, double[] step, ScalarFunction line) {
    int most = 0;
    for (int i = 1; i < step.length; i++) {
      most = Math.abs(step[i]) > Math.abs(step[most]) ? i : most;
    }
    // Counted from where the variable that changes most is 0, so that numbers are as dense there.
    double home = step[most] == 0 ? 0 : point[most] / step[most];
    return Double.isFinite(home)
        && MinimumSearch.of(t -> line.at(t - home))
                .limit(MOST_VALUES_ALONG)
                .between(home - 1, home + 1)
                .outcome()
            == ScalarMinimum.Outcome.UNBOUNDED;
  }

  /// Returns whether there is room to look outside the bracket.
  boolean hasRoom() {
    return isInside(2 * FARTHER * OUTSIDE * bracket);
  }

  /// Returns whether it looks like a pole from outside the bracket, as a narrow minimum does too.
  boolean isSeen() {
    return isSteady(OUTSIDE * bracket);
  }

  /// Returns whether it is one, as far as numbers go: where neighbouring numbers are taken for one
  /// by the function it is looked at farther out.
  boolean isTold() {
    double outside = clear(OUTSIDE * bracket);
    double near = clear(bracket);
    return near != 0
        && outside != 0
        && isSteady(outside)
        && isSmooth(outside)
        && isSharp(4 * near, outside);
  }

  private boolean isInside(double width) {
    return x + width >= from && x + width <= to;
  }

  /// Returns the first width on from which values differ; 0 if there is none, or no room.
  private double clear(double first) {
    double width = first;
    for (int k = 0; k < MOST_WIDER && isInside(2 * FARTHER * width); k++) {
      if (rise(width) > CLEAR * Math.ulp(at(width))) {
        return width;
      }
      width *= 4;
    }
    return 0;
  }

  private double at(double width) {
    double value = function.at(x + width);
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  /// Returns by how much the values rise from a width to twice as much.
  private double rise(double width) {
    return at(2 * width) - at(width);
  }

  private boolean isSteady(double width) {
    double clear = CLEAR * Math.ulp(at(width));
    double first = rise(width);
    double most = EQUAL * first;
    double next = rise(2 * width);
    return first > clear && next > clear && next <= most && rise(FARTHER * width) <= most;
  }

  /// Returns whether the values fall nearest to the point by as much as farther out.
  private boolean isSharp(double nearest, double outside) {
    double most = rise(nearest) / SHARP;
    double width = nearest;
    do {
      width *= 2;
      if (!(rise(width) <= most)) {
        return false;
      }
    } while (Math.abs(width) < Math.abs(outside));
    return true;
  }

  /// Returns whether the values rise from each width to twice as much, by no more than over the
  /// first: in noise they would not.
  private boolean isSmooth(double width) {
    double value = at(width);
    double most = EQUAL * rise(width);
    for (double next = 2; next <= 2 * FARTHER; next *= 2) {
      double there = at(next * width);
      if (!(there > value) || !(there - value <= most)) {
        return false;
      }
      value = there;
    }
    return true;
  }
}

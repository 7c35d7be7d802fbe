package thalweg.descent;

import thalweg.descent.vector.Vectors;

/// How the value changes along one direction, in units of the direction.
///
/// @param up the value as far as the width on that side
/// @param down the value on the other
/// @param isPlateau whether there is nothing but a plain, or its edge
record Section(double width, double up, double down, boolean isPlateau) {
  /// The first width, beside how far a variable has come…
  private static final double WIDTH = 1e-4;

  /// …or beside the variable itself if it has not moved.
  private static final double UNMOVED_WIDTH = 1e-10;

  private static final double GROW = 10;

  /// What is seen only at a width above this is not of the point alone.
  static final double BROAD = 0.3;

  /// A width that is wide enough, whatever the slope.
  private static final double WIDE = 1e-2;

  /// A change of the value is large beside its size and fall from this share of them on: so far off
  /// the function may be another.
  private static final double LARGE = 1e-3;

  private static final int SHRINKS = 10;

  /// A variable that changes nothing within this share of its size lies on a plain.
  private static final double PLAIN = 0.03;

  /// A first change this many times noise, after none at all, is the edge of a plateau.
  private static final double EDGE = 1e6;

  /// …and this share of what the value has fallen.
  private static final double LEAST_EDGE = 1e-12;

  /// Where the gradient says that it is 0, the values may put the place this far off.
  private static final double LEANING = 3e-4;

  /// Returns the section along a direction, as wide as it takes to see the function change.
  static Section along(Vicinity v, double[] d) {
    double farthest = v.farthest(d);
    double width = Math.max(v.hasMoved(d) ? WIDTH : UNMOVED_WIDTH, UNMOVED_WIDTH * farthest);
    double slope = Vectors.dot(v.gradient, d);
    double unchanged = 0;
    double large = LARGE * (Math.abs(v.value) + v.fall());
    int shrinks = SHRINKS;
    Section last = null;
    while (true) {
      double up = v.at(width, d);
      double down = v.at(-width, d);
      double change = Vicinity.largest(up - v.value, down - v.value);
      boolean isOutside = Double.isNaN(up) && Double.isNaN(down);
      if (((change > large && large > 0) || isOutside) && shrinks > 0) {
        width *= isOutside ? 0.1 : Math.clamp(Math.sqrt(large / change) / 2, 1e-4, 0.1);
        shrinks--;
        continue;
      }
      if (isOutside && shrinks == 0 && last != null) {
        return new Section(last.width, last.up, last.down, unchanged == last.width);
      }
      shrinks = 0;
      Section section = new Section(width, up, down, false);
      last = section;
      unchanged = change > 0 || !v.resolves(width, d) ? unchanged : width;
      boolean isSeen =
          Math.abs(up - v.value) >= v.seen(up) || Math.abs(down - v.value) >= v.seen(down);
      // Where the slope hides the curvature it must be wider, but not without end.
      boolean isSlope =
          Math.abs(section.second(v.value, width * slope)) < Math.abs(width * slope)
              && width < WIDE;
      // One stair on one side says nothing yet.
      boolean isHalf = (up == v.value || down == v.value) && width < WIDE;
      if ((isSeen && !isSlope && !isHalf) || width >= farthest) {
        boolean isPlateau =
            unchanged == width
                || (isSeen
                    && (unchanged >= PLAIN * v.extent(d)
                        || (unchanged > 0 && isEdge(v, unchanged, width, d))));
        return new Section(width, up, down, isPlateau);
      }
      width *= GROW;
    }
  }

  /// Returns whether the value jumps between a width at which it does not change and one at which
  /// it does; else it changes little by little.
  private static boolean isEdge(Vicinity v, double unchanged, double changed, double[] d) {
    double low = unchanged;
    double high = changed;
    for (int k = 0; k < 7; k++) {
      double middle = Math.sqrt(low * high);
      double most = Vicinity.largest(v.at(middle, d) - v.value, v.at(-middle, d) - v.value);
      if (most == 0) {
        low = middle;
      } else if (most < Math.max(EDGE * v.noise, LEAST_EDGE * v.fall())) {
        return false;
      } else {
        high = middle;
      }
    }
    return true;
  }

  /// Returns φ″·width², from both sides or from one and the slope.
  double second(double value, double slope) {
    if (Double.isNaN(up)) {
      return 2 * (down - value + slope);
    }
    if (Double.isNaN(down)) {
      return 2 * (up - value - slope);
    }
    return up - value + (down - value);
  }

  /// Returns whether the values fall to one side although the slope is exactly 0: on a stair it is,
  /// and differences of values nearer together than a stair is wide know no better.
  boolean isStairway(double slope, double curved) {
    double seen = Math.abs(up - down) / 2;
    double bend = Math.abs(curved);
    return slope == 0 && (seen > bend || seen * width > LEANING * bend);
  }

  /// Returns whether a value is lower than the slope and its error explain.
  boolean isLower(Vicinity v, double slope, double length) {
    double explained = Math.abs(slope) + v.error * length + v.noise;
    return up < v.value - explained || down < v.value - explained;
  }

  /// Returns whether a width is no longer small beside where the variables have been.
  boolean isBroad(Vicinity v, double[] d) {
    for (int i = 0; i < d.length; i++) {
      double where = Math.max(Math.max(v.reach(i), v.size(i)), Math.abs(v.x[i]));
      if (width * Math.abs(d[i]) > BROAD * where) {
        return true;
      }
    }
    return false;
  }
}

package thalweg.descent;

import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// Kinks: places where the slope jumps along a direction.
final class Kinks {
  /// At a width eight times narrower a smooth valley is 64 times less deep, a kink 8 times.
  private static final double NARROWER = 8;

  private static final double KINKED = 1 / 20.0;

  /// A rise this many times noise, of which nothing is left at the narrower width, is a stair.
  private static final double EDGE_OF_STAIR = 1e4;

  /// Next to a point is this share of how large a variable is.
  private static final double NEAREST = 1e-6;

  private static final double STEEPER = 10;

  private final Vicinity v;

  Kinks(Vicinity v) {
    this.v = v;
  }

  boolean isKinked(Section section, double[] d, double slope) {
    double side = section.up() >= section.down() || Double.isNaN(section.down()) ? 1 : -1;
    double wide = (side > 0 ? section.up() : section.down()) - v.value - side * slope;
    double narrow = v.at(side * section.width() / NARROWER, d) - v.value - side * slope / NARROWER;
    boolean isStair = narrow == 0 && wide > EDGE_OF_STAIR * v.noise;
    return (narrow > KINKED * wide || isStair) && wide > 0;
  }

  /// Returns whether the values rise on both sides next to the point, clearly and by much more than
  /// the slope says: as at the bottom of a power between 1 and 2, whose slope is 0 and whose
  /// curvature has no end.
  boolean isSharp(double[] d) {
    double slope = Math.abs(Vectors.dot(v.gradient, d)) * NEAREST;
    double least = Math.max(STEEPER * slope, Vicinity.CLEAR * v.noise);
    return v.at(NEAREST, d) - v.value > least && v.at(-NEAREST, d) - v.value > least;
  }

  /// Returns the kink where the jump of the slope stays the same, or grows steadily, however near
  /// it is looked at: on a smooth function it shrinks with the width, and noise makes it jump.
  /// Nearer than the kink is to the point, nothing is seen of it.
  @Nullable Outcome kink(double[] direction) {
    Outcome.Kink along = kinkAlong(direction);
    double most = along == null ? 0 : jump(along);
    for (double[] d : v.directions) {
      Outcome.Kink other = kinkAlong(d);
      if (other != null && jump(other) > 2 * most) {
        most = jump(other);
        along = other;
      }
    }
    return along;
  }

  private static double jump(Outcome.Kink kink) {
    return Math.abs(kink.slopeAfter() - kink.slopeBefore());
  }

  private Outcome.@Nullable Kink kinkAlong(double[] d) {
    double length = Vectors.norm(d);
    if (!(length > 0)) {
      return null;
    }
    double size = 0;
    double[] unit = new double[d.length];
    for (int i = 0; i < d.length; i++) {
      unit[i] = d[i] / length;
      size = Math.max(size, Math.abs(unit[i]) * v.size(i));
    }
    double blur = v.blur(unit);
    Outcome.Kink kink = null;
    double last = Double.NaN;
    double lastRatio = Double.NaN;
    double steadiest = 1;
    int steadily = 0; // widths at which the jump has grown by the same factor again
    int since = 0; // widths at which the jump is seen, but shrinks
    for (double t = 0.03 * size; t > 1e-14 * size; t /= NARROWER) {
      double after = (v.at(t, unit) - v.value) / t;
      double before = (v.value - v.at(-t, unit)) / t;
      double jump = after - before;
      if (!(jump * t > Vicinity.CLEAR * blur)) {
        break;
      }
      double ratio = jump / last;
      boolean constant = ratio > 0.8 && ratio < 1.25 && lastRatio > 0.8 && lastRatio < 1.25;
      boolean steady = ratio >= 1.25 && ratio < 6 && Math.abs(ratio / lastRatio - 1) < 0.05;
      steadily = steady ? steadily + 1 : 0;
      boolean cusp = steadily > 1;
      double infinite = Double.POSITIVE_INFINITY;
      since = constant || cusp ? 0 : since + 1;
      // The steadier, the clearer: too wide it sees curved sides, too near the other side.
      if (cusp || (constant && Math.abs(ratio - 1) < steadiest)) {
        steadiest = Math.abs(ratio - 1);
        kink =
            new Outcome.Kink(
                Vectors.list(unit),
                v.meter.seen(cusp ? Math.copySign(infinite, before) : before),
                v.meter.seen(cusp ? Math.copySign(infinite, after) : after));
      }
      last = jump;
      lastRatio = ratio;
    }
    return since <= 1 ? kink : null;
  }
}

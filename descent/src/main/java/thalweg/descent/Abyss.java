package thalweg.descent;

import java.util.List;
import thalweg.descent.scalar.Pole;

/// Tells values that fall without end from those whose bottom is far off, by looking there.
///
/// On the way from the start through the point, and on from there a thousand times as far again and
/// again up to the largest numbers, each stretch must gain at least as much as the one before: a
/// logarithm does, a bowl does not. Variables that have hardly moved beside the others stay where
/// they are. Costs some 100 values.
final class Abyss {
  /// How much farther each look is.
  private static final double FARTHER = 0x1p10;

  /// A variable goes on if it has come this share of the way of the one that came farthest.
  private static final double MOVED = 1e-6;

  /// A gain is as much as the one before if it is this share of it: logarithms are rounded.
  private static final double AS_MUCH = 0.99;

  private final Vicinity v;
  private final double[] way;

  Abyss(Vicinity v, double[] start) {
    this.v = v;
    way = new double[start.length];
    double most = 0;
    for (int i = 0; i < way.length; i++) {
      way[i] = v.x[i] - start[i];
      most = Math.max(most, Math.abs(way[i]));
    }
    for (int i = 0; i < way.length; i++) {
      way[i] = Math.abs(way[i]) < MOVED * most ? 0 : way[i];
    }
  }

  /// Returns whether the values fall without end.
  boolean isEndless() {
    double last = v.value;
    double gained = v.noise;
    for (double t = FARTHER; isWithinRange(t); t *= FARTHER) {
      double there = v.at(t - 1, way);
      if (there == Double.NEGATIVE_INFINITY) {
        return true;
      }
      double gain = last - there;
      if (!(gain > Math.max(v.meter.noise(last), AS_MUCH * gained))) {
        return false;
      }
      last = there;
      gained = gain;
    }
    return true;
  }

  /// Returns whether the values fall to a pole along the gradient, or along some variable where it
  /// has none. Costs some 100 values for each way.
  static boolean isPole(Vicinity v) {
    double[] way = new double[v.x.length];
    double largest = 0;
    for (int i = 0; i < way.length; i++) {
      way[i] = -v.gradient[i] * v.size(i);
      largest = Math.max(largest, Math.abs(way[i]));
    }
    boolean isWay = largest > 0 && largest < Double.POSITIVE_INFINITY;
    for (int i = 0; i < way.length; i++) {
      way[i] *= v.size(i) / largest;
    }
    return (isWay ? List.of(way) : v.directions).stream().anyMatch(each -> isPole(v, each));
  }

  private static boolean isPole(Vicinity v, double[] way) {
    return v.meter.valuesLeft() >= Pole.MOST_VALUES_ALONG
        && Pole.isAlong(v.x, way, t -> v.at(t, way));
  }

  /// Returns the lowest point with a finite value that halving finds on the way from x to a point
  /// where the value is −∞; x itself if none is lower. Costs some 50 values at most.
  static double[] before(Meter meter, double[] x, double value, double[] end) {
    double[] lowest = x.clone();
    double least = value;
    double near = 0;
    double far = 1;
    for (double half = 0.5; half > near && half < far; half = near + (far - near) / 2) {
      double[] there = x.clone();
      for (int i = 0; i < there.length; i++) {
        there[i] += half * (end[i] - x[i]);
      }
      double f = meter.value(there);
      if (f == Double.NEGATIVE_INFINITY) {
        far = half;
      } else if (f < least) {
        near = half;
        least = f;
        lowest = there;
      } else {
        break;
      }
    }
    return lowest;
  }

  private boolean isWithinRange(double t) {
    for (int i = 0; i < way.length; i++) {
      if (!Double.isFinite(v.x[i] + (t - 1) * way[i])) {
        return false;
      }
    }
    return true;
  }
}

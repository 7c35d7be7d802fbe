package thalweg.descent;

/// [Bounds] at work: plain arrays.
final class Box {
  private final double[] lower;
  private final double[] upper;

  Box(Bounds bounds) {
    lower = bounds.lower();
    upper = bounds.upper();
  }

  /// Moves each coordinate that is outside to its bound; returns whether one was.
  boolean drawIn(double[] x) {
    boolean wasOutside = false;
    for (int i = 0; i < x.length; i++) {
      double inside = Math.min(upper[i], Math.max(lower[i], x[i]));
      wasOutside |= inside != x[i];
      x[i] = inside;
    }
    return wasOutside;
  }

  /// Returns whether the point lies within all bounds.
  boolean contains(double[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!(x[i] >= lower[i] && x[i] <= upper[i])) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether coordinate i lies at a bound that a move in the direction would cross, or has
  /// no room at all.
  boolean holds(int i, double[] x, double direction) {
    return lower[i] == upper[i]
        || (direction < 0 ? x[i] <= lower[i] : direction > 0 && x[i] >= upper[i]);
  }

  /// Returns the slope of the bent path at x: what is held there does not move.
  double slope(double[] x, double[] gradient, double[] direction) {
    double slope = 0;
    for (int i = 0; i < x.length; i++) {
      slope += holds(i, x, direction[i]) ? 0 : gradient[i] * direction[i];
    }
    return slope;
  }

  /// Returns the norm of the gradient without what pushes against bounds, cut off where the next
  /// bound is nearer than a step down the gradient.
  double projectedNorm(double[] x, double[] gradient) {
    double square = 0;
    for (int i = 0; i < x.length; i++) {
      double to = Math.min(upper[i], Math.max(lower[i], x[i] - gradient[i]));
      double moved = Math.min(Math.abs(gradient[i]), Math.abs(to - x[i]));
      // The difference has lost digits where x is large; a free coordinate's is the gradient
      // itself.
      boolean free = x[i] - gradient[i] >= lower[i] && x[i] - gradient[i] <= upper[i];
      moved = free ? gradient[i] : moved;
      square += moved * moved;
    }
    return Math.sqrt(square);
  }

  /// Returns the longest step along the direction that stays inside.
  double room(double[] x, double[] direction) {
    double room = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      if (direction[i] != 0) {
        double bound = direction[i] < 0 ? lower[i] : upper[i];
        room = Math.min(room, (bound - x[i]) / direction[i]);
      }
    }
    return room;
  }
}

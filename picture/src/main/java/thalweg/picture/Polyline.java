package thalweg.picture;

import java.util.Arrays;

/// Points in the plane in order; a point with a coordinate that is not finite breaks the line. Owns
/// its arrays.
final class Polyline {
  private final double[] x;
  private final double[] y;

  private Polyline(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  /// Returns the polyline that owns `x` and `y`, which must have equal lengths.
  static Polyline owning(double[] x, double[] y) {
    return new Polyline(x, y);
  }

  int size() {
    return x.length;
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }

  boolean finite(int i) {
    return Double.isFinite(x[i]) && Double.isFinite(y[i]);
  }

  /// Returns this polyline with another last point.
  Polyline endingAt(double lastX, double lastY) {
    Polyline changed = first(x.length);
    changed.x[x.length - 1] = lastX;
    changed.y[x.length - 1] = lastY;
    return changed;
  }

  Polyline first(int count) {
    return new Polyline(Arrays.copyOf(x, count), Arrays.copyOf(y, count));
  }
}

package thalweg.picture;

import java.util.Arrays;
import java.util.List;

/// A polyline as it is put together, stroke by stroke.
final class Growing {
  private double[] x = new double[64];
  private double[] y = new double[64];
  private int size;

  /// Begins a stroke, with a polyline of its own among `finished` ones if the last stroke did not
  /// end there.
  void from(double px, double py, List<Polyline> finished) {
    boolean goesOn = size > 0 && x[size - 1] == px && y[size - 1] == py;
    if (!goesOn) {
      finish(finished);
      to(px, py);
    }
  }

  /// Ends a stroke.
  void to(double px, double py) {
    if (size == x.length) {
      x = Arrays.copyOf(x, 2 * size);
      y = Arrays.copyOf(y, 2 * size);
    }
    x[size] = px;
    y[size++] = py;
  }

  /// Adds what has grown to `finished`, if there is a stroke in it, and begins anew.
  void finish(List<Polyline> finished) {
    if (size > 1) {
      finished.add(Polyline.owning(Arrays.copyOf(x, size), Arrays.copyOf(y, size)));
    }
    size = 0;
  }
}

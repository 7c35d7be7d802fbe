package thalweg.studio.training;

import java.util.Arrays;

/// The losses of a run's steps, with the time of each, in bounded memory: when it is full, two
/// neighbours become one, their mean, and from then on twice as many steps make a point.
///
/// One thread adds, any may read.
final class Curve {
  /// Points that are kept at most.
  static final int MOST = 1 << 17;

  /// The losses of points, and when each was complete.
  ///
  /// @param stride steps in a point
  /// @param from the number of the first point here
  /// @param losses a mean over the steps of each
  /// @param seconds since the run began
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Points(int stride, int from, float[] losses, float[] seconds) {}

  private float[] losses = new float[1024];
  private float[] seconds = new float[1024];
  private int size;
  private int stride = 1;
  private double sum;
  private int summed;

  synchronized void add(double loss, double second) {
    sum += loss;
    if (++summed < stride) {
      return;
    }
    if (size == MOST) {
      halve();
      // This point is the first half of the next.
      return;
    }
    if (size == losses.length) {
      losses = Arrays.copyOf(losses, 2 * size);
      seconds = Arrays.copyOf(seconds, 2 * size);
    }
    losses[size] = (float) (sum / stride);
    seconds[size++] = (float) second;
    sum = 0;
    summed = 0;
  }

  private void halve() {
    for (int i = 0; i < MOST / 2; i++) {
      losses[i] = (float) ((losses[2 * i] + (double) losses[2 * i + 1]) / 2);
      seconds[i] = seconds[2 * i + 1];
    }
    size = MOST / 2;
    stride *= 2;
  }

  /// Returns the points from number `from` on, in strides of so many steps; from the first where
  /// strides have grown since.
  synchronized Points since(int from, int strideThen) {
    int start = strideThen == stride ? Math.clamp(from, 0, size) : 0;
    return new Points(
        stride,
        start,
        Arrays.copyOfRange(losses, start, size),
        Arrays.copyOfRange(seconds, start, size));
  }
}

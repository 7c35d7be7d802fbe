package thalweg.picture;

import java.util.Arrays;

/// How far an axis must reach for the graph of a function to be seen.
public final class Heights {
  private Heights() {}

  /// Returns the least and the greatest of the heights that are worth showing: of all, or, if the
  /// graph has a pole, of the middle ones, or the pole would flatten all else. Empty if no height
  /// is finite.
  ///
  /// @param heights of a graph, equally far apart; NaN where it has none
  public static double[] worthShowing(double... heights) {
    double[] sorted = Arrays.stream(heights).filter(Double::isFinite).sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      return new double[0];
    }
    double low = sorted[n / 25];
    double high = sorted[n - 1 - n / 25];
    boolean tall = sorted[n - 1] - sorted[0] > 8 * (high - low) && high > low;
    return tall && pole(heights, low, high)
        ? new double[] {low, high}
        : new double[] {sorted[0], sorted[n - 1]};
  }

  /// Returns whether neighbouring heights jump from below `low` to above `high` or back, or one of
  /// them is not finite.
  private static boolean pole(double[] heights, double low, double high) {
    for (int i = 1; i < heights.length; i++) {
      double smaller = Math.min(heights[i - 1], heights[i]);
      double larger = Math.max(heights[i - 1], heights[i]);
      if (Double.isNaN(smaller)
          || Double.isInfinite(smaller + larger)
          || (smaller < low && larger > high)) {
        return true;
      }
    }
    return false;
  }
}

package thalweg.descent;

/// Notices when steps go on without progress, or by hardly any at all, and keeps the point with the
/// least gradient among those that the values cannot tell apart.
final class Patience {
  /// How many steps in a row may bring nothing.
  private static final int STEPS = 8;

  /// A gradient that is not at least this much smaller is no progress.
  private static final double SMALLER = 0.9;

  private double level = Double.NaN; // value from which progress is measured
  private double leastNorm = Double.POSITIVE_INFINITY;
  private double[] point = new double[0];
  private int step;
  private int idle;

  /// @param creeps whether the step that led here is next to nothing
  /// @param noise how much the value may be off
  void note(int step, double[] x, double f, double norm, boolean creeps, double noise) {
    boolean falls = !(level - f <= noise);
    if (falls) {
      idle = creeps && norm >= SMALLER * leastNorm ? idle + 1 : 0;
      level = f;
      leastNorm = norm;
      point = point.length == 0 ? point : keep(step, x);
      return;
    }
    idle++;
    if (norm < SMALLER * leastNorm) {
      idle = 0;
    }
    if (norm < leastNorm) {
      leastNorm = norm;
      point = keep(step, x);
    }
  }

  private double[] keep(int step, double[] x) {
    double[] kept = point.length == 0 ? new double[x.length] : point;
    System.arraycopy(x, 0, kept, 0, kept.length);
    this.step = step;
    return kept;
  }

  boolean isOver() {
    return idle >= STEPS;
  }

  void renew() {
    idle = 0;
    leastNorm = Double.POSITIVE_INFINITY;
    level = Double.NaN;
    point = new double[0];
  }

  /// Returns whether a point with a clearly smaller gradient than `norm` was passed.
  boolean hasBetter(double norm) {
    return point.length > 0 && leastNorm < norm;
  }

  /// Returns that point; not to be changed.
  double[] point() {
    return point;
  }

  /// Returns how many steps had led there.
  int step() {
    return step;
  }
}

package thalweg.descent;

import java.util.Arrays;

/// One point of a descent, as a listener sees it.
public final class Iterate {
  private final int step;
  private final double[] point;
  private final double value;
  private final double gradientNorm;

  Iterate(int step, double[] point, double value, double gradientNorm) {
    this.step = step;
    this.point = point.clone();
    this.value = value;
    this.gradientNorm = gradientNorm;
  }

  /// Returns how many steps led here; 0 at the start.
  public int step() {
    return step;
  }

  /// Returns the point, the caller's to keep.
  public double[] point() {
    return point.clone();
  }

  /// Returns the function's value there.
  public double value() {
    return value;
  }

  /// Returns the Euclidean norm of the gradient there.
  public double gradientNorm() {
    return gradientNorm;
  }

  @Override
  public String toString() {
    return "step " + step + ": " + value + " at " + Arrays.toString(point);
  }
}

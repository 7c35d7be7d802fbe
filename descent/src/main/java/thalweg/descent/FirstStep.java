package thalweg.descent;

import thalweg.descent.vector.Vectors;

/// How far to go first, when nothing is remembered.
///
/// As far as the point is from the origin, but no more than the gradient: a guess that knows no
/// scale of any variable. Where it would move a variable by many times its own size, it would land
/// in another world; then the variable that moves most may move by its own size, and by one extra
/// value the curvature along the line may make it less.
final class FirstStep {
  /// A variable that moves by more than this many times its size moves too far to be trusted.
  private static final double TRUSTED = 10;

  /// Where the curvature is taken, beside the step that moves a variable by its size.
  private static final double NEAR = 1e-3;

  private FirstStep() {}

  /// @param least no step is shorter: it would be lost in the noise of the values
  static double along(Ray ray, double slope, double least) {
    double[] x = ray.x();
    double[] d = ray.direction();
    double guess = Math.min(1, Math.max(1, Vectors.norm(x)) / Vectors.norm(d));
    double shortest = least / Vectors.norm(d);
    guess = Math.max(guess, shortest);
    double moves = 0; // the step 1 moves a variable by this many times its size
    for (int i = 0; i < x.length; i++) {
      moves = Math.max(moves, x[i] == 0 ? 0 : Math.abs(d[i] / x[i]));
    }
    if (!(guess * moves > TRUSTED)) {
      return guess;
    }
    double own = 1 / moves;
    double near = Math.max(NEAR * own, shortest);
    double curvature = 2 * (ray.value(near) - ray.value() - near * slope) / (near * near);
    double newton = -slope / curvature;
    return Math.max(shortest, newton > 0 && newton < own ? newton : own);
  }
}

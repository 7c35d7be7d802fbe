package thalweg.descent;

import java.util.Arrays;
import java.util.List;

/// Where a descent ended, what it cost, and why it ended; of a maximisation, where the ascent
/// ended.
public final class Minimum {
  private final Iterate last;
  private final Iterate best;
  private final long valueEvaluations;
  private final long gradientEvaluations;
  private final Outcome outcome;
  private final List<double[]> path;
  private final DescentMethod finisher;
  private final double noise;

  Minimum(
      Iterate last,
      Iterate best,
      long valueEvaluations,
      long gradientEvaluations,
      Outcome outcome,
      List<double[]> path,
      DescentMethod finisher,
      double noise) {
    this.last = last;
    this.best = best;
    this.valueEvaluations = valueEvaluations;
    this.gradientEvaluations = gradientEvaluations;
    this.outcome = outcome;
    this.path = path;
    this.finisher = finisher;
    this.noise = noise;
  }

  /// Returns the point where it ended. By an update rule, which takes every step, an earlier point
  /// may have been better, see [#bestPoint()]; all other methods end at the best point they saw.
  public double[] point() {
    return last.point();
  }

  /// Returns the value at that point; NaN or infinite if the outcome says so.
  public double value() {
    return last.value();
  }

  /// Returns the Euclidean norm of the gradient at that point.
  public double gradientNorm() {
    return last.gradientNorm();
  }

  /// Returns the point with the best value of all visited; the start if no value was finite.
  public double[] bestPoint() {
    return best.point();
  }

  /// Returns the value at the best point.
  public double bestValue() {
    return best.value();
  }

  /// Returns how many steps were taken.
  public int steps() {
    return last.step();
  }

  /// Returns how many values of the function were computed, those inside numerical gradients
  /// included.
  public long valueEvaluations() {
    return valueEvaluations;
  }

  /// Returns how many gradients were computed.
  public long gradientEvaluations() {
    return gradientEvaluations;
  }

  /// Returns why the descent ended.
  public Outcome outcome() {
    return outcome;
  }

  /// Returns whether the gradient vanished at that point.
  public boolean converged() {
    return outcome instanceof Outcome.Converged;
  }

  /// Returns the method that came to the end: that which was asked for, unless the values turned
  /// out to be noisy and [ModelTrustRegion] took over.
  public DescentMethod finisher() {
    return finisher;
  }

  /// Returns by how much values were found to be off beyond rounding, as a standard deviation near
  /// the last point at which that was measured; 0 if nothing was found or nothing asked, as with a
  /// gradient that is not made from values.
  public double noise() {
    return noise;
  }

  /// Returns every point visited, from the start to the last, one more than there were steps; empty
  /// unless the options keep the path.
  public double[][] path() {
    return path.stream().map(double[]::clone).toArray(double[][]::new);
  }

  @Override
  public String toString() {
    return last.value()
        + " at "
        + Arrays.toString(last.point())
        + " after "
        + last.step()
        + " steps: "
        + outcome;
  }
}

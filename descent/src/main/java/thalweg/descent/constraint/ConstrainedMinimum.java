package thalweg.descent.constraint;

import java.util.Arrays;
import java.util.List;

/// Where a descent under constraints ended, what the constraints cost there, and why it ended; of
/// an ascent, where that ended.
///
/// The multipliers λ balance the gradient: ∇f = Σ λᵢ ∇cᵢ + the bounds' multipliers. Each is the
/// rate at which the least value changes when the limit that is active is raised. So at a minimum
/// the multiplier of an active lower limit is at least 0, of an active upper limit at most 0, of an
/// inactive constraint 0, and of an equality of either sign; at a maximum the signs are the other
/// way round.
public final class ConstrainedMinimum {
  private final double[] point;
  private final double value;
  private final double[] constraintValues;
  private final double[] multipliers;
  private final double[] boundMultipliers;
  private final double imbalance;
  private final double violation;
  private final int steps;
  private final long valueEvaluations;
  private final long gradientEvaluations;
  private final List<double[]> path;
  private final ConstrainedOutcome outcome;

  ConstrainedMinimum(
      double[] point,
      double value,
      double[] constraintValues,
      double[] multipliers,
      double[] boundMultipliers,
      double imbalance,
      double violation,
      int steps,
      long valueEvaluations,
      long gradientEvaluations,
      List<double[]> path,
      ConstrainedOutcome outcome) {
    this.point = point;
    this.value = value;
    this.constraintValues = constraintValues;
    this.multipliers = multipliers;
    this.boundMultipliers = boundMultipliers;
    this.imbalance = imbalance;
    this.violation = violation;
    this.steps = steps;
    this.valueEvaluations = valueEvaluations;
    this.gradientEvaluations = gradientEvaluations;
    this.path = List.copyOf(path);
    this.outcome = outcome;
  }

  /// Returns the point where it ended.
  public double[] point() {
    return point.clone();
  }

  /// Returns the function's value there.
  public double value() {
    return value;
  }

  /// Returns the constraints' values there, in the order in which they were given.
  public double[] constraintValues() {
    return constraintValues.clone();
  }

  /// Returns the multiplier of each constraint, in units of the function for each of the
  /// constraint; NaN where none were found.
  public double[] multipliers() {
    return multipliers.clone();
  }

  /// Returns the multiplier of each variable's bounds; 0 where neither is active, NaN where none
  /// were found.
  public double[] boundMultipliers() {
    return boundMultipliers.clone();
  }

  /// Returns what of the gradient the multipliers do not balance, as a share of the largest of the
  /// gradients on the scales of the variables; NaN where none were found.
  public double imbalance() {
    return imbalance;
  }

  /// Returns how far the point is at most from fulfilling a constraint, as a share of the
  /// variables' sizes; 0 where all are fulfilled but for rounding.
  public double violation() {
    return violation;
  }

  /// Returns how many steps were taken.
  public int steps() {
    return steps;
  }

  /// Returns at how many points functions were evaluated, those for differences included.
  public long valueEvaluations() {
    return valueEvaluations;
  }

  /// Returns how many times all gradients were computed.
  public long gradientEvaluations() {
    return gradientEvaluations;
  }

  /// Returns the points visited, from the start to the last.
  public double[][] path() {
    return path.stream().map(double[]::clone).toArray(double[][]::new);
  }

  /// Returns why it ended.
  public ConstrainedOutcome outcome() {
    return outcome;
  }

  /// Returns whether the point is a minimum that fulfils the constraints.
  public boolean converged() {
    return outcome instanceof ConstrainedOutcome.Converged;
  }

  @Override
  public String toString() {
    return value + " at " + Arrays.toString(point) + " after " + steps + " steps: " + outcome;
  }
}

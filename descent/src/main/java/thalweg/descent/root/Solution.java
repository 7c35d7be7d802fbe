package thalweg.descent.root;

import java.util.Arrays;
import java.util.List;
import thalweg.descent.vector.Vectors;

/// Where a search for a root of a system of equations ended, and how far that can be trusted.
public final class Solution {
  private final double[] point;
  private final double[] values;
  private final double[] errors;
  private final double condition;
  private final List<Double> flat;
  private final int steps;
  private final long valueEvaluations;
  private final long jacobianEvaluations;
  private final SolutionOutcome outcome;

  Solution(
      double[] point,
      double[] values,
      double[] errors,
      double condition,
      List<Double> flat,
      int steps,
      long valueEvaluations,
      long jacobianEvaluations,
      SolutionOutcome outcome) {
    this.point = point;
    this.values = values;
    this.errors = errors;
    this.condition = condition;
    this.flat = List.copyOf(flat);
    this.steps = steps;
    this.valueEvaluations = valueEvaluations;
    this.jacobianEvaluations = jacobianEvaluations;
    this.outcome = outcome;
  }

  /// Returns the point where it ended: of all visited the one where the equations come nearest to
  /// being fulfilled.
  public double[] point() {
    return point.clone();
  }

  /// Returns the values of the functions there, which are 0 at a root but for rounding.
  public double[] values() {
    return values.clone();
  }

  /// Returns the Euclidean norm of the values.
  public double norm() {
    return Vectors.norm(values);
  }

  /// Returns how far each coordinate may be off, by the values left over and a few roundings of
  /// them; infinite where the Jacobian is singular, NaN where it is not known.
  public double[] errors() {
    return errors.clone();
  }

  /// Returns by how much errors of the values are enlarged in the point, in the scales of the
  /// variables and equations: 1 at best, infinite where the Jacobian is singular; NaN where it is
  /// not known.
  public double condition() {
    return condition;
  }

  /// Returns a direction of length 1 along which, to first order, no value changes at the point;
  /// empty where the Jacobian is regular.
  public List<Double> flat() {
    return flat;
  }

  /// Returns how many steps were taken.
  public int steps() {
    return steps;
  }

  /// Returns how many times the functions were evaluated, all of them at once, those for
  /// differences included.
  public long valueEvaluations() {
    return valueEvaluations;
  }

  /// Returns how many Jacobians were computed.
  public long jacobianEvaluations() {
    return jacobianEvaluations;
  }

  /// Returns why it ended.
  public SolutionOutcome outcome() {
    return outcome;
  }

  /// Returns whether the point is a root.
  public boolean isFound() {
    return outcome instanceof SolutionOutcome.Solved;
  }

  @Override
  public String toString() {
    return Arrays.toString(point) + " after " + steps + " steps: " + outcome;
  }
}

package thalweg.descent.constraint;

import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// Leaves the function aside and brings the constraints as near to being fulfilled as they get, in
/// the sum of the squares of what they are missed by.
///
/// Each step is the least of that sum for the straight constraints, kept shorter the less it came
/// true. Source: Levenberg 1944, with limits in place of equations.
final class Restoration {
  private static final int MOST_STEPS = 200;

  /// The slopes of what is missed vanish if they are this small a share of it.
  private static final double STATIONARY = 1e-8;

  private static final double NEARLY = 1e-4;

  /// What is missed must fall by this share for a look around to count.
  private static final double LOWER = 1e-4;

  /// In sizes of the variables.
  private static final double FAR_OFF = 1e6;

  private static final double LEAST_DAMPING = 1e-8;
  private static final double MOST_DAMPING = 1e12;

  private final ScaledProblem problem;
  private final QuadraticProgram model;
  private Place place;
  private Slopes slopes;

  Restoration(ScaledProblem problem, QuadraticProgram model, Place place, Slopes slopes) {
    this.problem = problem;
    this.model = model;
    this.place = place;
    this.slopes = slopes;
  }

  Place place() {
    return place;
  }

  Slopes slopes() {
    return slopes;
  }

  /// Goes on until the constraints are fulfilled or missed by no less any more.
  void run(double tolerance) {
    double damping = 1e-6;
    leap();
    for (int step = 0; step < MOST_STEPS; step++) {
      if (problem.distance(place, slopes) <= tolerance || isStationary()) {
        return;
      }
      Place best = null;
      while (best == null && damping < MOST_DAMPING) {
        best = trial(damping);
        damping = best == null ? 10 * damping : Math.max(LEAST_DAMPING, damping / 5);
      }
      if (best == null) {
        return;
      }
      double fallen = place.violation() - best.violation();
      boolean isSlow = fallen < 1e-12 * place.violation();
      place = best;
      slopes = problem.slopes(place, true);
      if (isSlow) {
        return;
      }
    }
  }

  /// Goes to where the straight constraints are fulfilled if that is far off, and true: steps that
  /// are kept short get there never.
  private void leap() {
    double[] d = place.violation() > FAR_OFF ? model.correction(place, slopes) : null;
    Place there = d == null ? place : problem.at(Arrival.along(place.u(), d, 1));
    if (there.violation() < place.violation() / 2) {
      place = there;
      slopes = problem.slopes(place, true);
    }
  }

  /// Returns where a step leads if that is nearer by a share of what was promised.
  private @Nullable Place trial(double damping) {
    double[] d = model.nearest(place, slopes, damping);
    if (d == null) {
      return null;
    }
    Place there = problem.at(Arrival.along(place.u(), d, 1));
    double promised = place.violation() - model.left(place, slopes, d);
    boolean isNearer = there.violation() < place.violation() - 0.1 * Math.max(0, promised);
    return isNearer ? there : null; // the value is left aside, even if it overflows
  }

  /// Goes to a place beside where the constraints are missed by clearly less; returns whether there
  /// is one along the axes.
  boolean leave() {
    double reach = Math.max(1, Slopes.largest(place.u()));
    for (double t = 1; t > 1e-4; t /= 8) {
      for (int k = 0; k < problem.variables(); k++) {
        for (int side = -1; side <= 1; side += 2) {
          double[] u = place.u().clone();
          u[k] += side * t * reach;
          Place there = problem.at(u);
          if (there.violation() < (1 - LOWER) * place.violation()) {
            place = there;
            slopes = problem.slopes(place, true);
            return true;
          }
        }
      }
    }
    return false;
  }

  /// Returns whether what is missed changes in no direction that the bounds leave, to first order.
  boolean isStationary() {
    return isStationary(STATIONARY);
  }

  /// Returns whether it hardly changes in any: after a way on which each step gained little.
  boolean isNearlyStationary() {
    return isStationary(NEARLY);
  }

  private boolean isStationary(double share) {
    double norm = 0;
    double[] fall = new double[problem.variables()];
    for (int i = 0; i < problem.constraints(); i++) {
      double off = place.off()[i];
      norm = Math.hypot(norm, off * Vectors.norm(slopes.a()[i]));
      for (int k = 0; k < fall.length; k++) {
        fall[k] -= off * slopes.a()[i][k];
      }
    }
    for (int k = 0; k < fall.length; k++) {
      double[] ends = fall[k] > 0 ? problem.box().upper() : problem.box().lower();
      fall[k] = place.x()[k] == ends[k] ? 0 : fall[k];
    }
    double violation = place.violation();
    return Vectors.norm(fall) <= share * norm
        || Vectors.norm(fall) / violation <= share * violation; // whose square may overflow
  }
}

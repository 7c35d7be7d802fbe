package thalweg.descent.constraint;

import java.util.ArrayList;
import java.util.List;
import thalweg.descent.scalar.Pole;
import thalweg.descent.vector.Vectors;

/// Tells whether the values fall without end from a place at which a walk has ended.
final class Depth {
  /// A minimum is looked into where the value changes by its own size over this share of the reach.
  private static final double STEEP = 1e-6;

  /// …or is so many times as large as the values near the start.
  private static final double LARGE = 1e8;

  /// By how much of their size variables may miss the constraints far out.
  private static final double ALLOWED = 1e-8;

  private Depth() {}

  /// Returns whether the place is beside a pole, to which the values fall while the constraints are
  /// fulfilled.
  static boolean isPole(
      ScaledProblem problem, Place place, Slopes slopes, ConstrainedOutcome outcome) {
    boolean isDoubtful =
        switch (outcome) {
          case ConstrainedOutcome.Converged _ -> isSteep(place, slopes);
          case ConstrainedOutcome.Degenerate _,
              ConstrainedOutcome.Saddle _,
              ConstrainedOutcome.Stalled _,
              ConstrainedOutcome.WrongGradient _ ->
              true;
          default -> false;
        };
    double allowed = Math.max(place.violation(), 1e-9);
    if (!isDoubtful
        || !place.isFinite()
        || !slopes.isFinite()
        || !(problem.distance(place, slopes) <= 1e-6)) {
      return false;
    }
    return ways(problem, place, slopes).stream()
        .anyMatch(
            way ->
                Pole.isAlong(
                    place.u(),
                    way,
                    t -> {
                      Place there = problem.at(Arrival.along(place.u(), way, t));
                      return there.violation() <= allowed ? there.f() : Double.NaN;
                    }));
  }

  /// Returns whether values and constraints go on from a far place as they do when the values fall
  /// without end: each stretch along the way gains as much as the one before, as far as numbers go.
  ///
  /// @param isBentToo whether to return true where the way leaves the constraints at once, because
  ///   they bend
  static boolean isEndless(
      ScaledProblem problem, Place place, Slopes slopes, double[] d, boolean isBentToo) {
    double far = Math.max(1, Slopes.largest(place.u()));
    double stretch = far / Slopes.largest(d);
    double last = place.f();
    double gain = 0;
    for (int k = 1; stretch < Double.POSITIVE_INFINITY; k++) {
      Place there = problem.at(Arrival.along(place.u(), d, stretch));
      far = Math.max(far, Slopes.largest(there.u()));
      boolean isOut = !(problem.distance(there, slopes) <= ALLOWED * far);
      if (!(far < Double.POSITIVE_INFINITY) || there.f() == Double.NEGATIVE_INFINITY) {
        return k > 1 || !isOut;
      }
      if (isOut || !(last - there.f() >= gain) || !(last - there.f() > 0)) {
        return isOut && k == 1 && isBentToo && isBent(problem, place, slopes, d, stretch);
      }
      gain = (1 - 1e-6) * (last - there.f());
      last = there.f();
      stretch *= k < 4 ? 2 : 1e3;
    }
    return true;
  }

  /// Returns whether the straight models of the constraints are fulfilled at the end of a way.
  private static boolean isBent(
      ScaledProblem problem, Place place, Slopes slopes, double[] d, double stretch) {
    for (int i = 0; i < problem.constraints(); i++) {
      double change = stretch * Vectors.dot(slopes.a()[i], d);
      double c = place.c()[i] + change;
      double allowed = ALLOWED * Math.abs(change);
      if (!(c >= problem.lower(i) - allowed && c <= problem.upper(i) + allowed)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSteep(Place place, Slopes slopes) {
    double size = Math.max(1, Math.abs(place.f()));
    double reach = Math.max(1, Slopes.largest(place.u()));
    return size > LARGE || STEEP * Slopes.largest(slopes.g()) * reach > size;
  }

  /// Returns the way along which the values fall the most and no equation changes, as long as the
  /// point is from 0; all such ways where differences across a pole tell no slope.
  private static List<double[]> ways(ScaledProblem problem, Place place, Slopes slopes) {
    List<double[]> equal = new ArrayList<>();
    for (int i = 0; i < problem.constraints(); i++) {
      if (problem.lower(i) == problem.upper(i)) {
        equal.add(slopes.a()[i]);
      }
    }
    double[][] all = TangentCurvature.tangents(problem.variables(), equal.toArray(double[][]::new));
    double reach = Math.max(1, Slopes.largest(place.u()));
    double largest = Slopes.largest(slopes.g());
    double[] way = new double[problem.variables()];
    List<double[]> axes = new ArrayList<>();
    for (double[] v : all) {
      way =
          Arrival.along(way, v, largest == 0 ? 0 : -reach * (Vectors.dot(slopes.g(), v) / largest));
      axes.add(Arrival.along(new double[way.length], v, reach));
    }
    return largest == 0 ? axes : List.of(way);
  }
}

package thalweg.descent.constraint;

import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// Compares gradients that were given with the values along a direction, by differences of two
/// widths: what is wrong with a gradient is as wrong at both, what only bends is not.
final class GivenGradients {
  private static final double WIDE = 0x1p-17;
  private static final double NARROW = 0x1p-22;
  private static final double LEAST = 0x1p-32;

  /// A slope may be off by this share, whatever explains it.
  private static final double SHARE = 0.01;

  private static final double ROUNDINGS = 1e3;

  /// What is off is looked at by so much nearer again, as long as it is clear of a few roundings.
  private static final double LESS = 0x1p-5;

  private static final double FEW_ROUNDINGS = 16;

  /// What bends by more than this share as much over a 32nd of the width, and by more than
  /// rounding, has no slope that values could show there: a pole, a cusp or a kink is nearer.
  private static final double SPIKED = 1 / 64.0;

  private static final int NONE = Integer.MAX_VALUE;

  private final ScaledProblem problem;
  private final Place place;
  private final Slopes slopes;

  private GivenGradients(ScaledProblem problem, Place place, Slopes slopes) {
    this.problem = problem;
    this.place = place;
    this.slopes = slopes;
  }

  /// Returns what contradicts the values; null if nothing does. Costs two evaluations, or up to
  /// six, and some thirty before a gradient is called wrong.
  static @Nullable ConstrainedOutcome contradiction(
      ScaledProblem problem, Place place, Slopes slopes) {
    boolean isAny = false;
    for (int i = -1; i < problem.constraints(); i++) {
      isAny |= problem.isGiven(i);
    }
    return isAny ? new GivenGradients(problem, place, slopes).contradiction() : null;
  }

  private @Nullable ConstrainedOutcome contradiction() {
    Place[] wide = around(WIDE);
    int suspect = suspect(wide);
    if (suspect == NONE) {
      return null;
    }
    Place[] narrow = around(NARROW);
    double far = off(suspect, wide) / WIDE;
    double near = off(suspect, narrow) / NARROW;
    boolean isSpike = bend(suspect, narrow) > SPIKED * bend(suspect, wide);
    if (!isWrong(suspect, narrow) || !(near > far / 2) || isSpike) {
      return null;
    }
    double rounding = FEW_ROUNDINGS * Math.ulp(size(suspect, narrow));
    for (double share = LEAST; share > 0 && near * share > 4 * rounding; share *= LESS) {
      if (off(suspect, around(share)) + rounding < near * share / 2) {
        return null; // steps, waves or cusps, whose slopes are right within them
      }
    }
    return new ConstrainedOutcome.WrongGradient(
        suspect < 0 ? "function" : "constraint " + suspect,
        problem.change(suspect, promised(suspect, wide)),
        problem.change(suspect, observed(suspect, wide)));
  }

  private int suspect(Place[] ends) {
    for (int i = -1; i < problem.constraints(); i++) {
      if (problem.isGiven(i) && isWrong(i, ends)) {
        return i;
      }
    }
    return NONE;
  }

  /// Returns places on both sides, as far away as the share says, along no axis.
  private Place[] around(double share) {
    double[] ends = place.u().clone();
    double[] starts = place.u().clone();
    for (int k = 0; k < ends.length; k++) {
      double way = Integer.bitCount(k * 0x9E3779B9) % 2 == 0 ? 1 : -0.7;
      way *= Math.max(1, Math.abs(place.u()[k])) * share;
      ends[k] += way;
      starts[k] -= way;
    }
    return new Place[] {problem.at(starts), problem.at(ends)};
  }

  private double promised(int i, Place... ends) {
    double[] moved = new double[place.u().length];
    for (int k = 0; k < moved.length; k++) {
      moved[k] = ends[1].u()[k] - ends[0].u()[k];
    }
    return Vectors.dot(row(i), moved);
  }

  private double observed(int i, Place... ends) {
    return value(i, ends[1]) - value(i, ends[0]);
  }

  private double off(int i, Place... ends) {
    return Math.abs(observed(i, ends) - promised(i, ends));
  }

  private double[] row(int i) {
    return i < 0 ? slopes.g() : slopes.a()[i];
  }

  private static double value(int i, Place there) {
    return i < 0 ? there.f() : there.c()[i];
  }

  /// Returns how much the values bend between two places; 0 for what may be rounding.
  private double bend(int i, Place... ends) {
    double bend = Math.abs(value(i, ends[1]) - 2 * value(i, place) + value(i, ends[0]));
    return bend > ROUNDINGS * Math.ulp(size(i, ends)) ? bend : 0;
  }

  private double size(int i, Place... ends) {
    double size = Math.max(Math.abs(value(i, ends[0])), Math.abs(value(i, ends[1])));
    return Math.max(size, Math.abs(value(i, place)));
  }

  /// A slope is wrong if it is off by more than bending and rounding explain, and by a hundredth.
  private boolean isWrong(int i, Place... ends) {
    double before = value(i, ends[0]);
    double here = value(i, place);
    double after = value(i, ends[1]);
    double bend = Math.abs(after - 2 * here + before);
    double rounding =
        ROUNDINGS * Math.ulp(1.0) * (size(i, ends) + ScaledProblem.crossed(row(i), place));
    double share = SHARE * Math.max(Math.abs(after - before), Math.abs(promised(i, ends)));
    return off(i, ends) > 2 * bend + rounding + share;
  }
}

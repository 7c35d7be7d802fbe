package thalweg.calculus.derivative;

import org.jspecify.annotations.Nullable;
import thalweg.calculus.derivative.Derivative.Method;
import thalweg.calculus.derivative.Derivative.Reason;

/// What to answer, with what error and which reason.
final class Verdict {
  /// Rounding that is large at x grows less than this part of it farther out.
  private static final double OWN = 0.05;

  private static final double EPSILON = Difference.EPSILON;

  private final Difference d;
  private final Rungs rungs;
  private final Anchor anchor;
  private final Disturbances disturbances;
  private final Choice choice;
  private final Stairs stairs;
  private final Survey survey;

  Verdict(
      Difference d,
      Rungs rungs,
      Anchor anchor,
      Disturbances disturbances,
      Choice choice,
      Stairs stairs) {
    this.d = d;
    this.rungs = rungs;
    this.anchor = anchor;
    this.disturbances = disturbances;
    this.choice = choice;
    this.stairs = stairs;
    survey = new Survey(d);
  }

  /// Returns that there is no derivative, and why.
  Derivative none(Reason reason) {
    return new Derivative(
        d.x,
        d.value,
        Double.NaN,
        Double.NaN,
        d.calls,
        Method.LADDER,
        Double.NaN,
        0,
        reason,
        Double.NaN,
        Double.NaN);
  }

  /// Returns the best entry of the table, if it is good enough to be an answer.
  Derivative answer() {
    if (disturbances.noise > 0.05 * Math.abs(d.value)
        && disturbances.noise > 0.05 * choice.farthest()) {
      return none(Reason.NOISE_LIMITED);
    }
    choice.settleContest();
    if (choice.column < 0) {
      return unsettled();
    }
    if (d.n == 1) {
      // The anchor's distance from the answer is a sample of the noise.
      double sample = Math.abs(choice.slope - rungs.anchorSlope) * rungs.anchor;
      if (d.side == 0 && sample > disturbances.noise + disturbances.known) {
        // One sample may be small by chance, where it is large enough to be one of noise.
        double chance = sample > 32 * EPSILON * Math.abs(d.value) ? 4 : 1;
        choice.error +=
            chance * (sample - disturbances.noise - disturbances.known) / rungs.step(choice.rung);
      }
    }
    if (choice.aliased) {
      // A step across an oscillation misses by as much as the answer; less may be the fault of
      // either.
      double apart = Math.abs(choice.rejected - choice.slope);
      if (apart < 0.4 * Math.max(Math.abs(choice.slope), Math.abs(choice.rejected))) {
        choice.error = Math.max(choice.error, apart);
      }
    }
    if ((!disturbances.noisy || d.n > 1) && choice.isLoose()) {
      return unsettled();
    }
    choice.error = Math.max(choice.error, stairs.steepness);
    double sure = 1e-6 * Math.max(Math.abs(choice.slope), choice.steepness());
    Reason reason;
    if (disturbances.noisy && choice.error > 1e-9 * Math.abs(choice.slope)) {
      reason = Reason.NOISE_LIMITED;
    } else if (choice.error > Math.max(sure, choice.tolerance)) {
      if (choice.truncation > choice.error / 2) {
        return unsettled();
      }
      reason = Reason.NOISE_LIMITED;
    } else if (choice.error > Math.max(1e-6 * Math.abs(choice.slope), choice.tolerance)
        && choice.isGrainy()) {
      reason = Reason.NOISE_LIMITED;
    } else if (d.side != 0 || (anchor.open != 0 && choice.error > 1e-9 * Math.abs(choice.slope))) {
      reason = Reason.DOMAIN_EDGE;
    } else if (choice.aliased) {
      reason = Reason.ALIASED;
    } else {
      reason = Reason.CONVERGED;
    }
    return new Derivative(
        d.x,
        d.value,
        choice.slope,
        choice.error,
        d.calls,
        Method.LADDER,
        rungs.step(choice.rung),
        d.side == 0 ? 2 * (choice.column + 1) : choice.column + 1,
        reason,
        d.side > 0 ? Double.NaN : choice.slope,
        d.side < 0 ? Double.NaN : choice.slope);
  }

  /// Reads the slope across the stairs; returns null where f cannot be followed across them, and
  /// they are jumps of its own.
  @Nullable Derivative across(Tear torn) {
    boolean plateau = choice.isPlateau();
    boolean found = survey.read(rungs.step(rungs.low) / 16, 4 * Math.max(anchor.unit, 1), torn);
    boolean followed = found && survey.noise <= Survey.WILD * survey.largest;
    if (torn.dense() && !followed) {
      return none(Reason.NOISE_LIMITED);
    }
    if (!followed
        || (plateau && !torn.dense() && d.isLevel(torn.beyond(), 0.01 * (torn.beyond() - d.x)))) {
      return null;
    }
    boolean large = !torn.dense() && torn.size() > Survey.WILD * Math.abs(d.value);
    if (large && survey.noise > OWN * torn.nearest()) {
      return null; // as rough farther out: the jumps may be the function's own
    }
    double local = choice.column < 0 ? rungs.anchorSlope : choice.slope;
    choice.slope = survey.slope;
    choice.error = survey.error;
    if (large && !(choice.error < 0.1 * Math.abs(choice.slope))) {
      choice.error =
          Math.max(choice.error, Math.abs(choice.slope - local)); // stairs, or jumps of its own
    }
    return new Derivative(
        d.x,
        d.value,
        choice.slope,
        choice.error,
        d.calls,
        Method.LADDER,
        survey.length,
        survey.degree,
        choice.error > 1e-9 * Math.abs(choice.slope) ? Reason.NOISE_LIMITED : Reason.CONVERGED);
  }

  /// Returns the answer at a kink.
  Derivative kink(double left, double right, double error) {
    return new Derivative(
        d.x,
        d.value,
        Double.NaN,
        error,
        d.calls,
        Method.LADDER,
        rungs.anchor,
        1,
        Reason.KINK,
        left,
        right);
  }

  /// Returns the anchor's slope as a guess.
  Derivative unsettled() {
    return new Derivative(
        d.x,
        d.value,
        rungs.anchorSlope,
        Double.POSITIVE_INFINITY,
        d.calls,
        Method.LADDER,
        rungs.anchor,
        d.side == 0 ? 2 : 1,
        disturbances.noisy ? Reason.NOISE_LIMITED : Reason.UNSETTLED,
        Double.NaN,
        Double.NaN);
  }
}

package thalweg.calculus.gradient.numerical;

import thalweg.calculus.derivative.Derivative;
import thalweg.calculus.derivative.Ladder;
import thalweg.calculus.function.MultivariateFunction;
import thalweg.calculus.gradient.probe.Box;
import thalweg.calculus.gradient.probe.Partials;
import thalweg.calculus.gradient.probe.Probe;

/// Second derivatives in two different coordinates at one point, from values: φ″/2 of φ(t) =
/// (f(+,+) − f(+,−)) / 2, the four points of each step symmetric about x and shared by all orders
/// of extrapolation.
///
/// @param value that of the function at x
/// @param noise that of the values
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record MixedDerivative(
    MultivariateFunction function, Box box, double[] x, double value, double noise) {
  /// With less room than this part of its scale a coordinate stands at its bound.
  private static final double LEAST_FREEDOM = 0x1p-10;

  /// Returns the mixed derivative as half the second derivative in u at 1, where coordinate i has
  /// moved by (u − 1)σᵢ. Coordinate j moves both ways at once, so it is the one with more room;
  /// where both stand at a bound, both move inward, and their single moves are taken off.
  Derivative of(int one, int other, double tolerance) {
    boolean swap = freedom(one) > freedom(other);
    int i = swap ? other : one;
    int j = swap ? one : other;
    double si = Probe.scale(x[i]);
    double sj = Probe.scale(x[j]);
    boolean corner = freedom(j) < LEAST_FREEDOM;
    if (corner) {
      si = box.upper(i) - x[i] >= x[i] - box.lower(i) ? si : -si;
      sj = box.upper(j) - x[j] >= x[j] - box.lower(j) ? sj : -sj;
    }
    double below = corner ? 0 : Math.min((x[i] - box.lower(i)) / si, freedom(j));
    double above =
        corner
            ? Math.min(room(i, si), room(j, sj))
            : Math.min((box.upper(i) - x[i]) / si, freedom(j));
    Ladder ladder =
        Ladder.standard()
            .nth(2)
            .within(1 - below, 1 + above)
            .noise(Math.max(noise, Math.ulp(value)))
            .tolerance(tolerance * 2 * Math.abs(si * sj));
    Probe probe = new Probe(x);
    double a = si;
    double b = sj;
    Derivative second =
        ladder.derivative(
            u -> {
              double step = u - 1;
              double together = moved(probe, i, a * step, j, b * step);
              if (!corner) {
                return (together - moved(probe, i, a * step, j, -b * step)) / 2;
              }
              return together
                  - moved(probe, i, a * step, j, 0)
                  - moved(probe, i, 0, j, b * step)
                  + value;
            },
            1,
            0);
    return Partials.over(second, 2 * a * b, x[i]);
  }

  /// Returns how many values of f one step costs.
  int cost(int i, int j) {
    return Math.max(freedom(i), freedom(j)) < LEAST_FREEDOM ? 3 : 2;
  }

  private double moved(Probe probe, int i, double stepI, int j, double stepJ) {
    probe.move(i, box.clamp(i, probe.coordinate(i) + stepI));
    probe.move(j, box.clamp(j, probe.coordinate(j) + stepJ));
    double result = probe.value(function);
    probe.home();
    return result;
  }

  /// How far coordinate i can move both ways, in its own scale.
  private double freedom(int i) {
    return Math.min(x[i] - box.lower(i), box.upper(i) - x[i]) / Probe.scale(x[i]);
  }

  private double room(int i, double sigma) {
    return (sigma > 0 ? box.upper(i) - x[i] : x[i] - box.lower(i)) / Math.abs(sigma);
  }
}

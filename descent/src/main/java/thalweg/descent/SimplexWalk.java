package thalweg.descent;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// A descent by [NelderMead] under way.
final class SimplexWalk {
  /// The edges of the first simplex, as a share of how large each variable is.
  private static final double EDGE = 0.1;

  /// Those of a new one around the best point of the last.
  private static final double SMALLER = 0.01;

  /// A simplex has collapsed if no edge is longer than this share of how large its variable is.
  private static final double COLLAPSED = 1e-9;

  /// A new simplex was worth while if it gained this share of all that was gained.
  private static final double GAIN = 1e-9;

  private static final int MOST_SIMPLICES = 30;

  private final Meter meter;
  private final @Nullable Bounds box;
  private final Surroundings around;
  private final Trail trail;
  private final int n;
  private Corner[] corners = new Corner[0]; // the best first
  private Corner best;
  private double[] gradient;
  private double norm = Double.NaN;
  private int step;

  private static final class Corner {
    final double[] x;
    final double value;

    Corner(double[] x, double value) {
      this.x = x;
      this.value = value;
    }
  }

  SimplexWalk(Meter meter, NelderMead method, Options options, double[] start) {
    this.meter = meter;
    box = method.bounds().orElse(null);
    around = new Surroundings(meter, start, box);
    trail = new Trail(meter, options, method, around);
    n = start.length;
    best = new Corner(start.clone(), Double.NaN);
    gradient = new double[n];
  }

  Minimum run() {
    Outcome outcome;
    try {
      outcome = walk();
    } catch (Ended ended) {
      outcome = ended.outcome();
    }
    return trail.end(step, best.x, best.value, norm, outcome);
  }

  private Outcome walk() {
    differentiate();
    trail.visit(0, best.x, best.value, norm);
    if (!Double.isFinite(best.value)) {
      return new Outcome.NonFinite(0, "value");
    }
    around.begin(best.value, gradient);
    double startValue = best.value;
    double share = EDGE;
    for (int simplex = 0; simplex < MOST_SIMPLICES; simplex++) {
      double before = best.value;
      begin(share * (simplex % 2 == 0 ? 1 : -1));
      while (!isCollapsed()) {
        if (step >= trail.steps()) {
          differentiate();
          return new Outcome.StepLimit(trail.steps());
        }
        turn();
        if (trail.isBottomless(best.x, best.value, 0)) {
          return trail.unbounded(best.x, best.value);
        }
      }
      double gained = before - best.value;
      boolean isVain = gained <= GAIN * (startValue - best.value) + meter.noise(best.value);
      if (isVain && simplex > 0) {
        break;
      }
      share = SMALLER;
    }
    return arrived();
  }

  /// Takes value and gradient at the best point.
  private void differentiate() {
    double[] slopes = new double[n];
    double value = meter.evaluate(best.x, slopes);
    best = new Corner(best.x, Double.isNaN(best.value) ? value : best.value);
    gradient = slopes;
    norm = box == null ? Vectors.norm(slopes) : box.projectedNorm(best.x, slopes);
  }

  private Outcome arrived() {
    differentiate();
    while (meter.refine(trail.threshold())) {
      differentiate();
    }
    if (Vectors.nonFinite(gradient) >= 0) {
      return new Outcome.Stalled(norm, Double.POSITIVE_INFINITY);
    }
    double error = meter.gradientError();
    Outcome claim = trail.arrived(best.x, best.value, gradient, norm, error);
    return claim != null
        ? claim
        : trail.standstill(best.x, best.value, gradient, norm, error, Math.max(norm, error));
  }

  /// Begins a simplex around the best point with edges of this share of each variable's size.
  private void begin(double share) {
    double[] sizes = around.sizes(best.x);
    corners = new Corner[n + 1];
    corners[0] = best;
    for (int i = 0; i < n; i++) {
      double[] x = moved(i, share * sizes[i]);
      double room = Math.abs(x[i] - best.x[i]);
      if (room < Math.abs(share) * sizes[i] / 2) { // too near to a bound
        double[] other = moved(i, -share * sizes[i]);
        x = Math.abs(other[i] - best.x[i]) > room ? other : x;
      }
      corners[i + 1] = new Corner(x, value(x));
    }
    sort();
  }

  /// Returns the best point with one coordinate moved, as far as bounds let it.
  private double[] moved(int i, double move) {
    double[] x = best.x.clone();
    x[i] += move;
    if (box != null) {
      box.drawIn(x);
    }
    return x;
  }

  private double value(double[] x) {
    double value = meter.value(x);
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  private void sort() {
    Arrays.sort(corners, Comparator.comparingDouble(corner -> corner.value));
    if (corners[0].value == Double.NEGATIVE_INFINITY) {
      double[] before = Abyss.before(meter, best.x, best.value, corners[0].x);
      best = new Corner(before, meter.value(before));
      throw new Ended(trail.unbounded(best.x, best.value));
    }
    if (corners[0].value < best.value) {
      best = corners[0];
    }
  }

  private boolean isCollapsed() {
    double[] sizes = around.sizes(best.x);
    boolean isShort = true;
    boolean isFlat = true;
    for (Corner corner : corners) {
      isFlat &= corner.value == corners[0].value;
      for (int i = 0; i < n; i++) {
        isShort &= Math.abs(corner.x[i] - corners[0].x[i]) <= COLLAPSED * sizes[i];
      }
    }
    return isShort || isFlat;
  }

  /// One turn of the simplex, with the factors of Gao and Han, equation 4.1.
  private void turn() {
    step++;
    double stretch = 1 + 2.0 / Math.max(n, 2);
    double draw = 0.75 - 0.5 / Math.max(n, 2);
    Corner worst = corners[n];
    double[] centre = new double[n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        centre[i] += corners[k].x[i] / n;
      }
    }
    Corner turned = along(centre, worst, 1);
    Corner next = null;
    if (turned.value < corners[0].value) {
      Corner stretched = along(centre, worst, stretch);
      next = stretched.value < turned.value ? stretched : turned;
    } else if (turned.value < corners[n - 1].value) {
      next = turned;
    } else {
      boolean isOutside = turned.value < worst.value;
      Corner drawn = along(centre, worst, isOutside ? draw : -draw);
      next = drawn.value < Math.min(turned.value, worst.value) ? drawn : null;
    }
    if (next == null) {
      shrink();
    } else {
      corners[n] = next;
    }
    sort();
    trail.visit(step, best.x, best.value, Double.NaN);
  }

  private Corner along(double[] centre, Corner worst, double factor) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = centre[i] + factor * (centre[i] - worst.x[i]);
    }
    if (box != null) {
      box.drawIn(x);
    }
    return new Corner(x, value(x));
  }

  private void shrink() {
    double shrink = 1 - 1.0 / Math.max(n, 2);
    for (int k = 1; k <= n; k++) {
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = corners[0].x[i] + shrink * (corners[k].x[i] - corners[0].x[i]);
      }
      corners[k] = new Corner(x, value(x));
    }
  }
}

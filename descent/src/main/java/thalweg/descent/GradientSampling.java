package thalweg.descent;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// Goes on from a kink where the values still fall along it.
///
/// No single gradient shows the way there, but the shortest vector between those around the point
/// does: its negative leads down on all sides of the kink at once. Gradients are taken nearer and
/// nearer to the point, until the shortest vector vanishes or its negative leads nowhere. Source:
/// Burke, Lewis and Overton 2005; of the shortest vector: Mitchell, Demyanov and Malozemov 1974.
final class GradientSampling {
  /// How far around the point gradients are taken, beside the size of each variable.
  private static final double WIDEST = 1e-2;

  private static final double NARROWEST = 1e-8;

  private static final double NARROWER = 0.03;

  private static final int ROUNDS = 100;

  /// A vector this short beside the longest gradient has vanished.
  private static final double VANISHED = 1e-4;

  /// The step of differences, beside the distance of the gradients from the point.
  private static final double STEP = 0.1;

  /// The share of the fall that the shortest vector promises and that must be kept.
  private static final double KEPT = 0.1;

  /// A way on is clear if it falls by this share of all that has been gained…
  private static final double CLEAR = 1e-7;

  /// …and by this many times the noise.
  private static final double CLEAR_NOISE = 100;

  private static final int TURNS = 1_000;

  private final Meter meter;
  private final Surroundings around;
  private final @Nullable Bounds box;
  private final int n;
  private final double[] x;
  private double value;
  private final double[] sizes;
  private final double[] moved;
  private final double[][] gradients; // in units of the sizes
  private final double[] shortest;
  private final SplittableRandom random = new SplittableRandom(1);

  private GradientSampling(
      Meter meter, Surroundings around, @Nullable Bounds box, double[] from, double value) {
    this.meter = meter;
    this.around = around;
    this.box = box;
    this.value = value;
    n = from.length;
    x = from.clone();
    sizes = around.sizes(x);
    moved = new double[n];
    gradients = new double[2 * n][n];
    shortest = new double[n];
  }

  /// Returns whether a fall from one value to another is worth going on for.
  static boolean isClear(Surroundings around, double from, double to) {
    return from - to > Math.max(CLEAR * around.fall(to), CLEAR_NOISE * around.noise(to));
  }

  /// Returns a point that is lower, or null if none is found.
  static double @Nullable [] from(
      Meter meter, Surroundings around, @Nullable Bounds box, double[] x, double value) {
    return new GradientSampling(meter, around, box, x, value).lower();
  }

  private double @Nullable [] lower() {
    double first = value;
    double radius = WIDEST;
    for (int round = 0; round < ROUNDS && radius > NARROWEST; round++) {
      double longest = 0;
      for (double[] gradient : gradients) {
        sample(radius, gradient);
        longest = Math.max(longest, Vectors.norm(gradient));
      }
      shorten();
      double norm = Vectors.norm(shortest);
      if (!(norm > VANISHED * longest) || !goes(radius, norm)) {
        radius *= NARROWER;
      }
    }
    return value < first ? x : null;
  }

  /// Writes a gradient near the point; 0 where there is none.
  private void sample(double radius, double[] gradient) {
    double[] place = new double[n];
    for (int i = 0; i < n; i++) {
      place[i] = x[i] + radius * random.nextDouble(-1, 1) * sizes[i];
    }
    if (box != null) {
      box.drawIn(place);
    }
    if (meter.isNumerical(n)) {
      double here = meter.value(place);
      for (int i = 0; i < n; i++) {
        double left = place[i];
        place[i] += STEP * radius * sizes[i];
        gradient[i] = (meter.value(place) - here) / (place[i] - left);
        place[i] = left;
      }
    } else {
      meter.evaluate(place, gradient);
    }
    for (int i = 0; i < n; i++) {
      double slope = gradient[i] * sizes[i];
      boolean isHeld = box != null && box.holds(i, x, -slope);
      gradient[i] = isHeld || !Double.isFinite(slope) ? 0 : slope;
    }
  }

  /// Makes the convex combination of the gradients short, moving weight from the one that leans
  /// most towards it to the one that leans least.
  private void shorten() {
    int m = gradients.length;
    double[] weights = new double[m];
    weights[0] = 1;
    System.arraycopy(gradients[0], 0, shortest, 0, n);
    for (int turn = 0; turn < TURNS; turn++) {
      int least = 0;
      int most = -1;
      double[] lean = new double[m];
      for (int k = 0; k < m; k++) {
        lean[k] = Vectors.dot(shortest, gradients[k]);
        least = lean[k] < lean[least] ? k : least;
        most = weights[k] > 0 && (most < 0 || lean[k] > lean[most]) ? k : most;
      }
      double square = Vectors.distance(gradients[most], gradients[least]);
      square *= square;
      double gain = lean[most] - lean[least];
      if (!(gain > 1e-10 * Vectors.dot(shortest, shortest)) || square == 0) {
        return;
      }
      double share = Math.min(weights[most], gain / square);
      weights[most] = share == weights[most] ? 0 : weights[most] - share;
      weights[least] += share;
      for (int i = 0; i < n; i++) {
        shortest[i] += share * (gradients[least][i] - gradients[most][i]);
      }
    }
  }

  /// Goes down against the shortest vector, farther as long as that leads lower; returns whether it
  /// leads anywhere.
  private boolean goes(double radius, double norm) {
    double t = radius / norm;
    double lowest = at(t);
    while (!(lowest < value - KEPT * t * norm * norm) && t * norm > STEP * radius) {
      t /= 2;
      lowest = at(t);
    }
    if (!(lowest < value - KEPT * t * norm * norm) || value - lowest <= around.noise(value)) {
      return false;
    }
    for (double next = at(2 * t); next < lowest; next = at(2 * t)) {
      lowest = next;
      t *= 2;
    }
    for (double share : new double[] {0.75, 1.5}) {
      double beside = at(share * t);
      if (beside < lowest) {
        lowest = beside;
        t *= share;
      }
    }
    value = at(t);
    System.arraycopy(moved, 0, x, 0, n);
    return true;
  }

  private double at(double t) {
    for (int i = 0; i < n; i++) {
      moved[i] = x[i] - t * shortest[i] * sizes[i];
    }
    if (box != null) {
      box.drawIn(moved);
    }
    return meter.value(moved);
  }
}

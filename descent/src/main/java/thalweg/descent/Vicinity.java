package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import thalweg.descent.step.LineSearch;

/// A point and the values around it: how large each variable is, along which directions to look,
/// and how much of a change of the value is noise.
final class Vicinity {
  /// At most this many directions are looked along.
  private static final int DIRECTIONS = 16;

  /// A variable has moved if it has come farther than this share of itself.
  private static final double MOVED = 1e-9;

  /// A change of the value is wide enough to look at if it is this much beside the value, and this
  /// many times noise.
  private static final double SEEN_SHARE = 1e-13;

  private static final double SEEN = 1e2;

  /// A change of the value is clear, whatever is concluded from it, if it is this many times noise.
  static final double CLEAR = 1e3;

  private static final double RESOLVED = 64;

  final double[] x;
  final double value;
  final double[] gradient;

  /// The error of the gradient, its norm.
  final double error;

  /// How much the value may be off.
  final double noise;

  /// By how much the value rises over the sizes of the variables where the descent has begun at a
  /// bottom of value 0, so that neither the value nor what it has fallen by says anything of
  /// rounding; 0 elsewhere.
  final double risen;

  /// What is looked along; each as long as one of its variables is large.
  final List<double[]> directions = new ArrayList<>();

  final Meter meter;
  private final Surroundings around;
  private final @Nullable Bounds box;
  private final double[] moved;
  private final double farthestCome; // of all variables

  Vicinity(
      Surroundings around,
      Meter meter,
      @Nullable Bounds box,
      double[] x,
      double value,
      double[] gradient,
      double error) {
    this.around = around;
    this.meter = meter;
    this.box = box;
    this.x = x;
    this.value = value;
    this.gradient = gradient;
    this.error = error;
    moved = new double[x.length];
    farthestCome = IntStream.range(0, x.length).mapToDouble(this::came).max().orElse(0);
    chooseDirections();
    risen = rise();
    noise = Math.max(around.noise(value), Math.ulp(1.0) * risen);
  }

  private double rise() {
    if (value != 0 || fall() > 0) {
      return 0;
    }
    double most = 0;
    for (double[] direction : directions) {
      for (int side = -1; side <= 1; side += 2) {
        double rise = at(side, direction) - value;
        most = rise > most && rise < Double.POSITIVE_INFINITY ? rise : most;
      }
    }
    return most;
  }

  /// Returns by how much the value has fallen since the start.
  double fall() {
    return around.fall(value);
  }

  /// Returns how far a variable has been from the start.
  double reach(int i) {
    return around.reach(i);
  }

  private double came(int i) {
    return Math.abs(x[i] - around.start(i));
  }

  private boolean hasMoved(int i) {
    return came(i) > MOVED * Math.max(Math.abs(x[i]), farthestCome);
  }

  /// Returns how large a variable is: as far as it has come, or, if it has hardly moved, as far as
  /// it is from 0; if that is as good as nothing, as far as another has come.
  double size(int i) {
    if (hasMoved(i)) {
      return came(i);
    }
    double away = Math.max(Math.abs(x[i]), farthestCome);
    return away > 0 ? away : 1;
  }

  /// A variable at a bound is free of it unless the slope, error and all, pushes it there.
  boolean isFree(int i) {
    return box == null || !box.holds(i, x, Math.abs(gradient[i]) > error ? -gradient[i] : 0);
  }

  /// A direction is as long as one of its variables is large. Of many variables some are looked
  /// along, and some mixtures of all.
  private void chooseDirections() {
    int[] free = IntStream.range(0, x.length).filter(this::isFree).toArray();
    boolean all = free.length <= DIRECTIONS;
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < Math.min(free.length, DIRECTIONS); k++) {
      double[] direction = new double[x.length];
      if (all || k < DIRECTIONS / 2) {
        int i = free[all ? k : random.nextInt(free.length)];
        direction[i] = size(i);
      } else {
        for (int i : free) {
          direction[i] = (random.nextBoolean() ? 1 : -1) * size(i) / Math.sqrt(free.length);
        }
      }
      directions.add(direction);
    }
  }

  /// Returns the value at x + a·d + b·e; NaN where that is outside or not defined.
  double at(double a, double[] d, double b, double[] e) {
    for (int i = 0; i < x.length; i++) {
      moved[i] = x[i] + a * d[i] + b * e[i];
    }
    if (box != null && !box.contains(moved)) {
      return Double.NaN;
    }
    return meter.value(moved);
  }

  /// Returns the value at x + a·d likewise.
  double at(double a, double[] d) {
    return at(a, d, 0, d);
  }

  boolean hasMoved(double[] d) {
    for (int i = 0; i < x.length; i++) {
      if (d[i] != 0 && hasMoved(i)) {
        return true;
      }
    }
    return false;
  }

  /// Returns whether points so far along the direction are others by more than a few roundings.
  boolean resolves(double width, double[] d) {
    for (int i = 0; i < x.length; i++) {
      if (width * Math.abs(d[i]) > RESOLVED * Math.ulp(x[i])) {
        return true;
      }
    }
    return false;
  }

  /// Returns how far along the direction it may be looked, in units of the direction.
  double farthest(double[] d) {
    double farthest = 10;
    for (int i = 0; i < x.length; i++) {
      if (d[i] != 0) {
        farthest = Math.max(farthest, Math.max(Math.abs(x[i]), farthestCome) / Math.abs(d[i]));
      }
    }
    return farthest;
  }

  /// Returns how large the variables are that the direction changes, in units of the direction.
  double extent(double[] d) {
    double extent = 1;
    for (int i = 0; i < x.length; i++) {
      extent = d[i] == 0 ? extent : Math.max(extent, Math.abs(x[i] / d[i]));
    }
    return extent;
  }

  /// Returns the size of the larger of two numbers, or of the one that is one.
  static double largest(double a, double b) {
    double sizeA = Double.isNaN(a) ? 0 : Math.abs(a);
    double sizeB = Double.isNaN(b) ? 0 : Math.abs(b);
    return Math.max(sizeA, sizeB);
  }

  double seen(double there) {
    double size = Math.max(Math.abs(value), Math.abs(there));
    return Math.max(SEEN_SHARE * size, SEEN * Math.max(noise, meter.noise(size)));
  }

  /// Returns how much values differ for no reason: between points a few roundings apart.
  double blur(double[] d) {
    double nearest = 0;
    for (int i = 0; i < x.length; i++) {
      if (d[i] != 0) {
        double rounding = Math.max(Math.ulp(x[i]), Math.ulp(1.0) * size(i));
        nearest = Math.max(nearest, 4 * rounding / Math.abs(d[i]));
      }
    }
    double most = noise;
    for (int k = -2; k <= 2; k++) {
      double there = k == 0 ? 0 : Math.abs(at(k * nearest, d) - value);
      most = there > most ? there : most;
    }
    return most;
  }

  /// Returns by how much the values differ between points a few roundings apart.
  double roughness() {
    double most = LineSearch.noise(value);
    for (int k = -2; k <= 2; k++) {
      for (int i = 0; i < x.length; i++) {
        moved[i] = x[i] + (i % 2 == 0 ? 4 : -4) * k * Math.ulp(x[i]);
      }
      if (k != 0 && (box == null || box.contains(moved))) {
        most = largest(most, meter.value(moved) - value);
      }
    }
    return most;
  }
}

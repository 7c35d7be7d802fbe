package thalweg.descent;

import org.jspecify.annotations.Nullable;
import thalweg.descent.step.LineSearch;
import thalweg.descent.vector.Vectors;

/// What the values around a point say of it: whether it is the bottom of something, or a saddle, a
/// kink or a plateau, and how far the bottom may be.
///
/// Second differences along each variable and each pair of them make a Hessian, whose factors LDLᵀ
/// tell whether it curves upwards everywhere; what looks suspicious is looked at again at several
/// widths. Widths follow from how far each variable has come, and from how far it must move for the
/// value to change clearly. Costs some 4n + n²/2 values; in more than 16 variables it looks along
/// 16 directions and their pairs, and before it confirms a minimum along each of up to 500
/// variables by itself. Source: Nocedal and Wright 2006, sections 3.4 and 8.1.
final class Surroundings {
  /// A variable creeps if a step moves it by no more than this share of how far it has been.
  private static final double CREEP = 1e-10;

  /// Values that differ by more than this many times their rounding are noisy.
  private static final double QUIET = 1e4;

  /// A variable has come far if it has come this share of the way.
  private static final double FAR_TOO = 1e-3;

  private final Meter meter;
  private final double[] start;
  private final double[] reach; // how far each variable has been from the start
  private final @Nullable Bounds box;
  private double startValue = Double.NaN;
  private double[] startGradient = new double[0];

  Surroundings(Meter meter, double[] start, @Nullable Bounds box) {
    this.meter = meter;
    this.start = start.clone();
    reach = new double[start.length];
    this.box = box;
  }

  /// What was seen.
  ///
  /// @param outcome if the point is no smooth minimum, what it is instead
  /// @param distance how far the bottom may be, by Newton's step; infinite if the values do not
  ///   curve upwards in every direction
  /// @param share the same of the variable for which it is most, beside its size
  /// @param gain by how much the value there may be less
  /// @param isDoubtful whether something looks wrong, although it cannot be said what
  record Finding(
      @Nullable Outcome outcome, boolean isDoubtful, double distance, double share, double gain) {
    /// Returns that it is not known how far the bottom may be.
    static Finding none(@Nullable Outcome outcome, boolean isDoubtful) {
      double far = Double.POSITIVE_INFINITY;
      return new Finding(outcome, isDoubtful, far, far, far);
    }

    /// Returns whether the values told how far the bottom may be.
    boolean isResolved() {
      return Double.isFinite(distance);
    }
  }

  /// Notes the value and the gradient at the start.
  void begin(double value, double[] gradient) {
    startValue = value;
    startGradient = gradient.clone();
  }

  /// Notes a point on the way. Allocates nothing.
  void pass(double[] x) {
    for (int i = 0; i < x.length; i++) {
      reach[i] = Math.max(reach[i], Math.abs(x[i] - start[i]));
    }
  }

  /// Returns how far the start is from the origin.
  double startSize() {
    return Vectors.norm(start);
  }

  /// Returns how far a point is from the start.
  double distance(double[] x) {
    return Vectors.distance(x, start);
  }

  /// Returns whether no variable has moved from one point to another by more than next to nothing
  /// of how far it has been and is from 0.
  boolean creeps(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      if (Math.abs(to[i] - from[i]) > CREEP * Math.min(reach[i], Math.abs(to[i]))) {
        return false;
      }
    }
    return true;
  }

  /// Returns how large each variable is: as far as it has been from the start or is from 0; if that
  /// is nothing, as far as another has been.
  double[] sizes(double[] x) {
    double most = 0;
    for (double each : reach) {
      most = Math.max(most, each);
    }
    double[] sizes = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double size = Math.max(reach[i], Math.abs(x[i]));
      sizes[i] = size > 0 ? size : most > 0 ? most : 1;
    }
    return sizes;
  }

  /// Returns by how much the value has fallen since the start.
  double fall(double value) {
    return Math.max(0, startValue - value);
  }

  /// Returns how much the value may be off: one that has come down to as good as nothing still has
  /// the rounding of where it was.
  double noise(double value) {
    return Math.max(meter.noise(value), Math.ulp(1.0) * fall(value));
  }

  /// Returns whether the values rise clearly on both sides next to the point, on the way from the
  /// start as well as along each variable that has come far.
  boolean isSharp(double[] x, double value) {
    Vicinity vicinity = vicinity(x, value, new double[x.length], 0);
    Kinks kinks = new Kinks(vicinity);
    double[] way = x.clone();
    for (int i = 0; i < x.length; i++) {
      way[i] -= start[i];
    }
    double far = FAR_TOO * Vectors.norm(way);
    return kinks.isSharp(way)
        && vicinity.directions.stream()
            .filter(d -> Vectors.norm(d) >= far)
            .allMatch(kinks::isSharp);
  }

  /// Returns how much the value may be off, at a point whose surroundings are asked where neither
  /// the value nor what it has fallen by tells.
  double noise(double[] x, double value) {
    return vicinity(x, value, new double[x.length], 0).noise;
  }

  /// Looks around.
  ///
  /// @param error of the gradient, its norm
  Finding look(double[] x, double value, double[] gradient, double error) {
    return new Look(this, vicinity(x, value, gradient, error)).finding();
  }

  /// Returns whether values a few roundings apart differ by no more than rounding explains.
  boolean isQuiet(double[] x, double value) {
    Vicinity vicinity = vicinity(x, value, new double[x.length], 0);
    double size = Math.max(fall(value), vicinity.risen);
    for (double[] direction : vicinity.directions) {
      if (vicinity.blur(direction) > QUIET * (LineSearch.noise(value) + Math.ulp(1.0) * size)) {
        return false;
      }
    }
    return true;
  }

  /// Returns the kink at x, if there is one along the direction or along a variable.
  @Nullable Outcome kink(double[] x, double value, double[] direction) {
    return new Kinks(vicinity(x, value, new double[x.length], 0)).kink(direction);
  }

  /// Returns a point on the way that a saddle leads down, clearly lower than the saddle; null if
  /// there is none.
  double @Nullable [] below(double[] x, double value, Outcome.Saddle saddle) {
    double[] direction = saddle.direction().stream().mapToDouble(each -> each).toArray();
    return new Saddles(vicinity(x, value, new double[x.length], 0)).below(direction);
  }

  /// Returns whether the values fall without end on the way from the start through x.
  boolean isAbyss(double[] x, double value) {
    return new Abyss(vicinity(x, value, new double[x.length], 0), start).isEndless();
  }

  /// Returns whether the values beside x fall to a pole.
  boolean isPole(double[] x, double value, double[] gradient) {
    return Abyss.isPole(vicinity(x, value, gradient, 0));
  }

  private Vicinity vicinity(double[] x, double value, double[] gradient, double error) {
    return new Vicinity(this, meter, box, x, value, gradient, error);
  }

  /// Returns where a variable was at the start.
  double start(int i) {
    return start[i];
  }

  /// Returns how far a variable has been from the start.
  double reach(int i) {
    return reach[i];
  }

  /// Returns whether a variable changed the value at the start.
  boolean mattered(int i) {
    return startGradient[i] != 0;
  }
}

package thalweg.descent.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import thalweg.descent.vector.Vectors;

/// Judges a point to which a walk has come: whether the function's gradient is balanced there, and
/// whether the values curve upwards along the constraints that are active.
final class Arrival {
  /// A limit is active if it is no farther away than this, on the scales of the variables.
  private static final double TOUCHING = 1e-6;

  /// A multiplier counts if it balances more than this share of the gradient.
  private static final double COUNTING = 1e-6;

  /// How much balance is needed where nothing more can be gained at this precision.
  private static final double PRECISE = 1e-4;

  /// The minimum is no farther away than this, in sizes of the variables.
  private static final double SHORT = 1e-7;

  /// Curvatures are negative beyond their doubt and beyond this share of the largest.
  private static final double NEGATIVE = 1e-5;

  /// Curvatures below this, by the reach, are those of a bottom that is flatter than a parabola, or
  /// of none.
  private static final double WEAK = 1e-4;

  /// So many sizes of the variables are far out.
  static final double OUT = 1e8;

  /// So near a plateau is still one, in shares of the reach.
  private static final double BESIDE = 0x1p-10;

  /// Where else a value is looked at that does not change, in shares of the variables.
  private static final double[] FAR = {0, 0.5, -1, 2, 0.1};

  private final ScaledProblem problem;
  private final QuadraticProgram model;
  private final Place place;
  private final Slopes slopes;
  private final double[] multipliers;
  private final double imbalance;
  private final double gap;
  private final double tolerance;
  private final List<double[]> strong = new ArrayList<>();
  private final List<double[]> weak = new ArrayList<>();
  private final TangentCurvature curvature;
  private boolean isCompared; // whether other places on the constraints were looked at

  Arrival(
      ScaledProblem problem,
      QuadraticProgram model,
      Place place,
      Slopes slopes,
      double[] multipliers,
      double imbalance,
      double gap,
      double tolerance) {
    this.problem = problem;
    this.model = model;
    this.place = place;
    this.slopes = slopes;
    this.multipliers = multipliers;
    this.imbalance = imbalance;
    this.gap = gap;
    this.tolerance = tolerance;
    sort();
    curvature =
        TangentCurvature.at(problem, place, slopes, strong.toArray(double[][]::new), multipliers);
  }

  /// Parts the active constraints into those that push and those that only touch.
  private void sort() {
    double[][] normals = model.normals(slopes);
    double[] lower = model.room(place, false);
    double[] upper = model.room(place, true);
    double size = Math.max(1, slopes.size(multipliers));
    for (int i = 0; i < normals.length; i++) {
      double norm = Vectors.norm(normals[i]);
      boolean isEqual = lower[i] == upper[i];
      boolean isTouched = Math.min(-lower[i], upper[i]) <= TOUCHING * norm;
      if (isEqual || Math.abs(multipliers[i]) * norm > COUNTING * size) {
        strong.add(normals[i]);
      } else if (isTouched) {
        weak.add(normals[i]);
      }
    }
  }

  /// Returns what the point is; [ConstrainedOutcome.Stalled] where that is not certain.
  ConstrainedOutcome judge(boolean isStuck) {
    ConstrainedOutcome wrong = GivenGradients.contradiction(problem, place, slopes);
    if (wrong != null) {
      return wrong;
    }
    if (curvature.dimension() > 0) {
      double least = curvature.value(curvature.least());
      if (least < -curvature.doubt() - NEGATIVE * largest()) {
        return new ConstrainedOutcome.Saddle(least);
      }
    }
    return otherwise(isStuck);
  }

  /// Returns what a point that seemed to be a saddle is where [#lower()] has found nothing: a
  /// curvature that is next to none may be told wrongly, by rounding or across an edge.
  ConstrainedOutcome reconsidered(boolean isStuck) {
    return isCompared
        ? otherwise(isStuck)
        : new ConstrainedOutcome.Saddle(curvature.value(curvature.least()));
  }

  private ConstrainedOutcome otherwise(boolean isStuck) {
    if (isPlateau()) {
      return new ConstrainedOutcome.Flat();
    }
    if (isThere()) {
      return converged();
    }
    boolean isDependent = rank() < strong.size();
    boolean isBalanced = imbalance <= PRECISE;
    // Multipliers grow all the way; far out the limits they belong to are only not reached.
    boolean isEndless = imbalance <= tolerance && gap > tolerance && reach() < OUT;
    return isStuck && ((isDependent && !isBalanced) || isEndless)
        ? new ConstrainedOutcome.Degenerate(imbalance)
        : stalled();
  }

  ConstrainedOutcome stalled() {
    return new ConstrainedOutcome.Stalled(imbalance, problem.distance(place, slopes));
  }

  ConstrainedOutcome converged() {
    return new ConstrainedOutcome.Converged(
        imbalance, problem.distance(place, slopes), rank() == strong.size());
  }

  private int rank() {
    return TangentCurvature.rank(problem.variables(), strong.toArray(double[][]::new));
  }

  private double largest() {
    double largest = 0;
    for (int i = 0; i < curvature.dimension(); i++) {
      largest = Math.max(largest, Math.abs(curvature.value(i)));
    }
    return largest;
  }

  /// Returns whether the value changes in no direction here, but does far away along the active
  /// constraints, or nowhere at all: where only they make it change a point that fulfils them is a
  /// minimum, and one that they leave no way from is no plateau.
  private boolean isPlateau() {
    if (Slopes.largest(slopes.g()) > 0
        || largest() > curvature.doubt()
        || curvature.dimension() == 0) {
      return false;
    }
    return !isOtherNear() && (isOtherFar(this::held) || !isOtherFar(way -> way));
  }

  /// Returns whether the value is another beside the point, along the active constraints.
  private boolean isOtherNear() {
    for (int i = 0; i < curvature.dimension(); i++) {
      double[] v = curvature.direction(i);
      for (double side : new double[] {-BESIDE, BESIDE}) {
        Place there = corrected(v, side * reach());
        if (there != null && there.f() != place.f()) {
          return true;
        }
      }
    }
    return false;
  }

  /// Returns whether the value is another at the end of some long way, as it is or as it is
  /// changed.
  private boolean isOtherFar(UnaryOperator<double[]> changed) {
    for (double share : FAR) {
      double[] all = new double[place.u().length];
      for (int k = 0; k < all.length; k++) {
        double[] one = new double[all.length];
        one[k] = place.u()[k] == 0 ? share : (share - 1) * place.u()[k];
        all[k] = one[k];
        if (isOther(changed.apply(one))) {
          return true;
        }
      }
      if (isOther(changed.apply(all))) {
        return true;
      }
    }
    return false;
  }

  private boolean isOther(double[] way) {
    double there = problem.at(along(place.u(), way, 1)).f();
    return Double.isFinite(there) && there != place.f();
  }

  /// Returns what of a way lies along the active constraints.
  private double[] held(double[] way) {
    double[] left = new double[way.length];
    for (int i = 0; i < curvature.dimension(); i++) {
      double[] v = curvature.direction(i);
      left = along(left, v, Vectors.dot(v, way));
    }
    return left;
  }

  private double reach() {
    return Math.max(1, Slopes.largest(place.u()));
  }

  static double[] along(double[] from, double[] v, double t) {
    double[] u = from.clone();
    for (int k = 0; k < u.length; k++) {
      u[k] += t * v[k];
    }
    return u;
  }

  /// Returns whether the minimum is so near that going there gains nothing.
  private boolean isThere() {
    double[] left = model.imbalance(slopes, multipliers);
    double length = 0;
    double gain = 0;
    for (int i = 0; i < curvature.dimension(); i++) {
      double slope = Vectors.dot(left, curvature.direction(i));
      if (curvature.value(i) > curvature.doubt()) {
        length = Math.hypot(length, slope / curvature.value(i));
        gain += slope * slope / (2 * curvature.value(i));
      }
    }
    double size = Math.abs(place.f());
    for (int i = 0; i < place.c().length; i++) {
      size += Math.abs(multipliers[i] * place.c()[i]);
    }
    boolean isNear = length <= SHORT * reach();
    boolean isSpent = gain <= 8 * Math.ulp(size);
    return gap <= tolerance
        && (imbalance <= tolerance ? isNear || isSpent : imbalance <= PRECISE && isSpent && isNear);
  }

  /// Returns whether the curvature upwards is known in some direction along the constraints.
  boolean isConvex() {
    for (int i = 0; i < curvature.dimension(); i++) {
      if (curvature.value(i) > curvature.doubt()) {
        return true;
      }
    }
    return false;
  }

  /// Returns the curvature as a model may use it: as measured along the constraints, as much as the
  /// largest of it across them, and no less than doubted.
  double[][] curvature() {
    int n = problem.variables();
    double most = largest();
    double[][] b = new double[n][n];
    for (int k = 0; k < n; k++) {
      b[k][k] = most;
    }
    for (int i = 0; i < curvature.dimension(); i++) {
      double[] v = curvature.direction(i);
      double value = Math.max(curvature.value(i), Math.max(curvature.doubt(), 1e-10 * most));
      for (int k = 0; k < n; k++) {
        for (int l = 0; l < n; l++) {
          b[k][l] += (Math.min(value, most) - most) * v[k] * v[l];
        }
      }
    }
    return b;
  }

  /// Returns whether limits that only touch may be what keeps the point from going lower.
  boolean isHeldByBounds() {
    return !weak.isEmpty();
  }

  /// Returns a lower place along the constraints to both sides of the directions that curve down,
  /// and away from limits that only touch; null if none was found.
  @Nullable Place lower() {
    return lower(i -> curvature.value(i) < -curvature.doubt(), 0.25);
  }

  /// Returns a lower place to either side of a direction in which the values hardly curve, as at an
  /// inflection or beside one, or have no slope at all, as on a step; null if none was found.
  @Nullable Place beside() {
    double least = Math.max(curvature.doubt(), WEAK / reach());
    boolean isStep = problem.isNumerical() && Slopes.largest(slopes.g()) == 0;
    return lower(i -> isStep || Math.abs(curvature.value(i)) <= least, 16);
  }

  private @Nullable Place lower(IntPredicate isMeant, double farthest) {
    List<double[]> directions = new ArrayList<>();
    for (int i = 0; i < curvature.dimension(); i++) {
      if (isMeant.test(i)) {
        double[] v = curvature.direction(i);
        directions.add(v);
        double[] back = new double[v.length];
        Vectors.negate(v, back);
        directions.add(back);
      }
    }
    double reach = reach();
    for (double t = farthest; t > 1e-5; t /= 4) {
      for (double[] v : directions) {
        Place there = corrected(v, t * reach);
        isCompared |= there != null;
        if (there != null && there.f() < place.f() - 1e3 * Math.ulp(place.f())) {
          return there;
        }
      }
    }
    return null;
  }

  /// Returns the lowest place far down the directions of no known curvature in which the values
  /// still fall; null if none is clearly lower. A variable whose start did not tell its size may
  /// have its minimum there, however small its slope is here.
  @Nullable Place farther() {
    double[] left = model.imbalance(slopes, multipliers);
    double clear = tolerance * (1 + Math.abs(place.f()));
    Place lowest = null;
    for (int i = 0; i < curvature.dimension(); i++) {
      double[] v = curvature.direction(i);
      double slope = Vectors.dot(left, v);
      if (slope == 0 || curvature.value(i) > curvature.doubt()) {
        continue;
      }
      for (double t = 1; t < Math.max(1e13, 64 * reach()); t *= 4) {
        Place there = corrected(v, -Math.signum(slope) * t);
        double least = lowest == null ? place.f() - clear : lowest.f();
        if (there != null && there.f() < least) {
          lowest = there;
        } else if (lowest != null) {
          break;
        }
      }
    }
    return lowest;
  }

  private @Nullable Place corrected(double[] v, double t) {
    Place there = problem.at(along(place.u(), v, t));
    double allowed = Math.max(place.violation(), 1e-9);
    for (int pass = 0; pass < 4 && there.isFinite() && there.violation() > allowed; pass++) {
      double[] d = model.correction(there, slopes);
      if (d == null) {
        return null;
      }
      double[] next = there.u().clone();
      for (int k = 0; k < next.length; k++) {
        next[k] += d[k];
      }
      there = problem.at(next);
    }
    return there.isFinite() && there.violation() <= allowed ? there : null;
  }
}

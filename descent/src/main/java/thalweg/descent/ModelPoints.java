package thalweg.descent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.descent.model.Interpolation;
import thalweg.descent.model.QuadraticModel;
import thalweg.descent.vector.Vectors;

/// The points that a [ModelWalk] knows values at, and the quadratic through them.
///
/// Steps are measured in units of their variables, from the best point.
final class ModelPoints {
  /// A point's weight grows from here on with the fourth power of its distance, in radii.
  private static final double NEAR = 0.1;

  /// A point with its value.
  static final class Point {
    private final double[] x;
    private final double value;

    Point(double[] x, double value) {
      this.x = x;
      this.value = value;
    }

    /// Returns the point itself; not to be changed.
    double[] x() {
      return x;
    }

    double value() {
      return value;
    }
  }

  private final int[] free; // the variables that can move
  private final double[] units;
  private final int most;
  private final List<Point> points = new ArrayList<>();
  private Point best;
  private QuadraticModel model;
  private @Nullable Interpolation told; // of the points as they are

  /// Begins with one point, at which the model is 0.
  ///
  /// @param units how large each free variable is
  ModelPoints(int[] free, double[] units, Point centre) {
    this.free = free;
    this.units = units;
    int n = free.length;
    most = (int) Math.min((n + 1L) * (n + 2L) / 2, (long) ModelTrustRegion.POINTS * n + 1);
    best = centre;
    points.add(centre);
    model = QuadraticModel.zero(n);
  }

  Point best() {
    return best;
  }

  QuadraticModel model() {
    return model;
  }

  double unit(int k) {
    return units[k];
  }

  /// Returns the slopes of the model at the best point, of all n variables.
  double[] slopes(int n) {
    double[] slopes = new double[n];
    for (int k = 0; k < free.length; k++) {
      slopes[free[k]] = model.gradient(k) / units[k];
    }
    return slopes;
  }

  /// Returns the slopes at another point.
  double[] slopes(int n, Point there) {
    QuadraticModel moved = model.from(step(there));
    double[] slopes = new double[n];
    for (int k = 0; k < free.length; k++) {
      slopes[free[k]] = moved.gradient(k) / units[k];
    }
    return slopes;
  }

  /// Returns the step that leads from the best point to another.
  double[] step(Point to) {
    double[] d = new double[free.length];
    for (int k = 0; k < d.length; k++) {
      d[k] = (to.x[free[k]] - best.x[free[k]]) / units[k];
    }
    return d;
  }

  private Interpolation interpolation() {
    if (told == null) {
      told = new Interpolation(points.stream().map(this::step).toArray(double[][]::new));
    }
    return told;
  }

  /// Adds a point; the model is to be fitted afterwards.
  void add(Point point) {
    points.add(point);
    told = null;
    if (point.value < best.value) {
      centre(point);
    }
  }

  /// Returns by how much the values differ at most.
  double spread() {
    double highest = Double.NEGATIVE_INFINITY;
    for (Point point : points) {
      highest = Math.max(highest, point.value);
    }
    return highest - best.value;
  }

  private void centre(Point point) {
    model = model.from(step(point));
    best = point;
  }

  /// Changes the model as little as may be so that it has the values of all points; returns whether
  /// they tell one.
  boolean fit() {
    told = null;
    double[] errors = new double[points.size()];
    for (int k = 0; k < errors.length; k++) {
      errors[k] = points.get(k).value - model.value(step(points.get(k)));
    }
    Interpolation interpolation = interpolation();
    if (interpolation.isSingular()) {
      return false;
    }
    QuadraticModel fitted = model.plus(interpolation.through(errors));
    if (!fitted.isFinite()) {
      return false;
    }
    model = fitted;
    return true;
  }

  /// Takes in a point, in place of the one that can best be done without if there are many: where
  /// its Lagrange polynomial is large at the new one, or far off.
  ///
  /// @param near how far a point may be without being far
  /// @return whether the points still tell a model
  boolean take(Point point, double near) {
    boolean isBetter = point.value < best.value;
    if (points.size() < most) {
      points.add(point);
    } else {
      double[] d = step(point);
      double[] lagrange = interpolation().lagrangeAt(d);
      int out = -1;
      double greatest = 0;
      for (int k = 0; k < lagrange.length; k++) {
        if (points.get(k) == best && !isBetter) {
          continue;
        }
        double[] there = step(points.get(k));
        double far = isBetter ? Vectors.distance(there, d) : Vectors.norm(there);
        double weight = Math.max(1, Math.pow(far / (NEAR * near), 4));
        double score = Math.abs(lagrange[k]) * weight;
        if (score > greatest) {
          greatest = score;
          out = k;
        }
      }
      if (out < 0) {
        return true;
      }
      points.set(out, point);
    }
    if (isBetter) {
      centre(point);
    }
    return fit();
  }

  /// Returns the number of the farthest point that is farther away than `beyond`; −1 if none is.
  int farthest(double beyond) {
    int out = -1;
    double far = beyond;
    for (int k = 0; k < points.size(); k++) {
      double distance = Vectors.norm(step(points.get(k)));
      if (distance > far) {
        far = distance;
        out = k;
      }
    }
    return out;
  }

  /// Returns how far a point is from the best.
  double distance(int k) {
    return Vectors.norm(step(points.get(k)));
  }

  /// Returns the Lagrange polynomial of a point.
  QuadraticModel lagrange(int k) {
    return interpolation().lagrange(k);
  }

  /// Puts a point in place of another; returns whether the points still tell a model.
  boolean replace(int k, Point point) {
    points.set(k, point);
    if (point.value < best.value) {
      centre(point);
    }
    return fit();
  }
}

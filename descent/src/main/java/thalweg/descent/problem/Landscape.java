package thalweg.descent.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thalweg.calculus.function.DifferentiableFunction;

/// A function drawn at random from a [Family], seen through a random change of scales, with what is
/// true of it known by construction.
public final class Landscape {
  /// What is to be thought of a result.
  public enum Verdict {
    /// It says what is so.
    RIGHT,
    /// It claims nothing: a limit was reached, or no way on was found.
    HONEST,
    /// It claims what is not so.
    FALSE
  }

  /// A function in coordinates of its own, in which everything is about 1 in size.
  @FunctionalInterface
  interface Ground {
    /// Returns the value at u and writes the gradient there unless it is not wanted.
    double at(double[] u, double @Nullable [] gradient);
  }

  /// What is known of a ground.
  ///
  /// @param minima all local minima, but for those that are as low; none if there are none
  /// @param right outcomes that are right wherever they are claimed
  /// @param noise how much values may be off
  record Truth(List<double[]> minima, List<String> right, double noise) {}

  /// A minimum is found if no more than this share of what could be gained is left.
  private static final double LEFT = 1e-6;

  /// What rounding may hide, in roundings of the largest number on the way to a value.
  private static final double ROUNDINGS = 1e3;

  private final Family family;
  private final int number;
  private final Ground ground;
  private final Truth truth;
  private final Scales scales;
  private final double[] start; // in the ground's coordinates

  Landscape(Family family, int number, Ground ground, Truth truth, Scales scales, double[] start) {
    this.family = family;
    this.number = number;
    this.ground = ground;
    this.truth = truth;
    this.scales = scales;
    this.start = start;
  }

  /// How the ground is seen: x = centre + scale · rotated u, and value = scale · ground + shift.
  ///
  /// @param coordinates the scale of each coordinate
  /// @param centre what is added to each coordinate
  /// @param rotation an orthogonal matrix
  /// @param value the scale of the value; above 0
  /// @param shift what is added to the value
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Scales(
      double[] coordinates, double centre, double[][] rotation, double value, double shift) {
    double[] inside(double[] x) {
      int n = x.length;
      double[] u = new double[n];
      for (int i = 0; i < n; i++) {
        double along = (x[i] - centre) / coordinates[i];
        for (int j = 0; j < n; j++) {
          u[j] += rotation[i][j] * along;
        }
      }
      return u;
    }

    double[] outside(double[] u) {
      int n = u.length;
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += rotation[i][j] * u[j];
        }
        x[i] = centre + coordinates[i] * sum;
      }
      return x;
    }
  }

  /// Returns the family it was drawn from.
  public Family family() {
    return family;
  }

  /// Returns a name, such as `kinks-12`.
  public String name() {
    return family.title() + "-" + number;
  }

  /// Returns how many variables there are.
  public int dimension() {
    return start.length;
  }

  /// Returns where to start, the caller's to keep.
  public double[] start() {
    return scales.outside(start);
  }

  /// Returns the function with its gradient, worked out by hand; of a noisy one, the gradient
  /// without the noise, of a staircase, that of a step: 0.
  public DifferentiableFunction function() {
    return new DifferentiableFunction() {
      @Override
      public double value(double[] x) {
        return scales.value * ground.at(scales.inside(x), null) + scales.shift;
      }

      @Override
      public double valueAndGradient(double[] x, double[] gradient) {
        int n = x.length;
        double[] slopes = new double[n];
        double value = ground.at(scales.inside(x), slopes);
        for (int i = 0; i < n; i++) {
          double sum = 0;
          for (int j = 0; j < n; j++) {
            sum += scales.rotation[i][j] * slopes[j];
          }
          gradient[i] = scales.value * sum / scales.coordinates[i];
        }
        return scales.value * value + scales.shift;
      }
    };
  }

  /// Returns what is to be thought of a result.
  ///
  /// @param outcome the outcome's written name, such as `CONVERGED`
  /// @param x where it ended
  public Verdict verdict(String outcome, double[] x) {
    return switch (outcome) {
      case "CONVERGED" ->
          truth.right.contains(outcome) && isMinimum(x) ? Verdict.RIGHT : Verdict.FALSE;
      case "KINK" ->
          truth.right.contains(outcome)
              ? isMinimum(x) ? Verdict.RIGHT : Verdict.HONEST
              : Verdict.FALSE;
      case "FLAT" ->
          truth.right.contains(outcome)
              ? Verdict.RIGHT
              : isMinimum(x) ? Verdict.HONEST : Verdict.FALSE;
      case "SADDLE", "MAXIMUM", "UNBOUNDED" ->
          truth.right.contains(outcome) ? Verdict.RIGHT : Verdict.FALSE;
      case "STALLED", "NOISE_LIMIT" ->
          truth.right.contains("STALLED") && isMinimum(x) ? Verdict.RIGHT : Verdict.HONEST;
      case "WRONG_GRADIENT" -> Verdict.FALSE;
      default -> Verdict.HONEST;
    };
  }

  /// Returns whether x is as low as one of the minima, as far as values can tell.
  public boolean isMinimum(double[] x) {
    double[] u = scales.inside(x);
    double here = ground.at(u, null);
    double hidden = truth.noise + ROUNDINGS * Math.ulp(Math.abs(scales.shift) / scales.value);
    for (double[] minimum : truth.minima) {
      double least = ground.at(minimum, null);
      double gain = Math.abs(ground.at(start, null) - least);
      // Where x itself is rounded, so is the value.
      double[] beside = scales.inside(scales.outside(minimum));
      double blurred = ROUNDINGS * Math.abs(ground.at(beside, null) - least);
      double allowed = LEFT * gain + hidden + blurred + ROUNDINGS * Math.ulp(least);
      if (Math.abs(here - least) <= allowed) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return name() + " in " + dimension() + " variables";
  }
}

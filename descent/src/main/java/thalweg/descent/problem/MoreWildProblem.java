package thalweg.descent.problem;

import java.util.SplittableRandom;
import thalweg.calculus.function.MultivariateFunction;

/// A sum of squares on which methods that see values alone are compared, exact or with noise.
public final class MoreWildProblem {
  /// Writes the residuals at a point.
  @FunctionalInterface
  interface Residuals {
    void at(double[] x, double[] r);
  }

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final String name;
  private final int count;
  private final double[] start;
  private final double least;
  private final Residuals residuals;

  MoreWildProblem(String name, int count, double[] start, double least, Residuals residuals) {
    this.name = name;
    this.count = count;
    this.start = start;
    this.least = least;
    this.residuals = residuals;
  }

  /// Returns a name, such as `watson 9 far`: function, variables, and `far` where the start is ten
  /// times the usual one.
  public String name() {
    return name;
  }

  /// Returns how many variables there are.
  public int dimension() {
    return start.length;
  }

  /// Returns where to start, the caller's to keep.
  public double[] start() {
    return start.clone();
  }

  /// Returns the least value that is known, to nine digits or to 1e-20.
  public double least() {
    return least;
  }

  /// Returns the residuals at x.
  public double[] residuals(double... x) {
    double[] r = new double[count];
    residuals.at(x, r);
    return r;
  }

  /// Returns the sum of the residuals' squares.
  public double value(double... x) {
    double sum = 0;
    for (double residual : residuals(x)) {
      sum += residual * residual;
    }
    return sum;
  }

  /// Returns the function Σ rᵢ(x)²(1 + σuᵢ), in which every uᵢ lies between −1 and 1, is drawn anew
  /// for each point, and is the same whenever the point is asked for again.
  ///
  /// @param level σ; finite and at least 0
  /// @param seed of what is drawn
  /// @throws IllegalArgumentException if the level is negative or not finite
  public MultivariateFunction noisy(double level, long seed) {
    if (!(level >= 0) || Double.isInfinite(level)) {
      throw new IllegalArgumentException(
          "noise: the level is " + level + "; it must be a finite number, at least 0.");
    }
    return x -> {
      long bits = seed;
      for (double coordinate : x) {
        bits = (bits ^ Double.doubleToLongBits(coordinate)) * GOLDEN;
        bits ^= bits >>> 29;
      }
      SplittableRandom random = new SplittableRandom(bits);
      double sum = 0;
      for (double residual : residuals(x)) {
        sum += residual * residual * (1 + level * random.nextDouble(-1, 1));
      }
      return sum;
    };
  }

  @Override
  public String toString() {
    return name;
  }
}

package thalweg.calculus.derivative;

import java.util.Arrays;

/// The derivative of noisy samples: the slope, at each sample, of the polynomial that fits best the
/// samples around it.
///
/// A wide window averages noise away, its error falling like the width to the power −3/2; a low
/// degree follows less of the function. Where signal and noise are alike, take a degree of an
/// eighth of the window's half, where the signal is 100 times the noise, a sixth. At the ends the
/// window stays and the slope is taken off its centre, where it is less sure. Source: Lanczos 1956,
/// section 5.8; Savitzky and Golay 1964.
public final class LanczosDerivative {
  private final double[] slopes;
  private final double[] errors;
  private final double noise;

  private LanczosDerivative(double[] slopes, double[] errors, double noise) {
    this.slopes = slopes;
    this.errors = errors;
    this.noise = noise;
  }

  /// Returns the slopes of the samples `y`, which stand `spacing` apart.
  ///
  /// @param half how many samples on each side belong to the window, at least 1
  /// @param degree of the fitted polynomial, 1 or more and below 2 · half
  /// @throws IllegalArgumentException if a setting is out of range, a sample is not finite, or
  ///   there are fewer samples than the window has
  public static LanczosDerivative of(double[] y, double spacing, int half, int degree) {
    check(y, spacing, half, degree);
    int window = 2 * half + 1;
    double[][] plain = weights(half, degree);
    double[][] finer = weights(half, Math.min(degree + 2, 2 * half));
    double[] slopes = new double[y.length];
    double[] finerSlopes = new double[y.length];
    double squares = 0;
    double[] smooth = fit(half, degree);
    for (int i = 0; i < y.length; i++) {
      int centre = Math.clamp(i, half, y.length - 1 - half);
      int row = i - centre + half;
      for (int k = 0; k < window; k++) {
        slopes[i] += plain[row][k] * y[centre - half + k];
        finerSlopes[i] += finer[row][k] * y[centre - half + k];
      }
      if (row == half) {
        double residual = y[i];
        for (int k = 0; k < window; k++) {
          residual -= smooth[k] * y[centre - half + k];
        }
        squares += residual * residual;
      }
    }
    // A residual holds the part of the noise that the fit has not followed.
    double noise = Math.sqrt(squares / (y.length - 2 * half) / Math.max(1 - smooth[half], 1e-3));
    double[] errors = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      int row = i - Math.clamp(i, half, y.length - 1 - half) + half;
      double spread = noise * norm(plain[row]);
      double apart = Math.abs(finerSlopes[i] - slopes[i]);
      errors[i] = (spread + Math.max(0, apart - noise * norm(finer[row]))) / spacing;
      slopes[i] /= spacing;
    }
    return new LanczosDerivative(slopes, errors, noise);
  }

  /// Returns the slope at each sample as a new array.
  public double[] slopes() {
    return slopes.clone();
  }

  /// Returns the standard error of each slope, with what of the function the degree leaves out, as
  /// a new array.
  public double[] errors() {
    return errors.clone();
  }

  /// Returns the standard deviation of the noise in the samples, as the fit leaves it.
  public double noise() {
    return noise;
  }

  private static void check(double[] y, double spacing, int half, int degree) {
    if (!(spacing > 0) || Double.isInfinite(spacing)) {
      throw new IllegalArgumentException(
          "lanczos: the spacing is " + spacing + "; it must be a finite number above 0.");
    }
    if (half < 1 || degree < 1 || degree >= 2 * half) {
      throw new IllegalArgumentException(
          "lanczos: half the window is "
              + half
              + " and the degree "
              + degree
              + "; the half must be 1 or more, the degree 1 or more and below twice the half.");
    }
    if (y.length < 2 * half + 1) {
      throw new IllegalArgumentException(
          "lanczos: "
              + y.length
              + " samples given; a window of "
              + half
              + " on each side needs at least "
              + (2 * half + 1)
              + ".");
    }
    for (int i = 0; i < y.length; i++) {
      if (!Double.isFinite(y[i])) {
        throw new IllegalArgumentException(
            "lanczos: sample " + i + " is " + y[i] + "; it must be a finite number.");
      }
    }
  }

  private static double norm(double[] weights) {
    return Math.sqrt(Arrays.stream(weights).map(w -> w * w).sum());
  }

  /// Row r holds the weights of the slope at place r − half of the window.
  private static double[][] weights(int half, int degree) {
    double[][][] basis = orthogonal(half, degree);
    int window = 2 * half + 1;
    double[][] weights = new double[window][window];
    for (int row = 0; row < window; row++) {
      for (int d = 0; d <= degree; d++) {
        for (int k = 0; k < window; k++) {
          weights[row][k] += basis[1][d][row] * basis[0][d][k];
        }
      }
    }
    return weights;
  }

  /// The weights of the fitted value at the window's centre.
  private static double[] fit(int half, int degree) {
    double[][] basis = orthogonal(half, degree)[0];
    double[] weights = new double[2 * half + 1];
    for (double[] polynomial : basis) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] += polynomial[half] * polynomial[k];
      }
    }
    return weights;
  }

  /// The polynomials that are orthonormal over the window −half … half (Gram), and their slopes, by
  /// degree and place.
  private static double[][][] orthogonal(int half, int degree) {
    int window = 2 * half + 1;
    double[][] p = new double[degree + 1][window];
    double[][] slope = new double[degree + 1][window];
    Arrays.fill(p[0], 1 / Math.sqrt(window));
    for (int d = 1; d <= degree; d++) {
      // x times the polynomial before, less its parts along the two before; symmetry spares the
      // part along itself.
      double along = 0;
      if (d > 1) {
        for (int k = 0; k < window; k++) {
          along += (k - half) * p[d - 1][k] * p[d - 2][k];
        }
      }
      double squares = 0;
      for (int k = 0; k < window; k++) {
        p[d][k] = (k - half) * p[d - 1][k] - (d > 1 ? along * p[d - 2][k] : 0);
        slope[d][k] =
            p[d - 1][k] + (k - half) * slope[d - 1][k] - (d > 1 ? along * slope[d - 2][k] : 0);
        squares += p[d][k] * p[d][k];
      }
      double scale = 1 / Math.sqrt(squares);
      for (int k = 0; k < window; k++) {
        p[d][k] *= scale;
        slope[d][k] *= scale;
      }
    }
    return new double[][][] {p, slope};
  }
}

package thalweg.descent.vector;

import java.util.Arrays;
import java.util.List;

/// Points, steps and gradients as plain arrays of one length: products, norms, and what is wrong
/// with them.
///
/// Sums of products are made of four interleaved partial sums, added in a fixed order.
public final class Vectors {
  /// Squares of numbers in this range neither overflow nor vanish.
  private static final double SMALL = 1e-140;

  private static final double LARGE = 1e140;

  private Vectors() {}

  /// Returns the Euclidean norm; scaled by the largest number where a square would overflow or
  /// vanish.
  public static double norm(double[] x) {
    double square = dot(x, x);
    if (square > SMALL * SMALL && square < LARGE * LARGE) {
      return Math.sqrt(square);
    }
    double largest = 0;
    for (double number : x) {
      largest = Math.max(largest, Math.abs(number));
    }
    if (largest == 0 || !Double.isFinite(largest)) {
      return largest;
    }
    double sum = 0;
    for (double number : x) {
      sum += (number / largest) * (number / largest);
    }
    return largest * Math.sqrt(sum);
  }

  /// Returns Σ xᵢyᵢ.
  public static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      s0 += x[i] * y[i];
      s1 += x[i + 1] * y[i + 1];
      s2 += x[i + 2] * y[i + 2];
      s3 += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      s0 += x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /// Returns the numbers as a list.
  public static List<Double> list(double[] x) {
    return Arrays.stream(x).boxed().toList();
  }

  /// Returns the Euclidean distance of two points; infinite where a square would overflow.
  public static double distance(double[] x, double[] y) {
    double square = 0;
    for (int i = 0; i < x.length; i++) {
      square += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return Math.sqrt(square);
  }

  /// Writes −x to `out`.
  public static void negate(double[] x, double[] out) {
    for (int i = 0; i < x.length; i++) {
      out[i] = -x[i];
    }
  }

  /// Returns yᵀy / yᵀs for the step s between two points and the change y of the gradient; NaN if
  /// yᵀs is not above 0.
  public static double curvature(
      double[] x, double[] gradient, double[] newX, double[] newGradient) {
    double yy = 0;
    double ys = 0;
    for (int i = 0; i < x.length; i++) {
      double y = newGradient[i] - gradient[i];
      yy += y * y;
      ys += y * (newX[i] - x[i]);
    }
    return ys > 0 ? yy / ys : Double.NaN;
  }

  /// Returns the place of the first number that is not finite, or −1.
  public static int nonFinite(double[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i])) {
        return i;
      }
    }
    return -1;
  }

  /// Returns what is not finite among point, value and gradient, or nothing.
  public static String fault(double[] x, double value, double[] gradient) {
    int coordinate = nonFinite(x);
    if (coordinate >= 0) {
      return "point[" + coordinate + "]";
    }
    if (!Double.isFinite(value)) {
      return "value";
    }
    int partial = nonFinite(gradient);
    return partial >= 0 ? "gradient[" + partial + "]" : "";
  }
}

package thalweg.descent.direction;

/// Sums and products of plain arrays of one length.
///
/// Dot products have four interleaved partial sums, added in a fixed order.
final class Vectors {
  private Vectors() {}

  static void negate(double[] x, double[] out) {
    for (int i = 0; i < x.length; i++) {
      out[i] = -x[i];
    }
  }

  static double dot(double[] x, double[] y) {
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

  /// Returns yᵀy / yᵀs for the step s between two points and the change y of the gradient.
  static double curvature(double[] x, double[] gradient, double[] newX, double[] newGradient) {
    double yy = 0;
    double ys = 0;
    for (int i = 0; i < x.length; i++) {
      double y = newGradient[i] - gradient[i];
      yy += y * y;
      ys += y * (newX[i] - x[i]);
    }
    return ys > 0 ? yy / ys : Double.NaN;
  }
}

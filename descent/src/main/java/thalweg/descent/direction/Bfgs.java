package thalweg.descent.direction;

import java.util.Arrays;
import thalweg.descent.vector.Vectors;

/// Newton's direction with an inverse Hessian H that is learnt from the changes of the gradient: d
/// = −Hg, and after a step s with change y, H ← (I − syᵀ/yᵀs) H (I − ysᵀ/yᵀs) + ssᵀ/yᵀs.
///
/// The change y is that of the gradient times the curvature ratio that
/// [DirectionMemory#learn(double[], double[], double[], double[], double, double)] is told.
///
/// The first H is the unit matrix times yᵀs/yᵀy, the scale that the first step shows. When a step
/// turns out shorter than the direction and H too large along it, H is made a little smaller as a
/// whole: where it has learnt nothing yet it is likely to be too large as well. A step costs n²
/// memory and, the update being a sum of two outer products, 4n² operations. Source: Broyden,
/// Fletcher, Goldfarb and Shanno 1970; Nocedal and Wright 2006, equations 6.17 and 6.20; scaling:
/// Al-Baali 1998.
public record Bfgs() implements Direction {
  /// A step tells of no curvature if yᵀs is at most this beside yᵀy·|s|/|y|.
  static final double FLAT = Math.ulp(1.0);

  /// What is left of H at least when it shrinks. More than that at once costs evaluations.
  private static final double LEAST_SCALE = 1 / 1.2;

  @Override
  public DirectionMemory begin(int n) {
    return new Memory(n);
  }

  @Override
  public String toString() {
    return "bfgs";
  }

  private static final class Memory implements DirectionMemory {
    private final int n;
    private final double[][] inverse;
    private final double[] s;
    private final double[] y;
    private final double[] hy;
    private boolean empty = true;
    private double curvature = Double.NaN;

    Memory(int n) {
      this.n = n;
      inverse = new double[n][n];
      s = new double[n];
      y = new double[n];
      hy = new double[n];
    }

    @Override
    public void direction(double[] gradient, double[] direction) {
      for (int i = 0; i < n; i++) {
        direction[i] = empty ? -gradient[i] : -Vectors.dot(inverse[i], gradient);
      }
    }

    @Override
    public void learn(
        double[] x,
        double[] gradient,
        double[] newX,
        double[] newGradient,
        double step,
        double curvatureRatio) {
      for (int i = 0; i < n; i++) {
        s[i] = newX[i] - x[i];
        y[i] = curvatureRatio * (newGradient[i] - gradient[i]);
      }
      double ys = Vectors.dot(y, s);
      double yy = Vectors.dot(y, y);
      if (!(ys > FLAT * Math.sqrt(yy * Vectors.dot(s, s)))) {
        return;
      }
      curvature = yy / ys;
      if (empty) {
        for (int i = 0; i < n; i++) {
          Arrays.fill(inverse[i], 0);
          inverse[i][i] = ys / yy;
        }
        empty = false;
      }
      for (int i = 0; i < n; i++) {
        hy[i] = Vectors.dot(inverse[i], y);
      }
      double yhy = Vectors.dot(y, hy);
      if (step < 1 && ys < yhy) {
        scale(Math.max(ys / yhy, LEAST_SCALE));
        yhy = Vectors.dot(y, hy);
      }
      double square = (1 + yhy / ys) / ys;
      for (int i = 0; i < n; i++) {
        double[] row = inverse[i];
        double alongS = square * s[i] - hy[i] / ys;
        double alongHy = -s[i] / ys;
        for (int j = 0; j < n; j++) {
          row[j] += alongS * s[j] + alongHy * hy[j];
        }
      }
    }

    private void scale(double factor) {
      for (int i = 0; i < n; i++) {
        hy[i] *= factor;
        for (int j = 0; j < n; j++) {
          inverse[i][j] *= factor;
        }
      }
    }

    @Override
    public void forget() {
      empty = true;
    }

    @Override
    public boolean isEmpty() {
      return empty;
    }

    @Override
    public boolean hasLength() {
      return !empty;
    }

    @Override
    public double curvature() {
      return curvature;
    }
  }
}

package thalweg.descent.direction;

import thalweg.descent.vector.Vectors;

/// The negative gradient bent towards the last direction: d ← −g + β·d. Needs no more memory than
/// three vectors. Its line search should ask for the strong conditions, with a curvature constant
/// of 0.4 or so, with Hager and Zhang's formula too: with the 0.9 of their search it needs more
/// than twice the evaluations here.
///
/// Source: Hestenes and Stiefel 1952; Nocedal and Wright 2006, section 5.2.
///
/// @param formula how β is had
public record ConjugateGradient(Formula formula) implements Direction {
  /// η: how far below zero Hager and Zhang let β go.
  private static final double LEAST = 0.01;

  /// The formula for β. With y = g − g₋, the change of the gradient:
  public enum Formula {
    /// β = max(0, gᵀy / g₋ᵀg₋). Source: Polak and Ribière 1969; Powell 1984.
    POLAK_RIBIERE,
    /// β = (y − 2d·yᵀy/dᵀy)ᵀg / dᵀy, bounded from below; downhill after any line search. Source:
    /// Hager and Zhang 2005, equations 1.3 and 1.6.
    HAGER_ZHANG
  }

  /// Returns the direction with the formula of Polak and Ribière.
  public static ConjugateGradient defaults() {
    return new ConjugateGradient(Formula.POLAK_RIBIERE);
  }

  @Override
  public DirectionMemory begin(int n) {
    return new Memory(n);
  }

  @Override
  public String toString() {
    return switch (formula) {
      case POLAK_RIBIERE -> "cg-polak-ribiere";
      case HAGER_ZHANG -> "cg-hager-zhang";
    };
  }

  private final class Memory implements DirectionMemory {
    private final double[] last; // direction
    private double beta;
    private boolean empty = true;
    private double curvature = Double.NaN;

    Memory(int n) {
      last = new double[n];
    }

    @Override
    public void direction(double[] gradient, double[] direction) {
      for (int i = 0; i < gradient.length; i++) {
        last[i] = empty ? -gradient[i] : beta * last[i] - gradient[i];
      }
      System.arraycopy(last, 0, direction, 0, last.length);
    }

    @Override
    public void learn(
        double[] x,
        double[] gradient,
        double[] newX,
        double[] newGradient,
        double step,
        double curvatureRatio) {
      double yy = 0;
      double dy = 0;
      double gy = 0;
      double dg = 0;
      for (int i = 0; i < last.length; i++) {
        double y = newGradient[i] - gradient[i];
        yy += y * y;
        dy += last[i] * y;
        gy += newGradient[i] * y;
        dg += last[i] * newGradient[i];
      }
      curvature = Vectors.curvature(x, gradient, newX, newGradient);
      double before = Vectors.dot(gradient, gradient);
      double bent =
          switch (formula) {
            case POLAK_RIBIERE -> Math.max(0, gy / before);
            case HAGER_ZHANG ->
                Math.max(
                    (gy - 2 * yy * dg / dy) / dy,
                    -1 / (Math.sqrt(Vectors.dot(last, last)) * Math.min(LEAST, Math.sqrt(before))));
          };
      empty = !Double.isFinite(bent) || !(dy > 0);
      beta = empty ? 0 : bent;
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
      return false;
    }

    @Override
    public double curvature() {
      return curvature;
    }
  }
}

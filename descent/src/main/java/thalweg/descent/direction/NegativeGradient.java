package thalweg.descent.direction;

import thalweg.descent.vector.Vectors;

/// Straight down the gradient. In a long valley it goes from wall to wall, however good the line
/// search: each step is at right angles to the last. Source: Cauchy 1847.
public record NegativeGradient() implements Direction {
  @Override
  public DirectionMemory begin(int n) {
    return new Memory();
  }

  @Override
  public String toString() {
    return "steepest";
  }

  private static final class Memory implements DirectionMemory {
    private double curvature = Double.NaN;

    @Override
    public void direction(double[] gradient, double[] direction) {
      Vectors.negate(gradient, direction);
    }

    @Override
    public void learn(
        double[] x,
        double[] gradient,
        double[] newX,
        double[] newGradient,
        double step,
        double curvatureRatio) {
      curvature = Vectors.curvature(x, gradient, newX, newGradient);
    }

    @Override
    public void forget() {}

    @Override
    public boolean isEmpty() {
      return true;
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

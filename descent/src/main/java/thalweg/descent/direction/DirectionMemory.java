package thalweg.descent.direction;

/// What a direction remembers of the steps taken. Its arrays are made once; steps allocate nothing.
public interface DirectionMemory {
  /// Writes to `direction` where to go from a point with the given gradient. Downhill, but for
  /// rounding, if every step learnt of satisfied the curvature condition.
  void direction(double[] gradient, double[] direction);

  /// Takes in a step: the points and gradients before and after it.
  ///
  /// @param step the step as a multiple of the direction
  /// @param curvatureRatio how much greater than its mean along the step, which the change of the
  ///   gradient shows, the curvature is where the next step begins; 1 if that is not known
  void learn(
      double[] x,
      double[] gradient,
      double[] newX,
      double[] newGradient,
      double step,
      double curvatureRatio);

  /// Forgets everything, so that the next direction is straight down the gradient.
  void forget();

  /// Returns whether there is nothing to forget.
  boolean isEmpty();

  /// Returns whether the direction's own length is the step to try first, as Newton's is.
  boolean hasLength();

  /// Returns the curvature along the last step, yᵀy / yᵀs, or NaN if none is known.
  double curvature();
}

package thalweg.training;

/// How a training step gets the gradient of the loss with respect to every parameter.
public enum GradientMethod {
  /// Reverse mode: exact, at about three times the cost of the loss.
  AUTOMATIC,
  /// Central differences, two losses for each parameter element: the tutorial's way. Slow, and best
  /// in DOUBLE.
  NUMERICAL
}

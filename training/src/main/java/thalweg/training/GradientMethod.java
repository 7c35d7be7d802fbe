package thalweg.training;

/// How a training step gets the gradient of the loss with respect to every parameter.
public enum GradientMethod {
  /// Reverse mode: exact, at about three times the cost of the loss.
  AUTOMATIC,
  /// Central differences with h = 1e-4 in each parameter element: the tutorial's way. Some hundred
  /// times the cost of reverse mode for layers in a row, and best in DOUBLE; see
  /// [thalweg.calculus.gradient.ProgramDifferences].
  NUMERICAL
}

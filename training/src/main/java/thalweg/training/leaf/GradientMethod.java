package thalweg.training.leaf;

/// How a training step gets the gradient of the loss with respect to every parameter.
public enum GradientMethod {
  /// Reverse mode: exact, at about three times the cost of the loss.
  AUTOMATIC,
  /// Central differences with h = 1e-4 in each parameter element: the tutorial's way. For layers in
  /// a row some twenty times the cost of reverse mode, else two losses for each element. Best in
  /// DOUBLE; see [thalweg.calculus.gradient.program.ProgramDifferences].
  NUMERICAL
}

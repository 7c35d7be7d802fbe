package thalweg.descent.step;

/// A function along a direction, φ(α) = f(x + αd), as a search sees it.
public interface Line {
  /// Returns φ at a step; NaN or infinite where the function is. Computes no slope.
  double value(double step);

  /// Returns φ at a step and computes its slope too, which [#slope()] then gives.
  double evaluate(double step);

  /// Returns φ′ at the step of the last [#evaluate(double)].
  double slope();
}

package thalweg.descent.direction;

/// A way to choose the direction of a step whose length a line search will find.
public sealed interface Direction
    permits NegativeGradient, ConjugateGradient, Bfgs, LimitedMemoryBfgs {
  /// Returns an empty memory for a function of n variables.
  DirectionMemory begin(int n);
}

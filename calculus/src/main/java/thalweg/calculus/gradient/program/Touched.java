package thalweg.calculus.gradient.program;

import thalweg.algebra.Tensor;

/// How much of a value one moved parameter element changes, and the changed part for E entries at
/// once: an entry is a row of the batch together with a moved element, and entries lie along the
/// last axis.
sealed interface Touched {
  /// The value is as it was.
  record Nothing() implements Touched {}

  /// A value in the parameter's row-major order changes at the moved element alone; `moved` [E].
  record Element(Tensor moved) implements Touched {}

  /// Of each row of a matrix [rows, n] one number changes, that in the moved element's column;
  /// `moved` [E].
  record Column(Tensor moved) implements Touched {}

  /// Of a value [rows, …] any number of a row may change, but from that row alone; `moved` […, E].
  record Whole(Tensor moved) implements Touched {}

  /// More changes than these cases can say.
  record Beyond() implements Touched {}
}

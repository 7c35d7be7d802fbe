package thalweg.calculus.gradient.program;

import thalweg.algebra.NdArray;

/// How the differences in one parameter's elements are had.
sealed interface ParameterDifferences permits MovedElements, EntryBlocks {
  /// Writes the differences to `gradient`, the parameter being at `at`.
  void run(NdArray at, NdArray gradient);
}

package thalweg.algebra.kernel;

import org.jspecify.annotations.Nullable;

/// A loop that does several elementwise operations on each element, as a [LoopCode] says, with the
/// bits of the loops in [Kernels] that do one operation each.
@FunctionalInterface
public interface FusedLoop {
  /// Computes `n` elements, a multiple of [LoopWriter#lanes], or whole rows if the code is
  /// [LoopCode#inRows].
  ///
  /// @param arrays arrays by their numbers
  /// @param offsets where the elements of each array begin
  /// @param operands two numbers for each operand of the code
  /// @param scratch an array of the element type
  /// @param literals an array of the element type
  /// @param start the first element, counted from the offsets
  void run(
      @Nullable Object[] arrays,
      int[] offsets,
      int[] operands,
      Object scratch,
      Object literals,
      int start,
      int n);
}

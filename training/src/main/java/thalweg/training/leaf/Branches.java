package thalweg.training.leaf;

import java.util.List;
import thalweg.algebra.NdArray;

/// Leaves of which any can be computed here, and what they yield summed by whole branches of their
/// tree ([thalweg.algebra.program.FixedTree]), so that others may compute the rest.
public interface Branches {
  /// Returns how many leaves there are.
  int leaves();

  /// Returns arrays of the types and shapes of the sums; what they hold means nothing.
  List<NdArray> like();

  /// Computes the leaves from number `from` to before `end`.
  void compute(int from, int end);

  /// Returns the sums over `count` ≥ 1 leaves from number `from` on, in arrays that the next
  /// computation overwrites. A branch is asked for once.
  ///
  /// @throws IllegalArgumentException if they are no whole branch, or were not computed
  List<NdArray> sum(int from, int count);
}

package thalweg.algebra.program;

import java.util.List;
import java.util.function.BinaryOperator;

/// The order in which partial sums are added up, fixed by their number alone: the sum of n is the
/// sum of the first p plus the sum of the rest, p being the largest power of two below n.
///
/// Whoever adds, one thread or many, here or elsewhere, gives the same bits if it follows this
/// tree.
public final class FixedTree {
  private FixedTree() {}

  /// Returns p, how many of `count` ≥ 2 partial sums belong to the left branch.
  public static int left(int count) {
    return Integer.highestOneBit(count - 1);
  }

  /// Returns the sum of at least one item.
  public static <T> T sum(List<T> items, BinaryOperator<T> add) {
    if (items.size() == 1) {
      return items.getFirst();
    }
    int left = left(items.size());
    return add.apply(sum(items.subList(0, left), add), sum(items.subList(left, items.size()), add));
  }
}

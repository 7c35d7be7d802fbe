package thalweg.training.crew;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import thalweg.algebra.program.FixedTree;

/// Which groups of leaves each member of a crew computes, and what is left to add when each has
/// added up what is its own.
///
/// The tree of all sums is fixed ([FixedTree]), so a member can add only whole branches of it. A
/// contiguous range of groups has at most twice the logarithm of their number; each is a [Root].
///
/// @param groups how many there are
/// @param members how many share them
record Shares(int groups, int members) {
  /// A whole branch of the tree: `count` groups from `from` on, all of one member.
  record Root(int from, int count, int member) {}

  /// Returns the first group of a member; of the number of members, the number of groups.
  int start(int member) {
    return (int) ((long) groups * member / members);
  }

  private int owner(int group) {
    int member = (int) (((long) group * members) / groups);
    while (start(member + 1) <= group) {
      member++;
    }
    while (start(member) > group) {
      member--;
    }
    return member;
  }

  /// Returns the roots in the order of their groups.
  List<Root> roots() {
    List<Root> roots = new ArrayList<>();
    split(0, groups, roots);
    return roots;
  }

  private boolean isRoot(int from, int count) {
    return owner(from) == owner(from + count - 1);
  }

  private void split(int from, int count, List<Root> roots) {
    if (isRoot(from, count)) {
      roots.add(new Root(from, count, owner(from)));
    } else {
      int left = FixedTree.left(count);
      split(from, left, roots);
      split(from + left, count - left, roots);
    }
  }

  /// Returns the sum of all roots, added up as the tree has it.
  ///
  /// @param root the sum of root number so much
  <T> T sum(IntFunction<T> root, BinaryOperator<T> add) {
    return sum(0, groups, new int[1], root, add);
  }

  private <T> T sum(int from, int count, int[] next, IntFunction<T> root, BinaryOperator<T> add) {
    if (isRoot(from, count)) {
      return root.apply(next[0]++);
    }
    int left = FixedTree.left(count);
    T first = sum(from, left, next, root, add);
    return add.apply(first, sum(from + left, count - left, next, root, add));
  }
}

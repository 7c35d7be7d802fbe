package thalweg.training.leaf;

import java.util.ArrayList;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.program.FixedTree;
import thalweg.algebra.program.Team;

/// Sums what leaves yield, in a fixed binary tree, with the leaves shared among a team.
///
/// The sum of leaves 0 to n − 1 follows [FixedTree]. Groups of a power of two leaves are folded by
/// one member as they come, so few partial sums exist at a time: one for each of at most
/// [#MOST_GROUPS] groups, and for each member the logarithm of a group's length.
///
/// A leaf is computed by one member. Only where leaves are too few for half the team, they are
/// computed one after the other on the calling thread, so that the work within each can be shared
/// ([#areFew]).
public final class LeafFold {
  /// Computes one leaf's share of the sums into the arrays given; `member` names the team's member
  /// that does it.
  @FunctionalInterface
  public interface Leaf {
    void into(int leaf, int member, List<NdArray> sums);
  }

  static final int MOST_GROUPS = 16;

  private final Team team;
  private final List<NdArray> like;
  private final List<List<NdArray>> groups = new ArrayList<>(); // the sum of each group
  private final List<List<List<NdArray>>> stacks =
      new ArrayList<>(); // member → level → partial sum
  private final Team.Task task = this::foldNext;
  private int leaves;
  private int groupLength;
  private int firstGroup;
  private Leaf leaf = (_, _, _) -> {};

  /// Makes a fold for sums of the shapes and types of `like`, which must be FLOAT or DOUBLE.
  ///
  /// @throws IllegalArgumentException if one is INT
  public LeafFold(Team team, List<NdArray> like) {
    for (NdArray array : like) {
      if (!array.type().isReal()) {
        throw new IllegalArgumentException(
            "leaf fold: a sum of shape "
                + array.shape()
                + " is INT; sums must be FLOAT or DOUBLE.");
      }
    }
    this.team = team;
    this.like = List.copyOf(like);
    for (int member = 0; member < team.size(); member++) {
      stacks.add(new ArrayList<>());
    }
  }

  /// Returns whether leaves are so few that they are computed on the calling thread, outside any
  /// job of the team.
  public boolean areFew(int leaves) {
    return 2 * leaves <= team.size();
  }

  /// Returns the sums over `leaves` ≥ 1 leaves, in arrays that the next call overwrites. Allocates
  /// nothing once it has seen as many leaves before.
  ///
  /// @throws IllegalArgumentException if there are no leaves
  public List<NdArray> sum(int leaves, Leaf leaf) {
    return sumGroups(0, groups(leaves, leaf));
  }

  /// Computes the sums of groups of leaves and returns how many there are. What is left to do is to
  /// add them up by [FixedTree]; whoever goes on computing with the sum may do it on the way.
  ///
  /// @throws IllegalArgumentException if there are no leaves
  public int groups(int leaves, Leaf leaf) {
    return groups(leaves, 0, groupCount(Math.max(1, leaves)), leaf);
  }

  /// As the other, computing only the groups from `from` to before `end`: others may be computed
  /// elsewhere.
  ///
  /// @throws IllegalArgumentException if there are no leaves or no such groups
  public int groups(int leaves, int from, int end, Leaf leaf) {
    if (leaves < 1) {
      throw new IllegalArgumentException(
          "leaf fold: " + leaves + " leaves given; there must be at least 1.");
    }
    int count = groupCount(leaves);
    if (from < 0 || from > end || end > count) {
      throw new IllegalArgumentException(
          "leaf fold: groups "
              + from
              + " to "
              + end
              + " are asked for; "
              + leaves
              + " leaves make "
              + count
              + ".");
    }
    this.leaves = leaves;
    this.leaf = leaf;
    firstGroup = from;
    groupLength = groupLength(leaves);
    reserve(groups, count);
    for (int member = 0; member < stacks.size(); member++) { // an iterator would be an object
      reserve(stacks.get(member), Integer.numberOfTrailingZeros(groupLength));
    }
    if (areFew(leaves)) {
      for (int group = from; group < end; group++) {
        fold(group, 0);
      }
    } else {
      team.run(end - from, task);
    }
    return count;
  }

  /// Returns into how many groups so many leaves are cut, each with sums of its own.
  public static int groupCount(int leaves) {
    return Math.ceilDiv(leaves, groupLength(leaves));
  }

  private static int groupLength(int leaves) {
    return Integer.highestOneBit(Math.max(1, 2 * Math.ceilDiv(leaves, MOST_GROUPS) - 1));
  }

  /// Returns the sums of group number `group` of the last call.
  public List<NdArray> group(int group) {
    return groups.get(group);
  }

  /// Adds up the sums of `count` ≥ 1 groups from number `from` on, a whole branch of the tree, and
  /// returns the result, which takes the place of the first group's.
  List<NdArray> sumGroups(int from, int count) {
    for (int i = 0; i < like.size(); i++) {
      sumGroups(i, from, count);
    }
    return groups.get(from);
  }

  private void sumGroups(int index, int from, int count) {
    if (count > 1) {
      int first = FixedTree.left(count);
      sumGroups(index, from, first);
      sumGroups(index, from + first, count - first);
      NdArray sum = groups.get(from).get(index);
      add(sum, groups.get(from + first).get(index), sum);
    }
  }

  private void reserve(List<List<NdArray>> buffers, int count) {
    while (buffers.size() < count) {
      List<NdArray> sums = new ArrayList<>();
      for (NdArray array : like) {
        sums.add(NdArray.zeros(array.type(), array.shape()));
      }
      buffers.add(sums);
    }
  }

  private void foldNext(int task, int member) {
    fold(firstGroup + task, member);
  }

  /// Folds one group: after leaf i the subtrees that end with it are complete, one for each
  /// trailing 1 of i in binary.
  private void fold(int group, int member) {
    List<List<NdArray>> stack = stacks.get(member);
    int first = group * groupLength;
    int count = Math.min(groupLength, leaves - first);
    List<NdArray> sum = groups.get(group);
    for (int i = 0; i < count; i++) {
      leaf.into(first + i, member, sum);
      int level = 0;
      for (; (i >> level & 1) == 1; level++) {
        add(stack.get(level), sum, sum);
      }
      if (i + 1 < count) {
        swap(stack, level, groups, group);
        sum = groups.get(group);
      } else {
        // The last leaf of the group: whatever subtrees stand are added, the smallest first.
        for (level++; i >> level != 0; level++) {
          if ((i >> level & 1) == 1) {
            add(stack.get(level), sum, sum);
          }
        }
      }
    }
  }

  private static void swap(
      List<List<NdArray>> stack, int level, List<List<NdArray>> groups, int group) {
    List<NdArray> sum = groups.get(group);
    groups.set(group, stack.get(level));
    stack.set(level, sum);
  }

  private static void add(List<NdArray> left, List<NdArray> right, List<NdArray> out) {
    for (int i = 0; i < left.size(); i++) {
      add(left.get(i), right.get(i), out.get(i));
    }
  }

  /// Writes left + right, element by element, into `out`, which may be either of them. Loops that
  /// the compiler turns into vector instructions by itself.
  public static void add(NdArray left, NdArray right, NdArray out) {
    if (left.type() == DType.FLOAT) {
      add(left.floats(), right.floats(), out.floats());
    } else {
      add(left.doubles(), right.doubles(), out.doubles());
    }
  }

  private static void add(float[] left, float[] right, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = left[i] + right[i];
    }
  }

  private static void add(double[] left, double[] right, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = left[i] + right[i];
    }
  }
}

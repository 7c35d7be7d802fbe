package thalweg.training.crew;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import thalweg.algebra.program.FixedTree;

/// Which leaves each member of a crew computes, and what is left to add when each has added up what
/// is its own.
///
/// The tree of all sums is fixed ([FixedTree]), so a member can add only whole branches of it. A
/// contiguous range of leaves has at most twice the logarithm of their number; each is a [Root],
/// whose sums travel. So where a range begins and ends decides both how long a member computes and
/// how much it sends; no bit depends on it.
final class Shares {
  /// A whole branch of the tree: `count` leaves from `from` on, all of one member.
  record Root(int from, int count, int member) {}

  /// Ranges begin at one of at least so many places, where there are as many leaves.
  private static final int PLACES = 128;

  /// Above so many members the search would take longer than it gains: all get the same.
  private static final int MOST_WEIGHED = 64;

  private final int leaves;
  private final int[] starts;

  private Shares(int leaves, int[] starts) {
    this.leaves = leaves;
    this.starts = starts;
  }

  /// Returns the shares of which the largest is as small as can be.
  static Shares even(int leaves, int members) {
    int[] starts = new int[members + 1];
    for (int member = 0; member <= members; member++) {
      starts[member] = (int) ((long) leaves * member / members);
    }
    return new Shares(leaves, starts);
  }

  /// Returns the shares of members with so many leaves each.
  static Shares cut(List<Integer> counts) {
    int[] starts = new int[counts.size() + 1];
    for (int member = 0; member < counts.size(); member++) {
      starts[member + 1] = starts[member] + counts.get(member);
    }
    return new Shares(starts[counts.size()], starts);
  }

  /// Returns the shares with which the member that takes longest is done soonest, and of these
  /// those with the fewest roots.
  ///
  /// @param seconds for a leaf, by member
  /// @param root seconds that the sums of one root are on their way
  static Shares of(int leaves, List<Double> seconds, double root) {
    int members = seconds.size();
    if (members > MOST_WEIGHED) {
      return even(leaves, members);
    }
    int unit = unit(leaves, Math.max(PLACES, 4 * members));
    int places = Math.ceilDiv(leaves, unit);
    int[][] roots = roots(places);
    // The members so far, by where the last of them ends: how long it takes, how many roots there
    // are, and where the last one's range begins.
    double[] longest = new double[places + 1];
    int[] total = new int[places + 1];
    Arrays.fill(longest, 1, places + 1, Double.POSITIVE_INFINITY);
    int[][] begins = new int[members][places + 1];
    for (int member = 0; member < members; member++) {
      double[] nowLongest = new double[places + 1];
      int[] nowTotal = new int[places + 1];
      Arrays.fill(nowLongest, Double.POSITIVE_INFINITY);
      for (int end = 0; end <= places; end++) {
        for (int from = 0; from <= end; from++) {
          int count = Math.min(leaves, end * unit) - from * unit;
          double own = from == end ? 0 : count * seconds.get(member) + roots[from][end] * root;
          double time = Math.max(longest[from], own);
          int all = total[from] + roots[from][end];
          if (time < nowLongest[end] || (time == nowLongest[end] && all < nowTotal[end])) {
            nowLongest[end] = time;
            nowTotal[end] = all;
            begins[member][end] = from;
          }
        }
      }
      longest = nowLongest;
      total = nowTotal;
    }
    int[] starts = new int[members + 1];
    int place = places;
    for (int member = members; member > 0; member--) {
      starts[member] = Math.min(leaves, place * unit);
      place = begins[member - 1][place];
    }
    return new Shares(leaves, starts);
  }

  /// Returns the least power of two that cuts so many leaves into at most `most` parts.
  private static int unit(int leaves, int most) {
    return Integer.highestOneBit(Math.max(1, 2 * Math.ceilDiv(leaves, most) - 1));
  }

  /// Returns how many roots a range of places has, by its first and its end.
  private static int[][] roots(int places) {
    int[][] roots = new int[places + 1][places + 1];
    for (int from = 0; from < places; from++) {
      for (int end = from + 1; end <= places; end++) {
        roots[from][end] = roots(0, places, from, end);
      }
    }
    return roots;
  }

  private static int roots(int first, int count, int from, int end) {
    if (first >= end || first + count <= from) {
      return 0;
    }
    if (first >= from && first + count <= end) {
      return 1;
    }
    int left = FixedTree.left(count);
    return roots(first, left, from, end) + roots(first + left, count - left, from, end);
  }

  int leaves() {
    return leaves;
  }

  int members() {
    return starts.length - 1;
  }

  /// Returns the first leaf of a member; of the number of members, the number of leaves.
  int start(int member) {
    return starts[member];
  }

  /// Returns how many leaves a member has.
  int count(int member) {
    return starts[member + 1] - starts[member];
  }

  /// Returns the roots in the order of their leaves.
  List<Root> roots() {
    List<Root> roots = new ArrayList<>();
    for (int member = 0; member < members(); member++) {
      split(0, leaves, member, roots);
    }
    return roots;
  }

  private void split(int first, int count, int member, List<Root> roots) {
    if (first >= starts[member + 1] || first + count <= starts[member]) {
      return;
    }
    if (first >= starts[member] && first + count <= starts[member + 1]) {
      roots.add(new Root(first, count, member));
      return;
    }
    int left = FixedTree.left(count);
    split(first, left, member, roots);
    split(first + left, count - left, member, roots);
  }

  /// An addition that is left when all have added up their roots: of number `from` into number
  /// `into`, of those in [#roots].
  record Addition(int into, int from) {}

  /// Returns what is to be added, in the order of the tree; the sum is then in root number 0.
  List<Addition> additions() {
    List<Addition> additions = new ArrayList<>();
    add(roots(), 0, leaves, new int[1], additions);
    return additions;
  }

  /// Returns the number of the root in which the sum of a branch comes to be.
  private static int add(
      List<Root> roots, int first, int count, int[] next, List<Addition> additions) {
    if (roots.get(next[0]).count() == count) { // a branch that begins here and is as long is it
      return next[0]++;
    }
    int left = FixedTree.left(count);
    int into = add(roots, first, left, next, additions);
    additions.add(new Addition(into, add(roots, first + left, count - left, next, additions)));
    return into;
  }
}

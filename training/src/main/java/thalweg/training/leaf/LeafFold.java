package thalweg.training.leaf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.program.FixedTree;
import thalweg.algebra.program.Team;

/// Sums what leaves yield, in a fixed binary tree, with the leaves shared among a team.
///
/// The sum of leaves 0 to n − 1 follows [FixedTree]. The leaves asked for are cut into pieces,
/// whole branches of that tree of at most a power of two leaves; a piece is folded by one member of
/// the team as its leaves come, so few partial sums exist at a time: one for each piece, and for
/// each member the logarithm of a piece's length. How long pieces are follows from the size of the
/// team, and no bit depends on it.
///
/// A leaf is computed by one member. Only where leaves are too few for half the team, several share
/// the work within each.
public final class LeafFold {
  /// Computes one leaf's share of the sums into the arrays given; `seat` is below the size of the
  /// team, and nobody else computes in it at the same time.
  @FunctionalInterface
  public interface Leaf {
    void into(int leaf, int seat, List<NdArray> sums);
  }

  static final int MOST_GROUPS = 16;

  /// A run has batches of two sizes, so this is never reached; whoever has many begins anew.
  private static final int MOST_CUTS = 16;

  /// Which leaves are asked for, and where each piece of them begins: `starts` has the first leaf
  /// of each, then `end`. A piece has at most `length` ≤ `longest` leaves.
  private static final class Cut {
    private final int leaves;
    private final int from;
    private final int end;
    private final int longest;
    private final int length;
    private final int[] starts;

    Cut(int leaves, int from, int end, int longest, int length, int[] starts) {
      this.leaves = leaves;
      this.from = from;
      this.end = end;
      this.longest = longest;
      this.length = length;
      this.starts = starts;
    }

    int pieces() {
      return starts.length - 1;
    }

    /// Returns the piece that begins with a leaf.
    int pieceAt(int leaf) {
      return Arrays.binarySearch(starts, leaf);
    }
  }

  private final Team team;
  private final List<NdArray> like;
  private final List<Cut> cuts = new ArrayList<>(); // that have been asked for: a few
  private final List<List<NdArray>> pieces = new ArrayList<>(); // the sum of each piece
  private final List<List<List<NdArray>>> stacks = new ArrayList<>(); // seat → level → partial sum
  private final Team.Task fold = this::fold;
  private final Team.Task foldSeated = (piece, _) -> fold(piece, piece);
  private final Team.Task add = (task, _) -> addGroup(task);
  private Cut cut = new Cut(0, 0, 0, 1, 1, new int[] {0});
  private int groupLength = 1;
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

  List<NdArray> like() {
    return like;
  }

  /// Returns how many members of the team share the work within each of so many leaves: 1 unless
  /// they are too few for half the team.
  int sharing(int leaves) {
    return Math.max(1, team.size() / Math.max(1, leaves));
  }

  /// Returns the sums over `leaves` ≥ 1 leaves, in arrays that the next call overwrites. Allocates
  /// nothing once it has seen as many leaves before.
  ///
  /// @throws IllegalArgumentException if there are no leaves
  public List<NdArray> sum(int leaves, Leaf leaf) {
    compute(leaves, 0, leaves, leaf);
    return branch(0, leaves);
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
    int count = groupCount(Math.max(1, leaves));
    if (leaves >= 1 && (from < 0 || from > end || end > count)) {
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
    groupLength = groupLength(Math.max(1, leaves));
    firstGroup = from;
    compute(
        leaves,
        Math.min(leaves, from * groupLength),
        Math.min(leaves, end * groupLength),
        groupLength,
        leaf);
    if (cut.length < groupLength) {
      team.run(end - from, add);
    }
    return count;
  }

  /// Computes the leaves from number `from` to before `end` of `leaves` alone; whatever whole
  /// branches they have can be asked for then ([#branch]).
  ///
  /// @throws IllegalArgumentException if there are no leaves at all
  void compute(int leaves, int from, int end, Leaf leaf) {
    compute(leaves, from, end, Integer.MAX_VALUE, leaf);
  }

  private void compute(int leaves, int from, int end, int longest, Leaf leaf) {
    if (leaves < 1) {
      throw new IllegalArgumentException(
          "leaf fold: " + leaves + " leaves given; there must be at least 1.");
    }
    this.leaf = leaf;
    cut = cut(leaves, from, end, longest);
    int count = cut.pieces();
    reserve(pieces, count);
    for (int seat = 0; seat < stacks.size(); seat++) { // an iterator would be an object
      reserve(stacks.get(seat), Integer.numberOfTrailingZeros(cut.length));
    }
    if (count == 1) {
      fold(0, 0);
    } else if (sharing(end - from) > 1) {
      team.run(count, foldSeated); // each piece is a leaf
    } else {
      team.run(count, fold);
    }
  }

  private Cut cut(int leaves, int from, int end, int longest) {
    for (int i = 0; i < cuts.size(); i++) {
      Cut known = cuts.get(i);
      if (known.leaves == leaves
          && known.from == from
          && known.end == end
          && known.longest == longest) {
        return known;
      }
    }
    int length = Math.min(longest, lengthOf(end - from, mostPieces(team.size())));
    List<Integer> starts = new ArrayList<>();
    cut(0, leaves, from, end, length, starts);
    starts.add(end);
    Cut made =
        new Cut(
            leaves,
            from,
            end,
            longest,
            length,
            starts.stream().mapToInt(Integer::intValue).toArray());
    if (cuts.size() == MOST_CUTS) {
      cuts.clear();
    }
    cuts.add(made);
    return made;
  }

  /// Cuts what of the branch of `count` leaves at `first` lies between `from` and `end`.
  private static void cut(
      int first, int count, int from, int end, int length, List<Integer> starts) {
    if (first >= end || first + count <= from) {
      return;
    }
    if (first >= from && first + count <= end && count <= length) {
      starts.add(first);
      return;
    }
    int left = FixedTree.left(count);
    cut(first, left, from, end, length, starts);
    cut(first + left, count - left, from, end, length, starts);
  }

  /// Returns into how many groups so many leaves are cut, each with sums of its own.
  public static int groupCount(int leaves) {
    return Math.ceilDiv(leaves, groupLength(leaves));
  }

  /// Twice as many as there are members, so that one that is held up leaves its next ones to
  /// others.
  private static int mostPieces(int members) {
    return members == 1 ? 1 : Math.max(MOST_GROUPS, 2 * members);
  }

  /// Returns how many sums exist at a time when groups are computed by so many threads.
  public static int pieces(int leaves, int threads) {
    int length = Math.min(groupLength(leaves), lengthOf(leaves, mostPieces(threads)));
    return Math.ceilDiv(leaves, length);
  }

  /// Returns how many leaves of so many the groups from `from` to before `end` have.
  static int leavesIn(int leaves, int from, int end) {
    int length = groupLength(leaves);
    return Math.min(leaves, end * length) - Math.min(leaves, from * length);
  }

  private static int groupLength(int leaves) {
    return lengthOf(leaves, MOST_GROUPS);
  }

  /// Returns the least power of two that cuts so many leaves into at most `most` parts.
  private static int lengthOf(int leaves, int most) {
    return Integer.highestOneBit(Math.max(1, 2 * Math.ceilDiv(leaves, most) - 1));
  }

  /// Returns the sums of group number `group` of the last call.
  public List<NdArray> group(int group) {
    return pieces.get(cut.pieceAt(group * groupLength));
  }

  /// Adds up the sums of `count` ≥ 1 leaves from number `from` on, which must be a whole branch of
  /// the tree and have been computed, and returns the result. It takes the place of a part of it.
  List<NdArray> branch(int from, int count) {
    int first = cut.pieceAt(from);
    int end = cut.pieceAt(from + count);
    if (first < 0 || end < 0) {
      throw new IllegalArgumentException(
          "leaf fold: "
              + count
              + " leaves from number "
              + from
              + " on are no whole branch of those that were computed.");
    }
    for (int i = 0; i < like.size(); i++) {
      add(i, first, end, from, count);
    }
    return pieces.get(first);
  }

  private void add(int index, int first, int end, int from, int count) {
    if (end - first > 1) {
      int left = FixedTree.left(count);
      int middle = cut.pieceAt(from + left);
      add(index, first, middle, from, left);
      add(index, middle, end, from + left, count - left);
      NdArray sum = pieces.get(first).get(index);
      add(sum, pieces.get(middle).get(index), sum);
    }
  }

  private void addGroup(int task) {
    int from = (firstGroup + task) * groupLength;
    branch(from, Math.min(groupLength, cut.end - from));
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

  /// Folds one piece: after leaf i the subtrees that end with it are complete, one for each
  /// trailing 1 of i in binary.
  private void fold(int piece, int seat) {
    List<List<NdArray>> stack = stacks.get(seat);
    int first = cut.starts[piece];
    int count = cut.starts[piece + 1] - first;
    List<NdArray> sum = pieces.get(piece);
    for (int i = 0; i < count; i++) {
      leaf.into(first + i, seat, sum);
      int level = 0;
      for (; (i >> level & 1) == 1; level++) {
        add(stack.get(level), sum, sum);
      }
      if (i + 1 < count) {
        swap(stack, level, pieces, piece);
        sum = pieces.get(piece);
      } else {
        // The last leaf of the piece: whatever subtrees stand are added, the smallest first.
        for (level++; i >> level != 0; level++) {
          if ((i >> level & 1) == 1) {
            add(stack.get(level), sum, sum);
          }
        }
      }
    }
  }

  private static void swap(
      List<List<NdArray>> stack, int level, List<List<NdArray>> pieces, int piece) {
    List<NdArray> sum = pieces.get(piece);
    pieces.set(piece, stack.get(level));
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

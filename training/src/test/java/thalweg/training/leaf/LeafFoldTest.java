package thalweg.training.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.program.Team;

@Tag("plain")
class LeafFoldTest {
  private static final int MOST_LEAVES = 300;
  private static final float[][] FLOATS = new float[MOST_LEAVES][3];
  private static final double[][] DOUBLES = new double[MOST_LEAVES][2];

  static {
    // Sizes over many orders of magnitude, so that another order of additions gives other bits.
    Random random = new Random(21);
    for (int leaf = 0; leaf < MOST_LEAVES; leaf++) {
      for (int i = 0; i < 3; i++) {
        FLOATS[leaf][i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6)));
      }
      for (int i = 0; i < 2; i++) {
        DOUBLES[leaf][i] = random.nextGaussian() * Math.pow(10, random.nextInt(9));
      }
    }
  }

  private static List<NdArray> like() {
    return List.of(NdArray.of(Shape.of(3), new float[3]), NdArray.of(Shape.of(2), new double[2]));
  }

  private static void leaf(int leaf, List<NdArray> sums) {
    System.arraycopy(FLOATS[leaf], 0, sums.get(0).floats(), 0, 3);
    System.arraycopy(DOUBLES[leaf], 0, sums.get(1).doubles(), 0, 2);
  }

  /// The definition: the first p, p being the largest power of two below n, and then the rest.
  private static float floatSum(int from, int n, int i) {
    if (n == 1) {
      return FLOATS[from][i];
    }
    int p = Integer.highestOneBit(n - 1);
    return floatSum(from, p, i) + floatSum(from + p, n - p, i);
  }

  private static double doubleSum(int from, int n, int i) {
    if (n == 1) {
      return DOUBLES[from][i];
    }
    int p = Integer.highestOneBit(n - 1);
    return doubleSum(from, p, i) + doubleSum(from + p, n - p, i);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 33, 64})
  void sums_follow_the_tree_on_any_number_of_threads(int size) {
    try (Team team = new Team(size)) {
      LeafFold fold = new LeafFold(team, like());
      // Once upwards and once in a jumble, so that buffers are met that other sizes have left.
      for (int round = 0; round < 2; round++) {
        for (int i = 1; i <= MOST_LEAVES; i++) {
          int n = round == 0 ? i : 1 + i * 157 % MOST_LEAVES;
          List<NdArray> sums = fold.sum(n, (leaf, _, into) -> leaf(leaf, into));
          float[] floats = {floatSum(0, n, 0), floatSum(0, n, 1), floatSum(0, n, 2)};
          double[] doubles = {doubleSum(0, n, 0), doubleSum(0, n, 1)};
          assertThat(sums.get(0).floats()).as("%d leaves", n).containsExactly(floats);
          assertThat(sums.get(1).doubles()).as("%d leaves", n).containsExactly(doubles);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 33})
  void any_whole_branch_of_any_range_is_summed_as_the_tree_has_it(int size) {
    try (Team team = new Team(size)) {
      LeafFold fold = new LeafFold(team, like());
      Random random = new Random(size);
      for (int i = 0; i < 1_000; i++) {
        int n = 1 + random.nextInt(MOST_LEAVES);
        int from = random.nextInt(n + 1);
        int end = from + random.nextInt(n - from + 1);
        Set<Integer> computed = ConcurrentHashMap.newKeySet();
        fold.compute(
            n,
            from,
            end,
            (leaf, seat, into) -> {
              assertThat(seat).isBetween(0, size - 1);
              assertThat(computed.add(leaf)).isTrue();
              leaf(leaf, into);
            });
        assertThat(computed).hasSize(end - from);
        List<int[]> branches = new ArrayList<>();
        branches(0, n, from, end, branches);
        for (int[] branch : branches) {
          List<NdArray> sums = fold.branch(branch[0], branch[1]);
          assertThat(sums.get(0).floats()[1]).isEqualTo(floatSum(branch[0], branch[1], 1));
          assertThat(sums.get(1).doubles()[0]).isEqualTo(doubleSum(branch[0], branch[1], 0));
        }
        int none = end;
        assertThatThrownBy(() -> fold.branch(none + 1, 1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("are no whole branch of those that were computed");
      }
    }
  }

  private static void branches(int first, int count, int from, int end, List<int[]> into) {
    if (first >= end || first + count <= from) {
      return;
    }
    if (first >= from && first + count <= end) {
      into.add(new int[] {first, count});
      return;
    }
    int left = Integer.highestOneBit(count - 1);
    branches(first, left, from, end, into);
    branches(first + left, count - left, from, end, into);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void groups_of_any_range_have_the_sums_that_they_have_among_all(int size) {
    try (Team team = new Team(size)) {
      LeafFold fold = new LeafFold(team, like());
      for (int n = 1; n <= MOST_LEAVES; n += 7) {
        int groups = LeafFold.groupCount(n);
        int length = Integer.highestOneBit(Math.max(1, 2 * Math.ceilDiv(n, 16) - 1));
        for (int from = 0; from < groups; from += 3) {
          int end = Math.min(groups, from + 1 + n % 5);
          fold.groups(n, from, end, (leaf, _, into) -> leaf(leaf, into));
          for (int group = from; group < end; group++) {
            int first = group * length;
            assertThat(fold.group(group).get(0).floats()[2])
                .isEqualTo(floatSum(first, Math.min(length, n - first), 2));
          }
        }
      }
    }
  }

  @Test
  void each_leaf_is_asked_for_once_with_a_member_of_the_team() {
    try (Team team = new Team(3)) {
      LeafFold fold = new LeafFold(team, like());
      for (int n = 1; n < 100; n++) {
        int[] times = new int[n];
        boolean[] strange = new boolean[1];
        fold.sum(
            n,
            (leaf, member, into) -> {
              synchronized (times) {
                times[leaf]++;
                strange[0] |= member < 0 || member >= 3;
              }
              leaf(leaf, into);
            });
        assertThat(times).containsOnly(1);
        assertThat(strange[0]).isFalse();
      }
    }
  }

  @Test
  void a_leaf_that_fails_is_told_and_the_fold_goes_on_afterwards() {
    try (Team team = new Team(2)) {
      LeafFold fold = new LeafFold(team, like());
      for (int i = 0; i < 50; i++) {
        int bad = i;
        assertThatThrownBy(
                () ->
                    fold.sum(
                        60,
                        (leaf, _, into) -> {
                          if (leaf == bad) {
                            throw new IllegalStateException("leaf " + leaf);
                          }
                          leaf(leaf, into);
                        }))
            .hasMessage("leaf " + bad);
        List<NdArray> sums = fold.sum(60, (leaf, _, into) -> leaf(leaf, into));
        assertThat(sums.get(0).floats()[0]).isEqualTo(floatSum(0, 60, 0));
      }
    }
  }

  @Test
  void no_leaves_and_whole_number_sums_are_refused() {
    try (Team team = new Team(1)) {
      LeafFold fold = new LeafFold(team, like());
      assertThatThrownBy(() -> fold.sum(0, (leaf, _, into) -> leaf(leaf, into)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("leaf fold: 0 leaves given; there must be at least 1.");
      assertThatThrownBy(() -> new LeafFold(team, List.of(NdArray.of(Shape.of(4), new int[4]))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("leaf fold: a sum of shape [4] is INT; sums must be FLOAT or DOUBLE.");
    }
  }
}

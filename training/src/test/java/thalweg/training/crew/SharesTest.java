package thalweg.training.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.program.FixedTree;

@Tag("plain")
class SharesTest {
  private static void requireSums(Shares shares, List<Float> leaves) {
    List<Float> roots = new ArrayList<>();
    int next = 0;
    for (Shares.Root root : shares.roots()) {
      assertThat(root.from()).isEqualTo(next);
      next += root.count();
      assertThat(root.from()).isGreaterThanOrEqualTo(shares.start(root.member()));
      assertThat(next).isLessThanOrEqualTo(shares.start(root.member() + 1));
      roots.add(FixedTree.sum(leaves.subList(root.from(), next), Float::sum));
    }
    assertThat(next).isEqualTo(leaves.size());
    for (Shares.Addition addition : shares.additions()) {
      roots.set(addition.into(), roots.get(addition.into()) + roots.get(addition.from()));
    }
    assertThat(roots.getFirst()).isEqualTo(FixedTree.sum(leaves, Float::sum));
  }

  private static long mostRoots(Shares shares) {
    return IntStream.range(0, shares.members())
        .mapToLong(m -> shares.roots().stream().filter(r -> r.member() == m).count())
        .max()
        .orElse(0);
  }

  @Test
  void however_many_share_the_additions_are_those_of_one() {
    Random random = new Random(5);
    for (int leaves = 1; leaves <= 40; leaves++) {
      List<Float> sums = random.doubles(leaves, -1, 1).mapToObj(x -> (float) (x * 1e6)).toList();
      for (int members = 1; members <= 50; members++) {
        Shares even = Shares.even(leaves, members);
        requireSums(even, sums);
        assertThat(mostRoots(even))
            .isLessThanOrEqualTo(2L * (32 - Integer.numberOfLeadingZeros(leaves)));
        List<Double> seconds = random.doubles(members, 0.5, 2).boxed().toList();
        requireSums(Shares.of(leaves, seconds, random.nextDouble() * 3), sums);
      }
    }
  }

  /// The slowest member's time, by the definition.
  private static double longest(Shares shares, List<Double> seconds, double root) {
    double longest = 0;
    for (int member = 0; member < shares.members(); member++) {
      int rank = member;
      long roots = shares.roots().stream().filter(r -> r.member() == rank).count();
      longest = Math.max(longest, shares.count(member) * seconds.get(member) + roots * root);
    }
    return longest;
  }

  /// All cuts of what is left among what members are left.
  private static double least(int leaves, List<Double> seconds, double root, List<Integer> counts) {
    int used = counts.stream().mapToInt(Integer::intValue).sum();
    if (counts.size() == seconds.size() - 1) {
      List<Integer> all = new ArrayList<>(counts);
      all.add(leaves - used);
      return longest(Shares.cut(all), seconds, root);
    }
    double least = Double.POSITIVE_INFINITY;
    for (int count = 0; count <= leaves - used; count++) {
      List<Integer> more = new ArrayList<>(counts);
      more.add(count);
      least = Math.min(least, least(leaves, seconds, root, more));
    }
    return least;
  }

  @Test
  void no_cut_is_done_sooner() {
    Random random = new Random(6);
    for (int i = 0; i < 150; i++) {
      int leaves = 1 + random.nextInt(14);
      int members = 1 + random.nextInt(4);
      List<Double> seconds = random.doubles(members, 0.2, 3).boxed().toList();
      double root = random.nextBoolean() ? 0 : random.nextDouble() * 4;
      Shares shares = Shares.of(leaves, seconds, root);
      assertThat(longest(shares, seconds, root))
          .as("%d leaves, %s, root %s", leaves, seconds, root)
          .isEqualTo(least(leaves, seconds, root, List.of()));
    }
  }

  @Test
  void every_member_has_work_where_there_is_enough() {
    for (int members : new int[] {2, 3, 16, 17, 33, 64, 100}) {
      for (int leaves : new int[] {members, 2 * members, 5 * members + 1, 64 * members}) {
        Shares shares = Shares.of(leaves, Collections.nCopies(members, 1.0), 0);
        int most = IntStream.range(0, members).map(shares::count).max().orElse(0);
        // No place between two leaves is left out as long as there are at most 128.
        int unit = leaves <= Math.max(128, 4 * members) || members > 64 ? 1 : leaves / members / 2;
        assertThat(most).isLessThanOrEqualTo(Math.ceilDiv(leaves, members) + unit);
      }
    }
  }
}

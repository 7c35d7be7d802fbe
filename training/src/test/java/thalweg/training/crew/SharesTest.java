package thalweg.training.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import thalweg.algebra.program.FixedTree;

class SharesTest {
  @Test
  void however_many_share_the_additions_are_those_of_one() {
    Random random = new Random(5);
    for (int groups = 1; groups <= 40; groups++) {
      List<Float> sums = random.doubles(groups, -1, 1).mapToObj(x -> (float) (x * 1e6)).toList();
      float whole = FixedTree.sum(sums, Float::sum);
      for (int members = 1; members <= 50; members++) {
        Shares shares = new Shares(groups, members);
        List<Float> roots = new ArrayList<>();
        int next = 0;
        for (Shares.Root root : shares.roots()) {
          assertThat(root.from()).isEqualTo(next);
          next += root.count();
          assertThat(root.from()).isGreaterThanOrEqualTo(shares.start(root.member()));
          assertThat(next).isLessThanOrEqualTo(shares.start(root.member() + 1));
          roots.add(FixedTree.sum(sums.subList(root.from(), next), Float::sum));
        }
        assertThat(next).isEqualTo(groups);
        assertThat(shares.sum(roots::get, Float::sum)).isEqualTo(whole);
        long most =
            IntStream.range(0, members)
                .mapToLong(m -> shares.roots().stream().filter(r -> r.member() == m).count())
                .max()
                .orElse(0);
        assertThat(most).isLessThanOrEqualTo(2L * (32 - Integer.numberOfLeadingZeros(groups)));
      }
    }
  }
}

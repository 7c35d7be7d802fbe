package thalweg.algebra.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FixedTreeTest {
  private static String sum(int count) {
    List<String> items = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    return FixedTree.sum(items, (left, right) -> "(" + left + " " + right + ")");
  }

  @Test
  void the_first_power_of_two_stands_left_and_the_rest_right() {
    assertThat(sum(1)).isEqualTo("0");
    assertThat(sum(2)).isEqualTo("(0 1)");
    assertThat(sum(3)).isEqualTo("((0 1) 2)");
    assertThat(sum(7)).isEqualTo("(((0 1) (2 3)) ((4 5) 6))");
    assertThat(sum(9)).isEqualTo("((((0 1) (2 3)) ((4 5) (6 7))) 8)");
  }

  @Test
  void a_block_of_a_power_of_two_can_be_summed_by_itself_beforehand() {
    for (int count = 1; count < 200; count++) {
      for (int block = 1; block <= 64; block *= 2) {
        int size = block;
        int all = count;
        List<String> blocks =
            IntStream.range(0, Math.ceilDiv(count, block))
                .mapToObj(
                    each ->
                        FixedTree.sum(
                            IntStream.range(each * size, Math.min(all, (each + 1) * size))
                                .mapToObj(Integer::toString)
                                .toList(),
                            (left, right) -> "(" + left + " " + right + ")"))
                .toList();
        assertThat(FixedTree.sum(blocks, (left, right) -> "(" + left + " " + right + ")"))
            .isEqualTo(sum(count));
      }
    }
  }
}

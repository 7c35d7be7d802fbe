package thalweg.training.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeavesTest {
  @Test
  void leaves_cover_all_rows_in_equal_parts_of_at_most_sixty_four() {
    for (int rows = 1; rows < 3000; rows++) {
      int count = Leaves.count(rows);
      assertThat(Leaves.start(rows, 0)).isZero();
      assertThat(Leaves.start(rows, count)).isEqualTo(rows);
      int least = rows;
      int most = 0;
      for (int leaf = 0; leaf < count; leaf++) {
        int size = Leaves.start(rows, leaf + 1) - Leaves.start(rows, leaf);
        least = Math.min(least, size);
        most = Math.max(most, size);
      }
      assertThat(least).as("least of %d rows", rows).isPositive();
      assertThat(most).as("most of %d rows", rows).isLessThanOrEqualTo(Leaves.MOST_ROWS);
      assertThat(most - least).as("difference of %d rows", rows).isLessThanOrEqualTo(1);
      // As few leaves as the bound allows.
      assertThat((count - 1) * Leaves.MOST_ROWS).isLessThan(rows);
    }
  }

  @Test
  void very_many_rows_do_not_overflow() {
    int count = Leaves.count(Integer.MAX_VALUE);
    assertThat(count).isEqualTo(1 << 25);
    assertThat(Leaves.start(Integer.MAX_VALUE, count)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Leaves.start(Integer.MAX_VALUE, count - 1)).isLessThan(Integer.MAX_VALUE);
  }

  @Test
  void no_rows_are_no_leaves() {
    assertThat(Leaves.count(0)).isZero();
    assertThat(Leaves.start(0, 0)).isZero();
  }
}

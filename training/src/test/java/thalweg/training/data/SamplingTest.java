package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class SamplingTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 100, 1001})
  void an_epoch_meets_every_row_once(int rows) {
    for (int epoch = 1; epoch <= 20; epoch++) {
      int[] order = new int[rows + 3];
      assertThat(Sampling.EPOCHS.order(rows, 10, 7, epoch, order)).isEqualTo(rows);
      assertThat(Arrays.stream(order, 0, rows).sorted()).containsExactly(range(rows));
      assertThat(Arrays.stream(order, rows, rows + 3)).containsOnly(0);
    }
  }

  private static Integer[] range(int rows) {
    return IntStream.range(0, rows).boxed().toArray(Integer[]::new);
  }

  @Test
  void every_row_comes_to_every_place_equally_often_its_own_included() {
    int rows = 8;
    int epochs = 16_000;
    int[][] counts = new int[rows][rows];
    int[] order = new int[rows];
    int stayed = 0;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      Sampling.EPOCHS.order(rows, 4, 3, epoch, order);
      for (int place = 0; place < rows; place++) {
        counts[place][order[place]]++;
        stayed += order[place] == place ? 1 : 0;
      }
    }
    double expected = epochs / (double) rows;
    double chiSquare =
        Arrays.stream(counts)
            .flatMapToInt(Arrays::stream)
            .mapToDouble(count -> (count - expected) * (count - expected) / expected)
            .sum();
    assertThat(chiSquare).isLessThan(88.4); // 49 degrees of freedom, exceeded once in 2,000
    // On average one row keeps its place; with a single cycle none would.
    assertThat(stayed / (double) epochs).isBetween(0.95, 1.05);
  }

  @Test
  void with_replacement_all_batches_are_full_and_rows_equally_likely() {
    int rows = 10;
    int[] counts = new int[rows];
    int[] order = new int[12];
    for (int epoch = 1; epoch <= 5_000; epoch++) {
      assertThat(Sampling.REPLACEMENT.order(rows, 4, 3, epoch, order)).isEqualTo(12);
      for (int row : order) {
        counts[row]++;
      }
    }
    double expected = 6_000;
    double chiSquare =
        Arrays.stream(counts)
            .mapToDouble(count -> (count - expected) * (count - expected) / expected)
            .sum();
    assertThat(chiSquare).isLessThan(29.7); // 9 degrees of freedom, exceeded once in 2,000
  }

  @Test
  void an_epoch_with_replacement_misses_rows_as_chance_does() {
    int rows = 60_000;
    int[] order = new int[rows];
    Sampling.REPLACEMENT.order(rows, 100, 1, 1, order);
    double missed = 1 - Arrays.stream(order).distinct().count() / (double) rows;
    assertThat(missed).isBetween(0.36, 0.376); // 1/e
  }

  @ParameterizedTest
  @EnumSource
  void the_order_is_a_function_of_seed_and_epoch(Sampling sampling) {
    int[] first = order(sampling, 1, 1);
    assertThat(order(sampling, 1, 2)).isNotEqualTo(first);
    assertThat(order(sampling, 2, 1)).isNotEqualTo(first);
    assertThat(order(sampling, 1, 1)).isEqualTo(first);
  }

  private static int[] order(Sampling sampling, long seed, int epoch) {
    int[] order = new int[100];
    sampling.order(100, 10, seed, epoch, order);
    return order;
  }

  /// Pinned: a checkpoint of an earlier release must go on in the same order.
  @Test
  void the_order_never_changes_between_releases() {
    int[] order = new int[10];
    Sampling.EPOCHS.order(10, 5, 1, 1, order);
    assertThat(order).containsExactly(4, 9, 6, 1, 7, 0, 3, 8, 5, 2);
    Sampling.REPLACEMENT.order(10, 5, 1, 1, order);
    assertThat(order).containsExactly(7, 0, 6, 8, 6, 0, 8, 6, 3, 5);
  }

  @ParameterizedTest
  @EnumSource
  void a_sampling_is_found_by_its_name(Sampling sampling) {
    assertThat(Sampling.parse(sampling.toString())).isEqualTo(sampling);
    assertThat(Sampling.parse(sampling.name())).isEqualTo(sampling);
  }

  @Test
  void wrong_arguments_are_told() {
    assertThatThrownBy(() -> Sampling.parse("random"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sampling: \"random\" is unknown; it must be epochs or replacement.");
    assertThatThrownBy(() -> Sampling.REPLACEMENT.order(10, 4, 1, 1, new int[10]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sampling: the order has 10 places; an epoch of 10 rows in batches of 4 needs 12.");
    assertThatThrownBy(() -> Sampling.EPOCHS.order(0, 4, 1, 1, new int[10]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sampling: 0 rows in batches of 4; both must be at least 1.");
  }
}

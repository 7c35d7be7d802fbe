package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;

@Tag("plain")
class DatasetTest {
  private static final List<String> CLASSES = List.of("a", "b", "c");

  private static Dataset numbers(int rows) {
    double[] features = IntStream.range(0, 2 * rows).mapToDouble(i -> i + 0.1).toArray();
    int[] labels = IntStream.range(0, rows).map(i -> i % 3).toArray();
    return Dataset.ofDoubles("numbers", Shape.of(2), features, labels, CLASSES);
  }

  private static Dataset allBytes() {
    byte[] features = new byte[256];
    for (int i = 0; i < 256; i++) {
      features[i] = (byte) i;
    }
    return Dataset.ofBytes("bytes", Shape.of(2, 2), features, new int[64], CLASSES);
  }

  @Test
  void bytes_come_out_as_the_correctly_rounded_quotient_by_255() {
    float[] floats = allBytes().features(DType.FLOAT).floats();
    double[] doubles = allBytes().features(DType.DOUBLE).doubles();
    for (int i = 0; i < 256; i++) {
      assertThat(doubles[i]).isEqualTo(i / 255.0);
      assertThat(floats[i]).isEqualTo((float) (i / 255.0)).isEqualTo(i / 255f);
    }
  }

  @Test
  void gathering_writes_the_named_rows_one_after_the_other_and_nothing_else() {
    Dataset data = numbers(5);
    int[] order = {4, 0, 3, 3, 1};
    NdArray doubles = NdArray.zeros(DType.DOUBLE, Shape.of(4, 2));
    NdArray floats = NdArray.zeros(DType.FLOAT, Shape.of(4, 2));
    NdArray labels = NdArray.zeros(DType.INT, Shape.of(4));
    data.column(Dataset.FEATURES).values().gather(order, 1, 3, doubles);
    data.column(Dataset.FEATURES).values().gather(order, 1, 3, floats);
    data.column(Dataset.TARGET).values().gather(order, 1, 3, labels);
    assertThat(doubles.doubles()).containsExactly(0.1, 1.1, 6.1, 7.1, 6.1, 7.1, 0, 0);
    assertThat(floats.floats()).containsExactly(0.1f, 1.1f, 6.1f, 7.1f, 6.1f, 7.1f, 0, 0);
    assertThat(labels.ints()).containsExactly(0, 0, 0, 0);
    NdArray pixels = NdArray.zeros(DType.FLOAT, Shape.of(1, 4));
    allBytes().column(Dataset.FEATURES).values().gather(new int[] {63}, 0, 1, pixels);
    assertThat(pixels.floats()).containsExactly(252 / 255f, 253 / 255f, 254 / 255f, 1f);
  }

  @Test
  void the_arrays_given_may_change_afterwards_without_changing_the_data() {
    byte[] features = {1, 2};
    int[] labels = {0, 1};
    Dataset data = Dataset.ofBytes("d", Shape.of(1), features, labels, CLASSES);
    String before = data.sha256();
    features[0] = 9;
    labels[0] = 2;
    data.labels()[0] = 2;
    assertThat(data.sha256()).isEqualTo(before);
  }

  @Test
  void the_hash_tells_apart_features_labels_shapes_and_classes_but_not_names() {
    Dataset data = numbers(6);
    assertThat(data.sha256()).hasSize(64).isEqualTo(data.select("other", all(6)).sha256());
    assertThat(data.reshape(Shape.of(1, 2)).sha256()).isNotEqualTo(data.sha256());
    assertThat(data.select("numbers", new int[] {0, 1, 2, 3, 5, 4}).sha256())
        .isNotEqualTo(data.sha256());
    Dataset renamed =
        Dataset.ofDoubles(
            "numbers",
            Shape.of(2),
            data.features(DType.DOUBLE).doubles(),
            data.labels(),
            List.of("a", "b", "d"));
    assertThat(renamed.sha256()).isNotEqualTo(data.sha256());
  }

  private static int[] all(int rows) {
    return IntStream.range(0, rows).toArray();
  }

  /// Pinned: models record the hash of the data they were trained on.
  @Test
  void the_hash_never_changes_between_releases() {
    assertThat(allBytes().sha256())
        .isEqualTo("1233bed2aae46e626a4ca067422f853d468ef527e9671669657471ca34e5eae1");
    assertThat(numbers(6).sha256())
        .isEqualTo("15dd5d21a7f135f5257970757c86c644728bff58fa8f69eec65d4e90a8d3da81");
  }

  @ParameterizedTest
  @CsvSource({
    "10, 0.2, 2",
    "10, 0.25, 3",
    "10, 0.01, 1",
    "10, 0.99, 9",
    "2, 0.5, 1",
    "150, 0.2, 30"
  })
  void a_split_puts_every_row_in_one_part(int rows, double share, int test) {
    Dataset data = numbers(rows);
    Split split = data.split(share, 1);
    assertThat(split.test().rows()).isEqualTo(test);
    assertThat(split.train().rows()).isEqualTo(rows - test);
    assertThat(split.test().name()).isEqualTo("numbers test");
    double[] train = split.train().features(DType.DOUBLE).doubles();
    double[] tested = split.test().features(DType.DOUBLE).doubles();
    assertThat(IntStream.concat(firsts(train), firsts(tested)).sorted())
        .containsExactlyElementsOf(IntStream.range(0, rows).boxed().toList());
    for (int row = 0; row < split.test().rows(); row++) {
      assertThat(split.test().labels()[row]).isEqualTo(((int) tested[2 * row] / 2) % 3);
    }
    assertThat(data.split(share, 1).train().sha256()).isEqualTo(split.train().sha256());
  }

  @Test
  void a_stratified_split_has_every_class_in_both_parts_and_its_share_of_each() {
    var random = new Random(3);
    for (int trial = 0; trial < 400; trial++) {
      int classes = 1 + random.nextInt(1 << random.nextInt(7));
      int rows = 2 + random.nextInt(1 << 1 + random.nextInt(11));
      double lean = 1 + 4 * random.nextDouble(); // few rows of the last classes
      int[] labels = new int[rows];
      for (int i = 0; i < rows; i++) {
        labels[i] = (int) (classes * Math.pow(random.nextDouble(), lean));
      }
      double share = 0.05 + 0.9 * random.nextDouble();
      List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
      Dataset data = Dataset.ofDoubles("d", Shape.of(1), new double[rows], labels, names);
      int[] all = data.counts();
      if (Arrays.stream(all).allMatch(count -> count < 2)) {
        assertThatThrownBy(() -> data.stratifiedSplit(share, 1))
            .hasMessageContaining("each of the " + rows + " rows is the only one of its class");
        continue;
      }
      Split split = data.stratifiedSplit(share, trial);
      int[] train = split.train().counts();
      int[] test = split.test().counts();
      int shared = (int) Arrays.stream(all).filter(count -> count > 1).count();
      int kept = (int) Arrays.stream(all).filter(count -> count > 0).count();
      assertThat(split.test().rows())
          .isEqualTo(
              Math.clamp(Math.round(rows * share), Math.max(1, shared), Math.max(1, rows - kept)));
      for (int label = 0; label < classes; label++) {
        assertThat(train[label] + test[label]).isEqualTo(all[label]);
        if (all[label] > 1) {
          assertThat(test[label]).as("%s of %s", label, Arrays.toString(all)).isPositive();
          assertThat(train[label]).as("%s of %s", label, Arrays.toString(all)).isPositive();
        }
        if (shared < rows * Math.min(share, 1 - share) / 4) {
          assertThat((double) test[label])
              .isBetween(share * all[label] * 0.6 - 2, share * all[label] * 1.4 + 2);
        }
      }
    }
  }

  @Test
  void cut_in_three_each_row_is_in_one_part_and_the_parts_have_their_shares() {
    var random = new Random(4);
    for (int trial = 0; trial < 200; trial++) {
      int rows = 6 + random.nextInt(1 << 1 + random.nextInt(10));
      double validation = random.nextInt(4) == 0 ? 0 : 0.4 * random.nextDouble();
      double test = random.nextInt(4) == 0 ? 0 : 0.4 * random.nextDouble();
      Dataset data = numbers(rows);
      boolean isByClass = rows > 30 && random.nextBoolean();
      Split split =
          isByClass
              ? data.stratifiedSplit(validation, test, trial)
              : data.split(validation, test, trial);
      assertThat(split.validation() == null).isEqualTo(validation == 0);
      assertThat(split.test() == null).isEqualTo(test == 0);
      assertThat(partsOf(split))
          .containsExactlyElementsOf(IntStream.range(0, rows).boxed().toList());
      if (split.test() != null) {
        assertThat(split.test().name()).isEqualTo("numbers test");
        assertThat(split.test().sha256())
            .isEqualTo(
                (isByClass ? data.stratifiedSplit(test, trial) : data.split(test, trial))
                    .test()
                    .sha256());
      }
      if (!isByClass && split.validation() != null) {
        assertThat((double) split.validation().rows())
            .isBetween(validation * rows - 1.5, validation * rows + 1.5);
      }
    }
    assertThatThrownBy(() -> numbers(9).split(0.5, 0.5, 1))
        .hasMessage(
            "split: the shares to choose by and to be judged by are 0.5 and 0.5; both must be at"
                + " least 0, and together below 1.");
    assertThatThrownBy(() -> numbers(2).split(0.15, 0.3, 1))
        .hasMessage("split: the data has 2 rows; at least 3 are needed to make three parts.");
    assertThatThrownBy(() -> numbers(3).folds(2, 0.15, 1))
        .hasMessage(
            "folds: of 3 rows, a fold leaves 1 to learn from and to choose by; give more rows, or"
                + " no share to choose by.");
    assertThatThrownBy(() -> numbers(9).split(-0.1, 0.5, 1)).hasMessageContaining("-0.1 and 0.5");
  }

  @Test
  void cut_in_three_each_class_is_learnt_from_and_in_as_many_parts_as_it_has_rows() {
    var random = new Random(6);
    for (int trial = 0; trial < 600; trial++) {
      int classes = 1 + random.nextInt(8);
      List<Integer> drawn = new ArrayList<>();
      for (int label = 0; label < classes; label++) {
        int count = random.nextInt(10) == 0 ? 40 : random.nextInt(6);
        for (int i = 0; i < count; i++) {
          drawn.add(random.nextInt(30) == 0 ? Dataset.UNLABELLED : label);
        }
      }
      Collections.shuffle(drawn, random);
      int[] labels = drawn.stream().mapToInt(Integer::intValue).toArray();
      double validation = Math.max(0.01, 0.97 * random.nextDouble());
      double test = Math.max(0.01, (1 - validation) * random.nextDouble() * 0.99);
      List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
      if (labels.length < 3 || validation + test >= 1) {
        continue;
      }
      Dataset data = Dataset.ofDoubles("d", Shape.of(1), new double[labels.length], labels, names);
      int[] all = data.counts();
      String what = Arrays.toString(all) + " " + validation + " " + test;
      if (Arrays.stream(all).sum() == labels.length && Arrays.stream(all).noneMatch(n -> n > 1)) {
        int seed = trial;
        assertThatThrownBy(() -> data.stratifiedSplit(validation, test, seed))
            .hasMessageContaining("is the only one of its class");
        continue;
      }
      Split split = data.stratifiedSplit(validation, test, trial);
      assertThat(
              Stream.of(split.train(), split.validation(), split.test())
                  .filter(Objects::nonNull)
                  .mapToInt(Dataset::rows)
                  .sum())
          .isEqualTo(labels.length);
      for (int label = 0; label < classes; label++) {
        assertThat(split.train().counts()[label])
            .as(what)
            .isGreaterThanOrEqualTo(Math.min(1, all[label]));
        assertThat(split.test().counts()[label])
            .as(what)
            .isGreaterThanOrEqualTo(all[label] > 1 ? 1 : 0);
        if (all[label] > 2) {
          assertThat(split.validation().counts()[label]).as(what).isPositive();
        }
      }
    }
  }

  @Test
  void in_folds_each_row_is_judged_by_once_and_each_class_is_spread_over_them() {
    var random = new Random(5);
    for (int trial = 0; trial < 100; trial++) {
      int rows = 10 + random.nextInt(300);
      int count = 2 + random.nextInt(Math.min(rows - 1, 12));
      Dataset data = numbers(rows);
      List<Split> folds = data.folds(count, random.nextBoolean() ? 0 : 0.2, trial);
      assertThat(folds).hasSize(count);
      List<Integer> judged = new ArrayList<>();
      for (Split fold : folds) {
        assertThat(partsOf(fold))
            .containsExactlyElementsOf(IntStream.range(0, rows).boxed().toList());
        firsts(fold.test().features(DType.DOUBLE).doubles()).forEach(judged::add);
        for (int label = 0; label < 3; label++) {
          assertThat((double) fold.test().counts()[label])
              .isBetween(
                  data.counts()[label] / (double) count - 1,
                  data.counts()[label] / (double) count + 1);
        }
      }
      assertThat(judged.stream().sorted())
          .containsExactlyElementsOf(IntStream.range(0, rows).boxed().toList());
    }
    assertThatThrownBy(() -> numbers(9).folds(10, 0, 1))
        .hasMessage("folds: 10 parts of 9 rows; there must be from 2 to as many as rows.");
    assertThatThrownBy(() -> numbers(9).folds(1, 0, 1)).hasMessageContaining("from 2 to");
  }

  /// Returns the places of the rows of all parts, in order.
  private static List<Integer> partsOf(Split split) {
    return Stream.of(split.train(), split.validation(), split.test())
        .filter(Objects::nonNull)
        .flatMap(part -> firsts(part.features(DType.DOUBLE).doubles()).boxed())
        .sorted()
        .toList();
  }

  private static IntStream firsts(double[] features) {
    return IntStream.range(0, features.length / 2).map(row -> (int) features[2 * row] / 2);
  }

  @Test
  void another_seed_splits_otherwise() {
    assertThat(numbers(50).split(0.5, 1).test().sha256())
        .isNotEqualTo(numbers(50).split(0.5, 2).test().sha256());
  }

  @Test
  void the_summary_tells_rows_shape_and_balance() {
    assertThat(numbers(2000).summary())
        .isEqualTo("numbers: 2,000 rows of shape [2], 3 classes: a × 667, b × 667, c × 666");
    assertThat(numbers(1))
        .hasToString("numbers: 1 rows of shape [2], 3 classes: a × 1, b × 0, c × 0");
  }

  @Test
  void what_does_not_fit_is_told() {
    assertThatThrownBy(
            () -> Dataset.ofDoubles("d", Shape.of(3), new double[5], new int[2], CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dataset: 2 labels and rows of shape [3] need 6 features; 5 are given.");
    assertThatThrownBy(
            () -> Dataset.ofBytes("d", Shape.of(1), new byte[2], new int[] {0, 3}, CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "dataset: the label of row 1 is 3; with 3 classes it must be from 0 to 2, or −1"
                + " where it is not known.");
    assertThatThrownBy(() -> numbers(3).features(DType.INT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dataset: features asked for as INT; they are real, ask for FLOAT or DOUBLE.");
    assertThatThrownBy(() -> numbers(3).reshape(Shape.of(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dataset: rows of shape [2] have 2 numbers; shape [3] has 3.");
    assertThatThrownBy(() -> numbers(3).split(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("split: the test share is 1.0; it must be above 0 and below 1.");
    assertThatThrownBy(() -> numbers(1).stratifiedSplit(0.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("split: the data has 1 rows; at least 2 are needed to make two parts.");
    assertThatThrownBy(() -> new Split(numbers(3), allBytes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("split: training rows have shape [2], test rows [2, 2]; they must be equal.");
  }

  @Test
  void balanced_classes_count_alike_whatever_their_rows_counted_before() {
    SplittableRandom random = new SplittableRandom(8);
    for (int n = 0; n < 200; n++) {
      int rows = random.nextInt(2, 60);
      int classes = random.nextInt(1, 6);
      int[] labels = random.ints(rows, 0, classes).toArray();
      boolean isWeighted = random.nextBoolean();
      double[] before = random.doubles(rows, 0, 3).toArray();
      before[0] = 1;
      List<String> names = IntStream.range(0, classes + 1).mapToObj(String::valueOf).toList();
      Dataset plain = Dataset.ofDoubles("rows", Shape.of(1), new double[rows], labels, names);
      Dataset data = isWeighted ? plain.withWeights(before) : plain;
      double[] weights = data.balanced().numbers(Dataset.WEIGHT, DType.DOUBLE).doubles();
      double all = isWeighted ? Arrays.stream(before).sum() : rows;
      double[] sums = new double[classes];
      for (int row = 0; row < rows; row++) {
        sums[labels[row]] += weights[row];
      }
      double[] present = Arrays.stream(sums).filter(sum -> sum > 0).toArray();
      for (double sum : present) {
        assertThat(sum).isCloseTo(all / present.length, within(1e-9));
      }
      if (!isWeighted && Arrays.stream(labels).distinct().count() == present.length) {
        for (int row = 1; row < rows; row++) {
          if (labels[row] == labels[0]) {
            assertThat(weights[row]).isEqualTo(weights[0]);
          }
        }
      }
    }
    assertThatThrownBy(() -> Dataset.of(new double[][] {{1}}, new double[] {2}).balanced())
        .hasMessageContaining("has no classes");
  }
}

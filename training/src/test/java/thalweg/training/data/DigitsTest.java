package thalweg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;

@Tag("plain")
class DigitsTest {
  /// Pinned: accuracies written down anywhere were measured on these very bytes.
  @Test
  void the_usual_set_is_the_same_bytes_everywhere() {
    Split digits = Digits.split();
    assertThat(digits.train().rows()).isEqualTo(20_000);
    assertThat(digits.test().rows()).isEqualTo(4_000);
    assertThat(digits.train().sha256())
        .isEqualTo("a99eee19c4ce06318f3d8d57e857e27a95ecb270877bcfd23478f0972499ec74");
    assertThat(digits.test().sha256())
        .isEqualTo("e026d2d452d74ef570c7b68ea22e93eac830bb8531051f2446b03b003e4cc4a4");
  }

  @Test
  void pictures_are_28_by_28_light_on_dark_and_classes_are_the_digits() {
    Dataset train = Digits.split(5, 1_000, 10).train();
    assertThat(train.rowShape()).isEqualTo(Shape.of(28, 28));
    assertThat(train.classNames())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    double[] pixels = train.features(DType.DOUBLE).doubles();
    for (int row = 0; row < train.rows(); row++) {
      double ink = Arrays.stream(pixels, row * 784, (row + 1) * 784).sum();
      double most = Arrays.stream(pixels, row * 784, (row + 1) * 784).max().orElseThrow();
      assertThat(ink).as("ink of picture %d", row).isBetween(10.0, 300.0);
      assertThat(most).as("darkest of picture %d", row).isGreaterThan(0.5);
    }
  }

  @Test
  void each_ten_pictures_hold_every_digit_once_in_varying_order() {
    Split digits = Digits.split(5, 1_000, 1_000);
    for (Dataset part : new Dataset[] {digits.train(), digits.test()}) {
      for (int start = 0; start < part.rows(); start += 10) {
        assertThat(IntStream.range(start, start + 10).map(row -> part.labels()[row]).sorted())
            .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      }
      assertThat(IntStream.range(0, 100).map(ten -> part.labels()[10 * ten]).distinct().count())
          .isGreaterThan(7);
    }
  }

  @Test
  void a_picture_depends_on_seed_and_place_alone() {
    Split small = Digits.split(5, 737, 30);
    Split large = Digits.split(5, 1_500, 700);
    int[] firstTrain = IntStream.range(0, 737).toArray();
    int[] firstTest = IntStream.range(0, 30).toArray();
    assertThat(large.train().select("", firstTrain).sha256()).isEqualTo(small.train().sha256());
    assertThat(large.test().select("", firstTest).sha256()).isEqualTo(small.test().sha256());
    assertThat(Digits.split(6, 737, 30).train().sha256()).isNotEqualTo(small.train().sha256());
    byte[] alone = new byte[784];
    byte[] after = new byte[784];
    new Handwriting(5).draw(41, 3, alone, 0);
    Handwriting tired = new Handwriting(5);
    IntStream.range(0, 50).forEach(image -> tired.draw(image, 8, after, 0));
    tired.draw(41, 3, after, 0);
    assertThat(after).isEqualTo(alone);
  }

  @Test
  void no_test_picture_is_a_training_picture() {
    Split digits = Digits.split(5, 2_000, 2_000);
    double[] train = digits.train().features(DType.DOUBLE).doubles();
    double[] test = digits.test().features(DType.DOUBLE).doubles();
    var rows =
        IntStream.range(0, 2_000)
            .mapToObj(row -> Arrays.hashCode(Arrays.copyOfRange(train, row * 784, (row + 1) * 784)))
            .toList();
    assertThat(rows).doesNotHaveDuplicates();
    assertThat(IntStream.range(0, 2_000))
        .noneMatch(
            row ->
                rows.contains(
                    Arrays.hashCode(Arrays.copyOfRange(test, row * 784, (row + 1) * 784))));
  }

  @Test
  void strokes_stay_within_the_room_that_is_kept_for_them() {
    for (int digit = 0; digit < 10; digit++) {
      assertThat(DigitShapes.of(digit)).hasSizeGreaterThan(2);
      for (double[][] strokes : DigitShapes.of(digit)) {
        assertThat(strokes.length).isBetween(1, 3);
        for (double[] stroke : strokes) {
          assertThat(stroke.length % 2).isZero();
          assertThat(stroke.length / 2).isBetween(2, DigitShapes.MOST_POINTS);
          assertThat(Arrays.stream(stroke))
              .allMatch(coordinate -> coordinate >= 0 && coordinate <= 100);
        }
      }
    }
  }

  @Test
  void too_few_or_too_many_rows_are_an_error() {
    assertThatThrownBy(() -> Digits.split(1, 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("digits: 0 rows asked for; it must be from 1 to 1000000.");
    assertThatThrownBy(() -> Digits.split(1, 10, 1_000_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("digits: 1000001 rows asked for; it must be from 1 to 1000000.");
  }
}

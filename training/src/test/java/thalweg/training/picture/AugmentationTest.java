package thalweg.training.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import thalweg.algebra.DType;
import thalweg.algebra.NdArray;
import thalweg.algebra.Shape;
import thalweg.algebra.random.Purpose;
import thalweg.algebra.random.RandomStream;

class AugmentationTest {
  private final Random random = new Random(11);

  private Augmentation any() {
    return new Augmentation(
        random.nextInt(4),
        random.nextBoolean(),
        random.nextBoolean() ? 0 : random.nextDouble(180),
        random.nextBoolean() ? 1 : 0.2 + random.nextDouble(0.8),
        random.nextBoolean() ? 0 : random.nextDouble());
  }

  private NdArray rows(int count, Shape row, DType type) {
    NdArray rows = NdArray.zeros(type, row.prepend(count));
    for (int i = 0; i < rows.shape().elements(); i++) {
      if (type == DType.FLOAT) {
        rows.floats()[i] = random.nextFloat();
      } else {
        rows.doubles()[i] = random.nextDouble();
      }
    }
    return rows;
  }

  private static NdArray changed(
      Augmentation how, Shape row, NdArray rows, int count, long seed, int epoch, long first) {
    NdArray changed = rows.copy();
    how.of(row).apply(changed, count, seed, epoch, first);
    return changed;
  }

  @Test
  void what_is_written_is_read_again() {
    for (int i = 0; i < 500; i++) {
      Augmentation how = any();
      assertThat(Augmentation.parse(how.toString())).isEqualTo(how);
    }
    assertThat(Augmentation.parse("none")).isEqualTo(Augmentation.NONE);
    assertThat(Augmentation.parse(" Flip,shift  2 , rotate 10,brightness .2,crop 0.9"))
        .isEqualTo(new Augmentation(2, true, 10, 0.9, 0.2));
  }

  @Test
  void a_change_of_nothing_changes_no_bit() {
    for (int i = 0; i < 50; i++) {
      Shape row = Shape.of(1 + random.nextInt(3), 1 + random.nextInt(30), 1 + random.nextInt(30));
      NdArray rows = rows(2, row, i % 2 == 0 ? DType.FLOAT : DType.DOUBLE);
      NdArray same = changed(Augmentation.NONE, row, rows, 2, i, 1, 7);
      assertThat(same.toDoubles()).containsExactly(rows.toDoubles());
    }
  }

  @Test
  void whole_shifts_and_flips_copy_pixels() {
    Shape row = Shape.of(5, 6);
    Augmentation how = new Augmentation(2, true, 0, 1, 0);
    NdArray rows = rows(200, row, DType.FLOAT);
    NdArray changed = changed(how, row, rows, 200, 3, 1, 0);
    Set<String> met = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String found = null;
      for (int dx = -2; dx <= 2; dx++) {
        for (int dy = -2; dy <= 2; dy++) {
          for (boolean flip : new boolean[] {false, true}) {
            if (isMoved(rows, changed, i, dx, dy, flip)) {
              found = dx + " " + dy + " " + flip;
            }
          }
        }
      }
      assertThat(found).as("row %s", i).isNotNull();
      met.add(found);
    }
    assertThat(met).hasSizeGreaterThan(40); // of 50, in 200 rows
  }

  private static boolean isMoved(
      NdArray rows, NdArray changed, int row, int dx, int dy, boolean flip) {
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 6; x++) {
        int fromX = Math.clamp((flip ? 5 - x : x) - dx, 0, 5);
        int fromY = Math.clamp(y - dy, 0, 4);
        if (rows.at(row * 30 + fromY * 6 + fromX) != changed.at(row * 30 + y * 6 + x)) {
          return false;
        }
      }
    }
    return true;
  }

  /// Says once more, by way of matrices, what a change means.
  @Test
  void every_pixel_comes_from_where_the_map_says() {
    for (int i = 0; i < 100; i++) {
      int height = 2 + random.nextInt(12);
      int width = 2 + random.nextInt(12);
      Shape row = Shape.of(2, height, width);
      Augmentation how = any();
      NdArray rows = rows(3, row, DType.DOUBLE);
      NdArray changed = changed(how, row, rows, 3, i, 5, 10);
      for (int r = 0; r < 3; r++) {
        RandomStream draws = new RandomStream(i, Purpose.AUGMENTATION, 0, 5);
        double[] d = new double[8];
        for (int j = 0; j < 8; j++) {
          d[j] = draws.uniform(8L * (10 + r) + j);
        }
        double keep = how.crop() + (1 - d[0]) * (1 - how.crop());
        double angle = Math.PI / 180 * how.rotate() * (2 * d[5] - 1);
        double side = how.flip() && d[6] < 0.5 ? -1 : 1;
        double[] move = {
          (1 - keep) * width * (d[1] - 0.5)
              - (Math.floor(d[2] * (2 * how.shift() + 1)) - how.shift()),
          (1 - keep) * height * (d[3] - 0.5)
              - (Math.floor(d[4] * (2 * how.shift() + 1)) - how.shift())
        };
        for (int plane = 0; plane < 2; plane++) {
          for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
              double u = x - (width - 1) / 2.0;
              double v = y - (height - 1) / 2.0;
              double fromX =
                  side * keep * (Math.cos(angle) * u - Math.sin(angle) * v)
                      + (width - 1) / 2.0
                      + move[0];
              double fromY =
                  keep * (Math.sin(angle) * u + Math.cos(angle) * v) + (height - 1) / 2.0 + move[1];
              double expected = 0; // hats around each pixel, the border's reaching on
              double cx = Math.min(Math.max(fromX, 0), width - 1);
              double cy = Math.min(Math.max(fromY, 0), height - 1);
              for (int py = 0; py < height; py++) {
                for (int px = 0; px < width; px++) {
                  double weight =
                      Math.max(0, 1 - Math.abs(cx - px)) * Math.max(0, 1 - Math.abs(cy - py));
                  expected += weight * rows.get(r, plane, py, px);
                }
              }
              expected *= 1 + how.brightness() * (2 * d[7] - 1);
              assertThat(changed.get(r, plane, y, x))
                  .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-9));
            }
          }
        }
      }
    }
  }

  @Test
  void a_row_is_changed_by_seed_epoch_and_place_alone() {
    Shape row = Shape.of(7, 9);
    Augmentation how = Augmentation.parse("shift 2, flip, rotate 20, crop 0.8, brightness 0.3");
    NdArray rows = rows(10, row, DType.FLOAT);
    double[] whole = changed(how, row, rows, 10, 4, 2, 100).toDoubles();
    Augmentation.Changes changes = how.of(row);
    for (int r = 9; r >= 0; r--) {
      NdArray one = NdArray.zeros(DType.FLOAT, row.prepend(1));
      System.arraycopy(rows.floats(), r * 63, one.floats(), 0, 63);
      changes.apply(one, 1, 4, 2, 100 + r);
      for (int i = 0; i < 63; i++) {
        assertThat((double) one.floats()[i]).isEqualTo(whole[r * 63 + i]);
      }
    }
    assertThat(changed(how, row, rows, 10, 5, 2, 100).toDoubles()).isNotEqualTo(whole);
    assertThat(changed(how, row, rows, 10, 4, 3, 100).toDoubles()).isNotEqualTo(whole);
    assertThat(changed(how, row, rows, 10, 4, 2, 101).toDoubles()).isNotEqualTo(whole);
  }

  @Test
  void wrong_words_are_told() {
    List<String> told = new ArrayList<>();
    for (String text :
        List.of(
            "",
            "blur 2",
            "shift",
            "shift 2.5",
            "flip 1",
            "rotate -3",
            "rotate NaN",
            "crop 0",
            "crop 1.5",
            "brightness 2",
            "flip, flip",
            "rotate 400",
            "shift 1e9",
            "crop 0x1p3")) {
      assertThatThrownBy(() -> Augmentation.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("augmentation: ")
          .hasMessageNotContaining("\n")
          .satisfies(thrown -> told.add(thrown.getMessage()));
    }
    assertThat(told)
        .contains(
            "augmentation: \"blur 2\" is unknown; it must be shift, flip, rotate, crop or"
                + " brightness, such as \"shift 2, flip, rotate 10, crop 0.9, brightness 0.2\".",
            "augmentation: shift is 2.5; it must be a whole number of pixels.",
            "augmentation: crop is 1.5; it must be above 0 and at most 1, the share kept.",
            "augmentation: brightness is 2.0; it must be from 0 to 1, as a share.");
    assertThatThrownBy(() -> Augmentation.parse("flip").of(Shape.of(4)))
        .hasMessage(
            "augmentation: rows have shape [4]; pictures are [height, width] or [channels, height,"
                + " width]. Leave the augmentation out.");
  }
}

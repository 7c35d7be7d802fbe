package thalweg.training.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Laws of bringing pictures to one size, over pictures of all proportions.
class PixelsTest {
  private final Random random = new Random(1);

  private Pixels random(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    random.nextBytes(rgb);
    return new Pixels(width, height, rgb);
  }

  private static Pixels oneTone(int width, int height, int tone) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) tone);
    return new Pixels(width, height, rgb);
  }

  private int side() {
    return 1 + (int) Math.pow(300, random.nextDouble());
  }

  @Test
  void at_its_own_size_nothing_changes() {
    for (int i = 0; i < 100; i++) {
      Pixels pixels = random(side(), side());
      Pixels same = pixels.fitted(pixels.width(), pixels.height());
      assertThat(same.rgb()).isEqualTo(pixels.rgb());
      assertThat(pixels.isPaddedIn(pixels.width(), pixels.height())).isFalse();
    }
  }

  @Test
  void one_tone_stays_at_every_size_also_around_it() {
    for (int i = 0; i < 300; i++) {
      Pixels fitted = oneTone(side(), side(), i).fitted(1 + i % 64, side());
      assertThat(fitted.isOfOneTone()).isTrue();
      assertThat(fitted.rgb()[0]).isEqualTo((byte) i);
    }
  }

  @Test
  void a_mean_stays_where_a_picture_is_halved() {
    for (int i = 0; i < 50; i++) {
      int side = 2 * (4 + random.nextInt(60));
      Pixels pixels = random(side, side);
      // The triangles at the border weigh less, so means differ by its share of the picture.
      assertThat(mean(pixels.fitted(side / 2, side / 2).rgb()))
          .isCloseTo(mean(pixels.rgb()), org.assertj.core.data.Offset.offset(300.0 / side));
    }
  }

  private static double mean(byte[] bytes) {
    double sum = 0;
    for (byte value : bytes) {
      sum += value & 0xFF;
    }
    return sum / bytes.length;
  }

  @Test
  void proportions_stay_and_the_picture_stands_in_the_middle() {
    // White on white paper but for a black frame one pixel inside would not tell; so: black,
    // padded.
    for (int i = 0; i < 200; i++) {
      Pixels pixels = oneTone(side(), side(), 200);
      for (int x = 0; x < pixels.rgb().length; x++) {
        boolean isEdge =
            x / 3 % pixels.width() == 0
                || x / 3 % pixels.width() == pixels.width() - 1
                || x / 3 / pixels.width() == 0
                || x / 3 / pixels.width() == pixels.height() - 1;
        pixels.rgb()[x] = (byte) (isEdge ? 10 : 200);
      }
      int columns = 8 + random.nextInt(40);
      int rows = 8 + random.nextInt(40);
      Pixels fitted = pixels.fitted(columns, rows);
      assertThat(fitted.width()).isEqualTo(columns);
      assertThat(fitted.height()).isEqualTo(rows);
      double scale = Math.min((double) columns / pixels.width(), (double) rows / pixels.height());
      int across = (int) Math.max(1, Math.round(pixels.width() * scale));
      int down = (int) Math.max(1, Math.round(pixels.height() * scale));
      int left = (columns - across) / 2;
      int top = (rows - down) / 2;
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          if (x < left || x >= left + across || y < top || y >= top + down) {
            assertThat(fitted.rgb()[3 * (y * columns + x)]).isEqualTo((byte) 10);
          }
        }
      }
      assertThat(pixels.isPaddedIn(columns, rows)).isEqualTo(across < columns || down < rows);
    }
  }

  @Test
  void a_mirrored_picture_is_brought_to_the_mirrored_one() {
    for (int i = 0; i < 100; i++) {
      Pixels pixels = random(2 + random.nextInt(90), 2 + random.nextInt(90));
      int columns = 1 + random.nextInt(40);
      int rows = (int) Math.max(1, Math.round((double) columns * pixels.height() / pixels.width()));
      if (pixels.isPaddedIn(columns, rows)) {
        continue;
      }
      byte[] one = pixels.upright(2).fitted(columns, rows).rgb();
      byte[] other = pixels.fitted(columns, rows).upright(2).rgb();
      for (int at = 0; at < one.length; at++) {
        assertThat(Math.abs((one[at] & 0xFF) - (other[at] & 0xFF))).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void each_orientation_is_undone() {
    // What a camera stores for each note, by the standard's words: where row 0 and column 0 are.
    int[][] stored = {
      {1, 2, 3, 4, 5, 6}, // 1: top, left
      {3, 2, 1, 6, 5, 4}, // 2: top, right
      {6, 5, 4, 3, 2, 1}, // 3: bottom, right
      {4, 5, 6, 1, 2, 3}, // 4: bottom, left
      {1, 4, 2, 5, 3, 6}, // 5: left, top
      {3, 6, 2, 5, 1, 4}, // 6: right, top
      {6, 3, 5, 2, 4, 1}, // 7: right, bottom
      {4, 1, 5, 2, 6, 3} // 8: left, bottom
    };
    for (int note = 1; note <= 8; note++) {
      byte[] rgb = new byte[18];
      for (int i = 0; i < 18; i++) {
        rgb[i] = (byte) stored[note - 1][i / 3];
      }
      Pixels upright = new Pixels(note > 4 ? 2 : 3, note > 4 ? 3 : 2, rgb).upright(note);
      assertThat(upright.width()).as("note %s", note).isEqualTo(3);
      for (int i = 0; i < 6; i++) {
        assertThat(upright.rgb()[3 * i]).as("note %s", note).isEqualTo((byte) (i + 1));
      }
    }
  }
}

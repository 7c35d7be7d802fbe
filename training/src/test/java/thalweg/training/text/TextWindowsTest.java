package thalweg.training.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thalweg.algebra.DType;
import thalweg.algebra.Shape;
import thalweg.training.data.DataFileException;
import thalweg.training.data.Dataset;

@Tag("plain")
class TextWindowsTest {
  @TempDir private Path folder;
  private final Random random = new Random(3);

  @Test
  void each_row_is_followed_by_its_target_one_place_on() {
    for (int i = 0; i < 200; i++) {
      int length = 1 + random.nextInt(8);
      int step = 1 + random.nextInt(8);
      int pieces = length + 1 + random.nextInt(60);
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < pieces; j++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      Characters characters = Characters.of(text.toString());
      int[] all = characters.encode(text.toString());
      Dataset data = new TextWindows(length, step).rows("text", text.toString(), characters);
      assertThat(data.rowShape()).isEqualTo(Shape.of(length));
      int[] features = data.numbers(Dataset.FEATURES, DType.INT).ints();
      int[] target = data.numbers(Dataset.TARGET, DType.INT).ints();
      for (int row = 0; row < data.rows(); row++) {
        for (int at = 0; at < length; at++) {
          assertThat(features[row * length + at]).isEqualTo(all[row * step + at]);
          assertThat(target[row * length + at]).isEqualTo(all[row * step + at + 1]);
        }
      }
      int left = pieces - ((data.rows() - 1) * step + length + 1);
      assertThat(left).isBetween(0, step - 1);
      assertThat(data.remarks()).hasSize(left == 0 ? 0 : 1);
    }
  }

  @Test
  void too_short_a_text_is_told() {
    Characters characters = Characters.of("abc");
    assertThatThrownBy(() -> TextWindows.of(3).rows("poem", "abc", characters))
        .hasMessage(
            "text windows: poem has 3 pieces; rows of 3 and the piece that follows need at least 4."
                + " Take shorter rows, or more text.");
    assertThatThrownBy(() -> TextWindows.of(0)).hasMessageContaining("both must be at least 1");
  }

  @Test
  void what_is_not_utf_8_is_told_by_byte_and_line() throws IOException {
    byte[] good = "one\ntwo ünï 👩 three\n".getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("t.txt"), good);
    assertThat(TextWindows.read(file)).isEqualTo(new String(good, StandardCharsets.UTF_8));
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] = (byte) 0xFF;
      Files.write(file, bad);
      assertThatThrownBy(() -> TextWindows.read(file))
          .isInstanceOf(DataFileException.class)
          .hasMessageContaining(at < 4 ? "in line 1" : "in line")
          .hasMessageContaining("not UTF-8; save the file in UTF-8.");
    }
    Files.write(file, Arrays.copyOf(good, good.length - 8));
    assertThatThrownBy(() -> TextWindows.read(file)).hasMessageContaining("found byte f0 at byte");
    Files.writeString(file, "\uFEFFtext");
    assertThat(TextWindows.read(file)).isEqualTo("text");
    assertThatThrownBy(() -> TextWindows.read(folder.resolve("none")))
        .hasMessageEndingWith("there is no such file; check the name.");
    assertThat(TextWindows.lines("a\r\nb\rc\n\nd")).containsExactly("a", "b", "c", "", "d");
  }
}

package thalweg.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class QuoteTest {
  @Test
  void plain_text_is_shown_as_it_is() {
    assertThat(Quote.of("Löwe 猫 \uD83D\uDC31 a\"b")).isEqualTo("\"Löwe 猫 \uD83D\uDC31 a\"b\"");
    assertThat(Quote.of("")).isEqualTo("\"\"");
  }

  @Test
  void what_would_act_on_a_terminal_is_written_out() {
    assertThat(Quote.of("a\nb\r\tc\u001b[31m\u202E\u2028\uD800\u0000"))
        .isEqualTo("\"a\\nb\\r\\tc<U+001B>[31m<U+202E><U+2028><U+D800><U+0000>\"");
  }

  @Test
  void any_text_becomes_one_line_of_at_most_80_characters_and_its_quotes() {
    Random random = new Random(1);
    for (int trial = 0; trial < 2_000; trial++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(300);
      int range = trial % 2 == 0 ? 0x180 : 0x110000;
      for (int i = 0; i < length; i++) {
        text.appendCodePoint(random.nextInt(range));
      }
      String quoted = Quote.of(text.toString());
      assertThat(quoted.length()).isLessThanOrEqualTo(Quote.LONGEST + 3);
      assertThat(quoted.codePoints()).noneMatch(c -> Character.isISOControl(c) || c == 0x2028);
    }
    assertThat(Quote.of("x".repeat(80))).hasSize(82);
    assertThat(Quote.of("x".repeat(1_000_000))).hasSize(83).endsWith("x…\"");
  }

  @Test
  void a_whole_line_keeps_its_length_and_shows_what_has_no_picture() {
    String line = "a".repeat(500) + " \u00fc\u20ac";
    assertThat(Quote.whole(line)).isEqualTo(line);
    assertThat(Quote.whole("a\u001b[31m\u202e\nb\u009b"))
        .isEqualTo("a<U+001B>[31m<U+202E>\\nb<U+009B>");
  }
}

package thalweg.training.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class VocabularyTest {
  private final Random random = new Random(13);

  /// Texts of every script, with emoji joined of several, white space and signs.
  private String any(int length) {
    StringBuilder text = new StringBuilder();
    String[] usual = {
      "the ", "then", "  ", "\n", "\r\n", "1234", "naïve ", "👩‍👩‍👧", "日本語", "e\u0301"
    };
    while (text.length() < length) {
      if (random.nextInt(3) > 0) {
        text.append(usual[random.nextInt(usual.length)]);
      } else {
        int point = random.nextInt(random.nextBoolean() ? 0x250 : Character.MAX_CODE_POINT + 1);
        if (point < 0xD800 || point > 0xDFFF) {
          text.appendCodePoint(point);
        }
      }
    }
    return text.toString();
  }

  @Test
  void what_is_encoded_is_decoded_again() {
    BytePairs pairs = BytePairs.learn(any(5_000), 600);
    for (int i = 0; i < 400; i++) {
      String text = any(random.nextInt(200));
      assertThat(pairs.decode(pairs.encode(text))).isEqualTo(text);
      if (!text.isEmpty()) {
        Characters characters = Characters.of(text);
        assertThat(characters.decode(characters.encode(text))).isEqualTo(text);
        assertThat(characters.encode(text)).hasSize((int) text.codePoints().count());
      }
    }
    String every =
        new String(
            java.util.stream.IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .toArray(),
            0,
            Character.MAX_CODE_POINT + 1 - 2048);
    assertThat(pairs.decode(pairs.encode(every))).isEqualTo(every);
  }

  @Test
  void what_is_written_is_read_again() {
    for (int i = 0; i < 20; i++) {
      String text = any(1 + random.nextInt(2_000));
      for (Vocabulary vocabulary :
          List.of(Characters.of(text), BytePairs.learn(text, 256 + random.nextInt(300)))) {
        Vocabulary again = Vocabulary.parse(vocabulary.written());
        assertThat(again).isEqualTo(vocabulary);
        assertThat(again.encode(text)).isEqualTo(vocabulary.encode(text));
        assertThat(again.shown()).hasSize(vocabulary.size());
      }
    }
  }

  /// Learns once more, by counting all pairs of all words anew for each piece.
  private static String slowly(String text, int size) {
    List<int[]> words = new ArrayList<>();
    BytePairs none = BytePairs.learn(text, 256);
    // Words as the cut of the text shows them: no piece of a vocabulary of one text reaches over.
    for (String word : text.split("(?<=\\w)(?= )|(?<= )(?= \\w)", -1)) {
      words.add(none.encode(word));
    }
    StringBuilder written = new StringBuilder("byte-pairs");
    for (int piece = 256; piece < size; piece++) {
      Map<List<Integer>, Integer> counts = new HashMap<>();
      for (int[] word : words) {
        for (int i = 0; i + 1 < word.length; i++) {
          counts.merge(List.of(word[i], word[i + 1]), 1, Integer::sum);
        }
      }
      List<Integer> best = null;
      for (Map.Entry<List<Integer>, Integer> entry : counts.entrySet()) {
        if (best == null
            || entry.getValue() > counts.get(best)
            || (entry.getValue().equals(counts.get(best)) && isBefore(entry.getKey(), best))) {
          best = entry.getKey();
        }
      }
      if (best == null || counts.get(best) < 2) {
        break;
      }
      written.append(' ').append(best.get(0)).append('+').append(best.get(1));
      for (int w = 0; w < words.size(); w++) {
        List<Integer> joined = new ArrayList<>();
        int[] word = words.get(w);
        for (int i = 0; i < word.length; i++) {
          if (i + 1 < word.length && word[i] == best.get(0) && word[i + 1] == best.get(1)) {
            joined.add(piece);
            i++;
          } else {
            joined.add(word[i]);
          }
        }
        words.set(w, joined.stream().mapToInt(Integer::intValue).toArray());
      }
    }
    return written.toString();
  }

  private static boolean isBefore(List<Integer> one, List<Integer> other) {
    return !one.get(0).equals(other.get(0)) ? one.get(0) < other.get(0) : one.get(1) < other.get(1);
  }

  @Test
  void pieces_are_the_most_frequent_pairs_one_after_the_other() {
    for (int i = 0; i < 30; i++) {
      StringBuilder text = new StringBuilder("a");
      for (int word = 0; word < 60; word++) {
        text.append(' ');
        for (int letter = 1 + random.nextInt(6); letter > 0; letter--) {
          text.append((char) ('a' + random.nextInt(3)));
        }
      }
      assertThat(BytePairs.learn(text.toString(), 300).written())
          .isEqualTo(slowly(text.toString(), 300));
    }
  }

  @Test
  void frequent_words_become_one_piece_and_pieces_end_with_words() {
    BytePairs pairs =
        BytePairs.learn("low lower lowest low low new newer newest new ".repeat(9), 300);
    assertThat(pairs.encode(" low")).hasSize(1);
    assertThat(pairs.shown()).contains("\" low\"").noneMatch(piece -> piece.contains("w n"));
    assertThat(BytePairs.learn("abc", 1000).size()).isEqualTo(256);
  }

  @Test
  void a_million_characters_are_learnt_from() {
    StringBuilder text = new StringBuilder();
    while (text.length() < 1_000_000) {
      text.append(Integer.toString(random.nextInt(1 << 20) * random.nextInt(64), 36)).append(' ');
    }
    BytePairs pairs = BytePairs.learn(text.toString(), 2_000);
    assertThat(pairs.size()).isEqualTo(2_000);
    int[] encoded = pairs.encode(text.toString());
    assertThat(encoded.length).isLessThan(text.length() * 2 / 3);
    assertThat(pairs.decode(encoded)).isEqualTo(text.toString());
  }

  @Test
  void text_without_blanks_is_learnt_from_too() {
    StringBuilder genes = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      genes.append("acgt".charAt(random.nextInt(4)));
    }
    BytePairs pairs = BytePairs.learn(genes.toString(), 300);
    assertThat(pairs.size()).isEqualTo(300);
    assertThat(pairs.decode(pairs.encode(genes.toString()))).isEqualTo(genes.toString());
  }

  @Test
  void halves_of_characters_and_unknown_ones_are_refused_by_place() {
    Characters characters = Characters.of("abc");
    assertThatThrownBy(() -> characters.encode("abd"))
        .hasMessage(
            "characters: \"d\" at place 2 is none of the 3 characters learnt; leave it out, or"
                + " learn from a text that has it.");
    BytePairs pairs = BytePairs.learn("abc", 256);
    for (String half : List.of("a\uD83D", "\uDC69b", "\uDC69\uD83D", "\uD83D\uD83D\uDC69")) {
      for (Vocabulary vocabulary : List.of(characters, pairs)) {
        assertThatThrownBy(() -> vocabulary.encode(half))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("found half of a surrogate pair, U+D");
      }
      assertThatThrownBy(() -> BytePairs.learn(half, 300)).hasMessageContaining("surrogate");
      assertThatThrownBy(() -> Characters.of(half)).hasMessageContaining("surrogate");
    }
    assertThatThrownBy(() -> pairs.decode(new int[] {256}))
        .hasMessage("vocabulary: piece 256 is asked for; there are those from 0 to 255.");
    assertThatThrownBy(() -> BytePairs.learn("", 255)).hasMessageContaining("from 256 to");
    assertThatThrownBy(() -> Characters.of("")).hasMessageContaining("the text is empty");
  }

  @Test
  void a_stranger_s_text_makes_a_vocabulary_or_is_refused() {
    for (String text :
        List.of(
            "",
            "words",
            "characters",
            "characters ",
            "characters zz",
            "characters 62 61",
            "characters d800",
            "characters 110000",
            "byte-pairs 1",
            "byte-pairs 256+1",
            "byte-pairs 97+98 97+257",
            "byte-pairs -1+3",
            "byte-pairs 9999999999+1")) {
      assertThatThrownBy(() -> Vocabulary.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("\n");
    }
    // Each piece twice the one before: thirty lines would be a thousand million bytes.
    StringBuilder doubling = new StringBuilder("byte-pairs 97+97");
    for (int piece = 256; piece < 290; piece++) {
      doubling.append(' ').append(piece).append('+').append(piece);
    }
    assertThatThrownBy(() -> Vocabulary.parse(doubling.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
